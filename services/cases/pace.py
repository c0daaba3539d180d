"""How fast cases are seen to: until the first answer, until the repair, and how many of them in time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from services.calendar import to_local
from services.cases import board, clock, kinds
from services.cases.kinds import DECLINED, DONE, SOLVED, Kind
from services.cases.seeing import Seen
from storage import case_pace
from storage.case_board import Scope
from storage.case_pace import Pace

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Pacing:
    """Of some cases: how many there are, until when they were answered and repaired on average (ms), how many were in time.

    `timed`: so many of them are over, or late, and have a clock; `in_time` of these were never late.
    """

    number: int
    answered: int
    answer_ms: int | None
    repaired: int
    repair_ms: int | None
    timed: int
    in_time: int

    @property
    def share(self) -> int | None:
        """How many in a hundred were in time; None where nothing tells."""
        return round(100 * self.in_time / self.timed) if self.timed else None


@dataclass
class _Sums:
    """What is added up, case by case."""

    number: int = 0
    answered: int = 0
    answer_ms: int = 0
    repaired: int = 0
    repair_ms: int = 0
    timed: int = 0
    in_time: int = 0

    def add(self, case: Pace, *, timed: bool) -> None:
        """Count the case, too."""
        self.number += 1
        if case.first_ms is not None:
            self.answered += 1
            self.answer_ms += max(case.first_ms - case.created_ms, 0)
        if case.repaired_ms is not None:
            self.repaired += 1
            self.repair_ms += max(case.repaired_ms - case.created_ms, 0)
        if timed:
            self.timed += 1
            self.in_time += not case.late

    @property
    def pacing(self) -> Pacing:
        """What came of it."""
        return Pacing(
            self.number, self.answered, self.answer_ms // self.answered if self.answered else None,
            self.repaired, self.repair_ms // self.repaired if self.repaired else None, self.timed, self.in_time,
        )  # fmt: skip


class Paces:
    """A time's cases with what is known of the kinds."""

    def __init__(self, cases: Sequence[Pace], named: dict[str, Kind]) -> None:
        self.cases = cases
        self.kinds = named
        self._clocked: dict[tuple[str, str], bool] = {}

    def by(self, key: Callable[[Pace], K]) -> dict[K, Pacing]:
        """They, in groups."""
        groups: dict[K, _Sums] = {}
        for case in self.cases:
            named = key(case)
            if (sums := groups.get(named)) is None:
                sums = groups[named] = _Sums()
            sums.add(case, timed=self.timed(case))
        return {named: sums.pacing for named, sums in groups.items()}

    @property
    def whole(self) -> Pacing:
        """All of them together."""
        return self.by(lambda _case: "").get("", _Sums().pacing)

    def timed(self, case: Pace) -> bool:
        """Whether the case has a clock, and can be said to be in time or late: it is repaired, or late already."""
        if case.late:
            return True
        if case.repaired_ms is None:
            return False
        which = (case.kind, case.severity)
        if which not in self._clocked:
            kind = self.kinds.get(case.kind)
            self._clocked[which] = kind is not None and clock.hours(kind, case.severity) > 0
        return self._clocked[which]


async def between(community_id: int, by: int, since_ms: int, until_ms: int, now_ms: int) -> Paces:
    """What was brought up in that time, as far as the person may see it. Suggestions, which have no clock, are none of it."""
    named = await _timed(community_id)
    found = await case_pace.between(await _scope(community_id, by), since_ms, until_ms, _right(named), now_ms)
    return Paces([case for case in found if case.kind in named], named)


async def behind(
    community_id: int, by: int, since_ms: int, until_ms: int, now_ms: int, after: int, most: int
) -> tuple[Paces, int | None]:
    """A piece of it, for a list that is read to its end; and after which id to go on (None: that was all)."""
    named = await _timed(community_id)
    found = await case_pace.behind(await _scope(community_id, by), since_ms, until_ms, _right(named), now_ms, after, most)
    return Paces([case for case in found if case.kind in named], named), found[-1].id if len(found) == most else None


def of(found: Seen) -> tuple[int | None, int | None]:
    """When a case was answered first and when it was repaired, as far as its timeline tells the one who looks."""
    first = next((event.at_ms for event in found.events if event.kind in case_pace.ANSWERED), None)
    repaired_ms, _declined_ms = ends([event for event in found.events if event.state], found.kind)
    return first, repaired_ms


class Change(Protocol):
    """A case was in this state from then on."""

    @property
    def state(self) -> str: ...

    @property
    def at_ms(self) -> int: ...


def ends(changes: Sequence[Change], kind: Kind) -> tuple[int | None, int | None]:
    """When a case was put right, and when it was declined, as it stands after these changes: when it first came into a state that says
    so since it was open last."""
    right_ms: int | None = None
    declined_ms: int | None = None
    for one in changes:
        state = kind.state(one.state)
        phase = state.phase if state else ""
        if phase in (SOLVED, DONE):
            right_ms, declined_ms = right_ms or one.at_ms, None
        elif phase == DECLINED:
            right_ms, declined_ms = None, one.at_ms
        else:
            right_ms = declined_ms = None
    return right_ms, declined_ms


def month(case: Pace, zone: ZoneInfo) -> str:
    """The month in which it was brought up, "2026-11"."""
    return to_local(case.created_ms, zone).strftime("%Y-%m")


async def _scope(community_id: int, by: int) -> Scope:
    """What is counted for the person: for who may look at numbers all of it, also what is not public."""
    seen = await board.scope(community_id, by)
    return replace(seen, everything=1) if seen.reader else seen


async def _timed(community_id: int) -> dict[str, Kind]:
    return {kind.id: kind for kind in await kinds.of(community_id) if kind.public != "moderated"}


def _right(named: dict[str, Kind]) -> str:
    """The states of these kinds in which a case is repaired, as `storage.case_pace` wants them."""
    states = [(kind.id, state) for kind in named.values() for state in kind.states]
    return "".join(f",{kind_id}:{state.id}," for kind_id, state in states if state.phase in (SOLVED, DONE))
