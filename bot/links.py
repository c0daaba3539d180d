"""The addresses that open a thing of the house: on the web page, and in the bot on Telegram."""

from __future__ import annotations

import socket
from dataclasses import dataclass

from bot.settings import Settings


@dataclass
class Links:
    """`web` is the page's address as phones reach it ("" where they do not), `bot` the bot's name once Telegram has told it."""

    web: str = ""
    bot: str = ""

    def to(self, start: str) -> dict[str, str]:
        """The deep links to `start` ("course_12") by channel, the web page first. Empty where a phone can reach neither."""
        found = {}
        if self.web:
            found["web"] = f"{self.web.rstrip('/')}/?start={start}"
        if self.bot:
            found["telegram"] = f"https://t.me/{self.bot}?start={start}"
        return found


def reachable(settings: Settings) -> str:
    """The page's address as phones reach it; "" where they do not."""
    return settings.web.public_url or _lan_address(settings.web.host, settings.web.port)


def _lan_address(host: str, port: int) -> str:
    """How a phone in the same network reaches this machine; "" where it cannot."""
    if host not in ("0.0.0.0", "::"):
        return "" if host in ("localhost", "127.0.0.1", "::1") else f"http://{host}:{port}"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # a documentation address: nothing is sent, it only picks the outgoing interface
            address = str(probe.getsockname()[0])
        except OSError:
            return ""
    return "" if address.startswith("127.") else f"http://{address}:{port}"
