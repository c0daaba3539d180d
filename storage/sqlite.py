"""SQLite behind the Database interface: one writer, shared commits, and read-only connections beside it.

A turn is many statements, and each awaited statement would cost a trip to aiosqlite's thread and back. So a whole coroutine of
queries travels in one hop and is driven there with `send()`. Everything that waits while the thread is busy goes in the next hop
together and shares its commit; each piece of work has a savepoint of its own, so that one that fails rolls back alone.
"""

from __future__ import annotations

import asyncio
import contextvars
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import aiosqlite

from storage import migrations
from storage.database import Database, ForeignAwait, StorageError, Work
from storage.sql import Query, Row

T = TypeVar("T")

MOST_IN_A_BATCH = 128
"""Keeps the longest wait behind a batch short, and the memory of its answers small."""
READERS = 2
PATIENCE_S = 0.015
"""How long patient work waits for somebody to share a commit with: a few times what a commit takes."""
BUSY_MS = 10_000
TIDY_MS = 100


class Hopper(aiosqlite.Connection):
    """A connection that takes a whole function to its thread."""

    async def hop(self, function: Callable[[sqlite3.Connection], T]) -> T:
        """Run `function` with the bare connection in this connection's thread."""
        result: T = await self._execute(function, self._conn)  # type: ignore[no-untyped-call]  # aiosqlite has no public way
        return result

    @classmethod
    async def open(cls, path: Path, mode: str) -> Hopper:
        """Connect. `mode` is "rwc" for the writer, "ro" for a reader."""
        hopper = cls(lambda: _connect(path, mode), iter_chunk_size=64)
        await hopper
        return hopper


@dataclass(eq=False)
class _Job:
    work: Work[Any]
    future: asyncio.Future[Any]
    context: contextvars.Context = field(default_factory=contextvars.copy_context)
    result: Any = None
    error: BaseException | None = None

    def run(self, connection: sqlite3.Connection) -> None:
        self.result, self.error = self.context.run(drive, connection, self.work), None

    def settle(self) -> None:
        if self.future.done():
            return
        if self.error is None:
            self.future.set_result(self.result)
        else:
            self.future.set_exception(self.error)


def drive(connection: sqlite3.Connection, work: Work[T]) -> T:
    """Run a coroutine of queries to its end on this connection, in this thread.

    Raises ForeignAwait at the first thing awaited that is no query. Each statement is fetched whole: a half-read RETURNING would
    leave the connection stuck.
    """
    coroutine = work()
    rows: list[Row] | None = None
    try:
        while True:
            query = coroutine.send(rows)
            if not isinstance(query, Query):
                raise ForeignAwait(query)
            rows = connection.execute(query.statement.text, query.params).fetchall()
    except StopIteration as stop:
        result: T = stop.value
        return result
    finally:
        coroutine.close()


class SQLite(Database):
    """The embedded database: a file, one writer, `READERS` read-only connections. Made by `open`."""

    def __init__(self, writer: Hopper, readers: list[Hopper], patience_s: float = PATIENCE_S) -> None:
        self._writer = writer
        self._patience_s = patience_s
        self._idle: asyncio.Queue[Hopper] = asyncio.Queue()
        self._readers = readers
        for reader in readers:
            self._idle.put_nowait(reader)
        self._waiting: list[_Job] = []
        self._draining: asyncio.Task[None] | None = None
        self._patience: asyncio.TimerHandle | None = None

    @classmethod
    async def open(cls, path: Path, patience_s: float = PATIENCE_S) -> SQLite:
        """Open the database at `path`, made and migrated as needed. Raises StorageError with what to do about it.

        `patience_s` is how long patient work waits for company: where nobody measures, 0 spares the wait.
        """
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            await asyncio.to_thread(migrations.upgrade, path)
            writer = await Hopper.open(path, "rwc")
            readers = [await Hopper.open(path, "ro") for _ in range(READERS)]
        except (OSError, sqlite3.Error) as error:
            raise _explained(error) from error
        return cls(writer, readers, patience_s)

    async def write(self, work: Work[T], *, patient: bool = False) -> T:
        loop = asyncio.get_running_loop()
        job = _Job(work, loop.create_future())
        self._waiting.append(job)
        if not patient:
            self._begin()
        elif self._draining is None and self._patience is None:
            self._patience = loop.call_later(self._patience_s, self._begin)
        # Shielded: a caller that is cancelled while it waits does not take back what it asked for.
        result: T = await asyncio.shield(job.future)
        return result

    def _begin(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None
        if self._draining is None and self._waiting:
            self._draining = asyncio.create_task(self._drain())

    async def _drain(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:MOST_IN_A_BATCH], self._waiting[MOST_IN_A_BATCH:]
                try:
                    await self._writer.hop(partial(_run_batch, batch))
                except BaseException as error:
                    for job in batch:
                        job.error = error
                    if isinstance(error, asyncio.CancelledError):
                        raise
                finally:
                    for job in batch:
                        job.settle()
        finally:
            self._draining = None

    async def read(self, work: Work[T]) -> T:
        reader = await self._idle.get()
        try:
            context = contextvars.copy_context()
            return await asyncio.shield(asyncio.ensure_future(reader.hop(lambda c: context.run(_snapshot, c, work))))
        except sqlite3.DatabaseError as error:
            raise _explained(error) from error
        finally:
            self._idle.put_nowait(reader)

    async def backup(self, target: Path) -> None:
        await backup(self._readers[0], target)

    async def tidy(self) -> None:
        # Freed pages are zeroed (secure_delete); what the log still holds of them goes when it is emptied.
        await self._writer.hop(_empty_log)

    async def close(self) -> None:
        self._begin()
        while self._draining is not None:
            await asyncio.wait([self._draining])
        for connection in [*self._readers, self._writer]:
            await connection.close()


async def backup(source: Hopper, target: Path) -> None:
    """Copy a live database to the new file `target`, consistently. Raises StorageError where the copy cannot be written."""
    if target.exists():
        raise StorageError(f"{target} exists already; name a new file for the backup")
    try:
        target.touch(mode=0o600)
        copy = await asyncio.to_thread(sqlite3.connect, target, check_same_thread=False)
        try:
            await source.hop(lambda connection: connection.backup(copy))
            copy.execute("PRAGMA journal_mode = DELETE")
        finally:
            copy.close()
    except (OSError, sqlite3.Error) as error:
        target.unlink(missing_ok=True)
        raise _explained(error) from error


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None, cached_statements=512
    )
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    connection.execute("PRAGMA foreign_keys = ON")
    if mode == "ro":
        connection.execute("PRAGMA query_only = ON")
    else:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")  # erased is erased: freed pages are zeroed
    return connection


def _snapshot(connection: sqlite3.Connection, work: Work[T]) -> T:
    connection.execute("BEGIN")
    try:
        return drive(connection, work)
    finally:
        connection.execute("ROLLBACK")


def _run_batch(jobs: list[_Job], connection: sqlite3.Connection) -> None:
    """Run the jobs in one transaction, a savepoint each. Where the transaction is lost, none counts: each is run again alone."""
    if len(jobs) == 1 or not _run_together(connection, jobs):
        for job in jobs:
            _run_alone(connection, job)


def _run_together(connection: sqlite3.Connection, jobs: list[_Job]) -> bool:
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.Error as error:  # another program writes: alone, each of them would wait as long again
        for job in jobs:
            job.error = _contained(error)
        return True
    try:
        for job in jobs:
            connection.execute("SAVEPOINT job")
            try:
                job.run(connection)
            except BaseException as error:
                if not connection.in_transaction:  # a full disk rolls back everything, savepoints included
                    return False
                job.error = _contained(error)
                connection.execute("ROLLBACK TO job")
            connection.execute("RELEASE job")
        connection.execute("COMMIT")
    except sqlite3.Error:
        return False
    finally:
        _leave(connection)
    return True


def _run_alone(connection: sqlite3.Connection, job: _Job) -> None:
    try:
        connection.execute("BEGIN IMMEDIATE")
        job.run(connection)
        connection.execute("COMMIT")
    except BaseException as error:
        job.error = _contained(error)
    finally:
        _leave(connection)


def _leave(connection: sqlite3.Connection) -> None:
    """Never leave a transaction open, whatever was raised."""
    if connection.in_transaction:
        connection.execute("ROLLBACK")


def _empty_log(connection: sqlite3.Connection) -> None:
    """Empty the log, unless somebody reads for long just now: residents must not wait for that, and the next time will do."""
    connection.execute(f"PRAGMA busy_timeout = {TIDY_MS}")
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")


def _contained(error: BaseException) -> Exception:
    """The error as its caller gets it. An exit raised by one piece of work must not end the service.

    A statement that the schema forbids is a mistake in the work and not trouble with the disk: trying again would never help.
    """
    if isinstance(error, sqlite3.Error) and not isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError):
        return _explained(error)
    return error if isinstance(error, Exception) else RuntimeError(f"{type(error).__name__} inside a transaction")


def _explained(error: BaseException) -> StorageError:
    text = str(error)
    if isinstance(error, sqlite3.OperationalError) and "full" in text:
        return StorageError("the disk is full; free some space: nothing was lost, what could not be stored will be tried again")
    if "readonly" in text or "read-only" in text or isinstance(error, PermissionError):
        return StorageError(f"the database cannot be written ({text}); give the service's user the right to write its folder")
    if "malformed" in text or "not a database" in text:
        return StorageError(
            "the database file is damaged; stop the service and restore the latest backup (see README, Restore)"
        )
    if "unable to open" in text or isinstance(error, OSError):
        return StorageError(f"the database cannot be opened ({text}); check that its folder exists and may be written")
    return StorageError(f"the database refused: {text}")
