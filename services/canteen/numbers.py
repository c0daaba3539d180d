"""The canteen's days in numbers: what is on the menu, and how many portions of it go which way. Nobody is named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from language.text import Text, _
from services import staff
from services.canteen.meals import SERVED_MS, Meal
from services.courses import Refused
from storage import meals, orders
from storage.meals import MealDay

STATES: dict[str, Text] = {
    "open": _("可以订"), "full": _("订满了"), "ending": _("刚截止，正在出单"), "cooking": _("厨房在做"), "served": _("已开餐"),
    "off": _("不开餐"),
}  # fmt: skip
"""How a day stands."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """A day with its menu. `counts` are the portions of each dish (its number) and way."""

    meal: Meal
    counts: Mapping[tuple[int, str], int]

    def portions(self, n: int = 0, way: str = "") -> int:
        """Portions of the n-th dish (0: of all) that go this way ("": any)."""
        return sum(count for (dish, going), count in self.counts.items() if n in (0, dish) and way in ("", going))


async def may_see(person_id: int, community_id: int | None) -> bool:
    """Whether the person may see the canteen's numbers: staff, who cooks, readers."""
    return await staff.cooks(person_id, community_id) or await staff.may_look(person_id, community_id)


async def week(community_id: int, monday: date, by: int) -> list[Numbers] | Refused:
    """The days of that week for which there is a menu."""
    if not await may_see(by, community_id):
        return Refused("not staff")
    return await _between(community_id, monday, monday + timedelta(6))


async def day(day_id: int, by: int) -> Numbers | Refused:
    """One day."""
    found = await meals.day(day_id)
    if found is None:
        return Refused("no such day")
    if not await may_see(by, found.community_id):
        return Refused("not staff")
    on = date.fromisoformat(found.day)
    return (await _between(found.community_id, on, on))[0]


def state(of: MealDay, now_ms: int) -> str:
    """How the day stands: of STATES."""
    if of.status == "closed":
        return "off"
    if of.status == "cooking":
        return "served" if now_ms >= of.closes_ms + SERVED_MS else "cooking"
    if not of.taking(now_ms):
        return "ending"
    return "open" if of.left else "full"


async def _between(community_id: int, first: date, last: date) -> list[Numbers]:
    span = (community_id, first.isoformat(), last.isoformat())
    dishes: dict[int, list[meals.Dish]] = {}
    for dish in await meals.dishes_between(*span):
        dishes.setdefault(dish.meal_day_id, []).append(dish)
    counts: dict[int, dict[tuple[int, str], int]] = {}
    for one in await orders.portions(*span):
        counts.setdefault(one.meal_day_id, {})[one.n, one.way] = one.portions
    return [
        Numbers(Meal(found, tuple(dishes.get(found.id, ()))), counts.get(found.id, {})) for found in await meals.between(*span)
    ]
