"""A dish that ran out: what takes its place, and telling everybody who gets that instead."""

from __future__ import annotations

from dataclasses import dataclass

from language.message import Button
from language.text import Day, Moment, _, lines
from services.canteen import diets, meal_telling, meals
from services.canteen.meals import MENU, OVER_MS, SERVED_MS, Meal
from services.courses import Refused
from services.staff import cooks
from storage import audit, meal_changes, orders, reminders
from storage import meals as stored
from storage.meals import Dish
from storage.outbox import Terms, Weight

LONGEST = 60
"""Characters of a dish's name."""


@dataclass(frozen=True, slots=True)
class RanOut:
    """It cannot be ordered any more; so many orders are of `instead` now."""

    instead: str
    orders: int


async def ran_out(dish_id: int, instead: int | str, by: int, now_ms: int) -> RanOut | Refused:
    """The dish ran out; whoever ordered it gets `instead`: another dish of that day, or one that was not on the menu, by its name."""
    dish = await stored.dish(dish_id)
    meal = await meals.get(dish.meal_day_id) if dish else None
    if dish is None or meal is None or not await cooks(by, meal.day.community_id):
        return Refused("no such day" if meal is None else "not staff")
    if meal.day.status == "closed":
        return Refused("day closed")
    if now_ms >= meal.day.closes_ms + OVER_MS:
        return Refused("day over")
    other = _listed(meal, dish, instead)
    new = " ".join(instead.split()) if isinstance(instead, str) else ""
    if other is None and (not new or len(new) > LONGEST or any(one.name == new for one in meal.dishes)):
        return Refused("no such dish")
    if not await meal_changes.gone(dish_id):
        return Refused("nothing to change")
    instead_id = other.id if other else await stored.add_dish(meal.day.id, max(one.n for one in meal.dishes) + 1, new)
    moved = await meal_changes.move(meal.day.id, dish_id, instead_id, now_ms)
    if moved:
        await reminders.follow("dish_gone", dish_id, meal.day.community_id, now_ms)
    await audit.note(meal.day.community_id, by, "dish ran out", f"dish:{dish_id}", now_ms, detail=f"dish:{instead_id}")
    return RanOut(other.name if other else new, moved)


async def tell_gone(dish_id: int, now_ms: int, after: int, most: int) -> int | None:
    """Tell what took the place of a dish, the orders `after` that one; returns the last one told of, None where it was the last."""
    dish = await stored.dish(dish_id)
    meal = await meals.get(dish.meal_day_id) if dish else None
    if dish is None or meal is None or meal.day.status == "closed":
        return None
    swapped = await meal_changes.swapped(meal.day.id, dish_id, after, most)
    until_ms = meal.day.closes_ms + SERVED_MS
    terms = Terms(until_ms=meal.day.closes_ms + OVER_MS, weight=Weight.MATTERS, by_ms=until_ms)
    for order_id in swapped:
        one = await orders.listed(order_id)
        assert one is not None
        text = lines(
            _("很抱歉，{day}的「{dish}」没有了，给{who}换成「{instead}」，价钱不变。",
              day=Day(meal.date, "near"), dish=dish.name, who=one.eater, instead=one.dish),
            _("里面可能有{who}过敏的东西，请退掉，或请社区换别的。", who=one.eater) if await _harms(order_id, one.eater_id) else None,
            _("不想要就点「退这份餐」，不收钱，{until} 之前都可以。", until=Moment(until_ms, "near")),
        )  # fmt: skip
        buttons = (Button(label=_("退这份餐"), data=f"/meal_cancel {order_id}"), MENU)
        await meal_telling.tell_order(order_id, text, f"dish-gone:{order_id}:{dish_id}", now_ms, terms, buttons=buttons)
    return swapped[-1] if len(swapped) == most else None


async def _harms(order_id: int, eater_id: int) -> bool:
    """Whether what took a dish's place holds what the eater is allergic to."""
    order = await orders.get(order_id)
    dish = await stored.dish(order.dish_id) if order else None
    return dish is not None and bool(diets.blocks(dish, await diets.of(eater_id)))


def _listed(meal: Meal, dish: Dish, instead: int | str) -> Dish | None:
    """The dish of that day that is meant, where it is one."""
    wanted = " ".join(instead.split()) if isinstance(instead, str) else instead
    return next((one for one in meal.offered if one.id != dish.id and wanted in (one.id, one.name)), None)
