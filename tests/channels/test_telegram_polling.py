"""Nothing a person sends is lost, whatever happens between Telegram and the database."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.channels.telegram import Api, BadToken, Intake, Me, TelegramChannel, poll
from storage.database import StorageError
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_house import House

ME = Me(123456, "linli_bot")


class Pauses:
    """A sleep that takes no time and remembers how long it should have been."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        await asyncio.sleep(0)


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        yield server
        assert server.violations == []


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def pauses() -> Pauses:
    return Pauses()


@asynccontextmanager
async def polling(fake: FakeTelegram, house: House, pauses: Pauses) -> AsyncIterator[asyncio.Task[None]]:
    async with Api(fake.token, fake.base_url) as api:
        intake = Intake(ME, house.receive, house.park, TelegramChannel(api).toast)
        task = asyncio.create_task(poll(api, intake, sleep=pauses))
        try:
            yield task
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, BadToken):
                await task
            await intake.settle()


async def test_messages_are_confirmed_after_they_are_committed(fake: FakeTelegram, house: House, pauses: Pauses) -> None:
    fake.person(1).types("你好")
    fake.person(2).types("在吗")
    async with polling(fake, house, pauses):
        await fake.until(lambda: not fake.waiting)
    assert sorted(house.texts) == ["你好", "在吗"]


async def test_what_arrives_while_waiting_is_taken_at_once(fake: FakeTelegram, house: House, pauses: Pauses) -> None:
    async with polling(fake, house, pauses):
        await fake.until(lambda: fake.called("getUpdates"))
        fake.person(1).types("晚到的话")
        await fake.until(lambda: not fake.waiting)
    assert house.texts == ["晚到的话"]
    assert fake.called("getUpdates")[0]["allowed_updates"] == ["message", "callback_query", "my_chat_member"]


async def test_a_crash_before_the_commit_loses_nothing(fake: FakeTelegram, house: House, pauses: Pauses) -> None:
    zhang = fake.person(1)
    zhang.types("报名")
    house.gates["1"] = asyncio.Event()
    async with polling(fake, house, pauses):
        await fake.until(lambda: fake.called("getUpdates"))
    assert house.texts == [] and len(fake.waiting) == 1

    house.gates.clear()
    async with polling(fake, house, pauses):
        await fake.until(lambda: not fake.waiting)
    assert house.texts == ["报名"]


async def test_a_crash_between_commit_and_confirmation_brings_the_message_again(
    fake: FakeTelegram, house: House, pauses: Pauses
) -> None:
    fake.person(1).types("报名")
    fake.person(2).types("慢慢来")
    house.gates["2"] = asyncio.Event()
    committed = asyncio.Event()
    house.after = lambda incoming: committed.set()
    async with polling(fake, house, pauses):
        await committed.wait()
    assert house.texts == ["报名"] and len(fake.waiting) == 2

    house.gates.clear()
    async with polling(fake, house, pauses):
        await fake.until(lambda: not fake.waiting)
    assert house.texts == ["报名", "慢慢来"] and house.repeated == 1


async def test_a_message_that_cannot_be_stored_comes_again_and_stops_nobody_else(
    fake: FakeTelegram, house: House, pauses: Pauses
) -> None:
    failures = iter([StorageError("the disk is full"), OSError("gone"), None])

    def before(incoming: object) -> None:
        if getattr(incoming, "sender", "") == "1" and (error := next(failures, None)):
            raise error

    house.before = before
    zhang, wang = fake.person(1), fake.person(2)
    zhang.types("一")
    wang.types("甲")
    zhang.types("二")
    wang.types("乙")
    async with polling(fake, house, pauses):
        await fake.until(lambda: not fake.waiting)
    assert house.said_by(1) == ["一", "二"]
    assert house.said_by(2) == ["甲", "乙"] and house.repeated == 0
    assert house.texts[:2] == ["甲", "乙"]
    assert pauses.seconds == [1.0, 2.0]


async def test_one_persons_messages_stay_in_order(fake: FakeTelegram, house: House, pauses: Pauses) -> None:
    said = [f"第{number}句" for number in range(30)]
    for number, words in enumerate(said):
        fake.person(1).types(words)
        fake.person(2 + number).types("插一句")
    fake.reorder = lambda updates: updates[::-1]
    async with polling(fake, house, pauses):
        await fake.until(lambda: not fake.waiting)
    assert house.said_by(1) == said


async def test_more_than_one_batch_waits(fake: FakeTelegram, house: House, pauses: Pauses) -> None:
    said = [str(number) for number in range(250)]
    for words in said:
        fake.person(1).types(words)
    async with polling(fake, house, pauses):
        await fake.until(lambda: not fake.waiting)
    assert house.texts == said and house.repeated == 0 and pauses.seconds == []


async def test_a_slow_person_keeps_nobody_waiting(fake: FakeTelegram, house: House, pauses: Pauses) -> None:
    house.gates["1"] = asyncio.Event()
    others = asyncio.Event()
    house.after = lambda incoming: others.set() if len(house.committed) == 5 else None
    fake.person(1).types("我慢")
    for number in range(2, 7):
        fake.person(number).types("我快")
    async with polling(fake, house, pauses):
        await others.wait()
        assert house.texts == ["我快"] * 5
        house.gates["1"].set()
        await fake.until(lambda: not fake.waiting)
    assert house.texts[-1] == "我慢"


async def test_updates_sent_again_are_received_again(fake: FakeTelegram, house: House, pauses: Pauses) -> None:
    fake.person(1).types("只算一次")
    async with polling(fake, house, pauses):
        await fake.until(lambda: not fake.waiting)
        fake.redeliver()
        await fake.until(lambda: not fake.waiting)
    assert house.texts == ["只算一次"] and house.repeated == 1


async def test_an_unreadable_update_is_parked_and_stops_nobody(fake: FakeTelegram, house: House, pauses: Pauses) -> None:
    fake.queue({"message": {"chat": "not a chat"}}, update_id=7)
    fake.queue({"message": None}, update_id=8)
    fake.queue({"callback_query": {"from": {"id": "x" * 5}}}, update_id=9)
    fake.person(1).types("后面的话\x00\ud800")
    async with polling(fake, house, pauses):
        await fake.until(lambda: not fake.waiting)
    assert house.texts == ["后面的话"]
    assert [update_id for update_id, _raw, _error in house.parked] == ["7", "8", "9"]
    assert all(raw.isascii() and raw.startswith("{") for _id, raw, _error in house.parked)


async def test_a_tap_is_answered_once_with_what_was_said(fake: FakeTelegram, house: House, pauses: Pauses) -> None:
    house.toast = "报名成功"
    fake.person(1).taps_data("7.1.ok", 1)
    async with polling(fake, house, pauses):
        await fake.until(lambda: fake.toasts and not fake.waiting)
    assert dict(fake.toasts) == {"1": ["报名成功"]}


async def test_a_tap_without_words_still_stops_the_buttons_spinning(fake: FakeTelegram, house: House, pauses: Pauses) -> None:
    fake.person(1).taps_data("7.1.ok", 1)
    async with polling(fake, house, pauses):
        await fake.until(lambda: fake.toasts)
    assert dict(fake.toasts) == {"1": [""]}


async def test_a_toast_that_hangs_delays_no_confirmation(fake: FakeTelegram, house: House, pauses: Pauses) -> None:
    fake.swallows("answerCallbackQuery", close=False)
    fake.person(1).taps_data("7.1.ok", 1)
    async with polling(fake, house, pauses):
        await fake.until(lambda: not fake.waiting)
        fake.person(1).types("接着说")
        await fake.until(lambda: not fake.waiting)
        await fake.stop()
    assert house.texts == ["", "接着说"]


async def test_the_network_goes_and_comes_back(
    fake: FakeTelegram, house: House, pauses: Pauses, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot.channels.telegram")
    fake.fails("getUpdates", 502, times=7)
    fake.drops("getUpdates")
    fake.person(1).types("断网前发的")
    async with polling(fake, house, pauses):
        await fake.until(lambda: not fake.waiting)
    assert house.texts == ["断网前发的"]
    assert pauses.seconds == [1, 2, 4, 8, 16, 30, 30, 30]
    assert len([record for record in caplog.records if "cannot be reached" in record.message]) == 1
    assert len([record for record in caplog.records if "reached again" in record.message]) == 1
    assert fake.token not in caplog.text


async def test_no_connection_at_all_is_waited_out(fake: FakeTelegram, house: House, pauses: Pauses) -> None:
    fake.person(1).types("等你回来")
    await fake.stop()
    down = asyncio.Event()

    class Mending(Pauses):
        async def __call__(self, seconds: float) -> None:
            await super().__call__(seconds)
            if len(self.seconds) == 3:
                await fake.start()
                down.set()

    async with polling(fake, house, Mending()):
        await down.wait()
        await fake.until(lambda: not fake.waiting)
    assert house.texts == ["等你回来"]


async def test_told_to_wait_it_waits_as_long_as_told(fake: FakeTelegram, house: House, pauses: Pauses) -> None:
    fake.fails("getUpdates", 429, "Too Many Requests: retry after 17", retry_after=17)
    fake.person(1).types("你好")
    async with polling(fake, house, pauses):
        await fake.until(lambda: not fake.waiting)
    assert pauses.seconds == [17]


async def test_another_poller_is_told_about_once(
    fake: FakeTelegram, house: House, pauses: Pauses, caplog: pytest.LogCaptureFixture
) -> None:
    fake.fails("getUpdates", 409, "Conflict: terminated by other getUpdates request", times=3)
    fake.person(1).types("你好")
    async with polling(fake, house, pauses):
        await fake.until(lambda: not fake.waiting)
    assert house.texts == ["你好"] and pauses.seconds == [30, 30, 30]
    assert len([record for record in caplog.records if "Another program" in record.message]) == 1


async def test_a_wrong_token_ends_it_with_what_to_mend(fake: FakeTelegram, house: House, pauses: Pauses) -> None:
    fake.fails("getUpdates", 401, "Unauthorized")
    async with polling(fake, house, pauses) as task:
        with pytest.raises(BadToken, match=r"copy it again from @BotFather into \[telegram\] token"):
            await task


async def test_a_confirmation_that_is_lost_confirms_again(fake: FakeTelegram, house: House, pauses: Pauses) -> None:
    fake.swallows("getUpdates", times=2)
    fake.person(1).types("你好")
    async with polling(fake, house, pauses):
        await fake.until(lambda: not fake.waiting)
    assert house.texts == ["你好"]
