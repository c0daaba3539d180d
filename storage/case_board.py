"""Cases as the desk lists them: all that somebody may see, by any filter, counted and in pieces.

Everything goes by an index of the community; what is filtered besides is looked at row by row, which for ten thousand cases takes a
few milliseconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from msgspec import Struct
from msgspec.structs import asdict

from storage.cases import COLUMNS, Case
from storage.sql import Statement, sql

EVER_MS = 2**62
"""Later than everything."""
NOBODY = -1
"""In place of an owner or a team: with none."""


class Scope(Struct, frozen=True):
    """What somebody may see: `everything` (1), or what is with the teams that `lead_id` leads, and for a `reader` (1) what is public.

    `open_kinds` and `moderated_kinds` are ids of kinds, each between commas of its own (",hazard,,help,").
    """

    community_id: int
    everything: int
    lead_id: int
    reader: int
    open_kinds: str
    moderated_kinds: str


class Filter(Struct, frozen=True):
    """What is wanted; a field that says nothing (empty, 0) wants all. `owner_id` and `team_id` may be NOBODY.

    `late_ms`: what was to be seen to by then. `like`: a pattern of LIKE, in small letters. `shown` may be "any": whatever staff
    read before neighbours see it. `over`: 1 open ones, 2 closed ones. `place` is how the key of a place begins; of points the box
    counts, in millionths of a degree.
    """

    kind: str = ""
    category: str = ""
    severity: str = ""
    phase: str = ""
    state: str = ""
    shown: str = ""
    over: int = 0
    team_id: int = 0
    owner_id: int = 0
    late_ms: int = 0
    like: str = ""
    since_ms: int = 0
    until_ms: int = EVER_MS
    spot_id: int = 0
    place: str = ""
    south_e6: int = 0
    north_e6: int = 0
    west_e6: int = 0
    east_e6: int = 0


@dataclass(frozen=True, slots=True)
class Listed:
    """A case with the names of who and which team see to it, "" for nobody and none, and how many photos there are of it."""

    case: Case
    owner: str
    team: str
    photos: int


@dataclass(frozen=True, slots=True)
class Count:
    """How many cases are in a state, and how many of them are late."""

    phase: str
    state: str
    number: int
    late: int


@dataclass(frozen=True, slots=True)
class Heap:
    """Open cases at one place: how many, and by when the first of them is to be seen to, and is close to it (None: no clock)."""

    place_key: str
    spot_id: int | None
    latitude_e6: int | None
    longitude_e6: int | None
    number: int
    danger: int
    due_ms: int | None
    soon_ms: int | None


def _named(column: str, kinds: str) -> str:
    """Whether the kind stands in a list of ids, each between commas of its own."""
    return f"replace(CAST({kinds} AS TEXT), ',' || {column} || ',', '') <> CAST({kinds} AS TEXT)"


SEEN = (
    "c.community_id = :community_id AND c.merged_into IS NULL AND (CAST(:everything AS BIGINT) = 1"
    " OR c.team_id IN (SELECT m.team_id FROM team_member m WHERE m.person_id = :lead_id AND m.lead = 1)"
    " OR (CAST(:reader AS BIGINT) = 1"
    f" AND ((c.closed_ms IS NULL AND {_named('c.kind', ':open_kinds')})"
    f" OR (c.shown = 'yes' AND {_named('c.kind', ':moderated_kinds')}))))"
)
LATE = "c.closed_ms IS NULL AND c.phase IN ('waiting', 'working') AND c.due_ms <= CAST({} AS BIGINT)"
_WANTED = (
    " AND (CAST(:kind AS TEXT) = '' OR c.kind = :kind) AND (CAST(:category AS TEXT) = '' OR c.category = :category)"
    " AND (CAST(:severity AS TEXT) = '' OR c.severity = :severity) AND (CAST(:phase AS TEXT) = '' OR c.phase = :phase)"
    " AND (CAST(:state AS TEXT) = '' OR c.state = :state)"
    " AND (CAST(:shown AS TEXT) = '' OR c.shown = :shown OR (CAST(:shown AS TEXT) = 'any' AND c.shown <> 'no'))"
    " AND (CAST(:over AS BIGINT) = 0 OR CASE WHEN c.closed_ms IS NULL THEN 1 ELSE 2 END = CAST(:over AS BIGINT))"
    " AND (CAST(:team_id AS BIGINT) = 0 OR COALESCE(c.team_id, -1) = :team_id)"
    " AND (CAST(:owner_id AS BIGINT) = 0 OR COALESCE(c.owner_id, -1) = :owner_id)"
    f" AND (CAST(:late_ms AS BIGINT) = 0 OR ({LATE.format(':late_ms')}))"
    " AND (CAST(:like AS TEXT) = '' OR lower(c.words || ' ' || c.place) LIKE CAST(:like AS TEXT) ESCAPE '\\')"
    " AND c.created_ms >= :since_ms AND c.created_ms < :until_ms"
    " AND (CAST(:spot_id AS BIGINT) = 0 OR c.spot_id = :spot_id)"
    " AND (CAST(:place AS TEXT) = '' OR substr(c.place_key, 1, length(CAST(:place AS TEXT))) = :place OR (c.spot_id IS NULL"
    " AND c.latitude_e6 BETWEEN :south_e6 AND :north_e6 AND c.longitude_e6 BETWEEN :west_e6 AND :east_e6))"
)
_URGENT = "c.danger DESC, c.due_ms ASC NULLS LAST, c.id"
_NEWEST = "c.created_ms DESC, c.id DESC"
_SUPPORTED = "c.followers DESC, c.id DESC"


def _page(order: str) -> Statement:
    """The rows are found first, and only those that are shown are joined with the rest."""
    return sql(
        f"SELECT {COLUMNS}, COALESCE(p.name, ''), COALESCE(t.name, ''), (SELECT COUNT(*) FROM case_file f"
        " WHERE f.case_id = c.id AND f.kind = 'photo' AND f.state IN ('coming', 'kept'))"
        f" FROM (SELECT c.id FROM cases c WHERE {SEEN}{_WANTED} ORDER BY {order} LIMIT :most OFFSET :skip) AS found"
        " JOIN cases c ON c.id = found.id LEFT JOIN person p ON p.id = c.owner_id LEFT JOIN team t ON t.id = c.team_id"
        f" ORDER BY {order}"
    )


_PAGE = {"urgent": _page(_URGENT), "newest": _page(_NEWEST), "supported": _page(_SUPPORTED)}
Order: TypeAlias = Literal["urgent", "newest", "supported"]
"""What is dangerous or due first, the newest, or what most follow."""
_BEHIND = sql(
    f"SELECT {COLUMNS}, COALESCE(p.name, ''), COALESCE(t.name, ''), 0 FROM cases c LEFT JOIN person p ON p.id = c.owner_id"
    f" LEFT JOIN team t ON t.id = c.team_id WHERE {SEEN}{_WANTED} AND c.id > :after ORDER BY c.id LIMIT :most"
)
_COUNT = sql(
    f"SELECT c.phase, c.state, COUNT(*), COUNT(CASE WHEN {LATE.format(':now_ms')} THEN 1 END) FROM cases c"
    f" WHERE {SEEN}{_WANTED} GROUP BY c.phase, c.state ORDER BY c.phase, c.state"
)
_HEAPS = sql(
    "SELECT c.place_key, c.spot_id, c.latitude_e6, c.longitude_e6, COUNT(*), MAX(c.danger), MIN(c.due_ms),"
    f" MIN(c.due_ms - (c.due_ms - c.created_ms) / 4) FROM cases c WHERE {SEEN} AND c.closed_ms IS NULL"
    " AND c.phase IN ('waiting', 'working') GROUP BY c.place_key, c.spot_id, c.latitude_e6, c.longitude_e6 ORDER BY 1"
)


def _listed(*row: Any) -> Listed:
    return Listed(Case(*row[:-3]), *row[-3:])


async def page(scope: Scope, wanted: Filter, most: int, skip: int = 0, order: Order = "newest") -> list[Listed]:
    """A piece of what is wanted, in this order."""
    return await _PAGE[order].all(_listed, **asdict(scope), **asdict(wanted), most=most, skip=skip)


async def behind(scope: Scope, wanted: Filter, after: int, most: int) -> list[Listed]:
    """What is wanted with a greater id, in the order of their ids; photos are not counted."""
    return await _BEHIND.all(_listed, **asdict(scope), **asdict(wanted), after=after, most=most)


async def count(scope: Scope, wanted: Filter, now_ms: int) -> list[Count]:
    """How many of what is wanted are in each state."""
    return await _COUNT.all(Count, **asdict(scope), **asdict(wanted), now_ms=now_ms)


async def heaps(scope: Scope) -> list[Heap]:
    """What is still to be done, by its place."""
    return await _HEAPS.all(Heap, **asdict(scope))
