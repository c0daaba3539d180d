"""Everything that was decided to be said arrives: in order, once as far as the platform lets us, and never too fast."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from language.catalogue import Voice
from language.message import Outgoing
from language.text import _
from reminders.channel import Delivery, DeliveryError, Moved, OutcomeUnknown, Refused, RetryAfter, Unreachable
from reminders.pacer import Pacer
from reminders.sender import Sender
from storage import accounts, outbox
from storage.accounts import Account
from storage.outbox import Lane
from storage.sql import sql
from storage.sqlite import SQLite
from tests.databases import fresh

_STATES = sql("SELECT chat, state, message FROM outbox ORDER BY id")


def _state(chat: str, state: str, message: str) -> tuple[str, str, str]:
    return chat, state, message


class Platform:
    """A platform that can be told to fail, and remembers what arrived."""

    name = "toy"
    paced = True

    def __init__(self) -> None:
        self.arrived: list[tuple[str, str]] = []
        self.trouble: dict[str, list[DeliveryError]] = {}
        self.open = asyncio.Event()
        self.open.set()
        self.at_once = 0
        self.most_at_once = 0

    def render(self, message: Outgoing, voice: Voice) -> list[str]:
        return [voice.say(message.text)]

    async def deliver(self, delivery: Delivery) -> str:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await self.open.wait()
            if self.trouble.get(delivery.chat):
                error = self.trouble[delivery.chat].pop(0)
                if isinstance(error, OutcomeUnknown):
                    self.arrived.append((delivery.chat, delivery.payload))
                raise error
            self.arrived.append((delivery.chat, delivery.payload))
            return f"m{len(self.arrived)}"
        finally:
            self.at_once -= 1

    async def toast(self, callback: str, text: str) -> None: ...

    async def fetch(self, ref: str) -> bytes:
        return b""


class Office:
    """The database, a platform, a sender, and a clock that is moved by hand."""

    def __init__(self, db: SQLite) -> None:
        self.db = db
        self.now_ms = 1_000_000
        self.platform = Platform()
        self.sender = self.make_sender()
        self.written = 0

    def make_sender(self, per_second: float = 0) -> Sender:
        zone = ZoneInfo("Asia/Shanghai")
        return Sender(self.db, self.platform, lambda language: Voice(language, zone), lambda: self.now_ms, per_second)

    async def write(self, chat: str, *texts: str, lane: Lane = Lane.REPLY) -> Account:
        async def work() -> Account:
            account = await accounts.arrive("toy", chat, "zh", self.now_ms)
            for text in texts:
                self.written += 1
                if lane is Lane.REPLY:
                    await outbox.reply(f"u{self.written}", 0, "toy", chat, account.id, text, self.now_ms)
                else:
                    await outbox.notice(f"u{self.written}", 0, account, Outgoing(text=_(text)), lane, self.now_ms)
            return account

        return await self.db.write(work)

    async def states(self) -> list[tuple[str, str, str]]:
        return await self.db.read(lambda: _STATES.all(_state))

    async def until(self, true: Callable[[], bool]) -> None:
        while not true():
            await asyncio.wait([asyncio.create_task(self.db.read(lambda: _STATES.all(_state)))])


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    db = await SQLite.open(fresh(tmp_path))
    yield Office(db)
    await db.close()


async def test_each_chat_hears_things_in_order(office: Office) -> None:
    for chat in ("a", "b", "c"):
        await office.write(chat, *(f"{chat}{n}" for n in range(5)))
    await office.sender.drain()
    for chat in ("a", "b", "c"):
        assert [text for to, text in office.platform.arrived if to == chat] == [f"{chat}{n}" for n in range(5)]
    assert {state for _chat, state, _message in await office.states()} == {"sent"}


async def test_replies_go_before_notices_and_notices_before_broadcasts(office: Office) -> None:
    await office.write("a", "广播", lane=Lane.BROADCAST)
    await office.write("b", "通知", lane=Lane.NOTICE)
    await office.write("c", "回复")
    waiting = await office.db.read(lambda: outbox.due("toy", office.now_ms, 3))
    assert [row.chat for row in waiting] == ["c", "b", "a"]


async def test_at_most_eight_requests_are_in_flight(office: Office) -> None:
    office.platform.open.clear()
    for n in range(20):
        await office.write(f"chat{n}", "您好")
    running = asyncio.create_task(office.make_sender(per_second=10_000).run())
    await office.until(lambda: office.platform.at_once == 8)
    office.platform.open.set()
    await office.until(lambda: len(office.platform.arrived) == 20)
    running.cancel()
    await asyncio.wait([running])
    assert office.platform.most_at_once == 8


async def test_asked_to_wait_it_waits_exactly_so_long(office: Office) -> None:
    office.platform.trouble["a"] = [RetryAfter(7, everyone=False)]
    await office.write("a", "一", "二")
    await office.sender.drain()
    assert office.platform.arrived == []
    office.now_ms += 6_999
    await office.sender.drain()
    assert office.platform.arrived == []
    office.now_ms += 1
    await office.sender.drain()
    assert office.platform.arrived == [("a", "一"), ("a", "二")]


async def test_the_wait_is_counted_from_the_answer(office: Office) -> None:
    """The platform took five seconds to say that it wants seven."""
    office.platform.trouble["a"] = [RetryAfter(7, everyone=False)]
    await office.write("a", "一")
    office.platform.open.clear()
    await office.sender._send_next()
    await office.until(lambda: office.platform.at_once == 1)
    office.now_ms += 5_000
    office.platform.open.set()
    await office.sender.drain()
    assert await office.db.read(lambda: outbox.next_due("toy")) == office.now_ms + 7_000


async def test_what_stands_behind_one_that_waits_is_no_reason_to_look_again(office: Office) -> None:
    office.platform.trouble["a"] = [RetryAfter(7, everyone=False)]
    await office.write("a", "一", "二")
    await office.sender.drain()
    assert await office.sender._send_next() == pytest.approx(7)


async def test_the_log_does_not_quote_what_could_not_be_said(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    def render(message: Outgoing, voice: Voice) -> list[str]:
        raise ValueError(voice.say(message.text))

    office.platform.render = render  # type: ignore[method-assign]
    await office.write("a", "张汉梅 13871000000", lane=Lane.NOTICE)
    await office.sender.drain()
    assert [state for _chat, state, _message in await office.states()] == ["failed"]
    assert "ValueError" in caplog.text and "13871000000" not in caplog.text


async def test_a_message_of_unknown_outcome_is_sent_again(office: Office) -> None:
    office.platform.trouble["a"] = [OutcomeUnknown("no answer")]
    await office.write("a", "一")
    await office.sender.drain()
    office.now_ms += 1_000
    await office.sender.drain()
    assert office.platform.arrived == [("a", "一"), ("a", "一")]
    assert [state for _chat, state, _message in await office.states()] == ["sent"]


async def test_a_message_that_is_never_answered_does_not_hold_up_its_chat_for_ever(office: Office) -> None:
    office.platform.trouble["a"] = [OutcomeUnknown("no answer"), OutcomeUnknown("no answer")]
    await office.write("a", "一", "二")
    await office.sender.drain()
    office.now_ms += 4 * 24 * 3_600_000
    await office.sender.drain()
    assert [state for _chat, state, _message in await office.states()] == ["failed", "sent"]


async def test_nothing_more_is_tried_for_someone_who_blocked_us(office: Office) -> None:
    office.platform.trouble["a"] = [Unreachable("blocked")]
    account = await office.write("a", "一", "二")
    await office.write("b", "三")
    await office.sender.drain()
    assert office.platform.arrived == [("b", "三")]
    assert [state for chat, state, _message in await office.states() if chat == "a"] == ["unreachable", "unreachable"]
    blocked = await office.db.read(lambda: accounts.by_id(account.id))
    assert blocked and blocked.blocked_ms == office.now_ms


async def test_a_group_that_moved_is_followed(office: Office) -> None:
    office.platform.trouble["a"] = [Moved("a2")]
    await office.write("a", "一", "二")
    await office.sender.drain()
    assert office.platform.arrived == [("a2", "一"), ("a2", "二")]


async def test_what_the_platform_never_takes_is_given_up_and_the_next_goes_on(office: Office) -> None:
    office.platform.trouble["a"] = [Refused("bad")]
    await office.write("a", "一", "二")
    await office.sender.drain()
    assert office.platform.arrived == [("a", "二")]
    assert [state for _chat, state, _message in await office.states()] == ["failed", "sent"]


async def test_what_was_sent_is_the_newest_message_of_the_chat(office: Office) -> None:
    account = await office.write("a", "一")
    await office.sender.drain()
    seen = await office.db.read(lambda: accounts.by_id(account.id))
    assert seen and seen.last_message == "m1"


async def test_a_restart_sends_what_was_not_written_down(office: Office) -> None:
    await office.write("a", "一")
    office.platform.open.clear()
    running = asyncio.create_task(office.sender.run())
    await office.until(lambda: office.platform.at_once == 1)
    for task in office.sender._in_flight.values():
        task.cancel()
    running.cancel()
    await asyncio.wait([running])
    office.platform.open.set()
    await office.make_sender().drain()
    assert office.platform.arrived == [("a", "一")]


async def test_nothing_is_sent_twice_by_a_look_at_the_outbox_that_is_out_of_date(office: Office) -> None:
    """A delivery ends while the sender reads what is next: what it read still shows the message as waiting."""
    await office.write("a", "一")
    office.platform.open.clear()
    await office.sender._send_next()
    read = office.db.read

    async def slow_read(work: Callable[[], Any]) -> Any:
        found = await read(work)
        office.platform.open.set()
        await asyncio.gather(*office.sender._in_flight.values())
        return found

    office.db.read = slow_read  # type: ignore[method-assign]
    await office.sender._send_next()
    await office.sender.drain()
    assert office.platform.arrived == [("a", "一")]


async def test_the_same_cause_is_said_once(office: Office) -> None:
    account = await office.write("a")
    for _again in range(3):
        await office.db.write(lambda: outbox.notice("cancelled:5", 0, account, Outgoing(text="停课"), Lane.NOTICE, 1))
    await office.sender.drain()
    assert office.platform.arrived == [("a", "停课")]


def test_the_pace_is_kept_and_a_pause_holds_everything() -> None:
    now = 100.0
    pacer = Pacer(30, lambda: now)
    starts = []
    while now < 102:
        now += pacer.wait()
        pacer.took()
        starts.append(now)
    assert all(sum(second <= start < second + 1 for start in starts) <= 31 for second in (100.0, 100.5, 101.0))
    pacer.pause(5)
    assert pacer.wait() == pytest.approx(5, abs=0.1)
