"""What somebody and the house said to each other: seen with their consent, by whoever asked, for a day; and each look is written down."""

from __future__ import annotations

from datetime import date

from desk.door import LIVE
from services import glances, staff
from services.calendar import DAY_MS, HOUR_MS, MINUTE_MS
from services.glances import veiled
from services.records import erasing, exporting, merging, moving
from storage import people
from tests.desk.house import Browser, DeskHouse


async def asked(house: DeskHouse, name: str = "周洁") -> tuple[Browser, int]:
    """李荣珍 was asked. Returns the browser of who asked, and her id."""
    resident = await house.person("李荣珍")
    await house.says("李荣珍", "/home")
    browser = await house.at_desk("staff", name)
    await browser.opens(f"/messages/with/{resident}")
    page = await browser.sends(f"/messages/with/{resident}/ask")
    assert "问过了" in page.main, page.main
    await house.engine.settle()
    return browser, resident


async def agreed(house: DeskHouse) -> tuple[Browser, int]:
    """She said yes."""
    browser, resident = await asked(house)
    await house.taps("李荣珍", "可以，给看一天")
    return browser, resident


async def test_without_consent_the_page_says_so_and_offers_to_ask(house: DeskHouse) -> None:
    resident = await house.person("李荣珍")
    await house.says("李荣珍", "/courses")
    browser = await house.at_desk("staff")
    for path in (f"/messages/with/{resident}", f"/messages/with/{resident}/said"):
        page = await browser.opens(path)
        assert "要本人同意才能看" in page.main and "想上哪门课" not in page.html
    assert "see chat" not in house.acts()


async def test_the_resident_is_asked_by_name_with_two_buttons(house: DeskHouse) -> None:
    browser, resident = await asked(house)
    shown = house.shown("李荣珍")
    assert "周洁（里下社区）想看看您最近七天在这里办事的对话" in shown.text
    assert [one.label for one in shown.buttons][:2] == ["可以，给看一天", "不用看"]
    page = await browser.opens(f"/messages/with/{resident}/said")
    assert "在等李荣珍回答" in page.main
    assert "等回答" in (await browser.opens("/messages")).main


async def test_with_a_yes_the_desk_shows_both_sides_and_each_look_is_written_down(house: DeskHouse) -> None:
    await house.says("李荣珍", "这周有什么课")
    browser, resident = await agreed(house)
    page = await browser.opens(f"/messages/with/{resident}")
    assert "同意您看最近七天的对话" in page.main and "see chat" not in house.acts()
    page = await browser.follows("看对话")
    assert "想看看您最近七天在这里办事的对话" in page.main
    assert house.acts().count("see chat") == 1
    await browser.opens(f"/messages/with/{resident}/said")
    assert house.acts().count("see chat") == 2


async def test_what_she_said_in_a_talk_is_there(house: DeskHouse) -> None:
    await house.says("李荣珍", "找人", "水管漏了")
    browser, resident = await agreed(house)
    page = await browser.opens(f"/messages/with/{resident}/said")
    assert page.main.count("水管漏了") == 1


async def test_a_talk_in_progress_does_not_imply_it(house: DeskHouse) -> None:
    await house.says("李荣珍", "找人", "水管漏了")
    browser = await house.at_desk("staff")
    await browser.opens("/messages")
    await browser.sends("/messages/talk/1/take")
    page = await browser.follows("最近的对话")
    assert "在聊天也不等于同意" in page.main
    resident = await house.person("李荣珍")
    page = await browser.sends(f"/messages/with/{resident}/ask")
    await house.engine.settle()
    assert "想看看您最近七天" in house.shown("李荣珍").text, "she is there, so she is asked at once"


async def test_with_a_no_nothing_is_seen_and_it_is_not_asked_again_that_day(house: DeskHouse) -> None:
    browser, resident = await asked(house)
    await house.taps("李荣珍", "不用看")
    page = await browser.opens(f"/messages/with/{resident}/said")
    assert "居民这次没有同意，请过一天再问。" in page.main
    assert not [form for form in page.forms if form.action.endswith("/ask")]
    house.world.now_ms += DAY_MS
    link = await house.signed_in(house.rows("SELECT id FROM person WHERE name = '周洁'")[0][0])
    assert "/ask" in (await link.opens(f"/messages/with/{resident}")).html


async def test_nobody_else_sees_it(house: DeskHouse) -> None:
    _browser, resident = await agreed(house)
    other = await house.at_desk("staff", "张敏")
    page = await other.opens(f"/messages/with/{resident}/said")
    assert "要本人同意才能看" in page.main and "see chat" not in house.acts()


async def test_it_ends_by_itself_after_a_day(house: DeskHouse) -> None:
    browser, resident = await agreed(house)
    for _hour in range(24):
        house.world.now_ms += HOUR_MS
        await browser.opens("/messages")
    page = await browser.opens(f"/messages/with/{resident}/said")
    assert page.status == 200 and "看对话" not in page.main
    assert "see chat" not in house.acts()


async def test_she_ends_it_earlier_and_sees_who_looked(house: DeskHouse) -> None:
    browser, resident = await agreed(house)
    await browser.opens(f"/messages/with/{resident}/said")
    shown = await house.says("李荣珍", "/me")
    assert "周洁能看您最近的对话" in shown.text
    shown = await house.taps("李荣珍", "谁看过我的对话")
    assert "看过您对话的：\n11月23日" in shown.text and "周洁" in shown.text
    await house.taps("李荣珍", "不给周洁看了")
    page = await browser.opens(f"/messages/with/{resident}/said")
    assert "居民收回了" in page.main
    assert house.acts().count("see chat") == 1


async def test_an_old_button_changes_nothing(house: DeskHouse) -> None:
    _browser, _resident = await asked(house)
    house.world.now_ms += DAY_MS + MINUTE_MS
    shown = await house.taps("李荣珍", "可以，给看一天")
    assert "已经过去了" in shown.text
    assert house.rows("SELECT given FROM glance") == [(0,)]
    for command in ("/glance_yes 1", "/glance_no 1", "/glance_end 1"):
        assert "已经过去了" in (await house.says("周丹丹", command)).text, "somebody else's question"


async def test_numbers_and_codes_are_not_shown(house: DeskHouse) -> None:
    await house.says("李荣珍", "找人", "我的电话是13912345678，口令K7MN-PQ23")
    browser, resident = await agreed(house)
    page = await browser.opens(f"/messages/with/{resident}/said")
    assert "139****5678" in page.main and "13912345678" not in page.html and "K7MN" not in page.html


def test_what_is_veiled_and_what_is_not() -> None:
    assert veiled("打 027-84951234 或 13912345678") == "打 027-****1234 或 139****5678"
    assert veiled("口令：K7MN PQ23。/desk/in/K7MNPQ23K7MNPQ23K7MNPQ23K7") == "口令：****。/desk/in/****"
    for plain in ("12月1日 周二 14:30，共20000000份，TELEGRAM", "2026-11-23 2026-11-30 14:30"):
        assert veiled(plain) == plain
    for number in ("+8613912345678", "+86 139 1234 5678", "008613912345678", "139-1234-5678"):
        assert veiled(f"打{number}") == "打139****5678"
    assert veiled("身份证42010619500308123X，卡号 6222 0212 3456 7890 123") == "身份证****，卡号 ****"


async def test_colleagues_children_and_who_cannot_be_reached_are_not_asked(house: DeskHouse) -> None:
    browser = await house.at_desk("staff")
    await house.happens("王小倩 has a child 陈小宝, born 2018-06-01")
    colleague = await house.person("周丹丹")
    [(child,)] = house.rows("SELECT id FROM person WHERE name = '陈小宝'")
    phoneless = await house.hired("陈兆龙", "courier")
    for person_id, why in ((colleague, "同事的对话"), (child, "孩子的对话"), (phoneless, "请打电话")):
        page = await browser.opens(f"/messages/with/{person_id}")
        assert why in page.main and "/ask" not in page.html


async def test_who_lost_the_role_sees_nothing_any_more(house: DeskHouse) -> None:
    _browser, resident = await agreed(house)
    [(worker,)] = house.rows("SELECT id FROM person WHERE name = '周洁'")
    await house.db.write(lambda: staff.revoke(1, "staff", worker, None, house.world.now_ms))
    found = await house.db.write(lambda: glances.look(resident, worker, house.world.now_ms, None))  # type: ignore[arg-type]
    assert found is None


async def test_asked_at_night_she_hears_it_in_the_morning(house: DeskHouse) -> None:
    resident = await house.person("李荣珍")
    house.at("2026-11-23 22:00")
    browser = await house.at_desk("staff")
    await browser.opens(f"/messages/with/{resident}")
    await browser.sends(f"/messages/with/{resident}/ask")
    await house.engine.settle()
    assert not house.engine.phones["李荣珍"].messages
    house.at("2026-11-24 07:31")
    await house.engine.settle()
    assert "想看看" in house.shown("李荣珍").text


async def test_a_merge_ends_what_was_given_and_keeps_what_was_asked(house: DeskHouse) -> None:
    _browser, resident = await agreed(house)
    await house.happens("李荣真 is known")
    keep, by = await house.person("李荣真"), await house.person("周丹丹")
    await house.db.write(lambda: merging.merge(keep, resident, by, house.world.now_ms))
    assert house.rows("SELECT person_id, until_ms <= :now FROM glance", {"now": house.world.now_ms}) == [(keep, 1)]


async def test_a_merge_ends_what_was_given_for_the_record_that_stays_too(house: DeskHouse) -> None:
    browser, resident = await agreed(house)
    await house.happens("李荣真 is known")
    await house.says("李荣真", "我在另一个手机上说的")
    duplicate, by = await house.person("李荣真"), await house.person("周丹丹")
    await house.db.write(lambda: merging.merge(resident, duplicate, by, house.world.now_ms))
    page = await browser.opens(f"/messages/with/{resident}/said")
    assert "居民收回了" in page.main and "see chat" not in house.acts()


async def test_a_page_that_asks_for_itself_again_shows_nothing_and_is_no_look(house: DeskHouse) -> None:
    browser, resident = await agreed(house)
    path = f"/desk/messages/with/{resident}/said"
    answer = await browser.client.get(path, headers={LIVE: "left"})
    assert answer.status_code == 200 and "想看看" not in answer.text and 'data-live="standing"' not in answer.text
    assert "see chat" not in house.acts()
    await house.taps("李荣珍", "不给周洁看了")
    answer = await browser.client.get(path, headers={LIVE: "left"})
    assert "居民收回了" in answer.text and 'data-live="standing"' in answer.text


async def test_who_became_a_colleague_turns_out_a_child_or_moved_is_not_seen_any_more(house: DeskHouse) -> None:
    browser, resident = await agreed(house)
    now_ms, path = house.world.now_ms, f"/messages/with/{resident}/said"
    await house.db.write(lambda: staff.grant(1, "staff", resident, None, now_ms))
    page = await browser.opens(path)
    assert "同事的对话" in page.main and "看对话" not in page.main
    await house.db.write(lambda: staff.revoke(1, "staff", resident, None, now_ms))
    await house.db.write(lambda: people.set_birth(resident, date(2016, 1, 1)))
    page = await browser.opens(path)
    assert "孩子的对话" in page.main and "看对话" not in page.main
    await house.db.write(lambda: people.set_birth(resident, date(1950, 3, 8)))
    await house.happens("王外人 works elsewhere")
    [(there,)] = house.rows("SELECT id FROM community WHERE slug = 'elsewhere'")
    await house.db.write(lambda: moving.move(resident, there, now_ms))
    assert (await browser.fetches(path)).status_code == 404
    assert await house.db.read(lambda: glances.given(resident, now_ms)) == []
    assert "see chat" not in house.acts()


async def test_whoever_asked_and_works_here_no_more_is_not_let_look(house: DeskHouse) -> None:
    house.at("2026-11-23 21:30")
    resident, worker = await house.person("李荣珍"), await house.hired("周洁", "staff")
    browser = await house.signed_in(worker)
    await browser.opens(f"/messages/with/{resident}")
    assert "现在是休息时间，明天（周二）07:30再问" in browser.page.main
    await browser.sends(f"/messages/with/{resident}/ask")
    await house.db.write(lambda: staff.revoke(1, "staff", worker, None, house.world.now_ms))
    house.at("2026-11-24 08:00")
    await house.engine.settle()
    assert not house.engine.phones["李荣珍"].messages, "nobody asks any more"
    assert "已经过去了" in (await house.says("李荣珍", "/glance_yes 1")).text
    assert house.rows("SELECT given FROM glance") == [(0,)]


async def test_it_is_part_of_the_export_and_goes_with_the_person(house: DeskHouse) -> None:
    _browser, resident = await agreed(house)
    held = await house.db.read(lambda: exporting.export(resident))
    assert held["glances"][0]["given"] is True
    await house.db.write(lambda: erasing.erase(resident, house.world.now_ms, "secret"))
    assert house.rows("SELECT count(*) FROM glance") == [(0,)]


async def test_staff_of_another_community_and_other_roles_get_nothing(house: DeskHouse) -> None:
    resident = await house.person("李荣珍")
    await house.happens("王外人 works elsewhere")
    [(there,)] = house.rows("SELECT id FROM community WHERE slug = 'elsewhere'")
    stranger = house.browser()
    link = await house.link(await house.person("王外人"), there)
    await stranger.opens(link)
    await stranger.sends(link)
    for browser in (stranger, await house.at_desk("reader"), await house.at_desk("kitchen")):
        for path in (f"/messages/with/{resident}", f"/messages/with/{resident}/said", f"/messages/to/{resident}"):
            assert (await browser.fetches(path)).status_code == 404
