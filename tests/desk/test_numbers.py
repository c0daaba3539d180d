"""Numbers at the desk: what readers and staff see of a month, as charts, tables and sheets, and the month's report."""

from __future__ import annotations

import io
from datetime import date

import pytest
from openpyxl import load_workbook
from playwright.async_api import Browser as Chromium

from services.figures import month
from tests.conversations.world import ZONE
from tests.desk.house import DeskHouse
from tests.desk.screen import DESKTOP, PICTURES, TABLET, clean, on_screen
from tests.desk.year import Year

TODAY = date(2026, 11, 23)
LOAD_ALL = """async () => {
  const pictures = [...document.querySelectorAll("img")];
  for (const one of pictures) one.loading = "eager";
  await Promise.all(pictures.map((one) => one.decode()));
}"""
"""Have every chart load, and fail where one is broken."""


def a_year(house: DeskHouse) -> None:
    """Let a year have passed."""
    Year(house.world.path, ZONE, date(2025, 12, 1), TODAY).fill()


async def test_a_reader_sees_every_figure_and_no_name(house: DeskHouse) -> None:
    a_year(house)
    reader = await house.at_desk("reader", "街道办")
    page = await reader.opens("/numbers?month=2026-10")
    assert "2026年10月的数字" in page.main and "比上月" in page.main
    for name in month.NAMES:
        if name != "price":
            assert f"/desk/numbers/chart/{name}.svg?month=2026-10" in page.html, name
    for resident in ("居民1", "李荣珍"):
        assert resident not in page.html
        assert resident not in (await reader.opens("/numbers/report?month=2026-10")).html


@pytest.mark.parametrize("role", ["kitchen"])
async def test_who_may_not_see_numbers_finds_nothing(house: DeskHouse, role: str) -> None:
    worker = await house.at_desk(role)
    for path in (
        "/numbers",
        "/numbers/report",
        "/numbers/chart/meals.svg",
        "/numbers/book",
        "/numbers/table/meals",
        "/numbers/report/book",
    ):
        assert (await worker.fetches(path)).status_code == 404, path


async def test_without_anything_every_page_says_so(house: DeskHouse) -> None:
    worker = await house.at_desk("staff")
    assert "还没有数据" in (await worker.opens("/numbers")).main
    report = await worker.opens("/numbers/report?month=2026-09")
    assert "本月没有开课。" in report.main and "本月没有供餐。" in report.main
    for name in month.NAMES:
        assert (await worker.fetches(f"/numbers/chart/{name}.svg?by=day")).status_code == 200
    assert (await worker.fetches("/numbers/book")).status_code == 200


async def test_a_month_that_has_not_begun_is_this_month(house: DeskHouse) -> None:
    worker = await house.at_desk("staff")
    assert "2026年11月的数字" in (await worker.opens("/numbers?month=2027-03")).main
    assert "2026年11月的数字" in (await worker.opens("/numbers?month=十一月&by=hour")).main


async def test_a_chart_is_a_picture_that_does_nothing(house: DeskHouse) -> None:
    a_year(house)
    worker = await house.at_desk("staff")
    answer = await worker.fetches("/numbers/chart/meals.svg?month=2026-10&by=day")
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "<script" not in answer.text and "到店吃" in answer.text
    assert (await worker.fetches("/numbers/chart/nothing.svg")).status_code == 404


async def test_each_chart_has_its_sheet_and_all_have_one_book(house: DeskHouse) -> None:
    a_year(house)
    worker = await house.at_desk("reader")
    one = await worker.fetches("/numbers/table/meals?month=2026-10&by=month")
    [sheet] = load_workbook(io.BytesIO(one.content)).worksheets
    assert [cell.value for cell in sheet[1]][:3] == ["时间", "到店吃", "自己取"]
    assert sheet["A13"].value == "2026年10月" and sheet["E13"].value == 22 * 60
    book = load_workbook(io.BytesIO((await worker.fetches("/numbers/book?month=2026-10")).content))
    assert book.sheetnames[-2:] == ["每次课", "每件事"]
    assert len(book.sheetnames) == len(month.NAMES) + 2
    sessions, cases = book.worksheets[-2:]
    assert sessions.max_row > 300 and cases.max_row > 300
    assert "居民" not in {str(cell.value)[:2] for row in cases.iter_rows() for cell in row}


async def test_the_report_says_in_words_what_its_tables_say(house: DeskHouse) -> None:
    a_year(house)
    worker = await house.at_desk("reader")
    page = await worker.opens("/numbers/report?month=2026-10")
    assert "统计时间：2026年10月1日至2026年10月31日" in page.main
    assert "本月开餐22天，供餐1,320份" in page.main and "比上月" in page.main
    assert "审核人：" in page.main and "填报日期：2026年11月23日" in page.main
    running = await worker.opens("/numbers/report?month=2026-11")
    assert "（本月未完）" in running.main and "上月同期" in running.main
    book = load_workbook(io.BytesIO((await worker.fetches("/numbers/report/book?month=2026-10")).content))
    assert book.worksheets[0]["A2"].value == "到课率"


@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="module")
async def test_its_pages_are_clean_and_the_report_fits_four_sheets_of_paper(seen: DeskHouse, browser: Chromium) -> None:
    a_year(seen)
    worker = await seen.at_desk("reader")
    for size, where in ((DESKTOP, "desktop"), (TABLET, "tablet")):
        async with on_screen(seen, browser, worker, size) as screen:
            for by in ("month", "day"):
                await screen.goto(f"/desk/numbers?month=2026-10&by={by}")
                await screen.evaluate(LOAD_ALL)
                await clean(screen, f"numbers-{by}-{where}")
            await screen.goto("/desk/numbers/report?month=2026-10")
            await screen.evaluate(LOAD_ALL)
            await clean(screen, f"report-{where}")
    async with on_screen(seen, browser, worker) as screen:
        await screen.set_viewport_size({"width": 688, "height": 1017})  # an A4 sheet within its margins
        await screen.goto("/desk/numbers/report?month=2026-10")
        await screen.evaluate(LOAD_ALL)
        await screen.emulate_media(media="print")
        if PICTURES:
            await screen.screenshot(path=f"{PICTURES}/report-paper.png", full_page=True)
        paper = await screen.pdf(format="A4", print_background=True, path=f"{PICTURES}/report.pdf" if PICTURES else None)
        assert 3 <= paper.count(b"/Type /Page\n") <= 4
