"""Drops: orders that are brought to a door, and what came of each.

What a courier does at a door holds only for the next door of their own route (`_NEXT_OF_ONES_OWN`).
"""

from __future__ import annotations

from msgspec import Struct

from storage.sql import sql


class Drop(Struct, frozen=True):
    """An order on its way to a door, the `n`-th of its route.

    `outcome`: "waiting", "delivered", "nobody" or "other" (with a `reason`). The moments: when nobody came to the door, when the
    person and then their contact did not answer a call, when staff were told, when staff had seen to it, when the drop was over.
    `due_fen` is what is still to be paid, `cash_fen` what was taken at the door, nothing once staff took that entry back. The name is
    empty once the person was erased.
    """

    order_id: int
    route_id: int
    n: int
    outcome: str
    reason: str
    courier_id: int | None
    knocked_ms: int | None
    called_ms: int | None
    contact_called_ms: int | None
    staff_told_ms: int | None
    handled_ms: int | None
    done_ms: int | None
    cash_fen: int
    photo: str
    meal_day_id: int
    community_id: int
    eater_id: int
    eater: str
    phone: str
    contact_name: str
    contact_phone: str
    ordered_by: int | None
    address: str
    note: str
    dish: str
    portions: int
    due_fen: int


class Door(Struct, frozen=True):
    """The same in short, for who looks after a whole day: where it goes, what came of it, and whether staff were told and saw to it."""

    order_id: int
    route_id: int
    outcome: str
    reason: str
    knocked_ms: int | None
    staff_told_ms: int | None
    handled_ms: int | None
    address: str
    eater: str


class Sums(Struct, frozen=True):
    """How many doors somebody went to, the cash taken there, and how many portions are left because nobody took them."""

    doors: int
    cash_fen: int
    left: int


FAILED = "(x.outcome = 'nobody' OR (x.outcome = 'other' AND x.reason NOT IN ('doorstep', 'family')))"
"""Nobody has the meal: it was neither handed over nor left where the person wanted it."""
# What was taken at a door is written down as a payment, too: staff who take that back, because it never was, take it back here.
_CASH = (
    "CASE WHEN x.cash_fen > 0 AND EXISTS (SELECT 1 FROM payment y JOIN payment r ON r.reverses = y.id"
    " WHERE y.order_id = x.order_id) THEN 0 ELSE x.cash_fen END"
)
# All that was cooked for the person up to that day, less all that was paid: whoever has paid in advance is not asked again.
_OWED = (
    "((SELECT COALESCE(SUM(q.total_fen), 0) FROM meal_order q JOIN meal_day w ON w.id = q.meal_day_id WHERE q.eater_id = o.eater_id"
    " AND q.state = 'ordered' AND w.status <> 'closed' AND w.day <= d.day)"
    " - (SELECT COALESCE(SUM(y.fen), 0) FROM payment y WHERE y.person_id = o.eater_id AND y.kind <> 'topup'))"
)
_DROPS = (
    "SELECT x.order_id, x.route_id, x.n, x.outcome, x.reason, x.courier_id, x.knocked_ms, x.called_ms, x.contact_called_ms,"
    f" x.staff_told_ms, x.handled_ms, x.done_ms, {_CASH}, x.photo, o.meal_day_id, d.community_id, o.eater_id,"
    " CASE WHEN p.erased_ms IS NULL THEN p.name ELSE '' END, p.phone, p.contact_name, p.contact_phone, o.ordered_by, o.address,"
    " o.note, e.name, o.portions,"
    f" CAST(CASE WHEN EXISTS (SELECT 1 FROM payment y WHERE y.order_id = o.id) OR {_OWED} <= 0 THEN 0"
    f" WHEN {_OWED} < o.total_fen THEN {_OWED} ELSE o.total_fen END AS BIGINT)"
    " FROM meal_drop x JOIN meal_order o ON o.id = x.order_id JOIN meal_day d ON d.id = o.meal_day_id"
    " JOIN person p ON p.id = o.eater_id JOIN dish e ON e.id = o.dish_id"
)
_NEXT_OF_ONES_OWN = (
    "order_id = :order_id AND outcome = 'waiting' AND EXISTS (SELECT 1 FROM route r WHERE r.id = meal_drop.route_id"
    " AND r.courier_id = :courier_id AND r.done_ms IS NULL) AND NOT EXISTS (SELECT 1 FROM meal_drop b"
    " WHERE b.route_id = meal_drop.route_id AND b.outcome = 'waiting' AND b.n < meal_drop.n)"
)
_ADD = sql(
    "INSERT INTO meal_drop (order_id, route_id, n) VALUES (:order_id, :route_id, :n) ON CONFLICT DO NOTHING RETURNING order_id"
)
_MAKE_WAY = sql("UPDATE meal_drop SET n = n + 1 WHERE route_id = :route_id AND n >= :n RETURNING order_id")
_GET = sql(f"{_DROPS} WHERE x.order_id = :order_id")
_OF_ROUTE = sql(f"{_DROPS} WHERE x.route_id = :route_id ORDER BY x.n, x.order_id")
_OF_DAY = sql(f"{_DROPS} WHERE o.meal_day_id = :meal_day_id ORDER BY x.route_id, x.n, x.order_id")
_DOORS = sql(
    "SELECT x.order_id, x.route_id, x.outcome, x.reason, x.knocked_ms, x.staff_told_ms, x.handled_ms, o.address,"
    " CASE WHEN p.erased_ms IS NULL THEN p.name ELSE '' END FROM route r JOIN meal_drop x ON x.route_id = r.id"
    " JOIN meal_order o ON o.id = x.order_id JOIN person p ON p.id = o.eater_id WHERE r.meal_day_id = :meal_day_id"
    " ORDER BY x.route_id, x.n, x.order_id"
)
_WAITING_TO = sql(f"{_DROPS} WHERE o.eater_id = :person_id AND x.outcome = 'waiting' ORDER BY x.order_id")
_TO = sql(f"{_DROPS} WHERE o.eater_id = :person_id ORDER BY x.order_id")
_BY = sql(f"{_DROPS} WHERE x.courier_id = :courier_id ORDER BY x.order_id")
_KNOCK = sql(
    f"UPDATE meal_drop SET knocked_ms = COALESCE(knocked_ms, CAST(:now_ms AS BIGINT)) WHERE {_NEXT_OF_ONES_OWN} RETURNING order_id"
)
_CALL = sql(
    f"UPDATE meal_drop SET called_ms = :now_ms WHERE {_NEXT_OF_ONES_OWN} AND knocked_ms IS NOT NULL AND called_ms IS NULL"
    " RETURNING order_id"
)
_CALL_CONTACT = sql(
    f"UPDATE meal_drop SET contact_called_ms = :now_ms WHERE {_NEXT_OF_ONES_OWN} AND knocked_ms IS NOT NULL"
    " AND contact_called_ms IS NULL RETURNING order_id"
)
_END = sql(
    "UPDATE meal_drop SET outcome = :outcome, reason = :reason, courier_id = :courier_id, cash_fen = :cash_fen, done_ms = :now_ms,"
    f" staff_told_ms = CAST(:staff_told_ms AS BIGINT) WHERE {_NEXT_OF_ONES_OWN} RETURNING order_id"
)
_HANDLE = sql(
    "UPDATE meal_drop SET handled_ms = :now_ms WHERE order_id = :order_id AND staff_told_ms IS NOT NULL AND handled_ms IS NULL"
    " RETURNING order_id"
)
_SUMS = sql(
    f"SELECT COUNT(*), CAST(COALESCE(SUM({_CASH}), 0) AS BIGINT), CAST(COALESCE(SUM(CASE WHEN {FAILED} THEN o.portions ELSE 0 END), 0)"
    " AS BIGINT)"
    " FROM meal_drop x JOIN meal_order o ON o.id = x.order_id WHERE x.route_id = :route_id AND x.courier_id = :courier_id"
    " AND x.outcome <> 'waiting'"
)
_PHOTO = sql(
    "UPDATE meal_drop SET photo = :photo WHERE order_id = :order_id AND EXISTS (SELECT 1 FROM meal_order o"
    " JOIN person p ON p.id = o.eater_id WHERE o.id = meal_drop.order_id AND p.erased_ms IS NULL) RETURNING order_id"
)
_BEGUN = sql(
    "SELECT x.order_id FROM route r JOIN meal_drop x ON x.route_id = r.id WHERE r.meal_day_id = :meal_day_id"
    " AND x.outcome <> 'waiting' LIMIT 1"
)
_REMOVE = sql("DELETE FROM meal_drop WHERE order_id = :order_id AND outcome = 'waiting' RETURNING route_id")
_REMOVE_WAITING = sql(
    "DELETE FROM meal_drop WHERE outcome = 'waiting' AND route_id IN (SELECT id FROM route WHERE meal_day_id = :meal_day_id)"
    " RETURNING order_id"
)
_LEAVE_UNSAID = sql(
    "UPDATE meal_drop SET outcome = 'other', reason = 'unsaid', done_ms = :now_ms WHERE outcome = 'waiting'"
    " AND route_id IN (SELECT id FROM route WHERE meal_day_id = :meal_day_id) RETURNING order_id"
)
_BLANK = sql(
    "UPDATE meal_drop SET photo = '', reason = CASE WHEN outcome <> 'other' OR reason IN"
    " ('doorstep', 'family', 'address', 'refused', 'left') THEN reason ELSE 'unsaid' END"
    " WHERE order_id IN (SELECT id FROM meal_order WHERE eater_id = :person_id) RETURNING order_id"
)
_LEFT = sql(
    "UPDATE meal_drop SET outcome = 'other', reason = 'left', done_ms = :now_ms WHERE order_id = :order_id AND outcome = 'waiting'"
    " RETURNING order_id"
)


async def add(route_id: int, order_id: int, n: int) -> bool:
    """The order is brought on that route as its n-th. False where it is brought already."""
    return await _ADD.run(route_id=route_id, order_id=order_id, n=n)


async def make_way(route_id: int, n: int) -> None:
    """The drops of the route from the n-th on come one later."""
    await _MAKE_WAY.all(int, route_id=route_id, n=n)


async def get(order_id: int) -> Drop | None:
    """How that order is brought."""
    return await _GET.one(Drop, order_id=order_id)


async def of_route(route_id: int) -> list[Drop]:
    """The doors of a route, in walking order."""
    return await _OF_ROUTE.all(Drop, route_id=route_id)


async def of_day(day_id: int) -> list[Drop]:
    """The doors of all routes of a day."""
    return await _OF_DAY.all(Drop, meal_day_id=day_id)


async def doors(day_id: int) -> list[Door]:
    """The same in short: without what is owed, which takes long to add up."""
    return await _DOORS.all(Door, meal_day_id=day_id)


async def begun(day_id: int) -> bool:
    """Whether a courier was at a door of that day, whatever came of it."""
    return await _BEGUN.value(meal_day_id=day_id) is not None


async def waiting_to(person_id: int) -> list[Drop]:
    """What is yet to be brought to that person."""
    return await _WAITING_TO.all(Drop, person_id=person_id)


async def brought_to(person_id: int) -> list[Drop]:
    """Everything that was or is brought to that person."""
    return await _TO.all(Drop, person_id=person_id)


async def brought_by(courier_id: int) -> list[Drop]:
    """Everything that person has brought."""
    return await _BY.all(Drop, courier_id=courier_id)


async def knock(order_id: int, courier_id: int, now_ms: int) -> bool:
    """Nobody comes to the courier's next door; the first time counts. False where it is not that door."""
    return await _KNOCK.run(order_id=order_id, courier_id=courier_id, now_ms=now_ms)


async def call(order_id: int, courier_id: int, now_ms: int) -> bool:
    """Who should be behind that door does not answer a call. False where it is not that door, or was written down before."""
    return await _CALL.run(order_id=order_id, courier_id=courier_id, now_ms=now_ms)


async def call_contact(order_id: int, courier_id: int, now_ms: int) -> bool:
    """Nor does whom one calls then."""
    return await _CALL_CONTACT.run(order_id=order_id, courier_id=courier_id, now_ms=now_ms)


async def end(
    order_id: int, courier_id: int, outcome: str, now_ms: int, *, reason: str = "", cash_fen: int = 0, staff_told: bool = False
) -> bool:
    """What came of the courier's next door. False where it is not that door."""
    return await _END.run(
        order_id=order_id, courier_id=courier_id, outcome=outcome, reason=reason, cash_fen=cash_fen, now_ms=now_ms,
        staff_told_ms=now_ms if staff_told else None,
    )  # fmt: skip


async def handle(order_id: int, now_ms: int) -> bool:
    """Staff have seen to a door of which they were told. False where they had before."""
    return await _HANDLE.run(order_id=order_id, now_ms=now_ms)


async def sums(route_id: int, courier_id: int) -> Sums:
    """What that person has done of that route."""
    found = await _SUMS.one(Sums, route_id=route_id, courier_id=courier_id)
    return found or Sums(0, 0, 0)


async def set_photo(order_id: int, blob: str) -> bool:
    """Keep the photo of a door. False where there is no such drop any more, or whose door it is has left for good."""
    return await _PHOTO.run(order_id=order_id, photo=blob)


async def remove(order_id: int) -> int | None:
    """The order is not brought any more; returns the route that it was on, None where it is over or never was on one."""
    found = await _REMOVE.value(order_id=order_id)
    return None if found is None else int(found)


async def remove_waiting(day_id: int) -> None:
    """Nothing that waits is brought that day."""
    await _REMOVE_WAITING.all(int, meal_day_id=day_id)


async def leave_unsaid(day_id: int, now_ms: int) -> None:
    """The day is over: of what still waits nobody said what came of it."""
    await _LEAVE_UNSAID.all(int, meal_day_id=day_id, now_ms=now_ms)


async def blank(person_id: int) -> None:
    """Forget what couriers wrote in their own words and photographed at that person's doors; what came of it stands."""
    await _BLANK.all(int, person_id=person_id)


async def leave_out(order_id: int, now_ms: int) -> None:
    """Whoever should have had it has left for good."""
    await _LEFT.run(order_id=order_id, now_ms=now_ms)
