"""Excel files as a page offers them, written row by row: however long they are, only a piece of them is in memory."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO, TypeAlias

from language.catalogue import Voice
from language.text import Saying, Value
from services import sheets
from storage.database import Database
from storage.sql import Query

Cell: TypeAlias = Value | float
CHUNK = 500
"""Rows that a `Rows` should read at a time."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows of a table, and from where to read on; None at its end."""

    rows: Sequence[Sequence[Cell]]
    after: Any = None


Rows: TypeAlias = Callable[[Any], Coroutine[Query, Any, Chunk]]
"""Reads the rows behind a key (None: the first ones)."""


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet. `rows` is all there are, or reads them piece by piece."""

    title: Saying
    columns: Sequence[Saying]
    rows: Sequence[Sequence[Cell]] | Rows


@dataclass(frozen=True, slots=True)
class Download:
    """A file to save: its name without an ending, and its sheets."""

    name: Saying
    tables: Sequence[Table]


async def write(download: Download, db: Database, voice: Voice, made: datetime) -> BinaryIO:
    """The workbook in a temporary file, read from its start. Each piece of a long table is read by itself, and written beside the loop."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  # whoever sends it closes it
    book = sheets.Stream(made)
    try:
        for table in download.tables:
            await _fill(book, table, db, voice)
    except BaseException:
        book.abandon()
        file.close()
        raise
    await asyncio.to_thread(book.finish, file)
    file.seek(0)
    return file


async def _fill(book: sheets.Stream, table: Table, db: Database, voice: Voice) -> None:
    chunk = await _read(db, table.rows, None)
    await asyncio.to_thread(_begin, book, table, chunk.rows, voice)
    while chunk.after is not None:
        chunk = await _read(db, table.rows, chunk.after)
        await asyncio.to_thread(_append, book, chunk.rows, voice)


async def _read(db: Database, rows: Sequence[Sequence[Cell]] | Rows, after: Any) -> Chunk:
    return await db.read(lambda: rows(after)) if callable(rows) else Chunk(rows)


def _begin(book: sheets.Stream, table: Table, first: Sequence[Sequence[Cell]], voice: Voice) -> None:
    rows = _said(first, voice)
    book.begin(voice.say(table.title), [voice.say(column) for column in table.columns], rows)
    for row in rows:
        book.row(row)


def _append(book: sheets.Stream, rows: Sequence[Sequence[Cell]], voice: Voice) -> None:
    for row in _said(rows, voice):
        book.row(row)


def _said(rows: Sequence[Sequence[Cell]], voice: Voice) -> list[list[sheets.Cell]]:
    return [[cell if isinstance(cell, int | float) else voice.say(cell) for cell in row] for row in rows]
