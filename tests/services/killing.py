"""A kill in the middle of a transaction: the statement is never reached, and nothing of it happened."""

from __future__ import annotations

from collections.abc import Awaitable, Generator
from typing import Any, TypeVar

from storage.sql import Query

T = TypeVar("T")


class Killed(BaseException):
    """The process ended here."""


class _Doomed(Awaitable[T]):
    def __init__(self, work: Awaitable[T], after: int) -> None:
        self._work, self._after = work, after

    def __await__(self) -> Generator[Query, Any, T]:
        running = self._work.__await__()
        try:
            query = next(running)
            for _statement in range(self._after):
                query = running.send((yield query))
        except StopIteration as done:
            return done.value  # type: ignore[no-any-return]
        running.close()
        raise Killed


async def killed(work: Awaitable[T], after: int) -> T:
    """The work, which dies before its statement number `after` + 1. Raises Killed, unless it was done by then."""
    return await _Doomed(work, after)
