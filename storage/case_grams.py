"""The signs (characters and pairs of them) of open cases, by which similar ones are found."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from math import log

from storage.sql import sql

_ADD = sql(
    "INSERT INTO case_gram (community_id, kind, gram, case_id) VALUES (:community_id, :kind, :gram, :case_id)"
    " ON CONFLICT (community_id, kind, gram, case_id) DO NOTHING RETURNING case_id"
)
_DROP = sql("DELETE FROM case_gram WHERE case_id = :case_id RETURNING case_id")
_WITH = sql(
    "SELECT case_id FROM case_gram WHERE community_id = :community_id AND kind = :kind AND gram = :gram"
    " ORDER BY case_id DESC LIMIT :most"
)
_NUMBER = sql(
    "SELECT COUNT(*) FROM (SELECT case_id FROM case_gram WHERE community_id = :community_id AND kind = :kind AND gram = :gram"
    " LIMIT :most) AS found"
)
MANY = 300
"""A sign that stands in more cases than that tells little: nobody counts further."""
MOST_READ = 1_000
"""Cases that are looked up by one sign or the other, for one search; the rarest signs come first."""


async def keep(community_id: int, kind: str, case_id: int, grams: Collection[str]) -> None:
    """Have the case found by these signs, besides those known already."""
    for gram in grams:
        await _ADD.run(community_id=community_id, kind=kind, gram=gram, case_id=case_id)


async def drop(case_id: int) -> None:
    """Have the case found no more."""
    await _DROP.run(case_id=case_id)


async def numbers(community_id: int, kind: str, grams: Collection[str]) -> dict[str, int]:
    """In how many open cases each of the signs stands, counted up to MANY."""
    found = {}
    for gram in sorted(grams):
        found[gram] = int(await _NUMBER.value(community_id=community_id, kind=kind, gram=gram, most=MANY))
    return found


def telling(number: int) -> float:
    """How much a sign tells that stands in so many cases: the rarer, the more (inverse document frequency)."""
    return log(1 + MANY / (1 + number))


async def sharing(community_id: int, kind: str, numbers: Mapping[str, int], most: int) -> list[int]:
    """The cases that share the most telling ones of these signs, at most so many, the likeliest first and of equals the newest."""
    shared: dict[int, float] = {}
    read, each = 0, max(MANY, most)
    for number, gram in sorted((number, gram) for gram, number in numbers.items() if number):
        if read and read + number > max(MOST_READ, most):
            break
        read += number
        for case_id in await _WITH.all(int, community_id=community_id, kind=kind, gram=gram, most=each):
            shared[case_id] = shared.get(case_id, 0.0) + telling(number)
    return sorted(shared, key=lambda case_id: (-shared[case_id], -case_id))[:most]
