"""Days on which nobody teaches, and the dates of a course around them.

Holidays are those that were announced; a year that is not announced yet has them where the calendar puts them, with the days off that
usually go with them. Such a day is no more than likely, and said to be.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import TypeAlias
from zoneinfo import ZoneInfo

from language.dates import read_date
from language.holidays import BREAKS, falls_in
from language.text import Text, _
from services.calendar import MINUTE_MS, STEPS, Span, to_ms
from services.canteen import workdays

MOST_SKIPPED = 120
"""In a row of dates: more than any holiday has, so that a mistake ends."""
LONGEST_BREAK = 92
_UNTIL = re.compile(r"\s*(?:到|至|~|～|–|—+|(?<=[日号])-|\s-\s)\s*")

WhyOff: TypeAlias = Callable[[date], Text | None]
"""Why nobody teaches on a day; None where somebody may."""

_USUAL = (
    ("元旦", "New Year's Day", 0), ("春节", "Spring Festival", 1), ("清明", "Tomb-sweeping Day", 0), ("劳动节", "Labour Day", 0),
    ("端午", "Dragon Boat Festival", 0), ("中秋", "Mid-autumn Festival", 0), ("国庆", "National Day", 0),
)  # fmt: skip
"""Each holiday, its name in the table of those announced, and how many days before it are off."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One step of a course's rhythm: it takes place, or is left out for a reason."""

    span: Span
    day: date
    off: Text | None = None


def never(day: date) -> None:
    """No day is off."""


def holiday(day: date) -> Text | None:
    """The holiday of which the day is (or, of a year not announced yet, will probably be) a day off."""
    if workdays.known(day.year):
        return workdays.holiday(day)
    name = _usual(day.year).get(day)
    return _("{holiday}（放假安排还没公布，按往年推算）", holiday=name) if name else None


def around(*, holidays: bool, days: Collection[date] = ()) -> WhyOff:
    """What keeps these days free, and the holidays if so wished."""

    def why(day: date) -> Text | None:
        if day in days:
            return _("定了停课")
        return holiday(day) if holidays else None

    return why


def lay(first: datetime, sessions: int, every: str, minutes: int, zone: ZoneInfo, why_off: WhyOff = never) -> list[Slot]:
    """The dates of a course at the same local time, from `first` on; a day off is left out and made up for at the end.

    Raises ValueError where hardly any day is left.
    """
    slots: list[Slot] = []
    held = 0
    while held < sessions:
        if len(slots) - held > MOST_SKIPPED:
            raise ValueError("nearly every day is off")
        local = first + STEPS[every] * len(slots)
        starts_ms = to_ms(local, zone)
        off = why_off(local.date())
        slots.append(Slot(Span(starts_ms, starts_ms + minutes * MINUTE_MS), local.date(), off))
        held += off is None
    return slots


def held(slots: Collection[Slot]) -> list[Span]:
    """Those that take place."""
    return [slot.span for slot in slots if slot.off is None]


def read_days(words: str, today: date) -> set[date] | None:
    """Days that somebody lists, also as "12月24日到12月26日". None where something in it is no day."""
    found: set[date] = set()
    if "每" in words:  # a rhythm is no day
        return None
    for piece in re.split(r"[,，、;；\s]+", _UNTIL.sub("到", words.strip())):
        if not piece:
            continue
        ends = [read_date(end, today) for end in piece.split("到")]
        first, last = ends[0], ends[-1]
        if first is None or last is None or len(ends) > 2 or not 0 <= (last - first).days < LONGEST_BREAK:
            return None
        found |= {first + timedelta(days=n) for n in range((last - first).days + 1)}
    return found


@cache
def _usual(year: int) -> dict[date, Text]:
    found: dict[date, Text] = {}
    for name, announced, before in _USUAL:
        try:
            day = falls_in(name, year)
        except ValueError:
            continue
        if day is not None:
            for n in range(-before, BREAKS.get(name, 1)):
                found.setdefault(day + timedelta(days=n), workdays.NAMES[announced])
    return found
