"""Telegram: in by polling or webhook, out with ready payloads. `tests/channels/test_telegram_*.py` tell how it behaves.

An `Api` is the connection and a `TelegramChannel` sends through it. To receive: `introduce` the bot, `publish_commands`, then either
`use_polling` and `poll`, or `use_webhook` and serve `webhook_route`; both hand what comes to an `Intake`.
"""

from bot.channels.telegram.api import Api, BadToken
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.heard import Heard
from bot.channels.telegram.intake import Intake, Park, Receipt, Receive
from bot.channels.telegram.polling import poll
from bot.channels.telegram.receive import Me, Unreadable, to_incoming
from bot.channels.telegram.request import UnusableProxy
from bot.channels.telegram.start import introduce, publish_commands, use_polling, use_webhook
from bot.channels.telegram.webhook import PATH, webhook_route

__all__ = [
    "PATH",
    "Api",
    "BadToken",
    "Heard",
    "Intake",
    "Me",
    "Park",
    "Receipt",
    "Receive",
    "TelegramChannel",
    "Unreadable",
    "UnusableProxy",
    "introduce",
    "poll",
    "publish_commands",
    "to_incoming",
    "use_polling",
    "use_webhook",
    "webhook_route",
]
