"""The canteen's week at the desk: the menu by paste and as a sheet, a day's limits, what the kitchen may and readers see."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest

from tests.desk.house import DeskHouse

TUESDAY = 1
"""The first day on the menu."""
MENU = "12月1日：番茄炒蛋、红烧肉\n12月2日：豆腐煲\n12月3日：不开餐"


async def test_the_week_shows_each_day_with_its_dishes_and_numbers(house: DeskHouse) -> None:
    await house.happens("李荣珍 has a meal brought to 3栋2单元501 on 2026-11-24")
    desk = await house.at_desk("staff")
    page = await desk.opens("/meals")
    assert "番茄牛腩套餐 1份" in page.main and "1/4" in page.main and "09:30 截止" in page.main
    assert "可以订" in page.main
    assert "没有菜单" in (await desk.follows("下一周")).main
    assert "11月24日 周二" in (await desk.opens("/meals?week=2026-11-29")).main
    assert (await desk.opens("/meals?week=1492-10-12")).status == 200


async def test_a_pasted_menu_is_shown_first_and_residents_have_it_once_it_is_published(house: DeskHouse) -> None:
    desk = await house.at_desk("staff")
    await desk.opens("/meals/menu")
    looked = await desk.sends("/meals/menu", text=MENU)
    assert "请看一下对不对" in looked.main and "番茄炒蛋" in looked.main and "新" in looked.main and "不开餐" in looked.main
    assert house.rows("SELECT count(*) FROM meal_day") == [(2,)]
    done = await desk.sends("/meals/menu/publish")
    assert done.path == "/meals" and "发布好了，2天的菜单" in done.main and "番茄炒蛋" in done.main
    assert "publish menu" in house.acts()
    await house.engine.settle()
    await house.says("李荣珍", "/meals")
    assert "番茄炒蛋" in house.shown("李荣珍").text


def sheet_of(content: bytes) -> tuple[openpyxl.Workbook, Any]:
    """A workbook and its first sheet."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return book, book.worksheets[0]


def saved(book: openpyxl.Workbook) -> dict[str, tuple[str, bytes]]:
    """A workbook as a file to be sent."""
    out = io.BytesIO()
    book.save(out)
    return {"file": ("菜单.xlsx", out.getvalue())}


async def test_a_menu_may_come_as_the_sheet_that_can_be_downloaded(house: DeskHouse) -> None:
    desk = await house.at_desk("kitchen")
    book, sheet = sheet_of((await desk.fetches("/meals/menu.xlsx?week=2026-11-30")).content)
    days = ["11月30日 周一", "12月1日 周二", "12月2日 周三", "12月3日 周四", "12月4日 周五", "12月5日 周六", "12月6日 周日"]
    assert [cell.value for cell in sheet["A"]] == ["日期", *days]
    for row in range(2, 5):
        sheet.cell(row, 2, f"第{row}道菜")
    await desk.opens("/meals/menu")
    looked = await desk.sends("/meals/menu", files=saved(book))
    assert "第4道菜" in looked.main and "12月3日（周四） 不开餐" in looked.main
    assert "发布好了，3天的菜单" in (await desk.sends("/meals/menu/publish")).main


async def test_the_sheet_of_a_week_that_has_begun_can_be_sent_back_as_it_is(house: DeskHouse) -> None:
    house.at("2026-11-25 08:00")
    desk = await house.at_desk("kitchen")
    content = (await desk.fetches("/meals/menu.xlsx?week=2026-11-23")).content
    _book, sheet = sheet_of(content)
    assert [cell.value for cell in sheet[2]][:3] == ["11月25日 周三", "红烧豆腐套餐", "冬瓜排骨套餐（低盐）"]
    await desk.opens("/meals/menu")
    assert "没有变" in (await desk.sends("/meals/menu", files={"file": ("菜单.xlsx", content)})).main


async def test_the_sheet_in_english_can_be_read_again_too(house: DeskHouse) -> None:
    desk = await house.at_desk("kitchen")
    answer = await desk.client.get("/desk/meals/menu.xlsx?week=2026-11-30", headers={"Accept-Language": "en"})
    book, sheet = sheet_of(answer.content)
    assert [cell.value for cell in sheet[2]][:2] == ["2026-11-30", "no meals"] and sheet["A1"].value == "Date"
    sheet.cell(2, 2, "Fried rice")
    await desk.opens("/meals/menu")
    looked = await desk.sends("/meals/menu", files=saved(book))
    assert "Fried rice" in looked.main and looked.main.count("不开餐") >= 6


async def test_days_side_by_side_are_published_as_they_were_shown(house: DeskHouse) -> None:
    book = openpyxl.Workbook()
    for row in ([None, "11月30日", "12月1日"], ["A套餐", "鱼块", "排骨"], ["B套餐", "豆腐", "青菜"]):
        book.worksheets[0].append(row)
    desk = await house.at_desk("kitchen")
    await desk.opens("/meals/menu")
    await desk.sends("/meals/menu", files=saved(book))
    assert "发布好了，2天的菜单" in (await desk.sends("/meals/menu/publish")).main


async def test_a_month_is_not_too_long_for_a_menu(house: DeskHouse) -> None:
    days = range(1, 29)
    text = "\n".join(f"12月{day}日：" + "；".join(f"第{n}份套餐配米饭和时令蔬菜还有一碗例汤" for n in range(6)) for day in days)
    assert len(text) > 3_000
    desk = await house.at_desk("staff")
    await desk.opens("/meals/menu")
    await desk.sends("/meals/menu", text=text)
    assert "发布好了，28天的菜单" in (await desk.sends("/meals/menu/publish")).main
    await desk.opens("/meals/menu")
    assert "太长了" in (await desk.sends("/meals/menu", text="鱼" * 20_001)).main


async def test_a_file_that_is_not_quite_right_is_there_to_be_mended(house: DeskHouse) -> None:
    desk = await house.at_desk("staff")
    await desk.opens("/meals/menu")
    wrong = await desk.sends("/meals/menu", files={"file": ("菜单.txt", "周一：鱼块\n11月20日：豆腐".encode())})
    assert "第2行" in wrong.main and "已经过去了" in wrong.main and "确认发布" not in wrong.main
    assert wrong.form("/meals/menu").values["text"] == ["周一：鱼块\n11月20日：豆腐"]


async def test_what_cannot_be_read_is_said_line_by_line_and_nothing_is_lost(house: DeskHouse) -> None:
    desk = await house.at_desk("staff")
    await desk.opens("/meals/menu")
    wrong = await desk.sends("/meals/menu", text="番茄炒蛋\n11月20日：鱼")
    assert wrong.status == 422 and "第1行" in wrong.main and "已经过去了" in wrong.main and "番茄炒蛋" in wrong.html
    assert "请把菜单打在这里" in (await desk.sends("/meals/menu", text="")).main
    bad = await desk.sends("/meals/menu", text="", files={"file": ("x.xlsx", b"PK\x03\x04 broken")})
    assert bad.status == 422 and "打不开" in bad.main


async def test_a_dish_that_somebody_ordered_is_kept(house: DeskHouse) -> None:
    await house.happens("李荣珍 has a meal brought to 3栋2单元501 on 2026-11-24")
    desk = await house.at_desk("staff")
    await desk.opens("/meals/menu")
    looked = await desk.sends("/meals/menu", text="11月24日：鱼块")
    assert "有人订了，留着：番茄牛腩套餐" in looked.main
    await desk.sends("/meals/menu/publish")
    assert house.rows("SELECT name FROM dish WHERE meal_day_id = 1 ORDER BY n") == [("鱼块",), ("番茄牛腩套餐",)]


async def test_what_changed_between_looking_and_publishing_is_looked_at_again(house: DeskHouse) -> None:
    desk, colleague = await house.at_desk("staff"), await house.at_desk("staff", "乙")
    for one in (desk, colleague):
        await one.opens("/meals/menu")
        await one.sends("/meals/menu", text="12月1日：番茄炒蛋")
    assert "发布好了" in (await colleague.sends("/meals/menu/publish")).main
    again = await desk.sends("/meals/menu/publish")
    assert again.status == 422 and "再看一遍" in again.main and "没有变" in again.main


async def test_what_a_colleague_published_meanwhile_is_not_lost_unseen(house: DeskHouse) -> None:
    desk, colleague = await house.at_desk("staff"), await house.at_desk("staff", "乙")
    for one, dish in ((desk, "鱼块"), (colleague, "排骨")):
        await one.opens("/meals/menu")
        assert "去掉：红烧豆腐套餐" in (await one.sends("/meals/menu", text=f"11月25日：{dish}")).main
    assert "发布好了" in (await colleague.sends("/meals/menu/publish")).main
    again = await desk.sends("/meals/menu/publish")
    assert again.status == 422 and "再看一遍" in again.main and "去掉：排骨" in again.main
    assert house.rows("SELECT name FROM dish WHERE meal_day_id = 2") == [("排骨",)]
    assert "发布好了" in (await desk.sends("/meals/menu/publish")).main


async def test_the_menu_that_stands_is_there_to_be_changed(house: DeskHouse) -> None:
    desk = await house.at_desk("staff")
    page = await desk.opens("/meals/menu")
    [text] = page.form("/meals/menu").values["text"]
    assert text == "11月24日：番茄牛腩套餐；清蒸鲈鱼套餐（低盐）\n11月25日：红烧豆腐套餐；冬瓜排骨套餐（低盐）"
    assert "没有变" in (await desk.sends("/meals/menu")).main


async def test_an_earlier_end_of_orders_is_told_to_who_has_ordered(house: DeskHouse) -> None:
    await house.happens("李荣珍 has a meal brought to 3栋2单元501 on 2026-11-24")
    desk = await house.at_desk("staff")
    await desk.opens(f"/meals/days/{TUESDAY}")
    done = await desk.sends(f"/meals/days/{TUESDAY}/cutoff", at="09:00")
    assert "09:00 截止" in done.main and "订了的人会收到消息" in done.main
    await house.engine.settle()
    assert "订餐提前到 09:00 截止" in house.shown("李荣珍").text
    assert "set cut-off" in house.acts()


async def test_no_fewer_portions_than_are_ordered(house: DeskHouse) -> None:
    await house.happens("李荣珍 has a meal brought to 3栋2单元501 on 2026-11-24")
    desk = await house.at_desk("kitchen")
    await desk.opens(f"/meals/days/{TUESDAY}")
    refused = await desk.sends(f"/meals/days/{TUESDAY}/capacity", portions="0")
    assert refused.status == 422 and "不能比订了的少" in refused.main
    assert "还可以订9份" in (await desk.sends(f"/meals/days/{TUESDAY}/capacity", portions="10")).main


@pytest.mark.parametrize(
    ("role", "sees", "changes"), [("staff", 200, True), ("kitchen", 200, True), ("reader", 200, False), ("lead", 404, False)]
)
async def test_who_sees_the_week_and_who_plans_it(house: DeskHouse, role: str, sees: int, changes: bool) -> None:
    if role == "lead":
        await house.happens("张汉梅 leads the team 老街坊巡逻队")
        desk = await house.signed_in(await house.person("张汉梅"))
    else:
        desk = await house.at_desk(role)
    assert (await desk.opens("/meals")).status == sees
    assert (await desk.opens(f"/meals/days/{TUESDAY}")).status == sees
    forms = [one for one in desk.page.forms if one.method == "post"]
    assert bool(forms) == changes
    assert (await desk.opens("/meals/menu")).status == (200 if changes else 404)


async def test_a_day_of_another_community_is_not_here(house: DeskHouse) -> None:
    await house.happens("王外人 works elsewhere")
    [(elsewhere,)] = house.rows("SELECT community_id FROM role WHERE community_id <> 1")
    desk = await house.signed_in(await house.person("王外人"), elsewhere)
    assert (await desk.opens(f"/meals/days/{TUESDAY}")).status == 404
    assert "还没有助餐点" in (await desk.opens("/meals")).main
