"""The desk is for those who work here. To everybody else it does not exist, and nothing they send to it changes anything."""

from __future__ import annotations

from conversation.flows import Flows
from handlers import (
    contact,
    roll_call,
    staff,
    staff_audit,
    staff_booking,
    staff_courses,
    staff_people,
    staff_roles,
    staff_roster,
)
from handlers.canteen import staff_delivery
from handlers.cases import desk, desk_ask, desk_hand, desk_sorting, desk_state, queue
from handlers.patrol import staff_teams
from tests.conversations.phones import Button
from tests.handlers.desk import Office

DESK = Flows(
    staff.flows,
    staff_courses.flows,
    staff_roster.flows,
    staff_booking.flows,
    staff_people.flows,
    staff_roles.flows,
    roll_call.flows,
    contact.flows,
    staff_delivery.flows,
    staff_audit.flows,
    queue.flows,
    desk.flows,
    desk_state.flows,
    desk_ask.flows,
    desk_hand.flows,
    desk_sorting.flows,
    staff_teams.flows,
)
COMMANDS = sorted(flow.command for flow in DESK.by_name.values() if flow.name not in ("checkin", "case_answer"))


def test_every_flow_of_the_desk_can_be_asked_for_and_so_is_tried_here() -> None:
    assert [flow.name for flow in DESK.by_name.values() if not flow.command] == []
    assert len(COMMANDS) > 20


async def busy(office: Office) -> None:
    """There is something to see and to spoil: a booking, a class today, somebody who paused, something that failed, a hazard."""
    await office.happens("王强 reported 3栋2单元水管漏水")
    await office.says("李荣珍", "/sign_up 1")
    await office.taps("李荣珍", "我自己", "确认报名")
    office.at("2026-11-30 18:45")
    await office.says("周丹丹", "/staff_roll 1", "/staff_export 1")


async def test_a_resident_gets_nothing_from_the_desk(office: Office) -> None:
    await busy(office)
    nobody_knows = await office.says("李荣珍", "/dingdong")
    before = office.remembered()
    for command in COMMANDS:
        for words in (f"/{command}", f"/{command} 1", f"/{command} 1 2"):
            answer = await office.says("李荣珍", words)
            if command != "staff":  # this word alone is taken for a wish to speak to somebody
                assert (answer.text, answer.buttons) == (nobody_knows.text, nobody_knows.buttons), words
            await office.says("李荣珍", "1")  # and whatever might have been asked is not answered by this
            assert office.remembered() == before, words


async def test_a_button_of_the_desk_in_a_strangers_hands_does_nothing(office: Office) -> None:
    await busy(office)
    before = office.remembered()
    for command in COMMANDS:
        await office.engine.taps("李荣珍", office.shown("李荣珍"), Button("?", f"/{command} 1"))
        await office.says("李荣珍", "1")
        assert office.remembered() == before, command
        assert "瑜伽】" not in office.shown("李荣珍").text, command


async def test_staff_of_another_community_see_and_change_nothing_here(office: Office) -> None:
    await busy(office)
    await office.happens("王外人 works elsewhere")
    before = office.remembered()
    resident = await office.person("李荣珍")
    for command in COMMANDS:
        for words in (f"/{command} 1", f"/{command} {resident}"):
            answer = await office.says("王外人", words)
            assert not any(ours in answer.text for ours in ("瑜伽", "李荣珍", "3栋")), words
            await office.says("王外人", "1")
            assert office.remembered() == before, words


async def test_who_loses_the_role_cannot_finish_what_was_begun(office: Office) -> None:
    await office.happens("罗主任 runs the place")
    await office.says("周丹丹", "/staff_cancel_course 1", "老师生病")
    await office.says("罗主任", "/staff_revoke")
    await office.taps("罗主任", "周丹丹", "确认收回")
    await office.taps("周丹丹", "确认取消")
    assert office.rows("SELECT status FROM course WHERE id = 1") == [("open",)]


async def test_only_an_administrator_invites_names_and_dismisses(office: Office) -> None:
    before = office.remembered()
    resident = await office.person("李荣珍")
    for command in ("/staff_roles", "/staff_invite", f"/staff_grant {resident}", "/staff_revoke"):
        answer = await office.says("周丹丹", command)
        assert answer.text.startswith("工作台"), command
    assert office.remembered() == before


async def test_home_shows_the_desk_to_those_who_work_here_only(office: Office) -> None:
    labels = {who: [button.label for button in (await office.says(who, "/home")).buttons] for who in ("周丹丹", "李荣珍")}
    assert "工作台" in labels["周丹丹"]
    assert "工作台" not in labels["李荣珍"]
