"""The engine on SQLite behind a plain channel: straight, with everything reloaded between turns, and with every update twice."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, Self

import msgspec

from conversation.turn import Receipt
from language.catalogue import Voice
from language.message import Attached, Incoming, Outgoing, Place
from reminders.channel import Delivery
from services import sheets
from storage.sqlite import SQLite
from tests.conversations.phones import Button, Phones, Shown, Toast
from tests.conversations.script import Sends
from tests.conversations.world import Works, World

VOICE = b"OggS a few words"
PHOTO = base64.b64decode("R0lGODdhAQABAIAAAP///////ywAAAAAAQABAAACAkQBADs=")
"""A white pixel."""


def file_of(act: Sends) -> bytes:
    """The bytes of a file that somebody sends: the words, or an Excel file with them in its cells."""
    if act.kind == "text file":
        return act.what.encode()
    cells = [line.split("\t") for line in act.what.split("\n")]
    widest = max(map(len, cells))
    head, *rows = [row + [""] * (widest - len(row)) for row in cells]
    return sheets.book([sheets.Table("菜单", head, rows)], datetime(2026, 11, 1, tzinfo=UTC))


class Payload(msgspec.Struct, frozen=True):
    """A message as the plain channel carries it."""

    text: str
    buttons: tuple[tuple[str, str], ...]
    file: str
    replaces: str


class PlainChannel:
    """Shows messages as the house means them. People are known by their names; a message by its delivery."""

    name = "plain"
    paced = False

    def __init__(self, phones: Phones) -> None:
        self.phones = phones

    def render(self, message: Outgoing, voice: Voice) -> list[str]:
        """The message as one payload; the ways back and home come last, as channels lay them out."""
        ordered = sorted(message.buttons, key=lambda button: button.look == "nav")
        buttons = tuple((voice.say(button.label), button.data) for button in ordered)
        file = message.document.name if message.document else ""
        return [msgspec.json.encode(Payload(voice.say(message.text), buttons, file, message.replaces)).decode()]

    def is_group(self, chat: str) -> bool:
        """Groups are known by their names, too."""
        return chat.endswith("群")

    async def deliver(self, delivery: Delivery) -> str:
        """Show it."""
        payload = msgspec.json.decode(delivery.payload, type=Payload)
        ref = payload.replaces or str(delivery.id)
        buttons = tuple(Button(label, data) for label, data in payload.buttons)
        self.phones[delivery.chat].show(Shown(ref, payload.text, buttons, payload.file))
        return ref

    async def toast(self, callback: str, text: str) -> None:
        """Toasts are shown from the receipt."""

    async def fetch(self, ref: str) -> bytes:
        """Every voice message is the same, and every photo; another file carries its bytes in its name."""
        return {"voice": VOICE, "photo": PHOTO}.get(ref) or base64.b64decode(ref)


class Engine:
    """Straight through: one update after the other."""

    lacks: tuple[str, ...] = ()
    """Features of scripts that this way in cannot play."""

    def __init__(self, world: World, db: SQLite) -> None:
        self.world = world
        self.phones = Phones()
        self.channel = PlainChannel(self.phones)
        self.db = db
        self.works = Works(world, db, self.channel)
        self._updates = 0

    @classmethod
    @asynccontextmanager
    async def open(cls, world: World) -> AsyncIterator[Self]:
        """The service, started."""
        engine = None
        db = await SQLite.open(world.path, patience_s=0)
        try:
            engine = cls(world, db)
            yield engine
        finally:
            await (engine.db if engine else db).close()

    async def enter(self, who: str) -> tuple[str, str]:
        return "plain", who

    async def says(self, who: str, text: str, group: str) -> None:
        await self._receive(who, text=text, chat=group or who, private=not group)

    async def taps(self, who: str, message: Shown, button: Button) -> None:
        await self._receive(who, tap=button.data, tapped=message.ref, callback="tap")

    async def sends(self, who: str, act: Sends) -> None:
        for _one in range(act.times):
            await self._receive(who, **sent(act), **({"album": "album"} if act.times > 1 else {}))

    async def settle(self) -> None:
        await self.works.settle()

    async def _receive(self, who: str, **what: Any) -> None:
        self._updates += 1
        given = {"chat": who, "update_id": str(self._updates), **what}
        await self.deliver(Incoming(channel="plain", sender=who, at_ms=self.world.now_ms, **given))

    async def deliver(self, incoming: Incoming) -> Receipt:
        """Hand an update in, and show its toast."""
        receipt = await self.works.intake.receive(incoming)
        self.flash(incoming, receipt)
        return receipt

    def flash(self, incoming: Incoming, receipt: Receipt) -> None:
        """Show the toast of a tap."""
        if incoming.callback and receipt.toast:
            self.phones[incoming.sender].news.append(Toast(receipt.toast))


class Reloaded(Engine):
    """The database is closed and everything made anew after each turn, and again before anything is sent."""

    lacks = ("flood",)  # how fast somebody has been is forgotten with a restart

    async def deliver(self, incoming: Incoming) -> Receipt:
        receipt = await super().deliver(incoming)
        await self.restart()
        return receipt

    async def settle(self) -> None:
        await super().settle()
        await self.restart()

    async def restart(self) -> None:
        """Stop and start."""
        await self.db.close()
        self.db = await SQLite.open(self.world.path, patience_s=0)
        self.works = Works(self.world, self.db, self.channel)
        await self.works.intake.restore()


class Twice(Engine):
    """The platform delivers every update a second time."""

    lacks = ("flood",)  # the second delivery counts as haste

    async def deliver(self, incoming: Incoming) -> Receipt:
        receipt = await super().deliver(incoming)
        assert await super().deliver(incoming) == Receipt(repeated=True)
        return receipt


def sent(act: Sends) -> dict[str, Any]:
    """What somebody sends, as an update has it."""
    match act.kind:
        case "contact":
            return {"contact": act.what}
        case "location":
            latitude, longitude = act.what.split(",")
            return {"place": Place(float(latitude), float(longitude))}
        case "voice message":
            return {"files": (Attached("voice", "voice", len(VOICE)),)}
        case "sheet" | "text file":
            content = file_of(act)
            return {"files": (Attached("document", base64.b64encode(content).decode(), len(content)),)}
        case "photo" | "sticker":
            return {"files": (Attached(act.kind, act.kind, 1),), "text": act.what}
