"""Talks at the desk: who waits, taking one, answering, handing on; the resident reads it in the chat, and staff need no chat of their own."""

from __future__ import annotations

import base64

import pytest

from services import staff
from tests.conversations.plain import PHOTO
from tests.desk.house import Browser, DeskHouse

MINUTE_MS = 60_000
PIXEL = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==")


async def asks(house: DeskHouse, words: str = "水管漏了") -> None:
    """李荣珍 asks for a person, and says what it is about."""
    await house.says("李荣珍", "找人", words)


async def taken(house: DeskHouse, name: str = "周洁") -> Browser:
    """Somebody who works at the desk only has taken her talk."""
    browser = await house.at_desk("staff", name)
    await asks(house)
    await browser.opens("/messages")
    await browser.sends("/messages/talk/1/take")
    await house.engine.settle()
    return browser


async def test_who_waits_stands_on_the_page_with_how_long_and_is_taken_from_there(house: DeskHouse) -> None:
    browser = await house.at_desk("staff", "周洁")
    assert "现在没有人在等" in (await browser.opens("/messages")).main
    await asks(house)
    house.world.now_ms += 2 * MINUTE_MS
    page = await browser.opens("/messages")
    assert "李荣珍" in page.main and "等了2分钟" in page.main
    page = await browser.sends("/messages/talk/1/take")
    assert page.path == "/messages/talk/1" and "水管漏了" in page.main
    await house.engine.settle()
    assert house.shown("李荣珍").text == "周洁（社区）来了，您直接说就行。"


async def test_what_is_said_before_it_is_taken_is_not_read(house: DeskHouse) -> None:
    browser = await house.at_desk("staff")
    await asks(house)
    assert "水管漏了" not in (await browser.opens("/messages")).html
    assert "水管漏了" not in (await browser.opens("/messages/talk/1")).html
    assert "read talk" not in house.acts()


async def test_the_resident_reads_each_answer_in_the_chat_and_the_desk_each_word_of_hers(house: DeskHouse) -> None:
    browser = await taken(house)
    await browser.sends("/messages/talk/1/say", words="漏得厉害吗？")
    await house.engine.settle()
    assert house.shown("李荣珍").text == "周洁（社区）：漏得厉害吗？"
    await house.says("李荣珍", "不厉害")
    page = await browser.opens("/messages/talk/1")
    assert page.main.index("水管漏了") < page.main.index("漏得厉害吗？") < page.main.index("不厉害")


async def test_the_same_answer_sent_twice_is_said_once(house: DeskHouse) -> None:
    browser = await taken(house)
    form = browser.page.form("/messages/talk/1/say")
    for _time in range(2):
        await browser.client.post(form.action, data={**form.values, "words": ["马上来"]})
    await house.engine.settle()
    assert house.rows("SELECT words FROM talk_line WHERE by_staff = 1") == [("马上来",)]


async def test_canned_answers_are_said_with_one_button(house: DeskHouse) -> None:
    await house.happens("the office often answers 马上来: 马上有人过来，请稍等。")
    browser = await taken(house)
    await browser.sends("/messages/talk/1/answer")
    await house.engine.settle()
    assert house.shown("李荣珍").text == "周洁（社区）：马上有人过来，请稍等。"


async def test_a_photo_goes_to_the_resident_and_hers_is_seen_at_the_desk(house: DeskHouse) -> None:
    browser = await taken(house)
    await browser.sends("/messages/talk/1/say", files={"file": ("IMG_1.png", PIXEL)})
    await house.engine.settle()
    assert (house.shown("李荣珍").text, house.shown("李荣珍").file) == ("周洁（社区）发来照片：", "photo.jpg")
    assert house.rows("SELECT count(*) FROM errand WHERE kind = 'talk_file'") == [(0,)]
    await house.sends("李荣珍", "photo")
    page = await browser.opens("/messages/talk/1")
    assert page.html.count("<img") == 2
    answer = await browser.fetches("/messages/talk/1/file/3")
    assert answer.headers["content-type"] == "image/jpeg" and answer.content != PHOTO


async def test_a_recording_is_heard_where_it_stands(house: DeskHouse) -> None:
    browser = await taken(house)
    await house.sends("李荣珍", "voice message")
    assert "<audio" in (await browser.opens("/messages/talk/1")).html
    assert (await browser.fetches("/messages/talk/1/file/2")).headers["content-type"] == "audio/ogg"


async def test_an_empty_answer_and_one_too_long_are_said_to_be_so(house: DeskHouse) -> None:
    browser = await taken(house)
    page = await browser.sends("/messages/talk/1/say", words=" ")
    assert page.status == 422 and "请写点什么" in page.main
    page = await browser.sends("/messages/talk/1/say", words="好" * 1_001)
    assert page.status == 422 and "太长了" in page.main and "好" * 1_001 in page.html, "what was typed is still there"
    assert house.rows("SELECT count(*) FROM talk_line WHERE by_staff = 1") == [(0,)]


async def test_of_two_who_take_the_same_talk_one_has_it(house: DeskHouse) -> None:
    first, second = await house.at_desk("staff", "周洁"), await house.at_desk("staff", "张敏")
    await asks(house)
    await first.opens("/messages")
    await second.opens("/messages")
    await first.sends("/messages/talk/1/take")
    page = await second.sends("/messages/talk/1/take")
    assert page.path == "/messages" and "周洁已经接了，您不用管了。" in page.main
    page = await second.opens("/messages/talk/1")
    assert "水管漏了" not in page.html and "周洁在和李荣珍聊" in page.main
    assert (await second.fetches("/messages/talk/1/file/1")).status_code == 404
    assert (await second.fetches("/messages/talk/1/said")).status_code == 404


async def test_what_is_typed_after_the_end_is_not_sent_and_that_is_said(house: DeskHouse) -> None:
    browser = await taken(house)
    await house.says("李荣珍", "/chat")
    await house.taps("李荣珍", "结束聊天")
    page = await browser.sends("/messages/talk/1/say", words="还有事吗")
    assert page.status == 422 and "刚才说的没有发出去" in page.text and "还有事吗" in page.main, "what was typed is still there"
    assert house.rows("SELECT count(*) FROM talk_line WHERE by_staff = 1") == [(0,)]


async def test_a_talk_is_ended_and_can_be_read_again_by_who_had_it(house: DeskHouse) -> None:
    browser = await taken(house)
    await browser.sends("/messages/talk/1/end")
    await house.engine.settle()
    assert house.shown("李荣珍").text == "周洁（社区）结束了这次聊天。还有事，随时再找人。"
    before = house.acts().count("read talk")
    assert "水管漏了" not in (await browser.opens("/messages/talk/1")).html
    assert "水管漏了" in (await browser.follows("再看一遍")).main
    assert house.acts().count("read talk") == before + 1
    other = await house.at_desk("staff", "张敏")
    assert (await other.fetches("/messages/talk/1/said")).status_code == 404


async def test_a_talk_goes_on_to_a_colleague_who_has_no_chat_either(house: DeskHouse) -> None:
    second = await house.at_desk("staff", "张敏")
    first = await taken(house)
    colleague = house.rows("SELECT id FROM person WHERE name = '张敏'")[0][0]
    page = await first.sends("/messages/talk/1/on", to=str(colleague))
    assert "已经在请同事接李荣珍" in page.main
    await house.engine.settle()
    assert house.shown("李荣珍").text == "周洁正在帮您转给同事，请稍等。"
    assert "请您接" in (await second.opens("/messages")).main
    page = await second.sends("/messages/talk/1/take")
    assert "水管漏了" in page.main
    assert "水管漏了" not in (await first.opens("/messages/talk/1")).html


async def test_a_file_that_could_not_be_handed_on_is_said_to_be_lost(house: DeskHouse) -> None:
    browser = await taken(house)
    await browser.sends("/messages/talk/1/say", files={"file": ("a.png", b"\x89PNG but no picture")})
    assert "［照片］正在取" in (await browser.opens("/messages/talk/1")).main
    await house.engine.settle()
    house.world.now_ms += 11 * MINUTE_MS
    assert "［照片］没有传过去，请再发一次。" in (await browser.opens("/messages/talk/1")).main


async def test_it_is_handed_on_only_to_who_hears_of_it(house: DeskHouse) -> None:
    await house.at_desk("staff", "张敏")
    house.world.now_ms += 16 * MINUTE_MS
    browser = await taken(house)
    assert "周丹丹" in browser.page.main and "张敏" not in browser.page.main, "no message reaches her, and she is not there"


async def test_what_somebody_of_the_staff_asks_for_themselves_is_for_others(house: DeskHouse) -> None:
    await house.says("周丹丹", "找人", "我的课报不上")
    own = await house.signed_in(await house.person("周丹丹"))
    assert "周丹丹" not in (await own.opens("/messages")).main
    assert "周丹丹" in (await (await house.at_desk("staff", "周洁")).opens("/messages")).main


async def test_who_talks_at_the_desk_and_leaves_does_not_keep_the_talk(house: DeskHouse) -> None:
    browser = await taken(house)
    await browser.sends("/messages/talk/1/say", words="漏得厉害吗？")
    await house.engine.settle()
    house.world.now_ms += 14 * MINUTE_MS
    await house.says("李荣珍", "不厉害")
    assert house.rows("SELECT state FROM talk") == [("talking",)]
    house.world.now_ms += 14 * MINUTE_MS
    await house.says("周丹丹", "/home")
    await house.says("李荣珍", "您还在吗")
    await house.engine.settle()
    assert [message.text for message in house.engine.phones["李荣珍"].messages][
        -1
    ] == "周洁暂时回不了话，再帮您找别人，请稍等。"
    assert "李荣珍在找人" in house.shown("周丹丹").text
    shown = await house.taps("周丹丹", "接")
    assert "您还在吗" in shown.text and "不厉害" in shown.text


# Duty, for those who are at the desk only


async def test_who_goes_on_duty_at_the_desk_is_asked_first(house: DeskHouse) -> None:
    await house.says("周丹丹", "/home")
    browser = await house.at_desk("staff", "周洁")
    await browser.opens("/messages")
    page = await browser.sends("/messages/on-duty")
    assert "您在岗了，到20:00" in page.main
    await asks(house)
    assert "请您接" in (await browser.opens("/messages")).main
    assert "在找人" not in house.shown("周丹丹").text, "nobody else is disturbed"
    page = await browser.sends("/messages/off-duty")
    assert "辛苦了" in page.main and house.rows("SELECT count(*) FROM on_duty") == [(0,)]
    assert [act for act in house.acts() if act.endswith("duty")] == ["on duty", "off duty"]


async def test_who_is_on_duty_but_left_the_desk_is_passed_over(house: DeskHouse) -> None:
    browser = await house.at_desk("staff", "周洁")
    await browser.opens("/messages")
    await browser.sends("/messages/on-duty")
    house.world.now_ms += 16 * MINUTE_MS
    await asks(house)
    assert "在找人" in house.shown("周丹丹").text


async def test_where_all_staff_sit_at_the_desk_the_resident_does_not_hear_that_nobody_is_there(house: DeskHouse) -> None:
    await house.db.write(lambda: staff.grant(1, "staff", 1, None, house.world.now_ms))
    person_id = await house.person("周丹丹")
    browser = await house.at_desk("staff", "周洁")
    await house.db.write(lambda: staff.revoke(1, "staff", person_id, None, house.world.now_ms))
    await house.says("李荣珍", "找人")
    assert "正在帮您找人" in house.shown("李荣珍").text
    assert "请大家接" in (await browser.opens("/messages")).main


async def test_danger_counts_as_heard_where_somebody_is_at_the_desk(house: DeskHouse) -> None:
    person_id = await house.person("周丹丹")
    browser = await house.at_desk("staff", "周洁")
    await house.db.write(lambda: staff.revoke(1, "staff", person_id, None, house.world.now_ms))
    await house.says("李荣珍", "找人", "着火了")
    assert "紧急" in (await browser.opens("/messages")).main
    assert "119" in house.shown("李荣珍").text


# Who may see any of it


@pytest.mark.parametrize("role", ["kitchen", "reader"])
async def test_to_other_roles_this_does_not_exist(house: DeskHouse, role: str) -> None:
    await asks(house)
    browser = await house.at_desk(role)
    for path in ("/messages", "/messages/talk/1", "/messages/talk/1/said", "/messages/parked", "/messages/broadcasts"):
        assert (await browser.fetches(path)).status_code == 404


async def test_to_who_leads_a_team_it_does_not_exist(house: DeskHouse) -> None:
    await asks(house)
    await house.happens("张汉梅 leads the team 老街坊巡逻队")
    browser = await house.signed_in(await house.person("张汉梅"))
    for path in ("/messages", "/messages/talk/1", "/messages/broadcasts/new", "/messages/to/1", "/messages/with/1"):
        assert (await browser.fetches(path)).status_code == 404


async def test_staff_of_another_community_see_nothing_of_it(house: DeskHouse) -> None:
    await house.happens("王外人 works elsewhere")
    await asks(house)
    await house.sends("李荣珍", "photo")
    [(there,)] = house.rows("SELECT id FROM community WHERE slug = 'elsewhere'")
    browser = house.browser()
    link = await house.link(await house.person("王外人"), there)
    await browser.opens(link)
    await browser.sends(link)
    assert "李荣珍" not in (await browser.opens("/messages")).html
    for path in ("/messages/talk/1", "/messages/talk/1/said", "/messages/talk/1/file/2"):
        assert (await browser.fetches(path)).status_code == 404


async def test_phone_numbers_are_masked(house: DeskHouse) -> None:
    browser = await taken(house)
    [(phone,)] = house.rows("SELECT phone FROM person WHERE name = '李荣珍'")
    assert phone not in browser.page.html and f"{phone[:3]}****{phone[-4:]}" in browser.page.main
