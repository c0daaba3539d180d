"""Finding people by a piece of what is known of them: two characters of the name that stand together, or the end of the number.

Each piece has an index of its own (migration 0004), so that the answer costs the same among a hundred people and among millions.
"""

from __future__ import annotations

from storage.people import Person
from storage.sql import sql

MOST = 200
"""More than this nobody reads."""

_COLUMNS = ", ".join(f"p.{column}" for column in Person.__struct_fields__)
_FROM = f"SELECT {_COLUMNS} FROM person p WHERE p.community_id = :community_id AND p.erased_ms IS NULL"
_BY_NAME = sql(
    " UNION ".join(
        f"{_FROM} AND substr(p.name, {at}, 2) = :piece AND substr(p.name, {at}, length(CAST(:words AS TEXT))) = :words"
        for at in (1, 2, 3)
    )
    + " ORDER BY 1 LIMIT :most"
)
_BY_PHONE_END = sql(f"{_FROM} AND substr(p.phone, length(p.phone) - 3) = :piece ORDER BY 1 LIMIT :most")


async def by_name(community_id: int, words: str) -> list[Person]:
    """People of a community in whose name these words (two characters or more) begin with the first, second or third character."""
    return await _BY_NAME.all(Person, community_id=community_id, piece=words[:2], words=words, most=MOST)


async def by_phone_end(community_id: int, piece: str) -> list[Person]:
    """People of a community whose number ends with these four digits."""
    return await _BY_PHONE_END.all(Person, community_id=community_id, piece=piece, most=MOST)
