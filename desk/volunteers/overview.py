"""The first page: who is missing now, who would like to join, how each team stands."""

from __future__ import annotations

from desk.pages import Done, NoFields, NotHere, Pages, Shown, Visit, Wrong
from desk.volunteers import asked
from language.text import _
from services.canteen.months import Month
from services.patrol import closing, hours, roster, standing, teams
from services.patrol.teams import NotAllowed

pages = Pages()
MOST_MISSED = 20


@pages.get("/volunteers", may="volunteers.see")
async def overview(visit: Visit) -> Shown:
    """How the teams stand."""
    today = asked.today(visit)
    found = await standing.of_community(
        visit.community_id, visit.by, visit.now_ms, Month.of(today), *asked.week_of(visit, today)
    )
    missed = sorted((one for team in found for one in team.missed), key=lambda one: -one.round.ends_ms)
    return visit.show(
        "volunteers/overview.html",
        teams=found,
        running=await standing.running(visit.community_id, visit.by, visit.now_ms),
        wishes=[(one.team, wish) for one in found for wish in one.wishes],
        missed=missed[:MOST_MISSED],
        more=max(len(missed) - MOST_MISSED, 0),
        called=roster.called,
        named=lambda one: roster.named(one.name, one.birth_date, visit.now_ms),
        missed_said=lambda one: closing.said(one, {}),
        title=closing.title,
        duration=hours.duration,
    )


@pages.post("/volunteers/{team_id:int}/wishes/{person_id:int}/accept", may="volunteers.change", again=overview)
async def accept(visit: Visit, form: NoFields) -> Done:
    """Let somebody in who asked."""
    team = await asked.led(visit)
    done = await teams.accept(team.id, visit.number("person_id"), visit.by, visit.now_ms)
    return _answered(done, Done("/volunteers", _("好的，已经告诉TA：欢迎加入{team}！", team=team.name)))


@pages.post("/volunteers/{team_id:int}/wishes/{person_id:int}/decline", may="volunteers.change", again=overview)
async def decline(visit: Visit, form: NoFields) -> Done:
    """Turn somebody down who asked."""
    team = await asked.led(visit)
    done = await teams.decline(team.id, visit.number("person_id"), visit.by, visit.now_ms)
    return _answered(done, Done("/volunteers", _("好的，已经客气地告诉TA了。")))


def _answered(done: bool | NotAllowed, well: Done) -> Done:
    match done:
        case NotAllowed():
            raise NotHere
        case False:
            raise Wrong(_("这件事已经有人回过了。"))
        case _:
            return well
