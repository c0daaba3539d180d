"""The runner itself: that it reads and writes what it should, and that a house that loses or repeats something is found out."""

from __future__ import annotations

import re
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from conversation.turn import Receipt
from language.message import Incoming
from reminders.channel import Delivery
from tests.conversations import directions, script
from tests.conversations.crashing import EveryBoundary, Witness
from tests.conversations.phones import Button, Phones, Screen, Shown
from tests.conversations.plain import Engine, PlainChannel, Twice
from tests.conversations.play import play
from tests.conversations.script import Clock, Direction, Note, Says, Script, Sends, Taps
from tests.conversations.taps import counted, table
from tests.conversations.world import World

STORY = """\
# Two lines that everybody understands.
@ 2026-11-23 09:00
* 张汉梅 is known

张汉梅: /sign_up 2
Linli: 谁来上「剪纸」？

  请选。
  [我自己] [首页]
张汉梅 taps 我自己
张汉梅 taps 确认报名 twice
张汉梅 in 邻居群: /my
张汉梅 says 你好 3 times
张汉梅 sends her contact 13812345678
张汉梅 taps 首页 on an earlier message
"""

SIGN_UP = """\
@ 2026-11-23 09:00
* 张汉梅 is known
张汉梅: /sign_up 2
张汉梅 taps 我自己
张汉梅 taps 确认报名
"""

TASK = "> classes: 张汉梅 signs up, at most 3"
DONE = "< done"
COUNTED = SIGN_UP.replace("张汉梅: /sign_up", f"{TASK}\n张汉梅: /sign_up") + f"{DONE}\n张汉梅: /my\n"


def told(words: str, folder: Path) -> Script:
    """A script of these words."""
    path = folder / "story.txt"
    path.write_text(words, encoding="utf-8")
    return script.read(path)


async def played(words: str, folder: Path, way: AbstractAsyncContextManager[Any] | None = None) -> str:
    """The transcript of these words."""
    async with way or Engine.open(await World.make(folder, datetime(2026, 11, 23, 9))) as variant:  # noqa: DTZ001  # local
        return await play(told(words, folder), variant)


def test_reads_what_people_do_and_leaves_out_what_linli_says(tmp_path: Path) -> None:
    steps = told(STORY, tmp_path).steps
    assert [type(step) for step in steps] == [Note, Clock, Direction, Note, Says, Taps, Taps, Says, Says, Sends, Taps]
    lines = STORY.splitlines()
    assert [step.line for step in steps] == lines[:5] + lines[9:]


def test_a_line_that_means_nothing_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"story.txt:2: .*张汉梅 dances"):
        told("@ 2026-11-23 09:00\n张汉梅 dances\n", tmp_path)


def test_every_direction_is_described_by_sentences_that_mean_it_and_nothing_else() -> None:
    for _pattern, does in directions.DIRECTIONS:
        assert directions.examples(does) != [""], does
        for line in directions.examples(does):
            assert [does] == [one for pattern, one in directions.DIRECTIONS if pattern.fullmatch(line.split(" — ")[0])], line


async def test_a_direction_that_says_nothing_known_is_named(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="no such direction: '张汉梅 dances'"):
        await played("@ 2026-11-23 09:00\n* 张汉梅 dances\n", tmp_path)


def test_only_what_is_on_the_newest_message_can_be_tapped() -> None:
    screen = Screen()
    screen.show(Shown("1", "谁来上课？", (Button("我自己", "1"), Button("首页", "2"))))
    screen.show(Shown("2", "对不对？", (Button("确认报名", "3"), Button("首页", "4"))))
    assert screen.button("确认")[1].data == "3"
    assert screen.button("首页", earlier=True)[1].data == "2"
    with pytest.raises(AssertionError, match="there is no button '我自己'"):
        screen.button("我自己")


async def test_a_transcript_printed_is_a_transcript_read(tmp_path: Path) -> None:
    once = await played(SIGN_UP, tmp_path)
    assert "Linli toasts: 报名成功" in once
    (tmp_path / "again").mkdir()
    assert await played(once, tmp_path / "again") == once


async def test_what_one_does_until_it_is_done_is_counted(tmp_path: Path) -> None:
    assert "[我的报名] [取消报名] [看别的课] [首页]\n< done in 3\n" in await played(COUNTED, tmp_path)


async def test_what_others_do_meanwhile_does_not_count(tmp_path: Path) -> None:
    together = COUNTED.replace("张汉梅 taps 我自己", "李荣珍: /start\n* 剪纸 is full\n李荣珍 taps 同意\n张汉梅 taps 我自己")
    assert "< done in 3\n" in await played(together, tmp_path)


async def test_what_takes_more_taps_than_it_may_cannot_be_played(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"story.txt: 张汉梅 signs up: that takes 3 taps, and may take 2"):
        await played(COUNTED.replace("at most 3", "at most 2"), tmp_path)


@pytest.mark.parametrize(
    ("instead", "why"),
    [
        ((DONE, ""), f"{TASK!r} is never done"),
        ((TASK, ""), "something is done that was not begun"),
        ((DONE, TASK), f"{TASK!r} begins before {TASK!r} is done"),
        ((TASK, "> classes: 李荣珍 signs up, at most 3"), "李荣珍 did nothing"),
    ],
)
def test_a_count_without_beginning_end_or_anybody_is_refused(instead: tuple[str, str], why: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=re.escape(why)):
        counted(told(COUNTED.replace(*instead), tmp_path))


def test_typing_sending_and_tapping_twice_count(tmp_path: Path) -> None:
    everything = STORY.replace("张汉梅: /sign_up 2", f"{TASK.replace('3', '10')}\n张汉梅: /sign_up 2") + DONE
    (count,) = counted(told(everything, tmp_path))
    assert count.acts == 10
    assert table([count]).endswith("| classes | signs up | 10 | 10 | story |\n")


async def test_it_really_dies_everywhere(tmp_path: Path) -> None:
    world = await World.make(tmp_path, datetime(2026, 11, 23, 9))  # noqa: DTZ001
    async with EveryBoundary.open(world) as crashing:
        await play(told(SIGN_UP, tmp_path), crashing)
        assert crashing.fuse.crashes > 30, "three turns have more statements than that"


async def test_a_platform_that_does_not_deliver_again_is_found_out(tmp_path: Path) -> None:
    class Forgetful(EveryBoundary):
        async def deliver(self, incoming: Incoming) -> Receipt:
            self.fuse.at = "COMMIT"
            with pytest.raises(BaseException):  # the process dies, whatever it still says
                await self.works.intake.receive(incoming)
            await self.restart()
            return Receipt()

    world = await World.make(tmp_path, datetime(2026, 11, 23, 9))  # noqa: DTZ001
    with pytest.raises(AssertionError, match="cannot go on with '张汉梅 taps 我自己'"):
        await played(SIGN_UP, tmp_path, Forgetful.open(world))


async def test_a_house_that_takes_an_update_twice_is_found_out(tmp_path: Path) -> None:
    class Unlike(Twice):
        async def deliver(self, incoming: Incoming) -> Receipt:
            await Engine.deliver(self, incoming)
            return await Engine.deliver(self, msgspec.structs.replace(incoming, update_id=f"{incoming.update_id} again"))

    world = await World.make(tmp_path, datetime(2026, 11, 23, 9))  # noqa: DTZ001
    twice = await played(SIGN_UP, tmp_path, Unlike.open(world))
    (tmp_path / "once").mkdir()
    assert twice != await played(SIGN_UP, tmp_path / "once")


async def test_a_message_sent_twice_without_a_crash_is_found_out(tmp_path: Path) -> None:
    world = await World.make(tmp_path, datetime(2026, 11, 23, 9))  # noqa: DTZ001
    async with EveryBoundary.open(world) as crashing:
        witness = Witness(Phones(), crashing.fuse)
        payload = '{"text":"您好","buttons":[],"file":"","replaces":""}'
        await witness.deliver(Delivery(1, "张汉梅", payload))
        crashing.fuse.crashes += 1
        await witness.deliver(Delivery(1, "张汉梅", payload))
        with pytest.raises(AssertionError, match="without a crash"):
            await witness.deliver(Delivery(1, "张汉梅", payload))
    assert isinstance(witness, PlainChannel) and len(witness.phones["张汉梅"].messages) == 1
