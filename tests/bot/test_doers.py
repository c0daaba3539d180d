"""A voice message on its way to staff."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.doers import VOICE_KEPT_MS
from language.message import Attached
from services import staff
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
