"""What staff need to know of whoever brought a case up: asking them back, and who they are. Looking at either is written down."""

from __future__ import annotations

from dataclasses import dataclass

from language.message import Button, Outgoing
from language.text import _, lines
from services.calendar import MINUTE_MS
from services.cases import authors, hearing, seeing
from services.cases.outcomes import Refused
from services.cases.seeing import Seen
from services.telling import ask_to_call, guardians_or_self, tell
from storage import audit, case_events, people
from storage.outbox import Terms, Weight
from storage.people import Person

SITTING_MS = 10 * MINUTE_MS
"""Who opens a page again within that, after each act say, has not looked at it once more."""


@dataclass(frozen=True, slots=True)
class Asked:
    """It is asked. `reached` is False where no message reaches them: then they are on the list of calls."""

    event_id: int
    reached: bool


async def ask(case_id: int, words: str, by: int, now_ms: int) -> Asked | Refused:
    """Ask whoever brought the case up: themselves, or those who act for them."""
    found = await seeing.look(case_id, by, now_ms)
    if found is None or not found.acts:
        return Refused("no such case" if found is None else "not yours")
    if not words.strip():
        return Refused("nothing said")
    wanted = await _askable(found, now_ms)
    if not wanted:
        return Refused("nobody to ask")
    event_id = await case_events.add(case_id, by, "asked", now_ms, words=words.strip(), seen_by="reporter")
    await audit.note(found.case.community_id, by, "ask reporter", f"case:{case_id}", now_ms)
    text = lines(_("关于{whose}，想问您一句：", whose=await authors.whose(found.case, found.kind, now_ms)), words.strip())
    buttons = (
        Button(label=_("回答"), data=f"/case_answer {case_id}", look="main"),
        Button(label=_("看看"), data=f"/case {case_id}"),
    )
    cause, terms = f"case:{case_id}:{event_id}", Terms(weight=Weight.MATTERS)
    message = Outgoing(text=text, buttons=buttons)
    reached = sum([await tell(person_id, message, cause, now_ms, terms) for person_id in wanted])
    if not reached:
        await ask_to_call(wanted[:1], text, cause, now_ms, terms)
    return Asked(event_id, reached > 0)


async def question(case_id: int, by: int, now_ms: int) -> str | None:
    """What whoever brought the case up was asked last, for them; None where nothing was, and for others."""
    found = await seeing.look(case_id, by, now_ms)
    if found is None or not found.own:
        return None
    asked = await case_events.last(case_id, "asked")
    return asked.words if asked is not None else None


async def reporter(case_id: int, by: int, now_ms: int) -> Person | None:
    """Who brought the case up, for staff; that they looked is written down. None without the right, and where that is forgotten."""
    found = await seeing.look(case_id, by, now_ms)
    if found is None or found.role != "staff" or found.case.reporter_id is None:
        return None
    await audit.note(
        found.case.community_id, by, "see reporter", f"case:{case_id}", now_ms, detail=f"person:{found.case.reporter_id}"
    )
    return await people.get(found.case.reporter_id)


async def to_call(case_id: int, by: int, now_ms: int) -> Person | None:
    """Whom to call back about the case, with their whole number, for staff; that they looked is written down. None for others."""
    found = await seeing.look(case_id, by, now_ms)
    if found is None or found.role != "staff":
        return None
    person = await hearing.to_call(found.case)
    if person is None:
        return None
    await audit.note(found.case.community_id, by, "see reporter phone", f"case:{case_id}", now_ms)
    await audit.note(found.case.community_id, by, "see phone", f"person:{person.id}", now_ms)
    return person


async def opened(case_id: int, by: int, now_ms: int, *, sitting: bool = False) -> Seen | None:
    """The case with its photos and voices, for who may see to it; that they looked is written down. None for others.

    Of one `sitting` it is written down once.
    """
    found = await seeing.look(case_id, by, now_ms)
    if found is None or not found.acts:
        return None
    if not (sitting and await audit.noted(by, "see case", f"case:{case_id}", now_ms - SITTING_MS)):
        await audit.note(found.case.community_id, by, "see case", f"case:{case_id}", now_ms)
    return found


async def _askable(found: Seen, now_ms: int) -> list[int]:
    """Those of whoever brought it up, and who did so for them, who may see what they are asked."""
    person = await people.get(found.case.reporter_id) if found.case.reporter_id is not None else None
    known = [*(await guardians_or_self(person, now_ms) if person is not None else []), found.case.made_by]
    return [
        person_id
        for person_id in dict.fromkeys(known)
        if person_id is not None
        and (person_id == found.case.reporter_id or await seeing.role(found.case, found.kind, person_id) == "reporter")
    ]
