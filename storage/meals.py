"""The canteen of a community, its days, and what is cooked on them.

`taken` stands on the day itself: whether there is a portion left, and whether it is still time, is answered by one UPDATE of one row.
"""

from __future__ import annotations

from dataclasses import dataclass

from msgspec import Struct

from storage.sql import sql


class Canteen(Struct, frozen=True):
    """Where and when one eats, until when one orders (`cutoff`, local time of the day itself), how many portions a day has.

    `price_fen` is what a portion costs who falls into no class of `prices` (JSON, see `services.canteen.prices`).
    """

    community_id: int
    place: str
    serves: str
    cutoff: str
    capacity: int
    price_fen: int
    prices: str


class MealDay(Struct, frozen=True):
    """One day. `day` is ISO; orders are taken until `closes_ms`; `status`: "open", "cooking" (the sheet is made) or "closed".

    `changed_ms`: when an order last changed after the sheet stood; `confirmed_ms`: when the kitchen last knew of all such changes.
    """

    id: int
    community_id: int
    day: str
    closes_ms: int
    capacity: int
    taken: int
    status: str
    reason: str
    changed_ms: int | None = None
    confirmed_ms: int | None = None

    @property
    def unconfirmed(self) -> bool:
        """Whether the kitchen does not know yet what changed after the sheet stood."""
        return self.changed_ms is not None and (self.confirmed_ms is None or self.confirmed_ms < self.changed_ms)

    @property
    def left(self) -> int:
        """Portions that can still be ordered."""
        return max(0, self.capacity - self.taken)

    def taking(self, now_ms: int) -> bool:
        """Whether orders are taken now."""
        return self.status == "open" and now_ms < self.closes_ms


@dataclass(frozen=True, slots=True)
class Dish:
    """What one can have that day. `n` counts from 1 and is the same choice from day to day (set A, set B).

    `tags` is what the kitchen wrote about it (`services.canteen.ingredients`), `picture` a blob in the file store. `gone` is 1 for a dish that
    ran out: it cannot be ordered any more.
    """

    id: int
    meal_day_id: int
    n: int
    name: str
    tags: str = ""
    picture: str = ""
    gone: int = 0


_CANTEEN = "community_id, place, serves, cutoff, capacity, price_fen, prices"
_DAY = "id, community_id, day, closes_ms, capacity, taken, status, reason, changed_ms, confirmed_ms"
_GET_CANTEEN = sql(f"SELECT {_CANTEEN} FROM canteen WHERE community_id = :community_id")
_SAVE_CANTEEN = sql(
    "INSERT INTO canteen (community_id, place, serves, cutoff, capacity, price_fen, prices)"
    " VALUES (:community_id, :place, :serves, :cutoff, :capacity, :price_fen, :prices) ON CONFLICT (community_id) DO UPDATE SET"
    " place = excluded.place, serves = excluded.serves, cutoff = excluded.cutoff, capacity = excluded.capacity,"
    " price_fen = excluded.price_fen, prices = excluded.prices RETURNING community_id"
)
_GET_DAY = sql(f"SELECT {_DAY} FROM meal_day WHERE id = :id")
_BY_DATE = sql(f"SELECT {_DAY} FROM meal_day WHERE community_id = :community_id AND day = :day")
_ELSEWHERE = sql(
    "SELECT d.id FROM meal_day h JOIN community c ON c.id <> h.community_id JOIN meal_day d ON d.community_id = c.id AND d.day = h.day"
    " WHERE h.id = :id LIMIT 1"
)
_COMING = sql(
    f"SELECT {_DAY} FROM meal_day WHERE community_id = :community_id AND closes_ms > :now_ms ORDER BY closes_ms LIMIT :most"
)
_BEFORE = sql(
    f"SELECT {_DAY} FROM meal_day WHERE community_id = :community_id AND day < :day AND status <> 'closed' ORDER BY day DESC LIMIT 1"
)
_BETWEEN = sql(
    f"SELECT {_DAY} FROM meal_day WHERE community_id = :community_id AND day >= :first AND day <= :last ORDER BY day"
)
_SAVE_DAY = sql(
    "INSERT INTO meal_day (community_id, day, closes_ms, capacity) VALUES (:community_id, :day, :closes_ms, :capacity)"
    " ON CONFLICT (community_id, day) DO UPDATE SET closes_ms = excluded.closes_ms,"
    " capacity = CASE WHEN excluded.capacity < meal_day.taken THEN meal_day.taken ELSE excluded.capacity END RETURNING id"
)
_TAKE = sql(
    "UPDATE meal_day SET taken = taken + :portions, summed = 0 WHERE id = :id AND status = 'open' AND closes_ms > :now_ms"
    " AND (CAST(:portions AS BIGINT) <= 0 OR taken + :portions <= capacity) RETURNING taken"
)
_GIVE_BACK = sql("UPDATE meal_day SET taken = taken - :portions, summed = 0 WHERE id = :id RETURNING taken")
_TURN = sql("UPDATE meal_day SET status = :status, reason = :reason WHERE id = :id AND status = :was RETURNING id")
_ADD_DISH = sql("INSERT INTO dish (meal_day_id, n, name) VALUES (:meal_day_id, :n, :name) RETURNING id")
_PICTURED = sql("SELECT id FROM dish WHERE picture = :blob LIMIT 1")
_NUMBER_DISH = sql("UPDATE dish SET n = :n WHERE id = :id RETURNING id")
_DELETE_DISH = sql("DELETE FROM dish WHERE id = :id RETURNING id")
_DESCRIBE_DISH = sql("UPDATE dish SET tags = :tags, picture = :picture WHERE id = :id RETURNING id")
_DISH_COLUMNS = "id, meal_day_id, n, name, tags, picture, gone"
_DISHES = sql(f"SELECT {_DISH_COLUMNS} FROM dish WHERE meal_day_id = :meal_day_id ORDER BY n")
_DISH = sql(f"SELECT {_DISH_COLUMNS} FROM dish WHERE id = :id")
_DISHES_BETWEEN = sql(
    "SELECT x.id, x.meal_day_id, x.n, x.name, x.tags, x.picture, x.gone FROM meal_day d JOIN dish x ON x.meal_day_id = d.id"
    " WHERE d.community_id = :community_id AND d.day >= :first AND d.day <= :last ORDER BY d.day, x.n"
)


async def canteen(community_id: int) -> Canteen | None:
    """The community's canteen, None where it has none."""
    return await _GET_CANTEEN.one(Canteen, community_id=community_id)


async def save_canteen(made: Canteen) -> None:
    """Add the canteen, or bring it up to date."""
    await _SAVE_CANTEEN.run(**{name: getattr(made, name) for name in Canteen.__struct_fields__})


async def day(day_id: int) -> MealDay | None:
    """The day with this id."""
    return await _GET_DAY.one(MealDay, id=day_id)


async def on(community_id: int, iso: str) -> MealDay | None:
    """What the canteen does on that day, None where nothing is planned."""
    return await _BY_DATE.one(MealDay, community_id=community_id, day=iso)


async def before(community_id: int, iso: str) -> MealDay | None:
    """The last day before that one on which there was, or will be, a meal."""
    return await _BEFORE.one(MealDay, community_id=community_id, day=iso)


async def elsewhere(day_id: int) -> bool:
    """Whether another community's canteen cooks on that date, too."""
    return await _ELSEWHERE.run(id=day_id)


async def coming(community_id: int, now_ms: int, most: int) -> list[MealDay]:
    """Days for which orders end later than now, the nearest first, closed ones too."""
    return await _COMING.all(MealDay, community_id=community_id, now_ms=now_ms, most=most)


async def between(community_id: int, first: str, last: str) -> list[MealDay]:
    """What the canteen does from the first to the last day (ISO), closed days too, by day."""
    return await _BETWEEN.all(MealDay, community_id=community_id, first=first, last=last)


async def save_day(community_id: int, iso: str, closes_ms: int, capacity: int) -> int:
    """Add a day, or change its end of orders and its capacity, which is never less than is taken; returns its id."""
    return int(await _SAVE_DAY.value(community_id=community_id, day=iso, closes_ms=closes_ms, capacity=capacity))


async def take(day_id: int, portions: int, now_ms: int) -> bool:
    """Take portions while orders are open and there are enough. The one place where a portion is taken.

    An order that changes takes the difference: what is below zero goes back, as long as orders are open.
    """
    return await _TAKE.run(id=day_id, portions=portions, now_ms=now_ms)


async def give_back(day_id: int, portions: int) -> None:
    """Portions can be had again."""
    await _GIVE_BACK.run(id=day_id, portions=portions)


async def turn(day_id: int, was: str, status: str, reason: str = "") -> bool:
    """From one status to another. False where it was no longer in that one."""
    return await _TURN.run(id=day_id, was=was, status=status, reason=reason)


async def add_dish(day_id: int, n: int, name: str) -> int:
    """Add the n-th dish of a day; returns its id."""
    return int(await _ADD_DISH.value(meal_day_id=day_id, n=n, name=name))


async def number_dish(dish_id: int, n: int) -> None:
    """The dish is the n-th of its day."""
    await _NUMBER_DISH.run(id=dish_id, n=n)


async def describe_dish(dish_id: int, tags: str, picture: str) -> None:
    """What the kitchen says about a dish, and how it looks."""
    await _DESCRIBE_DISH.run(id=dish_id, tags=tags, picture=picture)


async def pictured(blob: str) -> bool:
    """Whether the file is the picture of a dish."""
    return await _PICTURED.value(blob=blob) is not None


async def delete_dish(dish_id: int) -> None:
    """Take off a dish that nobody ordered."""
    await _DELETE_DISH.run(id=dish_id)


async def dishes(day_id: int) -> list[Dish]:
    """What is cooked that day."""
    return await _DISHES.all(Dish, meal_day_id=day_id)


async def dishes_between(community_id: int, first: str, last: str) -> list[Dish]:
    """What is cooked from the first to the last day (ISO)."""
    return await _DISHES_BETWEEN.all(Dish, community_id=community_id, first=first, last=last)


async def dish(dish_id: int) -> Dish | None:
    """The dish with this id."""
    return await _DISH.one(Dish, id=dish_id)
