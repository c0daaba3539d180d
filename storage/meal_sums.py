"""What the meals of a canteen's days come to. Days are local (ISO), both ends included; days that were closed do not count.

A day that is over is added up once (`sum_up`), so that a year is some hundred days rather than a million orders. Whatever changes one
of its orders afterwards has it counted anew: what takes or gives back portions does so by itself (`storage.meals`), all else says `changed`.
"""

from __future__ import annotations

from msgspec import Struct

from storage.drops import FAILED
from storage.sql import sql


class Alike(Struct, frozen=True):
    """So many orders (`count`) of a day that are alike: `portions` each, of which the first has a daily price where it is `reduced`.

    `total_fen` is what one of them costs, `full_fen` what it would cost without the subsidy.
    """

    day: str
    way: str
    reduced: int
    portions: int
    total_fen: int
    full_fen: int
    count: int


class Failed(Struct, frozen=True):
    """So many doors of a day at which nobody got the meal."""

    day: str
    doors: int


_SAME = "o.way, o.reduced, o.portions, o.total_fen, o.full_fen"
_DAYS = "d.community_id = :community_id AND d.day >= :first AND d.day <= :last AND d.status <> 'closed'"
_ALIKE = sql(
    f"SELECT d.day, {_SAME}, o.orders FROM meal_day d JOIN meal_sum o ON o.meal_day_id = d.id WHERE {_DAYS} AND d.summed = 1"
    f" UNION ALL SELECT d.day, {_SAME}, COUNT(*) FROM meal_day d JOIN meal_order o ON o.meal_day_id = d.id AND o.state = 'ordered'"
    f" WHERE {_DAYS} AND d.summed = 0 GROUP BY d.day, {_SAME} ORDER BY 1, 2, 3, 4, 5, 6"
)
_FAILED = sql(
    "SELECT d.day, COUNT(*) FROM meal_day d JOIN route r ON r.meal_day_id = d.id"
    f" JOIN meal_drop x ON x.route_id = r.id AND x.outcome IN ('nobody', 'other') AND {FAILED}"
    f" WHERE {_DAYS} GROUP BY d.day ORDER BY d.day"
)
# What is still to be brought may yet be fetched instead, as long as a day is open.
_DUE = sql("SELECT id FROM meal_day WHERE summed = 0 AND day < :today AND status <> 'open' ORDER BY day, id LIMIT :most")
# The day is held first: whoever changes an order of it now waits, and then has it counted anew.
_MARK = sql("UPDATE meal_day SET summed = 1 WHERE id = :id AND summed = 0 AND status <> 'open' RETURNING id")
_CLEAR = sql("DELETE FROM meal_sum WHERE meal_day_id = :id RETURNING meal_day_id")
_SUM = sql(
    "INSERT INTO meal_sum (meal_day_id, way, reduced, portions, total_fen, full_fen, orders)"
    f" SELECT o.meal_day_id, {_SAME}, COUNT(*) FROM meal_order o WHERE o.meal_day_id = :id AND o.state = 'ordered'"
    f" GROUP BY o.meal_day_id, {_SAME} RETURNING meal_day_id"
)
_CHANGED = sql(
    "UPDATE meal_day SET summed = 0 WHERE id = (SELECT o.meal_day_id FROM meal_order o WHERE o.id = :order_id) RETURNING id"
)


async def alike(community_id: int, first: str, last: str) -> list[Alike]:
    """Everything that was ordered for those days, by day, orders that are alike together."""
    return await _ALIKE.all(Alike, community_id=community_id, first=first, last=last)


async def failed(community_id: int, first: str, last: str) -> list[Failed]:
    """The doors at which nobody got the meal, by day; days without any are left out."""
    return await _FAILED.all(Failed, community_id=community_id, first=first, last=last)


async def due(today: str, most: int) -> list[int]:
    """Days (ids) of any community that are over before `today` (ISO) and not added up, so many of them, the earliest first."""
    return await _DUE.all(int, today=today, most=most)


async def sum_up(day_id: int) -> None:
    """Add a day up that is over. Nothing happens where that was done."""
    if await _MARK.run(id=day_id):
        await _CLEAR.all(int, id=day_id)
        await _SUM.all(int, id=day_id)


async def changed(order_id: int) -> None:
    """That order counts otherwise than it did: its day is counted anew."""
    await _CHANGED.run(order_id=order_id)
