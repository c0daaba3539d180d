"""A crash at every boundary, in process.

The process dies before any statement that the database is asked for, begin and commit included, in the turn as in the sender's
notes; after the commit of a turn and before anybody hears of it; after a message was sent and before that is written down. Dying
means: the connection is dropped with its transaction open, and everything in memory is thrown away. Then the service starts again,
and the platform delivers again what was not acknowledged.

What this may change for people, and nothing else: a message that was sent and not written down is sent again, the same word for
word; and a toast may be lost.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, Self, TypeVar, cast

from conversation.turn import Receipt
from language.message import Incoming
from reminders.channel import Delivery
from storage.sqlite import Hopper, SQLite
from tests.conversations.phones import Phones
from tests.conversations.plain import Engine, PlainChannel
from tests.conversations.world import Works, World

T = TypeVar("T")

Boundary = int | str
"""How many statements are still done, or the statement before which the process dies."""


class Crash(BaseException):
    """The process is no more."""


@dataclass
class Fuse:
    """Burns down with each statement. `at` is None while it is not lit."""

    at: Boundary | None = None
    dead: bool = False
    crashes: int = 0
    blown: asyncio.Event = field(default_factory=asyncio.Event)
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.get_running_loop)

    def burn(self, statement: str) -> None:
        """One more statement. Raises Crash."""
        if self.dead or statement == self.at or self.at == 0:
            if not self.dead:
                self.dead = True
                self.crashes += 1
                self.loop.call_soon_threadsafe(self.blown.set)
            raise Crash
        if isinstance(self.at, int):
            self.at -= 1


class Fragile:
    """A connection that is dropped when the fuse is blown."""

    def __init__(self, connection: sqlite3.Connection, fuse: Fuse) -> None:
        self._connection = connection
        self._fuse = fuse

    def execute(self, statement: str, *parameters: Any) -> sqlite3.Cursor:
        """Execute a statement, unless the process dies before it."""
        try:
            self._fuse.burn(statement)
        except Crash:
            self._connection.close()
            raise
        return self._connection.execute(statement, *parameters)

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        return not self._fuse.dead and self._connection.in_transaction


class Doomed(Hopper):
    """The writer of a process that will die."""

    fuse: Fuse

    async def hop(self, function: Callable[[sqlite3.Connection], T]) -> T:
        return await super().hop(lambda connection: function(cast(sqlite3.Connection, Fragile(connection, self.fuse))))


class Witness(PlainChannel):
    """Shows a message once, however often it is sent, and sees to it that it is sent again only after a crash, word for word."""

    def __init__(self, phones: Phones, fuse: Fuse) -> None:
        super().__init__(phones)
        self.fuse = fuse
        self._sent: dict[int, tuple[Delivery, int, str]] = {}

    async def deliver(self, delivery: Delivery) -> str:
        if self.fuse.dead:
            raise Crash
        known = self._sent.get(delivery.id)
        if known is None:
            ref = await super().deliver(delivery)
        else:
            before, crashes_then, ref = known
            assert delivery == before, "what is sent again is the same, word for word"
            assert self.fuse.crashes > crashes_then, "nothing is sent again without a crash in between"
        self._sent[delivery.id] = delivery, self.fuse.crashes, ref
        return ref


class Crashing(Engine):
    """Dies at some boundaries of each act; see `EveryBoundary` for all."""

    lacks = ("flood",)

    def __init__(self, world: World, db: SQLite) -> None:
        super().__init__(world, db)
        self.fuse = Fuse()
        self.channel = Witness(self.phones, self.fuse)
        self._before = asyncio.all_tasks()
        # Tasks of a dead process end with errors that nobody will ever ask for.
        asyncio.get_running_loop().set_exception_handler(lambda _loop, _context: None)

    @classmethod
    @asynccontextmanager
    async def open(cls, world: World) -> AsyncIterator[Self]:
        """The service, started."""
        async with super().open(world) as crashing:
            await crashing.restart()
            yield crashing

    def boundaries(self) -> Iterable[Boundary]:
        """Where to die, one after the other, until what is done gets through."""
        return (self.fuse.crashes * 5 % 29, "COMMIT")

    async def deliver(self, incoming: Incoming) -> Receipt:
        for boundary in self.boundaries():
            self.fuse.at = boundary
            try:
                receipt = await self.works.intake.receive(incoming)
                break
            except BaseException:
                if not self.fuse.dead:
                    raise
                await self.restart()  # whatever the dying process still said of it
        else:
            receipt = await self.works.intake.receive(incoming)
        self.flash(incoming, receipt)  # lost with the crash that follows; written down to compare
        self.fuse.crashes += 1
        await self.restart()
        assert await self.works.intake.receive(incoming) == Receipt(repeated=True)
        return receipt

    async def settle(self) -> None:
        for boundary in self.boundaries():
            self.fuse.at = boundary
            if await self._settled():
                return
            await self.restart()
        await super().settle()

    async def _settled(self) -> bool:
        """Whether everything was settled before the process died."""
        settling = asyncio.create_task(self.works.settle())
        dying = asyncio.create_task(self.fuse.blown.wait())
        await asyncio.wait([settling, dying], return_when=asyncio.FIRST_COMPLETED)
        dying.cancel()
        if self.fuse.dead:
            return False
        self.fuse.at = None
        await settling
        return True

    async def restart(self) -> None:
        """What is left of the old process goes, and a new one starts on what the disk holds."""
        await self.db.close()
        victims = asyncio.all_tasks() - self._before - {asyncio.current_task()}
        for victim in victims:
            victim.cancel()
        await asyncio.gather(*victims, return_exceptions=True)
        self.fuse.at, self.fuse.dead = None, False
        self.fuse.blown.clear()
        self.db = await _open(self.world.path, self.fuse)
        self.works = Works(self.world, self.db, self.channel)
        await self.works.intake.restore()


class EveryBoundary(Crashing):
    """Dies before each statement of each act, one after the other."""

    def boundaries(self) -> Iterable[Boundary]:
        return count()


async def _open(path: Path, fuse: Fuse) -> SQLite:
    writer = await Doomed.open(path, "rwc")
    assert isinstance(writer, Doomed)
    writer.fuse = fuse
    return SQLite(writer, [await Hopper.open(path, "ro")], patience_s=0)
