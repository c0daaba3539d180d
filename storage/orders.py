"""Orders of meals: who eats what on which day, how it reaches them, and the price at which it was ordered."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec import Struct

from storage import meal_sums
from storage.sql import sql


class Order(Struct, frozen=True):
    """One order. `way`: "dine", "pickup" or "delivered" (to `address`); `reduced` is 1 where the first portion had a daily price.

    `full_fen` is what the same would have cost without the subsidy that is claimed for it.
    `ordered_by` is None once that person had themselves erased. `state`: "ordered", "cancelled", or "called_off" with the whole day.
    `swapped` is 1 where its dish, `swapped_from`, ran out and this one took its place; `late` where it changed after the sheet stood.
    """

    id: int
    meal_day_id: int
    eater_id: int
    ordered_by: int | None
    dish_id: int
    portions: int
    way: str
    address: str
    note: str
    reduced: int
    total_fen: int
    state: str
    created_ms: int
    changed_ms: int
    full_fen: int
    late: int = 0
    swapped: int = 0
    swapped_from: int | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """An order as it is shown: to who ordered it, and on the sheets of the kitchen. `n` is the dish's number; `late` is 1 where staff
    made it after the sheet stood."""

    id: int
    meal_day_id: int
    day: str
    closes_ms: int
    status: str
    eater_id: int
    eater: str
    phone: str
    ordered_by: int | None
    n: int
    dish: str
    portions: int
    way: str
    address: str
    note: str
    total_fen: int
    late: int


@dataclass(frozen=True, slots=True)
class Portions:
    """So many portions of a day's n-th dish that go this way."""

    meal_day_id: int
    n: int
    way: str
    portions: int


_COLUMNS = (
    "id, meal_day_id, eater_id, ordered_by, dish_id, portions, way, address, note, reduced, total_fen, state, created_ms, changed_ms,"
    " full_fen, late, swapped, swapped_from"
)
_LISTED = (
    "SELECT o.id, d.id, d.day, d.closes_ms, d.status, o.eater_id, CASE WHEN p.erased_ms IS NULL THEN p.name ELSE '' END, p.phone,"
    " o.ordered_by, x.n, x.name, o.portions, o.way, o.address, o.note,"
    " o.total_fen, o.late FROM meal_order o JOIN meal_day d ON d.id = o.meal_day_id JOIN person p ON p.id = o.eater_id"
    " JOIN dish x ON x.id = o.dish_id"
)
_GET = sql(f"SELECT {_COLUMNS} FROM meal_order WHERE id = :id")
_ACTIVE = sql(
    f"SELECT {_COLUMNS} FROM meal_order WHERE meal_day_id = :meal_day_id AND eater_id = :eater_id AND state = 'ordered'"
)
_ELSEWHERE = sql(
    "SELECT o.id FROM meal_day h JOIN community c ON c.id <> h.community_id JOIN meal_day d ON d.community_id = c.id AND d.day = h.day"
    " JOIN meal_order o ON o.meal_day_id = d.id AND o.eater_id = :eater_id AND o.state = 'ordered' WHERE h.id = :meal_day_id LIMIT 1"
)
_ADD = sql(
    "INSERT INTO meal_order (meal_day_id, eater_id, ordered_by, dish_id, portions, way, address, note, reduced, total_fen, full_fen,"
    " created_ms, changed_ms, standing_id) VALUES (:meal_day_id, :eater_id, :ordered_by, :dish_id, :portions, :way, :address, :note,"
    " :reduced, :total_fen, :full_fen, :now_ms, :now_ms, CAST(:standing_id AS BIGINT)) ON CONFLICT DO NOTHING RETURNING id"
)
_CANCEL = sql(
    "UPDATE meal_order SET state = 'cancelled', changed_ms = :now_ms WHERE id = :id AND state = 'ordered' RETURNING portions"
)
_CHANGE = sql(
    "UPDATE meal_order SET dish_id = :dish_id, portions = :portions, way = :way, address = :address, note = :note,"
    " reduced = :reduced, total_fen = :total_fen, full_fen = :full_fen, changed_ms = :now_ms,"
    " swapped = CASE WHEN dish_id = :dish_id THEN swapped ELSE 0 END,"
    " swapped_from = CASE WHEN dish_id = :dish_id THEN swapped_from ELSE NULL END"
    " WHERE id = :id AND state = 'ordered' AND portions = :was RETURNING id"
)
# What staff order for a resident is the resident's: it neither fills their own menu nor is it theirs to have again.
_LAST = sql(
    f"SELECT {_COLUMNS} FROM meal_order WHERE ordered_by = :ordered_by AND (CAST(:eater_id AS BIGINT) = 0 OR eater_id = :eater_id)"
    " AND (eater_id = :ordered_by OR EXISTS (SELECT 1 FROM kinship k WHERE k.guardian_id = :ordered_by"
    " AND k.member_id = meal_order.eater_id AND k.agreed_ms IS NOT NULL)) ORDER BY id DESC LIMIT 1"
)
_OF_DISH = sql(
    "SELECT id FROM meal_order WHERE meal_day_id = (SELECT meal_day_id FROM dish WHERE id = :dish_id) AND dish_id = :dish_id LIMIT 1"
)
_GAVE_BACK = sql(
    "SELECT id FROM meal_order WHERE meal_day_id = :meal_day_id AND eater_id = :eater_id AND state = 'cancelled' LIMIT 1"
)
_MINE = sql(
    f"{_LISTED} WHERE (o.eater_id = :person_id OR (o.ordered_by = :person_id AND EXISTS (SELECT 1 FROM kinship k"
    " WHERE k.guardian_id = :person_id AND k.member_id = o.eater_id AND k.agreed_ms IS NOT NULL)))"
    " AND o.state = 'ordered' AND d.day >= :since ORDER BY d.day, o.id"
)
_LISTED_ONE = sql(f"{_LISTED} WHERE o.id = :id")
_OF_DAY = sql(f"{_LISTED} WHERE o.meal_day_id = :meal_day_id AND o.state = :state ORDER BY x.n, o.id")
_PORTIONS = sql(
    "SELECT o.meal_day_id, x.n, o.way, CAST(SUM(o.portions) AS BIGINT) FROM meal_day d JOIN meal_order o ON o.meal_day_id = d.id"
    " JOIN dish x ON x.id = o.dish_id WHERE d.community_id = :community_id AND d.day >= :first AND d.day <= :last"
    " AND o.state = 'ordered' GROUP BY o.meal_day_id, x.n, o.way ORDER BY o.meal_day_id, x.n, o.way"
)
_OF_DAY_AFTER = sql(
    f"{_LISTED} WHERE o.meal_day_id = :meal_day_id AND o.state = 'ordered' AND o.id > :after ORDER BY o.id LIMIT :most"
)
_WAYS = sql(
    "SELECT way, CAST(SUM(portions) AS BIGINT) FROM meal_order WHERE meal_day_id = :meal_day_id AND state = 'ordered'"
    " GROUP BY way ORDER BY way"
)
_GENERATED = sql(
    f"{_LISTED} WHERE d.community_id = :community_id AND d.closes_ms > :since_ms AND o.eater_id = :eater_id"
    " AND o.state = 'ordered' AND o.standing_id IS NOT NULL ORDER BY d.day"
)
_BETWEEN = sql(
    f"{_LISTED} WHERE d.community_id = :community_id AND d.day >= :first AND d.day <= :last AND o.eater_id = :eater_id"
    " AND o.state = 'ordered' ORDER BY d.day"
)
_TOUCHING = sql(f"SELECT {_COLUMNS} FROM meal_order WHERE eater_id = :person_id ORDER BY id")
_EATER = sql("UPDATE meal_order SET eater_id = :person_id WHERE id = :id RETURNING id")
_CLAIM_NOTHING = sql("UPDATE meal_order SET full_fen = total_fen WHERE id = :id AND reduced = 1 RETURNING id")
_BLANK = sql("UPDATE meal_order SET address = '', note = '' WHERE id = :id RETURNING id")
_FORGET = sql(
    "UPDATE meal_order SET address = '', note = '', way = CASE WHEN way = 'delivered' AND EXISTS"
    " (SELECT 1 FROM meal_day d WHERE d.id = meal_order.meal_day_id AND d.status = 'open') THEN 'pickup' ELSE way END"
    " WHERE eater_id = :person_id RETURNING id"
)
_DELETE = sql("DELETE FROM meal_order WHERE id = :id RETURNING id")


async def get(order_id: int) -> Order | None:
    """The order with this id."""
    return await _GET.one(Order, id=order_id)


async def active(day_id: int, eater_id: int) -> Order | None:
    """What the person has ordered, or was ordered for them, that day; there is at most one."""
    return await _ACTIVE.one(Order, meal_day_id=day_id, eater_id=eater_id)


async def elsewhere(day_id: int, eater_id: int) -> int | None:
    """What the person has ordered on the same date in another community, to which they belonged before."""
    found: int | None = await _ELSEWHERE.value(meal_day_id=day_id, eater_id=eater_id)
    return found


async def add(
    day_id: int, eater_id: int, ordered_by: int, dish_id: int, portions: int, way: str, address: str, note: str, reduced: bool,
    total_fen: int, now_ms: int, *, full_fen: int, standing_id: int | None = None,
) -> int | None:  # fmt: skip
    """A new order, by hand or from a standing one; returns its id, or None where the eater has one that day."""
    made = await _ADD.value(
        meal_day_id=day_id, eater_id=eater_id, ordered_by=ordered_by, dish_id=dish_id, portions=portions, way=way, address=address,
        note=note, reduced=int(reduced), total_fen=total_fen, full_fen=full_fen, now_ms=now_ms, standing_id=standing_id,
    )  # fmt: skip
    return None if made is None else int(made)


async def cancel(order_id: int, now_ms: int) -> int:
    """Cancel it; returns how many portions it was, 0 where it was cancelled before."""
    return int(await _CANCEL.value(id=order_id, now_ms=now_ms) or 0)


async def change(
    order_id: int, was: int, dish_id: int, portions: int, way: str, address: str, note: str, reduced: bool, total_fen: int,
    full_fen: int, now_ms: int,
) -> bool:  # fmt: skip
    """Another dish, number or way. False where the order is cancelled, or no longer of `was` portions.

    Who chose another dish themselves no longer has what took the place of one that ran out.
    """
    changed = await _CHANGE.run(
        id=order_id, was=was, dish_id=dish_id, portions=portions, way=way, address=address, note=note, reduced=int(reduced),
        total_fen=total_fen, full_fen=full_fen, now_ms=now_ms,
    )  # fmt: skip
    if changed:
        await meal_sums.changed(order_id)
    return changed


async def last(ordered_by: int, eater_id: int = 0) -> Order | None:
    """What one ordered last, for oneself or one's own: for this eater (0: for whomever of them)."""
    return await _LAST.one(Order, eater_id=eater_id, ordered_by=ordered_by)


async def gave_back(day_id: int, eater_id: int) -> bool:
    """Whether an order of that person for that day was cancelled."""
    return await _GAVE_BACK.value(meal_day_id=day_id, eater_id=eater_id) is not None


async def of_dish(dish_id: int) -> bool:
    """Whether anybody ever ordered that dish of that day."""
    return await _OF_DISH.value(dish_id=dish_id) is not None


async def mine(person_id: int, since: str) -> list[Listed]:
    """What the person is to eat, or ordered for their own, from that day (ISO) on."""
    return await _MINE.all(Listed, person_id=person_id, since=since)


async def listed(order_id: int) -> Listed | None:
    """The order as it is shown."""
    return await _LISTED_ONE.one(Listed, id=order_id)


async def of_day(day_id: int, state: str = "ordered") -> list[Listed]:
    """Everything that is to be cooked that day, by dish; in another `state`: what was taken back, or called off."""
    return await _OF_DAY.all(Listed, meal_day_id=day_id, state=state)


async def portions(community_id: int, first: str, last: str) -> list[Portions]:
    """How many portions of which dish go which way, from the first to the last day (ISO)."""
    return await _PORTIONS.all(Portions, community_id=community_id, first=first, last=last)


async def of_day_after(day_id: int, after: int, most: int) -> list[Listed]:
    """A part of a day's orders: so many behind that id, by id."""
    return await _OF_DAY_AFTER.all(Listed, meal_day_id=day_id, after=after, most=most)


async def ways(day_id: int) -> dict[str, int]:
    """How many portions of a day reach people in which way."""
    return dict(await _WAYS.all(lambda way, portions: (str(way), int(portions)), meal_day_id=day_id))


async def generated(community_id: int, eater_id: int, since_ms: int) -> list[Listed]:
    """What the person's standing order has ordered for days whose orders close after that moment."""
    return await _GENERATED.all(Listed, community_id=community_id, eater_id=eater_id, since_ms=since_ms)


async def between(community_id: int, eater_id: int, first: str, last: str) -> list[Listed]:
    """What the person is to eat from the first to the last day (ISO), however it was ordered."""
    return await _BETWEEN.all(Listed, community_id=community_id, eater_id=eater_id, first=first, last=last)


async def touching(person_id: int) -> list[Order]:
    """Every order of which the person eats, cancelled ones too."""
    return await _TOUCHING.all(Order, person_id=person_id)


async def set_eater(order_id: int, person_id: int) -> None:
    """The order is another person record's (a merge, a tombstone)."""
    await _EATER.run(id=order_id, person_id=person_id)


async def claim_nothing(order_id: int) -> None:
    """Its daily price was had twice on that day: it costs what was said, and no subsidy is claimed for it."""
    if await _CLAIM_NOTHING.run(id=order_id):
        await meal_sums.changed(order_id)


async def blank(order_id: int) -> None:
    """Remove where the eater lives and what was noted."""
    await _BLANK.run(id=order_id)


async def forget_addresses(person_id: int) -> None:
    """Remove where the person lives from all they ordered; what would still be brought is fetched instead."""
    await _FORGET.all(int, person_id=person_id)


async def delete(order_id: int) -> None:
    """Remove the row."""
    await _DELETE.run(id=order_id)
