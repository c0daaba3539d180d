"""A voice message on its way to staff."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.doers import VOICE_KEPT_MS
from language.message import Attached, Incoming
from services import staff
from services.talks import carrying
from tests.fuzz.neighbourhood import Neighbourhood, neighbourhood

ZHANG, LI = 1, 2


async def speaks(place: Neighbourhood, ref: str) -> tuple[str, str]:
    """张 sends a voice message; what she reads, and what 李 at the office reads."""
    for who in (ZHANG, LI):
        await place.does(who, text="/start")
        for _question in ("consent", "community"):
            await place.does(who, tap=place.screen(who)[-1].taps[0])
    await place.db.write(lambda: staff.grant(1, "staff", LI, None, place.now_ms))
    _receipt, came = await place.does(ZHANG, files=(Attached("voice", ref, 9),))
    await place.settle()
    return came[-1].text, place.screen(LI)[-1].text


@pytest.mark.parametrize(("ref", "handed"), [("spoken", "请听一下"), ("gone", "没有取到"), ("", "语音")])
async def test_a_voice_message_reaches_staff_whether_it_can_still_be_fetched_or_not(
    ref: str, handed: str, tmp_path: Path
) -> None:
    async with neighbourhood(tmp_path) as place:
        hers, theirs = await speaks(place, ref)
        assert "语音" in hers
        assert handed in theirs
        kept = [path.read_bytes() for path in (tmp_path / "files").rglob("*") if path.is_file()]
        assert kept == ([] if ref == "gone" else [b"OggS" + ref.encode()])
        assert await place.troubles() == []


async def test_a_voice_is_not_kept_for_ever(tmp_path: Path) -> None:
    async with neighbourhood(tmp_path) as place:
        await speaks(place, "spoken")
        place.now_ms += VOICE_KEPT_MS
        await place.settle()
        assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


MENU = "周一：蒸蛋\n周二：鱼"


async def _asked_for_the_menu(place: Neighbourhood) -> None:
    """李 at the office is asked for next week's menu."""
    await place.does(LI, text="/start")
    for _question in ("consent", "community"):
        await place.does(LI, tap=place.screen(LI)[-1].taps[0])
    await place.db.write(lambda: staff.grant(1, "staff", LI - 1, None, place.now_ms))
    _receipt, came = await place.does(LI, text="/staff_menu")
    assert "把菜单" in came[-1].text


async def test_a_file_answers_the_question_to_which_it_was_given(tmp_path: Path) -> None:
    async with neighbourhood(tmp_path) as place:
        await _asked_for_the_menu(place)
        _receipt, came = await place.does(LI, files=(Attached("document", f"\n{MENU}", 9),))
        assert came[0].text.startswith("文件收到了")
        assert "「OggS」前面没有写是哪一天" in came[-1].text, "what every file of this platform begins with"
        assert await place.troubles() == []


@pytest.mark.parametrize(
    ("ref", "size", "says"), [("gone", 9, "文件没有取到"), ("\0", 9, "看不懂"), ("x", 2_000_000, "太大了")]
)
async def test_a_file_that_cannot_be_had_or_read_is_said_and_the_question_stays(
    ref: str, size: int, says: str, tmp_path: Path
) -> None:
    async with neighbourhood(tmp_path) as place:
        await _asked_for_the_menu(place)
        await place.does(LI, files=(Attached("document", ref, size),))
        assert says in place.screen(LI)[-1].text and "把菜单" in place.screen(LI)[-1].text


async def test_a_file_that_comes_when_its_question_is_over_changes_nothing(tmp_path: Path) -> None:
    async with neighbourhood(tmp_path) as place:
        await _asked_for_the_menu(place)
        sent: dict[str, Any] = {"channel": "telegram", "sender": str(LI), "chat": str(LI), "at_ms": place.now_ms}
        await place.intake.receive(Incoming(update_id="a", files=(Attached("document", f"\n{MENU}", 9),), **sent))
        await place.intake.receive(Incoming(update_id="b", text="/home", **sent))
        await place.settle()
        assert "这一步已经结束了" in place.screen(LI)[-1].text
        assert await place.troubles() == []


async def test_of_two_files_for_one_question_the_last_one_counts(tmp_path: Path) -> None:
    async with neighbourhood(tmp_path) as place:
        await _asked_for_the_menu(place)
        sent: dict[str, Any] = {"channel": "telegram", "sender": str(LI), "chat": str(LI), "at_ms": place.now_ms}
        for update_id, menu in (("a", "：错的"), ("b", "：对的")):
            await place.intake.receive(Incoming(update_id=update_id, files=(Attached("document", menu, 9),), **sent))
        await place.settle()
        told = [message.text for message in place.screen(LI) if "前面没有写是哪一天" in message.text]
        assert len(told) == 1
        assert not any("没有用上" in message.text for message in place.screen(LI))
        assert await place.troubles() == []


async def _in_a_talk(place: Neighbourhood) -> None:
    """张 asked for a person, and 李 at the office is there."""
    for who in (ZHANG, LI):
        await place.does(who, text="/start")
        for _question in ("consent", "community"):
            await place.does(who, tap=place.screen(who)[-1].taps[0])
    await place.db.write(lambda: staff.grant(1, "staff", LI, None, place.now_ms))
    await place.does(ZHANG, text="/human")
    await place.does(LI, text="/talk 1")
    await place.settle()


@pytest.mark.parametrize(("ref", "hers", "theirs"), [("seen", "", "发来照片："), ("gone", "没有传过去", "没有收到")])
async def test_a_photo_in_a_talk_is_handed_on_or_said_to_be_lost(ref: str, hers: str, theirs: str, tmp_path: Path) -> None:
    async with neighbourhood(tmp_path) as place:
        await _in_a_talk(place)
        await place.does(ZHANG, files=(Attached("photo", ref, 9),))
        await place.settle()
        assert theirs in place.screen(LI)[-1].text
        assert hers in place.screen(ZHANG)[-1].text
        assert len([path for path in (tmp_path / "files").rglob("*") if path.is_file()]) == (0 if hers else 1)
        place.now_ms += VOICE_KEPT_MS
        await place.settle()
        assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []
        assert await place.troubles() == []


async def test_two_people_do_not_wait_for_a_photo_for_ever(tmp_path: Path) -> None:
    async with neighbourhood(tmp_path) as place:
        await _in_a_talk(place)
        await place.does(ZHANG, files=(Attached("photo", "stuck", 9),))
        for _attempt in range(carrying.MOST_ATTEMPTS - 1):
            assert "没有收到" not in place.screen(LI)[-1].text
            place.now_ms += 130_000
            await place.settle()
        assert [message.text for message in place.screen(LI) if "没有收到" in message.text] == ["一位居民发来照片，没有收到。"]
