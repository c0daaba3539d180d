"""What an address is about: a team, a shift, a week, a month. Whoever may not see it learns nothing, not even that it is there."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from desk.pages import NotHere, Visit
from language.text import Saying, _
from services.calendar import to_local, to_ms
from services.canteen.months import Month, Span, read_span
from services.patrol import teams
from services.patrol.duties import CANCELLED, PLANNED
from services.patrol.week import monday
from services.staff import is_staff
from storage import shifts as shifts_stored
from storage.shifts import Listed
from storage.teams import Team

_FIRST_YEAR, _LAST_YEAR = 2000, 2100


async def seen(visit: Visit) -> Team:
    """The team, for who may see how it stands."""
    team = await teams.get(visit.number("team_id"))
    if team is None or team.community_id != visit.community_id or not await teams.may_look(visit.by, team):
        raise NotHere
    return team


async def led(visit: Visit) -> Team:
    """The team, for who may lead it."""
    team = await seen(visit)
    if not await teams.may_lead(visit.by, team):
        raise NotHere
    return team


async def led_shift(visit: Visit, shift_id: int = 0) -> Listed:
    """The shift of the address, or that one, of a team that somebody may lead, also one that was called off; none that planning took away."""
    team = await led(visit)
    shift = await shifts_stored.get(shift_id or visit.number("shift_id"))
    if shift is None or shift.team_id != team.id or shift.state not in (PLANNED, CANCELLED):
        raise NotHere
    return shift


async def works_here(visit: Visit) -> bool:
    """Whether whoever looks is staff, and not only a lead of a team."""
    return await is_staff(visit.by, visit.community_id)


def today(visit: Visit) -> date:
    """The local day."""
    return to_local(visit.now_ms, visit.zone).date()


def day(visit: Visit) -> date:
    """The day that the address asks for ("?day=2026-11-23"), else today."""
    try:
        wanted = date.fromisoformat(visit.query.get("day", ""))
    except ValueError:
        return today(visit)
    return wanted if _FIRST_YEAR <= wanted.year <= _LAST_YEAR else today(visit)


def week_of(visit: Visit, at: date) -> tuple[int, int]:
    """When the week of that day begins and ends."""
    first = datetime.combine(monday(at), time())
    return to_ms(first, visit.zone), to_ms(first + timedelta(7), visit.zone)


def span(visit: Visit) -> Span:
    """The month or the year that the address asks for ("?span=2026-11"), else this month; none that is yet to come."""
    this = Month.of(today(visit))
    wanted = read_span(visit.query.get("span", "")) or this
    return wanted if wanted.first <= today(visit) else this


def told(reached: bool, *, listed: bool = True) -> Saying:
    """That somebody hears of what was done, or has to be phoned: what matters is on the list of calls by itself (`listed`)."""
    if reached:
        return _("已经告诉本人。")
    return _("TA收不到消息，已放进待打电话的名单。") if listed else _("TA收不到消息，请打个电话。")
