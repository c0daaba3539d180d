"""Pairs of records that may be of one human, and those of which somebody said that they are not."""

from __future__ import annotations

from dataclasses import dataclass

from storage.sql import sql


@dataclass(frozen=True, slots=True)
class Two:
    """Two records, the smaller id first, and whether (1 or 0) they have the sound of the name, the number, the home in common."""

    one_id: int
    other_id: int
    one_name: str
    other_name: str
    same_sound: int
    same_phone: int
    one_born: str | None
    other_born: str | None
    same_home: int


_OPEN = (
    "a.community_id = :community_id AND b.id > a.id AND a.erased_ms IS NULL AND b.erased_ms IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM apart x WHERE x.one_id = a.id AND x.other_id = b.id)"
)
_SEEN = (
    "SELECT a.id, b.id, a.name, b.name, CASE WHEN a.pinyin <> '' AND a.pinyin = b.pinyin THEN 1 ELSE 0 END,"
    " CASE WHEN a.phone <> '' AND a.phone = b.phone THEN 1 ELSE 0 END, a.birth_date, b.birth_date,"
    " CASE WHEN a.room <> '' AND a.room = b.room AND a.building = b.building AND a.unit = b.unit THEN 1 ELSE 0 END"
)
# Families share a number: by the number alone only those are meant of whom one came by themselves, or has no name. The plus sign keeps
# SQLite from comparing everybody with everybody.
_PAIRS = sql(
    f"{_SEEN} FROM person a JOIN person b ON b.community_id = a.community_id AND b.name = a.name"
    f" WHERE {_OPEN} AND a.name <> '' AND ((a.phone <> '' AND a.phone = b.phone) OR (a.birth_date = b.birth_date)"
    " OR (a.room <> '' AND a.room = b.room AND a.building = b.building AND a.unit = b.unit))"
    f" UNION {_SEEN} FROM person a JOIN person b ON b.phone = a.phone AND b.phone <> ''"
    f" WHERE {_OPEN} AND +b.community_id = a.community_id AND (a.name = '' OR b.name = ''"
    " OR EXISTS (SELECT 1 FROM account c WHERE c.person_id = a.id)"
    " OR EXISTS (SELECT 1 FROM account c WHERE c.person_id = b.id)) ORDER BY 1, 2 LIMIT :most"
)
_APART = sql(
    "INSERT INTO apart (one_id, other_id, said_by, at_ms) VALUES (:one_id, :other_id, :by, :now_ms)"
    " ON CONFLICT (one_id, other_id) DO NOTHING RETURNING one_id"
)


_APART_FROM = sql(
    "SELECT CASE WHEN one_id = :person_id THEN other_id ELSE one_id END, said_by, at_ms FROM apart"
    " WHERE (one_id = :person_id OR other_id = :person_id) AND one_id <> :to AND other_id <> :to ORDER BY at_ms"
)
_HAND_OVER = sql(
    "INSERT INTO apart (one_id, other_id, said_by, at_ms) VALUES (:one_id, :other_id, CAST(:by AS BIGINT), :at_ms)"
    " ON CONFLICT (one_id, other_id) DO NOTHING RETURNING one_id"
)


@dataclass(frozen=True, slots=True)
class _Apart:
    """Somebody who is not the one asked about, as staff said."""

    other_id: int
    said_by: int | None
    at_ms: int


async def pairs(community_id: int, most: int) -> list[Two]:
    """So many pairs that have a number, or the name and the birth or the home, in common."""
    return await _PAIRS.all(Two, community_id=community_id, most=most)


async def set_apart(one_id: int, other_id: int, by: int, now_ms: int) -> bool:
    """These are two; the smaller id first. False where that was known."""
    return await _APART.run(one_id=one_id, other_id=other_id, by=by, now_ms=now_ms)


async def hand_over(person_id: int, to: int) -> None:
    """What somebody said about pairs of the one record holds for pairs of the other (a merge)."""
    for pair in await _APART_FROM.all(_Apart, person_id=person_id, to=to):
        one_id, other_id = sorted((pair.other_id, to))
        await _HAND_OVER.run(one_id=one_id, other_id=other_id, by=pair.said_by, at_ms=pair.at_ms)
