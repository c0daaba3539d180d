"""What is still to be done: the open cases that wait for somebody here, what is dangerous or due first.

What waits for its reporter's word ("solved") is none of it, nor a suggestion that waits to be read or still gathers support; one
that neighbours are not to see, and that is to be seen to all the same, is.
"""

from __future__ import annotations

from storage.cases import COLUMNS, Case
from storage.sql import Statement, sql

_OPEN = (
    "c.closed_ms IS NULL AND c.phase <> 'solved'"
    " AND (c.phase <> 'waiting' OR c.shown IN ('no', 'refused') OR c.owner_id IS NOT NULL OR c.danger = 1)"
)
_FIRST = "ORDER BY c.danger DESC, c.due_ms ASC NULLS LAST, c.id LIMIT :most OFFSET :skip"
_HERE = f"SELECT {COLUMNS} FROM cases c WHERE c.community_id = :community_id AND c.danger = :danger AND {_OPEN}"
# Each of these is read in the order of an index: of ten thousand open cases the first six, not all of them, to be sorted.
_DATED = "c.due_ms IS NOT NULL ORDER BY c.due_ms, c.id LIMIT :most"
_UNDATED = "c.due_ms IS NULL ORDER BY c.id LIMIT :most"
_PARTS = ((1, True), (1, False), (0, True), (0, False))
_LED = "c.team_id IN (SELECT m.team_id FROM team_member m WHERE m.person_id = :lead_id AND m.lead = 1)"

_ALL = {True: sql(f"{_HERE} AND {_DATED}"), False: sql(f"{_HERE} AND {_UNDATED}")}
_FREE = {
    True: sql(f"{_HERE} AND c.owner_id IS NULL AND {_DATED}"),
    False: sql(f"{_HERE} AND c.owner_id IS NULL AND {_UNDATED}"),
}
_MINE = sql(f"SELECT {COLUMNS} FROM cases c WHERE c.owner_id = :owner_id AND {_OPEN} {_FIRST}")
_OF_LEAD = sql(f"SELECT {COLUMNS} FROM cases c WHERE {_LED} AND {_OPEN} {_FIRST}")
_FREE_OF_LEAD = sql(f"SELECT {COLUMNS} FROM cases c WHERE {_LED} AND c.owner_id IS NULL AND {_OPEN} {_FIRST}")
_OWNED = sql(f"SELECT {COLUMNS} FROM cases c WHERE c.owner_id = :owner_id AND c.closed_ms IS NULL ORDER BY c.id")
_ALIKE = sql(
    f"SELECT {COLUMNS} FROM cases c WHERE c.community_id = :community_id AND c.kind = :kind AND c.category = :category"
    " AND c.closed_ms IS NULL AND c.created_ms BETWEEN :from_ms AND :until_ms AND c.id <> :id ORDER BY c.id LIMIT :most"
)
_AT = sql(
    f"SELECT {COLUMNS} FROM cases c WHERE c.community_id = :community_id AND c.place_key = :place_key AND c.place_key <> ''"
    " AND c.kind = :kind AND c.closed_ms IS NULL AND c.id <> :id ORDER BY c.id LIMIT :most"
)


async def every(community_id: int, most: int, skip: int = 0) -> list[Case]:
    """What waits in a community."""
    return await _in_order(_ALL, community_id, most, skip)


async def free(community_id: int, most: int, skip: int = 0) -> list[Case]:
    """Of that, what nobody has taken."""
    return await _in_order(_FREE, community_id, most, skip)


async def _in_order(parts: dict[bool, Statement], community_id: int, most: int, skip: int) -> list[Case]:
    """Danger first, then what is due first; what has no clock last."""
    found: list[Case] = []
    for danger, dated in _PARTS:
        if len(found) < most + skip:
            left = most + skip - len(found)
            found += await parts[dated].all(Case, community_id=community_id, danger=danger, most=left)
    return found[skip:]


async def mine(owner_id: int, most: int, skip: int = 0) -> list[Case]:
    """What somebody sees to."""
    return await _MINE.all(Case, owner_id=owner_id, most=most, skip=skip)


async def owned(owner_id: int) -> list[Case]:
    """Everything open that somebody sees to, also what waits for its reporter's word."""
    return await _OWNED.all(Case, owner_id=owner_id)


async def of_lead(lead_id: int, most: int, skip: int = 0) -> list[Case]:
    """What waits for the teams that somebody leads."""
    return await _OF_LEAD.all(Case, lead_id=lead_id, most=most, skip=skip)


async def free_of_lead(lead_id: int, most: int, skip: int = 0) -> list[Case]:
    """Of that, what nobody has taken."""
    return await _FREE_OF_LEAD.all(Case, lead_id=lead_id, most=most, skip=skip)


async def alike(case: Case, from_ms: int, until_ms: int, most: int) -> list[Case]:
    """What else is open of this category and was brought up between these moments, the oldest first."""
    return await _ALIKE.all(
        Case, id=case.id, community_id=case.community_id, kind=case.kind, category=case.category, from_ms=from_ms,
        until_ms=until_ms, most=most,
    )  # fmt: skip


async def at(case: Case, place_key: str, most: int) -> list[Case]:
    """What else of this kind is open at a place, the oldest first."""
    return await _AT.all(Case, id=case.id, community_id=case.community_id, kind=case.kind, place_key=place_key, most=most)
