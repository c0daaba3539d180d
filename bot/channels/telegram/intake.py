"""Hands updates to the house: in order for each person, at once for different persons, and never lost on the way."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from typing import Any, Protocol, TypeAlias

from bot.channels.telegram.receive import Me, Raw, Unreadable, to_incoming
from language.message import Incoming
from storage.database import StorageError

log = logging.getLogger(__name__)


class Receipt(Protocol):
    """What receiving leaves to be shown at once: a few words for the button that was tapped, or nothing."""

    @property
    def toast(self) -> str: ...


Receive: TypeAlias = Callable[[Incoming], Awaitable[Receipt]]
"""Handles a message and returns once that is committed; raises where it could not be."""
Park: TypeAlias = Callable[[str, str, str], Awaitable[None]]
"""Keeps an update that cannot be read (update id, raw JSON, error) for somebody to look at; returns once that is committed."""
Toast: TypeAlias = Callable[[str, str], Coroutine[Any, Any, None]]


def now_ms() -> int:
    """UTC milliseconds."""
    return time.time_ns() // 1_000_000


class Intake:
    """The way in, for polling and for the webhook. Each tap is answered exactly once for each time it is committed."""

    def __init__(self, me: Me, receive: Receive, park: Park, toast: Toast, clock: Callable[[], int] = now_ms) -> None:
        self._me = me
        self._receive = receive
        self._park = park
        self._toast = toast
        self._clock = clock
        self._toasts: set[asyncio.Task[None]] = set()

    async def take(self, update: Any) -> None:
        """Take one update; it is committed when this returns. Raises what `receive` or `park` raise."""
        await self._commit(update, self._read(update))

    async def take_all(self, updates: Iterable[Any], at_ms: int | None = None) -> list[bool]:
        """Take a batch and say of each update whether it is committed. `at_ms`: when they were sent, at the earliest.

        After one that is not, the same person's later ones are left alone, so that order holds when all are taken again.
        """
        batch = [(update, self._read(update, at_ms)) for update in updates]
        lines: dict[object, list[int]] = {}
        for index, (_update, read) in enumerate(batch):
            lines.setdefault(read.sender if isinstance(read, Incoming) else index, []).append(index)
        committed = [False] * len(batch)
        await asyncio.gather(*(self._line(line, batch, committed) for line in lines.values()))
        return committed

    async def _line(
        self, line: list[int], batch: list[tuple[Any, Incoming | Unreadable | None]], committed: list[bool]
    ) -> None:
        for index in line:
            try:
                await self._commit(*batch[index])
            except StorageError as error:
                log.error("An update waits because it could not be stored: %s", error)
                return
            except Exception as error:  # whatever it was, an update that is not committed must come again
                log.error("An update waits because it could not be handled (%s)", type(error).__name__)
                return
            committed[index] = True

    def _read(self, update: Any, at_ms: int | None = None) -> Incoming | Unreadable | None:
        try:
            return to_incoming(update, self._me.username, self._me.id, self._clock() if at_ms is None else at_ms)
        except Unreadable as error:
            return error

    async def _commit(self, update: Any, read: Incoming | Unreadable | None) -> None:
        if isinstance(read, Incoming):
            receipt = await self._receive(read)
            if read.callback:
                task = asyncio.create_task(self._toast(read.callback, receipt.toast))
                self._toasts.add(task)  # the event loop alone would let it be collected
                task.add_done_callback(self._toasts.discard)
        elif isinstance(read, Unreadable):
            await self._park(str(id_of(update) or ""), json.dumps(update), str(read))

    async def settle(self) -> None:
        """Wait until every toast that is on its way has been shown."""
        while self._toasts:
            await asyncio.gather(*self._toasts)


def id_of(update: Raw | Any) -> int | None:
    """The update's id, or None where it has none."""
    found = update.get("update_id") if isinstance(update, dict) else None
    return found if type(found) is int else None
