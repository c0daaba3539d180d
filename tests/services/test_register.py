"""Registers: whatever the cells hold, each row says something of somebody or why not; names that may be of one human."""

from __future__ import annotations

import contextlib
import io
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from services.records.doubles import alike
from services.register import matching, reading
from services.register.reading import Given
from services.tables import Unreadable
from storage import people
from tests.services.conftest import Town

TODAY = date(2026, 11, 26)
CELLS = st.one_of(
    st.none(), st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20), st.integers(-(10**9), 10**12), st.booleans(),
    st.floats(allow_nan=False, allow_infinity=False), st.dates(date(1901, 1, 1)), st.datetimes(datetime(1901, 1, 1)),  # noqa: DTZ001  # a cell has no zone
    st.sampled_from(["张三", "3栋1单元502", "1950.3.8", "13800000001", "姓名", "无", "-"]),
)  # fmt: skip


def book(*rows: list[object]) -> bytes:
    """An Excel file with these rows."""
    made = Workbook()
    assert made.active is not None
    for row in rows:
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(CELLS, max_size=8), min_size=1, max_size=6))
def test_whatever_the_cells_hold_a_row_is_read_or_says_why_not(rows: list[list[object]]) -> None:
    head: list[object] = ["姓名", "楼栋", "单元", "房号", "住址", "出生日期", "电话"]
    found = None
    with contextlib.suppress(Unreadable):
        found = reading.read(book(head, *rows), TODAY)
    for line in found.lines if found else ():
        given_ = line.given
        assert line.trouble or given_.name
        assert not given_.born or date.fromisoformat(given_.born) <= TODAY
        assert not given_.room or given_.building


def test_too_many_rows_are_said_to_be_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_ROWS", 3)
    with pytest.raises(Unreadable, match="太大"):
        reading.read(book(["姓名"], ["张一"], ["张二"], ["张三"]), TODAY)


@pytest.mark.parametrize(
    ("one", "other", "yes"),
    [
        ("张汉梅", "张汉梅", True), ("张汉梅", "汉梅", True), ("张汉梅", "梅阿姨", True), ("张汉梅", "Zhang Hanmei", True), ("张汉梅", "", True),
        ("王大山", "王小宝", False), ("王大山", "刘桂芳", False), ("张汉梅", "章汉美", True),
    ],
)  # fmt: skip
def test_names_that_may_be_of_one_human(one: str, other: str, yes: bool) -> None:
    assert alike(one, other) == yes and alike(other, one) == yes


def test_two_of_one_name_at_one_door_are_for_a_human_to_tell_apart(town: Town) -> None:
    for _one in range(2):
        person_id = town.person("张伟", chat=False)
        town.do(people.set_home(person_id, "3", "1", "502"))
    found = town.do(matching.match(town.community_id, Given("张伟", building="3", unit="1", room="502")))
    assert (found.what, found.choice, len(found.people)) == ("ask", "skip", 2)


def test_who_has_another_birthday_is_somebody_else(town: Town) -> None:
    town.person("张伟", chat=False, born=date(1950, 3, 8))
    assert town.do(matching.match(town.community_id, Given("张伟", born="1960-01-01"))).what == "new"
    assert town.do(matching.match(town.community_id, Given("张伟"))).what == "ask"


def test_somebody_elsewhere_is_nobody_here(town: Town) -> None:
    person_id = town.person("张伟", chat=False, phone="13800000001")
    town.connection.execute("INSERT INTO community (slug, name) SELECT 'other', '别处' WHERE 1")
    town.connection.execute(
        "UPDATE person SET community_id = (SELECT id FROM community WHERE slug = 'other') WHERE id = ?", (person_id,)
    )
    assert town.do(matching.match(town.community_id, Given("张伟", phone="13800000001"))).what == "new"
