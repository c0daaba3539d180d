"""Of which time figures are: a month beside the one before, and the steps in which a chart goes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Literal, TypeAlias, get_args

from language.text import Day, Saying, _
from services.canteen.months import Month

By: TypeAlias = Literal["day", "week", "month"]
BYS: tuple[By, ...] = get_args(By)
MONTHS, WEEKS = 12, 13
"""So many a chart by months or weeks goes back."""
_MONTHS = (
    _("1月"), _("2月"), _("3月"), _("4月"), _("5月"), _("6月"), _("7月"), _("8月"), _("9月"), _("10月"), _("11月"), _("12月"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """Some days, both ends included. `said` names them in a table, `mark` below a bar."""

    first: date
    last: date
    said: Saying
    mark: Saying

    def holds(self, day: date) -> bool:
        """Whether the day is one of them."""
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Span:
    """A month as seen on `today` (it ends there while it runs), and the steps of its charts."""

    month: Month
    by: By
    today: date

    @property
    def running(self) -> bool:
        """Whether the month is not over."""
        return self.today < self.month.last

    @cached_property
    def step(self) -> Step:
        """The month, so far."""
        return _month(self.month, min(self.month.last, self.today))

    @cached_property
    def before(self) -> Step:
        """The month before; of a month that still runs as many days of it: half a month is never compared with a whole one."""
        month = self.month.before
        last = month.last
        if self.running:
            last = min(last, month.first + (self.step.last - self.step.first))
        return _month(month, last)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """What a chart shows, the earliest first: the days of the month, or the weeks or months up to it."""
        first, last = self.step.first, self.step.last
        if self.by == "day":
            days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
            return tuple(Step(day, day, Day(day), str(day.day)) for day in days)
        if self.by == "week":
            monday = last - timedelta(days=last.weekday())
            return tuple(_week(monday - timedelta(weeks=n), last) for n in reversed(range(WEEKS)))
        months = [self.month]
        while len(months) < MONTHS:
            months.insert(0, months[0].before)
        return tuple(_month(month, min(month.last, last)) for month in months)

    @property
    def first(self) -> date:
        """The first day that is looked at."""
        return min(self.steps[0].first, self.before.first)

    @property
    def last(self) -> date:
        """The last one."""
        return self.step.last


def read(month: str, by: str, today: date) -> Span:
    """The span that an address names; the month of `today` where it names none, or one that has not begun."""
    current = Month.of(today)
    wanted = Month.read(month) or current
    return Span(min(wanted, current), next((one for one in BYS if one == by), "month"), today)


def within(days: Sequence[date], step: Step) -> slice:
    """Where in a list of days, the earliest first, those of the step are."""
    return slice(bisect_right(days, step.first - timedelta(days=1)), bisect_right(days, step.last))


def _week(monday: date, last: date) -> Step:
    end = min(monday + timedelta(days=6), last)
    first = f"{monday.month}/{monday.day}"
    return Step(monday, end, f"{first}—{end.month}/{end.day}", first)


def _month(month: Month, last: date) -> Step:
    return Step(month.first, last, month.said, _MONTHS[month.month - 1])
