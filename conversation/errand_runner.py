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
PAUSE_S = 1.0
"""While the database cannot be used."""


class ErrandRunner:
    """Runs errands, each kind by its doer. `wake` it after each commit; `run` it until cancelled."""

    def __init__(self, db: Database, doers: Mapping[str, Doer], clock: Callable[[], int]) -> None:
        self._db = db
        self._doers = doers
        self._clock = clock
        self._wake = asyncio.Event()
        self._under_way: dict[int, asyncio.Task[None]] = {}

    def wake(self) -> None:
        """There may be a new errand."""
        self._wake.set()

    async def run(self) -> None:
        """Do what is due, wait for more, for ever. A slow errand holds up no other."""
        try:
            while True:
                self._wake.clear()
                try:
                    wait = await self._start()
                except StorageError as error:
                    log.error("errands cannot be done now: %s", error)
                    wait = PAUSE_S
                # Not wait_for: on Python 3.11 it swallows a cancellation that comes together with what it waits for.
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(wait):
                        await self._wake.wait()
        finally:
            tasks = list(self._under_way.values())
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def do_due(self) -> int:
        """Do what is due now, side by side. Returns how many there were."""
        await self._start()
        tasks = list(self._under_way.values())
        await asyncio.gather(*tasks)
        return len(tasks)

    async def _start(self) -> float | None:
        """Start what is due. Returns the seconds until there is more; None where only a new errand, or a finished one, changes that."""
        busy = set(self._under_way)
        waiting = await self._db.read(lambda: errands.first(MOST_AT_ONCE + 1))
        now_ms = self._clock()
        for errand in waiting:
            if errand.id in busy:
                continue
            if errand.due_ms > now_ms:
                return (errand.due_ms - now_ms) / 1000
            if len(self._under_way) >= MOST_AT_ONCE:
                return None
            self._under_way[errand.id] = asyncio.create_task(self._do(errand))
        return None

    async def _do(self, errand: Errand) -> None:
        try:
            await self._try(errand)
        except StorageError as error:
            log.error("errand %d waits: %s", errand.id, error)
            await asyncio.sleep(PAUSE_S)
        finally:
            del self._under_way[errand.id]
            self._wake.set()

    async def _try(self, errand: Errand) -> None:
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
