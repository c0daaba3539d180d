"""Until when, and how many: the limits of one day of the canteen, where staff make them other than usual."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from language.message import Button
from language.text import Day, Moment, _
from services.calendar import to_local, to_ms
from services.canteen import meal_telling, meals
from services.canteen.meals import MENU, OVER_MS, Meal
from services.courses import Refused
from services.staff import cooks
from storage import audit, meal_changes, orders, reminders
from storage.outbox import Terms

MOST = 100_000
"""No kitchen cooks more portions a day."""


async def set_cutoff(day_id: int, by: int, at: time | None, zone: ZoneInfo, now_ms: int) -> int | Refused:
    """Orders for that day end at that local time of the day itself; None: now, where it is that day.

    Returns the new end in UTC milliseconds. Where it comes earlier than it was, whoever has ordered hears of it.
    """
    meal = await _changeable(day_id, by, now_ms)
    if isinstance(meal, Refused):
        return meal
    if not meal.day.taking(now_ms):
        return Refused("orders closed")
    if at is None and to_local(now_ms, zone).date() != meal.date:
        return Refused("not that day")
    closes_ms = to_ms(datetime.combine(meal.date, at), zone) if at else now_ms
    if closes_ms < now_ms:
        return Refused("cut-off past")
    if closes_ms == meal.day.closes_ms:
        return Refused("nothing to change")
    if not await meal_changes.set_cutoff(day_id, closes_ms, now_ms):
        return Refused("orders closed")
    await reminders.follow("meal_day", day_id, meal.day.community_id, now_ms)
    if closes_ms < meal.day.closes_ms:
        await reminders.follow("meal_earlier", day_id, meal.day.community_id, now_ms)
    await audit.note(meal.day.community_id, by, "set cut-off", f"meal_day:{day_id}", now_ms, detail=str(closes_ms))
    return closes_ms


async def set_capacity(day_id: int, by: int, capacity: int, now_ms: int) -> int | Refused:
    """So many portions can be had that day, at least as many as are ordered. Returns how many are left."""
    meal = await _changeable(day_id, by, now_ms)
    if isinstance(meal, Refused):
        return meal
    if capacity == meal.day.capacity:
        return Refused("nothing to change")
    if not 1 <= capacity <= MOST or not await meal_changes.set_capacity(day_id, capacity):
        return Refused("below taken")
    if capacity > meal.day.capacity:  # for the standing orders that got none
        await reminders.follow("meal_standing", day_id, meal.day.community_id, now_ms)
    await audit.note(meal.day.community_id, by, "set capacity", f"meal_day:{day_id}", now_ms, detail=str(capacity))
    return capacity - meal.day.taken


async def tell_earlier(day_id: int, now_ms: int, after: int, most: int) -> int | None:
    """Tell that orders end earlier, the orders `after` that one; returns the last one told of, None where it was the last of all."""
    meal = await meals.get(day_id)
    if meal is None or meal.day.status == "closed":
        return None
    closes_ms, day = meal.day.closes_ms, Day(meal.date, "near")
    taking = meal.day.taking(now_ms)
    buttons: tuple[Button, ...]
    listed = await orders.of_day_after(day_id, after, most)
    for one in listed:
        if taking:
            text = _("{day}订餐提前到 {until} 截止。{who}的餐照做；要退的话请在这之前。",
                     day=day, until=Moment(closes_ms, "time"), who=one.eater)  # fmt: skip
            buttons = (Button(label=_("退这份餐"), data=f"/meal_cancel {one.id}"), MENU)
            terms = Terms(until_ms=closes_ms, by_ms=closes_ms)
        else:
            text = _("{day}订餐提前截止了。{who}的餐照做，不用再操作。", day=day, who=one.eater)
            buttons, terms = (MENU,), Terms(until_ms=closes_ms + OVER_MS)
        await meal_telling.tell_order(one.id, text, f"meal-earlier:{one.id}:{closes_ms}", now_ms, terms, buttons=buttons)
    return listed[-1].id if len(listed) == most else None


async def _changeable(day_id: int, by: int, now_ms: int) -> Meal | Refused:
    meal = await meals.get(day_id)
    if meal is None or not await cooks(by, meal.day.community_id):
        return Refused("no such day" if meal is None else "not staff")
    if meal.day.status == "closed":
        return Refused("day closed")
    return Refused("day over") if now_ms >= meal.day.closes_ms + OVER_MS else meal
