"""Ordering a meal: for oneself or for one's own, again as last time, until orders close."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from language.text import Day, _
from services import households, meals
from services.meals import WAYS, Meal
from services.prices import Price, PriceClass, price
from services.staff import is_staff
from services.telling import notice, tell
from storage import audit, communities, orders, people
from storage import meals as stored
from storage.meals import Canteen, Dish
from storage.orders import Listed, Order
from storage.outbox import Terms
from storage.people import Person

MOST_PORTIONS = 6


@dataclass(frozen=True, slots=True)
class Ordered:
    """It is ordered. `to_verify` is the price class that it would have, had the office seen the age."""

    order_id: int
    total_fen: int
    closes_ms: int
    to_verify: PriceClass | None


@dataclass(frozen=True, slots=True)
class Already:
    """The eater has an order that day."""

    order_id: int


@dataclass(frozen=True, slots=True)
class SoldOut:
    """Not so many portions are left; `left` are."""

    left: int


@dataclass(frozen=True, slots=True)
class TooLate:
    """Orders are closed; the office can be asked under this number."""

    closes_ms: int
    phone: str


@dataclass(frozen=True, slots=True)
class Gone:
    """There is no such meal, order or person (any more)."""


@dataclass(frozen=True, slots=True)
class NotAllowed:
    """One orders for oneself and one's own only."""


OrderOutcome: TypeAlias = Ordered | Already | SoldOut | TooLate | Gone | NotAllowed


@dataclass(frozen=True, slots=True)
class Cancelled:
    """It is cancelled."""


CancelOutcome: TypeAlias = Cancelled | TooLate | Gone | NotAllowed


@dataclass(frozen=True, slots=True)
class Again:
    """What was ordered last, as it would be on another day."""

    meal: Meal
    dish: Dish
    eater: Person
    order: Order
    price: Price


async def order(
    day_id: int,
    eater_id: int,
    by: int,
    dish_id: int,
    now_ms: int,
    *,
    portions: int,
    way: str,
    address: str = "",
    note: str = "",
) -> OrderOutcome:
    """Order a meal. Checked again here: the time, the portions left, one order a day for each who eats, the price."""
    meal, eater, dish = await meals.get(day_id), await people.get(eater_id), await stored.dish(dish_id)
    kitchen = await meals.canteen(meal.day.community_id) if meal else None
    if meal is None or kitchen is None or eater is None or eater.erased_ms is not None or dish is None or way not in WAYS:
        return Gone()
    if dish.meal_day_id != day_id or not 1 <= portions <= MOST_PORTIONS:
        return Gone()
    if not await households.may_act_for(by, eater_id):
        return NotAllowed()
    if known := await orders.active(day_id, eater_id):
        return Already(known.id)
    cost = _price(kitchen, eater, meal, portions, now_ms)
    if not await stored.take(day_id, portions, now_ms):
        return await _why_not(day_id, now_ms)
    made = await orders.add(day_id, eater_id, by, dish_id, portions, way, address, note, cost.reduced, cost.total_fen, now_ms)
    if made is None:  # somebody else of the family was a moment faster
        await stored.give_back(day_id, portions)
        known = await orders.active(day_id, eater_id)
        return Already(known.id) if known else Gone()
    if await is_staff(by, meal.day.community_id) and by != eater_id:
        await audit.note(meal.day.community_id, by, "order meal", f"meal_order:{made}", now_ms)
    if by != eater_id:
        booker = await people.get(by)
        text = _(
            "{by} 给 {who} 订了 {day} 的餐：{dish}，{way}。",
            by=booker.name if booker else "", who=eater.name, day=Day(meal.date), dish=dish.name, way=WAYS[way],
        )  # fmt: skip
        await tell(eater_id, notice(text), f"meal-ordered:{made}", now_ms, Terms(until_ms=meal.day.closes_ms))
    return Ordered(made, cost.total_fen, meal.day.closes_ms, cost.to_verify)


async def cancel(order_id: int, by: int, now_ms: int) -> CancelOutcome:
    """Take an order back, until orders close."""
    if refusal := await kept(order_id, by, now_ms):
        return refusal
    found = await orders.get(order_id)
    assert found is not None
    await stored.give_back(found.meal_day_id, await orders.cancel(order_id, now_ms))
    return Cancelled()


async def kept(order_id: int, by: int, now_ms: int) -> CancelOutcome | None:
    """Why the person could not take that back now; None where they could. Changes nothing."""
    found = await orders.get(order_id)
    day = await stored.day(found.meal_day_id) if found else None
    if found is None or day is None or found.state != "ordered":
        return Gone()
    if by not in (found.eater_id, found.ordered_by) and not await households.may_act_for(by, found.eater_id):
        return NotAllowed()
    return None if day.taking(now_ms) else await _too_late(day.community_id, day.closes_ms)


async def mine(person_id: int, since: str) -> list[Listed]:
    """What the person ordered or is to eat from that day (ISO) on."""
    return await orders.mine(person_id, since)


async def again(person_id: int, menu: list[Meal], now_ms: int) -> Again | None:
    """What the person ordered last, for the first day on the menu on which its eater has nothing yet; None where that cannot be."""
    last = await orders.last_by(person_id)
    eater = await people.get(last.eater_id) if last else None
    dish = await stored.dish(last.dish_id) if last else None
    if last is None or eater is None or eater.erased_ms is not None or dish is None:
        return None
    if not await households.may_act_for(person_id, eater.id):
        return None
    for meal in menu:
        same = next((one for one in meal.dishes if one.n == dish.n), None)
        kitchen = await meals.canteen(meal.day.community_id)
        if same and kitchen and meal.day.left >= last.portions and not await orders.active(meal.day.id, eater.id):
            return Again(meal, same, eater, last, _price(kitchen, eater, meal, last.portions, now_ms))
    return None


async def cost(meal: Meal, eater_id: int, portions: int, now_ms: int) -> Price:
    """What it would cost. The eater and the canteen are there."""
    kitchen, eater = await meals.canteen(meal.day.community_id), await people.get(eater_id)
    assert kitchen is not None and eater is not None
    return _price(kitchen, eater, meal, portions, now_ms)


def _price(kitchen: Canteen, eater: Person, meal: Meal, portions: int, now_ms: int) -> Price:
    return price(kitchen, eater.born, eater.verified_ms, meal.date, portions, now_ms)


async def _why_not(day_id: int, now_ms: int) -> OrderOutcome:
    day = await stored.day(day_id)
    assert day is not None
    return SoldOut(day.left) if day.taking(now_ms) else await _too_late(day.community_id, day.closes_ms)


async def _too_late(community_id: int, closes_ms: int) -> TooLate:
    community = await communities.get(community_id)
    return TooLate(closes_ms, community.phone if community else "")
