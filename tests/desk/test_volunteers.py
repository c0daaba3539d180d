"""Volunteers at the desk: the office sees who is missing, plans the week, looks after teams and duties; the volunteers read it in the chat."""

from __future__ import annotations

import tomllib

import pytest_asyncio

from language.catalogue import Voice
from services.community import loading
from services.community.reading import parse
from tests.conversations.world import ZONE
from tests.desk.house import Browser, DeskHouse

TEAM = "老街坊巡逻队"
"""The first team: /volunteers/1."""
FILE = """
[community]
id = "{slug}"
name = "小军山社区"

[[teams]]
id = "evening"
name = "夜巡队"

[[duties]]
id = "late"
team = "evening"
name = "晚间"
starts = "19:00"
minutes = 60
need = 2
"""


@pytest_asyncio.fixture
async def busy(house: DeskHouse) -> DeskHouse:
    """张汉梅 leads the patrol, 王强 and 李荣珍 are in it; each evening two of them go."""
    await house.happens("张汉梅 is known")
    await house.happens("王强 is known")
    await house.happens("张汉梅 leads the team 老街坊巡逻队")
    await house.happens("王强 is in the team 老街坊巡逻队")
    await house.happens("李荣珍 is in the team 老街坊巡逻队")
    await house.happens("the duty 晚巡 of 老街坊巡逻队 needs 2, daily at 19:00")
    return house


def shift(house: DeskHouse, day: str, duty: str = "晚巡") -> int:
    """The id of the shift of a duty on a day."""
    [(id,)] = house.rows(
        "SELECT s.id FROM shift s JOIN duty d ON d.id = s.duty_id WHERE s.day = :day AND d.name = :duty AND s.state <> 'moved'",
        {"day": day, "duty": duty},
    )
    return int(id)


async def lead(house: DeskHouse) -> Browser:
    """张汉梅's browser."""
    return await house.signed_in(await house.person("张汉梅"))


async def load(house: DeskHouse, text: str = FILE) -> list[str]:
    """Load a community file; returns what is said of it."""
    [(slug,)] = house.rows("SELECT slug FROM community WHERE id = 1")
    file, problems = parse(tomllib.loads(text.replace("{slug}", slug)))
    assert file is not None, problems
    remarks = await house.db.write(lambda: loading.load(file, house.world.now_ms, ZONE, lambda: "ab" * 32))
    return [Voice("zh", ZONE).say(remark) for remark in remarks]


def read(house: DeskHouse, who: str) -> str:
    """The last thing that somebody read in the chat."""
    return house.shown(who).text


# The first page


async def test_the_office_sees_who_is_missing_now_and_where_the_week_is_short(busy: DeskHouse) -> None:
    await busy.happens("王强 has the shift of 晚巡 on 2026-11-23")
    busy.at("2026-11-23 19:05")
    page = await (await busy.at_desk("staff")).opens("/volunteers")
    assert "晚巡 · 老街坊巡逻队 · 19:00–20:30" in page.main and "1人还没签到" in page.main and "王强" in page.main
    assert "3人" in page.main and "7班" in page.main and "还缺12人" in page.main  # six evenings to come


async def test_who_would_like_to_join_is_let_in_or_turned_down_and_reads_so(busy: DeskHouse) -> None:
    for name in ("赵敏", "孙丽"):
        await busy.happens(f"{name} is known")
        await busy.says(name, "/team_join 1")
    office = await busy.at_desk("staff")
    page = await office.opens("/volunteers")
    assert "赵敏" in page.main and "想参加老街坊巡逻队" in page.main
    page = await office.sends(f"/volunteers/1/wishes/{await busy.person('赵敏')}/accept")
    assert "已经告诉TA" in page.text and "赵敏" not in page.main
    await office.sends(f"/volunteers/1/wishes/{await busy.person('孙丽')}/decline")
    await busy.engine.settle()
    assert read(busy, "赵敏").startswith("欢迎您加入老街坊巡逻队")
    assert read(busy, "孙丽").startswith("老街坊巡逻队这次人手够了")
    assert busy.acts()[-2:] == ["accept member", "decline member"]


async def test_a_wish_that_somebody_else_answered_is_said_to_be_answered(busy: DeskHouse) -> None:
    await busy.happens("赵敏 is known")
    await busy.says("赵敏", "/team_join 1")
    first, second = await busy.at_desk("staff", "甲"), await busy.at_desk("staff", "乙")
    path = f"/volunteers/1/wishes/{await busy.person('赵敏')}/accept"
    await first.opens("/volunteers")
    await second.opens("/volunteers")
    await first.sends(path)
    page = await second.sends(path)
    assert page.status == 422 and "已经有人回过了" in page.text
    assert busy.acts().count("accept member") == 1


# Who sees what


async def test_a_lead_sees_and_changes_only_their_own_team(busy: DeskHouse) -> None:
    await busy.happens("孙丽 is known")
    await busy.happens("孙丽 is in the team 栋力派")
    await busy.happens("the duty 清楼道 of 栋力派 needs 2, on 6 at 09:00")
    browser = await lead(busy)
    page = await browser.opens("/volunteers")
    assert TEAM in page.main and "栋力派" not in page.text
    other = shift(busy, "2026-11-28", "清楼道")
    for path in ("/volunteers/2", "/volunteers/2/week", "/volunteers/2/hours", "/volunteers/2/duties/new",
                 f"/volunteers/2/shifts/{other}", f"/volunteers/1/shifts/{other}", f"/volunteers/1/duties/{2}"):  # fmt: skip
        assert (await browser.opens(path)).status == 404, path
    assert (await browser.opens("/volunteers/spots/codes")).status == 404
    page = await browser.opens("/volunteers/1")
    assert "王强" in page.main and "请TA当队长" not in page.main and "加队员" not in page.main
    week = (await browser.opens("/volunteers/1/week")).form(f"/volunteers/1/week/{shift(busy, '2026-11-24')}/place")
    sent = await browser.client.post(f"/desk/volunteers/2/week/{other}/place", data={**week.values, "person": "1"})
    assert sent.status_code == 404


async def test_a_reader_sees_numbers_and_no_names(busy: DeskHouse) -> None:
    await busy.happens("王强 has the shift of 晚巡 on 2026-11-23")
    await busy.happens("赵敏 is known")
    await busy.says("赵敏", "/team_join 1")
    busy.at("2026-11-24 09:00")
    await busy.engine.settle()
    busy.at("2026-11-24 19:05")
    reader = await busy.at_desk("reader")
    for path in ("/volunteers", "/volunteers/1", "/volunteers/hours", "/volunteers/spots"):
        page = await reader.opens(path)
        assert page.status == 200
        assert [name for name in ("王强", "张汉梅", "李荣珍", "赵敏") if name in page.text] == []
    page = await reader.opens("/volunteers")
    assert "1人想参加" in page.main and "缺2人" in page.main and "两周里1班" in page.main
    for path in ("/volunteers/1/week", "/volunteers/1/hours", f"/volunteers/1/shifts/{shift(busy, '2026-11-24')}"):
        assert (await reader.opens(path)).status == 404


async def test_the_kitchen_and_other_communities_see_nothing(busy: DeskHouse) -> None:
    assert (await (await busy.at_desk("kitchen")).opens("/volunteers")).status == 404
    await busy.happens("王外人 works elsewhere")
    stranger = busy.browser()
    await stranger.opens(link := await busy.link(await busy.person("王外人"), 2))
    await stranger.sends(link)
    for path in (
        "/volunteers/1",
        "/volunteers/1/week",
        "/volunteers/1/hours",
        f"/volunteers/people/{await busy.person('王强')}/paper",
    ):
        assert (await stranger.opens(path)).status == 404


async def test_that_staff_look_at_a_team_is_written_down(busy: DeskHouse) -> None:
    office = await busy.at_desk("staff")
    await office.opens("/volunteers/1")
    await office.opens("/volunteers/1/week")
    assert busy.acts()[-2:] == ["see duty roster", "see duty roster"]
    browser = await lead(busy)
    before = busy.acts()
    await browser.opens("/volunteers/1/week")
    assert busy.acts() == before


# Members


async def test_a_member_is_found_and_added_and_reads_so(busy: DeskHouse) -> None:
    await busy.happens("赵敏 is known")
    office = await busy.at_desk("staff")
    page = await office.opens("/volunteers/1?find=赵敏")
    assert "****" in page.main
    page = await office.sends("/volunteers/1/add")
    assert "加好了，已经告诉本人" in page.text and "赵敏" in page.main
    await busy.engine.settle()
    assert read(busy, "赵敏").startswith("欢迎您加入老街坊巡逻队")
    assert "都已经在队里了" in (await office.opens("/volunteers/1?find=赵敏")).main
    assert "没有找到" in (await office.opens("/volunteers/1?find=没有这人")).main


async def test_a_member_becomes_lead_and_is_so_no_more(busy: DeskHouse) -> None:
    office, wang = await busy.at_desk("staff"), await busy.person("王强")
    await office.opens("/volunteers/1")
    page = await office.sends(f"/volunteers/1/members/{wang}/lead", lead="1")
    assert "定好了，已经告诉本人" in page.text
    await busy.engine.settle()
    assert read(busy, "王强").startswith("社区请您当老街坊巡逻队的队长")
    busy.world.now_ms += 60_000
    await office.sends(f"/volunteers/1/members/{wang}/lead", lead="0")
    await busy.engine.settle()
    assert "不用您带队了" in read(busy, "王强")


async def test_who_is_taken_out_of_a_team_reads_so_after_a_look_at_their_shifts(busy: DeskHouse) -> None:
    await busy.happens("王强 has the shift of 晚巡 on 2026-11-25")
    browser, wang = await lead(busy), await busy.person("王强")
    page = await browser.opens(f"/volunteers/1/members/{wang}/remove")
    assert "报过的1班会空出来" in page.main and "11月25日（周三）19:00 晚巡" in page.main and "会告诉本人" in page.main
    assert busy.rows("SELECT count(*) FROM team_member") == [(3,)]
    page = await browser.sends(f"/volunteers/1/members/{wang}/remove")
    assert page.path == "/volunteers/1" and "王强不在老街坊巡逻队了" in page.text
    await busy.engine.settle()
    assert read(busy, "王强").startswith("您不在老街坊巡逻队了")
    assert (await browser.opens(f"/volunteers/1/members/{wang}/remove")).status == 404
    page = await browser.opens("/volunteers/1")  # one who leads it is taken out by staff
    assert f"/desk/volunteers/1/members/{await busy.person('张汉梅')}/remove" not in [href for _said, href in page.links]


# Duties


async def test_a_duty_at_another_time_is_told_to_who_has_its_shifts_after_a_look(busy: DeskHouse) -> None:
    await busy.happens("王强 has the shift of 晚巡 on 2026-11-25")
    browser = await lead(busy)
    await browser.opens("/volunteers/1/duties/1")
    page = await browser.sends("/volunteers/1/duties/1/change", starts="20:00")
    assert "14班改到新的时间" in page.main and "1人会收到消息" in page.main
    assert busy.rows("SELECT starts FROM duty") == [("19:00",)]
    page = await browser.sends("/volunteers/1/duties/1/change")
    assert page.path == "/volunteers/1" and "「晚巡」改好了，已经告诉1人" in page.text and "20:00" in page.main
    await busy.engine.settle()
    assert "值班改时间了" in read(busy, "王强") and "20:00–21:30" in read(busy, "王强")
    assert "change duty" in busy.acts()


async def test_a_duty_is_done_no_more_after_a_look(busy: DeskHouse) -> None:
    await busy.happens("王强 has the shift of 晚巡 on 2026-11-25")
    office = await busy.at_desk("staff")
    page = await office.opens("/volunteers/1/duties/1/end")
    assert "14班取消" in page.main and "1人会收到消息" in page.main
    page = await office.sends("/volunteers/1/duties/1/end")
    assert "「晚巡」停办了，取消了14班" in page.text and "停办了" in page.main
    await busy.engine.settle()
    assert "取消了，不用去了" in read(busy, "王强")
    await office.opens("/volunteers/1/duties/1")
    await office.sends("/volunteers/1/duties/1/change", need="1")
    assert busy.rows("SELECT count(*) FROM shift WHERE state = 'planned'") == [(14,)]


async def test_something_new_is_planned_at_once_and_taken_in_the_chat(busy: DeskHouse) -> None:
    await busy.happens("there is a spot 北门, code N1")
    browser = await lead(busy)
    await browser.opens("/volunteers/1/duties/new")
    page = await browser.sends(
        "/volunteers/1/duties/new", name="护学", starts="07:30", minutes="45", need="2", days=["2", "4"], spots=["1"]
    )
    assert page.path == "/volunteers/1/week" and "「护学」加好了" in page.text and "07:30 护学" in page.main
    assert "明天（周二）07:30–08:15 护学 · 缺2人" in (await busy.says("王强", "/patrol")).text
    assert "add duty" in busy.acts()


async def test_what_cannot_be_of_a_duty_is_said_beside_its_field(busy: DeskHouse) -> None:
    browser = await lead(busy)
    await browser.opens("/volunteers/1/duties/new")
    page = await browser.sends("/volunteers/1/duties/new", name="很长" * 40, minutes="1", need="99", days=None)
    assert page.status == 422
    for said in ("写名字，最多60个字", "请写5到720之间的分钟数", "请写1到20之间的人数", "至少选一天"):
        assert said in page.main
    assert busy.rows("SELECT count(*) FROM duty") == [(1,)]


# The roster


async def test_a_member_is_put_on_a_shift_and_off_again_and_reads_both(busy: DeskHouse) -> None:
    browser, wang, on = await lead(busy), await busy.person("王强"), shift(busy, "2026-11-25")
    page = await browser.opens("/volunteers/1/week?day=2026-11-29")
    assert "19:00 晚巡" in page.main and "0/2人" in page.main
    page = await browser.sends(f"/volunteers/1/week/{on}/place", person=str(wang))
    assert page.path == "/volunteers/1/week" and "王强排在11月25日（周三）19:00–20:30 晚巡了，已经告诉本人" in page.text
    assert "1/2人" in page.main
    await busy.engine.settle()
    assert "队里请您来值这一班" in read(busy, "王强")
    page = await browser.sends(f"/volunteers/1/week/{on}/off")
    assert "王强不用去" in page.text
    await busy.engine.settle()
    assert "不用您去了" in read(busy, "王强")
    assert busy.acts()[-2:] == ["place on shift", "take off shift"]


async def test_the_same_form_twice_is_one_place_and_one_message(busy: DeskHouse) -> None:
    browser, wang, on = await lead(busy), await busy.person("王强"), shift(busy, "2026-11-25")
    form = (await browser.opens("/volunteers/1/week")).form(f"/volunteers/1/week/{on}/place")
    for _time in range(2):
        answer = await browser.client.post(form.action, data={**form.values, "person": [str(wang)]})
        assert answer.status_code == 200
    assert busy.acts().count("place on shift") == 1


async def test_limits_and_double_bookings_are_said_in_a_sentence(busy: DeskHouse) -> None:
    await busy.happens("the duty 夜巡 of 老街坊巡逻队 needs 2, daily at 20:00")
    await busy.happens("the duty 早巡 of 老街坊巡逻队 needs 2, on 4 at 04:00")
    await busy.happens("王强 has the shift of 晚巡 on 2026-11-25")
    browser, wang = await lead(busy), await busy.person("王强")
    page = await browser.opens("/volunteers/1/week")
    assert "王强 · 那时有班" in page.html and "王强 · 歇不够八小时" in page.html
    page = await browser.sends(f"/volunteers/1/week/{shift(busy, '2026-11-25', '夜巡')}/place", person=str(wang))
    assert page.status == 422 and "王强没有排上" in page.text and "TA那个时间已经有一班了" in page.text
    page = await browser.sends(f"/volunteers/1/week/{shift(busy, '2026-11-26', '早巡')}/place", person=str(wang))
    assert "歇不够八小时" in page.text
    page = await browser.sends(f"/volunteers/1/week/{shift(busy, '2026-11-24')}/place", person="")
    assert "请先选一位队员" in page.text
    assert busy.rows("SELECT count(*) FROM shift_place") == [(1,)]


async def test_whoever_is_in_no_team_is_put_on_no_shift(busy: DeskHouse) -> None:
    await busy.happens("赵敏 is known")
    browser, on = await lead(busy), shift(busy, "2026-11-25")
    await browser.opens("/volunteers/1/week")
    page = await browser.sends(f"/volunteers/1/week/{on}/place", person=str(await busy.person("赵敏")))
    assert page.status == 404 and "赵敏" not in page.text


async def test_who_cannot_come_and_who_wants_a_stand_in_stand_on_the_roster(busy: DeskHouse) -> None:
    await busy.happens("王强 has the shift of 晚巡 on 2026-11-25")
    await busy.happens("李荣珍 has the shift of 晚巡 on 2026-11-25")
    on = shift(busy, "2026-11-25")
    await busy.says("王强", f"/shift_offer {on}-{await busy.person('王强')}")
    await busy.says("李荣珍", f"/shift_cannot {on}-{await busy.person('李荣珍')}")
    await busy.taps("李荣珍", "家里有事")
    page = await (await lead(busy)).opens("/volunteers/1/week")
    assert "想请人替" in page.main and "李荣珍去不了：家里有事" in page.main and "1/2人" in page.main


# One shift


async def test_one_shift_moves_and_planning_leaves_it_there(busy: DeskHouse) -> None:
    await busy.happens("王强 has the shift of 晚巡 on 2026-11-25")
    browser, on = await lead(busy), shift(busy, "2026-11-25")
    await browser.opens(f"/volunteers/1/shifts/{on}")
    page = await browser.sends(f"/volunteers/1/shifts/{on}/move", starts="17:00", minutes="60")
    assert "原来明天" not in page.main and "11月25日（周三）17:00–18:00" in page.main
    assert "这1人还在班上：王强" in page.main and "1人会收到消息" in page.main
    assert "move shift" not in busy.acts()
    page = await browser.sends(f"/volunteers/1/shifts/{on}/move")
    assert "改到了 11月25日（周三）17:00–18:00 晚巡，已经告诉1人" in page.text
    await busy.engine.settle()
    assert "值班改时间了" in read(busy, "王强") and "17:00–18:00" in read(busy, "王强")
    await busy.happens("the duty 晚巡 of 老街坊巡逻队 needs 2, daily at 19:00")
    page = await browser.opens("/volunteers/1/week")
    assert "17:00 晚巡" in page.main
    assert "move shift" in busy.acts()


async def test_a_shift_moves_to_another_day_only_where_it_fits(busy: DeskHouse) -> None:
    await busy.happens("the duty 清晨 of 老街坊巡逻队 needs 2, on 3 at 06:00")
    await busy.happens("王强 has the shift of 清晨 on 2026-11-25")
    await busy.happens("王强 has the shift of 晚巡 on 2026-11-27")
    browser, on = await lead(busy), shift(busy, "2026-11-25", "清晨")
    path = f"/volunteers/1/shifts/{on}/move"
    await browser.opens(f"/volunteers/1/shifts/{on}")
    assert "王强去不了那个时间：那时有班" in (await browser.sends(path, day="2026-11-27", starts="19:30")).main
    assert "那天已经有「清晨」了" in (await browser.sends(path, day="2026-12-02", starts="06:00")).main
    assert "30天以内" in (await browser.sends(path, day="2026-11-22", starts="06:00")).main
    assert "请写日期" in (await browser.sends(path, day="明天", starts="06:00")).main
    await browser.sends(path, day="2026-11-26", starts="06:00")
    page = await browser.sends(path)
    assert "改到了 11月26日（周四）06:00–07:30 清晨" in page.text
    await busy.happens("the duty 清晨 of 老街坊巡逻队 needs 2, on 3 at 06:00")  # planned anew: none on the old day
    assert busy.rows("SELECT day FROM shift WHERE duty_id = 2 AND state = 'planned' ORDER BY day") == [
        ("2026-11-26",),
        ("2026-12-02",),
    ]
    await browser.opens(f"/volunteers/1/shifts/{on}")
    await browser.sends(path, day="2026-11-25", starts="06:00")
    assert "改到了 11月25日（周三）" in (await browser.sends(path)).text


async def test_who_saw_what_a_move_means_sees_it_again_if_somebody_else_moved_it_meanwhile(busy: DeskHouse) -> None:
    await busy.happens("王强 has the shift of 晚巡 on 2026-11-25")
    browser, office, on = await lead(busy), await busy.at_desk("staff"), shift(busy, "2026-11-25")
    path = f"/volunteers/1/shifts/{on}/move"
    for worker, starts in ((browser, "17:00"), (office, "18:00")):
        await worker.opens(f"/volunteers/1/shifts/{on}")
        await worker.sends(path, starts=starts)
    await office.sends(path)
    page = await browser.sends(path)
    assert "原来11月25日（周三）18:00" in page.main and "改到11月25日（周三）17:00" in page.main
    assert busy.acts().count("move shift") == 1
    assert "改到了 11月25日（周三）17:00" in (await browser.sends(path)).text


async def test_one_more_shift_stands_beside_what_is_planned(busy: DeskHouse) -> None:
    await busy.happens("the duty 清晨 of 老街坊巡逻队 needs 2, on 3 at 06:00")
    browser = await lead(busy)
    page = await browser.opens("/volunteers/1/week")
    await browser.opens(page.link("加一班"))
    path = "/volunteers/1/shifts/new"
    page = await browser.sends(path, duty="2", day="2026-11-25", starts="06:00", minutes="45", need="3")
    assert page.status == 422 and "那天已经有「清晨」了" in page.main and 'value="45"' in page.html
    assert "30天以内" in (await browser.sends(path, day="2026-11-20")).main
    page = await browser.sends(path, day="2026-11-24")
    assert "加好了" in page.text and "明天（周二）06:00–06:45 清晨" in page.main and "0/3人" in page.main
    assert busy.acts()[-1] == "add shift"
    await busy.happens("the duty 清晨 of 老街坊巡逻队 needs 2, on 3 at 07:00")  # planned anew: it stays
    assert "06:00 清晨" in (await browser.opens("/volunteers/1/week")).main
    assert "06:00–06:45 清晨 · 缺3人" in (await busy.says("王强", "/patrol")).text


async def test_who_is_dragged_from_one_shift_to_another_leaves_the_first_one(busy: DeskHouse) -> None:
    await busy.happens("王强 has the shift of 晚巡 on 2026-11-25")
    browser, wang = await lead(busy), str(await busy.person("王强"))
    first, then = shift(busy, "2026-11-25"), shift(busy, "2026-11-26")
    await browser.opens("/volunteers/1/week")
    page = await browser.sends(f"/volunteers/1/week/{then}/place", person=wang, off=str(first))
    assert "王强排在11月26日（周四）19:00–20:30 晚巡了" in page.text
    held = "SELECT shift_id FROM shift_place WHERE state = 'taken' ORDER BY shift_id"
    assert busy.rows(held) == [(then,)]
    # Where the second one cannot be, nothing is changed.
    await busy.happens("the duty 夜巡 of 老街坊巡逻队 needs 2, daily at 20:00")
    late = shift(busy, "2026-11-26", "夜巡")
    await busy.happens("王强 has the shift of 夜巡 on 2026-11-28")
    await browser.opens("/volunteers/1/week")
    page = await browser.sends(f"/volunteers/1/week/{late}/place", person=wang, off=str(shift(busy, "2026-11-28", "夜巡")))
    assert page.status == 422 and "那个时间已经有一班了" in page.text
    assert len(busy.rows(held)) == 2


async def test_of_two_who_fill_the_last_place_at_once_one_reads_that_it_is_gone(busy: DeskHouse) -> None:
    await busy.happens("李荣珍 has the shift of 晚巡 on 2026-11-25")
    on, browser, office = shift(busy, "2026-11-25"), await lead(busy), await busy.at_desk("staff")
    await browser.opens("/volunteers/1/week")
    await office.opens("/volunteers/1/week")
    path = f"/volunteers/1/week/{on}/place"
    await browser.sends(path, person=str(await busy.person("张汉梅")))
    page = await office.sends(path, person=str(await busy.person("王强")))
    assert page.status == 422 and "王强没有排上" in page.text and "这一班的人刚刚满了" in page.text and "2/2人" in page.main
    assert busy.rows("SELECT count(*) FROM shift_place WHERE state = 'taken'") == [(2,)]


async def test_what_was_called_off_of_a_duty_that_ended_is_not_restored(busy: DeskHouse) -> None:
    office, on = await busy.at_desk("staff"), shift(busy, "2026-11-25")
    await office.opens(f"/volunteers/1/shifts/{on}/cancel")
    await office.sends(f"/volunteers/1/shifts/{on}/cancel")
    await office.opens("/volunteers/1/duties/1/end")
    await office.sends("/volunteers/1/duties/1/end")
    await office.opens("/volunteers/1/week?day=2026-11-25")
    assert "「晚巡」已经不办了" in (await office.sends(f"/volunteers/1/shifts/{on}/restore")).text
    assert "restore shift" not in busy.acts()


async def test_a_week_that_no_calendar_has_is_this_one(busy: DeskHouse) -> None:
    office = await busy.at_desk("staff")
    for day in ("9999-12-31", "0001-01-01", "2026-02-30", "下周"):
        assert "11月23日 周一" in (await office.opens(f"/volunteers/1/week?day={day}")).main


async def test_a_shift_is_called_off_after_a_look_and_restored_and_its_people_read_both(busy: DeskHouse) -> None:
    await busy.happens("王强 has the shift of 晚巡 on 2026-11-25")
    office, on = await busy.at_desk("staff"), shift(busy, "2026-11-25")
    page = await office.opens(f"/volunteers/1/shifts/{on}/cancel")
    assert "王强" in page.main and "1人会收到消息" in page.main
    page = await office.sends(f"/volunteers/1/shifts/{on}/cancel", why="weather")
    assert "取消了，已经告诉1人" in page.text and "取消了" in page.main
    await busy.engine.settle()
    assert "取消了，不用去了" in read(busy, "王强") and "天气不好" in read(busy, "王强")
    assert (await office.opens(f"/volunteers/1/shifts/{on}/cancel")).status == 404
    await office.opens("/volunteers/1/week?day=2026-11-25")
    page = await office.sends(f"/volunteers/1/shifts/{on}/restore")
    assert "照常，原来的1人已经请回来" in page.text
    await busy.engine.settle()
    assert "这一班照常，还是请您去" in read(busy, "王强")
    assert [act for act in busy.acts() if act.endswith(" shift")] == ["cancel shift", "restore shift"]


async def test_the_team_is_asked_and_the_first_who_taps_goes(busy: DeskHouse) -> None:
    browser, on = await lead(busy), shift(busy, "2026-11-25")
    await browser.opens(f"/volunteers/1/shifts/{on}")
    page = await browser.sends(f"/volunteers/1/shifts/{on}/ask")
    assert "位队员，谁先点「我去」就是谁" in page.text
    await busy.engine.settle()
    assert "还缺2人，您能去吗" in read(busy, "王强")


async def test_how_many_a_shift_needs(busy: DeskHouse) -> None:
    await busy.happens("王强 has the shift of 晚巡 on 2026-11-25")
    await busy.happens("李荣珍 has the shift of 晚巡 on 2026-11-25")
    browser, on = await lead(busy), shift(busy, "2026-11-25")
    await browser.opens(f"/volunteers/1/shifts/{on}")
    page = await browser.sends(f"/volunteers/1/shifts/{on}/need", need="1")
    assert page.status == 422 and "已经有2人去" in page.main
    assert "这一班4人" in (await browser.sends(f"/volunteers/1/shifts/{on}/need", need="4")).text


async def test_whom_no_message_reaches_must_be_phoned_and_the_desk_says_so(busy: DeskHouse) -> None:
    alone = await busy.hired("孙丽", "courier")
    office = await busy.at_desk("staff")
    await office.opens("/volunteers/1?find=孙丽")
    assert "加好了，TA收不到消息" in (await office.sends("/volunteers/1/add")).text
    on = shift(busy, "2026-11-25")
    await office.opens("/volunteers/1/week")
    page = await office.sends(f"/volunteers/1/week/{on}/place", person=str(alone))
    assert "TA收不到消息，已放进待打电话的名单" in page.text
    page = await office.opens(f"/volunteers/1/shifts/{on}/cancel")
    assert "0人会收到消息" in page.main and "1人收不到消息" in page.main


async def test_what_the_desk_made_or_changed_survives_loading_the_community_file(busy: DeskHouse) -> None:
    office = await busy.at_desk("staff")
    await load(busy)
    evening, [(team, duty)] = "晚间", busy.rows("SELECT team_id, id FROM duty WHERE name = '晚间'")
    await office.opens(f"/volunteers/{team}/duties/{duty}")
    await office.sends(f"/volunteers/{team}/duties/{duty}/change", starts="20:30", need="3", days=["6"], spots=None)
    await office.opens(f"/volunteers/{team}/duties/new")
    await office.sends(f"/volunteers/{team}/duties/new", name="护学", starts="07:30", minutes="45", need="1", days=["2"])
    before = busy.rows("SELECT * FROM duty ORDER BY id"), busy.rows("SELECT * FROM shift ORDER BY id")
    assert [remark for remark in await load(busy) if "值班" in remark and "护学" in remark] == []
    assert (busy.rows("SELECT * FROM duty ORDER BY id"), busy.rows("SELECT * FROM shift ORDER BY id")) == before
    await load(busy, FILE.replace("minutes = 60", "minutes = 90"))  # what the file itself says anew holds
    assert busy.rows("SELECT starts, minutes, need FROM duty WHERE name = :name", {"name": evening}) == [("19:00", 90, 2)]
