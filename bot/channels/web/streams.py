"""The open lines to the pages: who listens, and waking them when there is something new.

A line carries no messages. It only says "look again", so one that was lost, or a process that was killed, loses nothing.
"""

from __future__ import annotations

import asyncio
from collections import deque

PER_PERSON = 4
"""Open pages of one device. A browser keeps six connections to a house, and the person still has to send."""


class Line:
    """One open page. `ended` is why it must close: "" while it is wanted."""

    __slots__ = ("ended", "external_id", "woken")

    def __init__(self, external_id: str) -> None:
        self.external_id = external_id
        self.woken = asyncio.Event()
        self.ended = ""

    def end(self, why: str) -> None:
        self.ended = why
        self.woken.set()

    async def wait(self, seconds: float) -> bool:
        """Whether it was woken in that time."""
        try:
            async with asyncio.timeout(seconds):
                await self.woken.wait()
        except TimeoutError:
            return False
        return True


class Streams:
    """Every open line of this process. A person's newest pages win: the oldest beyond PER_PERSON is told to rest."""

    def __init__(self, in_all: int = 20_000) -> None:
        self.in_all = in_all
        self.count = 0
        self._lines: dict[str, deque[Line]] = {}

    @property
    def full(self) -> bool:
        return self.count >= self.in_all

    def open(self, external_id: str) -> Line:
        """A new line for this person."""
        lines = self._lines.setdefault(external_id, deque())
        if len(lines) >= PER_PERSON:
            lines[0].end("elsewhere")
            self.close(lines[0])
            lines = self._lines.setdefault(external_id, deque())
        line = Line(external_id)
        lines.append(line)
        self.count += 1
        return line

    def close(self, line: Line) -> None:
        """The page is gone. Closing twice is harmless."""
        lines = self._lines.get(line.external_id)
        if lines is None or line not in lines:
            return
        lines.remove(line)
        self.count -= 1
        if not lines:
            del self._lines[line.external_id]

    def wake(self, external_id: str) -> None:
        """There is something new for this person."""
        for line in self._lines.get(external_id, ()):
            line.woken.set()

    def end(self, external_id: str) -> None:
        """This person's pages must close: the device was forgotten."""
        for line in tuple(self._lines.get(external_id, ())):
            line.end("forgotten")

    def end_all(self) -> None:
        """The house closes; the pages come back by themselves."""
        for external_id in tuple(self._lines):
            for line in tuple(self._lines[external_id]):
                line.end("closing")
