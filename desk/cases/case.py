"""One case: what is known of it, its photos, what happened, and everything that can be done about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from desk.pages import Blob, NotHere, Pages, Shown, Visit
from language.text import Saying
from services import acts
from services.cases import (
    asking,
    authors,
    clock,
    following,
    handling,
    kinds,
    moderation,
    moves,
    naming,
    pace,
    queue,
    reports,
    seeing,
    timeline,
    twins,
)
from services.cases.kinds import DECLINED, ENDS, SOLVED, WAITING
from services.cases.seeing import Seen
from storage.case_events import Event
from storage.case_files import CaseFile

pages = Pages()

MOST_WORDS = 500


@dataclass(frozen=True, slots=True)
class Happened:
    """A line of the timeline, with the words that came with it where the line does not say them, and what was sent."""

    at_ms: int
    said: Saying
    words: str
    files: tuple[CaseFile, ...]
    private: bool


async def found_case(visit: Visit) -> Seen:
    """The case of the address, as whoever looks may see it. Raises NotHere."""
    found = await seeing.look(visit.number("case_id"), visit.by, visit.now_ms)
    if found is None or found.case.community_id != visit.community_id:
        raise NotHere
    return found


async def case_at_hand(visit: Visit) -> Seen:
    """The same, for who may see to it."""
    found = await found_case(visit)
    if not found.acts:
        raise NotHere
    return found


@pages.get("/cases/{case_id:int}", may="cases.see", notes=True)
async def opened(visit: Visit) -> Shown:
    """The case; that somebody who sees to it looked is written down."""
    await asking.opened(visit.number("case_id"), visit.by, visit.now_ms, sitting=True)
    return await case(visit)


async def case(visit: Visit) -> Shown:
    """The same page, shown once more after something that was not right."""
    found = await found_case(visit)
    first_ms, repaired_ms = pace.of(found)
    one = found.case
    return visit.show(
        "cases/case.html",
        found=found, case=one, kind=found.kind, what=naming.headline(one, found.kind), state=naming.state(one, found.kind),
        severity=found.kind.severity(one.severity), category=found.kind.category(one.category), shown=kinds.shown,
        mark=clock.mark(one, visit.now_ms), deadline=clock.deadline(one, visit.now_ms), span=clock.span,
        owner=await queue.name(one.owner_id) if not found.looks_on else "", team=await queue.team_name(one.team_id),
        who=await authors.shown(found, visit.now_ms), details=reports.said_details(found.details),
        photos=[file for file in found.files if file.kind == "photo" and file.state == "kept"],
        voices=[file for file in found.files if file.kind == "voice" and file.state == "kept"],
        coming=sum(file.state == "coming" for file in found.files),
        timeline=[await _happened(event, found) for event in found.events],
        first_ms=first_ms, repaired_ms=repaired_ms, moderated=found.kind.public == "moderated",
        **(await _acts(visit, found) if found.acts else {"acts": False}),
    )  # fmt: skip


async def _acts(visit: Visit, found: Seen) -> Mapping[str, Any]:
    """What can be done about it now, and by whom."""
    case, kind = found.case, found.kind
    is_open = case.closed_ms is None and case.merged_into is None
    active = is_open and case.phase != SOLVED
    office = found.role == "staff"
    states = moves.next_states(case, kind) if case.merged_into is None else []
    canned = await kinds.answers(case.community_id)
    begun = not (case.phase == WAITING and kind.begun is not None)
    return {
        "acts": True, "office": office, "is_open": is_open, "active": active,
        "mine": case.owner_id == visit.by and begun, "free": case.owner_id in (None, visit.by),
        "states": [(state.id, kinds.shown(state.name)) for state in states if state.phase != DECLINED],
        "declinable": any(state.phase == DECLINED for state in states) and case.phase not in ENDS,
        "reopenable": case.merged_into is None and case.phase in (SOLVED, *ENDS),
        "progressable": case.merged_into is None and case.phase not in (WAITING, DECLINED),
        "canned": [(one.id, one.title) for one in canned], "words": {one.id: one.words for one in canned},
        "colleagues": await handling.colleagues(case.id, visit.by, visit.now_ms),
        "teams": await handling.other_teams(case.id, visit.by, visit.now_ms),
        "alike": is_open and office and kind.public != "moderated" and await twins.some(case),
        "reach": await following.reach([case.id], visit.by),
        "reasons": list(enumerate(moderation.REASONS.values(), 1)),
    }  # fmt: skip


async def _happened(event: Event, found: Seen) -> Happened:
    sent = tuple(file for file in found.files if file.event_id == event.id and file.state == "kept")
    told = timeline.tells_words(event)
    return Happened(
        event.at_ms,
        await timeline.said(event, found, MOST_WORDS),
        "" if told else event.words,
        sent,
        event.seen_by != "followers",
    )


@pages.get("/cases/{case_id:int}/files/{file_id:int}", may="cases.see")
async def file(visit: Visit) -> Blob:
    """A photo or a voice of a case, for who may see it."""
    found = await found_case(visit)
    sent = next((file for file in found.files if file.id == visit.number("file_id") and file.state == "kept"), None)
    if sent is None:
        raise NotHere
    return Blob(sent.blob)


@pages.get("/cases/{case_id:int}/photos/{file_id:int}", may="cases.see", notes=True)
async def photo(visit: Visit) -> Shown:
    """One photo, as large as the page, with the way to the next. Who comes to it from elsewhere has looked at the case, too."""
    found = await found_case(visit)
    await asking.opened(found.case.id, visit.by, visit.now_ms, sitting=True)
    photos = [file for file in found.files if file.kind == "photo" and file.state == "kept"]
    at = next((n for n, file in enumerate(photos) if file.id == visit.number("file_id")), None)
    if at is None:
        raise NotHere
    event = next((event for event in found.events if event.id == photos[at].event_id), None)
    said = await timeline.said(event, found, MOST_WORDS) if event is not None else ""
    return visit.show("cases/photo.html", case=found.case, photos=photos, at=at, said=said)


@pages.get("/cases/{case_id:int}/reporter", may="cases.office", notes=True)
async def reporter(visit: Visit) -> Shown:
    """Who brought it up, and whom to call, with the whole number. That somebody looked is written down."""
    found = await case_at_hand(visit)
    person = await asking.reporter(found.case.id, visit.by, visit.now_ms)
    to_call = await asking.to_call(found.case.id, visit.by, visit.now_ms)
    what = naming.headline(found.case, found.kind)
    return visit.show("cases/reporter.html", case=found.case, what=what, person=person, to_call=to_call)


@pages.get("/cases/{case_id:int}/acts", may="cases.office", notes=True)
async def case_acts(visit: Visit) -> Shown:
    """Who looked at the case, and who changed it."""
    found = await case_at_hand(visit)
    done = await acts.about_case(found.case.id, visit.community_id, visit.by, visit.now_ms)
    return visit.show("cases/acts.html", case=found.case, what=naming.headline(found.case, found.kind), acts=done)
