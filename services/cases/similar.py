"""Open cases that may be the same as what somebody is about to bring up: at the same place, or in much the same words.

Chinese has no spaces, so words are compared by pairs of neighbouring characters. The pairs of each open case stand in a table; what
shares the most of them is read, and measured in full.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from services.cases import kinds, places, seeing
from storage import case_grams, cases
from storage.cases import Case

LIKE = 0.5
"""What shares so much is shown."""
MOST = 3
_CANDIDATES = 12
_HIDDEN = ("asked", "refused")
_MEANINGLESS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Alike:
    """A case that may be the same. `likeness` between 0 and 1; `here`: at the same place, in the same category."""

    case: Case
    likeness: float
    here: bool


async def find(community_id: int, kind: str, words: str, category: str, place_key: str, most: int = MOST) -> list[Alike]:
    """What is open and may be the same, the most likely first. What staff have not let neighbours see is none of it."""
    found: dict[int, Alike] = {}
    for key in places.near(place_key):
        for case in await cases.open_at(community_id, kind, key):
            if case.shown not in _HIDDEN and (not category or case.category == category):
                found[case.id] = Alike(case, likeness(words, case.words), here=True)
    wanted = grams(words)
    for case_id in await case_grams.sharing(community_id, kind, wanted, _CANDIDATES) if wanted else []:
        if case_id not in found and (like := await cases.get(case_id)) is not None and like.shown not in _HIDDEN:
            much = likeness(words, like.words)
            if much >= LIKE and not (place_key and like.place_key and place_key != like.place_key):
                found[case_id] = Alike(like, much, here=False)
    return sorted(found.values(), key=lambda one: (not one.here, -one.likeness, one.case.id))[:most]


async def perhaps(community_id: int, kind: str, words: str, category: str, home_key: str, by: int) -> list[Case]:
    """What may be the same while nobody has said where it is: by the words, at home, else the newest of the category.

    Only what the person may see.
    """
    found = [one.case for one in await find(community_id, kind, words, category, home_key)]
    if category and len(found) < MOST:
        found += await cases.open_in_category(community_id, kind, category, MOST)
    return await seen_of(list({case.id: case for case in found}.values())[:MOST], by)


async def seen_of(found: Sequence[Case], by: int) -> list[Case]:
    """Those of them that the person may see."""
    named = {kind.id: kind for kind in await kinds.of(found[0].community_id)} if found else {}
    return [case for case in found if await seeing.role(case, named.get(case.kind) or kinds.lost(case.kind), by) is not None]


async def index(case: Case) -> None:
    """Have the case found by its words from now on."""
    await case_grams.keep(case.community_id, case.kind, case.id, sorted(grams(case.words)))


async def drop(case_id: int) -> None:
    """It is closed: nobody can join it any more."""
    await case_grams.drop(case_id)


def grams(words: str) -> set[str]:
    """The pairs of neighbouring characters in the words, without what means nothing."""
    plain = _MEANINGLESS.sub("", words.lower())
    return {plain[n : n + 2] for n in range(len(plain) - 1)}


def likeness(one: str, other: str) -> float:
    """How much two texts have in common, between 0 and 1: Dice's coefficient of their pairs of characters."""
    left, right = grams(one), grams(other)
    return 2 * len(left & right) / (len(left) + len(right)) if left and right else 0.0
