"""Following a case: "this is it", support, saying more, and not wanting to hear of it any more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from language.message import Attached
from language.text import _
from services import staff
from services.cases import alerts, files, kinds, seeing
from services.cases.moves import count_for_agenda
from services.cases.outcomes import Already, CaseOutcome, Done, Refused
from services.telling import is_child
from storage import audit, case_events, case_followers, cases, people
from storage.cases import Case

MOST = 100


@dataclass(frozen=True, slots=True)
class Reach:
    """How many hear of something, and how many of them no message reaches."""

    followers: int
    unreached: int


async def reach(case_ids: Sequence[int], by: int) -> Reach:
    """Whom a change of these cases is told that `by` makes, each counted once: all others who follow them; of what staff keep back
    from neighbours, its author alone."""
    hearing: dict[int, bool] = {}
    for case_id in case_ids:
        case = await cases.get(case_id)
        kind = await kinds.get(case.community_id, case.kind) if case is not None else None
        everybody = case is not None and (kind is None or seeing.told_of(case, kind))
        for one in await case_followers.listeners(case_id):
            if one.person_id != by and (everybody or one.why == "reporter"):
                hearing[one.person_id] = bool(one.reached)
    return Reach(len(hearing), sum(not reached for reached in hearing.values()))


async def join_for(case_id: int, whose: int, by: int, now_ms: int) -> CaseOutcome:
    """Staff have a resident who calls follow a case."""
    resident = await people.get(whose)
    if resident is None or not await staff.is_staff(by, resident.community_id):
        return Refused("not yours")
    outcome = await join(case_id, whose, now_ms)
    if isinstance(outcome, Done) and resident.community_id is not None:
        await audit.note(resident.community_id, by, "join case", f"case:{outcome.case_id}", now_ms, detail=f"person:{whose}")
    return outcome


async def join(case_id: int, by: int, now_ms: int, *, why: str = "joined") -> CaseOutcome:
    """Have the person follow a case that they may see; what was merged goes on as the other one.

    Following what neighbours support ("moderated") is supporting it, which counts once per person; a child does not without its guardian.
    """
    found = await seeing.look(case_id, by, now_ms)
    if found is None:
        return Refused("no such case")
    if found.case.merged_into is not None:
        return await join(found.case.merged_into, by, now_ms, why=why)
    if found.case.closed_ms is not None:
        return Refused("closed")
    person = await people.get(by)
    if found.kind.public == "moderated" and (person is None or is_child(person, now_ms)):
        return Refused("needs guardian")
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

    What was merged goes on as the other one. What neighbours add to what waits to be read by staff before others see it ("moderated")
    is for staff alone: nobody writes to its author, who may be a child.
    """
    found = await seeing.look(case_id, by, now_ms)
    if found is None:
        return Refused("no such case")
    if found.case.merged_into is not None:
        return await add(found.case.merged_into, words, sent, by, account_id, channel, now_ms)
    if found.looks_on:
        return Refused("not yours")
    if not words.strip() and not sent:
        return Refused("nothing said")
    theirs = found.kind.public != "moderated" or found.acts or found.role == "reporter"
    seen_by = "reporter" if theirs else "staff"
    event_id = await case_events.add(case_id, by, "more", now_ms, words=words.strip(), seen_by=seen_by)
    kept = await files.keep(case_id, event_id, by, sent, account_id, channel, now_ms)
    if by != found.case.owner_id:
        await alerts.tell_more(found.case, found.kind, event_id, words.strip() or _("发来照片或语音{n}个", n=kept), now_ms)
    return Done(case_id, event_id)


async def followed(person_id: int) -> list[Case]:
    """What the person brought up or follows, what is open first."""
    return await cases.followed(person_id, MOST)
