"""Statements, and how a function asks for one without knowing the database.

A storage function awaits `STATEMENT.one(...)`. That *yields* a `Query` to whoever drives the coroutine: SQLite's own thread
(`storage.sqlite`) drives it with `send()`, so a whole turn of many statements is one hop; a driver beside asyncpg can await
each query instead. The functions, and their SQL, are the same.

The SQL is the part that SQLite and PostgreSQL share (the test suite prepares every statement on both). Every statement is made
by `sql()` at import time and so is known to `STATEMENTS`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Sequence
from typing import Any, TypeAlias, TypeVar

T = TypeVar("T")
Row: TypeAlias = Sequence[Any]

STATEMENTS: list[Statement] = []


class Query:
    """A statement with its parameters, on its way to the database. Awaiting it returns the rows."""

    __slots__ = ("params", "statement")

    def __init__(self, statement: Statement, params: dict[str, Any]) -> None:
        self.statement = statement
        self.params = params

    def __await__(self) -> Generator[Query, list[Row], list[Row]]:
        return (yield self)


class Statement:
    """One named-parameter statement. `writes` tells a change from a read."""

    __slots__ = ("text", "writes")

    def __init__(self, text: str) -> None:
        self.text = text
        self.writes = re.match(r"\s*(SELECT|WITH)\b", text) is None
        STATEMENTS.append(self)

    async def all(self, make: Callable[..., T], /, **params: Any) -> list[T]:
        """Every row, each made into a value by `make(*columns)`."""
        return [make(*row) for row in await Query(self, params)]

    async def one(self, make: Callable[..., T], /, **params: Any) -> T | None:
        """The first row made into a value, or None where there is none."""
        rows = await Query(self, params)
        return make(*rows[0]) if rows else None

    async def value(self, **params: Any) -> Any:
        """The first column of the first row, or None where there is none."""
        rows = await Query(self, params)
        return rows[0][0] if rows else None

    async def run(self, **params: Any) -> bool:
        """Whether the statement returned a row: with RETURNING, whether it changed anything."""
        return bool(await Query(self, params))


def sql(text: str) -> Statement:
    """Declare a statement. Called at import time only."""
    return Statement(text)
