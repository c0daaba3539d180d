"""One shift: before it begins who goes, afterwards who came and which checkpoints were passed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

import msgspec

from desk.pages import Done, NoFields, NotHere, Pages, Shown, Visit, Wrong
from desk.volunteers import asked
from desk.volunteers.week import Placing, Somebody, put_on, take_off
from language.text import _
from services.calendar import to_local
from services.patrol import duties, hour_papers, hours, roster, shift_changes, shifts
from services.patrol import week as weeks
from services.patrol.duties import CANCELLED, MOST_NEEDED
from services.patrol.refusals import HINTS, UNFIT
from services.patrol.shift_changes import Another, Busy, Moved, Unfit
from services.patrol.shift_telling import when
from services.patrol.teams import NotAllowed
from storage import checkins, rounds, shift_places, spots
from storage.shifts import Listed
from storage.spots import Spot

pages = Pages()


class Need(msgspec.Struct, frozen=True):
    """How many people."""

    need: int


class Time(msgspec.Struct, frozen=True):
    """When, and how long. `sure` once somebody has seen who hears of it: then the shift began at `was` (ms)."""

    day: date
    starts: time
    minutes: int
    sure: bool = False
    was: int = 0


@dataclass(frozen=True, slots=True)
class Passed:
    """A checkpoint of the round, and when it was passed; None: nobody did."""

    spot: Spot
    at_ms: int | None


@pages.get("/volunteers/{team_id:int}/shifts/{shift_id:int}", may="volunteers.change", notes=True)
async def shift(visit: Visit) -> Shown:
    """One shift. That somebody looks at who came is written down."""
    found = await asked.led_shift(visit)
    at = to_local(found.starts_ms, visit.zone)
    week = await weeks.of_team(found.team_id, at.date(), visit.by, visit.now_ms, visit.zone)
    if not isinstance(week, weeks.Week):
        raise NotHere
    tile = next((one for _day, tiles in week.days for one in tiles if one.shift.id == found.id), None)
    visits = await rounds.visits(found.id)
    begun = found.starts_ms <= visit.now_ms
    if begun and not visit.wrong:
        await hours.note_shift_look(found.team_id, found.id, visit.by, visit.now_ms)
    return visit.show(
        "volunteers/shift.html",
        shift=found, tile=tile, members=week.members, hints=HINTS, at=at, minutes=(found.ends_ms - found.starts_ms) // 60_000,
        begun=begun, over=visit.now_ms >= found.ends_ms, cancelled=found.state == CANCELLED,
        stints=await checkins.of_shift(found.id) if begun else [],
        round=[Passed(spot, visits.get(spot.id)) for spot in await spots.of_duty(found.duty_id)],
        called=roster.called, counted=hours.counted, duration=hours.duration, how=hour_papers.HOW,
    )  # fmt: skip


@pages.post("/volunteers/{team_id:int}/shifts/{shift_id:int}/place", may="volunteers.change", form=Placing, again=shift)
async def place(visit: Visit, form: Placing) -> Done:
    """Put a member on it."""
    return Done(_here(visit), await put_on(visit, form))


@pages.post("/volunteers/{team_id:int}/shifts/{shift_id:int}/off", may="volunteers.change", form=Somebody, again=shift)
async def off(visit: Visit, form: Somebody) -> Done:
    """Take somebody off it."""
    return Done(_here(visit), await take_off(visit, form.person))


@pages.post("/volunteers/{team_id:int}/shifts/{shift_id:int}/ask", may="volunteers.change", again=shift)
async def ask(visit: Visit, form: NoFields) -> Done:
    """Ask the members who could go."""
    found = await asked.led_shift(visit)
    told = await shifts.ask_team(found.id, visit.by, visit.now_ms)
    if isinstance(told, NotAllowed):
        raise NotHere
    if not told:
        raise Wrong(_("眼下没有能去的队员，大家都有班，或者要歇一歇。"))
    return Done(_here(visit), _("问了{n}位队员，谁先点「我去」就是谁。", n=told))


@pages.post("/volunteers/{team_id:int}/shifts/{shift_id:int}/need", may="volunteers.change", form=Need, again=shift)
async def need(visit: Visit, form: Need) -> Done:
    """Have so many people do it."""
    found = await asked.led_shift(visit)
    if not 1 <= form.need <= MOST_NEEDED:
        raise Wrong(need=_("请写1到{most}之间的人数。", most=MOST_NEEDED))
    if form.need < found.taken:
        raise Wrong(need=_("已经有{n}人去，请先让多出来的人不用去。", n=found.taken))
    done = await duties.set_shift_need(found.id, form.need, visit.by, visit.now_ms)
    if not done and form.need != found.need:
        raise Wrong(_("没有变动：这一班已经开始，或者别人刚改过。"))
    return Done(_here(visit), _("好的，这一班{n}人。", n=form.need))


@pages.post("/volunteers/{team_id:int}/shifts/{shift_id:int}/move", may="volunteers.change", form=Time, again=shift)
async def move(visit: Visit, form: Time) -> Done | Shown:
    """Have it be at another time; where somebody is on it, after a look at who hears so."""
    found = await asked.led_shift(visit)
    reach = await shift_changes.reach(found.id, visit.now_ms, besides=visit.by)
    then = await shift_changes.at(found.id, form.day, form.starts, form.minutes, visit.by, visit.now_ms, visit.zone)
    shown = form.sure and form.was == found.starts_ms
    if isinstance(then, Listed) and then != found and reach.told + reach.to_call and not shown:
        places = await shift_places.of_shift(found.id)
        people = [roster.named(place.name, place.birth_date, visit.now_ms) for place in places]
        return visit.show("volunteers/move.html", shift=found, then=then, form=form, people=people, reach=reach)
    outcome = await shift_changes.move(found.id, form.day, form.starts, form.minutes, visit.by, visit.now_ms, visit.zone)
    match outcome:
        case Moved(shift=moved):
            if moved == found:
                return Done(_here(visit))
            text = _("改到了 {shift}。", shift=when(moved))
            if reach.to_call:
                text = _("改到了 {shift}，已经告诉{n}人，还有{m}人要打电话。", shift=when(moved), n=reach.told, m=reach.to_call)
            elif reach.told:
                text = _("改到了 {shift}，已经告诉{n}人。", shift=when(moved), n=reach.told)
            return Done(_here(visit), text)
        case Busy(who=who, why=why):
            raise Wrong(day=_("{who}去不了那个时间：{why}。请先让TA不用去，再改时间。", who=who, why=HINTS[why]))
        case Another():
            raise Wrong(day=_("那天已经有「{duty}」了，请另选一天。", duty=found.duty))
        case Unfit():
            raise Wrong(day=UNFIT)
        case NotAllowed():
            raise NotHere
        case _:
            raise Wrong(_("没有变动：这一班已经开始，或者别人刚改过。"))


def _here(visit: Visit) -> str:
    return f"/volunteers/{visit.number('team_id')}/shifts/{visit.number('shift_id')}"
