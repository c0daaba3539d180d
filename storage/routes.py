"""Routes: in which order a day's meals are brought, and by whom.

A route waits (`courier_id` is None) until somebody takes it, by one UPDATE that only one can win.
"""

from __future__ import annotations

from msgspec import Struct

from storage.sql import sql


class Route(Struct, frozen=True):
    """The n-th route of a day. Taken at `taken_ms` by `courier_id`; at `done_ms` nothing of it was left to bring."""

    id: int
    meal_day_id: int
    n: int
    courier_id: int | None
    taken_ms: int | None
    done_ms: int | None

    @property
    def free(self) -> bool:
        """Whether it can be taken."""
        return self.courier_id is None and self.done_ms is None


_ROUTE = "id, meal_day_id, n, courier_id, taken_ms, done_ms"
_WITHOUT_ANOTHER = "NOT EXISTS (SELECT 1 FROM route r WHERE r.courier_id = :courier_id AND r.done_ms IS NULL AND r.id <> :id)"

_ADD = sql(
    "INSERT INTO route (meal_day_id, n) SELECT :meal_day_id, COALESCE(MAX(r.n), 0) + 1 FROM route r"
    " WHERE r.meal_day_id = :meal_day_id RETURNING id"
)
_GET = sql(f"SELECT {_ROUTE} FROM route WHERE id = :id")
_OF_DAY = sql(f"SELECT {_ROUTE} FROM route WHERE meal_day_id = :meal_day_id ORDER BY n")
_OPEN_OF = sql(f"SELECT {_ROUTE} FROM route WHERE courier_id = :courier_id AND done_ms IS NULL ORDER BY id DESC LIMIT 1")
_TAKEN_BY = sql(f"SELECT {_ROUTE} FROM route WHERE courier_id = :courier_id ORDER BY id")
_TAKE = sql(
    "UPDATE route SET courier_id = :courier_id, taken_ms = :now_ms WHERE id = :id AND courier_id IS NULL AND done_ms IS NULL"
    f" AND {_WITHOUT_ANOTHER} RETURNING id"
)
_GIVE = sql(
    "UPDATE route SET courier_id = :courier_id, taken_ms = :now_ms WHERE id = :id AND done_ms IS NULL"
    f" AND (courier_id IS NULL OR courier_id <> :courier_id) AND {_WITHOUT_ANOTHER} RETURNING id"
)
_FREE = sql(
    "UPDATE route SET courier_id = NULL, taken_ms = NULL WHERE id = :id AND courier_id = :courier_id AND done_ms IS NULL"
    " RETURNING id"
)
_FINISH = sql(
    "UPDATE route SET done_ms = :now_ms WHERE id = :id AND done_ms IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM meal_drop x WHERE x.route_id = route.id AND x.outcome = 'waiting') RETURNING id"
)


async def add(day_id: int) -> int:
    """One more route of that day; returns its id."""
    return int(await _ADD.value(meal_day_id=day_id))


async def get(route_id: int) -> Route | None:
    """The route with this id."""
    return await _GET.one(Route, id=route_id)


async def of_day(day_id: int) -> list[Route]:
    """The routes of a day."""
    return await _OF_DAY.all(Route, meal_day_id=day_id)


async def open_of(courier_id: int) -> Route | None:
    """The route on which somebody is."""
    return await _OPEN_OF.one(Route, courier_id=courier_id)


async def taken_by(courier_id: int) -> list[Route]:
    """Every route that is or was somebody's to the end."""
    return await _TAKEN_BY.all(Route, courier_id=courier_id)


async def take(route_id: int, courier_id: int, now_ms: int) -> bool:
    """Take a route. False where somebody has it, and for who is on another."""
    return await _TAKE.run(id=route_id, courier_id=courier_id, now_ms=now_ms)


async def give(route_id: int, courier_id: int, now_ms: int) -> bool:
    """Give a route to somebody, whoever has it. False for who has it or is on another, and once it is done."""
    return await _GIVE.run(id=route_id, courier_id=courier_id, now_ms=now_ms)


async def free(route_id: int, courier_id: int) -> bool:
    """The route is nobody's again. False where it was not that courier's, or is done."""
    return await _FREE.run(id=route_id, courier_id=courier_id)


async def finish(route_id: int, now_ms: int) -> bool:
    """The route is done, if nothing of it waits. False where something does, and where it was done before."""
    return await _FINISH.run(id=route_id, now_ms=now_ms)
