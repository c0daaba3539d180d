"""How long a case may take: by its severity, its state, or its kind."""

from __future__ import annotations

from typing import Literal, TypeAlias

from language.text import Moment, Saying, Text, _
from services.calendar import DAY_MS, HOUR_MS, MINUTE_MS
from services.cases.kinds import ENDS, SOLVED, Kind, State
from storage.cases import Case

Mark: TypeAlias = Literal["late", "soon", "ok", ""]
"""How a case stands against its clock; "" without one."""
CASE = "case"
"""The kind of reminder that watches a case: by when it must be seen to, and whom to tell where it is not."""


def hours(kind: Kind, severity_id: str) -> float:
    """In how many hours a case of this severity must be seen to; 0 where nothing says so."""
    severity = kind.severity(severity_id)
    return severity.hours if severity is not None else kind.hours


def due(kind: Kind, severity_id: str, state: State, now_ms: int, was_ms: int | None) -> int | None:
    """Until when a case may be in a state that it enters now; `was_ms` is what held before. None without a clock."""
    if state.phase in ENDS or state.phase == SOLVED:
        return None
    if state.hours is None and was_ms is not None:
        return was_ms
    allowed = hours(kind, severity_id) if state.hours is None else state.hours
    return now_ms + round(allowed * HOUR_MS) if allowed else None


def late(case: Case, now_ms: int) -> bool:
    """Whether its time is over."""
    return case.closed_ms is None and case.due_ms is not None and case.due_ms <= now_ms


def mark(case: Case, now_ms: int) -> Mark:
    """How it stands: its time is over, less than a quarter of it is left, or there is time."""
    if case.closed_ms is not None or case.due_ms is None:
        return ""
    return reached(case.due_ms, case.due_ms - (case.due_ms - case.created_ms) // 4, now_ms)


def reached(due_ms: int, soon_ms: int, now_ms: int) -> Mark:
    """As `mark`, where both moments are known."""
    return "late" if due_ms <= now_ms else "soon" if soon_ms <= now_ms else "ok"


def deadline(case: Case, now_ms: int) -> Saying | None:
    """Until when it is to be seen to, or that it is late; None without a clock."""
    if case.due_ms is None:
        return None
    when = Moment(case.due_ms, "near")
    return _("超时！应在 {when} 前", when=when) if late(case, now_ms) else _("{when} 前", when=when)


def span(ms: int) -> Text:
    """How long that is, as one says it: 40分钟, 5小时, 2.5天, 12天."""
    if ms < MINUTE_MS:
        return _("不到1分钟")
    if ms < HOUR_MS:
        return _("{n}分钟", n=ms // MINUTE_MS)
    if ms < 2 * DAY_MS:
        return _("{n}小时", n=round(ms / HOUR_MS))
    days = ms / DAY_MS
    return _("{n}天", n=f"{days:.1f}".removesuffix(".0") if days < 10 else round(days))
