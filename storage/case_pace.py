"""How long cases took, counted from their timelines: until somebody answered, until they were repaired, and whether that was late."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import asdict

from storage.case_board import LATE, SEEN, Scope
from storage.sql import sql


class Pace(Struct, frozen=True):
    """One case. `first_ms`: when somebody who sees to it did something first; `repaired_ms`: when it was repaired, so that it held
    (None: not yet).

    `late`: it was still to be done when its time was over.
    """

    id: int
    kind: str
    category: str
    severity: str
    team_id: int | None
    phase: str
    created_ms: int
    first_ms: int | None
    repaired_ms: int | None
    late: int


ANSWERED = (
    "taken", "given", "asked", "state", "progress", "severity", "category", "shown", "refused", "kept back", "council",
)  # fmt: skip
"""Kinds of events by which whoever sees to cases first does something."""
_ANSWERED = ", ".join(f"'{kind}'" for kind in ANSWERED)


def _event(what: str, which: str) -> str:
    """Something of those events of the case."""
    return f"(SELECT {what} FROM case_event e WHERE e.case_id = c.id AND {which})"


def _right(event: str) -> str:
    """Whether an event left the case in a state in which it is repaired."""
    named = f"',' || c.kind || ':' || {event}.state || ','"
    return f"replace(CAST(:right AS TEXT), {named}, '') <> CAST(:right AS TEXT)"


_OPEN_AGAIN = (
    f"(SELECT COALESCE(MAX(o.id), 0) FROM case_event o WHERE o.case_id = c.id AND o.state <> '' AND NOT {_right('o')})"
)
_REPAIRED = _event("MIN(e.at_ms)", f"{_right('e')} AND e.id > {_OPEN_AGAIN}")
_LATE_EVENT = _event("1", "e.kind = 'late'")
_PACE = (
    "SELECT c.id, c.kind, c.category, c.severity, c.team_id, c.phase, c.created_ms,"
    f" {_event('MIN(e.at_ms)', f'e.kind IN ({_ANSWERED})')},"
    f" CASE WHEN c.phase IN ('solved', 'done') THEN {_REPAIRED} END,"
    f" CASE WHEN ({LATE.format(':now_ms')}) OR EXISTS {_LATE_EVENT} THEN 1 ELSE 0 END"
    f" FROM cases c WHERE {SEEN} AND c.created_ms >= :since_ms AND c.created_ms < :until_ms"
)
_BETWEEN = sql(_PACE)
_BEHIND = sql(f"{_PACE} AND c.id > :after ORDER BY c.id LIMIT :most")


async def between(scope: Scope, since_ms: int, until_ms: int, right: str, now_ms: int) -> list[Pace]:
    """The cases that were brought up in that time. `right` are the states in which one is repaired, as ",kind:state," each."""
    return await _BETWEEN.all(Pace, **asdict(scope), since_ms=since_ms, until_ms=until_ms, right=right, now_ms=now_ms)


async def behind(scope: Scope, since_ms: int, until_ms: int, right: str, now_ms: int, after: int, most: int) -> list[Pace]:
    """The same with a greater id, at most so many."""
    return await _BEHIND.all(
        Pace, **asdict(scope), since_ms=since_ms, until_ms=until_ms, right=right, now_ms=now_ms, after=after, most=most
    )
