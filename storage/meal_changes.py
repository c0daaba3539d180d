"""What changes about a day of the canteen once it is planned: its limits, a dish that ran out, and orders after the sheet stood."""

from __future__ import annotations

from msgspec import Struct

from storage.sql import sql


class Late(Struct, frozen=True):
    """An order that was made or given back after the sheet stood. `state` as in `storage.orders.Order`."""

    id: int
    eater: str
    dish: str
    portions: int
    way: str
    state: str
    created_ms: int
    changed_ms: int


_SET_CUTOFF = sql(
    "UPDATE meal_day SET closes_ms = :closes_ms WHERE id = :id AND status = 'open' AND closes_ms > :now_ms RETURNING id"
)
_SET_CAPACITY = sql(
    "UPDATE meal_day SET capacity = :capacity WHERE id = :id AND status <> 'closed' AND taken <= :capacity RETURNING id"
)
_CALL_OFF = sql(
    "UPDATE meal_order SET state = 'called_off', changed_ms = :now_ms WHERE meal_day_id = :meal_day_id AND state = 'ordered'"
    " RETURNING id"
)
_EMPTY = sql("UPDATE meal_day SET taken = 0, summed = 0 WHERE id = :id RETURNING id")
_CALLED_OFF = sql(
    "SELECT id FROM meal_order WHERE meal_day_id = :meal_day_id AND state = 'called_off' AND id > :after ORDER BY id LIMIT :most"
)
_GONE = sql("UPDATE dish SET gone = 1 WHERE id = :id AND gone = 0 RETURNING id")
_MOVE = sql(
    "UPDATE meal_order SET dish_id = :instead_id, swapped = 1, swapped_from = :dish_id, changed_ms = :now_ms"
    " WHERE meal_day_id = :meal_day_id AND dish_id = :dish_id AND state = 'ordered' RETURNING id"
)
_SWAPPED = sql(
    "SELECT id FROM meal_order WHERE meal_day_id = :meal_day_id AND swapped_from = :dish_id AND state = 'ordered' AND id > :after"
    " ORDER BY id LIMIT :most"
)
_TAKE_LATE = sql(
    "UPDATE meal_day SET taken = taken + :portions, summed = 0 WHERE id = :id AND status = 'cooking'"
    " AND taken + :portions <= capacity RETURNING taken"
)
_MARK = sql("UPDATE meal_order SET late = 1, changed_ms = :now_ms WHERE id = :id RETURNING id")
# Later than everything the kitchen was told or asked about, whatever the clock says: a tap may be handled after others made later.
_CHANGED = sql(
    "UPDATE meal_day SET changed_ms = CASE WHEN COALESCE(changed_ms, 0) >= :now_ms AND COALESCE(changed_ms, 0) >= COALESCE(confirmed_ms, 0)"
    " THEN changed_ms + 1 WHEN COALESCE(confirmed_ms, 0) >= :now_ms THEN confirmed_ms + 1 ELSE :now_ms END"
    " WHERE id = :id RETURNING changed_ms"
)
_CONFIRM = sql(
    "UPDATE meal_day SET confirmed_ms = :now_ms WHERE id = :id AND changed_ms <= :up_to_ms"
    " AND (confirmed_ms IS NULL OR confirmed_ms < changed_ms) RETURNING id"
)
_LATE = (
    "SELECT o.id, CASE WHEN p.erased_ms IS NULL THEN p.name ELSE '' END, x.name, o.portions, o.way, o.state, o.created_ms,"
    " o.changed_ms FROM meal_order o JOIN person p ON p.id = o.eater_id JOIN dish x ON x.id = o.dish_id"
)
_LATE_OF_DAY = sql(f"{_LATE} WHERE o.meal_day_id = :meal_day_id AND o.late = 1 ORDER BY o.changed_ms, o.id")
_LATE_ONE = sql(f"{_LATE} WHERE o.id = :id")


async def set_cutoff(day_id: int, closes_ms: int, now_ms: int) -> bool:
    """Orders end then. False where they have ended already."""
    return await _SET_CUTOFF.run(id=day_id, closes_ms=closes_ms, now_ms=now_ms)


async def set_capacity(day_id: int, capacity: int) -> bool:
    """So many portions can be had in all. False where more are taken, or the day is closed."""
    return await _SET_CAPACITY.run(id=day_id, capacity=capacity)


async def call_off(day_id: int, now_ms: int) -> int:
    """Call off every order of a day; returns how many there were."""
    found = await _CALL_OFF.all(int, meal_day_id=day_id, now_ms=now_ms)
    await _EMPTY.run(id=day_id)
    return len(found)


async def called_off(day_id: int, after: int, most: int) -> list[int]:
    """A part of the orders that were called off with their day: so many behind that id, by id."""
    return await _CALLED_OFF.all(int, meal_day_id=day_id, after=after, most=most)


async def gone(dish_id: int) -> bool:
    """The dish ran out. False where it had before."""
    return await _GONE.run(id=dish_id)


async def move(day_id: int, dish_id: int, instead_id: int, now_ms: int) -> int:
    """Every order of the dish is one of another now; returns how many there were."""
    return len(await _MOVE.all(int, meal_day_id=day_id, dish_id=dish_id, instead_id=instead_id, now_ms=now_ms))


async def swapped(day_id: int, dish_id: int, after: int, most: int) -> list[int]:
    """A part of the orders whose dish was this one before it ran out: so many behind that id, by id."""
    return await _SWAPPED.all(int, meal_day_id=day_id, dish_id=dish_id, after=after, most=most)


async def take_late(day_id: int, portions: int) -> bool:
    """Take portions of what is cooked already, if there are enough."""
    return await _TAKE_LATE.run(id=day_id, portions=portions)


async def mark_late(day_id: int, order_id: int, now_ms: int) -> int:
    """The order changed after the sheet stood, and with it the day. Returns when, for the day: after every change before it."""
    changed_ms = int(await _CHANGED.value(id=day_id, now_ms=now_ms))
    await _MARK.run(id=order_id, now_ms=changed_ms)
    return changed_ms


async def confirm(day_id: int, up_to_ms: int, now_ms: int) -> bool:
    """The kitchen knows every change up to that moment. False where there is a later one, or it knew them all."""
    return await _CONFIRM.run(id=day_id, up_to_ms=up_to_ms, now_ms=now_ms)


async def late_of_day(day_id: int) -> list[Late]:
    """Everything that changed after the sheet stood, in that order."""
    return await _LATE_OF_DAY.all(Late, meal_day_id=day_id)


async def late(order_id: int) -> Late | None:
    """One order, as a late change."""
    return await _LATE_ONE.one(Late, id=order_id)
