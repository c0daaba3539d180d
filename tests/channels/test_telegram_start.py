"""What is settled with Telegram before the first message."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from zoneinfo import ZoneInfo

import pytest
from telegram import Bot

from bot.channels.telegram import Api, BadToken, Me, introduce, publish_commands, use_polling, use_webhook
from language.catalogue import Voice
from language.text import _
from tests.fakes.telegram import FakeTelegram

ZONE = ZoneInfo("Asia/Shanghai")
VOICES = [Voice("zh", ZONE), Voice("en", ZONE)]
COMMANDS = [("courses", _("课程")), ("my", _("我的预约"))]


async def at_once(seconds: float) -> None:
    """A pause that takes no time."""
    await asyncio.sleep(0)


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        yield server
        assert server.violations == []


@pytest.fixture
async def bot(fake: FakeTelegram) -> AsyncIterator[Bot]:
    async with Api(fake.token, fake.base_url) as api:
        yield api.bot


async def test_the_bot_learns_its_name(bot: Bot) -> None:
    assert await introduce(bot) == Me(123456, "linli_bot")


async def test_it_waits_while_the_network_is_down(fake: FakeTelegram, bot: Bot) -> None:
    fake.drops("getMe")
    fake.fails("getMe", 502)
    assert await introduce(bot, sleep=at_once) == Me(123456, "linli_bot")
    await fake.stop()
    pauses: list[float] = []

    async def mend(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 3:
            await fake.start()

    assert await introduce(bot, sleep=mend) == Me(123456, "linli_bot")
    assert pauses == [1, 2, 4]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # python-telegram-bot warns of a type that it will change
async def test_told_to_wait_it_waits_as_long_as_told(fake: FakeTelegram, bot: Bot) -> None:
    fake.fails("getMe", 429, "Too Many Requests: retry after 60", retry_after=60)
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    await introduce(bot, sleep=pause)
    assert pauses == [60]


@pytest.mark.parametrize("status", [401, 404])
async def test_a_wrong_token_says_what_to_mend(fake: FakeTelegram, bot: Bot, status: int) -> None:
    fake.fails("getMe", status, "Unauthorized")
    with pytest.raises(BadToken, match="@BotFather"):
        await introduce(bot)


async def test_the_menu_of_commands_is_published_in_both_languages(fake: FakeTelegram, bot: Bot) -> None:
    await publish_commands(bot, COMMANDS, VOICES)
    assert fake.commands.keys() == {"", "en"}
    assert fake.commands[""] == [{"command": "courses", "description": "课程"}, {"command": "my", "description": "我的预约"}]


async def test_a_menu_that_is_already_so_is_left_alone(fake: FakeTelegram, bot: Bot) -> None:
    await publish_commands(bot, COMMANDS, VOICES)
    await publish_commands(bot, COMMANDS, VOICES)
    assert len(fake.called("setMyCommands")) == 2


async def test_a_refused_menu_is_no_reason_not_to_start(fake: FakeTelegram, bot: Bot, caplog: pytest.LogCaptureFixture) -> None:
    fake.fails("setMyCommands", 400, "Bad Request: BOT_COMMAND_INVALID", times=2)
    await publish_commands(bot, COMMANDS, VOICES)
    assert caplog.text.lower().count("bot_command_invalid") == 2


async def test_a_webhook_left_from_before_is_taken_away_without_losing_what_waits(fake: FakeTelegram, bot: Bot) -> None:
    await use_webhook(bot, "https://linli.example/telegram", "a-secret")
    assert fake.webhook["secret_token"] == "a-secret"
    assert fake.webhook["allowed_updates"] == ["message", "callback_query", "my_chat_member"]
    fake.person(1).types("你好")
    await use_polling(bot)
    assert fake.webhook == {} and len(fake.waiting) == 1
    await use_polling(bot)
    assert len(fake.called("deleteWebhook")) == 1
