"""Files that staff send: read as a table where they are one, and refused in one sentence where they are not, whatever they claim."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from services import sheets, tables
from services.canteen.menu_reader import read_menu

TODAY = date(2026, 11, 26)


def excel(*rows: Sequence[object], title: str = "菜单") -> bytes:
    """An Excel file with these rows."""
    book = Workbook()
    assert book.active is not None
    book.active.title = title
    for row in rows:
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def refused(content: bytes) -> str:
    with pytest.raises(tables.Unreadable) as error:
        tables.as_text(content)
    return error.value.say.source


def test_an_excel_file_is_its_rows() -> None:
    content = excel(["日期", "A"], [datetime(2026, 11, 30), "番茄牛腩\n青菜 "], [None, 8.0], [None, None, "完"])  # noqa: DTZ001  # as Excel has it
    assert tables.as_text(content) == "日期\tA\n2026-11-30\t番茄牛腩；青菜\n\t8\n\t\t完"
    assert tables.is_table(content)


@pytest.mark.parametrize(
    "content",
    [
        excel(["日期", "星期", "套餐"], [date(2026, 11, 30), "星期一", "蒸蛋"], [date(2026, 12, 1), "星期二", "鱼"]),
        "日期,套餐\r\n周一,蒸蛋\r\n周二,鱼\r\n".encode("gb18030"),
        "\ufeff日期,套餐\n周一,蒸蛋\n周二,鱼\n".encode(),
        "日期;套餐\n周一;蒸蛋\n周二;鱼\n".encode(),
        "周一\t蒸蛋\n周二\t鱼".encode("utf-16"),
        "周一：蒸蛋\n周二：鱼".encode(),
    ],
    ids=["xlsx", "csv of Windows", "csv with a mark", "csv of a German Excel", "text of an old Excel", "txt"],
)
def test_a_menu_is_read_from_any_of_the_files_that_offices_have(content: bytes) -> None:
    assert tables.is_table(content)
    found = read_menu(tables.as_text(content), TODAY, [])
    assert [(day.day.isoformat(), day.dishes) for day in found.days] == [("2026-11-30", ("蒸蛋",)), ("2026-12-01", ("鱼",))]
    assert found.troubles == ()


def test_a_formula_is_never_computed() -> None:
    assert tables.as_text(excel(["周一", "=1+1", "蒸蛋"])) == "周一\t\t蒸蛋"
    kept = sheets.book([sheets.Table("菜单", ["周一", "=1+1"], [])], datetime(2026, 11, 1, tzinfo=UTC))
    assert tables.as_text(kept) == "周一\t=1+1", "as a text it is one"


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"x" * (tables.MOST_BYTES + 1), "太大了"),
        (b"\xd0\xcf\x11\xe0 old", "旧版 Excel"),
        (b"PK\x03\x04 broken", "打不开"),
        (zipped(word=b"a letter"), "打不开"),
        (zipped(bomb=b"\0" * (tables.MOST_UNPACKED + 1)), "太大了"),
        (zipped(**{"xl/sharedStrings.xml": b"<si/>" * (tables.MOST_BESIDE // 5 + 1)}), "太大了"),
        (zipped(**{f"part{n}": b"" for n in range(tables.MOST_PARTS + 1)}), "太大了"),
        (excel(), "没有内容"),
        (excel(*[["长" * 150] for _n in range(190)]), "太大了"),
        (b"  \n", "没有内容"),
        (b"\x89PNG\r\n\x1a\n picture", "看不懂"),
        (b"%PDF-1.4 \x00\x01\x02", "看不懂"),
    ],
)
def test_what_is_no_table_is_refused_in_one_sentence(content: bytes, says: str) -> None:
    assert says in refused(content)


def test_a_sheet_without_end_is_read_as_far_as_a_menu_goes() -> None:
    rows = tables.as_text(excel(*[["周一", *["蛋"] * 50] for _n in range(300)])).splitlines()
    assert (len(rows), len(rows[0].split("\t"))) == (tables.MOST_ROWS, tables.MOST_COLUMNS)


@pytest.mark.parametrize("content", [b"", b"<svg/>", b"MZ\x90\0 a program", b"x" * (tables.MOST_BYTES + 1)])
def test_the_page_takes_no_other_files(content: bytes) -> None:
    assert not tables.is_table(content)


@given(st.one_of(st.binary(max_size=300), st.binary(max_size=300).map(lambda some: b"PK\x03\x04" + some)))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with contextlib.suppress(tables.Unreadable):
        assert isinstance(tables.as_text(content), str)


def test_a_file_cannot_reach_other_files(tmp_path: Path) -> None:
    """An external entity in a sheet's XML names a file of the house; it is not read."""
    secret = tmp_path / "secret"
    secret.write_text("秘密", encoding="utf-8")
    content = excel(["周一", "蒸蛋"])
    out = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as old, ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name.endswith("sheet1.xml"):
                part = f'<!DOCTYPE a [<!ENTITY x SYSTEM "file://{secret}">]>'.encode() + part.replace("蒸蛋".encode(), b"&x;")
            if name.endswith("sharedStrings.xml"):
                part = f'<!DOCTYPE a [<!ENTITY x SYSTEM "file://{secret}">]>'.encode() + part.replace("蒸蛋".encode(), b"&x;")
            new.writestr(name, part)
    with contextlib.suppress(tables.Unreadable):
        assert "秘密" not in tables.as_text(out.getvalue())
