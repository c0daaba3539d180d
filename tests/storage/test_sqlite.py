"""The edges of the hop: each of these was seen to go wrong once."""

from __future__ import annotations

import asyncio
import contextvars
import sqlite3
from collections.abc import AsyncIterator, Generator
from pathlib import Path

import pytest

from storage.database import ForeignAwait, StorageError
from storage.sql import sql
from storage.sqlite import BUSY_MS, TIDY_MS, SQLite
from tests.databases import fresh

_ADD = sql("INSERT INTO community (slug, name) VALUES (:slug, :name) RETURNING id")
_ALL = sql("SELECT slug FROM community ORDER BY id")
_BIG = sql("UPDATE community SET name = :name WHERE slug = :slug RETURNING id")


async def add(slug: str, name: str = "") -> int:
    return int(await _ADD.value(slug=slug, name=name))


async def slugs() -> list[str]:
    return await _ALL.all(str)


class Elsewhere:
    """What a sleep, a lock or a request looks like to whoever drives a coroutine by hand."""

    def __await__(self) -> Generator[None, None, None]:
        yield None


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[SQLite]:
    opened = await SQLite.open(fresh(tmp_path))
    yield opened
    await opened.close()


async def traced(db: SQLite) -> list[str]:
    """The statements that the writer runs from now on."""
    seen: list[str] = []
    await db._writer.hop(lambda connection: connection.set_trace_callback(seen.append))
    return seen


async def test_what_waits_together_shares_one_commit(db: SQLite) -> None:
    seen = await traced(db)
    await asyncio.gather(*(db.write(lambda n=n: add(f"c{n}")) for n in range(50)))  # type: ignore[misc]
    assert await db.read(slugs) == [f"c{n}" for n in range(50)]
    assert seen.count("COMMIT") == 1


async def test_patient_work_shares_the_commit_of_whoever_comes_next(db: SQLite) -> None:
    seen = await traced(db)
    patient = asyncio.create_task(db.write(lambda: add("patient"), patient=True))
    await asyncio.wait([patient], timeout=0)
    assert seen == [], "it waits for somebody to go with"
    await db.write(lambda: add("turn"))
    await patient
    assert await db.read(slugs) == ["patient", "turn"] and seen.count("COMMIT") == 1
    await db.write(lambda: add("alone"), patient=True)
    assert await db.read(slugs) == ["patient", "turn", "alone"], "and goes alone where nobody comes"


async def test_closing_lets_patient_work_finish(tmp_path: Path) -> None:
    db = await SQLite.open(fresh(tmp_path, "closing.db"))
    patient = asyncio.create_task(db.write(lambda: add("patient"), patient=True))
    await asyncio.wait([patient], timeout=0)
    await db.close()
    assert await patient == 1


async def test_one_that_fails_rolls_back_alone(db: SQLite) -> None:
    async def fails() -> None:
        await add("wrong")
        raise LookupError("no")

    results = await asyncio.gather(
        db.write(lambda: add("one")), db.write(fails), db.write(lambda: add("two")), return_exceptions=True
    )
    assert isinstance(results[1], LookupError)
    assert await db.read(slugs) == ["one", "two"]


async def test_a_full_disk_in_mid_batch_loses_only_what_does_not_fit(db: SQLite) -> None:
    def nearly_full(connection: sqlite3.Connection) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + 2}")

    await db.write(lambda: add("before"))
    await db._writer.hop(nearly_full)
    results = await asyncio.gather(
        db.write(lambda: add("small")),
        db.write(lambda: add("large", "好" * 200_000)),
        db.write(lambda: add("small too")),
        return_exceptions=True,
    )
    assert isinstance(results[1], StorageError) and "disk is full" in str(results[1])
    assert await db.read(slugs) == ["before", "small", "small too"]
    await db._writer.hop(lambda connection: connection.execute("PRAGMA max_page_count = 1073741823").fetchall())
    await db.write(lambda: add("large", "好" * 200_000))
    assert "large" in await db.read(slugs)


async def test_a_returning_statement_is_read_whole_and_leaves_nothing_half_open(db: SQLite) -> None:
    await db.write(lambda: add("one"))

    async def first_of_many() -> int:
        for n in range(5):
            await add(f"more{n}")
        return int(await _BIG.value(name="x", slug="one"))

    await db.write(first_of_many)
    await db.write(lambda: add("two"))
    assert len(await db.read(slugs)) == 7


async def test_a_base_exception_leaves_no_transaction_open_and_hurts_nobody_else(db: SQLite) -> None:
    async def exits() -> None:
        await add("gone")
        raise SystemExit(3)

    results = await asyncio.gather(db.write(exits), db.write(lambda: add("stays")), return_exceptions=True)
    assert isinstance(results[0], RuntimeError) and "SystemExit" in str(results[0])
    assert await db.read(slugs) == ["stays"]
    assert await db._writer.hop(lambda connection: connection.in_transaction) is False


async def test_a_cancelled_caller_still_commits(db: SQLite) -> None:
    asked = asyncio.create_task(db.write(lambda: add("asked")))
    await asyncio.wait([asked], timeout=0)  # it has been handed in
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    await db.write(lambda: add("next"))
    assert await db.read(slugs) == ["asked", "next"]


async def test_context_variables_travel_with_the_work(db: SQLite) -> None:
    language = contextvars.ContextVar("language", default="zh")

    async def spoken() -> str:
        await slugs()
        return language.get()

    async def visitor(code: str) -> str:
        language.set(code)
        return await db.write(spoken)

    assert list(await asyncio.gather(visitor("en"), visitor("zh"), visitor("fr"))) == ["en", "zh", "fr"]


async def test_work_that_awaits_something_else_is_named_and_undone(db: SQLite) -> None:
    async def sleeps() -> None:
        await add("gone")
        await Elsewhere()

    with pytest.raises(ForeignAwait, match="only queries"):
        await db.write(sleeps)
    assert await db.read(slugs) == []


async def test_readers_cannot_write(db: SQLite) -> None:
    with pytest.raises(StorageError, match="cannot be written"):
        await db.read(lambda: add("sneaky"))


async def test_a_long_report_reads_one_moment_while_writers_go_on(db: SQLite) -> None:
    await db.write(lambda: add("before"))

    loop = asyncio.get_running_loop()

    async def report() -> tuple[list[str], list[str]]:
        first = await slugs()
        # This runs in the reader's thread, in the middle of its reading: the writer is not held up by it.
        asyncio.run_coroutine_threadsafe(db.write(lambda: add("meanwhile")), loop).result(timeout=10)
        return first, await slugs()

    assert await db.read(report) == (["before"], ["before"])
    assert await db.read(slugs) == ["before", "meanwhile"]


async def test_a_backup_is_consistent_while_people_write(db: SQLite, tmp_path: Path) -> None:
    await asyncio.gather(*(db.write(lambda n=n: add(f"c{n}")) for n in range(20)))  # type: ignore[misc]
    copying = asyncio.create_task(db.backup(tmp_path / "copy.db"))
    for n in range(20, 40):
        await db.write(lambda n=n: add(f"c{n}"))  # type: ignore[misc]
    await copying

    restored = await SQLite.open(tmp_path / "copy.db")
    found = await restored.read(slugs)
    await restored.close()
    assert found == [f"c{n}" for n in range(len(found))] and len(found) >= 20
    with pytest.raises(StorageError, match="exists already"):
        await db.backup(tmp_path / "copy.db")


async def test_behind_another_program_that_writes_a_batch_waits_once_and_not_once_for_each(db: SQLite, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "linli.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    await db._writer.hop(lambda connection: connection.execute("PRAGMA busy_timeout = 1"))
    seen = await traced(db)
    results = await asyncio.gather(*(db.write(lambda n=n: add(f"c{n}")) for n in range(9)), return_exceptions=True)  # type: ignore[misc]
    assert all(isinstance(result, StorageError) for result in results)
    assert seen.count("BEGIN IMMEDIATE") == 1
    other.execute("ROLLBACK")
    other.close()
    await db.write(lambda: add("later"))
    assert await db.read(slugs) == ["later"]


async def test_tidying_up_waits_for_no_long_reading(db: SQLite, tmp_path: Path) -> None:
    await db.write(lambda: add("before"))
    report = sqlite3.connect(tmp_path / "linli.db", isolation_level=None)
    report.execute("BEGIN")
    report.execute("SELECT slug FROM community").fetchall()
    await db.write(lambda: add("after"))
    seen = await traced(db)
    await db.tidy()
    assert seen[0] == f"PRAGMA busy_timeout = {TIDY_MS}" and seen[-1] == f"PRAGMA busy_timeout = {BUSY_MS}"
    report.close()
    await db.tidy()
    assert (tmp_path / "linli.db-wal").stat().st_size == 0


@pytest.mark.parametrize("damage", ["not a database", "a folder"])
async def test_a_database_that_cannot_be_used_says_what_to_do(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "linli.db"
    if damage == "a folder":
        path.mkdir()
    else:
        path.write_bytes(b"this is not a database, whatever its name says" * 100)
    with pytest.raises(StorageError, match=r"restore the latest backup|cannot be opened"):
        await SQLite.open(path)
