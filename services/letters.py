"""Letters: staff write to one person. It arrives in the chat, at an hour when people are up; whom no message reaches is phoned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import msgspec

from language.message import Outgoing
from language.text import Saying, _
from services import calls, people, telling
from services.staff import is_staff
from services.talks.talking import AGAIN
from services.telling import HOME, ask_to_call, guardians_or_self, notice, tell
from storage import audit, communities, outbox
from storage import calls as calls_stored
from storage.outbox import Terms, Weight
from storage.people import Person

LONGEST = 500
MOST_LISTED = 10
CALLED = "called"
ARRIVED = ("sent", "merged")
_decode = msgspec.json.Decoder(Outgoing).decode


@dataclass(frozen=True, slots=True)
class Addressee:
    """To whom a letter about somebody goes: the guardians of a child, else the person. `reached`: a message would arrive."""

    id: int
    name: str
    reached: bool


@dataclass(frozen=True, slots=True)
class Sent:
    """It is on its way to these; whoever of them cannot be reached (`to_call`) is on the list of calls to make."""

    told: tuple[int, ...]
    to_call: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """Only staff of the person's community write to them."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of the last days. `state` as in the outbox, CALLED where it became a call at once."""

    at_ms: int
    words: Saying
    state: str


Outcome: TypeAlias = Sent | Refused


async def addressees(person_id: int, by: int, now_ms: int) -> list[Addressee]:
    """To whom a letter would go. Empty for who is not staff of the person's community."""
    person = await _known(person_id, by)
    found = []
    for one in await _whom(person, now_ms) if person is not None else []:
        reached = await telling.account_of(one) is not None
        known = await people.get(one)
        found.append(Addressee(one, known.name if known else "", reached))
    return found


async def write(person_id: int, by: int, words: str, now_ms: int) -> Outcome:
    """Send it, once for each who must hear of it; the rest goes onto the list of calls."""
    person = await _known(person_id, by)
    if person is None or person.community_id is None:
        return Refused()
    cause = f"letter:{person_id}:{by}:{now_ms}"
    text = await wording(person.community_id, by, words)
    terms = Terms(weight=Weight.MATTERS)
    told: list[int] = []
    to_call: list[int] = []
    for one in await _whom(person, now_ms):
        reached = await tell(one, notice(text, AGAIN, HOME), cause, now_ms, terms)
        (told if reached else to_call).append(one)
    if not told:
        await ask_to_call(to_call, text, cause, now_ms, terms)
    await audit.note(person.community_id, by, "write to", f"person:{person_id}", now_ms, detail=cause)
    return Sent(tuple(told), () if told else tuple(to_call))


async def wording(community_id: int, by: int, words: str) -> Saying:
    """The letter as it is read."""
    writer, community = await people.get(by), await communities.get(community_id)
    who = writer.name if writer is not None and writer.name else _("工作人员")
    return _("{who}（{community}）：{words}", who=who, community=community.name if community else _("社区"), words=words)


async def latest(person_id: int, by: int, now_ms: int) -> list[Letter]:
    """What was written to somebody in the days that the outbox remembers, the newest first. Empty for who is not staff there."""
    if await _known(person_id, by) is None:
        return []
    found = []  # the act's detail is the letter's cause in the outbox
    for act in await audit.latest_about(f"person:{person_id}", "write to", MOST_LISTED):
        if act.at_ms <= now_ms - outbox.KEPT_MS:
            break
        rows, to_call = await outbox.of_cause(act.detail), await calls_stored.of_cause(act.detail)
        if rows:  # of two guardians one is enough
            best = next((row for row in rows if row.state in ARRIVED), rows[0])
            found.append(Letter(act.at_ms, _decode(best.body).text, best.state))
        elif to_call:
            found.append(Letter(act.at_ms, calls.said(to_call[0]), CALLED))
    return found


async def _known(person_id: int, by: int) -> Person | None:
    person = await people.get(person_id)
    return person if person is not None and await is_staff(by, person.community_id) else None


async def _whom(person: Person, now_ms: int) -> list[int]:
    """A child for whom nobody acts is written to as it is: somebody may answer its phone."""
    return await guardians_or_self(person, now_ms) or [person.id]
