"""What keeps a page up to date by itself: a line on which it hears that something changed, and then asks for itself again."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Awaitable, Callable

PAUSE_S = 2.0
"""However much happens, a page asks again no more often than this."""
HEARTBEAT_S = 20.0
BEATS = 3
"""After so many heartbeats without news a page asks all the same: what is late, and how long somebody waits, changes by itself."""
FEW = 10
"""More pages than that wait longer: together they ask no more often than so many do."""
MOST_LINES = 200


class Live:
    """Everybody who waits for news. `changed` may be called after each commit: it costs next to nothing."""

    def __init__(self, pause_s: float = PAUSE_S, heartbeat_s: float = HEARTBEAT_S) -> None:
        self._pause_s = pause_s
        self._heartbeat_s = heartbeat_s
        self._woken: set[asyncio.Event] = set()
        self._over = asyncio.Event()

    @property
    def full(self) -> bool:
        """Whether there is no room for one more who waits."""
        return len(self._woken) >= MOST_LINES

    @property
    def pause_s(self) -> float:
        """How long a page that heard of news hears of none."""
        return self._pause_s * max(1.0, len(self._woken) / FEW)

    def changed(self) -> None:
        """Something was committed."""
        for woken in self._woken:
            woken.set()

    def close(self) -> None:
        """End every line, so that the server can stop."""
        self._over.set()
        self.changed()

    async def follow(self, still: Callable[[], Awaitable[bool]]) -> AsyncGenerator[str, None]:
        """The events of one line, for as long as whoever listens is `still` signed in."""
        woken = asyncio.Event()
        self._woken.add(woken)
        beats = 0
        try:
            yield ": here\n\n"
            while not self._over.is_set():
                try:
                    await asyncio.wait_for(woken.wait(), self._heartbeat_s)
                    beats = BEATS
                except TimeoutError:
                    beats += 1
                woken.clear()
                if self._over.is_set() or not await still():
                    break
                if beats < BEATS:
                    yield ": here\n\n"
                    continue
                beats = 0
                yield "event: changed\ndata: {}\n\n"
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._over.wait(), self.pause_s)
            yield "event: over\ndata: {}\n\n"
        finally:
            self._woken.discard(woken)
