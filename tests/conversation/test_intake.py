"""The way in: what is nobody's business stays outside, floods pass, and nothing falls between two messages of one person."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from conversation.chat import Chat
from conversation.errand_runner import ErrandRunner
from conversation.flows import Flows
from conversation.intake import LATER, LOST_MS
from conversation.pace import BURST, Paces
from language.message import Attached
from language.text import _
from storage import errands, inbox
from storage.database import StorageError
from storage.errands import Errand
from storage.sql import sql
from tests.conversation.toy import NOON, Toy

_ACCOUNTS = sql("SELECT external_id FROM account ORDER BY id")
_FORGET = sql("DELETE FROM account RETURNING id")
ME = ("toy", "1")


def echo() -> Flows:
    flows = Flows()

    @flows.flow("photos", _("照片"), command="photos")
    async def photos(chat: Chat) -> None:
        await chat.photo("photo", _("照片？"))
        chat.say(_("{n}张", n=len(chat.incoming.files)))

    return flows


@pytest.fixture
async def toy(tmp_path: Path) -> AsyncIterator[Toy]:
    house = await Toy.open(tmp_path, echo())
    yield house
    await house.db.close()


async def known(toy: Toy) -> list[str]:
    return list(await toy.read(lambda: _ACCOUNTS.all(str)))


async def test_neighbours_who_chat_in_a_group_are_not_noted_however_much_they_say(toy: Toy) -> None:
    for _n in range(BURST + 5):
        await toy.receive(text="大家好", chat="-100", private=False, addressed=False)
    await toy.receive(files=(Attached("photo", "f", 1),), album="9", chat="-100", private=False, addressed=False)
    assert await toy.replies() == []
    assert await known(toy) == []


async def test_who_floods_a_group_with_commands_is_not_noted_either(toy: Toy) -> None:
    for _n in range(BURST + 5):
        await toy.receive(text="/photos", chat="-100", private=False)
    assert len(await toy.replies()) == BURST
    assert await known(toy) == []


def test_messages_that_were_dropped_keep_nobody_waiting() -> None:
    paces = Paces()
    while paces.due(ME, NOON) is None:
        pass
    for _dropped in range(10_000):
        paces.due(ME, NOON)
        paces.take_back(ME)
    due_ms = paces.due(ME, NOON)
    assert due_ms is not None and due_ms <= NOON + 1_000


async def test_a_message_that_could_not_be_put_off_is_not_counted_as_waiting(toy: Toy) -> None:
    for _n in range(BURST):
        await toy.receive(text="嗯")
    write, toy.db.write = toy.db.write, _full  # type: ignore[method-assign,assignment]
    for _n in range(3):
        with pytest.raises(StorageError):
            await toy.receive(text="满了")
    toy.db.write = write  # type: ignore[method-assign]
    assert toy.intake._paces.waiting(ME) == 0


async def _full(work: object) -> None:
    raise StorageError("the disk is full")


async def test_a_part_of_an_album_that_comes_at_the_last_moment_is_not_lost(toy: Toy) -> None:
    """The errand is on its way already when one more part is put to it."""
    await toy.types("/photos")
    await toy.receive(files=(Attached("photo", "f0", 3),), album="77")
    toy.now_ms += 1_500
    (due,) = await toy.read(lambda: errands.first(9))
    await toy.receive(files=(Attached("photo", "f1", 3),), album="77")
    await toy.intake.bring_back(due)
    assert (await toy.last())["text"] == "照片？", "one more may follow"
    toy.now_ms += 1_500
    await toy.do_errands()
    assert (await toy.last())["text"] == "2张"


async def test_a_finished_album_lets_nobody_overtake_what_was_put_off(toy: Toy) -> None:
    await toy.types("/photos")
    await toy.receive(files=(Attached("photo", "f0", 3),), album="77")
    for _n in range(BURST + 2):
        await toy.receive(text="嗯")
    waiting = toy.intake._paces.waiting(ME)
    assert waiting
    toy.now_ms += 1_500
    (album,) = [e for e in await toy.read(lambda: errands.first(99)) if e.kind != LATER]
    await toy.intake.bring_back(album)
    assert toy.intake._paces.waiting(ME) == waiting


async def test_a_slow_errand_holds_up_no_other(toy: Toy) -> None:
    fetched = asyncio.Event()
    done: list[str] = []

    async def slow(errand: Errand) -> None:
        await fetched.wait()
        await toy.db.write(lambda: errands.done(errand.id))
        done.append("slow")

    async def quick(errand: Errand) -> None:
        await toy.db.write(lambda: errands.done(errand.id))
        done.append("quick")
        if done.count("quick") == 3:
            fetched.set()

    runner = ErrandRunner(toy.db, {"slow": slow, "quick": quick}, lambda: toy.now_ms)
    await toy.db.write(lambda: errands.add("slow", None, "", 1))
    running = asyncio.create_task(runner.run())
    for _n in range(3):
        await toy.db.write(lambda: errands.add("quick", None, "", 2))
        runner.wake()
    async with asyncio.timeout(10):
        while len(done) < 4:
            await asyncio.wait([asyncio.create_task(toy.read(lambda: errands.first(1)))])
    running.cancel()
    await asyncio.wait([running])
    assert done == ["quick", "quick", "quick", "slow"]


async def test_an_unfinished_conversation_survives_going_back_to_an_earlier_one(toy: Toy) -> None:
    flows = Flows()

    @flows.flow("a", _("甲事"), command="a")
    async def first(chat: Chat) -> None:
        await chat.words("a1", _("甲一？"))
        await chat.words("a2", _("甲二？"))
        chat.say(_("甲好了"))

    @flows.flow("b", _("乙事"), command="b")
    async def second(chat: Chat) -> None:
        await chat.words("b1", _("乙一？"))
        await chat.words("b2", _("乙二？"))

    toy.deploy(flows)
    await toy.types("/a")
    await toy.types("甲")
    await toy.types("/b")
    await toy.types("乙")
    assert (await toy.taps("继续：甲事"))["text"] == "甲二？"
    assert (await toy.taps("继续：乙事"))["text"] == "乙二？"
    await toy.taps("继续：甲事")
    assert (await toy.types("甲"))["text"] == "甲好了"
    assert (await toy.taps("继续：乙事"))["text"] == "乙二？"


async def test_a_button_that_was_never_shown_is_no_answer(toy: Toy) -> None:
    flows = Flows()

    @flows.flow("day", _("哪天"), command="day")
    async def day(chat: Chat) -> None:
        await chat.date("day", _("哪天？"), earliest=date(2026, 11, 22), latest=date(2026, 12, 31))

    toy.deploy(flows)
    shown = await toy.types("/day")
    ticket = next(iter(shown["buttons"].values())).rpartition(".")[0]
    for forged in ("tomorrow", "*key:day", ""):
        receipt = await toy.receive(tap=f"{ticket}.{forged}", callback="1")
        assert receipt.toast == "这个按钮过期了，请看最新的消息。"
        assert (await toy.last())["text"] == "哪天？"
        ticket = next(iter((await toy.last())["buttons"].values())).rpartition(".")[0]
    assert await toy.read(inbox.unseen) == []


async def test_words_that_stand_in_a_way_back_are_words(toy: Toy) -> None:
    flows = Flows()

    @flows.flow("name", _("名字"), command="name")
    async def name(chat: Chat) -> None:
        chat.speak("en")
        await chat.words("one", _("一？"))
        called = await chat.words("name", _("叫什么？"), skip=_("没有名字"))
        chat.say(_("叫{name}", name=called))

    toy.deploy(flows)
    await toy.types("/name")
    await toy.types("甲")
    assert {"Back", "Cancel", "Home"} & set((await toy.last())["buttons"])
    assert (await toy.types("an"))["text"] == "叫an"
    await toy.types("/name")
    await toy.types("甲")
    assert (await toy.types("名字"))["text"] == "叫名字"


class TestMistakesAreNamed:
    async def error(self, toy: Toy, flows: Flows) -> str:
        toy.deploy(flows)
        await toy.types("/wrong")
        return str((await toy.read(inbox.unseen))[-1].error)

    async def test_a_sleep_in_a_flow(self, toy: Toy) -> None:
        flows = Flows()

        @flows.flow("wrong", _("错"), command="wrong")
        async def wrong(chat: Chat) -> None:
            await asyncio.sleep(1)

        assert "flow 'wrong'" in await self.error(toy, flows)

    async def test_flows_that_hand_over_for_ever(self, toy: Toy) -> None:
        flows = Flows()

        @flows.flow("wrong", _("错"), command="wrong")
        async def wrong(chat: Chat) -> None:
            await chat.become("wrong")

        assert "flow 'wrong'" in await self.error(toy, flows)


async def test_what_waits_for_its_turn_keeps_everything_after_it_open(toy: Toy) -> None:
    assert toy.intake.handled_ms() == toy.now_ms
    began_ms = toy.now_ms
    for _n in range(BURST + 1):  # the last one is put off
        await toy.receive(text="嗯")
    toy.now_ms += 60_000
    assert toy.intake.handled_ms() == began_ms
    for errand in await toy.read(lambda: errands.of_kind(LATER)):
        await toy.intake.bring_back(errand)
    assert toy.intake.handled_ms() == toy.now_ms


async def test_what_was_put_off_before_a_restart_keeps_everything_after_it_open(toy: Toy) -> None:
    began_ms = toy.now_ms
    for _n in range(BURST + 1):
        await toy.receive(text="嗯")
    toy.now_ms += 60_000
    toy.deploy(echo())
    assert toy.intake.handled_ms() == toy.now_ms
    await toy.intake.restore()
    assert toy.intake.handled_ms() == began_ms


async def test_a_tap_on_its_way_through_the_house_keeps_everything_after_it_open(toy: Toy) -> None:
    before, write, seen = toy.now_ms, toy.db.write, list[int]()

    async def slowly(work: object) -> object:
        toy.now_ms += 5_000
        seen.append(toy.intake.handled_ms())
        return await write(work)  # type: ignore[arg-type]

    toy.db.write = slowly  # type: ignore[method-assign,assignment]
    await toy.receive(text="嗯")
    assert seen == [before]
    assert toy.intake.handled_ms() == toy.now_ms


async def flood(toy: Toy) -> Errand:
    """张 sends one message more than is handled at once; it waits."""
    for _n in range(BURST + 1):
        await toy.receive(text="嗯")
    [waiting] = await toy.read(lambda: errands.of_kind(LATER))
    assert isinstance(waiting, Errand)
    return waiting


async def erase() -> None:
    """What is left of somebody on their way out: no account, and nothing that waits."""
    for errand in await errands.first(99):
        await errands.done(errand.id)
    await _FORGET.all(int)


async def test_who_is_erased_while_something_waits_is_not_noted_again(toy: Toy) -> None:
    waiting, write = await flood(toy), toy.db.write
    toy.now_ms += 60_000

    async def meanwhile(work: object) -> object:
        await write(erase)
        return await write(work)  # type: ignore[arg-type]

    toy.db.write = meanwhile  # type: ignore[method-assign,assignment]
    await toy.intake.bring_back(waiting)
    assert await known(toy) == []


async def test_what_was_erased_while_it_waited_holds_nothing_up_for_ever(toy: Toy) -> None:
    await flood(toy)
    await toy.db.write(erase)
    toy.now_ms += LOST_MS + 60_000
    assert toy.intake.handled_ms() == toy.now_ms
    await toy.receive(text="我又来了")  # put off for the last time: nothing waits before it
    toy.now_ms += 1_000
    await toy.do_errands()
    assert toy.intake._paces.waiting(ME) == 0
    said = len(await toy.replies())
    await toy.receive(text="嗯")
    assert len(await toy.replies()) == said + 1


def test_a_clock_that_is_set_back_slows_nobody_down() -> None:
    paces = Paces()
    while paces.due(ME, NOON) is None:
        pass
    paces.brought_back(ME)
    assert paces.due(ME, NOON + 1_000) is None
    earlier = NOON - 3_600_000
    assert paces.due(ME, earlier) is None
    due_ms = paces.due(ME, earlier)
    assert due_ms is not None and due_ms <= earlier + 1_000
