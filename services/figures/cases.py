"""Cases in figures: what was brought up, how many days until it was put right, in time or not. Suggestions: `services.figures.suggestions`.

A case was put right when it last came into a state that says so, and nobody opened it again since. It was in time where its clock never
ran out until then (`services.cases.escalation`), as `services.cases.pace` has it too. What was merged into another case is part of that one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from language.text import Saying, _
from services.calendar import DAY_MS
from services.cases import clock, kinds
from services.cases.kinds import HAZARD, Kind, shown
from services.cases.pace import ends
from services.figures.asking import Asked
from services.figures.panels import Panel, Row, middle, ninety, share
from services.figures.spans import Step
from storage import case_times
from storage.case_times import Came
from storage.case_times import Step as Change


@dataclass(frozen=True, slots=True)
class Told:
    """A case as it is counted. `right` and `declined` are the days on which it was put right or declined, None where it was not.

    `days` is how long it took to be put right; `in_time` is None where nothing says how long it may take.
    """

    id: int
    kind: Kind
    category: str
    brought: date
    right: date | None
    declined: date | None
    days: float | None
    in_time: bool | None

    def open_at(self, day: date) -> bool:
        """Whether nothing had come of it at the end of that day."""
        if self.brought > day or (self.right is not None and self.right <= day):
            return False
        return self.declined is None or self.declined > day


@dataclass(frozen=True, slots=True)
class Sums:
    """`brought` up, put `right` and `declined` within some days, and `open` at their end."""

    brought: int
    right: int
    declined: int
    open: int
    in_time: int
    late: int
    days: tuple[float, ...]

    @property
    def half(self) -> float | None:
        """Half of what was put right took no more days than this."""
        return middle(self.days)

    @property
    def nine_tenths(self) -> float | None:
        """Nine of ten took no more days than this."""
        return ninety(self.days)

    @property
    def punctual(self) -> float | None:
        """Of a hundred that had a clock, how many were in time."""
        return share(self.in_time, self.in_time + self.late)


@dataclass(frozen=True, slots=True)
class Cases:
    """All cases that were open at some time of a span, by kind."""

    kinds: tuple[Kind, ...]
    told: tuple[Told, ...]

    def over(self, step: Step, kind_id: str = HAZARD) -> Sums:
        """Those of one kind."""
        return summed([one for one in self.told if one.kind.id == kind_id], step)

    def by_kind(self, step: Step) -> list[tuple[Kind, Sums]]:
        """Kind by kind, in the community's order; those of which there is nothing are left out."""
        found = [(kind, self.over(step, kind.id)) for kind in self.kinds]
        return [(kind, sums) for kind, sums in found if sums.brought or sums.right or sums.declined or sums.open]

    def by_category(self, step: Step) -> list[tuple[Saying, Sums]]:
        """Hazards by what they are about, the most frequent first."""
        found: dict[str, list[Told]] = {}
        for one in self.told:
            if one.kind.id == HAZARD and (step.holds(one.brought) or (one.right and step.holds(one.right))):
                found.setdefault(one.category, []).append(one)
        listed = [(self._category(category), summed(told, step)) for category, told in found.items()]
        return sorted(listed, key=lambda one: -one[1].brought)

    def _category(self, category_id: str) -> Saying:
        kind = next((one for one in self.kinds if one.id == HAZARD), None)
        known = kind.category(category_id) if kind else None
        return shown(known.name) if known else _("没说是哪一类")


async def read(asked: Asked) -> Cases:
    """The cases that were open at some time of the span."""
    known = {kind.id: kind for kind in await kinds.of(asked.community_id)}
    came = await case_times.came(asked.community_id, asked.from_ms, asked.until_ms)
    changes = await case_times.steps(asked.community_id, asked.from_ms, asked.until_ms)
    told = tell(asked, came, changes, known)
    every = {one.kind.id: one.kind for one in told if one.kind.id not in known}
    return Cases(tuple(kind for kind in (*known.values(), *every.values()) if kind.public != "moderated"), told)


def tell(asked: Asked, came: Sequence[Came], changes: Sequence[Change], known: dict[str, Kind]) -> tuple[Told, ...]:
    """What these cases came to, those that were merged into others left out. `changes` are theirs, the oldest first."""
    of_case: dict[int, list[Change]] = {}
    for one in changes:
        of_case.setdefault(one.case_id, []).append(one)
    told = []
    for case in came:
        if case.merged_into is None:
            kind = known.get(case.kind) or kinds.lost(case.kind)
            told.append(_told(asked, case, of_case.get(case.id, []), kind))
    return tuple(told)


def panels(asked: Asked, found: Cases) -> list[Panel]:
    """How long hazards take, whether that is in time, what they are about, and what else people bring up."""
    step, sums = asked.span.step, [(step, found.over(step)) for step in asked.span.steps]
    days_head = (_("时间"), _("报来"), _("修好"), _("不处理"), _("期末还没修好"), _("一半在几天内修好"), _("九成在几天内修好"))
    times_head = (_("时间"), _("按时修好"), _("超时修好"), _("按时率（%）"))
    head = (_("报来"), _("办好"), _("不处理"), _("期末还没办完"))

    def counts(one: Sums) -> tuple[int, int, int, int]:
        return one.brought, one.right, one.declined, one.open

    took = tuple(Row((at.said, *counts(one), one.half, one.nine_tenths), at.mark) for at, one in sums)
    times = tuple(Row((at.said, one.in_time, one.late, one.punctual), at.mark) for at, one in sums)
    abouts = tuple(Row((category, *counts(one))) for category, one in found.by_category(step))
    affairs = tuple(Row((shown(kind.name), *counts(one))) for kind, one in found.by_kind(step))
    return [
        Panel("repairs", _("隐患要几天修好"), days_head, took, (5, 6), _("天")),
        Panel("in_time", _("隐患修好是不是按时"), times_head, times, (1, 2), _("件"), "stacked"),
        Panel("categories", _("{month}隐患都是哪些", month=step.said), (_("哪一类"), *head), abouts, (1,), _("件"), "lying"),
        Panel("affairs", _("{month}居民反映的事", month=step.said), (_("哪一种"), *head), affairs, (1, 2), _("件"), "lying"),
    ]


def summed(told: Sequence[Told], step: Step) -> Sums:
    """What these cases come to within some days."""
    right = [one for one in told if one.right is not None and step.holds(one.right)]
    timed = Counter(one.in_time for one in right)
    return Sums(
        brought=sum(step.holds(one.brought) for one in told),
        right=len(right),
        declined=sum(one.declined is not None and step.holds(one.declined) for one in told),
        open=sum(one.open_at(step.last) for one in told),
        in_time=timed[True],
        late=timed[False],
        days=tuple(one.days for one in right if one.days is not None),
    )


def _told(asked: Asked, case: Came, changes: Sequence[Change], kind: Kind) -> Told:
    right_ms, declined_ms = ends([one for one in changes if one.kind != "late"], kind)
    late = any(one.kind == "late" for one in changes)
    took_ms = None if right_ms is None else right_ms - case.created_ms
    return Told(
        case.id,
        kind,
        case.category,
        asked.day(case.created_ms),
        None if right_ms is None else asked.day(right_ms),
        None if declined_ms is None else asked.day(declined_ms),
        None if took_ms is None else took_ms / DAY_MS,
        not late if took_ms is not None and (late or clock.hours(kind, case.severity)) else None,
    )
