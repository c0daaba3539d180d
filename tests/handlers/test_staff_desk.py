"""What staff do beside the courses: what failed, finding people, pauses, roles; and what the clock does for them."""

from __future__ import annotations

from services import timetable
from services.office import find
from storage import finding, inbox
from tests.conversations.world import ZONE
from tests.handlers.desk import Office


async def test_what_failed_is_shown_without_what_was_said_and_is_gone_once_seen(office: Office) -> None:
    account = await office.account("李荣珍")
    await office.engine.db.write(
        lambda: inbox.park("plain", "77", account.id, "我的身份证号", "ValueError at x.py:3", office.world.now_ms)
    )
    await office.says("周丹丹", "/staff")
    shown = await office.taps("周丹丹", "未办成的 · 1件")
    assert "李荣珍 138****9726" in shown.text and "ValueError at x.py:3" in shown.text
    assert "身份证" not in shown.text
    assert "1件" in (await office.taps("周丹丹", "都看过了")).text
    assert "没有未办成的事" in (await office.says("周丹丹", "/parked")).text
    assert "see parked" in office.acts()


async def test_what_failed_elsewhere_is_not_ours(office: Office) -> None:
    await office.happens("王外人 works elsewhere")
    account = await office.account("李荣珍")
    await office.engine.db.write(lambda: inbox.park("plain", "77", account.id, "", "ValueError", office.world.now_ms))
    assert "没有未办成的事" in (await office.says("王外人", "/parked")).text


async def test_the_desk_has_eight_ways_at_most_and_what_waits_comes_first(office: Office) -> None:
    await office.happens("罗主任 runs the place")
    await office.happens("王强 is in the team 老街坊巡逻队")
    await office.says("李荣珍", "找人", "3栋2单元水管漏水")
    await office.says("李荣珍", "/cancel", "3栋2单元水管漏水")
    await office.taps("李荣珍", "报上去")
    await office.says("李荣珍", "找人")
    labels = [button.label for button in (await office.says("罗主任", "/staff")).buttons]
    assert labels == ["找人的 · 1个", "待办 · 1件", "找居民", "我在岗", "订餐表", "课程管理", "发通知", "更多", "首页"]
    shown = await office.taps("罗主任", "更多")
    assert {"收餐费", "志愿队和值班", "工作人员", "电脑版", "工作台"} <= {button.label for button in shown.buttons}
    assert "到" in (await office.taps("罗主任", "我在岗")).text
    await office.says("罗主任", "/staff")
    await office.taps("罗主任", "更多", "工作人员", "操作记录")
    assert office.shown("罗主任").text.startswith("操作记录") and office.acts() == ["on duty"]


async def found(office: Office, words: str, who: str = "周丹丹") -> list[str]:
    by = await office.person(who)
    return [person.name for person in await office.engine.db.read(lambda: find(1, words, by))]


async def test_people_are_found_by_a_piece_of_the_name_or_the_end_of_the_number(office: Office) -> None:
    await office.happens("欧阳春花 is known")
    assert await found(office, "李荣") == ["李荣珍"]
    assert await found(office, "荣珍") == ["李荣珍"]
    assert await found(office, "李荣珍") == ["李荣珍"]
    assert await found(office, "春花") == ["欧阳春花"]
    assert await found(office, "9726") == ["李荣珍"]
    assert await found(office, "138 0008 9726") == ["李荣珍"]


async def test_too_little_or_a_stranger_finds_nobody(office: Office) -> None:
    assert await found(office, "李") == []
    assert await found(office, "726") == []
    assert await found(office, "李珍") == []
    assert await found(office, "李荣珍", who="李荣珍") == []


async def test_finding_somebody_reads_no_more_than_the_index_names(office: Office) -> None:
    asked = {"community_id": 1, "piece": "李荣", "words": "李荣珍", "most": 9}
    for statement, indexes in ((finding._BY_NAME, ("name_1", "name_2", "name_3")), (finding._BY_PHONE_END, ("phone_end",))):
        plan = str(office.rows(f"EXPLAIN QUERY PLAN {statement.text}", asked))
        assert all(f"person_by_{index} (community_id=? AND <expr>=?)" in plan for index in indexes), plan
        assert "SCAN p" not in plan


async def test_what_staff_book_for_somebody_is_written_down_and_shows_the_parents_number(office: Office) -> None:
    await office.says("周丹丹", "/staff_book 4", "李荣珍")
    await office.taps("周丹丹", "李荣珍", "登记孩子")
    await office.says("周丹丹", "李小宝", "2018年6月1日", "外公 13812345678")
    await office.taps("周丹丹", "没有", "确认报名")
    assert office.acts()[-2:] == ["add child", "book"]
    assert "李小宝 13800089726" in (await office.says("周丹丹", "/staff_phones 4")).text


async def test_whoever_looks_at_a_number_is_written_down(office: Office) -> None:
    resident = await office.person("李荣珍")
    sheet = await office.says("周丹丹", f"/staff_person {resident}")
    assert "138****9726" in sheet.text and "13800089726" not in sheet.text
    assert "see phone" not in office.acts()
    assert "13800089726" in (await office.taps("周丹丹", "显示电话")).text
    await office.says("周丹丹", "/staff_phones 1")
    assert office.acts()[-2:] == ["see phone", "see phones"]


async def test_the_number_who_will_be_told_is_the_number_who_are_told(office: Office) -> None:
    await office.says("李荣珍", "/sign_up 1")
    await office.taps("李荣珍", "我自己", "确认报名")
    await office.says("周丹丹", "/staff_book 1", "王秀英")
    await office.taps("周丹丹", "新登记")
    await office.says("周丹丹", "王秀英")
    await office.taps("周丹丹", "没有", "确认报名")
    preview = await office.says("周丹丹", "/staff_place 1", "大教室")
    assert "会通知1个报名的人。" in preview.text and "有1个人收不到消息" in preview.text
    await office.taps("周丹丹", "确认改地点")
    said = [message.text for message in office.engine.phones["周丹丹"].messages[-2:]]
    assert any("已通知1个报名的人。" in text and "1个人收不到消息" in text for text in said)
    assert any("请打电话转告" in text and "王秀英" in text for text in said)


async def test_who_gets_no_message_is_phoned_the_day_before_and_whoever_does_is_not(office: Office) -> None:
    assert "都打完了" in (await office.says("周丹丹", "/staff_calls")).text
    await office.says("李荣珍", "/sign_up 1")
    await office.taps("李荣珍", "我自己", "确认报名")
    await office.says("周丹丹", "/staff_book 1", "王秀英")
    await office.taps("周丹丹", "新登记")
    await office.says("周丹丹", "王秀英", "027-82345678")
    await office.taps("周丹丹", "确认报名")
    office.at("2026-11-29 17:00")
    await office.engine.settle()
    asked = office.shown("周丹丹")
    assert (
        "请打电话转告" in asked.text and "王秀英" in asked.text and "李荣珍" not in asked.text and "82345678" not in asked.text
    )
    assert [b.label for b in (await office.taps("周丹丹", "要打电话的")).buttons] == ["王秀英 · 明天（周一）18:00 前", "首页"]
    one = await office.taps("周丹丹", "王秀英")
    assert "027-82345678" in one.text and "王秀英 明天（周一）19:00 上「瑜伽」，瑜伽室。" in one.text
    assert "王秀英 · 1次没打通" in [b.label for b in (await office.taps("周丹丹", "没打通")).buttons]
    await office.taps("周丹丹", "王秀英")
    assert "都打完了" in (await office.taps("周丹丹", "已经转告")).text
    assert office.acts()[-4:] == ["see phone", "call in vain", "see phone", "call"]


async def test_a_long_roster_is_told_in_pages(office: Office) -> None:
    await office.happens("瑜伽 is full")
    first = await office.says("周丹丹", "/staff_roster 1")
    assert "1. 邻居1" in first.text and "15. 邻居15" in first.text and "16. " not in first.text
    assert "第1页，共2页" in first.text
    second = await office.taps("周丹丹", "下一页")
    assert "16. 邻居16" in second.text and "30. 邻居30" in second.text
    assert len(second.text) < 600
    assert second.buttons[0].label == "上一页"


async def test_a_move_is_confirmed_again_where_a_colleague_was_faster(office: Office) -> None:
    await office.happens("罗主任 works here")
    await office.says("周丹丹", "/staff_place 1", "大教室")
    await office.says("罗主任", "/staff_move 1", "下周三晚上七点")
    await office.taps("罗主任", "确认改时间")
    again = await office.taps("周丹丹", "确认改地点")
    assert again.text.startswith("这里的信息刚刚有变动")
    assert office.rows("SELECT place FROM course WHERE id = 1") == [("瑜伽室",)]


async def test_three_absences_mean_a_pause_which_staff_can_lift(office: Office) -> None:
    await office.says("李荣珍", "/sign_up 1")
    await office.taps("李荣珍", "我自己", "确认报名")
    for evening in ("2026-11-30 18:45", "2026-12-07 18:45", "2026-12-14 18:45"):
        office.at(evening)
        await office.engine.settle()
        await office.says("周丹丹", "/staff_today")
        await office.taps("周丹丹", "瑜伽")
        office.at(evening.replace("18:45", "21:00"))
        await office.engine.settle()
    resident = await office.person("李荣珍")
    assert "才能再抢课" in (await office.says("周丹丹", f"/staff_person {resident}")).text
    await office.taps("周丹丹", "恢复抢课", "确认恢复")
    assert "恢复抢课" not in [b.label for b in (await office.says("周丹丹", f"/staff_person {resident}")).buttons]
    assert "欢迎再来" in office.shown("李荣珍").text


async def test_a_draw_is_held_by_itself_when_entries_have_closed(office: Office) -> None:
    await office.says("李荣珍", "/sign_up 7")
    await office.taps("李荣珍", "我自己", "确认报名")
    office.at("2026-12-05 17:59")
    await office.engine.settle()
    assert "抽中了" not in office.shown("李荣珍").text
    office.at("2026-12-05 18:00")
    await office.engine.settle()
    assert "抽中了，报名成功" in office.shown("李荣珍").text


async def test_the_day_of_the_desk_is_the_local_one(office: Office) -> None:
    office.at("2026-11-30 00:10")
    assert [date.title for date in await office.engine.db.read(lambda: timetable.today(1, office.world.now_ms, ZONE))] == [
        "瑜伽"
    ]
    office.at("2026-12-01 00:10")
    titles = [date.title for date in await office.engine.db.read(lambda: timetable.today(1, office.world.now_ms, ZONE))]
    assert "瑜伽" not in titles


async def test_an_administrator_invites_a_colleague_with_a_code_and_dismisses_them(office: Office) -> None:
    await office.happens("罗主任 runs the place")
    await office.says("罗主任", "/staff_roles")
    invited = await office.taps("罗主任", "邀请新同事", "工作人员")
    code = invited.text.split("\n\n")[1]
    await office.says("李荣珍", code)
    assert (await office.says("李荣珍", "/staff")).text.startswith("工作台")
    await office.says("罗主任", "/staff_revoke")
    await office.taps("罗主任", "李荣珍", "确认收回")
    assert not (await office.says("李荣珍", "/staff")).text.startswith("工作台")


async def test_the_last_administrator_stays(office: Office) -> None:
    await office.happens("罗主任 runs the place")
    await office.says("罗主任", "/staff_revoke")
    answer = await office.taps("罗主任", "罗主任", "确认收回")
    assert "最后一位管理员" in answer.text


async def test_a_resident_is_named_a_colleague(office: Office) -> None:
    await office.happens("罗主任 runs the place")
    resident = await office.person("李荣珍")
    await office.says("罗主任", f"/staff_person {resident}")
    await office.taps("罗主任", "口令、父母、合并、设为……", "设为工作人员", "确认设为工作人员")
    assert (await office.says("李荣珍", "/staff")).text.startswith("工作台")
