"""What is printed for a day: the kitchen's numbers, the labels and the drops agree with the orders; words of residents stay words."""

from __future__ import annotations

import io
import re
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import sync_playwright

from bot.papers import meal_book
from language.catalogue import Voice
from services.canteen import day_papers, delivery, meals, orders
from services.canteen.day_prints import printed
from services.canteen.kitchen_sheet import Sheet
from services.canteen.loads import Load
from services.canteen.meals import WAYS
from services.courses import Refused
from services.papers import Wanted
from storage import drops
from storage import meals as stored
from storage.meals import Canteen
from tests.services.conftest import NOW, ZONE, Town

VOICE = Voice("zh", ZONE)
DISHES = ["番茄牛腩", "清蒸鲈鱼"]


@pytest.fixture
def day(town: Town) -> int:
    """A Tuesday with orders for every way, some of several portions, one with a note that looks like code."""
    town.do(stored.save_canteen(Canteen(town.community_id, "一楼", "11:00", "09:30", 99, 1500, "[]")))
    made = town.do(meals.plan(town.community_id, date(2026, 11, 24), DISHES, ZONE, NOW))
    assert made is not None
    dishes = town.do(stored.dishes(made))
    for n, eater in enumerate(town.crowd(24)):
        way = list(WAYS)[n % 3]
        address = f"{n % 5 + 1}栋{n % 2 + 1}单元{n}01" if way == "delivered" else ""
        ordered = orders.order(made, eater, eater, dishes[n % 2].id, NOW, portions=n % 3 + 1, way=way, address=address)
        assert isinstance(town.do(ordered), orders.Ordered)
    town.connection.execute("UPDATE meal_order SET note = '<b>少盐</b>' WHERE id = 1")
    town.connection.execute("UPDATE meal_order SET note = '=1+1' WHERE id = 2")
    return made


def read(town: Town, day: int) -> tuple[Sheet, list[Load]]:
    found = town.do(day_papers.meal_day(Wanted(day, town.staff())))
    assert isinstance(found, tuple)
    return found


def test_kitchen_labels_and_drops_agree_with_the_orders(town: Town, day: int) -> None:
    town.do(delivery.make_routes(day, NOW))
    sheet, routes = read(town, day)
    page = printed(sheet, routes, VOICE).decode()
    assert page.count("class=who") == sheet.portions() == 48
    doors = [one.order_id for of in routes for one in of.drops]
    assert page.count("class=box") == len(doors) == len(set(doors)) == len(town.do(drops.of_day(day))) == 8
    book = openpyxl.load_workbook(io.BytesIO(meal_book(sheet, routes, VOICE, datetime(2026, 11, 24))))  # noqa: DTZ001
    assert book.sheetnames == ["订餐表", "厨房单", "送餐 第1条"]
    head, *rows = cells(book["厨房单"])
    assert head == ["菜", "到店吃", "自己取", "送到家", "合计"]
    assert rows[-1] == ["合计", *(sum(row[n] for row in rows[:-1]) for n in range(1, 5))]
    assert rows[-1][-1] == sum(row[6] for row in cells(book["订餐表"])[1:]) == 48
    assert [row[0] for row in cells(book["送餐 第1条"])[1:]] == [one.address for one in routes[0].drops]


def test_before_the_routes_are_made_everything_that_is_brought_is_one_list(town: Town, day: int) -> None:
    sheet, routes = read(town, day)
    page = printed(sheet, routes, VOICE).decode()
    assert routes == [] and "截止后再分路线" in page and page.count("class=box") == 8
    shown = re.findall(r"<b>(\d+栋[^<]*)</b>", page)
    assert shown == sorted(shown, key=lambda address: [int(part) for part in re.findall(r"\d+", address)])


def test_what_a_resident_wrote_is_no_code(town: Town, day: int) -> None:
    sheet, routes = read(town, day)
    page = printed(sheet, routes, VOICE).decode()
    assert "<b>少盐" not in page and "&lt;b&gt;少盐&lt;/b&gt;" in page
    book = openpyxl.load_workbook(io.BytesIO(meal_book(sheet, routes, VOICE, datetime(2026, 11, 24))))  # noqa: DTZ001
    [note] = [cell for row in book["订餐表"].iter_rows() for cell in row if cell.value == "=1+1"]
    assert (note.data_type, note.quotePrefix) == ("s", True)


def test_only_staff_take_a_page_along_and_it_is_written_down(town: Town, day: int) -> None:
    worker, resident = town.staff(), town.person("张汉梅")
    assert town.do(day_papers.ask(day_papers.PRINT, day, resident, 1, NOW)) == Refused("not staff")
    assert town.do(day_papers.meal_day(Wanted(day, resident))) == Refused("not staff")
    assert isinstance(town.do(day_papers.ask(day_papers.PRINT, day, worker, 1, NOW)), Sheet)
    assert town.connection.execute("SELECT action FROM audit WHERE actor_id = ?", (worker,)).fetchall() == [("print meals",)]


def cells(sheet: Any) -> list[list[Any]]:
    return [list(row) for row in sheet.iter_rows(values_only=True)]


@pytest.mark.browser
def test_the_page_fits_on_a4_however_long_addresses_names_and_notes_are(town: Town, day: int, chromium: str) -> None:
    town.connection.execute("UPDATE meal_order SET note = '打电话再上楼，门铃坏了，请多等一会儿，老人耳朵背听不清楚'")
    town.connection.execute(
        "UPDATE meal_order SET address = '滨江大道与军山路交叉口往东两百米老供销社宿舍后排三楼左手边' WHERE way = 'delivered'"
    )
    town.connection.execute("UPDATE person SET name = '阿卜杜热西提·麦麦提依明·古丽巴哈尔' || id")
    town.do(delivery.make_routes(day, NOW))
    sheet, routes = read(town, day)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        shown = browser.new_page(viewport={"width": 718, "height": 1047})  # A4 within its margins, at 96 dpi
        shown.emulate_media(media="print")
        for language in ("zh", "en"):
            shown.set_content(printed(sheet, routes, Voice(language, ZONE)).decode())
            assert shown.evaluate("document.documentElement.scrollWidth") <= 718
            widths = shown.evaluate(
                "[...document.querySelectorAll('.route tr:nth-child(1) td')].map((cell) => cell.clientWidth)"
            )
            assert widths[4] > 150, widths  # the dish and its note are no ribbon of single characters
        browser.close()
