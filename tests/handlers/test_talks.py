"""Talks in the chat: the staff's side exists for staff only, nothing said is lost, and nothing is taken for what it is not."""

from __future__ import annotations

from handlers.talks import duty, staff_talk
from tests.conversations.phones import Button
from tests.handlers.desk import Office

COMMANDS = [flow.command for flows in (staff_talk.flows, duty.flows) for flow in flows.by_name.values() if flow.command]
SAID = ("talk", "talk_line", "on_duty")


def kept(office: Office) -> list[object]:
    """What is remembered of talks and duty."""
    return [office.rows(f"SELECT * FROM {table} ORDER BY 1, 2") for table in SAID]


async def in_a_talk(office: Office) -> None:
    """李荣珍 asked for somebody, and 周丹丹 is there."""
    await office.says("李荣珍", "找人")
    await office.says("李荣珍", "水管漏了")
    await office.taps("周丹丹", "接")


def lines(office: Office) -> list[str]:
    return [words for (words,) in office.rows("SELECT words FROM talk_line ORDER BY id")]


async def test_to_residents_the_staffs_side_does_not_exist(office: Office) -> None:
    await office.happens("王桂花 is known")
    await in_a_talk(office)
    nobody_knows = await office.says("王桂花", "/dingdong")
    before = kept(office)
    for command in COMMANDS:
        for words in (f"/{command}", f"/{command} 1", f"/{command} on"):
            answer = await office.says("王桂花", words)
            assert (answer.text, answer.buttons) == (nobody_knows.text, nobody_knows.buttons), words
        await office.engine.taps("王桂花", office.shown("王桂花"), Button("?", f"/{command} 1"))
    assert kept(office) == before


async def test_staff_of_another_community_see_nothing_of_it(office: Office) -> None:
    await in_a_talk(office)
    await office.happens("王外人 works elsewhere")
    before = kept(office)[:2]
    for words in ("/talks", "/talk 1", "/staff"):
        answer = await office.says("王外人", words)
        assert "李荣珍" not in answer.text and "找人的 ·" not in " ".join(button.label for button in answer.buttons), words
    assert kept(office)[:2] == before


async def test_who_loses_the_role_says_nothing_more_in_the_talk(office: Office) -> None:
    await office.happens("罗主任 runs the place")
    await in_a_talk(office)
    await office.says("罗主任", "/staff_revoke")
    await office.taps("罗主任", "周丹丹", "确认收回")
    await office.says("周丹丹", "还有一句")
    assert lines(office) == ["水管漏了"]


async def test_what_is_left_for_the_office_never_swallows_a_wish(office: Office) -> None:
    office.at("2026-11-23 21:00")
    await office.says("李荣珍", "找人", "我的餐卡丢了")
    shown = await office.says("李荣珍", "这周有什么课")
    assert "瑜伽" in " ".join(button.label for button in shown.buttons)
    assert lines(office) == ["我的餐卡丢了"]
    await office.says("李荣珍", "嗯嗯")
    assert lines(office) == ["我的餐卡丢了"], "nobody is there to whom it could have been said"


async def test_a_newcomer_reaches_a_person_right_after_the_welcome(office: Office) -> None:
    await office.says("陈富明", "/human")
    shown = await office.taps("陈富明", "先看看再说")
    assert "正在帮您找人" in shown.text
    assert office.shown("周丹丹").text == "一位居民在找人，请您接一下。"


async def test_in_a_talk_a_one_time_code_is_words(office: Office) -> None:
    await in_a_talk(office)
    await office.says("李荣珍", "ABCD2346")
    assert lines(office)[-1] == "ABCD2346"


async def test_words_in_the_middle_of_something_else_reach_whom_one_talks_with(office: Office) -> None:
    await in_a_talk(office)
    await office.says("李荣珍", "/sign_up 1")
    shown = await office.says("李荣珍", "好的，我知道了")
    assert lines(office)[-1] == "好的，我知道了"
    assert "周丹丹（社区）在和您聊" in shown.text


async def test_danger_in_a_talk_is_handed_on_and_answered_with_the_numbers(office: Office) -> None:
    await in_a_talk(office)
    shown = await office.says("李荣珍", "着火了")
    assert "119" in shown.text
    assert office.shown("周丹丹").text == "李荣珍：着火了"


async def test_duty_is_gone_on_and_off_by_a_button_that_says_which(office: Office) -> None:
    shown = await office.says("周丹丹", "/duty on")
    assert "到20:00" in shown.text
    assert (await office.says("周丹丹", "/duty on")).text == shown.text, "a second tap changes nothing"
    await office.taps("周丹丹", "我下班了")
    assert office.rows("SELECT * FROM on_duty") == []
    assert office.acts() == ["on duty", "on duty", "off duty"]


async def test_nothing_of_an_answer_can_go_to_the_wrong_one_unseen(office: Office) -> None:
    await office.happens("王桂花 is known")
    await in_a_talk(office)
    await office.says("王桂花", "找人")
    await office.taps("周丹丹", "接")
    assert (await office.says("周丹丹", "您好")).text.startswith("发给王桂花了。")
    await office.says("周丹丹", "/talk 1")
    assert (await office.says("周丹丹", "您好")).text.startswith("发给李荣珍了。")


async def test_whoever_takes_a_talk_can_read_all_of_it_and_see_every_photo(office: Office) -> None:
    office.at("2026-11-23 21:00")
    await office.says("李荣珍", "找人", "最早的一句")
    await office.sends("李荣珍", "photo", times=4)
    await office.says("李荣珍", *(f"{n}：" + "这件事说来话长，" * 20 for n in range(4)))
    await office.sends("李荣珍", "photo", times=4)
    office.at("2026-11-24 09:01")
    before = len(office.engine.phones["周丹丹"].messages)
    shown = await office.says("周丹丹", "/talk 1")
    said = [shown.text]
    while "再往前看" in [button.label for button in office.shown("周丹丹").buttons]:
        said.append((await office.taps("周丹丹", "再往前看")).text)
    assert all(len(text) < 700 for text in said)
    assert "最早的一句" in said[-1] and all(any(f"{n}：这件事" in text for text in said) for n in range(4))
    assert len([message for message in office.engine.phones["周丹丹"].messages[before:] if message.file]) == 8
    await office.says("周丹丹", "都看到了")
    assert lines(office)[-1] == "都看到了"
    assert office.acts().count("read talk") == len(said) > 1


async def test_only_who_has_a_talk_reads_what_was_said_before(office: Office) -> None:
    await in_a_talk(office)
    await office.happens("张敏 works here")
    await office.says("李荣珍", "我的身份证号是……")
    for who in ("张敏", "李荣珍"):
        assert "身份证" not in (await office.says(who, "/talk_before 1 99")).text
    assert office.acts().count("read talk") == 1
