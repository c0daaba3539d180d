"""Looking at the outbox costs the same however much waits: each search has an index of its own."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import migrations, outbox
from storage.sql import Statement


@pytest.fixture
def database(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    migrations.upgrade(tmp_path / "linli.db")
    connection = sqlite3.connect(tmp_path / "linli.db")
    yield connection
    connection.close()


def plan(database: sqlite3.Connection, text: str) -> list[str]:
    named = dict.fromkeys(("channel", "now_ms", "most", "morning_ms", "chat", "lane", "id", "cause"), 1)
    return [row[3] for row in database.execute(f"EXPLAIN QUERY PLAN {text}", named)]


def test_at_night_three_searches_find_what_may_be_said_without_reading_what_waits(database: sqlite3.Connection) -> None:
    steps = " | ".join(plan(database, outbox._DUE_AT_NIGHT.text))
    assert "outbox_by_channel_lane_id (channel=? AND lane=?)" in steps
    assert "outbox_by_channel_by_ms (channel=? AND by_ms<?)" in steps
    assert "outbox_by_channel_weight (channel=? AND weight=?)" in steps


def test_by_day_the_first_are_read_in_their_order(database: sqlite3.Connection) -> None:
    steps = plan(database, outbox._DUE.text)
    assert any("outbox_by_channel_lane_id (channel=?)" in step for step in steps)
    assert not any("TEMP B-TREE" in step for step in steps)


@pytest.mark.parametrize(
    ("statement", "index"),
    [
        (outbox._NEXT_DUE, "outbox_by_channel_due_ms (channel=? AND due_ms>?)"),
        (outbox._EXPIRE, "outbox_by_channel_until_ms (channel=? AND until_ms<?)"),
        (outbox._PARTS, "outbox_by_together_id (together_id=?)"),
        (outbox._OF_CHAT, "outbox_by_chat_channel_id"),
    ],
)
def test_every_other_look_has_its_index(database: sqlite3.Connection, statement: Statement, index: str) -> None:
    assert any(index in step for step in plan(database, statement.text))
