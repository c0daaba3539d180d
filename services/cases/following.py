"""Following a case: "this is it", support, saying more, and not wanting to hear of it any more."""

from __future__ import annotations

from collections.abc import Sequence

from language.message import Attached
from services.cases import files, seeing
from services.cases.moves import count_for_agenda
from services.cases.outcomes import Already, CaseOutcome, Done, Refused
from storage import case_events, case_followers, cases
from storage.cases import Case

MOST = 100


async def join(case_id: int, by: int, now_ms: int, *, why: str = "joined") -> CaseOutcome:
    """Have the person follow a case that they may see; what was merged goes on as the other one. "support" counts once per person."""
    found = await seeing.look(case_id, by, now_ms)
    if found is None:
        return Refused("no such case")
    if found.case.merged_into is not None:
        return await join(found.case.merged_into, by, now_ms, why=why)
    if found.case.closed_ms is not None:
        return Refused("closed")
    if not await case_followers.add(case_id, by, why, now_ms):
        return Already(case_id)
    await cases.recount(case_id)
    await count_for_agenda(case_id, now_ms)
    return Done(case_id)


async def leave(case_id: int, by: int) -> bool:
    """The person does not want to hear of it any more. False where they did not follow it."""
    left = await case_followers.remove(case_id, by)
    if left:
        await cases.recount(case_id)
    return left


async def add(
    case_id: int, words: str, sent: Sequence[Attached], by: int, account_id: int, channel: str, now_ms: int
) -> CaseOutcome:
    """Say more to a case that one brought up, follows or sees to; those who see to it, and its reporter, can read it.

    What neighbours add to what waits to be read by staff before others see it ("moderated") is for staff alone: nobody writes to its
    author, who may be a child.
    """
    found = await seeing.look(case_id, by, now_ms)
    if found is None:
        return Refused("no such case")
    if found.role == "neighbour":
        return Refused("not yours")
    if not words.strip() and not sent:
        return Refused("nothing said")
    theirs = found.kind.public != "moderated" or found.acts or found.role == "reporter"
    seen_by = "reporter" if theirs else "staff"
    event_id = await case_events.add(case_id, by, "more", now_ms, words=words.strip(), seen_by=seen_by)
    await files.keep(case_id, event_id, by, sent, account_id, channel, now_ms)
    return Done(case_id, event_id)


async def followed(person_id: int) -> list[Case]:
    """What the person brought up or follows, what is open first."""
    return await cases.followed(person_id, MOST)
