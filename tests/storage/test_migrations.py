"""A database of any earlier version is brought to the newest, with everything that is in it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from alembic import op
from alembic.config import Config
from alembic.script import ScriptDirectory

from storage import migrations
from storage.database import StorageError
from storage.sqlite import SQLite
from tests.databases import fresh

SCRIPTS = ScriptDirectory.from_config(
    Config(attributes={}, config_args={"script_location": str(Path(migrations.__file__).parent)})
)
VERSIONS = [script.revision for script in reversed(list(SCRIPTS.walk_revisions()))]


def test_the_head_that_a_start_looks_for_is_the_newest_file() -> None:
    assert SCRIPTS.get_current_head() == migrations.HEAD


@pytest.mark.parametrize("version", VERSIONS)
def test_every_earlier_version_is_upgraded_with_its_data(tmp_path: Path, version: str) -> None:
    path = tmp_path / "old.db"
    migrations.upgrade(path, version)
    with sqlite3.connect(path) as old:
        old.execute("INSERT INTO person (name, created_ms) VALUES ('张汉梅', 1)")
        old.execute("INSERT INTO account (person_id, channel, external_id, seen_ms) VALUES (1, 'web', 'a', 1)")
        old.execute("INSERT INTO conversation (account_id, flow, touched_ms) VALUES (1, 'sign_up', 1)")
    old.close()
    migrations.upgrade(path)
    new = sqlite3.connect(path)
    assert new.execute("SELECT name, channel, flow FROM person p JOIN account a ON a.person_id = p.id"
                       " JOIN conversation c ON c.account_id = a.id").fetchall() == [("张汉梅", "web", "sign_up")]  # fmt: skip
    assert new.execute("PRAGMA foreign_key_check").fetchall() == []
    fresh = tmp_path / "fresh.db"
    migrations.upgrade(fresh)
    assert _shape(new) == _shape(sqlite3.connect(fresh))
    new.close()


def test_names_that_were_known_before_are_found_by_their_sound(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    migrations.upgrade(path, "0008")
    with sqlite3.connect(path) as old:
        old.execute("INSERT INTO person (name, created_ms) VALUES ('单汉梅', 1), ('', 1)")
        old.execute("INSERT INTO person (name, created_ms, erased_ms) VALUES ('deadbeef', 1, 1)")
    old.close()
    migrations.upgrade(path)
    new = sqlite3.connect(path)
    assert new.execute("SELECT initials, pinyin FROM person ORDER BY id").fetchall() == [
        ("shm", "shanhanmei"),
        ("", ""),
        ("", ""),
    ]
    new.close()


def test_a_kill_in_the_middle_leaves_nothing_half_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "killed.db"
    create = op.create_table

    def killed(name: str, *items: object, **options: object) -> object:
        if name == "conversation":
            raise KeyboardInterrupt
        return create(name, *items, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(op, "create_table", killed)
    with pytest.raises(KeyboardInterrupt):
        migrations.upgrade(path)
    monkeypatch.undo()
    migrations.upgrade(path)
    assert migrations.version(path) == migrations.HEAD


def test_a_database_of_a_later_program_says_what_to_do(tmp_path: Path) -> None:
    path = fresh(tmp_path)
    with sqlite3.connect(path) as later:
        later.execute("UPDATE alembic_version SET version_num = '9999'")
    later.close()
    with pytest.raises(StorageError, match="newer version"):
        migrations.upgrade(path)


async def test_a_database_that_cannot_be_upgraded_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    migrations.upgrade(path, VERSIONS[0])
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE course (title TEXT)")
    other.close()
    with pytest.raises(StorageError, match="refused"):
        await SQLite.open(path)
    assert migrations.version(path) == VERSIONS[0]


def _shape(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    return sorted(connection.execute("SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'").fetchall())
