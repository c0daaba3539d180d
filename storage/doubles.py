"""Pairs of records that may be of one human, and those of which somebody said that they are not."""

from __future__ import annotations

from storage.sql import sql

_OPEN = (
    "a.community_id = :community_id AND b.id > a.id AND a.erased_ms IS NULL AND b.erased_ms IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM apart x WHERE x.one_id = a.id AND x.other_id = b.id)"
)
# Families share a number: by the number alone only those are meant of whom one came by themselves, or has no name. The plus sign keeps
# SQLite from comparing everybody with everybody.
_PAIRS = sql(
    "SELECT a.id, b.id FROM person a JOIN person b ON b.community_id = a.community_id AND b.name = a.name"
    f" WHERE {_OPEN} AND a.name <> '' AND ((a.phone <> '' AND a.phone = b.phone) OR (a.birth_date = b.birth_date)"
    " OR (a.room <> '' AND a.room = b.room AND a.building = b.building AND a.unit = b.unit))"
    " UNION SELECT a.id, b.id FROM person a JOIN person b ON b.phone = a.phone AND b.phone <> ''"
    f" WHERE {_OPEN} AND +b.community_id = a.community_id AND (a.name = '' OR b.name = ''"
    " OR EXISTS (SELECT 1 FROM account c WHERE c.person_id = a.id)"
    " OR EXISTS (SELECT 1 FROM account c WHERE c.person_id = b.id)) ORDER BY 1, 2 LIMIT :most"
)
_APART = sql(
    "INSERT INTO apart (one_id, other_id, said_by, at_ms) VALUES (:one_id, :other_id, :by, :now_ms)"
    " ON CONFLICT (one_id, other_id) DO NOTHING RETURNING one_id"
)


async def pairs(community_id: int, most: int) -> list[tuple[int, int]]:
    """So many pairs that have a number, or the name and the birth or the home, in common; the smaller id first."""
    return await _PAIRS.all(lambda one, other: (int(one), int(other)), community_id=community_id, most=most)


async def set_apart(one_id: int, other_id: int, by: int, now_ms: int) -> bool:
    """These are two; the smaller id first. False where that was known."""
    return await _APART.run(one_id=one_id, other_id=other_id, by=by, now_ms=now_ms)
