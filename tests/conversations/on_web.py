"""The web chat: the page's own protocol, over real HTTP, against the real application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import handlers
from bot.channels.web import Limits, WebChannel, app
from language.message import Button as Key
from storage.sql import sql
from storage.sqlite import SQLite
from tests.conversations.phones import Button, Phones, Shown, Toast
from tests.conversations.plain import PHOTO, VOICE, file_of
from tests.conversations.script import Sends
from tests.conversations.world import Works, World
from tests.fakes.web_house import serve
from tests.fakes.web_resident import Heard, WebResident

NO_LIMITS = Limits(sends=1_000_000)
"""The page's own brake is tested elsewhere; here the clock stands still within an act."""

_NEWEST_MESSAGE = sql("SELECT MAX(id) FROM web_message")
_NEWEST_SESSION = sql("SELECT external_id FROM web_session ORDER BY id DESC LIMIT 1")


class OnWeb:
    """People with the page open. They do not say hello first, as a page does when it is opened: what they say comes first."""

    lacks = ("group", "sticker", "caption", "album")

    def __init__(self, world: World, db: SQLite) -> None:
        self.world = world
        self.phones = Phones()
        self.db = db
        self.channel = WebChannel(
            db, lambda incoming: self.works.intake.receive(incoming), world.clock, world.files,
            menu=[Key(label, command) for label, command in handlers.MENU], limits=NO_LIMITS,
        )  # fmt: skip
        self.works = Works(world, db, self.channel)
        self.url = ""
        self._stack = AsyncExitStack()
        self._residents: dict[str, WebResident] = {}
        self._ids: dict[str, str] = {}
        self._newest: int | None = None

    @classmethod
    @asynccontextmanager
    async def open(cls, world: World) -> AsyncIterator[OnWeb]:
        """The service, with its page on the loopback."""
        db = await SQLite.open(world.path, patience_s=0)
        try:
            found = cls(world, db)
            async with serve(app(found.channel), found.channel.close) as found.url, found._stack:
                yield found
        finally:
            await db.close()

    async def enter(self, who: str) -> tuple[str, str]:
        await self._resident(who)
        return "web", self._ids[who]

    async def says(self, who: str, text: str, group: str) -> None:
        resident = await self._resident(who)
        await resident.type(text)

    async def taps(self, who: str, message: Shown, button: Button) -> None:
        resident = await self._resident(who)
        heard = next(heard for heard in resident.chat if str(heard.id) == message.ref)
        face = next(face for face in heard.message.buttons if (face.data or face.url) == button.data)
        before = len(resident.toasts)
        await resident.tap_on(heard, face)
        self.phones[who].news += [Toast(text) for text in resident.toasts[before:]]

    async def sends(self, who: str, act: Sends) -> None:
        resident = await self._resident(who)
        match act.kind:
            case "contact":
                await resident.give_phone(act.what)
            case "location":
                latitude, longitude = act.what.split(",")
                await resident.give_place(float(latitude), float(longitude))
            case "voice message":
                await resident.upload(VOICE, "voice")
            case "sheet" | "text file":
                await resident.upload(file_of(act), "menu.xlsx" if act.kind == "sheet" else "menu.txt")
            case _:
                await resident.upload(PHOTO)

    async def settle(self) -> None:
        await self.works.settle()
        newest = await self.db.read(lambda: _NEWEST_MESSAGE.value())
        if newest == self._newest:
            return
        self._newest = newest
        for who, resident in self._residents.items():
            for heard in await resident.catch_up():
                if shown := normal(heard):
                    self.phones[who].show(shown)

    async def _resident(self, who: str) -> WebResident:
        if who not in self._residents:
            resident = self._residents[who] = await self._stack.enter_async_context(WebResident(self.url, who))
            (await resident.http.post("/session")).raise_for_status()
            self._ids[who] = await self.db.read(lambda: _NEWEST_SESSION.value())
        return self._residents[who]


def normal(heard: Heard) -> Shown | None:
    """What the page shows in its own way, as the transcripts have it: without the person's own bubbles, ways back and home last."""
    if heard.own:
        return None
    ordered = sorted(heard.message.buttons, key=lambda face: face.look == "nav")
    buttons = tuple(Button(face.label, face.data or face.url) for face in ordered)
    document: Any = heard.message.document
    return Shown(str(heard.id), heard.message.text, buttons, document.name if document else "")
