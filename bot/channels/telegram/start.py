"""What is settled with Telegram before the first update: who the bot is, its menu of commands, and how updates come."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import TypeVar

from telegram import Bot, BotCommand
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.channels.telegram.api import BadToken
from bot.channels.telegram.line import Line, Sleep, sleep
from bot.channels.telegram.receive import ALLOWED_UPDATES, Me
from language.catalogue import Voice
from language.text import Text

log = logging.getLogger(__name__)

T = TypeVar("T")


async def introduce(bot: Bot, *, sleep: Sleep = sleep) -> Me:
    """Who the bot is. Waits while the network is down; raises BadToken."""
    me = await _patiently(bot.get_me, sleep)
    return Me(me.id, me.username or "")


async def publish_commands(
    bot: Bot, commands: Sequence[tuple[str, Text]], voices: Sequence[Voice], *, sleep: Sleep = sleep
) -> None:
    """Put the commands into the menu, in the first voice's language for everybody and in each other one for those who read it.

    A menu that is already so is left alone. A refusal is logged and no reason not to start; raises BadToken.
    """
    for number, voice in enumerate(voices):
        code = voice.language if number else None
        wanted = tuple(BotCommand(name, voice.say(what)[:256]) for name, what in commands)
        try:
            if await _patiently(partial(bot.get_my_commands, language_code=code), sleep) != wanted:
                await _patiently(partial(bot.set_my_commands, wanted, language_code=code), sleep)
        except TelegramError as error:
            log.warning("Telegram did not take the menu of commands: %s", error)


async def use_polling(bot: Bot, *, sleep: Sleep = sleep) -> None:
    """Take away a webhook left from before; what waits there is kept. Raises BadToken."""
    if (await _patiently(bot.get_webhook_info, sleep)).url:
        await _patiently(bot.delete_webhook, sleep)


async def use_webhook(bot: Bot, url: str, secret: str, *, sleep: Sleep = sleep) -> None:
    """Have updates posted to `url` with `secret` in their header. Raises BadToken, or TelegramError for an unusable address."""
    await _patiently(lambda: bot.set_webhook(url, secret_token=secret, allowed_updates=ALLOWED_UPDATES), sleep)


async def _patiently(call: Callable[[], Awaitable[T]], sleep: Sleep) -> T:
    """The call's result, however long the network is down."""
    line = Line()
    while True:
        try:
            result = await call()
        except InvalidToken as error:
            raise BadToken from error
        except RetryAfter as error:
            asked = error.retry_after
            await sleep(line.down(error, asked.total_seconds() if isinstance(asked, timedelta) else asked))
        except BadRequest:  # a kind of NetworkError to python-telegram-bot
            raise
        except NetworkError as error:
            await sleep(line.down(error))
        else:
            line.up()
            return result
