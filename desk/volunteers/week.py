"""The roster of a week: who is on which shift; somebody is put on one by dragging their name, or by the form that stands there."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from desk.pages import Done, NotHere, Pages, Shown, Visit, Wrong
from desk.volunteers import asked
from language.text import Saying, _
from services.courses import Refused
from services.patrol import roster, shifts, teams
from services.patrol import week as weeks
from services.patrol.duties import AHEAD
from services.patrol.limits import MOST
from services.patrol.refusals import HINTS, of_another
from services.patrol.shift_telling import when
from services.patrol.shifts import Noted, Taken
from services.patrol.teams import NotAllowed
from storage import people
from storage.shifts import Listed

pages = Pages()


class Somebody(msgspec.Struct, frozen=True):
    """Whom to take off a shift."""

    person: int = 0


class Placing(msgspec.Struct, frozen=True):
    """Whom to put on a shift, and `off` which other one they come (0: none)."""

    person: int = 0
    off: int = 0


@pages.get("/volunteers/{team_id:int}/week", may="volunteers.change", notes=True)
async def week(visit: Visit) -> Shown:
    """Seven days of shifts, and the members beside them. That staff look is written down."""
    team, day = await asked.led(visit), asked.day(visit)
    found = await weeks.of_team(team.id, day, visit.by, visit.now_ms, visit.zone)
    if isinstance(found, Refused):
        raise NotHere
    if not visit.wrong and await asked.works_here(visit):
        await roster.seen(visit.community_id, visit.by, visit.now_ms, team_id=team.id)
    today = asked.today(visit)
    return visit.show(
        "volunteers/week.html",
        week=found, team=team, today=today, before=found.first - timedelta(7), after=found.first + timedelta(7),
        last=today + timedelta(AHEAD - 1), hints=HINTS, most=MOST,
    )  # fmt: skip


@pages.post("/volunteers/{team_id:int}/week/{shift_id:int}/place", may="volunteers.change", form=Placing, again=week)
async def place(visit: Visit, form: Placing) -> Done:
    """Put a member on a shift."""
    return Done(_back(visit), await put_on(visit, form))


@pages.post("/volunteers/{team_id:int}/week/{shift_id:int}/off", may="volunteers.change", form=Somebody, again=week)
async def off(visit: Visit, form: Somebody) -> Done:
    """Take somebody off a shift."""
    return Done(_back(visit), await take_off(visit, form.person))


async def put_on(visit: Visit, form: Placing) -> Saying:
    """Put a member on the shift of the address; returns what became of it. Raises Wrong with why it cannot be: then nothing is changed."""
    shift, person_id = await asked.led_shift(visit), form.person
    if not person_id:
        raise Wrong(_("请先选一位队员。"))
    who = await _called(visit, shift, person_id)
    if form.off:
        await _take_off(visit, await asked.led_shift(visit, form.off), person_id)
    outcome = await shifts.take(shift.id, person_id, visit.by, visit.now_ms)
    if isinstance(outcome, Taken):
        said = asked.told(person_id == visit.by or await teams.reaches(person_id, visit.now_ms))
        return _("{who}排在{shift}了，{told}", who=who, shift=when(shift), told=said)
    raise Wrong(_("{who}没有排上 {shift}：{why}", who=who, shift=when(shift), why=of_another(outcome)))


async def take_off(visit: Visit, person_id: int) -> Saying:
    """Take somebody off the shift of the address; returns what became of it. Raises Wrong where it cannot be."""
    shift = await asked.led_shift(visit)
    who = await _called(visit, shift, person_id, member=False)
    await _take_off(visit, shift, person_id)
    said = asked.told(person_id == visit.by or await teams.reaches(person_id, visit.now_ms))
    return _("{who}不用去{shift}了，{told}", who=who, shift=when(shift), told=said)


async def _take_off(visit: Visit, shift: Listed, person_id: int) -> None:
    outcome = await shifts.decline(shift.id, person_id, visit.by, "", visit.now_ms)
    if isinstance(outcome, NotAllowed):
        raise NotHere
    if not isinstance(outcome, Noted):
        raise Wrong(_("没有变动：这一班已经开始，或者别人刚改过。"))


async def _called(visit: Visit, shift: Listed, person_id: int, *, member: bool = True) -> Saying:
    """Whom it is about, among those whom who leads the team sees by name. Raises NotHere for everybody else."""
    person = await people.get(person_id)
    if person is None or (member and not await teams.is_member(person_id, shift.team_id)):
        raise NotHere
    return roster.named(person.name, person.birth_date, visit.now_ms)


def _back(visit: Visit) -> str:
    return f"/volunteers/{visit.number('team_id')}/week?day={asked.day(visit)}"
