"""Intake: where channels hand in what people did, and wait until it is safe.

Keeps one person's messages in order while different persons never wait for each other's network; slows down whoever floods, and
only them; parks an update that fails, and goes on.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import msgspec

from conversation.fetching import Fetching, FromFile
from conversation.house import House
from conversation.pace import Paces, Who
from conversation.parking import describe, park, park_unreadable
from conversation.posting import post
from conversation.questions import Given
from conversation.screen import plain
from conversation.turn import Progress, Receipt, take
from language.message import Incoming
from language.text import _
from storage import accounts, errands, inbox
from storage.database import Database, StorageError
from storage.errands import Errand

log = logging.getLogger(__name__)

LATER = "later"
"""The kind of errand that brings back a message which was put off."""
ALBUM_MS = 1_500
"""The parts of an album come as messages of their own; this long after the last one they are handled as one."""
MOST_PUT_OFF = 200
"""More than this waiting from one person is dropped: nobody taps that fast, and he was told."""
LOST_MS = 600_000
"""What was put off and is so long overdue is not waited for any more: it went with whoever sent it."""


@dataclass(slots=True)
class _Queue:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0


class Intake:
    """Takes in messages. `committed` is called after each commit, to wake the sender and the errands.

    `paced` is False only where load is measured: then nobody is slowed down.
    """

    def __init__(
        self,
        db: Database,
        house: House,
        clock: Callable[[], int],
        committed: Callable[[], None] = lambda: None,
        paced: bool = True,
    ) -> None:
        self._db = db
        self._house = house
        self._clock = clock
        self._committed = committed
        self._queues: dict[Who, _Queue] = {}
        self._paces = Paces()
        self._paced = paced
        self._open: dict[object, int] = {}
        self._waiting: dict[tuple[str, str], tuple[int, int]] = {}
        """When what was put off was done, and to when, by channel and update."""

    def handled_ms(self) -> int:
        """Everything that was received and done before this moment has been handled."""
        now_ms = self._clock()
        self._waiting = {key: times for key, times in self._waiting.items() if now_ms - times[1] < LOST_MS}
        return min([*self._open.values(), *(done_ms for done_ms, _due_ms in self._waiting.values())], default=now_ms)

    async def restore(self) -> None:
        """Remember whose messages were put off when the service stopped, so that nothing overtakes them."""
        for errand in await self._db.read(lambda: errands.of_kind(LATER)):
            incoming = msgspec.json.decode(errand.body, type=Incoming)
            self._paces.put_off((incoming.channel, incoming.sender), errand.due_ms)
            self._waiting[incoming.channel, incoming.update_id] = (incoming.at_ms, errand.due_ms)

    async def receive(self, incoming: Incoming) -> Receipt:
        """Take in one message; returns once it is committed. Raises StorageError where it cannot be stored: hand it in again."""
        if not incoming.private and not incoming.addressed:
            return Receipt()  # what neighbours say to each other is none of our business
        who = (incoming.channel, incoming.sender)
        async with self.counted(incoming), self._in_order(who):
            due_ms = self._paces.due(who, self._clock()) if self._paced else None
            if due_ms is not None and not incoming.private:
                self._paces.take_back(who)  # a group has heard it often enough, and nothing is kept of those in it
                receipt = Receipt()
            elif due_ms is not None:
                receipt = await self._put_off(incoming, due_ms)
            elif incoming.album and incoming.private:
                receipt = await self._gather(incoming)
            else:
                receipt = await self._turn(incoming)
        self._committed()
        return receipt

    async def bring_back(self, errand: Errand) -> None:
        """Take in a message that had been put off, or an album. Raises StorageError."""
        incoming = msgspec.json.decode(errand.body, type=Incoming)
        who = (incoming.channel, incoming.sender)
        async with self.counted(incoming), self._in_order(who):
            # One more part of an album may have come since the errand was read: then it is not due yet.
            current = await self._db.read(lambda: errands.by_id(errand.id))
            if current and current.due_ms <= self._clock():
                await self._turn(msgspec.json.decode(current.body, type=Incoming), errand.id)
            if errand.kind == LATER:
                self._paces.brought_back(who)
                self._waiting.pop((incoming.channel, incoming.update_id), None)
        self._committed()

    async def answer(self, errand: Errand, given: Given) -> None:
        """Take in what stood in a file that somebody gave as an answer. Raises StorageError."""
        fetching = Fetching.of(errand)
        incoming = fetching.incoming
        answer = FromFile(fetching.conversation_id, fetching.key, fetching.mark, given)
        async with self._in_order((incoming.channel, incoming.sender)):
            await self._turn(incoming, errand.id, answer)
        self._committed()

    async def park_unreadable(self, channel: str, update_id: str, raw: str, error: str) -> None:
        """Keep for staff what a channel could not read. Raises StorageError."""
        await self._db.write(lambda: park_unreadable(channel, update_id, raw, error, self._clock()))

    @asynccontextmanager
    async def counted(self, incoming: Incoming) -> AsyncIterator[None]:
        """While this lasts the message is on its way, and what closes at a minute waits for it (`handled_ms`)."""
        ticket = object()
        self._open[ticket] = incoming.at_ms
        try:
            yield
        finally:
            del self._open[ticket]

    @asynccontextmanager
    async def _in_order(self, who: Who) -> AsyncIterator[None]:
        queue = self._queues.setdefault(who, _Queue())
        queue.users += 1
        try:
            async with queue.lock:
                yield
        finally:
            queue.users -= 1
            if queue.users == 0:
                del self._queues[who]

    async def _turn(self, incoming: Incoming, errand_id: int | None = None, answer: FromFile | None = None) -> Receipt:
        now_ms = self._clock()

        progress = Progress()

        async def turn() -> Receipt:
            if errand_id is not None and not await errands.done(errand_id):
                return Receipt()  # erased meanwhile, with whoever sent it
            progress.conversation_id = 0
            return await take(incoming, self._house, now_ms, progress, answer)

        async def parking() -> Receipt:
            if errand_id is not None and not await errands.done(errand_id):
                return Receipt()
            return await park(incoming, self._house, error, progress.conversation_id, now_ms)

        try:
            return await self._db.write(turn)
        except StorageError:
            raise
        except Exception as problem:
            error = describe(problem)
            log.error("an update of channel %s was parked: %s", incoming.channel, error)
            return await self._db.write(parking)

    async def _gather(self, part: Incoming) -> Receipt:
        """Put a part of an album to those that came before it; the whole is brought back as one message."""

        async def gather() -> Receipt:
            now_ms = self._clock()
            if not await inbox.record(part.channel, part.update_id, now_ms):
                return Receipt(repeated=True)
            account = await accounts.arrive(part.channel, part.sender, part.language or "zh", now_ms)
            kind = f"{LATER}:{part.album}"
            begun = await errands.find(kind, account.id)
            if begun is None:
                whole = msgspec.structs.replace(part, update_id=f"{part.update_id}~", album="")
                await errands.add(kind, account.id, msgspec.json.encode(whole).decode(), now_ms + ALBUM_MS)
            else:
                whole = msgspec.json.decode(begun.body, type=Incoming)
                whole = msgspec.structs.replace(whole, files=(*whole.files, *part.files), text=whole.text or part.text)
                await errands.change(begun.id, msgspec.json.encode(whole).decode(), now_ms + ALBUM_MS)
            return Receipt()

        return await self._db.write(gather)

    async def _put_off(self, incoming: Incoming, due_ms: int) -> Receipt:
        who = (incoming.channel, incoming.sender)
        waiting = self._paces.waiting(who)
        again = msgspec.structs.replace(incoming, update_id=f"{incoming.update_id}~")
        say = _("您点得有点快，我一件一件来，请稍等一下。")

        async def put_off() -> Receipt:
            nonlocal waiting
            now_ms = self._clock()
            if not await inbox.record(incoming.channel, incoming.update_id, now_ms):
                return Receipt(repeated=True)
            account = await accounts.arrive(incoming.channel, incoming.sender, incoming.language or "zh", now_ms)
            if waiting > 1 and await errands.find(LATER, account.id) is None:
                waiting = 1  # what waited was erased with whoever sent it
            if waiting <= MOST_PUT_OFF:
                await errands.add(LATER, account.id, msgspec.json.encode(again).decode(), due_ms)
            if waiting == 1:  # said once, not for every message of the flood
                await post(incoming, account, [plain(say)], self._house, account.language, now_ms)
            return Receipt(toast=self._house.voice(account.language).say(say))

        kept = False
        try:
            receipt = await self._db.write(put_off)
            kept = not receipt.repeated and waiting <= MOST_PUT_OFF
        finally:
            if kept:
                self._paces.wait(who, waiting)
                self._waiting[again.channel, again.update_id] = (again.at_ms, due_ms)
            else:
                self._paces.take_back(who)
        return receipt
