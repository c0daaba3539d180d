"""Couriers in the chat: their commands exist for them only, and a tap that comes too late marks no other door."""

from __future__ import annotations

from handlers.canteen import deliver, deliver_doors
from services import codes, staff
from storage import accounts
from tests.handlers.desk import Office

COMMANDS = [flow.command for flows in (deliver.flows, deliver_doors.flows) for flow in flows.by_name.values() if flow.command]
DAY = "2026-11-24"


async def brought(office: Office, *doors: str) -> None:
    """Meals for these doors, and half past nine."""
    for n, door in enumerate(doors):
        await office.happens(f"邻居{n} has a meal brought to {door} on {DAY}, phone 1390000000{n}")
    office.at(f"{DAY} 09:30")
    await office.engine.settle()


def outcomes(office: Office) -> list[str]:
    return [outcome for (outcome,) in office.rows("SELECT outcome FROM meal_drop ORDER BY n")]


async def test_to_everybody_else_the_commands_do_not_exist(office: Office) -> None:
    await brought(office, "3栋2单元501")
    nobody_knows = await office.says("李荣珍", "/dingdong")
    before = office.remembered()
    for who in ("李荣珍", "周丹丹"):
        for command in COMMANDS:
            for words in (f"/{command}", f"/{command} 1"):
                answer = await office.says(who, words)
                assert "3栋" not in answer.text and "13900000000" not in answer.text, words
                if who == "李荣珍":
                    assert (answer.text, answer.buttons) == (nobody_knows.text, nobody_knows.buttons), words
    assert office.remembered() == before
    assert "送餐" not in [button.label for button in (await office.says("周丹丹", "/home")).buttons]


async def test_no_door_is_shown_before_the_route_is_taken_and_none_but_the_next_then(office: Office) -> None:
    await office.happens("王强 delivers here")
    await brought(office, "3栋2单元501", "3栋2单元601")
    shown = await office.says("王强", "/deliver")
    assert "3栋，2家" in shown.text and not any(word in shown.text for word in ("单元", "邻居", "1390"))
    shown = await office.taps("王强", "接第1条")
    assert "3栋2单元501" in shown.text and "13900000000" in shown.text
    assert "601" not in shown.text and "邻居1" not in shown.text


async def test_a_courier_can_also_say_it_in_words(office: Office) -> None:
    await office.happens("王强 delivers here")
    assert "我来送" in " ".join(button.label for button in (await office.says("王强", "送餐")).buttons)
    assert "我来送" not in " ".join(button.label for button in (await office.says("李荣珍", "送餐")).buttons)


async def test_a_tap_on_an_old_door_marks_no_other(office: Office) -> None:
    await office.happens("王强 delivers here")
    await brought(office, "3栋2单元501", "3栋2单元601")
    await office.says("王强", "/deliver")
    await office.taps("王强", "接第1条")
    message, button = office.engine.phones["王强"].button("送到了，没收钱")
    await office.engine.taps("王强", message, button)
    await office.engine.taps("王强", message, button)
    await office.engine.settle()
    assert outcomes(office) == ["delivered", "waiting"]
    await office.says("王强", "/home")
    await office.engine.taps("王强", message, button)
    await office.engine.settle()
    assert outcomes(office) == ["delivered", "waiting"]


async def test_a_door_that_changes_while_it_is_shown_is_shown_again(office: Office) -> None:
    """Somebody else has been there (staff gave the route away and back): what was tapped counts for the door that was shown only."""
    await office.happens("王强 delivers here")
    await office.happens("赵敏 delivers here")
    await brought(office, "3栋2单元501", "3栋2单元601")
    await office.says("王强", "/deliver")
    await office.taps("王强", "接第1条")
    message, button = office.engine.phones["王强"].button("送到了，没收钱")
    await office.says("周丹丹", "/staff_route 1")
    await office.taps("周丹丹", "交给赵敏")
    await office.says("赵敏", "/deliver")
    await office.taps("赵敏", "送到了，没收钱")
    await office.says("周丹丹", "/staff_route 1")
    await office.taps("周丹丹", "交给王强")
    await office.engine.taps("王强", message, button)
    await office.engine.settle()
    assert outcomes(office) == ["delivered", "waiting"]
    assert "3栋2单元601" in office.shown("王强").text


async def test_a_code_makes_a_courier_and_no_colleague(office: Office) -> None:
    code = codes.new_code(b"123456789012")
    await office.engine.db.write(lambda: staff.invite(1, "courier", code, office.world.now_ms))
    welcomed = await office.says("李荣珍", code)
    assert "送餐" in welcomed.text and "/deliver" in [button.data for button in welcomed.buttons]
    labels = [button.label for button in (await office.says("李荣珍", "/home")).buttons]
    assert "送餐" in labels and "工作台" not in labels


async def test_a_courier_hears_the_number_of_the_office_where_no_message_reaches_staff(office: Office) -> None:
    await office.happens("王强 delivers here")
    await brought(office, "3栋2单元501")
    await office.engine.db.write(lambda: accounts.blocked("plain", "周丹丹", office.world.now_ms))
    await office.says("王强", "/deliver")
    await office.taps("王强", "接第1条")
    await office.taps("王强", "没人应门")
    await office.taps("王强", "没人接")
    shown = " ".join(message.text for message in office.engine.phones["王强"].messages[-3:])
    assert "现在收不到消息。请马上打社区电话" in shown and "已经告诉社区" not in shown


async def test_staff_see_who_has_the_cash_and_which_door_is_to_be_seen_to(office: Office) -> None:
    for who in ("王强", "赵敏"):
        await office.happens(f"{who} delivers here")
    await brought(office, "3栋2单元501", "3栋2单元601")
    await office.says("王强", "/deliver")
    await office.taps("王强", "接第1条")
    await office.taps("王强", "送到了，收15元")
    await office.says("周丹丹", "/staff_route 1")
    await office.taps("周丹丹", "交给赵敏")
    await office.says("赵敏", "/deliver")
    await office.taps("赵敏", "别的情况")
    await office.taps("赵敏", "拒收")
    shown = await office.says("周丹丹", "/staff_routes 1")
    assert "第1条 · 赵敏 · 共2家，跑了2家 · 收现金15元（其中王强手上有现金15元）" in shown.text
    await office.taps("周丹丹", "第1条")
    await office.taps("周丹丹", "已处理：3栋2单元601")
    assert "（已处理）" in (await office.says("周丹丹", "/staff_routes 1")).text
    assert "1. 番茄牛腩套餐" in (await office.taps("周丹丹", "回到这一天")).text
