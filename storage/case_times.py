"""When cases came, and what they went through: for the figures, without a word of what anybody said."""

from __future__ import annotations

from msgspec import Struct

from storage.sql import sql


class Came(Struct, frozen=True):
    """A case as the figures see it. One that was merged goes on as `merged_into`."""

    id: int
    kind: str
    category: str
    severity: str
    phase: str
    created_ms: int
    closed_ms: int | None
    merged_into: int | None


class Step(Struct, frozen=True):
    """A case was in this state from then on; `kind` is that of the event (`storage.case_events`). "late" ones, which have no state: its time
    was over."""

    case_id: int
    kind: str
    state: str
    at_ms: int


_STOOD = (
    "c.community_id = :community_id AND c.created_ms < :until_ms AND (c.closed_ms IS NULL OR c.closed_ms >= :from_ms)"
    " AND (CAST(:kind AS TEXT) = '' OR c.kind = CAST(:kind AS TEXT)) AND c.id > :after ORDER BY c.id LIMIT :most"
)
_CAME = sql(
    "SELECT c.id, c.kind, c.category, c.severity, c.phase, c.created_ms, c.closed_ms, c.merged_into FROM cases c"
    f" WHERE {_STOOD}"
)
_STEPS = sql(
    "SELECT e.case_id, e.kind, e.state, e.at_ms FROM"
    f" (SELECT c.id AS id FROM cases c WHERE {_STOOD}) AS found JOIN case_event e ON e.case_id = found.id"
    " WHERE (e.state <> '' OR e.kind = 'late') AND e.at_ms < :until_ms ORDER BY e.case_id, e.id"
)


async def came(
    community_id: int, from_ms: int, until_ms: int, after: int = 0, most: int = 1_000_000, *, kind: str = ""
) -> list[Came]:
    """The cases, of one kind or of all, that were open at some time from one moment to before the other: so many behind that id, by id."""
    return await _CAME.all(
        Came, community_id=community_id, from_ms=from_ms, until_ms=until_ms, after=after, most=most, kind=kind
    )


async def steps(
    community_id: int, from_ms: int, until_ms: int, after: int = 0, most: int = 1_000_000, *, kind: str = ""
) -> list[Step]:
    """What these cases went through before the second moment, case by case, the oldest first."""
    return await _STEPS.all(
        Step, community_id=community_id, from_ms=from_ms, until_ms=until_ms, after=after, most=most, kind=kind
    )
