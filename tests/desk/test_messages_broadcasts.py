"""Saying something to many: seen before it goes, followed while it goes, stopped, and those whom it missed are phoned."""

from __future__ import annotations

from services import office
from storage import people
from tests.desk.house import Browser, DeskHouse


async def phoneless(house: DeskHouse, *names: str) -> None:
    """People whom the office knows, and whom no message reaches."""
    for name in names:
        person_id = await house.db.write(lambda name=name: people.add(1, name, house.world.now_ms))  # type: ignore[misc]
        await house.db.write(lambda person_id=person_id: people.set_phone(person_id, "13900000001"))  # type: ignore[misc]
        await house.db.write(lambda person_id=person_id: people.verify(person_id, house.world.now_ms))  # type: ignore[misc]


async def previewed(browser: Browser, whom: str = "all", words: str = "明天停水", urgent: str | None = None) -> None:
    """The form was filled, and shows what comes of it."""
    await browser.opens("/messages/broadcasts/new")
    page = await browser.sends("/messages/broadcasts/new", whom=whom, words=words, urgent=urgent)
    assert page.status == 200, page.main


async def sent(house: DeskHouse, browser: Browser, **values: str) -> str:
    """It went out; returns where it is shown."""
    await previewed(browser, **values)
    page = await browser.sends("/messages/broadcasts/send")
    await house.engine.settle()
    return page.path


async def test_before_it_goes_the_page_says_whom_it_reaches_and_how_it_reads(house: DeskHouse) -> None:
    await phoneless(house, "陈兆龙")
    browser = await house.at_desk("staff")
    await previewed(browser)
    main = browser.page.main
    assert "全社区" in main and "一共4人，2人收得到" in main and "2人收不到消息，发完可以打电话" in main
    assert "【里下社区】明天停水" in main and "马上开始送" in main
    assert house.rows("SELECT count(*) FROM broadcast") == [(0,)]


async def test_it_is_read_in_the_chat_and_its_progress_at_the_desk(house: DeskHouse) -> None:
    browser = await house.at_desk("staff")
    path = await sent(house, browser)
    assert house.shown("李荣珍").text == "【里下社区】明天停水"
    house.world.now_ms += 60_000
    await house.engine.settle()
    page = await browser.opens(path)
    assert "2送到" in page.main.replace("\n", "") and "1收不到" in page.main.replace("\n", "") and "发完了" in page.main
    assert "明天停水" in (await browser.opens("/messages/broadcasts")).main
    assert house.acts()[-1] == "broadcast"


async def test_it_can_be_for_a_building_a_course_an_age_or_a_team(house: DeskHouse) -> None:
    await house.happens("李荣珍 lives in 3栋2单元501")
    await house.happens("王强 is in the team 老街坊巡逻队")
    await house.happens("张汉梅 is known, born 1990-01-01")
    browser = await house.at_desk("staff")
    [(team,)] = house.rows("SELECT id FROM team WHERE name = '老街坊巡逻队'")
    for whom, said, reached in (
        ("building:3", "3栋", "李荣珍"), (f"team:{team}", "老街坊巡逻队", "王强"), ("age:60", "60岁以上", "李荣珍"),
    ):  # fmt: skip
        path = await sent(house, browser, whom=whom, words=f"给{said}的")
        assert house.shown(reached).text == f"【里下社区】给{said}的"
        assert "一共1人" in (await browser.opens(path)).main and said in browser.page.main
    assert "「瑜伽」的人" in (await browser.opens("/messages/broadcasts/new")).html


async def test_what_cannot_be_is_said_beside_the_field_and_what_was_typed_stays(house: DeskHouse) -> None:
    browser = await house.at_desk("staff")
    await browser.opens("/messages/broadcasts/new")
    page = await browser.sends("/messages/broadcasts/new", whom="age:80", words="明天停水")
    assert page.status == 422 and "没有收得到消息的" in page.main and "明天停水" in page.html
    for whom in ("course:999", "team:1", "building:77", "age:7", "", "street"):
        page = await browser.sends("/messages/broadcasts/new", whom=whom, words="明天停水")
        assert page.status == 422, whom
    page = await browser.sends("/messages/broadcasts/new", whom="all", words="水" * 801)
    assert page.status == 422 and "最多800个字" in page.main
    assert house.rows("SELECT count(*) FROM broadcast") == [(0,)]


async def test_confirmed_twice_it_goes_once(house: DeskHouse) -> None:
    browser = await house.at_desk("staff")
    await previewed(browser)
    form = browser.page.form("/messages/broadcasts/send")
    for _time in range(2):
        await browser.client.post(form.action, data=form.values)
    assert house.rows("SELECT count(*) FROM broadcast") == [(1,)]


async def test_what_was_said_already_is_pointed_out_before_it_is_said_again(house: DeskHouse) -> None:
    browser = await house.at_desk("staff")
    await previewed(browser)
    assert "发过了" not in browser.page.main
    await browser.sends("/messages/broadcasts/send")
    other = await house.at_desk("staff", "张敏")
    await previewed(other)
    assert "同样的话" in other.page.main and "发给全社区过，还要再发一次吗？" in other.page.main
    await previewed(other, words="明天停电")
    assert "发过了" not in other.page.main


async def test_at_night_it_waits_and_what_waits_can_be_stopped(house: DeskHouse) -> None:
    house.at("2026-11-23 22:00")
    browser = await house.at_desk("staff")
    await previewed(browser)
    assert "现在是休息时间，明天（周二）07:30开始送" in browser.page.main
    page = await browser.sends("/messages/broadcasts/send")
    await house.engine.settle()
    assert not house.engine.phones["李荣珍"].messages
    page = await browser.opens(page.path)
    page = await browser.follows("停止发送")
    assert "还在等的2人不会再收到" in page.main
    page = await browser.sends("/messages/broadcasts/1/stop")
    assert "停了，2人不再收到" in page.main and "没有再发" in page.main
    house.at("2026-11-24 09:00")
    await house.engine.settle()
    assert not house.engine.phones["李荣珍"].messages
    assert house.acts()[-1] == "stop broadcast"


async def test_those_whom_it_did_not_reach_are_listed_and_put_on_the_list_of_calls(house: DeskHouse) -> None:
    await phoneless(house, *(f"陈兆{n}" for n in range(120)))
    browser = await house.at_desk("staff", "周洁")
    path = await sent(house, browser)
    house.world.now_ms += 60_000
    await house.engine.settle()
    page = await browser.opens(path)
    assert "陈兆0" in page.main and "139****0001" in page.main and "13900000001" not in page.html
    assert "陈兆119" not in page.main and "陈兆119" in (await browser.follows("下一页")).main
    await browser.opens(path)
    page = await browser.sends(f"{path}/call")
    assert "121人正在放进要打电话的名单" in page.main
    await house.engine.settle()
    page = await browser.opens(path)
    assert "121/121" in page.main
    assert house.rows("SELECT count(*) FROM call") == [(121,)]
    assert house.acts()[-1] == "call about broadcast"
    assert f"{path}/call" not in page.html, "once is enough"


async def test_in_danger_they_are_on_the_list_at_once(house: DeskHouse) -> None:
    await phoneless(house, "陈兆龙")
    house.at("2026-11-23 23:00")
    browser = await house.at_desk("staff")
    await previewed(browser, urgent="1")
    assert "有危险，马上响铃" in browser.page.main and "会放进要打电话的名单" in browser.page.main
    page = await browser.sends("/messages/broadcasts/send")
    await house.engine.settle()
    assert house.shown("李荣珍").text == "【里下社区·紧急】明天停水"
    assert house.rows("SELECT count(*) FROM call") == [(2,)]
    assert "/call" not in (await browser.opens(page.path)).html.replace("/people/calls", "")


async def test_who_only_stands_in_the_register_is_not_called_even_in_danger(house: DeskHouse) -> None:
    for name in ("万一", "万二", "万三"):
        await house.db.write(lambda name=name: people.add(1, name, house.world.now_ms))  # type: ignore[misc]
    [(booked,)] = house.rows("SELECT id FROM person WHERE name = '万三'")
    browser = await house.at_desk("staff", "周洁")
    [(clerk,)] = house.rows("SELECT id FROM person WHERE name = '周洁'")
    outcome = await house.db.write(lambda: office.book(2, booked, clerk, house.world.now_ms))
    await previewed(browser, urgent="1")
    assert "另外2人只在名册里" in browser.page.main and "2人收不到消息" in browser.page.main, outcome
    page = await browser.sends("/messages/broadcasts/send")
    await house.engine.settle()
    assert {name for (name,) in house.rows("SELECT p.name FROM call c JOIN person p ON p.id = c.person_id")} == {"万三", "周洁"}
    assert "万一" not in (await browser.opens(page.path)).main


async def test_residents_of_elsewhere_and_other_roles_see_nothing_of_it(house: DeskHouse) -> None:
    browser = await house.at_desk("staff")
    path = await sent(house, browser)
    await house.happens("王外人 works elsewhere")
    [(there,)] = house.rows("SELECT id FROM community WHERE slug = 'elsewhere'")
    stranger = house.browser()
    link = await house.link(await house.person("王外人"), there)
    await stranger.opens(link)
    await stranger.sends(link)
    for one in (stranger, await house.at_desk("reader"), await house.at_desk("kitchen")):
        for where in (path, f"{path}/stop"):
            assert (await one.fetches(where)).status_code == 404
    assert "明天停水" not in (await stranger.opens("/messages/broadcasts")).html
