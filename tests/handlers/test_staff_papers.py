"""Papers from the desk: what stands in the roster's sheet and on the poster, and what becomes of them."""

from __future__ import annotations

import io
import json
from typing import Any

import openpyxl
import pytest

from services import people
from services.calendar import DAY_MS
from services.posters import Code, poster
from services.sheets import Table
from services.sheets import book as made_book
from storage import roles
from tests.conversations.world import LINKS
from tests.handlers.desk import MONDAY, Office


def read(content: bytes) -> list[list[Any]]:
    """The cells of a sheet's file."""
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    return [list(row) for row in sheet.iter_rows(values_only=True)]


async def file(office: Office, name: str) -> bytes:
    """The bytes of the document of this name that was handed over."""
    bodies = [json.loads(body) for (body,) in office.rows("SELECT body FROM outbox ORDER BY id")]
    sheets = [body["document"] for body in bodies if isinstance(body.get("document"), dict)]
    assert sheets[-1]["name"] == name
    return await office.world.files.load(sheets[-1]["blob"])


async def booked(office: Office, who: str, course: int = 2) -> None:
    await office.says(who, f"/sign_up {course}")
    await office.taps(who, "我自己", "确认报名")


async def test_the_sheet_has_a_line_for_each_booking(office: Office) -> None:
    await office.happens("张汉梅 is known")
    await booked(office, "李荣珍")
    await booked(office, "张汉梅")
    await office.says("周丹丹", "/staff_export 2")
    head, first, second = read(await file(office, "剪纸 名单.xlsx"))
    assert head == ["序号", "姓名", "电话", "状态", "候补位", "陪同", "接送", "过敏", "报名时间"]
    assert first[:5] == [1, "李荣珍", "13800089726", "已报上", None]
    assert second[:5] == [2, "张汉梅", "13800078830", "候补", 1]
    assert first[8] == "11月23日 周一 09:00"
    assert "export roster" in office.acts()


async def test_what_a_resident_wrote_never_becomes_a_formula(office: Office) -> None:
    resident = await office.person("李荣珍")
    await office.engine.db.write(lambda: people.set_name(resident, '=HYPERLINK("http://bad","点我")'))
    await booked(office, "李荣珍")
    await office.says("周丹丹", "/staff_export 2")
    book = openpyxl.load_workbook(io.BytesIO(await file(office, "剪纸 名单.xlsx")))
    cell = book.active["B2"]  # type: ignore[index]  # a workbook just read has an active sheet
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


@pytest.mark.parametrize("words", ["=1+1", "+86 138", "-1", "@SUM(A1)", "\t=1"])
def test_text_that_looks_like_a_formula_stays_text(words: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(made_book([Table("名单", ["姓名"], [[words]])], MONDAY)))
    assert book.active is not None
    cell = book.active["A2"]
    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", words, True)


def test_a_formula_in_a_head_is_marked_too() -> None:
    book = openpyxl.load_workbook(io.BytesIO(made_book([Table("名单", ["=1+1", "姓名"], [])], MONDAY)))
    assert book.active is not None
    assert [(cell.data_type, cell.quotePrefix, cell.font.b) for cell in book.active[1]] == [
        ("s", True, True),
        ("s", False, True),
    ]


def test_every_cell_comes_back_as_it_was() -> None:
    rows: list[list[str | int | float]] = [
        ["<b>&amp;\"'", " 两边有空 ", "两\n行", "#N/A", "TRUE", "12月1日"],
        [1, 0, -3, 8.5, 12.35, 10**15],
        ["", "", "只有这里", "", "", "", "比表头还长"],
        ["长" * 40_000, "", "", "", "", ""],
    ]
    tables = [Table("名单", list("甲乙丙丁戊己"), rows), Table("名单", ["甲"], [["第二张"]])]
    first, second = openpyxl.load_workbook(io.BytesIO(made_book(tables, MONDAY))).worksheets
    assert (first.title, second.title) == ("名单", "名单1")
    assert [cell.data_type for cell in first[2]][:6] == ["s"] * 6
    read = [list(row) for row in first.iter_rows(min_row=2, values_only=True)]
    assert read[:2] == [[*rows[0], None], [*rows[1], None]]
    assert read[2] == [None, None, "只有这里", None, None, None, "比表头还长"]
    assert read[3][0] == "长" * 32_767, "Excel takes no more"
    assert second["A2"].value == "第二张"


def test_the_same_sheet_is_the_same_file() -> None:
    assert made_book([Table("名单", ["姓名"], [["王小宝"]])], MONDAY) == made_book(
        [Table("名单", ["姓名"], [["王小宝"]])], MONDAY
    )


def test_characters_that_no_sheet_can_hold_are_left_out() -> None:
    assert read(made_book([Table("周一[瑜伽]/\x00", ["姓名\x07"], [["王\x1f小\ufffe宝"]])], MONDAY)) == [["姓名"], ["王小宝"]]


async def test_a_sheet_with_peoples_numbers_does_not_lie_about_for_ever(office: Office) -> None:
    await booked(office, "李荣珍")
    await office.says("周丹丹", "/staff_export 2")
    content = await file(office, "剪纸 名单.xlsx")
    assert content
    office.world.now_ms += 7 * DAY_MS
    await office.engine.settle()
    with pytest.raises(LookupError):
        await file(office, "剪纸 名单.xlsx")


async def test_who_lost_the_role_before_the_sheet_was_made_does_not_get_it(office: Office) -> None:
    await booked(office, "李荣珍")
    await office.engine.says("周丹丹", "/staff_export 2", "")
    person_id = await office.person("周丹丹")
    await office.engine.db.write(lambda: roles.revoke(1, "staff", person_id))
    await office.engine.settle()
    assert office.shown("周丹丹").file == ""
    assert office.rows("SELECT COUNT(*) FROM errand") == [(0,)]


async def test_the_poster_is_a_page_that_prints_and_leads_to_the_class(office: Office) -> None:
    await office.says("周丹丹", "/staff_poster 1")
    page = (await file(office, "瑜伽 海报.html")).decode()
    assert "<h1>瑜伽</h1>" in page and "扫码报名" in page and "瑜伽室" in page and "A4" in page
    assert page.count("<svg") == 1
    assert "<script" not in page and "http://" not in page.replace("http://www.w3.org", "")


async def test_without_an_address_the_desk_says_what_to_do(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LINKS, "web", "")
    answer = await office.says("周丹丹", "/staff_poster 1")
    assert "public_url" in answer.text


def test_a_title_cannot_break_the_page() -> None:
    page = poster(
        "<script>alert(1)</script>", ["a & b"], "扫码", [Code("https://linli.example/?start=course_1", "码")]
    ).decode()
    assert "<script>" not in page and "a &amp; b" in page
