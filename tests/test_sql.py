"""Every statement of the house is one that SQLite and PostgreSQL both understand, and mean alike."""

from __future__ import annotations

import importlib
import io
import pkgutil
import sqlite3
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from alembic import command
from alembic.config import Config

import storage
from storage import migrations
from storage.sql import STATEMENTS
from tests.postgres import numbered

for module in pkgutil.iter_modules(storage.__path__, "storage."):
    importlib.import_module(module.name)

TEXTS = sorted({statement.text for statement in STATEMENTS})
UNDERSTOOD = {"int8", "int4", "text", "float8", "bool"}
"""Result types that reach Python as the same values SQLite gives. A sum or an average is `numeric` until it is cast."""


def postgres_schema() -> str:
    """The whole schema as PostgreSQL's own statements, from the same migrations."""
    script = io.StringIO()
    config = Config(output_buffer=script, attributes={"url": "postgresql://"})
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    command.upgrade(config, "head", sql=True)
    return script.getvalue()


@pytest.fixture
async def postgres(postgres_url: str) -> AsyncIterator[Any]:
    """A connection to a PostgreSQL that holds the schema, for as long as one test."""
    connection = await asyncpg.connect(postgres_url)
    try:
        await connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        await connection.execute(postgres_schema())
        yield connection
    finally:
        await connection.close()


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to an SQLite database that holds the schema."""
    migrations.upgrade(tmp_path / "linli.db", "head")
    connection = sqlite3.connect(tmp_path / "linli.db")
    yield connection
    connection.close()


async def refused_by_postgres(connection: Any, text: str) -> str:
    """Why this statement would not do on PostgreSQL; empty if it would."""
    translated, names = numbered(text)
    try:
        prepared = await connection.prepare(translated)
    except asyncpg.PostgresError as error:
        return f"{error}\n    {text}"
    narrow = [name for name, kind in zip(names, prepared.get_parameters(), strict=True) if kind.name in ("int2", "int4")]
    if narrow:  # `:now_ms - 1000` is a 32-bit number to PostgreSQL, and no time in ms fits into one
        return f"cast {narrow} to BIGINT\n    {text}"
    strange = [f"{a.name} ({a.type.name})" for a in prepared.get_attributes() if a.type.name not in UNDERSTOOD]
    return f"cast the result {strange}\n    {text}" if strange else ""


def refused_by_sqlite(connection: sqlite3.Connection, text: str) -> str:
    """Why SQLite would not take this statement; empty if it would."""
    try:
        connection.execute(f"EXPLAIN {text}", dict.fromkeys(numbered(text)[1]))
    except sqlite3.Error as error:
        return f"{error}\n    {text}"
    return ""


def test_there_are_statements_to_look_at() -> None:
    assert len(TEXTS) > 10


def test_sqlite_understands_every_statement(sqlite: sqlite3.Connection) -> None:
    refused = [why for text in TEXTS if (why := refused_by_sqlite(sqlite, text))]
    assert not refused, "\n".join(refused)


@pytest.mark.postgres
async def test_postgresql_understands_every_statement(postgres: Any) -> None:
    refused = [why for text in TEXTS if (why := await refused_by_postgres(postgres, text))]
    assert not refused, "\n".join(refused)


@pytest.mark.postgres
@pytest.mark.parametrize(
    "text",
    [
        "INSERT OR IGNORE INTO inbox (channel, update_id, received_ms) VALUES (:channel, :id, :now_ms)",
        "SELECT SUM(received_ms) FROM inbox",
        "SELECT 1 FROM inbox WHERE received_ms IS :now_ms",
        "SELECT 1 FROM inbox WHERE received_ms < 1000 * (1 + :days)",
        'SELECT 1 FROM inbox WHERE channel = "web"',
    ],
)
async def test_what_only_sqlite_understands_is_found(postgres: Any, sqlite: sqlite3.Connection, text: str) -> None:
    assert not refused_by_sqlite(sqlite, text)
    assert await refused_by_postgres(postgres, text)


@pytest.mark.postgres
async def test_what_only_postgresql_understands_is_found(postgres: Any, sqlite: sqlite3.Connection) -> None:
    text = "SELECT update_id FROM inbox WHERE channel = :channel FOR UPDATE"
    assert not await refused_by_postgres(postgres, text)
    assert refused_by_sqlite(sqlite, text)


@pytest.mark.parametrize(
    ("text", "translated", "names"),
    [
        ("SELECT :a", "SELECT $1", ["a"]),
        ("SELECT :b, :a, :b", "SELECT $1, $2, $1", ["b", "a"]),
        ("SELECT '08:30', '课:a', 'it''s :a'", "SELECT '08:30', '课:a', 'it''s :a'", []),
        ("SELECT x::text, (:a)::bigint", "SELECT x::text, ($1)::bigint", ["a"]),
        ("SELECT CAST(:end AS BIGINT) -- :not\n/* :this */", "SELECT CAST($1 AS BIGINT) -- :not\n/* :this */", ["end"]),
        ('SELECT days[1:2], days[a : b], "q:z"', 'SELECT days[1:2], days[a : b], "q:z"', []),
        ("SELECT '周三' WHERE s=:date", "SELECT '周三' WHERE s=$1", ["date"]),
    ],
)
def test_only_parameters_become_numbers(text: str, translated: str, names: list[str]) -> None:
    assert numbered(text) == (translated, names)
