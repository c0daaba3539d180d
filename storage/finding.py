"""Finding people by a piece of what is known of them: two characters of the name that stand together, how it sounds, the end of the
number, a door.

Each piece has an index of its own (migrations 0004 and 0009), so that the answer costs the same among a hundred people and among millions.
"""

from __future__ import annotations

from dataclasses import dataclass

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
# Between a beginning and the last that can begin so: letters sort alike in every collation.
_BY_SOUND = sql(
    f"{_FROM} AND p.initials >= :first AND p.initials <= :last AND p.initials <> ''"
    f" UNION {_FROM} AND p.pinyin >= :first AND p.pinyin <= :last ORDER BY 1 LIMIT :most"
)
_BY_ROOM = sql(
    f"{_FROM} AND p.room = :room AND p.room <> '' AND (:building = '' OR p.building = :building)"
    " AND (:unit = '' OR p.unit = :unit) ORDER BY p.building, p.unit, p.id LIMIT :most"
)
_BY_BUILDING = sql(
    f"{_FROM} AND p.building = :building AND p.building <> '' AND (:unit = '' OR p.unit = :unit)"
    " ORDER BY p.unit, p.room, p.id LIMIT :most"
)
_AGREED = "(p.consent_version >= :holds OR EXISTS (SELECT 1 FROM consent c WHERE c.person_id = p.id AND c.purpose = 'child'))"
_FITTING = (
    f"{_FROM} AND (:building = '' OR p.building = :building)"
    " AND (CAST(:no_chat AS BIGINT) = 0 OR NOT EXISTS (SELECT 1 FROM account a WHERE a.person_id = p.id AND a.blocked_ms IS NULL))"
    f" AND (CAST(:no_consent AS BIGINT) = 0 OR NOT {_AGREED})"
)
_NEWEST = sql(f"{_FITTING} ORDER BY p.id DESC LIMIT :most OFFSET :skip")
_IN_ORDER = sql(f"{_FITTING} ORDER BY p.pinyin, p.id LIMIT :most OFFSET :skip")
_AFTER = sql(f"{_FROM} AND p.id > :after ORDER BY p.id LIMIT :most")
_REACHED = sql(
    "SELECT DISTINCT a.person_id FROM account a JOIN person p ON p.id = a.person_id WHERE p.community_id = :community_id"
    " AND p.id > :after AND p.id <= :last AND a.blocked_ms IS NULL"
)
_TALLY = sql(
    "SELECT COUNT(*),"
    " COALESCE(CAST(SUM(CASE WHEN EXISTS (SELECT 1 FROM account a WHERE a.person_id = p.id AND a.blocked_ms IS NULL)"
    " THEN 1 ELSE 0 END) AS BIGINT), 0),"
    f" COALESCE(CAST(SUM(CASE WHEN {_AGREED} THEN 1 ELSE 0 END) AS BIGINT), 0)"
    " FROM person p WHERE p.community_id = :community_id AND p.erased_ms IS NULL"
)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many people are known, how many of them a message reaches, and how many have agreed to what is kept."""

    known: int
    reached: int
    agreed: int


async def by_name(community_id: int, words: str) -> list[Person]:
    """People of a community in whose name these words (two characters or more) begin with the first, second or third character."""
    return await _BY_NAME.all(Person, community_id=community_id, piece=words[:2], words=words, most=MOST)


async def by_phone_end(community_id: int, piece: str) -> list[Person]:
    """People of a community whose number ends with these four digits."""
    return await _BY_PHONE_END.all(Person, community_id=community_id, piece=piece, most=MOST)


async def by_sound(community_id: int, letters: str) -> list[Person]:
    """People of a community the initials of whose name, or whose name written out in pinyin, begin with these letters (a-z)."""
    return await _BY_SOUND.all(Person, community_id=community_id, first=letters, last=letters + "z" * 20, most=MOST)


async def by_room(community_id: int, building: str, unit: str, room: str) -> list[Person]:
    """Who lives in such a room; building and unit may be ""."""
    return await _BY_ROOM.all(Person, community_id=community_id, building=building, unit=unit, room=room, most=MOST)


async def by_building(community_id: int, building: str, unit: str) -> list[Person]:
    """Who lives in the building, or in that unit of it."""
    return await _BY_BUILDING.all(Person, community_id=community_id, building=building, unit=unit, most=MOST)


async def page(
    community_id: int, most: int, skip: int, *, holds: int, building: str = "", no_chat: bool = False, no_consent: bool = False,
    newest: bool = False,
) -> list[Person]:  # fmt: skip
    """A part of all, by how their names sound or the newest first: of a building, whom no message reaches, who has not agreed.

    `holds` as in `tally`.
    """
    statement = _NEWEST if newest else _IN_ORDER
    return await statement.all(
        Person, community_id=community_id, building=building, no_chat=int(no_chat), no_consent=int(no_consent), holds=holds, most=most,
        skip=skip,
    )  # fmt: skip


async def after(community_id: int, person_id: int, most: int) -> list[Person]:
    """So many people behind that id, by id."""
    return await _AFTER.all(Person, community_id=community_id, after=person_id, most=most)


async def reached(community_id: int, after: int, last: int) -> set[int]:
    """Of the people between these ids (the first not, the last included) those whom a message reaches."""
    return set(await _REACHED.all(int, community_id=community_id, after=after, last=last))


async def tally(community_id: int, holds: int) -> Tally:
    """How many there are. Consents of the version `holds` or a later one count, and those of a child's guardian."""
    found = await _TALLY.one(Tally, community_id=community_id, holds=holds)
    return found or Tally(0, 0, 0)
