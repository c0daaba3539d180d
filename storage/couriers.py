"""Who said that they bring meals on which day."""

from __future__ import annotations

from storage.sql import sql

_SAY = sql(
    "INSERT INTO courier_day (meal_day_id, person_id, created_ms) VALUES (:meal_day_id, :person_id, :now_ms)"
    " ON CONFLICT DO NOTHING RETURNING person_id"
)
_TAKE_BACK = sql("DELETE FROM courier_day WHERE meal_day_id = :meal_day_id AND person_id = :person_id RETURNING person_id")
_OF_DAY = sql("SELECT person_id FROM courier_day WHERE meal_day_id = :meal_day_id ORDER BY created_ms, person_id")
_DAYS_OF = sql(
    "SELECT d.day FROM courier_day c JOIN meal_day d ON d.id = c.meal_day_id WHERE c.person_id = :person_id ORDER BY d.day"
)
_STILL_TO_COME = sql(
    "DELETE FROM courier_day WHERE person_id = :person_id AND meal_day_id IN"
    " (SELECT id FROM meal_day WHERE community_id = :community_id AND status = 'open') RETURNING meal_day_id"
)
_MOVE = sql(
    "INSERT INTO courier_day (meal_day_id, person_id, created_ms)"
    " SELECT c.meal_day_id, CAST(:to AS BIGINT), c.created_ms FROM courier_day c WHERE c.person_id = :person_id"
    " ON CONFLICT DO NOTHING RETURNING meal_day_id"
)


async def say(day_id: int, person_id: int, now_ms: int) -> bool:
    """The person brings meals that day. False where it was said before."""
    return await _SAY.run(meal_day_id=day_id, person_id=person_id, now_ms=now_ms)


async def take_back(day_id: int, person_id: int) -> bool:
    """The person does not, after all. False where nothing was said."""
    return await _TAKE_BACK.run(meal_day_id=day_id, person_id=person_id)


async def of_day(day_id: int) -> list[int]:
    """Who brings meals that day, in the order in which they said so."""
    return await _OF_DAY.all(int, meal_day_id=day_id)


async def days_of(person_id: int) -> list[str]:
    """The days (ISO) for which the person said so."""
    return await _DAYS_OF.all(str, person_id=person_id)


async def forget_coming(person_id: int, community_id: int) -> None:
    """The person brings no meals any more on the days whose orders are still open."""
    await _STILL_TO_COME.all(int, person_id=person_id, community_id=community_id)


async def hand_over(person_id: int, to: int) -> None:
    """What the one record said, the other said."""
    await _MOVE.all(int, person_id=person_id, to=to)
