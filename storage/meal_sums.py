"""What the meals of a canteen's days come to. Days are local (ISO), both ends included; days that were closed do not count."""

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


# All of it stands in the index `meal_order_sums`, in this order: a year of a million orders is read without looking at one of them.
_ALIKE = sql(
    "SELECT d.day, o.way, o.reduced, o.portions, o.total_fen, o.full_fen, COUNT(*) FROM meal_day d"
    " JOIN meal_order o ON o.meal_day_id = d.id AND o.state = 'ordered'"
    " WHERE d.community_id = :community_id AND d.day >= :first AND d.day <= :last AND d.status <> 'closed'"
    " GROUP BY d.day, o.way, o.reduced, o.portions, o.total_fen, o.full_fen"
    " ORDER BY d.day, o.way, o.reduced, o.portions, o.total_fen, o.full_fen"
)
_FAILED = sql(
    "SELECT d.day, COUNT(*) FROM meal_day d JOIN route r ON r.meal_day_id = d.id"
    f" JOIN meal_drop x ON x.route_id = r.id AND x.outcome IN ('nobody', 'other') AND {FAILED}"
    " WHERE d.community_id = :community_id AND d.day >= :first AND d.day <= :last AND d.status <> 'closed'"
    " GROUP BY d.day ORDER BY d.day"
)


async def alike(community_id: int, first: str, last: str) -> list[Alike]:
    """Everything that was ordered for those days, by day, orders that are alike together."""
    return await _ALIKE.all(Alike, community_id=community_id, first=first, last=last)


async def failed(community_id: int, first: str, last: str) -> list[Failed]:
    """The doors at which nobody got the meal, by day; days without any are left out."""
    return await _FAILED.all(Failed, community_id=community_id, first=first, last=last)
