"""What a team does: a duty is made, changed or ended, after a look at whom that concerns."""

from __future__ import annotations

from datetime import time

import msgspec

from desk.pages import Done, NoFields, NotHere, Pages, Shown, Visit, Wrong
from desk.volunteers import asked
from language.text import Saying, _
from services.calendar import WEEKDAYS
from services.patrol import duty_changes
from services.patrol.duties import MOST_NEEDED
from services.patrol.duty_changes import LONGEST, LONGEST_NAME, SHORTEST, Way
from services.patrol.teams import NotAllowed
from storage import spots
from storage.duties import Duty
from storage.spots import Spot

pages = Pages()


class DutyForm(msgspec.Struct, frozen=True):
    """How a duty is done. `sure` once somebody has seen whom the change concerns."""

    name: str
    starts: time
    minutes: int
    need: int
    days: list[int] = msgspec.field(default_factory=list)
    spots: list[int] = msgspec.field(default_factory=list)
    sure: bool = False


@pages.get("/volunteers/{team_id:int}/duties/new", may="volunteers.change")
async def blank(visit: Visit) -> Shown:
    """An empty form."""
    team = await asked.led(visit)
    return visit.show("volunteers/duty.html", team=team, duty=None, days=set(range(1, 8)), **await _choices(visit, []))


@pages.post("/volunteers/{team_id:int}/duties/new", may="volunteers.change", form=DutyForm, again=blank)
async def add(visit: Visit, form: DutyForm) -> Done:
    """Something new that the team does."""
    team = await asked.led(visit)
    made = await duty_changes.add(team.id, _way(form, []), visit.by, visit.now_ms, visit.zone)
    if isinstance(made, NotAllowed):
        raise NotHere
    return Done(f"/volunteers/{team.id}/week", _("「{duty}」加好了，两周内的班已经排出来，等人报名。", duty=form.name))


@pages.get("/volunteers/{team_id:int}/duties/{duty_id:int}", may="volunteers.change")
async def duty(visit: Visit) -> Shown:
    """How a duty is done."""
    team, found = await asked.led(visit), await _duty(visit)
    days = {int(day) for day in found.weekdays.split(",") if day} or set(range(1, 8))
    passed = await spots.of_duty(found.id)
    return visit.show("volunteers/duty.html", team=team, duty=found, days=days, **await _choices(visit, passed))


@pages.post("/volunteers/{team_id:int}/duties/{duty_id:int}/change", may="volunteers.change", form=DutyForm, again=duty)
async def change(visit: Visit, form: DutyForm) -> Done | Shown:
    """Have it done otherwise; where that concerns people who have shifts, after one more look."""
    found = await _duty(visit)
    way = _way(form, await spots.of_duty(found.id))
    what = await duty_changes.foreseen(found, way, visit.now_ms, visit.zone)
    if not form.sure and what.reach.told + what.reach.to_call:
        return visit.show("volunteers/duty_sure.html", team_id=found.team_id, duty=found, form=form, what=what)
    planned = await duty_changes.change(found.id, way, visit.by, visit.now_ms, visit.zone)
    if isinstance(planned, NotAllowed):
        raise NotHere
    return Done(f"/volunteers/{found.team_id}", _changed(form.name, what.reach.told, what.reach.to_call))


@pages.get("/volunteers/{team_id:int}/duties/{duty_id:int}/end", may="volunteers.change")
async def ending(visit: Visit) -> Shown:
    """Whom it concerns if a duty is done no more."""
    found = await _duty(visit)
    what = await duty_changes.foreseen(found, None, visit.now_ms, visit.zone)
    return visit.show("volunteers/duty_end.html", team_id=found.team_id, duty=found, what=what)


@pages.post("/volunteers/{team_id:int}/duties/{duty_id:int}/end", may="volunteers.change", again=ending)
async def end(visit: Visit, form: NoFields) -> Done:
    """Do it no more."""
    found = await _duty(visit)
    what = await duty_changes.foreseen(found, None, visit.now_ms, visit.zone)
    if isinstance(await duty_changes.end(found.id, visit.by, visit.now_ms, visit.zone), NotAllowed):
        raise NotHere
    text = _("「{duty}」停办了，取消了{n}班。", duty=found.name, n=what.dropped)
    return Done(f"/volunteers/{found.team_id}", text)


def _changed(name: str, told: int, to_call: int) -> Saying:
    if to_call:
        return _("「{duty}」改好了，已经告诉{n}人，还有{m}人要打电话。", duty=name, n=told, m=to_call)
    return _("「{duty}」改好了，已经告诉{n}人。", duty=name, n=told) if told else _("「{duty}」改好了。", duty=name)


def _way(form: DutyForm, passed: list[Spot]) -> Way:
    """What the form says. Raises Wrong. Spots that are passed already stay in their order."""
    wrong: dict[str, Saying] = {}
    if not 0 < len(form.name) <= LONGEST_NAME:
        wrong["name"] = _("写名字，最多{most}个字。", most=LONGEST_NAME)
    if not SHORTEST <= form.minutes <= LONGEST:
        wrong["minutes"] = _("请写{least}到{most}之间的分钟数。", least=SHORTEST, most=LONGEST)
    if not 1 <= form.need <= MOST_NEEDED:
        wrong["need"] = _("请写1到{most}之间的人数；不办了请点下面的「不办了」。", most=MOST_NEEDED)
    if not form.days:
        wrong["days"] = _("至少选一天。")
    kept = [spot.id for spot in passed if spot.id in form.spots]
    route = [*kept, *(one for one in dict.fromkeys(form.spots) if one not in kept)]
    way = Way(form.name, tuple(form.days), form.starts, form.minutes, form.need, tuple(route))
    if not wrong and not way.fits:
        wrong["days"] = _("至少选一天。")
    if wrong:
        raise Wrong(**wrong)
    return way


async def _duty(visit: Visit) -> Duty:
    team = await asked.led(visit)
    found = await duty_changes.led(visit.number("duty_id"), visit.by)
    if found is None or found.team_id != team.id:
        raise NotHere
    return found


async def _choices(visit: Visit, passed: list[Spot]) -> dict[str, object]:
    every = await spots.of_community(visit.community_id)
    return {
        "weekdays": list(enumerate(WEEKDAYS, 1)),
        "spots": [*passed, *(spot for spot in every if spot not in passed)],
        "passed": passed,
    }
