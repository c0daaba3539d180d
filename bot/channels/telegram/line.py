"""The line to Telegram: how long to wait when it is down, said once when it goes and once when it is back."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeAlias

log = logging.getLogger(__name__)

Sleep: TypeAlias = Callable[[float], Awaitable[None]]
FIRST_S = 1.0
LONGEST_S = 30.0

sleep: Sleep = asyncio.sleep


class Backoff:
    """Waits that grow: 1, 2, 4 … 30 seconds."""

    def __init__(self) -> None:
        self._last_s = 0.0

    @property
    def failing(self) -> bool:
        """Whether the last try failed."""
        return self._last_s > 0

    def next_s(self) -> float:
        """How many seconds to wait after one more failure."""
        self._last_s = min(LONGEST_S, max(FIRST_S, self._last_s * 2))
        return self._last_s

    def reset(self) -> None:
        """It worked."""
        self._last_s = 0.0


class Line:
    """Whether Telegram can be reached."""

    def __init__(self) -> None:
        self._backoff = Backoff()

    def down(self, why: object, at_least_s: float = 0.0) -> float:
        """Note a failure and return how many seconds to wait, longer than usual where Telegram asked for it."""
        if not self._backoff.failing:
            log.warning("Telegram cannot be reached, trying again until it can: %s", why)
        return max(self._backoff.next_s(), at_least_s)

    def up(self) -> None:
        """Note that it works."""
        if self._backoff.failing:
            log.info("Telegram is reached again.")
        self._backoff.reset()
