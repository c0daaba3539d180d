"""A database of any earlier version is brought to the newest, with everything that is in it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from storage import migrations

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


def _shape(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    return sorted(connection.execute("SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'").fetchall())
