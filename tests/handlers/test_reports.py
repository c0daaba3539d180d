"""Cases in the chat: what is not one's own does not exist, home stays short, and a walk belongs to its shift."""

from __future__ import annotations

import pytest

from handlers.cases import acting, view
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
    await office.happens("王强 walks with 老街坊巡逻队")
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
    await office.happens("周丹丹 delivers here")
    assert len((await office.says("周丹丹", "/home")).buttons) <= 8


async def test_what_a_colleague_had_who_works_here_no_more_waits_for_another(office: Office) -> None:
    await office.administrator("罗主任")
    await reported(office)
    await office.says("周丹丹", "/case_take 1")
    await office.says("罗主任", "/staff_revoke")
    await office.taps("罗主任", "周丹丹", "确认收回")
    assert office.rows("SELECT owner_id FROM cases") == [(None,)]
