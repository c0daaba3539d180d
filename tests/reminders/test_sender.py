"""Everything that was decided to be said arrives: in order, once as far as the platform lets us, and never too fast."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from language.catalogue import Voice
from language.message import Button, Outgoing
from language.text import Moment, Saying, _
from reminders.channel import Delivery, DeliveryError, Moved, OutcomeUnknown, Refused, RetryAfter, Unreachable
from reminders.quiet import Quiet
from reminders.sender import Sender
from services.calendar import DAY_MS, HOUR_MS, to_ms
from storage import accounts, calls, communities, mutes, outbox, people, unreached
from storage.accounts import Account
from storage.outbox import PLAIN, Lane, Terms, Weight
from storage.sql import sql
from storage.sqlite import SQLite
from tests.databases import fresh

ZONE = ZoneInfo("Asia/Shanghai")
QUIET = Quiet(ZONE)
_BREAK = sql("UPDATE outbox SET body = '{\"words\": 1}' WHERE id = 1")
_STATES = sql("SELECT chat, state, message FROM outbox ORDER BY id")


def _state(chat: str, state: str, message: str) -> tuple[str, str, str]:
    return chat, state, message


class Platform:
    """A platform that can be told to fail, and remembers what arrived."""

    name = "toy"
    paced = True

    def __init__(self) -> None:
        self.arrived: list[tuple[str, str]] = []
        self.silent: list[str] = []
        self.trouble: dict[str, list[DeliveryError]] = {}
        self.open = asyncio.Event()
        self.open.set()
        self.at_once = 0
        self.most_at_once = 0

    def render(self, message: Outgoing, voice: Voice) -> list[str]:
        return [voice.say(message.text)]

    def is_group(self, chat: str) -> bool:
        return chat.startswith("-")

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
            self.silent += [delivery.payload] if delivery.silent else []
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
        return Sender(self.db, self.platform, lambda language: Voice(language, ZONE), lambda: self.now_ms, QUIET, per_second)

    def at(self, words: str) -> None:
        """The local time from here on."""
        self.now_ms = to_ms(datetime.fromisoformat(words), ZONE)

    async def write(
        self, chat: str, *texts: Saying, lane: Lane = Lane.REPLY, terms: Terms = PLAIN, buttons: tuple[Button, ...] = ()
    ) -> Account:
        async def work() -> Account:
            account = await accounts.arrive("toy", chat, "zh", self.now_ms)
            for text in texts:
                self.written += 1
                if lane is Lane.REPLY:
                    await outbox.reply(f"u{self.written}", 0, "toy", chat, account.id, str(text), self.now_ms)
                else:
                    message = Outgoing(text=text, buttons=buttons)
                    await outbox.notice(f"u{self.written}", 0, account, message, lane, self.now_ms, terms)
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
    assert await office.db.read(lambda: outbox.next_due("toy", office.now_ms)) == office.now_ms + 7_000


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
    told = [str(vars(record)) for record in caplog.records]
    assert any("ValueError" in record for record in told) and not any("13871000000" in record for record in told)


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


# What is said unasked


async def test_a_reply_does_not_wait_behind_a_notice_to_the_same_chat(office: Office) -> None:
    office.at("2026-11-23 22:00")
    await office.write("a", "通知", lane=Lane.NOTICE)
    await office.write("a", "回复")
    await office.sender.drain()
    assert office.platform.arrived == [("a", "回复")]


async def test_at_night_only_danger_is_heard_and_the_rest_comes_in_the_morning(office: Office) -> None:
    office.at("2026-11-23 21:30")
    await office.write("a", "通知", lane=Lane.NOTICE)
    await office.write("b", "广播", lane=Lane.BROADCAST)
    await office.write("c", "燃气泄漏", lane=Lane.NOTICE, terms=Terms(weight=Weight.DANGER))
    await office.sender.drain()
    assert office.platform.arrived == [("c", "燃气泄漏")] and office.platform.silent == []
    office.at("2026-11-24 07:29")
    await office.sender.drain()
    assert len(office.platform.arrived) == 1
    office.at("2026-11-24 07:30")
    await office.sender.drain()
    assert sorted(office.platform.arrived[1:]) == [("a", "通知"), ("b", "广播")] and office.platform.silent == []


async def test_at_night_what_must_be_known_by_the_morning_comes_silently(office: Office) -> None:
    office.at("2026-11-23 22:00")
    early = to_ms(datetime.fromisoformat("2026-11-24 08:00"), ZONE)
    await office.write("a", "明早八点停课", lane=Lane.NOTICE, terms=Terms(until_ms=early + DAY_MS, by_ms=early))
    await office.write("a", "下午停课", lane=Lane.NOTICE, terms=Terms(by_ms=early + 6 * HOUR_MS))
    await office.sender.drain()
    assert office.platform.arrived == [("a", "明早八点停课")] == [("a", text) for text in office.platform.silent]


async def test_what_is_of_no_use_any_more_is_not_said_and_holds_up_nothing(office: Office) -> None:
    await office.write("a", "快上课了", lane=Lane.NOTICE, terms=Terms(until_ms=office.now_ms + HOUR_MS))
    await office.write("a", "停课", lane=Lane.NOTICE)
    office.now_ms += 2 * HOUR_MS
    await office.sender.drain()
    assert office.platform.arrived == [("a", "停课")]
    assert await office.db.write(lambda: outbox.expire("toy", office.now_ms)) == [Lane.NOTICE]
    assert [state for _chat, state, _message in await office.states()] == ["expired", "sent"]


async def test_a_muted_topic_is_not_said_whenever_it_was_muted(office: Office) -> None:
    account = await office.write("a", "上课提醒", lane=Lane.NOTICE, terms=Terms("class"))
    await office.write("a", "停课", lane=Lane.NOTICE, terms=Terms("change"))
    await office.db.write(lambda: mutes.mute(account.person_id, "class"))
    await office.sender.drain()
    assert office.platform.arrived == [("a", "停课")]
    assert [state for _chat, state, _message in await office.states()] == ["muted", "sent"]


async def test_what_is_not_so_any_more_is_not_said(office: Office) -> None:
    """The booking that this reminder is about does not exist."""
    await office.write("a", "上课提醒", lane=Lane.NOTICE, terms=Terms("class", about="class:1:1:0"))
    await office.write("a", "别的", lane=Lane.NOTICE, terms=Terms(about="of an older version:7"))
    await office.sender.drain()
    assert office.platform.arrived == [("a", "别的")]
    assert [state for _chat, state, _message in await office.states()] == ["void", "sent"]


async def test_today_and_tomorrow_are_those_of_the_moment_of_sending(office: Office) -> None:
    office.at("2026-11-23 12:00")
    class_ms = to_ms(datetime.fromisoformat("2026-11-24 19:00"), ZONE)
    text = _("{when} 上课", when=Moment(class_ms, "near"))
    office.platform.trouble["a"] = [RetryAfter(DAY_MS / 1000, everyone=False)]
    await office.write("a", text, lane=Lane.NOTICE)
    await office.write("b", text, lane=Lane.NOTICE)
    await office.sender.drain()
    office.now_ms += DAY_MS
    await office.sender.drain()
    assert office.platform.arrived == [("b", "明天（周二）19:00 上课"), ("a", "今天 19:00 上课")]


MINE = Button(label="我的报名", data="/my")


async def test_several_notices_at_the_same_time_are_one_message(office: Office) -> None:
    await office.write("a", "一", "二", "三", lane=Lane.NOTICE, buttons=(MINE,))
    await office.write("b", "四", lane=Lane.NOTICE)
    await office.sender.drain()
    assert sorted(office.platform.arrived) == [("a", "有3件事告诉您：\n\n一\n\n二\n\n三"), ("b", "四")]
    assert [state for _chat, state, _message in await office.states()] == ["merged", "merged", "merged", "sent", "sent"]


async def test_what_was_put_together_is_sent_again_word_for_word(office: Office) -> None:
    office.platform.trouble["a"] = [OutcomeUnknown("no answer")]
    await office.write("a", "一", "二", lane=Lane.NOTICE)
    await office.sender.drain()
    await office.write("a", "三", lane=Lane.NOTICE)
    office.now_ms += 1_000
    await office.sender.drain()
    first, again, *rest = office.platform.arrived
    assert first == again == ("a", "有2件事告诉您：\n\n一\n\n二") and rest == [("a", "三")]


async def test_what_was_put_together_is_taken_apart_where_one_of_it_is_not_to_be_said_any_more(office: Office) -> None:
    office.platform.trouble["a"] = [RetryAfter(2 * HOUR_MS / 1000, everyone=False)]
    account = await office.write("a", "快上课了", lane=Lane.NOTICE, terms=Terms("class", until_ms=office.now_ms + HOUR_MS))
    await office.write("a", "生日快乐", lane=Lane.NOTICE, terms=Terms("birthday"))
    await office.write("a", "停课", lane=Lane.NOTICE)
    await office.sender.drain()
    await office.db.write(lambda: mutes.mute(account.person_id, "birthday"))
    office.now_ms += 2 * HOUR_MS
    await office.sender.drain()
    assert office.platform.arrived == [("a", "停课")]


async def test_a_crash_between_putting_together_and_sending_says_everything_once(office: Office) -> None:
    await office.write("a", "一", "二", lane=Lane.NOTICE)
    [first] = await office.db.read(lambda: outbox.due("toy", office.now_ms, 5))
    await office.sender._speaker.ready(first, office.now_ms)
    await office.write("a", "三", lane=Lane.NOTICE)
    await office.make_sender().drain()
    assert sorted(office.platform.arrived) == [("a", "三"), ("a", "有2件事告诉您：\n\n一\n\n二")]


async def test_answers_that_could_be_mistaken_for_one_another_are_not_put_together(office: Office) -> None:
    for number in (1, 2):
        take = Button(label="要这个位子", data=f"/accept {number}")
        await office.write("a", f"位子{number}", lane=Lane.NOTICE, buttons=(take,))
    await office.sender.drain()
    assert office.platform.arrived == [("a", "位子1"), ("a", "位子2")]


async def test_danger_is_never_one_thing_among_others(office: Office) -> None:
    await office.write("a", "通知", lane=Lane.NOTICE)
    await office.write("a", "燃气泄漏", lane=Lane.NOTICE, terms=Terms(weight=Weight.DANGER))
    await office.sender.drain()
    assert office.platform.arrived == [("a", "通知"), ("a", "燃气泄漏")]


async def test_what_does_not_reach_one_account_goes_to_the_persons_other_one(office: Office) -> None:
    account = await office.write("a", "一", "二", lane=Lane.NOTICE, terms=Terms(weight=Weight.MATTERS))
    office.platform.trouble["a"] = [Unreachable("blocked")]

    async def another() -> None:
        other = await accounts.arrive("web", "page", "zh", office.now_ms)
        await accounts.give(other.id, account.person_id)

    await office.db.write(another)
    await office.sender.drain()
    assert office.platform.arrived == []
    waiting = await office.db.read(lambda: outbox.waiting_for("web", "page"))
    assert [row.body for row in waiting] == ['{"text":"一"}', '{"text":"二"}']


async def test_what_fails_on_one_account_is_not_tried_on_the_next_for_ever(office: Office) -> None:
    account = await office.write("a", "一", lane=Lane.NOTICE)

    async def another() -> None:
        other = await accounts.arrive("toy", "b", "zh", office.now_ms)
        await accounts.give(other.id, account.person_id)
        await _BREAK.run()

    await office.db.write(another)
    await office.sender.drain()
    assert await office.states() == [("a", "failed", "")]


async def test_groups_that_had_their_fill_hold_up_nobody_else(office: Office) -> None:
    for n in range(10):
        await office.write(f"-group{n}", *(f"{i}" for i in range(22)))
    sender = office.make_sender(per_second=10_000)
    running = asyncio.create_task(sender.run())
    await office.until(lambda: len(office.platform.arrived) == 200)
    await office.write("resident", "回复")
    sender.wake()
    await office.until(lambda: ("resident", "回复") in office.platform.arrived)
    running.cancel()
    await asyncio.wait([running])
    assert len(office.platform.arrived) == 201, "twenty a minute each, and the reply"


async def test_whom_nothing_reaches_is_to_be_phoned_with_the_words_to_say(office: Office) -> None:
    account = await office.write("a", "明天停课", lane=Lane.NOTICE, terms=Terms(weight=Weight.MATTERS))
    await office.write("a", "生日快乐", lane=Lane.NOTICE)

    async def lives_here() -> int:
        community = await communities.save("lixia", "里下社区", "", "", "")
        await people.set_community(account.person_id, community.id)
        await unreached.gone("toy", "a", office.now_ms)
        return community.id

    community_id = await office.db.write(lives_here)
    [call] = await office.db.read(lambda: calls.waiting(community_id, office.now_ms, 10))
    assert call.person_id == account.person_id and "明天停课" in call.words
    assert {state for _chat, state, _message in await office.states()} == {"unreachable"}


async def test_a_message_that_no_version_can_read_is_given_up_and_the_next_goes_on(office: Office) -> None:
    await office.write("a", "一", "二", lane=Lane.NOTICE)
    await office.db.write(lambda: _BREAK.run())
    await office.sender.drain()
    assert office.platform.arrived == [("a", "二")]
    assert [state for _chat, state, _message in await office.states()] == ["failed", "sent"]


async def test_after_a_day_in_which_the_platform_was_down_everything_still_of_use_arrives_once(office: Office) -> None:
    """Every hour each message is tried, and the line is dead. Every third is of use for ten hours only."""
    for n in range(30):
        office.platform.trouble[f"chat{n}"] = [RetryAfter(3_600, everyone=False, asked=False) for _hour in range(24)]
        useful_ms = 10 * HOUR_MS if n % 3 == 0 else 3 * DAY_MS
        await office.write(f"chat{n}", "提醒", lane=Lane.NOTICE, terms=Terms(until_ms=office.now_ms + useful_ms, by_ms=0))
    for _hour in range(24):
        await office.sender.drain()
        assert office.platform.arrived == []
        office.now_ms += HOUR_MS
    await office.make_sender().drain()
    assert sorted(chat for chat, _text in office.platform.arrived) == sorted(f"chat{n}" for n in range(30) if n % 3)


async def test_after_a_day_without_answers_a_message_is_sent_no_more_often_than_it_was_tried(office: Office) -> None:
    office.platform.trouble["a"] = [OutcomeUnknown("no answer") for _time in range(12)]
    await office.write("a", "提醒", lane=Lane.NOTICE, terms=Terms(by_ms=0))
    for _hour in range(24):
        await office.sender.drain()
        office.now_ms += HOUR_MS
    assert len(office.platform.arrived) == 13
    assert [state for _chat, state, _message in await office.states()] == ["sent"]
