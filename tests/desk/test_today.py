"""Today: what needs a person now comes up by itself, leads to where it is done, and goes when it was done; to each what is theirs."""

from __future__ import annotations

import re
from datetime import date
from functools import partial
from typing import Any, get_args

import pytest
from starlette.routing import compile_path

from desk.sections import WAYS
from desk.today import places
from desk.today.places import PLACES
from services import enrolment, rollcall, staff
from services.canteen import orders
from services.cases import asking, handling
from services.people import consent
from services.talks import talking
from services.today import birthdays, waiting
from services.today.gathering import Today, gather
from services.today.items import Item, Kind, Urgency, lasting, ordered
from services.today.viewing import viewer
from storage import meals, people
from tests.conversations.world import ZONE
from tests.desk import town
from tests.desk.crawl import unbuilt
from tests.desk.house import Browser, DeskHouse, Page

CALM = "今天没有要马上办的"


@pytest.fixture
async def office(house: DeskHouse) -> Browser:
    """Somebody at the desk."""
    return await house.at_desk("staff", "周洁")


def urgent(page: Page) -> str:
    """What stands at the top."""
    return page.main.partition("马上要办的有")[0]


async def seen(house: DeskHouse, name: str) -> Today:
    """The day as this person sees it."""
    by = await house.person(name)
    return await house.db.read(lambda: gather(by, town.HERE, house.world.now_ms, ZONE))


def kinds(today: Today) -> set[Kind]:
    return {item.kind for item in today.items}


# Where it leads


def test_every_kind_of_thing_has_its_page_and_its_button() -> None:
    assert set(PLACES) == set(get_args(Kind))


def test_every_page_that_today_leads_to_is_one_of_the_desk() -> None:
    others = [path for name, path in vars(places).items() if name.isupper() and isinstance(path, str)]
    patterns = [compile_path(way.path)[0] for way in WAYS if way.method == "GET"]
    for path in {*others, *(place.path for place in PLACES.values())}:
        address = re.sub(r"\{\w+\}", "7", path)
        assert any(pattern.match(address) for pattern in patterns) or unbuilt(address), path


async def test_what_today_leads_to_is_where_it_is_done(house: DeskHouse) -> None:
    await town.lively(house)
    for name, number in (("周丹丹", 13), ("赵队长", 3)):
        today, browser = await seen(house, name), await house.signed_in(await house.person(name))
        assert len(today.items) == number
        for item in today.items:
            page = await browser.opens(places.of(item).removeprefix("/desk"))
            assert page.status == 200, item
            there = [form.action for form in page.forms if form.method == "post"] + [href for _label, href in page.links]
            assert name == "赵队长" or any(re.search(DONE[item.kind], address) for address in there), (item, there)


DONE = {
    "case": r"/cases/\d+/(take|state)$", "answer": r"/cases/\d+/note$", "moderate": "/show$", "talk": "/take$", "calls": r"/calls/\d+$",
    "parked": "/messages/to/", "roll": r"/roll/\d+$", "routes": r"/routes/\d+/free$", "door": "/handled$", "shift": "/place$",
    "running shift": r"/people/\d+$",
}  # fmt: skip
"""The form or the link with which each thing is seen to."""


# Each thing comes up, and goes


async def test_nothing_to_do_is_said_calmly(office: Browser) -> None:
    page = await office.opens("/")
    assert CALM in page.main and "今天没有课" in page.main and "都处理好了" in page.main


async def test_a_hazard_comes_first_when_it_is_dangerous_and_goes_when_somebody_takes_it(
    house: DeskHouse, office: Browser
) -> None:
    await town.parked(house)
    case_id = await town.reported(house, "煤气味很重", "gas", "3栋2单元")
    page = await office.opens("/")
    assert urgent(page).index("危险，还没有人去：煤气 · 3栋2单元") < urgent(page).index("没有办成")
    assert page.link("去处理") == f"/cases/{case_id}"
    by = await house.person("周丹丹")
    await town.do(house, lambda now_ms: handling.take(case_id, by, now_ms))
    page = await office.opens("/")
    assert "还没有人去" not in page.main and "快到时间了：煤气" in page.main and "周丹丹在办" in page.main


async def test_what_is_late_says_how_late_and_many_are_counted(house: DeskHouse, office: Browser) -> None:
    for n in range(7):
        await town.reported(house, f"{n}栋路灯不亮", "power", f"{n}栋", severity="utility")
    assert "超时" not in urgent(await office.opens("/"))
    house.at("2026-11-24 11:30")
    page = await house.at_desk("staff")
    text = urgent(await page.opens("/"))
    assert text.count("超时了：电、路灯、电梯") == 2 * 5 and "超时2小时" in text
    assert "还有2件待办超时了" in text


async def test_who_asks_for_somebody_waits_here_and_is_gone_once_somebody_answers(house: DeskHouse, office: Browser) -> None:
    await house.says("李荣珍", "找人")
    page = await office.opens("/")
    assert "李荣珍在找人，还没有人接" in urgent(page) and page.link("接").startswith("/messages/talk/")
    await house.taps("周丹丹", "接")
    assert "李荣珍" not in urgent(await office.opens("/"))
    await house.says("李荣珍", "水管漏了")
    own = await house.signed_in(await house.person("周丹丹"))
    assert "李荣珍在等您回话" in urgent(await own.opens("/"))


async def test_a_class_without_a_roll_call_is_missed_until_it_is_called(house: DeskHouse) -> None:
    enrolment_id = await town.signed_up(house, "yoga", await house.person("李荣珍"))
    house.at("2026-11-30 19:05")
    office = await house.at_desk("staff", "周洁")
    page = await office.opens("/")
    assert CALM in page.main and "没点名" in page.main
    house.at("2026-11-30 19:15")
    page = await office.opens("/")
    session_id = await town.session_of(house, "yoga", "2026-11-30")
    assert "「瑜伽」上课了，还没有点名" in urgent(page) and page.link("点名").endswith(f"/roll/{session_id}")
    by = await house.person("周丹丹")
    await town.do(house, lambda now_ms: rollcall.mark(session_id, enrolment_id, "present", by, now_ms))
    page = await office.opens("/")
    assert CALM in page.main and "来了1人，报了1人" in page.main


async def test_a_child_whom_nobody_fetches_is_danger(house: DeskHouse) -> None:
    await house.happens("王小倩 has a child 陈小宝, born 2018-06-01")
    [(child,)] = house.rows("SELECT id FROM person WHERE name = '陈小宝'")
    course_id, by = await town.course(house, "afternoon"), await house.person("王小倩")
    await town.do(house, lambda now_ms: consent(child, now_ms, purpose="sensitive", given_by=by))
    made: Any = await town.do(
        house, lambda now_ms: enrolment.enrol(course_id, child, by, now_ms, pickup="奶奶", allergy="没有")
    )
    session_id, staff_id = await town.session_of(house, "afternoon"), await house.person("周丹丹")
    house.at(f"{town.TUESDAY} 16:31")
    await town.do(house, lambda now_ms: rollcall.arrived(session_id, made.enrolment_id, "王小倩", staff_id, now_ms))
    house.at(f"{town.TUESDAY} 18:46")
    office = await house.at_desk("staff", "周洁")
    assert "还有1个孩子没有人接" in urgent(await office.opens("/"))
    await town.do(house, lambda now_ms: rollcall.collected(session_id, made.enrolment_id, "王小倩", staff_id, now_ms))
    assert CALM in (await office.opens("/")).main


async def test_the_kitchens_day_from_open_orders_to_a_door_where_nobody_comes(house: DeskHouse) -> None:
    await house.happens("王强 delivers here")
    await house.happens("陈芳 13900000002 is to be called for 陈兆龙")
    await house.happens("陈兆龙 has a meal brought to 3栋2单元501 on 2026-11-24, phone 13900000001")
    house.at("2026-11-24 09:10")
    office = await house.at_desk("staff", "周洁")
    page = await office.opens("/")
    assert "在接单" in page.main and "还有20分钟" in page.main and "1/4" in page.main
    house.at("2026-11-24 09:30")
    assert "正在出表" in (await office.opens("/")).main
    await house.engine.settle()
    page = await office.opens("/")
    assert "表好了" in page.main and "送到家 1份" in page.main and "1条送餐路线还没有人接" in urgent(page)
    assert page.link("安排").startswith("/meals/days/") and page.link("安排").endswith("/routes")
    await town.nobody_opens(house, "王强", "2026-11-24")
    text = urgent(await office.opens("/"))
    assert "没有人应门" in text and "陈兆龙 · 3栋" in text
    assert "501" not in text and "1390000" not in text  # a list names the building alone


async def test_a_shift_shows_who_is_not_there_and_where_people_lack(house: DeskHouse, office: Browser) -> None:
    await house.happens("王强 is in the team 老街坊巡逻队")
    await house.happens("the duty 午巡 of 老街坊巡逻队 needs 2, daily at 14:00")
    assert "还缺2人" in (await office.opens("/")).main
    await house.happens("王强 has the shift of 午巡 on 2026-11-23")
    house.at("2026-11-23 14:05")
    assert "没有签到" not in (await office.opens("/")).main
    house.at("2026-11-23 14:10")
    assert "「午巡」开始了，1人还没有签到" in urgent(await office.opens("/"))
    await house.happens("王强 has come to the shift of 午巡 on 2026-11-23")
    page = await office.opens("/")
    assert "没有签到" not in page.main and "1/1" in page.main


async def test_who_did_not_come_to_a_shift_stands_there_for_a_day(house: DeskHouse) -> None:
    await house.happens("王强 is in the team 老街坊巡逻队")
    await house.happens("the duty 晚巡 of 老街坊巡逻队 needs 1, daily at 19:00")
    await house.happens("王强 has the shift of 晚巡 on 2026-11-23")
    house.at("2026-11-23 21:30")
    await house.engine.settle()
    office = await house.at_desk("staff", "周洁")
    assert "「晚巡」有1人没有来" in (await office.opens("/")).main


async def test_whom_no_message_reaches_is_to_be_called(house: DeskHouse, office: Browser) -> None:
    await town.signed_up(house, "yoga", await town.neighbour(house, "王桂花"))
    await house.happens("the office moves 瑜伽 to 多功能活动室")
    page = await office.opens("/")
    assert "1位居民收不到消息，请打电话转告" in urgent(page) and page.link("打电话") == "/people/calls"


async def test_a_held_seat_that_nobody_answers_for_is_pointed_out_before_it_ends(house: DeskHouse, office: Browser) -> None:
    course_id, by = await town.course(house, "yoga"), await house.person("李荣珍")
    enrolment_id = await town.signed_up(house, "yoga", by)
    until_ms = house.world.now_ms + 2 * 3_600_000
    await town.do(house, lambda now_ms: town.offered(enrolment_id, until_ms, now_ms))
    page = await office.opens("/")
    assert "「瑜伽」给1人留的位子快到时间了" in page.main
    assert any(href == f"/desk/courses/{course_id}" for _label, href in page.links)


async def test_a_suggestion_to_be_read_and_an_answer_that_nobody_read(house: DeskHouse, office: Browser) -> None:
    await town.suggested(house, "楼下多放几张长椅")
    assert "1条建议等您看过再公开" in (await office.opens("/")).main
    case_id, by = await town.reported(house, "楼道里堆了东西", "fire", "5栋1单元"), await house.person("周丹丹")
    await town.do(house, lambda now_ms: asking.ask(case_id, "堆在几楼？", by, now_ms))
    assert "居民回答了" not in (await office.opens("/")).main
    await town.answered(house, case_id, "在三楼")
    page = await office.opens("/")
    assert "居民回答了，还没有人看：消防、堵楼道" in urgent(page) and "在三楼" in urgent(page)
    await town.do(house, lambda now_ms: handling.note(case_id, "已经请物业去清", by, now_ms))
    assert "居民回答了" not in (await office.opens("/")).main


async def test_what_could_not_be_delivered_is_counted(house: DeskHouse, office: Browser) -> None:
    account = await house.account("李荣珍")
    await town.undelivered(house, account)
    assert "一天里1条，1人" in (await office.opens("/")).main
    house.world.now_ms += 24 * 3_600_000
    assert "一天里" not in (await (await house.at_desk("staff")).opens("/")).main


async def test_birthdays_by_both_calendars(house: DeskHouse) -> None:
    solar, lunar = await town.neighbour(house, "王桂花"), await town.neighbour(house, "孙秀兰")
    leap = await town.neighbour(house, "冯春生")
    await town.do(house, lambda _now: people.set_birth(solar, date(1946, 3, 1)))
    await town.do(house, lambda _now: people.set_birth(leap, date(1948, 2, 29)))
    await town.do(house, lambda _now: people.set_birth(lunar, date(1940, 9, 16), "农历八月十五"))

    async def on(year: int, month: int, day: int) -> list[tuple[str, int]]:
        found = await house.db.read(lambda: birthdays.today(town.HERE, date(year, month, day)))
        return [(one.name, one.age) for one in found]

    assert await on(2026, 3, 1) == [("王桂花", 80), ("冯春生", 78)]
    assert await on(2028, 3, 1) == [("王桂花", 82)]
    assert await on(2028, 2, 29) == [("冯春生", 80)]
    assert await on(2026, 9, 25) == [("孙秀兰", 86)]  # the mid-autumn festival of that year
    assert await on(2026, 9, 16) == []


# To each what is theirs


async def test_a_lively_day_for_staff_has_everything_in_order(house: DeskHouse) -> None:
    await town.lively(house)
    today = await seen(house, "周丹丹")
    assert {
        "door", "case", "routes", "shift", "talk", "answer", "roll", "parked", "calls", "moderate",
    } <= kinds(today)  # fmt: skip
    assert [item.urgency for item in today.items] == sorted(item.urgency for item in today.items)
    assert len({item.key for item in today.items}) == len(today.items)
    page = await (await house.at_desk("admin")).opens("/")
    for item in today.items:
        assert PLACES[item.kind].button.source in page.main
    assert "13900" not in page.main and "138" not in page.main


async def test_the_kitchen_sees_its_part_and_nobody_who_eats(house: DeskHouse) -> None:
    await town.lively(house)
    page = await (await house.at_desk("kitchen", "食堂甲")).opens("/")
    assert "表好了" in page.main and "看这一天" in page.main
    for hidden in ("陈兆龙", "王强", "剪纸", "找人和消息", "晚巡", "待办", "看路线"):
        assert hidden not in page.main, hidden


async def test_the_kitchen_hears_of_changes_after_the_sheet(house: DeskHouse) -> None:
    await town.lively(house)
    by, eater = await house.person("周丹丹"), await house.person("林悦")
    day = await house.db.read(lambda: meals.on(town.HERE, town.TUESDAY))
    assert day is not None
    dish = (await house.db.read(lambda: meals.dishes(day.id)))[0]
    made = await town.do(house, lambda now_ms: orders.order(day.id, eater, by, dish.id, now_ms, portions=1, way="pickup"))
    assert isinstance(made, orders.Ordered), made
    page = await (await house.at_desk("kitchen", "食堂甲")).opens("/")
    assert "截止以后又有改动，厨房还没有确认" in urgent(page)


async def test_a_lead_sees_the_shifts_and_cases_of_their_teams_alone(house: DeskHouse) -> None:
    await town.lively(house)
    await house.happens("钱队长 leads the team 助老队")
    others = await (await house.signed_in(await house.person("钱队长"))).opens("/")
    assert CALM in others.main and "午巡" not in others.main
    page = await (await house.signed_in(await house.person("赵队长"))).opens("/")
    assert "「午巡」开始了" in urgent(page)
    for hidden in ("陈兆龙", "剪纸", "林悦", "今天的餐", "路灯"):
        assert hidden not in page.main, hidden


async def test_a_reader_sees_numbers_and_nobody_by_name(house: DeskHouse) -> None:
    await town.lively(house)
    page = await (await house.at_desk("reader", "街道甲")).opens("/")
    assert "一共" in page.main and "报了1人" in page.main and "表好了" in page.main
    assert "马上要办的" not in page.main
    names = [name for (name,) in house.rows("SELECT name FROM person WHERE name NOT IN ('', '街道甲')")]
    assert [name for name in names if name in page.main] == []


async def test_another_community_sees_nothing_of_it(house: DeskHouse) -> None:
    await town.lively(house)
    await house.happens("王外人 works elsewhere")
    by = await house.person("王外人")
    [(elsewhere,)] = house.rows("SELECT community_id FROM role WHERE person_id = :by", {"by": by})
    theirs = await house.db.read(lambda: gather(by, elsewhere, house.world.now_ms, ZONE))
    assert kinds(theirs) <= {"parked"} and theirs.birthdays == ()
    here = await house.db.read(lambda: gather(by, town.HERE, house.world.now_ms, ZONE))
    assert (here.items, here.cases, here.classes, here.kitchen, here.shifts, here.messages) == (
        (),
        None,
        None,
        None,
        None,
        None,
    )


async def test_who_works_for_two_communities_sees_the_talks_of_the_one_that_the_desk_is_about(house: DeskHouse) -> None:
    await house.happens("王外人 works elsewhere")
    by = await house.person("王外人")
    await town.do(house, lambda now_ms: staff.grant(town.HERE, "staff", by, None, now_ms))
    await house.says("李荣珍", "找人", "水管漏了")
    [(talk_id,)] = house.rows("SELECT id FROM talk")
    await town.do(house, lambda now_ms: talking.take(talk_id, by, now_ms))
    await house.says("李荣珍", "您在吗")
    [(elsewhere,)] = house.rows(
        "SELECT community_id FROM role WHERE person_id = :by ORDER BY community_id DESC LIMIT 1", {"by": by}
    )
    here = await house.db.read(lambda: gather(by, town.HERE, house.world.now_ms, ZONE))
    there = await house.db.read(lambda: gather(by, elsewhere, house.world.now_ms, ZONE))
    assert "own talk" in kinds(here) and "own talk" not in kinds(there)
    assert there.messages is not None and there.messages.own_talks == ()


async def test_who_looks_is_told_by_their_roles(house: DeskHouse) -> None:
    for role, said in (("admin", (True, False, False)), ("kitchen", (False, True, False)), ("reader", (False, False, True))):
        by = await house.hired(f"{role}丁", role)
        who = await house.db.read(partial(viewer, by, town.HERE))
        assert (who.office, who.kitchen, who.reads) == said


async def test_the_chat_counts_what_the_desk_lists(house: DeskHouse) -> None:
    await town.lively(house)
    by = await house.person("周丹丹")
    waits = await house.db.read(lambda: waiting.waiting(town.HERE, by, house.world.now_ms))
    labels = " ".join(button.label for button in (await house.says("周丹丹", "/staff")).buttons)
    assert f"找人的 · {len(waits.talks) + len(waits.own_talks)}个" in labels
    assert f"待办 · {len(waits.cases)}件" in labels and f"要打电话的 · {len(waits.calls)}个" in labels


async def test_in_english_everything_is_said_in_english(house: DeskHouse) -> None:
    await town.lively(house)
    browser = await house.at_desk("staff", "Zhou")
    browser.client.headers["accept-language"] = "en"
    page = await browser.opens("/")
    assert "Nobody opened to the courier" in page.main and "To do now" in page.main and "要办" not in page.main


# Words


def test_how_long_is_said_as_people_say_it() -> None:
    minute, hour, day = 60_000, 3_600_000, 86_400_000
    said = [lasting(span).values["n"] for span in (0, 59 * minute, hour, 47 * hour, 2 * day)]  # type: ignore[union-attr]
    assert said == [1, 59, 1, 47, 2]


def test_the_most_urgent_comes_first_and_then_who_waits_longest() -> None:
    some = [Item(Urgency.TODAY, "calls", "c", since_ms=1), Item(Urgency.DANGER, "case", "b", since_ms=9, keys={"case": 2}),
            Item(Urgency.DANGER, "case", "a", since_ms=3, keys={"case": 1})]  # fmt: skip
    assert [item.said for item in ordered(some)] == ["a", "b", "c"]
