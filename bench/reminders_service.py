"""The service as it is measured here: no night, a database that was made before, and what arrives from it."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Self

from bench.bots import BOTS, Running
from bench.fake_api import Call
from bench.place import NoStart
from bench.reminders_town import FIRST_CHAT

LINLI = replace(BOTS["linli"], environment={"LINLI_REMINDERS__QUIET_FROM": "00:00", "LINLI_REMINDERS__QUIET_UNTIL": "00:00"})
"""Whoever measures at night shall see the same as by day."""


class Mortal(Running):
    """A service that can be ended as a power cut does."""

    def __enter__(self) -> Self:
        return self

    def kill(self) -> None:
        """End it now. Its data is as it was at some moment."""
        self._process.kill()
        self._process.wait()


def database(folder: Path) -> Path:
    """Where the service that works in this folder keeps its data."""
    return folder / "linli.db"


def chats(people: int) -> Iterable[int]:
    """The chats of the first so many people."""
    return range(FIRST_CHAT + 1, FIRST_CHAT + people + 1)


class Arrivals:
    """Hears every message that arrives, until each of the `awaited` chats has got one. Times are `time.perf_counter()`."""

    def __init__(self, awaited: Iterable[int]) -> None:
        self.chats: list[int] = []
        self.at: list[float] = []
        self.missing = set(awaited)
        self._news = asyncio.Event()

    def hear(self, call: Call) -> None:
        if call.message_id:
            self.chats.append(call.chat)
            self.at.append(call.at)
            self.missing.discard(call.chat)
            self._news.set()

    @property
    def seconds(self) -> float:
        """From the first arrival to the last."""
        return self.at[-1] - self.at[0]

    @property
    def doubled(self) -> int:
        """How many messages came that had come before."""
        return len(self.chats) - len(Counter(self.chats))

    async def number(self, wanted: int, running: Running, patience_s: float) -> None:
        """Wait until so many messages have arrived, or every awaited one. Raises NoStart when that takes too long."""
        until = time.perf_counter() + patience_s
        while len(self.chats) < wanted and self.missing:
            self._news.clear()
            try:
                await asyncio.wait_for(self._news.wait(), 1.0)
            except TimeoutError:
                if not running.alive() or time.perf_counter() > until:
                    raise NoStart(f"{len(self.missing):,} messages never came\n{running.tail()}") from None

    async def all(self, running: Running, patience_s: float) -> None:
        """Wait until every awaited chat has got a message. Raises NoStart when that takes too long."""
        await self.number(1 << 60, running, patience_s)
