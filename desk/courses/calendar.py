"""The courses of a week or a month, day by day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from desk.pages import Shown, Visit
from language.text import Text
from services import days_off
from services.calendar import to_local, to_ms
from storage import timetable
from storage.timetable import Slot


@dataclass
class Column:
    """A day with its classes; `clashing` are the ids of those that are in each other's way. `inside`: it is of the month shown."""

    day: date
    off: Text | None
    slots: list[Slot] = field(default_factory=list)
    clashing: set[int] = field(default_factory=set)
    inside: bool = True


async def week(visit: Visit) -> Shown:
    """From Monday to Sunday around `day`."""
    day = _day(visit)
    monday = day - timedelta(days=day.weekday())
    columns = await _columns(visit, monday, 7)
    return visit.show(
        "courses/week.html", columns=columns, today=_today(visit), monday=monday, view="week",
        before=monday - timedelta(days=7), after=monday + timedelta(days=7), held=_held(columns),
    )  # fmt: skip


async def month(visit: Visit) -> Shown:
    """The weeks of the month of `day`."""
    first = _day(visit).replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    monday = first - timedelta(days=first.weekday())
    weeks = -(-(after - monday).days // 7)
    columns = await _columns(visit, monday, weeks * 7)
    for column in columns:
        column.inside = first <= column.day < after
    return visit.show(
        "courses/month.html", weeks=[columns[n : n + 7] for n in range(0, len(columns), 7)], today=_today(visit), first=first,
        before=first - timedelta(days=1), after=after, view="month", held=_held([one for one in columns if one.inside]),
    )  # fmt: skip


async def _columns(visit: Visit, first: date, days: int) -> list[Column]:
    columns = {(day := first + timedelta(days=n)): Column(day, days_off.holiday(day)) for n in range(days)}
    since, until = (datetime.combine(first + timedelta(days=n), datetime.min.time()) for n in (0, days))
    for slot in await timetable.slots(visit.community_id, to_ms(since, visit.zone), to_ms(until, visit.zone)):
        columns[to_local(slot.starts_ms, visit.zone).date()].slots.append(slot)
    for column in columns.values():
        column.clashing = _clashing([slot for slot in column.slots if slot.status == "planned"])
    return list(columns.values())


def _clashing(slots: list[Slot]) -> set[int]:
    return {
        slot.session_id
        for slot in slots
        for other in slots
        if slot is not other
        and slot.starts_ms < other.ends_ms
        and other.starts_ms < slot.ends_ms
        and ((slot.place and slot.place == other.place) or (slot.teacher and slot.teacher == other.teacher))
    }


def _held(columns: list[Column]) -> int:
    return sum(slot.status == "planned" for column in columns for slot in column.slots)


def _today(visit: Visit) -> date:
    return to_local(visit.now_ms, visit.zone).date()


def _day(visit: Visit) -> date:
    """The day that is asked for, today where none is. Years far off are today, too."""
    try:
        day = date.fromisoformat(visit.query.get("day", ""))
    except ValueError:
        return _today(visit)
    return day if abs((day - _today(visit)).days) < 3660 else _today(visit)
