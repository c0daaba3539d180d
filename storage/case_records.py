"""What cases hold on a person: for moving it to another record, for the export, and for the erasure."""

from __future__ import annotations

from storage.cases import COLUMNS, Case
from storage.sql import sql

_OF = sql(
    f"SELECT {COLUMNS} FROM cases c WHERE c.reporter_id = :person_id OR c.made_by = :person_id OR c.owner_id = :person_id"
    " ORDER BY c.id"
)
_HAND_OVER = [
    sql(f"UPDATE cases SET {column} = :keep_id WHERE {column} = :duplicate_id RETURNING id")
    for column in ("reporter_id", "made_by", "owner_id")
]


async def of(person_id: int) -> list[Case]:
    """What the person brought up, for themselves or somebody else, or sees to."""
    return await _OF.all(Case, person_id=person_id)


async def hand_over(duplicate_id: int, keep_id: int) -> None:
    """What one record brought up or sees to is the other's."""
    for statement in _HAND_OVER:
        await statement.run(duplicate_id=duplicate_id, keep_id=keep_id)
