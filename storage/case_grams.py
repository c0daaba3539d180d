"""The pairs of characters of open cases, by which similar ones are found."""

from __future__ import annotations

from collections import Counter

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
MOST_OF_A_GRAM = 500
"""A pair that stands in more cases than that tells little; the newest of them are looked at."""


async def keep(community_id: int, kind: str, case_id: int, grams: list[str]) -> None:
    """Have the case found by these pairs, besides those known already."""
    for gram in grams:
        await _ADD.run(community_id=community_id, kind=kind, gram=gram, case_id=case_id)


async def drop(case_id: int) -> None:
    """Have the case found no more."""
    await _DROP.run(case_id=case_id)


async def sharing(community_id: int, kind: str, grams: set[str], most: int) -> list[int]:
    """The cases that share the most of these pairs, at most so many, the most first."""
    shared: Counter[int] = Counter()
    for gram in sorted(grams):
        shared.update(await _WITH.all(int, community_id=community_id, kind=kind, gram=gram, most=MOST_OF_A_GRAM))
    return [case_id for case_id, _number in shared.most_common(most)]
