"""The canteen: which meals can be ordered, what is planned, and a day without a meal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from language.message import Button
from language.text import Text, _
from services.calendar import HOUR_MS, to_ms
from services.canteen import detours, workdays
from services.courses import Refused
from services.staff import is_staff
from storage import audit, drops, meal_changes, meals, orders, reminders
from storage.meals import Canteen, Dish, MealDay

SHOWN = 5
"""Days on a menu: a week of lunches."""
MENU = Button(label=_("看订餐"), data="/meals", look="main")
"""To what one has ordered and what there is."""
OVER_MS = 12 * HOUR_MS
"""So long after orders closed a day is over: nothing about it can be changed any more."""
AHEAD = 62
"""No canteen plans more days ahead."""
WAYS: dict[str, Text] = {"dine": _("到店吃"), "pickup": _("自己取"), "delivered": _("送到家")}
"""How a meal reaches whom it is for."""
SERVED_MS = 4 * HOUR_MS
"""So long after orders closed the day's meals have been eaten: what was swapped for another dish can be given back until then."""


@dataclass(frozen=True, slots=True)
class Meal:
    """A day with what is cooked on it."""

    day: MealDay
    dishes: tuple[Dish, ...]

    @property
    def offered(self) -> tuple[Dish, ...]:
        """What can be ordered: not what has run out."""
        return tuple(dish for dish in self.dishes if not dish.gone)

    @property
    def date(self) -> date:
        """The local day."""
        return date.fromisoformat(self.day.day)


async def canteen(community_id: int | None) -> Canteen | None:
    """The community's canteen; None where it has none."""
    return await meals.canteen(community_id) if community_id is not None else None


async def menu(community_id: int, now_ms: int) -> list[Meal]:
    """The next days for which orders are taken."""
    found = [day for day in await meals.coming(community_id, now_ms, 2 * SHOWN) if day.taking(now_ms)]
    shown = [Meal(day, tuple(await meals.dishes(day.id))) for day in found[:SHOWN]]
    return [meal for meal in shown if meal.offered]


async def get(day_id: int) -> Meal | None:
    """A day with its dishes."""
    day = await meals.day(day_id)
    return Meal(day, tuple(await meals.dishes(day_id))) if day else None


async def plan(
    community_id: int, day: date, dishes: list[str], zone: ZoneInfo, now_ms: int, *, before: Canteen | None = None
) -> int | None:
    """Have these dishes cooked on that day; returns its id, None where the community has no canteen.

    A dish that a later plan leaves out goes, unless somebody ordered it: what people chose is what they get. An end of orders and a
    capacity other than the canteen's, as it was `before` (None: as it is), are the day's own and stay. Whoever ordered hears of an
    earlier end.
    """
    kitchen = await meals.canteen(community_id)
    if kitchen is None:
        return None
    planned, usual = await meals.on(community_id, day.isoformat()), before or kitchen
    closes_ms, capacity = usual_closes_ms(kitchen, day, zone), kitchen.capacity
    if planned is not None and planned.closes_ms != usual_closes_ms(usual, day, zone):
        closes_ms = planned.closes_ms
    if planned is not None and planned.capacity != usual.capacity:
        capacity = planned.capacity
    day_id = await meals.save_day(community_id, day.isoformat(), closes_ms, capacity)
    if planned is not None and closes_ms < planned.closes_ms:
        await reminders.follow("meal_earlier", day_id, community_id, now_ms)
    listed = await meals.dishes(day_id)
    known = {one.name: one.id for one in listed}
    ordered = [one.name for one in listed if one.name not in dishes and (one.gone or await orders.of_dish(one.id))]
    for n, dish_id in enumerate(known.values(), 1):
        await meals.number_dish(dish_id, -n)
    for n, name in enumerate(dict.fromkeys([*dishes, *ordered]), 1):
        if dish_id := known.pop(name, 0):
            await meals.number_dish(dish_id, n)
        else:
            await meals.add_dish(day_id, n, name)
    for dish_id in known.values():
        await meals.delete_dish(dish_id)
    await reminders.follow("meal_day", day_id, community_id, now_ms)
    await reminders.follow("meal_standing", day_id, community_id, now_ms)
    await reminders.follow("meal_week", community_id, community_id, now_ms)
    await reminders.follow("meal_month", community_id, community_id, now_ms)
    return day_id


async def days(community_id: int, by: int, now_ms: int) -> list[MealDay]:
    """The days that staff look at: today's until evening, and the coming ones."""
    if not await is_staff(by, community_id):
        return []
    return await meals.coming(community_id, now_ms - OVER_MS, SHOWN + 1)


async def orderable(community_id: int, by: int, now_ms: int) -> list[Meal]:
    """The days for which staff can order for a resident: those that can be ordered, and one that is being cooked until it is over."""
    return [
        Meal(day, tuple(await meals.dishes(day.id))) for day in await days(community_id, by, now_ms) if for_callers(day, now_ms)
    ]


def for_callers(day: MealDay, now_ms: int) -> bool:
    """Whether staff can order for a resident: orders are open, or it is being cooked and not over."""
    return day.taking(now_ms) or (day.status == "cooking" and not over(day, now_ms))


def over(day: MealDay, now_ms: int) -> bool:
    """Whether nothing about the day can be changed any more."""
    return now_ms >= day.closes_ms + OVER_MS


async def close(day_id: int, by: int, reason: str, now_ms: int) -> int | Refused:
    """No meal that day: every order is called off at once, and everybody told part by part. Returns how many orders there were."""
    meal = await get(day_id)
    if meal is None or not await is_staff(by, meal.day.community_id):
        return Refused("no such day" if meal is None else "not staff")
    if now_ms >= meal.day.closes_ms + OVER_MS:
        return Refused("day over")
    if await drops.begun(day_id):
        return Refused("served")  # what is eaten is billed; staff take back the rest one by one
    if meal.day.status == "closed" or not await meals.turn(day_id, meal.day.status, "closed", reason):
        return Refused("nothing to change")
    called_off = await meal_changes.call_off(day_id, now_ms)
    if called_off:
        await reminders.follow("meal_closed", day_id, meal.day.community_id, now_ms)
    for later in await meals.coming(meal.day.community_id, now_ms, AHEAD):
        if workdays.stands_for(date.fromisoformat(later.day)) == meal.date:  # standing orders of the lost day move there
            await reminders.follow("meal_standing", later.id, meal.day.community_id, now_ms)
    await detours.end_day(day_id, now_ms)
    await audit.note(meal.day.community_id, by, "close meal day", f"meal_day:{day_id}", now_ms, detail=reason)
    return called_off


def usual_closes_ms(kitchen: Canteen, day: date, zone: ZoneInfo) -> int:
    """When orders for that day end, where staff did not say otherwise."""
    return to_ms(datetime.combine(day, time.fromisoformat(kitchen.cutoff)), zone)
