"""Days, ages and the dates of a course. Local time is computed here, in the zone that is passed in."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from language.text import Text, _

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
STEPS = {"week": timedelta(days=7), "day": timedelta(days=1)}
WEEKDAYS: tuple[Text, ...] = (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))
"""By ISO number, less one."""


class Span(NamedTuple):
    """From when to when, in UTC milliseconds."""

    starts_ms: int
    ends_ms: int


def to_ms(local: datetime, zone: ZoneInfo) -> int:
    """The moment at which clocks in the zone show this."""
    return round(local.replace(tzinfo=zone).timestamp() * 1000)


def to_local(at_ms: int, zone: ZoneInfo) -> datetime:
    """What clocks in the zone show at this moment, without a zone attached."""
    return datetime.fromtimestamp(at_ms / 1000, zone).replace(tzinfo=None)


def dates(first: datetime, sessions: int, every: str, minutes: int, zone: ZoneInfo) -> list[Span]:
    """The sessions of a course: the same local time every week or every day."""
    starts = (to_ms(first + STEPS[every] * n, zone) for n in range(sessions))
    return [Span(start, start + minutes * MINUTE_MS) for start in starts]


def age_on(born: date, day: date) -> int:
    """Full years on that day. Who was born on 29 February is a year older on 1 March of a common year."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def years_before(day: date, years: int) -> date:
    """The same day so many years before; 28 February for a 29th that the year lacks."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def midnight_ms(day: date, zone: ZoneInfo) -> int:
    """When that local day begins."""
    return to_ms(datetime(day.year, day.month, day.day), zone)  # noqa: DTZ001  # local on purpose


def today(now_ms: int) -> date:
    """The day in UTC: near enough to tell a child from a grown-up where no zone is at hand."""
    return datetime.fromtimestamp(now_ms / 1000, UTC).date()
