"""How fast a channel may be used: a steady rate, and pauses that the platform asks for."""

from __future__ import annotations

import time
from collections.abc import Callable


class Pacer:
    """At most `per_second` sends, evenly spaced; 0 for as fast as it goes. A pause holds everything."""

    def __init__(self, per_second: float, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._gap = 1 / per_second if per_second > 0 else 0.0
        self._monotonic = monotonic
        self._next = 0.0

    @property
    def unlimited(self) -> bool:
        """Whether there is no rate to keep."""
        return self._gap == 0

    def wait(self) -> float:
        """The seconds until the next send may start; 0 where it may now."""
        return max(0.0, self._next - self._monotonic())

    def took(self) -> None:
        """A send starts now."""
        self._next = max(self._next, self._monotonic()) + self._gap

    def pause(self, seconds: float) -> None:
        """Nothing may start for so long."""
        self._next = max(self._next, self._monotonic() + seconds)
