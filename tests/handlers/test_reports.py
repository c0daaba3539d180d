"""Cases in the chat: what is not one's own does not exist, home stays short, and a walk belongs to its shift."""

from __future__ import annotations

import pytest

from handlers.cases import acting, view
from tests.conversations.script import Sends
from tests.handlers.desk import Office

COMMANDS = [
    flow.command for flows in (view.flows, acting.flows) for flow in flows.by_name.values() if flow.command not in ("", "cases")
]


async def reported(office: Office, who: str = "李荣珍", words: str = "3栋2单元水管漏水") -> None:
    await office.says(who, words)
    await office.taps(who, "报上去")


@pytest.mark.parametrize("command", COMMANDS)
async def test_to_another_community_a_case_does_not_exist(office: Office, command: str) -> None:
    await reported(office)
    await office.happens("陈外 belongs to another community")
    before = office.rows("SELECT * FROM cases"), office.rows("SELECT * FROM case_event")
    none = await office.says("陈外", f"/{command} 99")
    there = await office.says("陈外", f"/{command} 1")
    assert (there.text, there.buttons) == (none.text, none.buttons)
    assert (office.rows("SELECT * FROM cases"), office.rows("SELECT * FROM case_event")) == before


async def test_a_request_for_help_is_not_seen_by_neighbours(office: Office) -> None:
    await office.happens("王强 is known")
    await office.says("李荣珍", "/case_new help", "家里灯泡换不动")
    await office.taps("李荣珍", "不用写地方", "报上去")
    assert "没有这一件" in (await office.says("王强", "/case 1")).text
    await office.says("王强", "/case_new help", "我家灯泡也换不动")
    assert not any("就是这个" in button.label for button in office.shown("王强").buttons)


async def test_what_is_reported_on_a_walk_belongs_to_the_shift(office: Office) -> None:
    await office.happens("王强 is in the team 老街坊巡逻队")
    await office.happens("the duty 巡逻 of 老街坊巡逻队 needs 1, on 1 at 09:15")
    await office.happens("王强 has the shift of 巡逻 on 2026-11-23")
    await office.happens("王强 has come to the shift of 巡逻 on 2026-11-23")
    await reported(office, "王强")
    await reported(office, "李荣珍", "5栋路灯坏了")
    assert office.rows("SELECT shift_id FROM cases ORDER BY id") == [(1,), (None,)]


async def test_the_spot_of_another_community_says_no_place(office: Office) -> None:
    await office.happens("there is a spot 滑梯, code SLIDE123")
    await office.happens("陈外 belongs to another community")
    assert "滑梯" in (await office.says("李荣珍", "/report spot:SLIDE123")).text
    assert "滑梯" not in (await office.says("陈外", "/report spot:SLIDE123")).text


async def test_a_tap_on_a_review_that_changed_hands_nothing_in(office: Office) -> None:
    await office.says("李荣珍", "3栋2单元水管漏水")
    message, button = office.engine.phones["李荣珍"].button("报上去")
    await office.says("李荣珍", "二楼也滴水了")
    await office.engine.taps("李荣珍", message, button)
    await office.engine.settle()
    assert office.rows("SELECT COUNT(*) FROM cases") == [(0,)]
    await office.taps("李荣珍", "报上去")
    assert office.rows("SELECT words FROM cases") == [("3栋2单元水管漏水。二楼也滴水了",)]


async def test_home_has_no_more_than_eight_ways_for_anybody(office: Office) -> None:
    everything = {button.label for button in (await office.says("李荣珍", "/home")).buttons}
    assert len(everything) <= 7, "there is room for a way back to what was set aside"
    await office.happens("周丹丹 delivers here")
    await office.happens("周丹丹 is in the team 老街坊巡逻队")
    labels = [button.label for button in (await office.says("周丹丹", "/home")).buttons]
    assert (
        len(labels) == 8
        and {"工作台", "送餐", "志愿·值班"} <= set(labels)
        and everything - set(labels) <= {"我的资料", "我的报名"}
    )


async def test_what_a_colleague_had_who_works_here_no_more_waits_for_another(office: Office) -> None:
    await office.happens("罗主任 runs the place")
    await reported(office)
    await office.says("周丹丹", "/case_take 1")
    await office.says("罗主任", "/staff_revoke")
    await office.taps("罗主任", "周丹丹", "确认收回")
    assert office.rows("SELECT owner_id FROM cases") == [(None,)]


async def test_the_timeline_says_that_somebody_works_on_it(office: Office) -> None:
    await reported(office)
    await office.says("周丹丹", "/case_take 1")
    assert "有人在处理" in (await office.says("李荣珍", "/case 1")).text.splitlines()[-1]


async def test_both_timelines_say_where_a_danger_turned_out_to_be(office: Office) -> None:
    await office.says("李荣珍", "着火了", "3栋2单元4楼")
    assert (await office.says("李荣珍", "/case 1")).text.endswith("补充地方：3栋2单元4楼")
    assert (await office.says("周丹丹", "/staff_case 1")).text.endswith("反映人补充地方：3栋2单元4楼")


async def test_words_of_danger_are_no_place(office: Office) -> None:
    answer = await office.says("李荣珍", "着火了", "有人晕倒了")
    assert "120" in answer.text and "在哪儿" in answer.text
    assert office.rows("SELECT place FROM cases") == [("",)]
    await office.says("李荣珍", "5栋有人晕倒了")
    assert office.rows("SELECT place FROM cases") == [("5栋有人晕倒了",)]


async def test_the_photo_of_a_danger_is_kept_by_whoever_has_no_community_yet(office: Office) -> None:
    await office.happens("刘外 works elsewhere")  # there are two communities now
    await office.engine.sends("王强", Sends("", "王强", "photo", "着火了"))
    await office.engine.settle()
    assert "119" in office.shown("王强").text
    await office.taps("王强", "里下社区")
    assert office.rows("SELECT words FROM cases") == [("着火了",)]
    assert office.rows("SELECT COUNT(*) FROM case_file") == [(1,)]


async def test_staff_who_write_down_a_danger_are_not_asked_whether_it_is_at_their_home(office: Office) -> None:
    await office.happens("周丹丹 lives in 8栋1单元101")
    await office.says("周丹丹", "/report")
    await office.taps("周丹丹", "替来电的居民报")
    await office.says("周丹丹", "不知")
    await office.taps("周丹丹", "不留姓名")
    await office.says("周丹丹", "着火了")
    assert not offered(office, "周丹丹", "我家楼下")
    await office.says("周丹丹", "/home", "着火了")
    assert offered(office, "周丹丹", "我家楼下")


def offered(office: Office, who: str, label: str) -> bool:
    """Whether one of the last two things on their screen, one of which may be an alarm, has such a button."""
    return any(label in button.label for shown in office.engine.phones[who].messages[-2:] for button in shown.buttons)


async def test_a_photo_of_what_is_not_solved_is_kept_even_where_a_neighbour_was_faster(office: Office) -> None:
    await reported(office)
    await office.happens("王强 is known")
    await office.says("王强", "/case_follow 1")
    await office.happens("the office moves case 1 to solved")
    await office.says("李荣珍", "/case_again 1")
    await office.says("王强", "/case_again 1", "还在漏")
    await office.engine.sends("李荣珍", Sends("", "李荣珍", "photo", "地上都是水"))
    await office.engine.settle()
    assert office.rows("SELECT kind, words FROM case_event WHERE id > 2 ORDER BY id") == [
        ("reopened", "还在漏"), ("more", "地上都是水"),
    ]  # fmt: skip
    assert office.rows("SELECT COUNT(*) FROM case_file") == [(1,)]


async def test_a_gas_meter_is_no_alarm_until_somebody_says_so(office: Office) -> None:
    answer = await office.says("李荣珍", "/report", "3栋2单元燃气表没电了")
    assert "有多急" in answer.text and "119" not in answer.text
    assert office.rows("SELECT COUNT(*) FROM cases") == [(0,)]
    await office.taps("李荣珍", "一般问题", "报上去")
    assert office.rows("SELECT category, severity, danger FROM cases") == [("gas", "ordinary", 0)]
    assert "119" in (await office.says("李荣珍", "3栋2单元燃气表在漏气")).text


async def test_a_colleague_who_reported_is_asked_back_and_answers(office: Office) -> None:
    await office.happens("李芳 works here")
    await reported(office, "李芳")
    await office.says("周丹丹", "/staff_case_ask 1", "几楼？")
    await office.taps("李芳", "回答")
    assert "谢谢您" in (await office.says("李芳", "四楼")).text
    assert "第1号的反映人回答了：\n四楼" in office.shown("周丹丹").text
