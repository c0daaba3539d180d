"""What comes with no question reaches whom it is for, with every photo, in whatever state the chat is."""

from __future__ import annotations

import pytest

from language.message import Attached, Incoming
from tests.conversations.phones import Shown
from tests.handlers.desk import Office

BOTH = (Attached("photo", "photo", 1), Attached("other", "film", 1))
"""A photo and a film, as Telegram sends an album of both."""


def lines(office: Office) -> list[tuple[str, str]]:
    """What was said in talks: words, and kinds of files."""
    return office.rows("SELECT words, file_kind FROM talk_line ORDER BY id")


def photos(office: Office) -> int:
    """How many photos stand with cases."""
    return int(office.rows("SELECT COUNT(*) FROM case_file WHERE kind = 'photo'")[0][0])


async def in_a_talk(office: Office) -> None:
    """李荣珍 asked for somebody, and 周丹丹 is there."""
    await office.says("李荣珍", "找人", "我有事问问")
    await office.taps("周丹丹", "接")


async def sends_both(office: Office, who: str) -> Shown:
    """Somebody sends a photo and a film."""
    office.world.now_ms += 2_000
    at_ms = office.world.now_ms
    await office.engine.deliver(
        Incoming(channel="plain", sender=who, chat=who, update_id=f"both {at_ms}", at_ms=at_ms, files=BOTH)
    )
    await office.engine.settle()
    return office.shown(who)


@pytest.mark.parametrize("words", ["", "报隐患", "我要报隐患", "/report"])
async def test_a_photo_with_words_that_say_nothing_is_a_report_that_still_asks_what_it_is(office: Office, words: str) -> None:
    shown = await office.sends("李荣珍", "photo", words)
    assert shown.text == "照片1张，收到了。\n\n是哪一类隐患？点一下。"
    await office.taps("李荣珍", "电、路灯")
    await office.says("李荣珍", "3栋2单元")
    assert "说明" not in office.shown("李荣珍").text
    await office.taps("李荣珍", "报上去")
    assert photos(office) == 1


async def test_a_photo_with_a_suggestion_beside_it_is_a_suggestion(office: Office) -> None:
    shown = await office.sends("李荣珍", "photo", "我有个建议：滑梯旁边加个长椅")
    assert "滑梯旁边加个长椅" in shown.text and "照片、图画、语音：1个" in shown.text
    await office.taps("李荣珍", "提交")
    assert office.rows("SELECT kind, words FROM cases") == [("suggestion", "滑梯旁边加个长椅")]
    assert photos(office) == 1


async def test_a_long_story_is_kept_whole(office: Office) -> None:
    story = "3栋2单元的水管漏水，" + "漏了好几天了，" * 100
    await office.says("李荣珍", story)
    await office.taps("李荣珍", "报上去")
    assert office.rows("SELECT words FROM cases") == [(story,)]


async def test_in_a_talk_that_was_set_aside_a_photo_is_for_whom_one_talks_with(office: Office) -> None:
    await in_a_talk(office)
    await office.says("李荣珍", "首页")
    shown = await office.sends("李荣珍", "photo", "就是这张")
    assert shown.text == "发给周丹丹了。\n\n周丹丹（社区）在和您聊，直接打字、发语音、发照片都行。"
    assert lines(office)[1:] == [("就是这张", ""), ("", "photo")]
    await office.says("李荣珍", "首页")
    await office.sends("李荣珍", "location", "30.5,114.3")
    await office.says("李荣珍", "/sign_up 1")
    await office.sends("李荣珍", "photo")
    assert lines(office)[3:] == [("📍 30.50000, 114.30000", ""), ("", "photo")]
    assert office.rows("SELECT * FROM cases") == []


async def test_danger_beside_a_photo_comes_before_any_talk(office: Office) -> None:
    await in_a_talk(office)
    await office.says("李荣珍", "首页")
    shown = await office.sends("李荣珍", "photo", "3栋2单元着火了")
    assert "119" in shown.text
    assert photos(office) == 1


async def test_what_is_sent_into_a_talk_that_ended_meanwhile_is_a_report_with_every_photo(office: Office) -> None:
    await in_a_talk(office)
    await office.says("周丹丹", "/talk 1")
    await office.taps("周丹丹", "结束聊天")
    shown = await office.sends("李荣珍", "photo", times=3)
    assert shown.text == "照片3张，收到了。\n\n是哪一类隐患？点一下。"


async def test_a_photo_left_for_the_office_stays_with_the_words_beside_it(office: Office) -> None:
    office.at("2026-11-23 21:00")
    await office.says("李荣珍", "找人", "有件事想问问")
    await office.sends("李荣珍", "photo", "楼道的灯坏了")
    assert lines(office) == [("有件事想问问", ""), ("楼道的灯坏了", ""), ("", "photo")]


async def test_a_place_that_nobody_asked_for_begins_a_report_there(office: Office) -> None:
    shown = await office.sends("李荣珍", "location", "30.5,114.3")
    assert "哪里有问题" in shown.text
    await office.says("李荣珍", "路灯坏了")
    await office.taps("李荣珍", "报上去")
    assert office.rows("SELECT latitude_e6, longitude_e6 FROM cases") == [(30_500_000, 114_300_000)]


async def test_of_a_film_among_photos_the_photos_are_not_lost(office: Office) -> None:
    await in_a_talk(office)
    shown = await sends_both(office, "李荣珍")
    assert "视频这样的文件传不过去" in shown.text
    assert lines(office)[1:] == [("", "photo")]
    await office.taps("李荣珍", "结束聊天")
    shown = await sends_both(office, "李荣珍")
    assert shown.text.startswith("照片1张，收到了。")


@pytest.mark.parametrize("hour", ["10:00", "21:00"])
async def test_a_photo_that_is_no_hazard_goes_along_to_a_person(office: Office, hour: str) -> None:
    office.at(f"2026-11-23 {hour}")
    await office.sends("李荣珍", "photo", "请帮我看看这张单子")
    await office.taps("李荣珍", "不是隐患", "找工作人员")
    assert lines(office) == [("请帮我看看这张单子", ""), ("", "photo")]
    assert "您说的记下了" in office.shown("李荣珍").text


async def test_who_has_a_photo_to_show_is_offered_nothing_that_would_drop_it(office: Office) -> None:
    await office.sends("李荣珍", "photo")
    shown = await office.taps("李荣珍", "不是隐患")
    assert not {"我反映的，看进展", "看大家的建议"} & {button.label for button in shown.buttons}
