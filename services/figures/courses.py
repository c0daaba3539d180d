"""Courses in figures: how many came, stayed away or were excused, by the roll calls.

Only sessions count at which a roll was called, once its absences are written down: before that nobody has stayed away.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from language.text import _
from services.figures.asking import Asked
from services.figures.panels import Panel, Row, share
from services.figures.spans import Step, within
from storage import attendance
from storage.attendance import SessionSums


@dataclass(frozen=True, slots=True)
class Attendance:
    """`sessions` took place, at `called` of them a roll was called; what it says of seats follows."""

    sessions: int = 0
    called: int = 0
    present: int = 0
    absent: int = 0
    excused: int = 0

    @property
    def due(self) -> int:
        """How many had a seat, over all roll calls."""
        return self.present + self.absent + self.excused

    @property
    def came(self) -> float | None:
        """How many of a hundred came."""
        return share(self.present, self.due)

    @property
    def missed(self) -> float | None:
        """How many of a hundred stayed away without a word."""
        return share(self.absent, self.due)


@dataclass(frozen=True, slots=True)
class Courses:
    """The sessions of a span, the earliest first, each on its local day."""

    days: tuple[date, ...]
    sessions: tuple[SessionSums, ...]

    def over(self, step: Step) -> Attendance:
        """All courses together."""
        return _summed(self.sessions[within(self.days, step)])

    def by_course(self, step: Step) -> list[tuple[str, Attendance]]:
        """Course by course, that with the most sessions first; the terms of a course, which have its name, together."""
        found: dict[str, list[SessionSums]] = {}
        for one in self.sessions[within(self.days, step)]:
            found.setdefault(one.title, []).append(one)
        listed = [(title, _summed(sessions)) for title, sessions in found.items()]
        return sorted(listed, key=lambda one: (-one[1].sessions, -one[1].due, one[0]))


async def read(asked: Asked) -> Courses:
    """The sessions of the span that began by now."""
    until_ms = min(asked.until_ms, asked.now_ms)
    found = await attendance.sums(asked.community_id, asked.from_ms, until_ms)
    found.sort(key=lambda one: (one.starts_ms, one.session_id))
    return Courses(tuple(asked.day(one.starts_ms) for one in found), tuple(found))


def panels(asked: Asked, found: Courses) -> list[Panel]:
    """Who came, over time and by course."""
    head = (
        _("时间"),
        _("上课（次）"),
        _("点名（次）"),
        _("应到（人次）"),
        _("来了"),
        _("没来"),
        _("请假"),
        _("到课率（%）"),
        _("缺席率（%）"),
    )
    rows = [Row((step.said, *_cells(found.over(step))), step.mark) for step in asked.span.steps]
    of_courses = [Row((title, *_cells(sums))) for title, sums in found.by_course(asked.span.step)]
    return [
        Panel("attendance", _("到课率和缺席率"), head, tuple(rows), (7, 8), "%"),
        Panel(
            "courses", _("{month}各门课的到课率", month=asked.span.step.said), (_("课程"), *head[1:]), tuple(of_courses), (7,), "%", "lying"
        ),
    ]  # fmt: skip


def counts(session: SessionSums) -> bool:
    """Whether a roll was called and written down."""
    return session.recorded_ms is not None and session.present + session.absent + session.excused > 0


def _summed(sessions: Iterable[SessionSums]) -> Attendance:
    every = list(sessions)
    called = [one for one in every if counts(one)]
    return Attendance(
        len(every), len(called), sum(one.present for one in called), sum(one.absent for one in called),
        sum(one.excused for one in called),
    )  # fmt: skip


def _cells(sums: Attendance) -> tuple[int | float | None, ...]:
    return (sums.sessions, sums.called, sums.due, sums.present, sums.absent, sums.excused, sums.came, sums.missed)
