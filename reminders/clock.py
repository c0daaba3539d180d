"""The clock: looks at every subject when its moment has come. One wake-up at the next due moment; no job a person.

What is due stands in the database (`storage.reminders`). After a stop of any length the first look catches up: each rule says what
is still of use and drops the rest. APScheduler wakes us at the next due moment, and once a minute for what cannot wake us: commands that
run beside the service, and a system clock that was set.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.date import DateTrigger

from reminders import metrics
from reminders.quiet import Quiet
from reminders.steps import Rule, look
from storage import outbox, reminders
from storage.database import Database, StorageError
from storage.reminders import Reminder

log = logging.getLogger(__name__)

AT_ONCE = 20
TOGETHER = 4
SOON_MS = 200
"""So long after a commit the clock looks whether it made something due: many commits share one look."""
AGAIN_MS = 600_000
"""A look that failed is tried again after so long: a mistake in one rule must not stop the others."""
PAUSE_MS = 1_000
"""While the database cannot be used."""


class Clock:
    """Looks by `rules`. `wake` it after each commit; `start` it once, `stop` it at the end.

    `committed` is called when something was said or done. `channels` are those whose messages expire. `handled` says
    up to which moment everything that people did has been handled.
    """

    def __init__(
        self,
        db: Database,
        rules: Mapping[str, Rule],
        clock: Callable[[], int],
        quiet: Quiet,
        committed: Callable[[], None] = lambda: None,
        channels: Sequence[str] = (),
        handled: Callable[[], int] | None = None,
    ) -> None:
        self._db = db
        self._rules = rules
        self._clock = clock
        self._quiet = quiet
        self._committed = committed
        self._channels = channels
        self._handled = handled or clock
        self._scheduler = AsyncIOScheduler(
            timezone=quiet.zone,
            # A wake-up while we look must not be refused: `_turn` notes it and looks again.
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 3},
        )
        self._turn_until_stopped = _until_stopped(self._turn)
        self._turning = False
        self._woken = False
        self._soon = False

    def start(self, hourly: Callable[[], Awaitable[None]] | None = None) -> None:
        """Begin, with a look at once. `hourly` is done now and at each full hour."""
        self._scheduler.start()
        self._scheduler.add_job(self._turn_until_stopped, CronTrigger(second=0, timezone=UTC), id="minute")
        self._plan(self._clock())
        if hourly is not None:
            self._scheduler.add_job(
                _until_stopped(hourly), CronTrigger(minute=0, timezone=UTC), id="hour", next_run_time=datetime.now(UTC)
            )

    def stop(self) -> None:
        """Look no more."""
        self._scheduler.shutdown(wait=False)

    def wake(self) -> None:
        """Something was committed, and may be due."""
        if self._turning:
            self._woken = True
        elif not self._soon and self._scheduler.running:
            self._soon = True
            self._plan(self._clock() + SOON_MS)

    async def catch_up(self) -> int:
        """Do everything that is due now; returns how many looks that took."""
        looks = 0
        for channel in self._channels:
            await self._expire(channel)
        while waiting := await self._db.read(lambda: reminders.due(self._clock(), AT_ONCE)):
            # Side by side they share a commit; no more of them, for a tap waits until it is done.
            for n in range(0, len(waiting), TOGETHER):
                looked = await asyncio.gather(*map(self._look, waiting[n : n + TOGETHER]), return_exceptions=True)
                for error in filter(None, looked):
                    raise error
                self._committed()
            looks += len(waiting)
        return looks

    async def _expire(self, channel: str) -> None:
        while dropped := await self._db.write(lambda: outbox.expire(channel, self._clock())):
            for lane in dropped:
                metrics.deliveries.labels(channel, lane.name.lower(), "expired").inc()

    async def _look(self, reminder: Reminder) -> None:
        now_ms, handled_ms = self._clock(), self._handled()
        try:
            await self._db.write(lambda: look(reminder.id, self._rules, now_ms, self._quiet, handled_ms))
        except StorageError:
            raise
        except Exception as error:  # its message may quote what was to be said
            metrics.failed.labels(reminder.kind).inc()
            extra = {"kind": reminder.kind, "subject": reminder.subject_id, "error": type(error).__name__}
            log.exception("a look at a reminder failed", extra=extra, exc_info=False)
            seen_ms, cursor = reminder.seen_ms, reminder.cursor
            await self._db.write(lambda: reminders.stand(reminder.id, now_ms + AGAIN_MS, seen_ms, cursor))

    async def _turn(self) -> None:
        self._soon = False
        if self._turning:
            self._woken = True
            return
        self._turning = True
        try:
            self._woken = True
            while self._woken:
                self._woken = False
                await self.catch_up()
            next_ms = await self._db.read(reminders.next_due)
        except StorageError as error:
            log.error("what is due waits: %s", error)
            next_ms = self._clock() + PAUSE_MS
        finally:
            self._turning = False
        if self._woken:  # something was committed while we asked what is next
            next_ms = self._clock()
        if next_ms is not None:
            self._plan(next_ms)

    def _plan(self, at_ms: int) -> None:
        at = datetime.fromtimestamp(at_ms / 1000, UTC)
        self._scheduler.add_job(self._turn_until_stopped, DateTrigger(at), id="next", replace_existing=True)


def _until_stopped(work: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
    """The work as a job: the scheduler cancels what still runs when it is shut down, and would print that as an error."""

    async def run() -> None:
        with contextlib.suppress(asyncio.CancelledError):
            await work()

    return run
