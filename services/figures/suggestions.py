"""Suggestions in figures: brought up, adopted, declined, done. Those are the kinds of which neighbours support what they would have, too.

A suggestion is counted as adopted on the day on which it first was; what staff kept back was never put to anybody, so nobody declined it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from language.text import _
from services.cases import kinds
from services.cases.council import adopted_state
from services.cases.kinds import DECLINED, DONE, WORKING, Kind
from services.figures.asking import Asked
from services.figures.panels import Panel, Row, share
from services.figures.spans import Step
from storage import case_times
from storage.case_times import Step as Change


@dataclass(frozen=True, slots=True)
class Told:
    """The days on which a suggestion was brought up, first adopted, declined, and done; None where it was not."""

    brought: date
    adopted: date | None
    declined: date | None
    done: date | None


@dataclass(frozen=True, slots=True)
class Sums:
    """What became of suggestions within some days."""

    brought: int
    adopted: int
    declined: int
    done: int

    @property
    def adopting(self) -> float | None:
        """Of a hundred that were decided on, how many were adopted."""
        return share(self.adopted, self.adopted + self.declined)


@dataclass(frozen=True, slots=True)
class Suggestions:
    """The suggestions that were open at some time of a span."""

    told: tuple[Told, ...]

    def over(self, step: Step) -> Sums:
        """All of them, on these days."""

        def held(days: list[date | None]) -> int:
            return sum(day is not None and step.holds(day) for day in days)

        return Sums(
            held([one.brought for one in self.told]), held([one.adopted for one in self.told]),
            held([one.declined for one in self.told]), held([one.done for one in self.told]),
        )  # fmt: skip


async def read(asked: Asked) -> Suggestions:
    """The suggestions of the span; those that were merged into others are part of these."""
    told: list[Told] = []
    for kind in await kinds.of(asked.community_id):
        if kind.public == "moderated":
            told += await _of_kind(asked, kind)
    return Suggestions(tuple(told))


async def _of_kind(asked: Asked, kind: Kind) -> list[Told]:
    came = await case_times.came(asked.community_id, asked.from_ms, asked.until_ms, kind=kind.id)
    of_case: dict[int, list[Change]] = {}
    for one in await case_times.steps(asked.community_id, asked.from_ms, asked.until_ms, kind=kind.id):
        of_case.setdefault(one.case_id, []).append(one)
    told = []
    for case in came:
        if case.merged_into is None:
            moments = _moments(of_case.get(case.id, []), kind)
            told.append(Told(asked.day(case.created_ms), *(None if at_ms is None else asked.day(at_ms) for at_ms in moments)))
    return told


def panels(asked: Asked, found: Suggestions) -> list[Panel]:
    """What was brought up and what came of it."""
    rows = []
    for step in asked.span.steps:
        sums = found.over(step)
        rows.append(Row((step.said, sums.brought, sums.adopted, sums.declined, sums.done, sums.adopting), step.mark))
    head = (_("时间"), _("提出"), _("采纳"), _("没有采纳"), _("做好了"), _("采纳率（%）"))
    return [Panel("suggestions", _("居民建议和采纳"), head, tuple(rows), (1, 2, 4), _("条"))]


def _moments(changes: Sequence[Change], kind: Kind) -> tuple[int | None, int | None, int | None]:
    """When it was first adopted, when it was declined, as it stands after these changes, and when it was done."""
    adopted_ms: int | None = None
    declined_ms: int | None = None
    done_ms: int | None = None
    for one in changes:
        state = kind.state(one.state)
        if state is None:
            continue
        if state.phase == DECLINED:
            declined_ms = None if one.kind == "refused" else one.at_ms
            continue
        declined_ms = None
        if one.state in _adopted(kind):
            adopted_ms = adopted_ms or one.at_ms
        done_ms = (done_ms or one.at_ms) if state.phase == DONE else None
    return adopted_ms, declined_ms, done_ms


def _adopted(kind: Kind) -> set[str]:
    """The states of what was adopted: the council's, and all that come behind it."""
    first = adopted_state(kind)
    working = [state.id for state in kind.states if state.phase == WORKING]
    behind = working[working.index(first.id) :] if first else []
    return {*behind, *(state.id for state in kind.states if state.phase == DONE)}
