"""Cases as the desk lists them: in columns, in pages, by any filter. Staff see all of their community, leads what is with their teams,
readers what is public, and none of them more than `services.cases.seeing` shows of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from language.text import Saying, Text, _
from services import staff
from services.cases import clock, kinds, naming
from services.cases.clock import Mark
from services.cases.kinds import Kind
from storage import audit, case_board
from storage.case_board import Count, Filter, Listed, Order, Scope
from storage.cases import Case

PHASES: Mapping[str, Text] = {
    "waiting": _("等人接"), "working": _("在办"), "solved": _("等居民确认"), "done": _("办好了"), "declined": _("没有办"),
}  # fmt: skip
"""The columns of a board that shows cases of every kind."""
_URGENT = ("waiting", "working")


@dataclass(frozen=True, slots=True)
class Tile:
    """A case on a board or in a list. `owner` is "" where nobody has it, and for those who may not know; `photos` are those that may be seen."""

    case: Case
    kind: Kind
    what: Saying
    state: Saying
    owner: str
    team: str
    photos: int
    mark: Mark


@dataclass(frozen=True, slots=True)
class Column:
    """The cases of a phase, or of one state of a kind: how many, how many of them late, and the first ones."""

    title: Saying
    phase: str
    state: str
    number: int
    late: int
    tiles: Sequence[Tile]


async def scope(community_id: int, by: int) -> Scope:
    """What the person may see of a community's cases; of nothing where they have no business there."""
    works = await staff.is_staff(by, community_id)
    reader = not works and await staff.may_look(by, community_id)
    of = {"open": "", "moderated": "", "no": ""}
    for kind in await kinds.of(community_id):
        of[kind.public] += f",{kind.id},"
    return Scope(community_id, int(works), by, int(reader), of["open"], of["moderated"])


async def columns(community_id: int, by: int, wanted: Filter, now_ms: int, most: int) -> list[Column]:
    """A board: of each phase, or each state where one kind is wanted, `most` tiles; the urgent ones first, of what is over the newest."""
    seen, kind = await scope(community_id, by), await kinds.get(community_id, wanted.kind) if wanted.kind else None
    counted = await case_board.count(seen, wanted, now_ms)
    named = {one.id: one for one in await kinds.of(community_id)}
    made = []
    for title, phase, state in _titles(kind, counted):
        own = [one for one in counted if one.phase == phase and state in ("", one.state)]
        number = sum(one.number for one in own)
        narrowed = replace(wanted, phase=phase, state=state)
        listed = await case_board.page(seen, narrowed, most, order="urgent" if phase in _URGENT else "newest") if number else []
        tiles = [_tile(one, named, seen, now_ms) for one in listed]
        made.append(Column(title, phase, state, number, sum(one.late for one in own), tiles))
    return made


async def page(community_id: int, by: int, wanted: Filter, now_ms: int, most: int, skip: int, *, urgent: bool) -> list[Tile]:
    """A piece of the list: what is urgent first, or the newest."""
    seen = await scope(community_id, by)
    named = {one.id: one for one in await kinds.of(community_id)}
    listed = await case_board.page(seen, wanted, most, skip, "urgent" if urgent else "newest")
    return [_tile(one, named, seen, now_ms) for one in listed]


_VIEWS: Mapping[str, tuple[Filter, Order]] = {
    "asked": (Filter(shown="asked", over=1), "urgent"),
    "shown": (Filter(shown="yes", over=1), "supported"),
    "refused": (Filter(shown="refused", over=1), "newest"),
    "over": (Filter(shown="any", over=2), "newest"),
}  # fmt: skip
"""What staff read before neighbours see it: what waits, the oldest first; what is seen, the most supported first; and the rest."""


async def suggestions(community_id: int, by: int, view: str, now_ms: int, most: int, skip: int) -> list[Tile]:
    """A piece of one of the `_VIEWS`."""
    seen, (wanted, order) = await scope(community_id, by), _VIEWS[view]
    named = {one.id: one for one in await kinds.of(community_id)}
    return [_tile(one, named, seen, now_ms) for one in await case_board.page(seen, wanted, most, skip, order)]


async def number(community_id: int, by: int, wanted: Filter, now_ms: int) -> tuple[int, int]:
    """How many there are, and how many of them are late."""
    counted = await case_board.count(await scope(community_id, by), wanted, now_ms)
    return sum(one.number for one in counted), sum(one.late for one in counted)


async def behind(community_id: int, by: int, wanted: Filter, now_ms: int, after: int, most: int) -> list[Tile]:
    """What has a greater id, in the order of their ids: for a list that is read to its end."""
    seen = await scope(community_id, by)
    named = {one.id: one for one in await kinds.of(community_id)}
    return [_tile(one, named, seen, now_ms) for one in await case_board.behind(seen, wanted, after, most)]


async def exported(community_id: int, by: int, now_ms: int) -> None:
    """Write down that somebody takes the list along."""
    await audit.note(community_id, by, "export cases", f"community:{community_id}", now_ms)


def pattern(words: str) -> str:
    """What somebody looks for, as `Filter.like` wants it."""
    plain = words.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{plain}%" if plain else ""


def _titles(kind: Kind | None, counted: list[Count]) -> list[tuple[Saying, str, str]]:
    if kind is None:
        return [(title, phase, "") for phase, title in PHASES.items()]
    named = {state.id for state in kind.states}
    lost = [one for one in counted if one.state not in named]
    return [(kinds.shown(one.name), one.phase, one.id) for one in kind.states] + [
        (one.state, one.phase, one.state) for one in lost
    ]


def _tile(one: Listed, named: Mapping[str, Kind], seen: Scope, now_ms: int) -> Tile:
    case = one.case
    kind = named.get(case.kind) or kinds.lost(case.kind)
    owner = "" if seen.reader else one.owner
    photos = one.photos if not seen.reader or case.shown == "yes" else 0
    what, state = naming.headline(case, kind), naming.state(case, kind)
    return Tile(case, kind, what, state, owner, one.team, photos, clock.mark(case, now_ms))
