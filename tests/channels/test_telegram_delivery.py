"""A payload on its way: what Telegram says to it, and what the sender is told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from zoneinfo import ZoneInfo

import pytest
from telegram.error import TimedOut
from telegram.request import BaseRequest

from bot.channels.telegram import Api, TelegramChannel, UnusableProxy
from bot.channels.telegram.request import AiohttpRequest, NotSent
from language.catalogue import Voice
from language.message import Button, Document, Outgoing
from reminders.channel import Channel, Delivery, Moved, OutcomeUnknown, Refused, RetryAfter, Unreachable
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_chats import Person

ZH = Voice("zh", ZoneInfo("Asia/Shanghai"))
FILES = {"roster": b"PK-roster", "poster": b"\x89PNG-poster"}


async def stored(blob: str) -> bytes:
    return FILES[blob]


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        yield server
        assert server.violations == []


@pytest.fixture
async def channel(fake: FakeTelegram) -> AsyncIterator[TelegramChannel]:
    async with Api(fake.token, fake.base_url) as api:
        yield TelegramChannel(api, files=stored)


@pytest.fixture
def zhang(fake: FakeTelegram) -> Person:
    return fake.person(1)


async def send(channel: Channel, message: Outgoing, chat: str = "1") -> list[str]:
    return [await channel.deliver(Delivery(0, chat, payload)) for payload in channel.render(message, ZH)]


async def test_a_message_arrives_and_its_id_comes_back(channel: TelegramChannel, zhang: Person) -> None:
    (reference,) = await send(channel, Outgoing(text="报名成功", buttons=(Button("首页", "/home"),)))
    assert zhang.last.text == "报名成功" and reference == str(zhang.last.id)
    assert zhang.last.labels == [["首页"]]


async def test_a_tapped_message_is_edited_in_place(channel: TelegramChannel, zhang: Person) -> None:
    (reference,) = await send(channel, Outgoing(text="想上哪门课？", buttons=(Button("瑜伽", "7.1.yoga"),)))
    assert await send(channel, Outgoing(text="瑜伽，好的", replaces=reference)) == [reference]
    assert zhang.chat.texts == ["瑜伽，好的"] and zhang.last.edits == 1 and zhang.last.buttons == []


async def test_an_edit_that_changes_nothing_has_arrived(channel: TelegramChannel, zhang: Person) -> None:
    (reference,) = await send(channel, Outgoing(text="您好"))
    assert await send(channel, Outgoing(text="您好", replaces=reference)) == [reference]
    assert zhang.chat.texts == ["您好"]


async def test_what_can_no_longer_be_edited_comes_as_a_new_message(
    channel: TelegramChannel, zhang: Person, fake: FakeTelegram
) -> None:
    (reference,) = await send(channel, Outgoing(text="不见了", replaces="999"))
    assert zhang.chat.texts == ["不见了"] and reference == str(zhang.last.id)
    fake.fails("editMessageText", 400, "Bad Request: message can't be edited")
    await send(channel, Outgoing(text="太久了", replaces=reference))
    assert zhang.chat.texts == ["不见了", "太久了"]


async def test_the_words_under_a_picture_are_followed_by_a_new_message(channel: TelegramChannel, zhang: Person) -> None:
    (reference,) = await send(channel, Outgoing(text="海报", document=Document("poster", "海报.png", "photo")))
    await send(channel, Outgoing(text="好的", replaces=reference))
    assert zhang.chat.texts == ["海报", "好的"]


async def test_files_are_handed_over(channel: TelegramChannel, zhang: Person) -> None:
    buttons = (Button("首页", "/home"),)
    await send(channel, Outgoing(text="名单在这里", document=Document("roster", "名单.xlsx"), buttons=buttons))
    sent = zhang.last
    assert (sent.method, sent.file, sent.file_name, sent.text) == ("sendDocument", b"PK-roster", "名单.xlsx", "名单在这里")
    assert sent.labels == [["首页"]]
    await send(channel, Outgoing(text="", document=Document("poster", "海报.png", "photo")))
    assert (zhang.last.method, zhang.last.file) == ("sendPhoto", FILES["poster"])


async def test_a_picture_that_telegram_does_not_take_arrives_as_a_file(
    channel: TelegramChannel, zhang: Person, fake: FakeTelegram
) -> None:
    fake.fails("sendPhoto", 400, "Bad Request: PHOTO_INVALID_DIMENSIONS")
    await send(channel, Outgoing(text="海报", document=Document("poster", "海报.png", "photo")))
    assert (zhang.last.method, zhang.last.file) == ("sendDocument", FILES["poster"])


async def test_a_file_name_cannot_break_the_request(channel: TelegramChannel, zhang: Person) -> None:
    await send(channel, Outgoing(text="", document=Document("roster", '周一"瑜伽"\r\nX: 1/名单.xlsx')))
    assert zhang.last.file_name == "周一_瑜伽___X: 1_名单.xlsx" and zhang.last.file == FILES["roster"]


async def test_a_file_that_is_gone_is_refused_not_retried(channel: TelegramChannel, zhang: Person) -> None:
    with pytest.raises(Refused):
        await send(channel, Outgoing(text="名单", document=Document("lost", "名单.xlsx")))


async def test_told_to_wait_the_sender_hears_how_long(channel: TelegramChannel, zhang: Person, fake: FakeTelegram) -> None:
    fake.fails("sendMessage", 429, "Too Many Requests: retry after 7", retry_after=7)
    with pytest.raises(RetryAfter) as wait:
        await send(channel, Outgoing(text="您好"))
    assert (wait.value.seconds, wait.value.everyone) == (7, True)


async def test_a_groups_own_limit_stops_only_the_group(channel: TelegramChannel, fake: FakeTelegram) -> None:
    fake.chat(-100, "supergroup")
    fake.fails("sendMessage", 429, "Too Many Requests: retry after 30", retry_after=30, chat=-100)
    with pytest.raises(RetryAfter) as wait:
        await send(channel, Outgoing(text="大家好"), chat="-100")
    assert (wait.value.seconds, wait.value.everyone) == (30, False)


async def test_who_blocked_the_bot_is_unreachable(channel: TelegramChannel, zhang: Person) -> None:
    zhang.blocks_bot()
    with pytest.raises(Unreachable):
        await send(channel, Outgoing(text="您好"))


@pytest.mark.parametrize(
    "description", ["Bad Request: chat not found", "Forbidden: user is deactivated", "Bad Request: user is deactivated"]
)
async def test_who_is_gone_is_unreachable(
    channel: TelegramChannel, zhang: Person, fake: FakeTelegram, description: str
) -> None:
    fake.fails("sendMessage", 403 if description.startswith("Forbidden") else 400, description)
    with pytest.raises(Unreachable):
        await send(channel, Outgoing(text="您好"))


async def test_a_group_that_moved_says_where(channel: TelegramChannel, fake: FakeTelegram) -> None:
    fake.chat(-5, "group")
    fake.migrate(-5, -1005)
    with pytest.raises(Moved) as moved:
        await send(channel, Outgoing(text="大家好"), chat="-5")
    assert moved.value.to == "-1005"


@pytest.mark.parametrize("status", [500, 502, 504])
async def test_telegrams_own_trouble_passes(channel: TelegramChannel, zhang: Person, fake: FakeTelegram, status: int) -> None:
    """It is the trouble of one message: a wait for everyone would let a single bad one silence the whole channel."""
    fake.fails("sendMessage", status)
    with pytest.raises(OutcomeUnknown):
        await send(channel, Outgoing(text="您好"))
    assert await send(channel, Outgoing(text="您好"))


async def test_what_telegram_will_never_take_is_refused(channel: TelegramChannel, zhang: Person, fake: FakeTelegram) -> None:
    fake.fails("sendMessage", 400, "Bad Request: BUTTON_DATA_INVALID")
    with pytest.raises(Refused, match="BUTTON_DATA_INVALID"):
        await send(channel, Outgoing(text="您好"))


async def test_a_rejected_token_keeps_the_message_for_a_better_one(
    channel: TelegramChannel, zhang: Person, fake: FakeTelegram
) -> None:
    fake.fails("sendMessage", 401, "Unauthorized")
    with pytest.raises(RetryAfter):
        await send(channel, Outgoing(text="您好"))


async def test_no_connection_is_safe_to_retry(channel: TelegramChannel, zhang: Person, fake: FakeTelegram) -> None:
    await fake.stop()
    with pytest.raises(RetryAfter):
        await send(channel, Outgoing(text="您好"))
    await fake.start()
    await send(channel, Outgoing(text="您好"))
    assert zhang.chat.texts == ["您好"]


async def test_accepted_and_hung_up_leaves_the_outcome_unknown(
    channel: TelegramChannel, zhang: Person, fake: FakeTelegram
) -> None:
    fake.swallows("sendMessage")
    with pytest.raises(OutcomeUnknown):
        await send(channel, Outgoing(text="您好"))
    assert zhang.chat.texts == ["您好"]


async def test_accepted_and_never_answered_leaves_the_outcome_unknown(fake: FakeTelegram, zhang: Person) -> None:
    fake.swallows("sendMessage", close=False)
    async with Api(fake.token, fake.base_url, read_timeout=0.1) as api:
        with pytest.raises(OutcomeUnknown):
            await send(TelegramChannel(api), Outgoing(text="您好"))
    assert zhang.chat.texts == ["您好"]


async def test_a_toast_is_cut_to_what_fits_and_never_raises(channel: TelegramChannel, fake: FakeTelegram) -> None:
    await channel.toast("1", "报名成功")
    await channel.toast("2", "长" * 300)
    fake.fails("answerCallbackQuery", 400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
    await channel.toast("3", "太晚了")
    fake.fails("answerCallbackQuery", 401)
    await channel.toast("4", "")
    await fake.stop()
    await channel.toast("5", "断网了")
    assert dict(fake.toasts) == {"1": ["报名成功"], "2": ["长" * 200]}


async def test_a_photo_is_fetched(channel: TelegramChannel, fake: FakeTelegram) -> None:
    assert await channel.fetch(fake.keep(b"\xff\xd8 a photo")) == b"\xff\xd8 a photo"


async def test_what_cannot_be_fetched_says_why(channel: TelegramChannel, fake: FakeTelegram) -> None:
    with pytest.raises(Refused, match="too big"):
        await channel.fetch(fake.keep(bytes(20 * 1024 * 1024 + 1)))
    with pytest.raises(Refused):
        await channel.fetch("no such file")
    fake.fails("getFile", 500)
    with pytest.raises(OutcomeUnknown):
        await channel.fetch(fake.keep(b"x"))
    await fake.stop()
    with pytest.raises((RetryAfter, OutcomeUnknown)):
        await channel.fetch("file-0")


async def test_the_request_keeps_apart_never_sent_and_not_answered(fake: FakeTelegram) -> None:
    async with AiohttpRequest(read_timeout=0.1) as request:
        url = f"{fake.base_url}{fake.token}/getMe"
        assert await request.post(url) == fake.me
        fake.swallows("getMe", close=False)
        with pytest.raises(TimedOut) as late:
            await request.post(url)
        assert not isinstance(late.value, NotSent)
        await fake.stop()
        with pytest.raises(NotSent) as never:
            await request.post(url)
        assert fake.token not in str(never.value)


async def test_a_proxy_that_is_not_there_means_never_sent(fake: FakeTelegram) -> None:
    address = fake.base_url.removesuffix("/bot")
    async with FakeTelegram() as target:
        await fake.stop()
        async with AiohttpRequest(proxy=address) as request:
            with pytest.raises(NotSent):
                await request.post(f"{target.base_url}{target.token}/getMe")
        assert target.calls == []


async def test_requests_go_through_the_proxy(fake: FakeTelegram) -> None:
    proxy = fake.base_url.removesuffix("/bot")  # asked by absolute address, it answers what it was asked for
    async with AiohttpRequest(proxy=proxy) as request:
        assert await request.post(f"http://telegram.invalid/bot{fake.token}/getMe") == fake.me


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:1080", "127.0.0.1:8080"])
def test_an_unusable_proxy_says_how_to_mend_it(proxy: str) -> None:
    with pytest.raises(UnusableProxy, match="HTTP port"):
        AiohttpRequest(proxy)


def test_it_is_python_telegram_bots_own_interface() -> None:
    assert isinstance(AiohttpRequest(), BaseRequest)
