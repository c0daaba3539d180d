"""Hours at the desk: who came, what was missed, putting right, sheets and papers; and the codes of spots."""

from __future__ import annotations

import io
from datetime import datetime

import pytest_asyncio
from openpyxl import load_workbook

from services.calendar import to_ms
from storage import checkins as checkins_stored
from storage import shift_places, shifts
from tests.conversations.world import ZONE
from tests.desk.house import DeskHouse

MINUTE_MS = 60_000


@pytest_asyncio.fixture
async def after(house: DeskHouse) -> DeskHouse:
    """On Tuesday morning: of the round of Monday evening, past two gates, 王强 came to one; 李荣珍 did not come."""
    for happened in (
        "张汉梅 is known",
        "王强 is known",
        "张汉梅 leads the team 老街坊巡逻队",
        "王强 is in the team 老街坊巡逻队",
        "李荣珍 is in the team 老街坊巡逻队",
        "the duty 晚巡 of 老街坊巡逻队 needs 2, daily at 19:00",
        "晚巡 passes 北门 N1 30.5,114.3; 南门 S1",
        "王强 has the shift of 晚巡 on 2026-11-23",
        "李荣珍 has the shift of 晚巡 on 2026-11-23",
    ):
        await house.happens(happened)
    house.at("2026-11-23 19:02")
    await house.says("王强", "/spot N1")
    house.at("2026-11-23 20:12")
    await house.says("王强", "/shift_out")
    house.at("2026-11-24 09:00")
    await house.engine.settle()
    return house


def monday(house: DeskHouse) -> int:
    """The id of Monday's shift."""
    [(id,)] = house.rows("SELECT id FROM shift WHERE day = '2026-11-23'")
    return int(id)


async def test_a_shift_shows_who_came_when_and_which_checkpoints_were_missed(after: DeskHouse) -> None:
    office = await after.at_desk("staff")
    page = await office.opens("/volunteers")
    assert "没来：李荣珍" in page.main and "没到的点：南门" in page.main
    page = await office.opens(f"/volunteers/1/shifts/{monday(after)}")
    assert "王强\n19:02 扫码\n20:12\n1小时10分钟" in page.main
    assert "李荣珍\n没来" in page.main
    assert "北门19:02到过" in page.main and "南门没到" in page.main


async def test_who_is_on_a_shift_now_stands_there(after: DeskHouse) -> None:
    await after.happens("王强 has the shift of 晚巡 on 2026-11-24")
    after.at("2026-11-24 19:05")
    [(id,)] = after.rows("SELECT id FROM shift WHERE day = '2026-11-24'")
    page = await (await after.at_desk("staff")).opens(f"/volunteers/1/shifts/{id}")
    assert "正在值班" in page.main and "还没签到" in page.main and "改时长" not in page.main
    refused = await (await after.at_desk("staff", "乙")).opens(f"/volunteers/1/shifts/{id}/hours/{await after.person('王强')}")
    assert "还没结束" in refused.main and not [form for form in refused.forms if form.method == "post"]


async def test_hours_are_put_right_with_a_reason_and_the_volunteer_reads_who_did_it(after: DeskHouse) -> None:
    office, li = await after.at_desk("staff", "周洁"), await after.person("李荣珍")
    path = f"/volunteers/1/shifts/{monday(after)}/hours/{li}"
    await office.opens(path)
    page = await office.sends(path, minutes="151", why="手机用不了")
    assert "0到150之间" in page.main and page.form(path).values["why"] == ["手机用不了"]
    assert "请写一个整数" in (await office.sends(path, minutes="很久")).main
    assert "请选一个原因" in (await office.sends(path, minutes="90", why="", words=" ")).main
    assert "缩短到60个字" in (await office.sends(path, minutes="90", words="长" * 61)).main
    page = await office.sends(path, minutes="90", why="忘了签到", words=None)
    assert page.path == f"/volunteers/1/hours/{li}" and "改好了：李荣珍 1小时30分钟" in page.text and "改过" in page.main
    await after.engine.settle()
    assert "周洁把您11月23日（周一）「晚巡」的时长改成了1小时30分钟：忘了签到" in after.shown("李荣珍").text
    page = await office.opens(path)
    assert "周洁改成了1小时30分钟：忘了签到" in page.main
    assert "correct hours" in after.acts()


async def test_of_two_who_put_the_same_hours_right_the_second_looks_again(after: DeskHouse) -> None:
    first, second = await after.at_desk("staff", "甲"), await after.at_desk("staff", "乙")
    path = f"/volunteers/1/shifts/{monday(after)}/hours/{await after.person('王强')}"
    await first.opens(path)
    await second.opens(path)
    await first.sends(path, minutes="90")
    page = await second.sends(path, minutes="80")
    assert page.status == 422 and "没有改成" in page.text
    assert after.rows("SELECT minutes FROM hours_change") == [(90,)]


async def test_nobody_puts_their_own_hours_right(after: DeskHouse) -> None:
    await after.happens("张汉梅 has the shift of 晚巡 on 2026-11-24")
    after.at("2026-11-25 09:00")
    await after.engine.settle()
    han = await after.person("张汉梅")
    browser = await after.signed_in(han)
    [(id,)] = after.rows("SELECT id FROM shift WHERE day = '2026-11-24'")
    assert (await browser.opens(f"/volunteers/1/shifts/{id}/hours/{han}")).status == 404
    page = await browser.opens(f"/volunteers/1/hours/{han}")
    assert "自己的时长要请别人改" in page.main and "改时长" not in [said for said, _href in page.links]


async def test_hours_of_a_month_by_team_and_by_person(after: DeskHouse) -> None:
    office = await after.at_desk("staff")
    page = await office.opens("/volunteers/hours")
    assert "2026年11月的志愿时长" in page.main and "老街坊巡逻队\n1 1 1小时10分钟 1" in page.main
    page = await office.follows("老街坊巡逻队")
    assert "王强\n1 1小时10分钟" in page.main and "李荣珍\n0 0分钟\n1" in page.main
    assert "see hours" in after.acts()
    page = await office.opens("/volunteers/1/hours?span=2026-10")
    assert "还没有值班" in page.main
    assert "2026年的时长" in (await office.opens("/volunteers/1/hours?span=2026")).main
    assert "2026年11月" in (await office.opens("/volunteers/1/hours?span=2999-01")).main


async def test_a_month_goes_along_as_a_sheet(after: DeskHouse) -> None:
    office = await after.at_desk("staff")
    answer = await office.fetches("/volunteers/1/hours.xlsx?span=2026-11")
    assert answer.status_code == 200 and "2026-11" in answer.headers["content-disposition"]
    book = load_workbook(io.BytesIO(answer.content))
    sums, shifts_sheet = book.worksheets
    assert [row[:4] for row in sums.iter_rows(min_row=2, values_only=True)] == [
        (1, "王强", 1, 70),
        (2, "李荣珍", 0, 0),
        (None, "合计", 1, 70),
    ]
    assert sorted(row[2:6] for row in shifts_sheet.iter_rows(min_row=2, values_only=True)) == [
        ("李荣珍", None, None, None), ("王强", "19:02", "20:12", "扫码"),
    ]  # fmt: skip
    assert "export hours" in after.acts()
    assert (await (await after.at_desk("reader")).fetches("/volunteers/1/hours.xlsx")).status_code == 404


async def test_a_long_sheet_is_read_in_pieces_and_has_every_shift_once(after: DeskHouse) -> None:
    wang, starts = await after.person("王强"), to_ms(datetime(2026, 1, 1, 6), ZONE)  # noqa: DTZ001  # local

    async def many() -> None:
        for n in range(300):
            day = f"2026-{n // 28 + 1:02}-{n % 28 + 1:02}"
            begins = starts + n * 86_400_000
            for duty in (1, 2):
                made = await shifts.add(duty, day, begins, begins + 60 * MINUTE_MS, 9)
                if made is not None:
                    await shift_places.take(made, wang, begins - 1)
                    await checkins_stored.check_in(made, wang, "spot", begins, begins, begins)
                    begins += 120 * MINUTE_MS

    await after.happens("the duty 早巡 of 老街坊巡逻队 needs 2, daily at 06:00")
    await after.db.write(many)
    answer = await (await after.at_desk("staff")).fetches("/volunteers/1/hours.xlsx?span=2026")
    rows = list(load_workbook(io.BytesIO(answer.content)).worksheets[1].iter_rows(min_row=2, values_only=True))
    [(held,)] = after.rows(
        "SELECT count(*) FROM shift_place x JOIN shift s ON s.id = x.shift_id WHERE s.day LIKE '2026%' AND x.state <> 'gone'"
        " AND (s.ends_ms <= :now_ms OR x.in_ms IS NOT NULL)", {"now_ms": after.world.now_ms},
    )  # fmt: skip
    assert len(rows) == held > 550
    assert len(set(rows)) == len(rows)


async def test_a_paper_says_what_somebody_did_in_a_month_or_a_year(after: DeskHouse) -> None:
    office, wang = await after.at_desk("staff"), await after.person("王强")
    await office.opens(f"/volunteers/1/hours/{wang}")
    page = await office.follows("志愿服务证明")
    assert "兹证明 王强 在2026年11月参加" in page.main and "志愿服务1次，共1小时10分钟" in page.main
    assert "老街坊巡逻队 晚巡 1 1小时10分钟" in page.main
    assert "在2026年参加" in (await office.follows("看全年")).main
    assert after.acts()[-1] == "export hours"
    stranger = await after.person("周丹丹")  # in no team, but staff may make a paper only of who did something
    assert (await office.opens(f"/volunteers/people/{stranger}/paper")).status == 404


async def test_a_lead_makes_papers_of_their_own_team_only(after: DeskHouse) -> None:
    await after.happens("孙丽 is known")
    await after.happens("孙丽 leads the team 栋力派")
    wang = await after.person("王强")
    assert (await (await after.signed_in(await after.person("张汉梅"))).opens(f"/volunteers/people/{wang}/paper")).status == 200
    assert (await (await after.signed_in(await after.person("孙丽"))).opens(f"/volunteers/people/{wang}/paper")).status == 404


async def test_spots_stand_with_their_rounds_and_their_codes_are_printed_by_staff(after: DeskHouse) -> None:
    after.desk.links = lambda start: {
        "web": f"https://linli.test/?start={start}",
        "telegram": f"https://t.me/linli?start={start}",
    }
    office = await after.at_desk("staff")
    page = await office.opens("/volunteers/spots")
    assert "北门" in page.main and "晚巡" in page.main and "没有位置" in page.main
    page = await office.follows("打印点位码")
    assert page.html.count("<svg") == 4 and "巡逻签到、上报隐患，扫这里" in page.main
    assert "N1" not in page.main and after.acts()[-1] == "print spot codes"
    han = await after.signed_in(await after.person("张汉梅"))
    assert "打印点位码" not in (await han.opens("/volunteers/spots")).text
    assert (await han.opens("/volunteers/spots/codes")).status == 404


async def test_without_an_address_no_codes_are_printed_and_it_says_why(after: DeskHouse) -> None:
    after.desk.links = lambda _start: {}
    page = await (await after.at_desk("staff")).opens("/volunteers/spots/codes")
    assert "public_url" in page.main and "<svg" not in page.html
