"""When the office of a community is open: lines of its file ("1-5 08:30-20:30") as spans, and what is asked of them.

All times are local. No spans means that nobody said when; that counts as always open.
"""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from itertools import groupby, pairwise

import msgspec
from msgspec import Struct

from language.text import Joined, Saying, _
from services.calendar import WEEKDAYS
from storage.communities import Community

_FOLDED = str.maketrans("０１２３４５６７８９：，、～－–—〜~", "0123456789:,,------")
_DAYS = r"[1-7](?:-[1-7])?"
_HOURS = r"\d{1,2}:\d{2}\s*-\s*\d{1,2}:\d{2}"
_LINE = re.compile(rf"\s*(?P<days>{_DAYS}(?:\s*,\s*{_DAYS})*)(?P<hours>(?:\s*[\s,]\s*{_HOURS})+)\s*")


class Span(Struct, frozen=True, order=True):
    """Open on this weekday (0 is Monday) from `start` until just before `end`, local times."""

    weekday: int
    start: time
    end: time


def parse(line: str) -> list[Span] | None:
    """A line: weekdays from 1 to 7 ("1-5", "6", "1,3,5"), then hours of them, several with a space between. None where it is none."""
    found = _LINE.fullmatch(line.translate(_FOLDED))
    if found is None:
        return None
    days: list[int] = []
    for piece in found["days"].split(","):
        first, _to, last = piece.strip().partition("-")
        days += range(int(first), int(last or first) + 1)
    try:
        hours = [tuple(map(_clock, one)) for one in re.findall(r"(\d+:\d+)\s*-\s*(\d+:\d+)", found["hours"])]
    except ValueError:
        return None
    if not days or any(start >= end for start, end in hours):
        return None
    return sorted(Span(day - 1, start, end) for day in days for start, end in hours)


def overlaps(given: list[Span]) -> bool:
    """Whether two spans have a moment in common."""
    return any(one.weekday == other.weekday and other.start < one.end for one, other in pairwise(sorted(given)))


def kept(given: list[Span]) -> str:
    """As it is stored with the community."""
    return msgspec.json.encode(sorted(given)).decode() if given else ""


def spans(community: Community) -> list[Span]:
    """When its office is open, from Monday on; empty where nobody said when."""
    return msgspec.json.decode(community.opening, type=list[Span]) if community.opening else []


def is_open(spans: list[Span], now: datetime) -> bool:
    """Whether it is open at this local moment."""
    return not spans or any(one.weekday == now.weekday() and one.start <= now.time() < one.end for one in spans)


def next_open(spans: list[Span], now: datetime) -> datetime | None:
    """The local moment from which it is open next: `now` where it is open. None where nobody said when."""
    if not spans or is_open(spans, now):
        return now if spans else None
    starts = [
        datetime.combine(now.date() + timedelta(days=(one.weekday - now.weekday()) % 7 + week), one.start)
        for one in spans
        for week in (0, 7)
    ]
    return min(start for start in starts if start > now)


def told(spans: list[Span]) -> Saying:
    """In words, days of the same hours together: 周一到周五 8:30–20:30 · 周六 9:00–17:00. "" where nobody said when."""
    week = [_hours([one for one in sorted(spans) if one.weekday == day]) for day in range(7)]
    parts: list[Saying] = []
    for hours, same in groupby(range(7), key=lambda day: week[day]):
        days = list(same)
        if hours and len(days) == 7:
            parts.append(_("每天 {hours}", hours=hours))
        elif hours and len(days) > 1:
            parts.append(_("{first}到{last} {hours}", first=WEEKDAYS[days[0]], last=WEEKDAYS[days[-1]], hours=hours))
        elif hours:
            parts.append(_("{day} {hours}", day=WEEKDAYS[days[0]], hours=hours))
    return Joined(tuple(parts), " · ") if parts else ""


def _clock(text: str) -> time:
    hour, minute = text.split(":")
    return time(int(hour), int(minute))


def _hours(spans: list[Span]) -> str:
    return " / ".join(f"{one.start.hour}:{one.start:%M}–{one.end.hour}:{one.end:%M}" for one in spans)
