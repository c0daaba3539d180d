"""The small interface behind which a database stands."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, Protocol, TypeAlias, TypeVar

from storage.sql import Query

T = TypeVar("T")
Work: TypeAlias = Callable[[], Coroutine[Query, Any, T]]
"""Makes a fresh coroutine that awaits nothing but queries. It may be run more than once; only one run counts."""


class StorageError(Exception):
    """The database could not do what was asked (disk full, read-only, corrupt). `str()` is one sentence for the operator."""


class Database(Protocol):
    """Runs work in transactions. Each `write` is all or nothing, and has reached the disk when it returns."""

    async def write(self, work: Work[T], *, patient: bool = False) -> T:
        """Run the work in a transaction of its own and return what it returns; its exception, after a rollback, otherwise.

        Nobody waits for `patient` work: it may be held back for a moment, to be committed together with other work.
        """

    async def read(self, work: Work[T]) -> T:
        """Run work that only reads, on one consistent snapshot, without waiting for writers."""

    async def backup(self, target: Path) -> None:
        """Write a consistent copy while others go on working."""

    async def tidy(self) -> None:
        """Let go of what was deleted: nothing of it stays in the files."""

    async def close(self) -> None:
        """Finish what is waiting, then close."""


class ForeignAwait(TypeError):
    """Work awaited something that is no query (a sleep, a lock, the network)."""

    def __init__(self, awaited: object) -> None:
        super().__init__(f"only queries can be awaited inside a transaction, not {type(awaited).__name__}")
        self.awaited = awaited
