"""The bills of meals at the desk and at home: the sheets, whose bill it is, and two colleagues with the same money."""

from __future__ import annotations

import io
import json
from datetime import date, timedelta
from typing import Any

import openpyxl

from services.canteen import meals, orders
from services.canteen.orders import Ordered
from storage import households, people, roles
from storage import meals as stored
from tests.conversations.world import ZONE
from tests.handlers.desk import Office
from tests.handlers.test_people_data import exported

TUESDAY = 1
"""The first day on the menu."""


async def eats(office: Office, who: str, *, by: str = "", portions: int = 1, day: int = TUESDAY) -> int:
    """Somebody orders for a day on the menu; the id of the order."""
    eater, booker = await office.person(who), await office.person(by or who)

    async def order() -> Any:
        dish = (await stored.dishes(day))[0]
        return await orders.order(day, eater, booker, dish.id, office.world.now_ms, portions=portions, way="dine")

    made = await office.engine.db.write(order)
    assert isinstance(made, Ordered), made
    return made.listed.id


async def cooks(office: Office, day: date) -> int:
    """The canteen cooks on that day, too; its id."""
    made = await office.engine.db.write(lambda: meals.plan(1, day, ["清蒸鲈鱼套餐（低盐低糖）"], ZONE, office.world.now_ms))
    assert made is not None
    return made


async def verified(office: Office, who: str) -> None:
    person = await office.person(who)
    await office.engine.db.write(lambda: people.see_age(person, date(1950, 3, 8), office.world.now_ms))


async def at_noon(office: Office) -> None:
    office.at("2026-11-24 12:00")
    await office.engine.settle()


async def book(office: Office, name: str) -> dict[str, list[list[Any]]]:
    """The sheets of the newest document, which has this name: a list of rows each."""
    bodies = [json.loads(body) for (body,) in office.rows("SELECT body FROM outbox ORDER BY id")]
    documents = [body["document"] for body in bodies if isinstance(body.get("document"), dict)]
    assert documents[-1]["name"] == name
    made = openpyxl.load_workbook(io.BytesIO(await office.world.files.load(documents[-1]["blob"])))
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in made.worksheets}


async def test_the_bill_names_everybody_and_every_order(office: Office) -> None:
    await office.happens("张汉梅 is known")
    await verified(office, "李荣珍")
    await eats(office, "李荣珍")
    await eats(office, "张汉梅", portions=2)
    await at_noon(office)
    person = await office.person("李荣珍")
    await office.says("周丹丹", f"/staff_payment {person}")
    await office.taps("周丹丹", "收现金8元", "确认记下")
    await office.says("周丹丹", "/staff_bill_sheet 2026-11")
    sheets = await book(office, "2026-11 餐费账单.xlsx")
    assert list(sheets) == ["账单", "每一份餐"]
    head, *everybody = sheets["账单"]
    assert head == [
        "序号", "姓名", "电话", "份数", "应收（元）", "付现金（元）", "用餐卡付（元）", "充卡（元）", "退现金（元）",
        "到月底还欠（元）", "到月底卡余额（元）",
    ]  # fmt: skip
    assert everybody == [
        [1, "李荣珍", "13800089726", 1, 8, 8, 0, 0, 0, 0, 0],
        [2, "张汉梅", "13800078830", 2, 30, 0, 0, 0, 0, 30, 0],
        [None, "合计", None, 3, 38, 8, 0, 0, 0, 30, 0],
    ]
    assert sheets["每一份餐"] == [
        ["日期", "姓名", "菜", "份数", "怎么吃", "补贴前（元）", "应收（元）"],
        ["2026-11-24", "李荣珍", "番茄牛腩套餐", 1, "到店吃", 15, 8],
        ["2026-11-24", "张汉梅", "番茄牛腩套餐", 2, "到店吃", 30, 30],
    ]
    assert office.acts()[-1] == "export meal bill"


async def test_the_subsidies_name_whose_age_was_seen(office: Office) -> None:
    await office.happens("张汉梅 is known")
    await verified(office, "李荣珍")
    await eats(office, "李荣珍", portions=2)
    await eats(office, "张汉梅")
    await at_noon(office)
    await office.says("周丹丹", "/staff_bills")
    await office.taps("周丹丹", "导出补贴表")
    assert (await book(office, "2026-11 补贴表.xlsx"))["补贴表"] == [
        ["序号", "姓名", "出生日期", "核实年龄日期", "补贴份数", "原价（元）", "实收价（元）", "补贴（元）"],
        [1, "李荣珍", "1950-03-08", "2026-11-23", 1, 15, 8, 7],
        [None, "合计", None, None, 1, 15, 8, 7],
    ]


async def test_a_month_without_a_meal_has_a_sheet_with_nothing_on_it(office: Office) -> None:
    await office.says("周丹丹", "/staff_bill_sheet 2026-10")
    assert (await book(office, "2026-10 餐费账单.xlsx"))["账单"][1:] == [[None, "合计", None, 0, 0, 0, 0, 0, 0, 0, 0]]
    await office.says("周丹丹", "/staff_subsidy_sheet 2026-10")
    assert (await book(office, "2026-10 补贴表.xlsx"))["补贴表"][1:] == [[None, "合计", None, None, 0, 0, 0, 0]]


async def test_who_lost_the_role_meanwhile_gets_no_bill(office: Office) -> None:
    await eats(office, "李荣珍")
    await at_noon(office)
    person_id = await office.person("周丹丹")
    for sheet in ("/staff_bill_sheet", "/staff_subsidy_sheet"):
        await office.engine.says("周丹丹", sheet, "")
    await office.engine.db.write(lambda: roles.revoke(1, "staff", person_id))
    await office.engine.settle()
    assert office.shown("周丹丹").file == "" and office.rows("SELECT COUNT(*) FROM errand") == [(0,)]


async def test_a_daughter_chooses_whose_bill_she_looks_at(office: Office) -> None:
    await office.happens("林悦 is known")
    daughter, mother = await office.person("林悦"), await office.person("李荣珍")
    await office.engine.db.write(lambda: households.link(daughter, mother, "parent", office.world.now_ms, office.world.now_ms))
    await eats(office, "李荣珍", by="林悦")
    await at_noon(office)
    assert "李荣珍 2026年11月" in (await office.says("林悦", "/bill")).text  # she has none of her own
    await eats(office, "林悦", day=TUESDAY + 1)
    office.at("2026-11-25 12:00")
    assert "看谁的餐费" in (await office.says("林悦", "/bill")).text
    assert "李荣珍 2026年11月" in (await office.taps("林悦", "李荣珍")).text
    stranger = await office.says("李荣珍", f"/bill 2026-11 {daughter}")
    assert "别人的餐费" in stranger.text


async def test_two_colleagues_with_the_same_money_write_it_down_once(office: Office) -> None:
    await office.happens("李明 works here")
    person = await office.person("李荣珍")
    for who in ("周丹丹", "李明"):
        await office.says(who, f"/staff_payment {person}")
        await office.taps(who, "充用餐卡")
        await office.says(who, "50")
    assert "记好了" in (await office.taps("周丹丹", "确认记下")).text
    again = await office.taps("李明", "确认记下")
    assert "上一笔" in again.text and "充用餐卡50元（周丹丹）" in again.text
    assert office.rows("SELECT kind, fen FROM payment") == [("topup", 5000)]


async def test_more_than_is_owed_is_said_before_it_is_written_down(office: Office) -> None:
    await eats(office, "李荣珍")
    await at_noon(office)
    await office.says("周丹丹", f"/staff_payment {await office.person('李荣珍')}")
    await office.taps("周丹丹", "收别的数")
    assert "比欠的多5元，会记成多付" in (await office.says("周丹丹", "20")).text
    assert "多付了5元" in (await office.taps("周丹丹", "确认记下")).text


async def test_a_month_too_long_for_one_message_has_pages(office: Office) -> None:
    person = await office.person("李荣珍")
    for n in range(20):
        await eats(office, "李荣珍", day=await cooks(office, date(2026, 12, 1) + timedelta(n)))
    office.at("2026-12-25 12:00")
    await office.engine.settle()
    first = await office.says("李荣珍", f"/bill 2026-12 {person}")
    second = await office.taps("李荣珍", "下一页")
    assert "12月1日" in first.text and "12月20日" not in first.text and "12月20日" in second.text
    assert "一共：20份，300元" in first.text and "一共：20份，300元" in second.text
    assert len(first.text) <= 600 and len(second.text) <= 600


async def test_what_was_paid_is_in_the_copy_that_one_takes_along(office: Office) -> None:
    await office.says("周丹丹", f"/staff_payment {await office.person('李荣珍')}")
    await office.taps("周丹丹", "充用餐卡")
    await office.says("周丹丹", "五十块")
    await office.taps("周丹丹", "确认记下")
    words, whole = await exported(office, "李荣珍")
    assert "充用餐卡50元" in words
    assert [(paid["kind"], paid["fen"]) for paid in whole["meal_payments"]] == [("topup", 5000)]


async def test_a_month_that_is_none_is_this_one(office: Office) -> None:
    for words in ("/bill 2026-13", "/bill x y z", "/bill 2026-11 0 -3"):
        assert "2026年11月的餐费" in (await office.says("李荣珍", words)).text
    assert "2026年11月的餐费" in (await office.says("周丹丹", "/staff_bills 1999-01")).text


async def test_a_month_in_which_more_was_given_back_than_paid_says_so(office: Office) -> None:
    person = await office.person("李荣珍")
    await office.says("周丹丹", f"/staff_payment {person}")
    await office.taps("周丹丹", "充用餐卡")
    await office.says("周丹丹", "50")
    await office.taps("周丹丹", "确认记下")
    office.at("2026-12-02 12:00")
    await office.engine.settle()
    await office.says("周丹丹", f"/staff_payment_back {person}")
    await office.taps("周丹丹", "卡里的50元全退")
    await office.says("周丹丹", "搬走了")
    assert "记好了" in (await office.taps("周丹丹", "现金给了，记下")).text
    said = (await office.says("李荣珍", f"/bill 2026-12 {person}")).text
    assert "退了现金：50元" in said and "-" not in said
    words, _whole = await exported(office, "李荣珍")
    assert "用餐卡退现金50元，搬走了" in words
