"""Writing to one person, and what residents could not get done."""

from __future__ import annotations

from storage import households, inbox, people
from tests.desk.house import DeskHouse


async def test_a_letter_is_read_in_the_chat_and_its_fate_at_the_desk(house: DeskHouse) -> None:
    resident = await house.person("李荣珍")
    browser = await house.at_desk("staff", "周洁")
    page = await browser.opens(f"/messages/to/{resident}")
    assert "发给李荣珍本人" in page.main and "收得到" in page.main
    page = await browser.sends(f"/messages/to/{resident}", words="您的老年卡办好了，请带身份证来取。")
    assert "发出去了" in page.main and "等着送" in page.main
    await house.engine.settle()
    shown = house.shown("李荣珍")
    assert shown.text == "周洁（里下社区）：您的老年卡办好了，请带身份证来取。"
    assert [one.label for one in shown.buttons] == ["找人帮忙", "首页"]
    assert "送到了" in (await browser.opens(f"/messages/to/{resident}")).main
    assert house.acts()[-1] == "write to"


async def test_at_night_it_waits_for_the_morning_and_the_page_says_so(house: DeskHouse) -> None:
    resident = await house.person("李荣珍")
    house.at("2026-11-23 22:00")
    browser = await house.at_desk("staff")
    page = await browser.opens(f"/messages/to/{resident}")
    assert "现在是休息时间，明天（周二）07:30再送到。" in page.main
    page = await browser.sends(f"/messages/to/{resident}", words="您的老年卡办好了。")
    assert "好的，明天（周二）07:30送到。" in page.main
    await house.engine.settle()
    assert not house.engine.phones["李荣珍"].messages
    house.at("2026-11-24 07:31")
    await house.engine.settle()
    assert "老年卡" in house.shown("李荣珍").text


async def test_whom_no_message_reaches_is_on_the_list_of_calls(house: DeskHouse) -> None:
    elder = await house.db.write(lambda: people.add(1, "陈兆龙", house.world.now_ms))
    browser = await house.at_desk("staff")
    assert "会放进要打电话的名单" in (await browser.opens(f"/messages/to/{elder}")).main
    page = await browser.sends(f"/messages/to/{elder}", words="您的老年卡办好了。")
    assert "已经放进要打电话的名单" in page.main and "收不到，请打电话" in page.main
    assert house.rows("SELECT person_id FROM call") == [(elder,)]


async def test_what_is_written_about_a_child_goes_to_who_acts_for_it(house: DeskHouse) -> None:
    await house.happens("李荣珍 has a child 陈小宝, born 2018-06-01")
    [(child,)] = house.rows("SELECT id FROM person WHERE name = '陈小宝'")
    browser = await house.at_desk("staff", "周洁")
    assert "发给李荣珍（家长）" in (await browser.opens(f"/messages/to/{child}")).main
    await browser.sends(f"/messages/to/{child}", words="托管班明天早点来接。")
    await house.engine.settle()
    assert "托管班明天早点来接" in house.shown("李荣珍").text


async def test_where_one_of_two_parents_is_reached_nobody_is_phoned_and_the_page_says_so(house: DeskHouse) -> None:
    await house.happens("李荣珍 has a child 陈小宝, born 2018-06-01")
    [(child,)] = house.rows("SELECT id FROM person WHERE name = '陈小宝'")

    async def father() -> None:
        now_ms = house.world.now_ms
        await households.link(await people.add(1, "陈富明", now_ms), child, "parent", now_ms, now_ms)

    await house.db.write(father)
    browser = await house.at_desk("staff")
    page = await browser.opens(f"/messages/to/{child}")
    assert "陈富明（家长）" in page.main and "收不到" in page.main and "名单" not in page.main
    page = await browser.sends(f"/messages/to/{child}", words="托管班明天早点来接。")
    assert "发出去了" in page.main and house.rows("SELECT count(*) FROM call") == [(0,)]


async def test_nothing_and_too_much_are_said_to_be_so(house: DeskHouse) -> None:
    resident = await house.person("李荣珍")
    browser = await house.at_desk("staff")
    await browser.opens(f"/messages/to/{resident}")
    page = await browser.sends(f"/messages/to/{resident}", words=" ")
    assert page.status == 422 and "这里要填一下" in page.main
    page = await browser.sends(f"/messages/to/{resident}", words="好" * 501)
    assert page.status == 422 and "最多500个字" in page.main
    assert "write to" not in house.acts()


async def test_the_same_letter_sent_twice_is_one(house: DeskHouse) -> None:
    resident = await house.person("李荣珍")
    browser = await house.at_desk("staff")
    form = (await browser.opens(f"/messages/to/{resident}")).form(f"/messages/to/{resident}")
    for _time in range(2):
        await browser.client.post(form.action, data={**form.values, "words": ["您好"]})
        house.world.now_ms += 1
    assert house.acts().count("write to") == 1
    assert house.rows("SELECT count(*) FROM outbox WHERE cause LIKE 'letter:%'") == [(1,)]


async def test_what_failed_is_seen_once_and_leads_to_the_person(house: DeskHouse) -> None:
    resident = await house.person("李荣珍")
    account = await house.account("李荣珍")
    await house.db.write(lambda: inbox.park("web", "1", account.id, "{}", "ValueError: x", house.world.now_ms))
    await house.db.write(lambda: inbox.park("telegram", "2", None, "{}", "no such update", house.world.now_ms))
    browser = await house.at_desk("staff")
    assert "有2件事居民没办成" in (await browser.opens("/messages")).main
    page = await browser.opens("/messages/parked")
    assert "李荣珍" in page.main and "****" in page.main and "不知是谁" in page.main
    assert page.link("写消息") == f"/messages/to/{resident}"
    page = await browser.sends("/messages/parked")
    assert "2件都记为看过了" in page.main and "都处理好了" in page.main
    assert house.acts()[-1] == "see parked"
