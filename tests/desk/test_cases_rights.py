"""Who sees and does what about cases at the desk: staff, the lead of a team, a reader, the kitchen, another community."""

from __future__ import annotations

from language.message import Place
from services.cases import kinds, places, reports
from services.cases.files import HERE
from services.cases.reports import Report
from tests.desk.house import Browser, DeskHouse
from tests.desk.test_cases import photo, reported

POSTS = (
    "/cases/1/take", "/cases/1/give", "/cases/1/back", "/cases/1/ask", "/cases/1/note", "/cases/1/state", "/cases/1/decline",
    "/cases/1/reopen", "/cases/1/sort", "/cases/1/merge", "/cases/1/merge/look", "/cases/1/propose", "/cases/1/show", "/cases/1/hide",
    "/cases/council", "/cases/new", "/cases/new/join",
)  # fmt: skip


async def lead(house: DeskHouse) -> Browser:
    """张汉梅, who leads the patrol and does not work here."""
    await house.happens("张汉梅 is known")
    await house.happens("王强 is in the team 老街坊巡逻队")
    await house.happens("张汉梅 leads the team 老街坊巡逻队")
    return await house.signed_in(await house.person("张汉梅"))


async def tries(browser: Browser, path: str) -> int:
    """Send some form to a path, as if it stood on a page."""
    await browser.opens("/own")
    own = browser.page.form("/own/out").values
    data = {**own, "to": "person:0", "question": "?", "note": "?", "state": "solved", "seen": "0", "into": "2", "day": "2026-12-01",
            "hour": "10:00", "case": "1", "ids": "2"}  # fmt: skip
    return (await browser.client.post(f"/desk{path}", data=data)).status_code


async def test_a_reader_sees_what_neighbours_see_without_any_name(house: DeskHouse) -> None:
    await reported(house)
    await house.happens("王强 reported 3栋1单元路灯坏了")
    await house.happens("the office moves case 2 to done")
    await house.says("李荣珍", "/case_new help", "家里灯泡换不动")
    await house.taps("李荣珍", "不用写地方", "报上去")
    reader = await house.at_desk("reader")
    page = await reader.opens("/cases")
    assert "漏水、下水 · 3栋2单元" in page.main and "灯泡" not in page.main and "办好了 0" in page.main
    page = await reader.opens("/cases/1")
    assert page.status == 200 and "李" not in page.main and not [one for one in page.forms if one.method == "post"]
    assert (await reader.opens("/cases/2")).status == (await reader.opens("/cases/3")).status == 404
    page = await reader.opens("/cases/times")
    assert page.status == 200 and "\n3件报上来" in page.main  # numbers also count what is not public
    for path in (
        "/cases/1/reporter",
        "/cases/1/acts",
        "/cases/new",
        "/cases/suggestions",
        "/cases/council",
        "/cases/list/file",
    ):
        assert (await reader.opens(path)).status == 404, path


async def test_a_reader_gets_no_photo_of_a_case_that_only_says_that_it_is(house: DeskHouse) -> None:
    desk = await reported(house)
    await desk.opens("/cases/1")
    await desk.sends("/cases/1/state", {"photos": ("a.jpg", photo())}, state="working")
    reader = await house.at_desk("reader")
    assert "照片" not in (await reader.opens("/cases/1")).main
    assert (
        (await reader.fetches("/cases/1/files/1")).status_code == (await reader.fetches("/cases/1/photos/1")).status_code == 404
    )


async def test_a_lead_sees_to_what_is_with_the_team_and_gives_it_back(house: DeskHouse) -> None:
    desk = await reported(house)
    await house.happens("王强 reported 7栋路灯坏了")
    browser = await lead(house)
    await desk.opens("/cases/1")
    await desk.sends("/cases/1/give", to="team:1")
    page = await browser.opens("/cases")
    assert "漏水、下水 · 3栋2单元" in page.main and "7栋" not in page.main
    page = await browser.opens("/cases/1")
    assert "李荣珍" not in page.main and "看姓名和电话" not in page.main
    await browser.sends("/cases/1/take")
    await browser.opens("/cases/1")
    await browser.sends("/cases/1/state", state="solved", words="换好了")
    await house.engine.settle()
    assert "换好了" in house.shown("李荣珍").text
    await desk.opens("/cases/1")
    await desk.sends("/cases/1/reopen", why="还在滴")
    await browser.opens("/cases/1")
    page = await browser.sends("/cases/1/back", why="要物业来")
    assert page.path == "/cases" and "交还了" in page.main and "3栋" not in page.main
    await house.engine.settle()
    assert "张汉梅把第1号交还社区" in house.shown("周丹丹").text


async def test_a_lead_only_looks_at_what_is_not_with_the_team(house: DeskHouse) -> None:
    await reported(house)
    browser = await lead(house)
    page = await browser.opens("/cases/1")
    assert page.status == 200 and not [one for one in page.forms if one.method == "post"]
    for path in POSTS:
        assert await tries(browser, path) == 404, path
    assert house.rows("SELECT state, owner_id FROM cases") == [("new", None)]


async def test_to_readers_the_kitchen_and_other_communities_no_act_exists(house: DeskHouse) -> None:
    desk = await reported(house)
    await house.happens("王强 reported 7栋路灯坏了")
    await desk.opens("/cases/1")
    await desk.sends("/cases/1/state", {"photos": ("a.jpg", photo())}, state="working")
    before = house.remembered()
    await house.happens("陈外 belongs to another community")
    other = house.rows("SELECT id FROM community ORDER BY id DESC LIMIT 1")[0][0]
    stranger = await house.hired("外人", "staff", other)
    link = await house.link(stranger, other)
    foreign = house.browser()
    await foreign.opens(link)
    await foreign.sends(link)
    for browser in (await house.at_desk("reader"), await house.at_desk("kitchen"), foreign):
        for path in POSTS:
            if browser is foreign and path in ("/cases/council", "/cases/new", "/cases/new/join"):
                continue  # of their own community
            assert await tries(browser, path) == 404, path
    for path in (
        "/cases/1",
        "/cases/1/files/1",
        "/cases/1/photos/1",
        "/cases/1/reporter",
        "/cases/1/merge",
        "/cases/council/1",
    ):
        assert (await foreign.opens(path)).status == 404, path
    assert "3栋2单元" not in (await foreign.opens("/cases")).main
    tables = ("cases", "case_event", "case_follower")
    assert {table: before[table] for table in tables} == {table: house.remembered()[table] for table in tables}


async def test_a_reader_is_not_told_how_many_photos_there_are_nor_that_nobody_answered(house: DeskHouse) -> None:
    desk = await reported(house)
    await desk.opens("/cases/1")
    await desk.sends("/cases/1/state", {"photos": ("a.jpg", photo())}, state="working")
    assert "照片1" in (await desk.opens("/cases")).main and "第一次回应" in (await desk.opens("/cases/1")).main
    reader = await house.at_desk("reader")
    for path in ("/cases", "/cases/list", "/cases/1"):
        assert "照片" not in (await reader.opens(path)).main, path
    assert "第一次回应" not in reader.page.main


async def test_a_reader_gets_no_point_on_the_map(house: DeskHouse) -> None:
    desk, who = await house.at_desk("staff", "周洁"), await house.person("李荣珍")
    made = Report(kinds.HAZARD, words="井盖松了", category="water", where=places.of_point(Place(30.41982, 114.05530)))
    await house.db.write(lambda: reports.open_case(made, who, who, 0, HERE, house.world.now_ms))
    assert "30.41982" in (await desk.opens("/cases/1")).main
    page = await (await house.at_desk("reader")).opens("/cases/1")
    assert "地图上的位置" in page.main and "30.41982" not in page.html
