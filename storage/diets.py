"""Diet cards: what somebody must not eat, or should rather not. Health data, kept with a consent of its own (`sensitive`)."""

from __future__ import annotations

from msgspec import Struct

from storage.sql import sql


class DietCard(Struct, frozen=True):
    """One person's card; `tags` are words of `services.canteen.diets`, separated by commas."""

    person_id: int
    tags: str
    changed_ms: int


_COLUMNS = "person_id, tags, changed_ms"
_GET = sql(f"SELECT {_COLUMNS} FROM diet_card WHERE person_id = :person_id")
_OF_DAY = sql(
    "SELECT c.person_id, c.tags, c.changed_ms FROM meal_order o JOIN diet_card c ON c.person_id = o.eater_id"
    " WHERE o.meal_day_id = :meal_day_id AND o.state = 'ordered' ORDER BY c.person_id"
)
_SAVE = sql(
    "INSERT INTO diet_card (person_id, tags, changed_ms) VALUES (:person_id, :tags, :now_ms) ON CONFLICT (person_id) DO UPDATE SET"
    " tags = excluded.tags, changed_ms = excluded.changed_ms RETURNING person_id"
)
_DELETE = sql("DELETE FROM diet_card WHERE person_id = :person_id RETURNING person_id")


async def get(person_id: int) -> DietCard | None:
    """The person's card, None where there is none."""
    return await _GET.one(DietCard, person_id=person_id)


async def of_day(day_id: int) -> list[DietCard]:
    """The cards of all who eat on that day, in one statement."""
    return await _OF_DAY.all(DietCard, meal_day_id=day_id)


async def save(person_id: int, tags: str, now_ms: int) -> None:
    """Keep the card, in place of the one there was."""
    await _SAVE.run(person_id=person_id, tags=tags, now_ms=now_ms)


async def delete(person_id: int) -> None:
    """Remove the card."""
    await _DELETE.run(person_id=person_id)
