"""The canteen's week at the desk: the menu by paste and as a sheet, a day's limits, what the kitchen may and readers see."""

from __future__ import annotations

import io

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


async def test_a_menu_may_come_as_the_sheet_that_can_be_downloaded(house: DeskHouse) -> None:
    desk = await house.at_desk("kitchen")
    answer = await desk.fetches("/meals/menu.xlsx?week=2026-11-30")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet["A"]][:2] == ["日期", "11月30日 周一"]
    for row in range(2, 7):
        sheet.cell(row, 2, f"第{row}道菜")
    filled = io.BytesIO()
    book.save(filled)
    await desk.opens("/meals/menu")
    looked = await desk.sends("/meals/menu", files={"file": ("菜单.xlsx", filled.getvalue())})
    assert "第6道菜" in looked.main
    assert "发布好了，5天的菜单" in (await desk.sends("/meals/menu/publish")).main


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
