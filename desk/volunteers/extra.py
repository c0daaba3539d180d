"""One more shift of a duty, on a day on which it is not done."""

from __future__ import annotations

from datetime import date, time

import msgspec

from desk.pages import Done, NotHere, Pages, Shown, Visit, Wrong
from desk.volunteers import asked
from language.text import _
from services.patrol import duties, shift_changes
from services.patrol.duties import MOST_NEEDED
from services.patrol.refusals import UNFIT
from services.patrol.shift_changes import Added, Another, Ended, Unfit

pages = Pages()


class Extra(msgspec.Struct, frozen=True):
    """Which duty, when, how long and by how many."""

    duty: int
    day: date
    starts: time
    minutes: int
    need: int


@pages.get("/volunteers/{team_id:int}/shifts/new", may="volunteers.change")
async def blank(visit: Visit) -> Shown:
    """The form, as the first duty is usually done."""
    team = await asked.led(visit)
    done = [duty for duty in await duties.of_team(team.id) if duty.need]
    return visit.show(
        "volunteers/extra.html", team=team, duties=[(duty.id, duty.name) for duty in done], usual=done[0] if done else None,
        day=asked.day(visit),
    )  # fmt: skip


@pages.post("/volunteers/{team_id:int}/shifts/new", may="volunteers.change", form=Extra, again=blank)
async def add(visit: Visit, form: Extra) -> Done:
    """Add it; nobody has a place in it yet, so nobody hears of it."""
    team = await asked.led(visit)
    duty = next((one for one in await duties.of_team(team.id) if one.id == form.duty), None)
    if duty is None:
        raise NotHere
    if not 1 <= form.need <= MOST_NEEDED:
        raise Wrong(need=_("请写1到{most}之间的人数。", most=MOST_NEEDED))
    outcome = await shift_changes.add(
        duty.id, form.day, form.starts, form.minutes, form.need, visit.by, visit.now_ms, visit.zone
    )
    match outcome:
        case Added(shift_id=shift_id):
            return Done(f"/volunteers/{team.id}/shifts/{shift_id}", _("加好了，可以安排人，也可以问问队员谁能去。"))
        case Another():
            raise Wrong(day=_("那天已经有「{duty}」了，请另选一天。", duty=duty.name))
        case Ended():
            raise Wrong(duty=_("「{duty}」已经不办了，请另选一项。", duty=duty.name))
        case Unfit():
            raise Wrong(day=UNFIT)
        case _:
            raise NotHere
