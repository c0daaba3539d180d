"""Looking for cases costs the same however many there are: each search has an index of its own, and reads nothing else."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import case_files, case_grams, case_queue, cases, migrations
from storage.sql import Statement


@pytest.fixture
def database(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    migrations.upgrade(tmp_path / "linli.db")
    connection = sqlite3.connect(tmp_path / "linli.db")
    yield connection
    connection.close()


@pytest.mark.parametrize(
    ("statement", "index"),
    [
        (case_grams._WITH, "(community_id=? AND kind=? AND gram=?)"),
        (case_grams._NUMBER, "(community_id=? AND kind=? AND gram=?)"),
        (case_grams._DROP, "case_gram_by_case_id (case_id=?)"),
        (cases._OPEN_AT, "cases_by_community_id_kind_place_key (community_id=? AND kind=? AND place_key=?)"),
        (case_queue._AT, "cases_by_community_id_kind_place_key (community_id=? AND kind=? AND place_key=?)"),
        (case_files._USED, "case_file_by_blob (blob=?)"),
        (case_files._OF_EVENT, "case_file_by_event_id (event_id=?)"),
        (case_files._OF_CASE, "case_file_by_case_id_id (case_id=?)"),
    ],
)
def test_every_look_has_its_index(database: sqlite3.Connection, statement: Statement, index: str) -> None:
    names = ("community_id", "kind", "gram", "most", "case_id", "place_key", "blob", "event_id", "id")
    plan = [row[3] for row in database.execute(f"EXPLAIN QUERY PLAN {statement.text}", dict.fromkeys(names, 1))]
    assert any(index in step for step in plan), plan
    assert not any(step.startswith("SCAN") and "found" not in step for step in plan), plan
    assert statement in (cases._OPEN_AT, case_queue._AT) or not any("TEMP B-TREE" in step for step in plan), (
        plan
    )  # of one place, all are sorted
