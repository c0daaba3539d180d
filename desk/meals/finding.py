"""What the pages of the canteen are about: a day, a resident, a month, as the address names them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TypeVar

from desk.forms import Wrong
from desk.pages import NotHere, Visit
from services import desk
from services.calendar import to_local
from services.canteen import meals
from services.canteen.meals import Meal
from services.canteen.months import Month
from services.courses import Refused
from services.refusals import refusal
from storage.people import Person

T = TypeVar("T")

MOST = 100
"""Lines on a page."""
FARTHEST = timedelta(days=5 * 366)
"""Nobody looks at weeks that are longer ago, or farther away."""


def today(visit: Visit) -> date:
    """The local day."""
    return to_local(visit.now_ms, visit.zone).date()


async def meal_of(visit: Visit) -> Meal:
    """The day that the address names. Raises NotHere where it is none of this community's."""
    found = await meals.get(visit.number("day_id"))
    if found is None or found.day.community_id != visit.community_id:
        raise NotHere
    return found


async def resident_of(visit: Visit) -> Person:
    """The resident whom the address names. Raises NotHere where they are none of this community's."""
    found = await desk.person(visit.number("person_id"), visit.by)
    if found is None or found.community_id != visit.community_id:
        raise NotHere
    return found


async def looked_for(visit: Visit) -> list[Person]:
    """Whom somebody looks for by the `q` of the address: a piece of the name, or the end of the number."""
    words = visit.query.get("q", "").strip()
    return (await desk.find(visit.community_id, words, visit.by))[:MOST] if words else []


def month_of(visit: Visit) -> Month:
    """The month that the address names, else this one."""
    this = Month.of(today(visit))
    found = Month.read(visit.query.get("month", "")) or this
    return min(found, this)


def monday_of(visit: Visit) -> date:
    """The Monday of the week that the address names by one of its days, else of this one."""
    try:
        day = date.fromisoformat(visit.query.get("week", ""))
    except ValueError:
        day = today(visit)
    if abs(day - today(visit)) > FARTHEST:
        day = today(visit)
    return day - timedelta(days=day.weekday())


def done(outcome: T | Refused) -> T:
    """What came of it. Raises Wrong with the reason where it was not done, NotHere where it is not theirs to do."""
    if not isinstance(outcome, Refused):
        return outcome
    if outcome.why in ("not staff", "no such day"):
        raise NotHere
    raise Wrong(refusal(outcome))
