"""Ages and money at the desk: a card seen with one click, what is paid and given back, bills, the subsidy sheet."""

from __future__ import annotations

import io
from typing import Any

import httpx
import openpyxl

from services.canteen import bill_papers
from tests.desk.house import Browser, DeskHouse

BROUGHT = "李荣珍 has a meal brought to 3栋2单元501 on 2026-11-24"
DAY_MS = 24 * 3_600_000


async def at_noon(house: DeskHouse) -> None:
    """Tuesday's orders are closed."""
    house.at("2026-11-24 12:00")
    await house.engine.settle()


async def account(house: DeskHouse, desk: Browser) -> str:
    """The page of 李荣珍's money."""
    await desk.opens("/meals/money?q=荣珍")
    return (await desk.follows("李荣珍")).path


def rows(answer: httpx.Response) -> dict[str, list[list[Any]]]:
    """The sheets of a workbook."""
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets}


async def test_a_card_is_seen_with_one_click_and_the_next_meal_is_cheaper(house: DeskHouse) -> None:
    await house.happens(BROUGHT)
    desk = await house.at_desk("staff")
    page = await desk.opens("/meals/ages")
    assert (
        "没核实过 1" in page.main and "李荣珍" in page.main and "1950年3月8日" in page.main and "8元（现在15元）" in page.main
    )
    assert "核实好了，管一年" in (await desk.sends("/meals/ages")).main
    assert "没核实过 0" in desk.page.main and "没有要核实的" in desk.page.main
    assert house.acts()[-1] == "see age"
    await house.says("李荣珍", "/meals")
    assert "先带身份证" not in house.shown("李荣珍").text
    house.world.now_ms += 340 * DAY_MS
    desk = await house.at_desk("staff", "乙")
    assert "快到期" in (await desk.opens("/meals/ages?which=again")).main
    house.world.now_ms += 40 * DAY_MS
    desk = await house.at_desk("staff", "丙")
    assert "已到期" in (await desk.opens("/meals/ages?which=again")).main
    wrong = await desk.sends("/meals/ages", born="1950-03-09")
    assert wrong.status == 422 and "刚才改过" in wrong.main and "已到期" in wrong.main
    assert "没有要核实的" in (await desk.sends("/meals/ages")).main


async def test_the_day_on_the_card_counts(house: DeskHouse) -> None:
    desk = await house.at_desk("staff")
    await desk.opens("/meals/ages?q=荣珍")
    page = await desk.follows("李荣珍")
    assert "没有核实过" in page.main
    assert "照身份证上的写" in (await desk.sends(page.path, born="2030-01-01")).main
    await desk.sends(page.path, born="1951-04-09")
    assert house.rows("SELECT birth_date FROM person WHERE name = '李荣珍'") == [("1951-04-09",)]


async def test_cash_is_written_down_and_the_resident_reads_the_receipt(house: DeskHouse) -> None:
    await house.happens(BROUGHT)
    await at_noon(house)
    desk = await house.at_desk("staff")
    path = await account(house, desk)
    assert "15元" in desk.page.main
    assert desk.page.form(f"{path}/record").values["amount"] == ["15"]
    done = await desk.sends(f"{path}/record", kind="cash")
    assert "餐费记好了" in done.main and "餐费都付清了" in done.main
    await house.engine.settle()
    assert "收到李荣珍的餐费：现金15元" in house.shown("李荣珍").text
    assert house.acts()[-1] == "meal cash"


async def test_two_colleagues_do_not_write_the_same_down(house: DeskHouse) -> None:
    await house.happens(BROUGHT)
    await at_noon(house)
    one, other = await house.at_desk("staff"), await house.at_desk("staff", "乙")
    path = await account(house, one)
    await other.opens(path)
    await one.sends(f"{path}/record", kind="cash", amount="15")
    late = await other.sends(f"{path}/record", kind="cash", amount="15")
    assert late.status == 422 and "刚刚有同事记了一笔" in late.main
    assert house.rows("SELECT count(*) FROM payment") == [(1,)]


async def test_what_was_typed_wrong_is_said_and_nothing_is_written(house: DeskHouse) -> None:
    desk = await house.at_desk("staff")
    path = await account(house, desk)
    for amount, said in (
        ("", "这里要填一下"),
        ("0", "请写多少元"),
        ("八块", "请写金额"),
        ("1e999999", "请写金额"),
        ("0.001", "请写金额"),
        ("99999", "最多5000元"),
    ):
        wrong = await desk.sends(f"{path}/record", kind="cash", amount=amount)
        assert wrong.status == 422 and said in wrong.main, amount
    assert "用餐卡里只有0元，不够" in (await desk.sends(f"{path}/record", kind="card", amount="8")).main
    assert "请选一项" in (await desk.sends(f"{path}/record", kind="gold", amount="8")).main
    assert house.rows("SELECT count(*) FROM payment") == [(0,)]


async def test_a_wrong_entry_is_taken_back_with_a_reason_that_the_resident_reads(house: DeskHouse) -> None:
    desk = await house.at_desk("staff")
    path = await account(house, desk)
    await desk.sends(f"{path}/record", kind="topup", amount="500")
    page = await desk.follows("记错了")
    assert "500元" in page.main
    assert "这里要填一下" in (await desk.sends(page.path)).main
    done = await desk.sends(page.path, reason="多打了一个零")
    assert "已作废" in done.main and "作废：充用餐卡" in done.main
    await house.engine.settle()
    assert "多打了一个零" in house.shown("李荣珍").text
    assert house.acts()[-1] == "reverse meal payment"
    assert "已经作废了" in (await desk.opens(page.path)).main


async def test_money_is_given_back_never_more_than_there_is(house: DeskHouse) -> None:
    desk = await house.at_desk("staff")
    path = await account(house, desk)
    assert all(form.action != f"/desk{path}/back" for form in desk.page.forms)
    await desk.sends(f"{path}/record", kind="topup", amount="50")
    too_much = await desk.sends(f"{path}/back", back_amount="60", back_reason="搬走了")
    assert too_much.status == 422 and "最多能退50元" in too_much.main
    assert "餐费记好了" in (await desk.sends(f"{path}/back", back_amount="50", back_reason="搬走了")).main
    await house.engine.settle()
    assert "退给李荣珍现金50元" in house.shown("李荣珍").text
    assert house.acts()[-1] == "give back meal topup"


async def test_nothing_is_taken_for_a_meal_that_came_cold(house: DeskHouse) -> None:
    await house.happens(BROUGHT)
    await at_noon(house)
    desk = await house.at_desk("staff")
    path = await account(house, desk)
    page = await desk.follows("不收这份的钱")
    assert "番茄牛腩套餐，15元" in page.main
    done = await desk.sends(page.path, reason="送到时凉了")
    assert "这份15元不收了" in done.main and "餐费都付清了" in done.main
    await house.engine.settle()
    assert "送到时凉了" in house.shown("李荣珍").text
    assert (await desk.opens(page.path)).status == 404
    assert "不收钱" in (await desk.opens(f"{path}/bill")).main


async def test_from_an_order_that_cannot_be_taken_back_it_is_one_step_to_charging_nothing(house: DeskHouse) -> None:
    await house.happens(BROUGHT)
    await at_noon(house)
    house.at("2026-11-25 12:00")
    desk = await house.at_desk("staff")
    assert "现在退不了了" in (await desk.opens("/meals/orders/1")).main
    page = await desk.follows("不收这份的钱")
    assert "这份餐不收钱？" in page.main
    assert "不收了" in (await desk.sends(page.path, reason="没有吃到")).main
    assert "不收这份的钱" not in (await desk.opens("/meals/orders/1")).main


async def test_the_month_its_bill_and_its_subsidy(house: DeskHouse) -> None:
    desk = await house.at_desk("staff")
    await house.happens("the office has verified 李荣珍")
    await house.happens(BROUGHT)
    await house.happens("陈兆龙 has a meal brought to 5栋101 on 2026-11-24")
    await at_noon(house)
    desk = await house.at_desk("staff", "乙")
    path = await account(house, desk)
    await desk.sends(f"{path}/record", kind="cash", amount="5")
    month = await desk.opens("/meals/money")
    assert "2份" in month.main and "23元" in month.main and "要补贴的" in month.main
    assert "李荣珍" in month.main and "3元" in month.main and "陈兆龙" in month.main
    assert "还没有人吃过餐" in (await desk.opens("/meals/money?month=2026-10")).main
    bill = await desk.opens(f"{path}/bill")
    assert "8元" in bill.main and "付了现金：5元" in bill.main and "还有3元餐费没付" in bill.main
    subsidy = await desk.opens("/meals/subsidy")
    assert "李荣珍" in subsidy.main and "7元" in subsidy.main and "陈兆龙" not in subsidy.main and "合计" in subsidy.main
    sheets = rows(await desk.fetches("/meals/bill.xlsx"))
    assert list(sheets) == ["账单", "每一份餐", "每一笔收付"]
    assert [row[1] for row in sheets["账单"]] == ["姓名", "李荣珍", "陈兆龙", "合计"]
    assert [row[1] for row in sheets["每一份餐"]] == ["姓名", "李荣珍", "陈兆龙"]
    assert sheets["每一笔收付"][1][1:5] == ["李荣珍", "现金", 5, "乙"]
    assert [row[1] for row in rows(await desk.fetches("/meals/subsidy.xlsx"))["补贴表"]] == ["姓名", "李荣珍", "合计"]
    assert house.acts()[-2:] == ["export meal bill", "export meal subsidy"]


async def test_the_sheets_are_read_piece_by_piece_and_nothing_is_lost_between(house: DeskHouse, monkeypatch: Any) -> None:
    names = [f"居民{n}" for n in range(4)]
    for name in names:
        await house.happens(f"{name} has a meal brought to 5栋101 on 2026-11-24")
    house.at("2026-11-24 09:00")
    for name in names:
        await house.happens(f"{name} has a meal brought to 5栋101 on 2026-11-25")
    house.at("2026-11-25 12:00")
    await house.engine.settle()
    desk = await house.at_desk("staff")
    for name in names[:3]:
        [(person_id,)] = house.rows("SELECT id FROM person WHERE name = :name", {"name": name})
        path = f"/meals/money/{person_id}"
        await desk.opens(path)
        await desk.sends(f"{path}/record", kind="cash", amount="5")
    whole = rows(await desk.fetches("/meals/bill.xlsx"))
    assert len(whole["每一份餐"]) == 9 and len(whole["每一笔收付"]) == 4
    for part in (1, 2, 3, 4, 8):
        monkeypatch.setattr(bill_papers, "PART", part)
        assert rows(await desk.fetches("/meals/bill.xlsx")) == whole, part
