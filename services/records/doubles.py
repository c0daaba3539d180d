"""Likely duplicates: records that may be of one human, found by the number, or by the name with the birth or the home."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from language.pinyin import sound
from services.people import get
from services.staff import is_staff
from storage import audit, doubles
from storage.doubles import Two

MOST = 20_000
"""So many pairs are compared: a family that shares a number is several pairs, and none of them is a double."""

Why = Literal["phone", "birth", "home"]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records, the older one first, and what they have in common besides the name."""

    one_id: int
    other_id: int
    why: tuple[Why, ...]


def alike(one: str, other: str) -> bool:
    """Whether two names may be of one human: the same sound, one within the other, or a character of the given name in common.

    A family shares its family name, so that alone says nothing.
    """
    return _look_alike(one, other) or (bool(heard := sound(one).whole) and heard == sound(other).whole)


def _look_alike(one: str, other: str) -> bool:
    if not one or not other or one in other or other in one:
        return True
    return bool((set(one[1:]) & set(other) | set(other[1:]) & set(one)) - set(" ·"))


async def likely(community_id: int, by: int) -> list[Pair]:
    """The pairs that may be of one human, the likeliest first; none that somebody said are two. Empty for who is not staff."""
    if not await is_staff(by, community_id):
        return []
    found = [
        Pair(two.one_id, two.other_id, _common(two)) for two in await doubles.pairs(community_id, MOST) if _may_be_one(two)
    ]
    return sorted(found, key=lambda pair: (-len(pair.why), pair.one_id, pair.other_id))


def _common(two: Two) -> tuple[Why, ...]:
    same_birth = two.one_born is not None and two.one_born == two.other_born
    known: tuple[tuple[Why, bool], ...] = (
        ("phone", bool(two.same_phone)),
        ("birth", same_birth),
        ("home", bool(two.same_home)),
    )
    return tuple(why for why, same in known if same)


def _may_be_one(two: Two) -> bool:
    """Whether the names may be of one human; where they are not the same, brothers born on other days are two."""
    if two.one_name == two.other_name:
        return True
    alike_in_name = two.same_sound or _look_alike(two.one_name, two.other_name)
    return bool(alike_in_name) and not (two.one_born and two.other_born and two.one_born != two.other_born)


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
