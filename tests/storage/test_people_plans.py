"""Looking for people costs the same however many there are: each search has an index of its own, and reads nothing else."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import doubles, finding, migrations, people
from storage.sql import Statement


@pytest.fixture
def database(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    migrations.upgrade(tmp_path / "linli.db")
    connection = sqlite3.connect(tmp_path / "linli.db")
    yield connection
    connection.close()


@pytest.mark.parametrize(
    ("statement", "indexes"),
    [
        (finding._BY_NAME, ("person_by_name_1", "person_by_name_2", "person_by_name_3")),
        (finding._BY_PHONE_END, ("person_by_phone_end",)),
        (finding._BY_SOUND, ("person_by_community_id_initials (community_id=? AND initials>? AND initials<?)",
                             "person_by_community_id_pinyin (community_id=? AND pinyin>? AND pinyin<?)")),
        (finding._BY_ROOM, ("person_by_community_id_room (community_id=? AND room=?)",)),
        (finding._BY_BUILDING, ("person_by_community_id_building (community_id=? AND building=?)",)),
        (people._NAMED, ("person_by_community_id_name (community_id=? AND name=?)",)),
        (people._SAME_DOOR, ("person_by_community_id_room (community_id=? AND room=?)",)),
        (finding._REACHED, ("person_id=?",)),
        (finding._AFTER, ("person_by_community_id (community_id=? AND rowid>?)",)),
        (doubles._PAIRS, ("person_by_community_id_name (community_id=? AND name=?", "person_by_phone (phone=?")),
        (finding._IN_ORDER, ("person_by_community_id_pinyin (community_id=?)",)),
    ],
)  # fmt: skip
def test_every_search_has_its_index(database: sqlite3.Connection, statement: Statement, indexes: tuple[str, ...]) -> None:
    names = ("community_id", "piece", "words", "first", "last", "most", "skip", "room", "building", "unit", "name", "no_chat",
             "no_consent", "after", "last", "holds")  # fmt: skip
    plan = [row[3] for row in database.execute(f"EXPLAIN QUERY PLAN {statement.text}", dict.fromkeys(names, 1))]
    for index in indexes:
        assert any(index in step for step in plan), plan
    assert not any(step.startswith("SCAN p") for step in plan), plan


def test_a_list_in_order_is_not_sorted_anew_for_each_page(database: sqlite3.Connection) -> None:
    names = ("community_id", "most", "skip", "building", "no_chat", "no_consent", "holds")
    for statement in (finding._IN_ORDER, finding._NEWEST):
        plan = [row[3] for row in database.execute(f"EXPLAIN QUERY PLAN {statement.text}", dict.fromkeys(names, 1))]
        assert not any("TEMP B-TREE" in step for step in plan), plan
