"""The sender: delivers a channel's outbox, in order for each chat, no faster than the platform allows, until it is empty.

The outbox is the truth. The sender reads what is next, hands it to the channel, and writes down what became of it. When it stops
anywhere, whatever was not written down is sent again: at least once, and an edit or a web message exactly once.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, TypeAlias

from language.catalogue import Voice
from reminders import metrics
from reminders.channel import Channel, Delivery, DeliveryError, Moved, OutcomeUnknown, RetryAfter, Unreachable
from reminders.pacer import ChatPaces, Pacer
from reminders.quiet import Quiet
from reminders.speaking import Speaker
from storage import accounts, outbox, unreached
from storage.database import Database, StorageError
from storage.outbox import Lane, Row, Weight
from storage.sql import Query

log = logging.getLogger(__name__)

MOST_IN_FLIGHT = 8
"""Requests to a paced platform at a time: as many as can be of unknown outcome after a kill."""
MOST_UNASKED = 6
"""Of these, so many may be no replies: a reply never waits for a slow notice."""
MOST_IN_FLIGHT_UNPACED = 64
"""The same where no speed is kept: the web page, whose messages are never of unknown outcome, and measurements."""
LONGEST_BACKOFF_MS = 5 * 60_000
LONGEST_TRIED_MS = 3 * 24 * 3_600_000
"""Longer than any platform was ever down; a message that is never answered must not hold up its chat for ever."""
LOOK_EVERY_S = 1.0
"""Commands that run beside the service write into the outbox too, and cannot wake it."""
LAST_MOMENT_S = 3.0


Note: TypeAlias = Callable[[], Coroutine[Query, Any, None]]
"""What must be written down of a delivery."""


class Sender:
    """Sends for one channel. `wake` it after each commit; `run` it until cancelled."""

    def __init__(
        self,
        db: Database,
        channel: Channel,
        voice: Callable[[str], Voice],
        clock: Callable[[], int],
        quiet: Quiet,
        per_second: float = 0,
    ) -> None:
        self._db = db
        self._channel = channel
        self._speaker = Speaker(db, channel, voice, quiet)
        self._clock = clock
        self._quiet = quiet
        self._pacer = Pacer(per_second if channel.paced else 0)
        self._chats = ChatPaces()
        self._most = MOST_IN_FLIGHT_UNPACED if self._pacer.unlimited else MOST_IN_FLIGHT
        self._wake = asyncio.Event()
        self._in_flight: dict[str, asyncio.Task[None]] = {}
        self._unasked = 0
        self._notes: list[tuple[Note, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None

    def wake(self) -> None:
        """There may be something new to send."""
        self._wake.set()

    async def run(self) -> None:
        """Send what there is, wait for more, for ever. Cancelled, it lets what is in flight arrive for a moment, then stops."""
        try:
            while True:
                self._wake.clear()
                wait = await self._send_next()
                if wait != 0:
                    await self._until_woken(min(wait or LOOK_EVERY_S, LOOK_EVERY_S))
        finally:
            await self._finish()

    async def _finish(self) -> None:
        tasks = list(self._in_flight.values())
        if tasks:
            _arrived_in_time, late = await asyncio.wait(tasks, timeout=LAST_MOMENT_S)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def drain(self) -> None:
        """Send until nothing is due, then return."""
        while True:
            self._wake.clear()
            await self._send_next()
            if not self._in_flight and not await self._db.read(partial(self._due, self._clock(), 1)):
                return
            await self._until_woken(self._pacer.wait() or None)

    async def _due(self, now_ms: int, most: int) -> list[Row]:
        return await outbox.due(self._channel.name, now_ms, most, self._quiet.morning(now_ms))

    async def _send_next(self) -> float | None:
        """Start as many deliveries as may start now. Returns the seconds to wait: None for no limit, 0 for not at all."""
        free = self._most - len(self._in_flight)
        if free <= 0 or (pause := self._pacer.wait()) is None:
            return None
        if pause > 0:
            return pause
        now_ms = self._clock()
        # A delivery that ends while we read may still look pending in what was read: its chat sits this round out.
        busy = set(self._in_flight)
        most = len(busy) + free + (0 if self._pacer.unlimited else self._chats.resting())

        async def look() -> tuple[list[Row], int | None]:
            rows = await self._due(now_ms, most)
            return rows, None if len(rows) == most else await outbox.next_due(self._channel.name, now_ms)

        try:
            rows, next_due_ms = await self._db.read(look)
        except StorageError as error:
            log.error("the outbox cannot be read: %s", error)
            return 1.0
        waits = [] if next_due_ms is None else [max(0.01, (next_due_ms - now_ms) / 1000)]
        started = False
        for row in rows:
            if row.chat in busy:
                continue
            wait = self._wait(row)
            if wait == 0:
                self._start(row)
                started = True
            elif wait is not None:
                waits.append(wait)
        return 0 if started else min(waits, default=None)

    def _wait(self, row: Row) -> float | None:
        """The seconds until this message may start; None where first one in flight must arrive."""
        if len(self._in_flight) >= self._most:
            return None
        if self._pacer.unlimited:
            return self._pacer.wait()
        if row.lane != Lane.REPLY and self._unasked >= MOST_UNASKED:
            return None
        pause = self._pacer.wait(row.lane)
        return pause if pause is None else max(pause, self._chats.wait(row.chat, row.lane, self._channel.is_group(row.chat)))

    def _start(self, row: Row) -> None:
        self._pacer.begin()
        if not self._pacer.unlimited:
            self._chats.begin(row.chat, self._channel.is_group(row.chat))
        self._unasked += row.lane != Lane.REPLY
        self._in_flight[row.chat] = asyncio.create_task(self._deliver(row))

    async def _until_woken(self, seconds: float | None) -> None:
        # Not wait_for: on Python 3.11 it swallows a cancellation that comes together with what it waits for.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._wake.wait()

    async def _deliver(self, row: Row) -> None:
        try:
            note = await self._attempt(row)
            if note is None:
                return
            written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._notes.append((note, written))
            if self._writing is None:
                self._writing = asyncio.create_task(self._write_down())
            await asyncio.shield(written)
        finally:
            self._unasked -= row.lane != Lane.REPLY
            del self._in_flight[row.chat]
            self._wake.set()

    async def _attempt(self, row: Row) -> Note | None:
        """Try to deliver; returns what must be written down, None where there was nothing to say."""
        sent = False
        try:
            row, payloads = await self._speaker.ready(row, self._clock())
            sent = bool(payloads)
            return await self._outcome(row, payloads) if sent else None
        except StorageError as error:  # nothing was sent, nothing is lost: it is tried again
            log.error("a message waits: %s", error)
            await asyncio.sleep(LOOK_EVERY_S)
            return None
        except Exception as error:  # its message may quote what was to be said
            self._count(row, "failed")
            log.error("a message cannot be said", extra={"message_id": row.id, "error": type(error).__name__})
            return partial(unreached.undelivered, row, "failed", self._clock(), type(error).__name__)
        finally:
            self._pacer.end(sent=sent)

    async def _write_down(self) -> None:
        """Write down what became of deliveries: all that have ended by now in one transaction, then the next."""
        while self._notes:
            notes, self._notes = self._notes, []
            try:
                await self._write([note for note, _written in notes])
            except Exception as error:  # one of them cannot be written: it must not keep the others from it
                log.error("deliveries cannot be written down together: %s", type(error).__name__)
                for note, _written in notes:
                    with contextlib.suppress(Exception):
                        await self._write([note])
            for _note, written in notes:
                if not written.done():
                    written.set_result(None)
        self._writing = None

    async def _write(self, notes: list[Note]) -> None:
        async def work() -> None:
            for note in notes:
                await note()

        while True:  # delivered but not written down: keep trying, for it must not be sent again
            try:
                return await self._db.write(work, patient=len(notes) < self._most // 4)  # many need not wait for company
            except StorageError as error:
                log.error("deliveries cannot be written down: %s", error)
                await asyncio.sleep(1)

    async def _outcome(self, row: Row, payloads: list[str]) -> Note:
        """Deliver; returns what must be written down."""
        silent = row.lane != Lane.REPLY and row.weight < Weight.DANGER and self._quiet.end(self._clock()) > 0
        try:
            message = ""
            for payload in payloads:
                message = await self._channel.deliver(Delivery(row.id, row.chat, payload, silent))
        except Unreachable:
            self._count(row, "unreachable")
            return partial(unreached.gone, row.channel, row.chat, self._clock())
        except Moved as moved:
            return partial(outbox.moved, row.channel, row.chat, moved.to)
        except RetryAfter as wait:
            metrics.asked_to_wait.labels(row.channel).inc(wait.asked)
            if wait.everyone:
                self._pacer.pause(wait.seconds)
            return partial(outbox.later, row.id, self._clock() + math.ceil(wait.seconds * 1000))
        except OutcomeUnknown as error:
            if self._clock() - row.created_ms <= LONGEST_TRIED_MS:
                backoff_ms = min(LONGEST_BACKOFF_MS, 1000 * 2 ** min(row.attempts, 20))
                return partial(outbox.later, row.id, self._clock() + backoff_ms)
            why = f"no answer in three days ({error})"
        except DeliveryError as error:
            why = str(error)
        else:
            self._count(row, "sent")
            # What waited for the morning was not late.
            due_ms = row.created_ms if row.lane == Lane.REPLY else max(row.created_ms, self._quiet.end(row.created_ms))
            metrics.latency.labels(row.channel, Lane(row.lane).name.lower()).observe(max(0, self._clock() - due_ms) / 1000)
            return partial(_arrived, row, message, self._clock())
        self._count(row, "failed")
        log.error("a message was given up", extra={"channel": row.channel, "message_id": row.id, "why": why})
        return partial(unreached.undelivered, row, "failed", self._clock(), why)

    def _count(self, row: Row, outcome: str) -> None:
        metrics.deliveries.labels(row.channel, Lane(row.lane).name.lower(), outcome).inc()


async def _arrived(row: Row, message: str, now_ms: int) -> None:
    await outbox.sent(row.id, message, now_ms)
    if row.account_id is not None:
        await accounts.showed(row.account_id, message)
