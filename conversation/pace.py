"""A token bucket for each person: whoever floods is slowed down, and only they."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

BURST = 20
"""Messages that a person may send at once."""
PER_SECOND = 2.0
"""What a person may keep up for ever."""
REMEMBERED = 10_000
"""Persons whose pace is remembered; whoever was seen longest ago is forgotten first."""

Who = tuple[str, str]


@dataclass(slots=True)
class _Bucket:
    tokens: float = BURST
    at_ms: int = 0
    waiting: int = 0
    due_ms: int = 0


class Paces:
    """Decides, message by message, whether it is handled now or put off until a moment."""

    def __init__(self) -> None:
        self._buckets: OrderedDict[Who, _Bucket] = OrderedDict()

    def due(self, who: Who, now_ms: int) -> int | None:
        """None where the message may be handled now; else the moment to which it is put off, behind those that wait already."""
        bucket = self._bucket(who)
        since_ms = max(0, now_ms - bucket.at_ms)  # a clock that was set back is nobody's fault
        bucket.tokens = min(BURST, bucket.tokens + since_ms * PER_SECOND / 1000) if bucket.at_ms else BURST
        bucket.at_ms = now_ms
        if bucket.waiting == 0 and bucket.tokens >= 1:
            bucket.tokens -= 1
            return None
        behind_ms = max(bucket.due_ms, now_ms) if bucket.waiting else now_ms
        self.put_off(who, round(behind_ms + 1000 / PER_SECOND))
        return bucket.due_ms

    def put_off(self, who: Who, due_ms: int) -> None:
        """Count a message that waits until `due_ms`."""
        bucket = self._bucket(who)
        bucket.waiting += 1
        bucket.due_ms = due_ms

    def waiting(self, who: Who) -> int:
        """How many messages of this person wait."""
        return self._bucket(who).waiting

    def wait(self, who: Who, number: int) -> None:
        """So many messages of this person wait, whatever was counted before."""
        self._bucket(who).waiting = number

    def take_back(self, who: Who) -> None:
        """The message put off last does not wait after all: the next one takes its moment."""
        self.brought_back(who)
        self._bucket(who).due_ms -= round(1000 / PER_SECOND)

    def brought_back(self, who: Who) -> None:
        """One of the waiting messages has been handled."""
        bucket = self._bucket(who)
        bucket.waiting = max(0, bucket.waiting - 1)

    def _bucket(self, who: Who) -> _Bucket:
        bucket = self._buckets.setdefault(who, _Bucket())
        self._buckets.move_to_end(who)
        if len(self._buckets) > REMEMBERED:
            idle = next((w for w, b in self._buckets.items() if not b.waiting), None)
            if idle is not None and idle != who:
                del self._buckets[idle]
        return bucket
