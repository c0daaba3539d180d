"""Does the errands that turns have left, after their commit, with retries."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias

from conversation.parking import describe
from storage import errands
from storage.database import Database, StorageError
from storage.errands import Errand

log = logging.getLogger(__name__)

Doer: TypeAlias = Callable[[Errand], Awaitable[None]]
"""Does one errand and takes it off the list itself, in the transaction that stores its result. Raises to have it tried again."""

MOST_AT_ONCE = 16
MOST_ATTEMPTS = 180
"""With the longest backoff, about a week: longer than any platform was ever down."""
LONGEST_BACKOFF_MS = 3_600_000


class ErrandRunner:
    """Runs errands, each kind by its doer. `wake` it after each commit; `run` it until cancelled."""

    def __init__(self, db: Database, doers: Mapping[str, Doer], clock: Callable[[], int]) -> None:
        self._db = db
        self._doers = doers
        self._clock = clock
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """There may be a new errand."""
        self._wake.set()

    async def run(self) -> None:
        """Do what is due, wait for more, for ever."""
        while True:
            self._wake.clear()
            wait = 1.0
            try:
                if await self.do_due():
                    continue
                next_due_ms = await self._db.read(errands.next_due)
                wait = 3600.0 if next_due_ms is None else max(0.01, (next_due_ms - self._clock()) / 1000)
            except StorageError as error:
                log.error("errands cannot be done now: %s", error)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), wait)

    async def do_due(self) -> int:
        """Do what is due now, side by side. Returns how many there were."""
        now_ms = self._clock()
        waiting = await self._db.read(lambda: errands.due(now_ms, MOST_AT_ONCE))
        await asyncio.gather(*map(self._do, waiting))
        return len(waiting)

    async def _do(self, errand: Errand) -> None:
        try:
            doer = self._doers.get(errand.kind.partition(":")[0])
            if doer is None:
                log.error("nobody does errands of kind %s; number %d is dropped", errand.kind, errand.id)
                await self._db.write(lambda: errands.done(errand.id))
            else:
                await doer(errand)
        except StorageError:
            raise
        except Exception as error:
            log.error("errand %d (%s) failed: %s", errand.id, errand.kind, describe(error))
            backoff = min(LONGEST_BACKOFF_MS, 1000 * 2**errand.attempts)
            due_ms = self._clock() + backoff
            if errand.attempts + 1 >= MOST_ATTEMPTS:
                await self._db.write(lambda: errands.done(errand.id))
            else:
                await self._db.write(lambda: errands.later(errand.id, due_ms))
