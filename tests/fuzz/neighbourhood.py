"""The whole house over a real database, with a screen for everybody: for those who tap and type at random."""

from __future__ import annotations

import json
import random
from base64 import b64decode
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import handlers
from bot.channels.telegram.render import render
from bot.doers import doers
from bot.files import Files
from bot.links import Links
from conversation.errand_runner import ErrandRunner
from conversation.intake import Intake
from conversation.journal import load_shown
from conversation.turn import Receipt
from language.catalogue import Voice
from language.message import Incoming, Outgoing
from reminders.channel import Delivery, OutcomeUnknown, Refused
from reminders.clock import Clock
from reminders.quiet import Quiet
from reminders.rules import RULES
from reminders.sender import Sender
from services.community import loading, reading
from storage import accounts, conversations
from storage.sql import sql
from storage.sqlite import SQLite
from tests.databases import fresh
from tests.fakes.telegram_rules import violations

ZONE = ZoneInfo("Asia/Shanghai")
NOON = 1_795_320_000_000  # 2026-11-22 12:00 in Shanghai
SEED = "5eed" * 16
DEMO = Path(__file__).resolve().parents[2] / "demo"
MENU = [[label for label, _command in handlers.MENU]]

_TROUBLES = sql("SELECT error FROM parked ORDER BY id")
_STUCK = sql("SELECT state || ': ' || error FROM outbox WHERE state IN ('pending', 'failed', 'unreachable') ORDER BY id")
# For a photo of a case a platform is asked more than once before its no is believed (`bot.case_files.BELIEVED`).
_FAILED = sql("SELECT kind FROM errand WHERE attempts > CASE kind WHEN 'case_file' THEN 5 ELSE 0 END ORDER BY id")


_MISCOUNTED = sql(
    "SELECT c.title FROM course c WHERE c.taken > c.seats OR c.taken <>"
    " (SELECT COALESCE(SUM(e.places), 0) FROM enrolment e WHERE e.course_id = c.id AND e.state IN ('seat', 'offered'))"
)
_NEXT_CLASS = sql("SELECT MIN(starts_ms) FROM session WHERE starts_ms > :from_ms AND status = 'planned'")


@dataclass
class Message:
    """A message on a screen: `taps` are the data of its buttons, `keys` the words of the keyboard it brought."""

    ref: str
    text: str
    taps: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)


PHOTO = b64decode("R0lGODdhAQABAIAAAP///////ywAAAAAAQABAAACAkQBADs=")


class Screens:
    """A channel as Telegram is one, as far as a person can tell. Whatever Telegram would refuse is in `refused`."""

    name = "telegram"
    paced = False

    def __init__(self) -> None:
        self.chats: dict[str, list[Message]] = {}
        self.refused: list[str] = []

    def render(self, message: Outgoing, voice: Voice) -> list[str]:
        return render(message, voice, MENU, "linli_bot")

    def is_group(self, chat: str) -> bool:
        return chat.startswith("-")

    async def deliver(self, delivery: Delivery) -> str:
        body: dict[str, Any] = json.loads(delivery.payload)
        method = body.pop("method")
        if "blob" not in body:
            self.refused += violations(method, body | {"chat_id": int(delivery.chat)})
        markup = body.get("reply_markup", {})
        taps = [button["callback_data"] for row in markup.get("inline_keyboard", []) for button in row if "url" not in button]
        keys = [key["text"] for row in markup.get("keyboard", []) for key in row]
        shown = self.chats.setdefault(delivery.chat, [])
        ref = str(body.get("message_id") or len(shown) + 1)
        shown.append(Message(ref, body.get("text", body.get("caption", "")), taps, keys))
        return ref

    async def toast(self, callback: str, text: str) -> None:
        """Seen in the receipt."""

    async def fetch(self, ref: str) -> bytes:
        if ref == "gone":
            raise Refused("gone")
        if ref == "stuck":
            raise OutcomeUnknown("no answer")
        return PHOTO if ref == "seen" else b"OggS" + ref.encode()


class Neighbourhood:
    """Everything but the network. Time stands still unless it is told to pass."""

    def __init__(self, db: SQLite, folder: Path) -> None:
        self.db = db
        self.now_ms = NOON
        self.screens = Screens()
        channels = {"telegram": self.screens}
        house = handlers.house(ZONE, {"telegram": self.screens.render})
        self.intake = Intake(db, house, self.clock, paced=False)
        quiet = Quiet(ZONE)
        self.sender = Sender(db, self.screens, house.voice, self.clock, quiet)
        self.reminders = Clock(db, RULES, self.clock, quiet, channels=["telegram"])
        does = doers(
            db, self.intake, Files(folder / "files"), channels, self.clock, lambda: None, ZONE, Links(bot="linli_bot", web="")
        )
        self.errands = ErrandRunner(db, does, self.clock)
        self.last: Incoming
        self._updates = 0

    def clock(self) -> int:
        """UTC milliseconds."""
        return self.now_ms

    async def does(self, who: int, **what: Any) -> tuple[Receipt, list[Message]]:
        """Somebody does something; the toast, and what came on his screen when everything was settled."""
        self._updates += 1
        seen = len(self.screen(who))
        incoming = Incoming(
            channel="telegram", update_id=f"u{self._updates}", sender=str(who), chat=str(who), at_ms=self.now_ms, **what
        )
        receipt = await self.intake.receive(incoming)
        await self.settle()
        self.last = incoming
        return receipt, self.screen(who)[seen:]

    async def hears_nothing_when_it_comes_again(self) -> bool:
        """Whether the last update, delivered a second time, changes nothing on anybody's screen."""
        before = {chat: len(shown) for chat, shown in self.screens.chats.items()}
        receipt = await self.intake.receive(self.last)
        await self.settle()
        return receipt.repeated and before == {chat: len(shown) for chat, shown in self.screens.chats.items()}

    async def settle(self) -> None:
        """Send and do everything that is due."""
        while True:
            looks = await self.reminders.catch_up()
            await self.sender.drain()
            if not await self.errands.do_due() and not looks:
                return

    async def wait_for_next_class(self) -> None:
        """Let time pass until shortly before the next class that is not today."""
        next_ms = await self.db.read(partial(_NEXT_CLASS.value, from_ms=self.now_ms + 12 * 3_600_000))
        self.now_ms = (next_ms or self.now_ms + 30 * 3_600_000) - 5 * 60_000
        await self.settle()

    async def listens(self, who: int) -> bool:
        """Whether whatever the person sends is handed on in silence."""

        async def look() -> bool:
            account = await accounts.find("telegram", str(who))
            found = await conversations.of_account(account.id) if account else []
            shown = load_shown(found[0].shown) if found and found[0].open else None
            return shown is not None and shown.listens

        return await self.db.read(look)

    def screen(self, who: int) -> list[Message]:
        """Everything that was ever shown to a person, the newest last."""
        return self.screens.chats.get(str(who), [])

    async def troubles(self) -> list[str]:
        """All that went wrong so far: parked updates, messages not sent, errands that failed, payloads that Telegram refuses."""

        return [*await self.db.read(lambda: _TROUBLES.all(str)), *await self.unsent()]

    async def unsent(self) -> list[str]:
        """Messages not sent, errands that failed, classes with more people than seats or a wrong count, payloads refused."""

        async def look() -> list[str]:
            return [*await _STUCK.all(str), *await _FAILED.all(str), *await _MISCOUNTED.all(str)]

        return [*await self.db.read(look), *self.screens.refused]


@asynccontextmanager
async def neighbourhood(folder: Path) -> AsyncIterator[Neighbourhood]:
    """A neighbourhood with the communities of the demo."""
    db = await SQLite.open(fresh(folder), patience_s=0)
    try:
        place = Neighbourhood(db, folder)
        for name in ("xiaojunshan.toml", "jingwu.toml"):
            found, problems = reading.read(DEMO / name)
            assert found is not None, problems
            await db.write(partial(loading.load_demo, found, place.now_ms, ZONE, lambda: SEED))
        yield place
    finally:
        await db.close()


def pick(chance: random.Random, things: Sequence[Any]) -> Any:
    """One of them."""
    return things[chance.randrange(len(things))]
