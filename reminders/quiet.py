"""Quiet hours: when nothing is said unasked, and what that means for when it is said instead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from services.calendar import HOUR_MS, MINUTE_MS

BEFORE_MS = 15 * MINUTE_MS
"""What is of no use after the night is said so long before it begins."""
UP_MS = HOUR_MS
"""So long after the night people may still be asleep: what must be known by then is said at night, silently."""


@dataclass(frozen=True)
class Quiet:
    """The night of a community, local time; none where it ends when it begins."""

    zone: ZoneInfo
    begins: time = time(21, 30)
    ends: time = time(7, 30)

    def end(self, at_ms: int) -> int:
        """When the night ends in which this moment lies; 0 by day."""
        return self._night(at_ms)[1]

    def begin(self, at_ms: int) -> int:
        """When the night began in which this moment lies; 0 by day."""
        return self._night(at_ms)[0]

    def morning(self, at_ms: int) -> int:
        """At night, the moment after which it is early enough to know something; 0 by day."""
        end_ms = self.end(at_ms)
        return end_ms + UP_MS if end_ms else 0

    def plan(self, due_ms: int, until_ms: int) -> int:
        """When to say what is due then and of use until then: not at night, but in the morning, or else the evening before."""
        end_ms = self.end(due_ms)
        if not end_ms:
            return due_ms
        return end_ms if end_ms < until_ms else self.begin(due_ms) - BEFORE_MS

    def _night(self, at_ms: int) -> tuple[int, int]:
        local = datetime.fromtimestamp(at_ms / 1000, self.zone)
        clock, overnight = local.time(), self.begins > self.ends
        if self.begins == self.ends or not (
            (clock >= self.begins or clock < self.ends) if overnight else self.begins <= clock < self.ends
        ):
            return 0, 0
        first = local.date() - timedelta(days=overnight and clock < self.ends)
        last = first + timedelta(days=overnight)
        # An hour that the clocks show twice is the one that the moment itself lies in.
        ends = (
            datetime.combine(day, at, self.zone).replace(fold=local.fold)
            for day, at in ((first, self.begins), (last, self.ends))
        )
        begin_ms, end_ms = (round(moment.timestamp() * 1000) for moment in ends)
        return begin_ms, end_ms
