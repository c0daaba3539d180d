"""The council: its meetings, what is talked about there, and what came of it."""

from __future__ import annotations

from datetime import date, datetime, time

import msgspec

from desk.cases.acting import fitting
from desk.pages import Done, NotHere, Pages, Shown, Visit, Wrong
from language.text import Saying, _
from services.calendar import to_local, to_ms
from services.cases import council, following, naming, refusing
from services.cases.council import Agenda, CouncilOutcome, NotNow, Outcome

pages = Pages()

LONGEST = 300
USUAL_HOUR = time(14, 30)


class Plan(msgspec.Struct, frozen=True):
    """A new meeting."""

    day: date
    hour: time
    title: str = ""
    place: str = ""


class Move(msgspec.Struct, frozen=True):
    """Another time, or elsewhere."""

    day: date
    hour: time
    place: str = ""


class Item(msgspec.Struct, frozen=True):
    """One of the cases that are talked about."""

    case: int


class Why(msgspec.Struct, frozen=True):
    """A reason."""

    words: str = ""


class Decide(msgspec.Struct, frozen=True):
    """What came of an item."""

    case: int
    outcome: str
    said: str = ""


class Close(msgspec.Struct, frozen=True):
    """A word on the whole meeting."""

    summary: str = ""


@pages.get("/cases/council", may="cases.office")
async def overview(visit: Visit) -> Shown:
    """What is planned and what was held."""
    planned = await council.coming(visit.community_id)
    return visit.show(
        "cases/council.html", usual=council.USUAL, hour=f"{USUAL_HOUR:%H:%M}",
        coming=[one for one in planned if one.starts_ms > visit.now_ms],
        begun=[one for one in planned if one.starts_ms <= visit.now_ms],
        held=await council.past(visit.community_id), candidates=await _candidates(visit),
    )  # fmt: skip


@pages.post("/cases/council", may="cases.office", form=Plan, again=overview)
async def plan(visit: Visit, form: Plan) -> Done:
    """Plan a meeting."""
    starts_ms = to_ms(datetime.combine(form.day, form.hour), visit.zone)
    title = fitting(form.title, 30, "title") or council.USUAL.source
    outcome = await council.plan(visit.community_id, title, starts_ms, fitting(form.place, 60, "place"), visit.by, visit.now_ms)
    return _came(outcome, _("定下来了。接着选议题吧。"), "day")


@pages.get("/cases/council/{meeting_id:int}", may="cases.office")
async def meeting(visit: Visit) -> Shown:
    """One meeting with its agenda."""
    agenda = await _agenda(visit)
    starts = to_local(agenda.meeting.starts_ms, visit.zone)
    planned = agenda.meeting.state == "planned"
    full = len(agenda.items) >= council.MOST_ITEMS
    return visit.show(
        "cases/meeting.html", meeting=agenda.meeting, planned=planned, full=full,
        begun=agenda.meeting.starts_ms <= visit.now_ms, day=starts.date().isoformat(), hour=f"{starts:%H:%M}",
        items=[(item, case, naming.headline(case, kind)) for item, case, kind in agenda.items], outcomes=council.OUTCOMES,
        left=len(agenda.undecided), candidates=await _candidates(visit) if planned and not full else [],
    )  # fmt: skip


@pages.post("/cases/council/{meeting_id:int}/put", may="cases.office", form=Item, again=meeting)
async def put(visit: Visit, form: Item) -> Done:
    """Have the meeting talk about a case; its author and supporters hear so."""
    agenda = await _agenda(visit)
    outcome = await council.put(agenda.meeting.id, form.case, visit.by, visit.now_ms)
    return _came(outcome, _("加上了，会告诉提的人和支持的人。"))


@pages.post("/cases/council/{meeting_id:int}/off", may="cases.office", form=Item, again=meeting)
async def take_off(visit: Visit, form: Item) -> Done:
    """Not talked about after all."""
    agenda = await _agenda(visit)
    outcome = await council.take_off(agenda.meeting.id, form.case, visit.by, visit.now_ms)
    return _came(outcome, _("去掉了，会告诉他们另找时间。"))


@pages.post("/cases/council/{meeting_id:int}/move", may="cases.office", form=Move, again=meeting)
async def move(visit: Visit, form: Move) -> Done:
    """Another time and place; everybody concerned hears so."""
    agenda = await _agenda(visit)
    starts_ms = to_ms(datetime.combine(form.day, form.hour), visit.zone)
    outcome = await council.move(agenda.meeting.id, starts_ms, fitting(form.place, 60, "place"), visit.by, visit.now_ms)
    return _came(outcome, _("改好了，会告诉提的人和支持的人。"), "day")


@pages.get("/cases/council/{meeting_id:int}/cancel", may="cases.office")
async def cancelling(visit: Visit) -> Shown:
    """Before it is cancelled: who will be told."""
    agenda = await _agenda(visit)
    if agenda.meeting.state != "planned":
        raise NotHere
    reach = await following.reach([case.id for case in agenda.undecided], visit.by)
    return visit.show(
        "cases/meeting_cancel.html", meeting=agenda.meeting, items=len(agenda.undecided), reach=reach,
    )  # fmt: skip


@pages.post("/cases/council/{meeting_id:int}/cancel", may="cases.office", form=Why, again=cancelling)
async def cancel(visit: Visit, form: Why) -> Done:
    """No meeting, with a reason; what was to be talked about waits for another one."""
    agenda = await _agenda(visit)
    outcome = await council.cancel(agenda.meeting.id, fitting(form.words, LONGEST, "words"), visit.by, visit.now_ms)
    done = _came(outcome, _("取消了，会告诉他们；议题留着，下次再排。"), "words")
    return Done("/cases/council", done.said)


@pages.post("/cases/council/{meeting_id:int}/decide", may="cases.office", form=Decide, again=meeting)
async def decide(visit: Visit, form: Decide) -> Done:
    """What came of an item; everybody who follows it hears so."""
    agenda = await _agenda(visit)
    named: dict[str, Outcome] = {"adopted": "adopted", "declined": "declined", "later": "later"}
    if form.outcome not in named:
        raise Wrong(outcome=_("请选商量的结果。"))
    outcome = await council.decide(
        agenda.meeting.id, form.case, named[form.outcome], fitting(form.said, LONGEST, "said"), visit.by, visit.now_ms
    )
    return _came(outcome, _("记下了，会告诉提的人和支持的人。"), "said")


@pages.post("/cases/council/{meeting_id:int}/close", may="cases.office", form=Close, again=meeting)
async def close(visit: Visit, form: Close) -> Done:
    """It was held; what nothing came of is put off."""
    agenda = await _agenda(visit)
    outcome = await council.close(agenda.meeting.id, fitting(form.summary, LONGEST, "summary"), visit.by, visit.now_ms)
    return _came(outcome, _("记好了，邻居们在「以前的议事会」里看得到。"))


async def _agenda(visit: Visit) -> Agenda:
    found = await council.see(visit.number("meeting_id"), visit.by)
    if found is None or found.meeting.community_id != visit.community_id:
        raise NotHere
    return found


async def _candidates(visit: Visit) -> list[tuple[int, Saying, int, bool]]:
    """What could be talked about: its id, what it is, how many support it, and whether so many do that it must be."""
    return [
        (case.id, naming.headline(case, kind), case.followers, bool(kind.agenda and case.followers >= kind.agenda))
        for case, kind in await council.candidates(visit.community_id, visit.by)
    ]


def _came(outcome: CouncilOutcome, said: Saying, field: str = "") -> Done:
    """Back to the meeting. Raises Wrong where nothing changed, beside the field where that is said."""
    if isinstance(outcome, NotNow):
        if outcome.why == "not yours":
            raise NotHere
        about = outcome.why in ("past", "no reason") and field
        raise Wrong(**{field: refusing.COUNCIL[outcome.why]}) if about else Wrong(refusing.COUNCIL[outcome.why])
    return Done(f"/cases/council/{outcome.meeting_id}", said)
