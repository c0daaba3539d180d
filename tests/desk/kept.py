"""The database of a story as it stood at one moment: whether anything was changed since, what, and back to it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from tests.desk.house import DeskHouse

Row: TypeAlias = dict[str, Any]
SELVES = "sqlite_sequence", "alembic_version"


class Kept:
    """A moment to which the house can be put back. `folder` is for the copy."""

    def __init__(self, house: DeskHouse, folder: Path) -> None:
        self.house = house
        self._copy = folder / "kept.db"
        self._watching = sqlite3.connect(house.world.path)
        self._was = 0
        self.keep()

    def keep(self) -> None:
        """This moment from now on."""
        with closing(sqlite3.connect(self.house.world.path)) as now, closing(sqlite3.connect(self._copy)) as copy:
            now.backup(copy)
        self._was = self._version()

    @property
    def changed(self) -> bool:
        """Whether anybody has written anything into the database since."""
        return self._version() != self._was

    def touched(self) -> Iterator[tuple[str, Row]]:
        """Every row that came, went or is another one since, by its table."""
        with closing(sqlite3.connect(self._copy)) as copy:
            for table in _tables(copy):
                before, after = _rows(copy, table), _rows(self._watching, table)
                for key in before.keys() ^ after.keys():
                    yield table, before.get(key) or after[key]

    async def put_back(self) -> None:
        """Everything as it was."""
        await self.house.db._writer.hop(self._put_back)  # type: ignore[attr-defined]
        self._was = self._version()

    def close(self) -> None:
        """Look no more."""
        self._watching.close()

    def _version(self) -> int:
        found: int = self._watching.execute("PRAGMA data_version").fetchone()[0]
        return found

    def _put_back(self, connection: sqlite3.Connection) -> None:
        with closing(sqlite3.connect(self._copy)) as kept:
            kept.backup(connection)


class Belongings:
    """To which communities a row belongs: its own, and those of what it is about."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path)
        self._about = {table: _references(self._db, table) for table in _tables(self._db)}

    def of(self, table: str, row: Row) -> frozenset[int]:
        """The communities of this row."""
        found = {int(row["community_id"])} if row.get("community_id") else set()
        for column, other in self._about[table]:
            if row.get(column) is not None and column != "community_id":
                found |= self._of_id(other, row[column])
        return frozenset(found)

    def about(self, table: str, key: int) -> dict[str, int]:
        """What a row is about, and what that is about, by tables."""
        found = {table: key}
        cursor = self._db.execute(f"SELECT * FROM {table} WHERE id = ?", [key])
        row = _named(cursor, cursor.fetchone())
        for column, other in self._about[table]:
            if row.get(column) is not None and other not in found:
                found = self.about(other, row[column]) | found
        return found

    @cache  # noqa: B019  # as long as the story
    def _of_id(self, table: str, key: Any) -> frozenset[int]:
        if table == "community":
            return frozenset({int(key)})
        cursor = self._db.execute(f"SELECT * FROM {table} WHERE id = ?", [key])
        found = cursor.fetchone()
        return self.of(table, _named(cursor, found)) if found else frozenset()

    def close(self) -> None:
        """Look no more."""
        self._db.close()


def _tables(db: sqlite3.Connection) -> list[str]:
    named = db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return [name for (name,) in named if name not in SELVES]


def _references(db: sqlite3.Connection, table: str) -> list[tuple[str, str]]:
    return [(column, other) for _id, _seq, other, column, *_rest in db.execute(f"PRAGMA foreign_key_list({table})")]


def _rows(db: sqlite3.Connection, table: str) -> dict[tuple[Any, ...], Row]:
    cursor = db.execute(f"SELECT * FROM {table}")
    return {row: _named(cursor, row) for row in cursor}


def _named(cursor: sqlite3.Cursor, row: tuple[Any, ...]) -> Row:
    return dict(zip((column for column, *_rest in cursor.description), row, strict=True))
