"""The fake is as strict as the real one; otherwise the tests that use it would prove nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_rules import violations


class Client:
    """A bot without any library."""

    def __init__(self, fake: FakeTelegram, session: aiohttp.ClientSession) -> None:
        self._fake = fake
        self._session = session

    async def __call__(self, method: str, **call: Any) -> Any:
        async with self._session.post(f"{self._fake.base_url}{self._fake.token}/{method}", json=call) as response:
            answer = await response.json()
        return answer["result"] if answer["ok"] else (answer["error_code"], answer["description"])


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        yield server


@pytest.fixture
async def call(fake: FakeTelegram) -> AsyncIterator[Client]:
    async with aiohttp.ClientSession() as session:
        yield Client(fake, session)


async def test_an_update_stays_until_a_higher_offset_is_asked_for(fake: FakeTelegram, call: Client) -> None:
    first, second = fake.person(1).types("一"), fake.person(1).types("二")
    for _again in range(2):
        assert [update["update_id"] for update in await call("getUpdates")] == [first, second]
    assert [update["update_id"] for update in await call("getUpdates", offset=second)] == [second]
    assert fake.waiting == [second]
    assert await call("getUpdates", offset=second + 1) == []


async def test_a_long_poll_wakes_when_somebody_writes(fake: FakeTelegram, call: Client) -> None:
    poll = asyncio.create_task(call("getUpdates", timeout=50))
    await fake.until(lambda: fake.calls)
    fake.person(1).types("醒醒")
    assert (await poll)[0]["message"]["text"] == "醒醒"


async def test_two_pollers_are_one_too_many(fake: FakeTelegram, call: Client) -> None:
    poll = asyncio.create_task(call("getUpdates", timeout=50))
    await fake.until(lambda: fake.called("getUpdates"))
    second = asyncio.create_task(call("getUpdates", timeout=50))
    assert (await poll)[0] == 409
    fake.person(1).types("还在")
    assert len(await second) == 1


async def test_a_webhook_excludes_polling(fake: FakeTelegram, call: Client) -> None:
    await call("setWebhook", url="https://linli.example")
    assert (await call("getUpdates"))[0] == 409


@pytest.mark.parametrize(
    ("method", "wrong"),
    [
        ("sendMesage", {}),
        ("sendMessage", {"chat_id": 1}),
        ("sendMessage", {"chat_id": 1, "text": ""}),
        ("sendMessage", {"chat_id": 1, "text": "😀" * 2049}),
        ("sendMessage", {"chat_id": 1.5, "text": "x"}),
        ("sendMessage", {"chat_id": True, "text": "x"}),
        ("sendMessage", {"chat_id": 1, "text": "x", "colour": "red"}),
        ("sendMessage", {"chat_id": 1, "text": "x", "reply_markup": {"inline_keyboard": [{"text": "y"}]}}),
        ("sendMessage", {"chat_id": 1, "text": "x", "reply_markup": {"inline_keyboard": [[{"text": "y"}]]}}),
        (
            "sendMessage",
            {"chat_id": 1, "text": "x", "reply_markup": {"inline_keyboard": [[{"text": "y", "callback_data": "字" * 22}]]}},
        ),
        ("sendMessage", {"chat_id": 1, "text": "x", "reply_markup": {"keyboard": [[{"text": ""}]]}}),
        ("sendDocument", {"chat_id": 1, "document": b"x", "caption": "长" * 1025}),
        ("editMessageText", {"chat_id": 1, "message_id": "1", "text": "x"}),
        ("editMessageText", {"chat_id": 1, "message_id": 1}),
        ("answerCallbackQuery", {"callback_query_id": "1", "text": "长" * 201}),
        ("setMyCommands", {"commands": [{"command": "my"}]}),
    ],
)
def test_what_the_published_list_forbids_is_a_violation(method: str, wrong: dict[str, Any]) -> None:
    assert violations(method, wrong)


def test_what_it_allows_is_none() -> None:
    keys = {
        "inline_keyboard": [[{"text": "报名", "callback_data": "字" * 21}], [{"text": "地图", "url": "https://example.com"}]]
    }
    assert violations("sendMessage", {"chat_id": 1, "text": "长" * 4096, "reply_markup": keys}) == []
    assert violations("sendMessage", {"chat_id": "1", "text": "x", "reply_markup": {"remove_keyboard": True}}) == []


async def test_a_violation_is_refused_and_remembered(fake: FakeTelegram, call: Client) -> None:
    fake.person(1)
    assert (await call("sendMessage", chat_id=1))[0] == 400
    assert fake.violations == ["sendMessage: text is missing"] and fake.chat(1).messages == []


async def test_nobody_can_be_written_to_who_never_wrote(fake: FakeTelegram, call: Client) -> None:
    assert await call("sendMessage", chat_id=404, text="x") == (400, "Bad Request: chat not found")


async def test_people_tap_only_what_they_see(fake: FakeTelegram, call: Client) -> None:
    zhang = fake.person(1)
    await call(
        "sendMessage", chat_id=1, text="？", reply_markup={"inline_keyboard": [[{"text": "好", "callback_data": "7.1.ok"}]]}
    )
    zhang.taps("好")
    (update,) = await call("getUpdates")
    assert (update["callback_query"]["data"], update["callback_query"]["message"]["message_id"]) == ("7.1.ok", zhang.last.id)
    with pytest.raises(AssertionError, match="张汉梅 sees no button '不好'"):
        zhang.taps("不好")


async def test_a_key_of_the_keyboard_says_its_words_or_shares(fake: FakeTelegram, call: Client) -> None:
    keys = [[{"text": "发送", "request_contact": True}], [{"text": "返回"}]]
    await call("sendMessage", chat_id=fake.person(1).id, text="？", reply_markup={"keyboard": keys})
    fake.person(1).taps("返回")
    fake.person(1).taps("发送")
    said, shared = await call("getUpdates")
    assert said["message"]["text"] == "返回" and shared["message"]["contact"]["user_id"] == 1


async def test_trouble_lasts_as_many_calls_as_scripted_and_only_for_its_chat(fake: FakeTelegram, call: Client) -> None:
    fake.person(1)
    fake.person(2)
    fake.fails("sendMessage", 429, "Too Many Requests", retry_after=3, times=2, chat=1)
    assert await call("sendMessage", chat_id=2, text="x")
    statuses = [await call("sendMessage", chat_id=1, text="x") for _attempt in range(3)]
    assert [status for status in statuses if isinstance(status, tuple)] == [(429, "Too Many Requests")] * 2


async def test_swallowed_is_done_and_dropped_is_not(fake: FakeTelegram, call: Client) -> None:
    zhang = fake.person(1)
    fake.swallows("sendMessage")
    with pytest.raises(aiohttp.ClientError):
        await call("sendMessage", chat_id=1, text="到了")
    fake.drops("sendMessage")
    with pytest.raises(aiohttp.ClientError):
        await call("sendMessage", chat_id=1, text="没到")
    assert zhang.chat.texts == ["到了"]


async def test_too_many_messages_a_second_are_refused() -> None:
    now = 0.0
    async with FakeTelegram(per_second=2, clock=lambda: now) as fake, aiohttp.ClientSession() as session:
        call = Client(fake, session)
        fake.person(1)
        sent = [await call("sendMessage", chat_id=1, text="x") for _number in range(3)]
        assert sent[2] == (429, "Too Many Requests: retry after 1")
        now = 1.0
        assert not isinstance(await call("sendMessage", chat_id=1, text="x"), tuple)
