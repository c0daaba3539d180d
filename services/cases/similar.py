"""Open cases that may be the same as what somebody is about to bring up: at the same place, or in much the same words.

What is open at the place is read and measured; elsewhere, the signs of each open case (`services.cases.wording`) stand in a table,
and what shares the most telling ones of them is read and measured, too. `bench/similar.py` prints how well that goes, and how fast.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from services.cases import kinds, places, seeing, wording
from storage import case_grams, cases
from storage.cases import Case

LIKE = 0.35
"""What is so much alike is shown, wherever it is."""
LIKE_HERE = 0.15
"""At the same place less will do."""
MOST = 3
MANY = 5
"""So many followers tell that more of them will mean the same."""
_CANDIDATES = 12
_HIDDEN = ("asked", "refused")


@dataclass(frozen=True, slots=True)
class Alike:
    """A case that may be the same. `likeness` between 0 and 1; `here`: at the same place."""

    case: Case
    likeness: float
    here: bool


async def find(community_id: int, kind: str, words: str, category: str, place_key: str, most: int = MOST) -> list[Alike]:
    """What is open and may be the same, the most likely first. What staff have not let neighbours see is none of it.

    At the same place that is what is of the category or, where nobody has said of which it is, what is said in words a little alike;
    where some of it is, the rest is something else. Elsewhere, and of another category, it must be said in much the same words. A
    place that is only said in the words counts, too.
    """
    where = place_key or places.of_words(wording.digits(words)).key
    asked = wording.grams(words)
    numbers = await case_grams.numbers(community_id, kind, asked)
    telling = _telling(numbers)
    found: dict[int, Alike] = {}
    for key in _near(where):
        for case in await cases.open_at(community_id, kind, key):
            much = wording.likeness(telling, wording.grams(case.words))
            same = case.category == category if category else not asked
            if _shown(case) and (same or much >= _needed(case, category, here=True)):
                found[case.id] = Alike(case, much, here=True)
    if mark := _building(where):
        numbers |= await case_grams.numbers(community_id, kind, [mark])
    for case_id in await case_grams.sharing(community_id, kind, numbers, _CANDIDATES):
        like = await cases.get(case_id) if case_id not in found else None
        if like is None or not _shown(like) or _apart(where, like.place_key):
            continue
        here = bool(mark) and mark == _building(like.place_key)
        much = wording.likeness(telling, wording.grams(like.words))
        if much >= _needed(like, category, here=here):
            found[case_id] = Alike(like, much, here)
    said_here = any(one.here and one.likeness >= LIKE_HERE for one in found.values())
    likely = [one for one in found.values() if one.likeness >= LIKE_HERE or not (said_here and one.case.words)]
    return sorted(likely, key=_order)[:most]


async def in_words(case: Case, most: int) -> list[Case]:
    """What else is open and is said in much the same words as a case, for staff; nothing that is known to be elsewhere."""
    telling = _telling(numbers := await case_grams.numbers(case.community_id, case.kind, wording.grams(case.words)))
    sharing = await case_grams.sharing(case.community_id, case.kind, numbers, most)
    found = [await cases.get(case_id) for case_id in sharing if case_id != case.id]
    return [
        one
        for one in found
        if one is not None
        and one.closed_ms is None
        and not _apart(case.place_key, one.place_key)
        and wording.likeness(telling, wording.grams(one.words)) >= LIKE
    ]


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
    """Have the case found by its words, and by its building, from now on."""
    mark = _building(case.place_key)
    grams = wording.grams(case.words) | ({mark} if mark else set())
    await case_grams.keep(case.community_id, case.kind, case.id, sorted(grams))


async def drop(case_id: int) -> None:
    """It is closed: nobody can join it any more."""
    await case_grams.drop(case_id)


def _shown(case: Case) -> bool:
    return case.closed_ms is None and case.shown not in _HIDDEN


def _needed(case: Case, category: str, *, here: bool) -> float:
    """How much alike the words must be that somebody is shown the case."""
    return LIKE_HERE if here and category in ("", case.category) else LIKE


def _telling(numbers: Mapping[str, int]) -> dict[str, float]:
    """How much each sign tells. What stands in no open case may be rare or a slip: it counts as one like the rest."""
    known = {gram: case_grams.telling(number) for gram, number in numbers.items() if number}
    return dict.fromkeys(numbers, fmean(known.values()) if known else 1.0) | known


def _order(one: Alike) -> tuple[bool, bool, int, float, int]:
    """At the place, and of what is at all like it, the one comes first that many follow: so that in a storm all gather at one case."""
    crowd = one.case.followers // MANY if one.here else 0
    return not one.here, one.likeness < LIKE_HERE, -crowd, -one.likeness, one.case.id


def _near(key: str) -> list[str]:
    """The keys of places that may be the same; somebody may have named the building alone."""
    mark = _building(key)
    return list(dict.fromkeys([*places.near(key), *([f"{mark}|"] if mark else [])]))


def _building(key: str) -> str:
    """The building of a key, as a sign by which cases are found that are somewhere in it; "" where it names none."""
    return key.partition("|")[0] if key.startswith("home:") else ""


def _apart(one: str, other: str) -> bool:
    """Whether two places are known to be different ones. A building is not apart from its units."""
    if not one or not other or one == other:
        return False
    if _building(one) and _building(one) == _building(other):
        return not (one.endswith("|") or other.endswith("|"))
    return one not in places.near(other)
