"""What becomes of orders when two records of one human become one, or somebody takes their data along or leaves for good."""

from __future__ import annotations

from datetime import date
from typing import Any

from msgspec import to_builtins

from language.text import Day, _
from services.canteen import meal_telling
from services.canteen.orders import already
from storage import meals as stored
from storage import orders, people
from storage.people import Person


async def told(person_id: int) -> list[dict[str, Any]]:
    """Every order of which the person eats, as they take it along: with the day and the dish in words."""
    found = []
    for order in await orders.touching(person_id):
        day, dish = await stored.day(order.meal_day_id), await stored.dish(order.dish_id)
        found.append({"day": day.day if day else "", "dish": dish.name if dish else "", **to_builtins(order)})
    return found


async def hand_over(duplicate_id: int, keep: Person, now_ms: int) -> None:
    """The duplicate's orders are that person's. Of two for one day one is taken back, and they are told.

    What is cooked stays billed, where the day is the same to a record that names nobody; the daily price is claimed once.
    """
    for order in await orders.touching(duplicate_id):
        day = await stored.day(order.meal_day_id)
        known = await already(order.meal_day_id, keep.id) if order.state == "ordered" else None
        other = await orders.get(known.order_id) if known else None
        if day is not None and other is not None and day.taking(now_ms):
            await stored.give_back(day.id, await orders.cancel(order.id, now_ms))
            text = _("{day}的餐订了两份单子，合并以后留下了一份。", day=Day(date.fromisoformat(day.day), "near"))
            terms = meal_telling.until_eaten(day)
            await meal_telling.tell_eater(keep.id, other.ordered_by, text, f"meal-merged:{order.id}", now_ms, terms)
        elif other is not None:
            if other.reduced:
                await orders.claim_nothing(order.id)
            if other.meal_day_id == order.meal_day_id:
                await orders.set_eater(order.id, await people.add(keep.community_id, "", now_ms, erased_ms=now_ms))
                continue
        await orders.set_eater(order.id, keep.id)


async def let_go(person_id: int, now_ms: int) -> list[int]:
    """Somebody leaves for good: what can be taken back is, and nothing of it stays.

    Returns the orders on which the kitchen's numbers and its bill rest: without an address, and in need of another eater (`give`).
    """
    resting = []
    for order in await orders.touching(person_id):
        day = await stored.day(order.meal_day_id)
        if order.state == "ordered" and day is not None and not day.taking(now_ms):
            await orders.blank(order.id)
            resting.append(order.id)
            continue
        if order.state == "ordered" and day is not None:
            await stored.give_back(day.id, await orders.cancel(order.id, now_ms))
        await orders.delete(order.id)
    return resting


async def give(order_id: int, person_id: int) -> None:
    """The order is that record's."""
    await orders.set_eater(order_id, person_id)
