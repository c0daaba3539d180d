"""Who eats here at an age that makes it cheaper, as they say, and whether the office has seen their card."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from storage.people import Person
from storage.sql import sql


class Eater(Struct, frozen=True):
    """Somebody who ever ordered, or does so every week, and when an order for them was last made; None where none was."""

    person: Person
    ordered_ms: int | None


_FIELDS = Person.__struct_fields__
_UNSEEN = sql(
    f"SELECT {', '.join(f'e.{field}' for field in _FIELDS)}, e.ordered_ms FROM (SELECT p.*,"
    " (SELECT o.created_ms FROM meal_order o WHERE o.eater_id = p.id ORDER BY o.id DESC LIMIT 1) AS ordered_ms,"
    " CASE WHEN EXISTS (SELECT 1 FROM standing_order s WHERE s.eater_id = p.id) THEN 1 ELSE 0 END AS always"
    " FROM person p WHERE p.community_id = :community_id AND p.erased_ms IS NULL AND p.birth_date IS NOT NULL"
    " AND (p.age_seen_ms IS NULL OR p.age_seen_ms < :seen_since_ms)) e"
    " WHERE e.ordered_ms IS NOT NULL OR e.always = 1 ORDER BY e.ordered_ms DESC NULLS LAST, e.id"
)


async def unseen(community_id: int, seen_since_ms: int) -> list[Eater]:
    """Who eats here, has told their day of birth, and whose card the office has not seen since then; who ordered last comes first."""
    return await _UNSEEN.all(_eater, community_id=community_id, seen_since_ms=seen_since_ms)


def _eater(*row: Any) -> Eater:
    return Eater(Person(*row[:-1]), row[-1])
