"""Likely duplicates: records that may be of one human, found by the number, or by the name with the birth or the home."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from language.pinyin import sound
from services.people import get
from services.staff import is_staff
from storage import audit, doubles
from storage.people import Person

MOST = 500
"""So many pairs are looked at; nobody gets through more in a day."""

Why = Literal["phone", "birth", "home"]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records, and what they have in common besides the name."""

    one: Person
    other: Person
    why: tuple[Why, ...]


def alike(one: str, other: str) -> bool:
    """Whether two names may be of one human: the same sound, one within the other, or a character of the given name in common.

    A family shares its family name, so that alone says nothing.
    """
    if not one or not other or one in other or other in one:
        return True
    first, second = sound(one), sound(other)
    if first.whole and first.whole == second.whole:
        return True
    return bool((set(one[1:]) & set(other) | set(other[1:]) & set(one)) - set(" ·"))


def common(one: Person, other: Person) -> tuple[Why, ...]:
    """What two records have in common besides the name."""
    found: list[Why] = []
    if one.phone and one.phone == other.phone:
        found.append("phone")
    if one.birth_date and one.birth_date == other.birth_date:
        found.append("birth")
    if one.room and (one.building, one.unit, one.room) == (other.building, other.unit, other.room):
        found.append("home")
    return tuple(found)


async def likely(community_id: int, by: int) -> list[Pair]:
    """The pairs that may be of one human, the likeliest first; none that somebody said are two. Empty for who is not staff."""
    if not await is_staff(by, community_id):
        return []
    found = []
    for one_id, other_id in await doubles.pairs(community_id, MOST):
        one, other = await get(one_id), await get(other_id)
        if one is not None and other is not None and _may_be_one(one, other):
            found.append(Pair(one, other, common(one, other)))
    return sorted(found, key=lambda pair: (-len(pair.why), pair.one.id, pair.other.id))


def _may_be_one(one: Person, other: Person) -> bool:
    """Whether the names may be of one human; where they are not the same, brothers born on other days are two."""
    if one.name == other.name:
        return True
    return alike(one.name, other.name) and not (one.birth_date and other.birth_date and one.birth_date != other.birth_date)


async def apart(one_id: int, other_id: int, by: int, now_ms: int) -> bool:
    """Staff know that these are two. False without the right."""
    one, other = await get(one_id), await get(other_id)
    if one is None or other is None or one_id == other_id or one.community_id != other.community_id:
        return False
    if not await is_staff(by, one.community_id):
        return False
    if await doubles.set_apart(min(one_id, other_id), max(one_id, other_id), by, now_ms):
        await audit.note(one.community_id, by, "set apart", f"person:{one_id}", now_ms, detail=f"person:{other_id}")
    return True
