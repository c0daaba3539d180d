"""A small house for the engine's tests: toy flows, one channel that renders plain JSON, one person who types and taps."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from conversation.errand_runner import ErrandRunner
from conversation.flows import Entry, Flows
from conversation.house import House
from conversation.intake import LATER, Intake
from conversation.turn import Receipt
from language.catalogue import Voice
from language.message import Attached, Incoming, Outgoing, Place
from language.text import _
from storage.sql import sql
from storage.sqlite import SQLite
from tests.databases import fresh

ZONE = ZoneInfo("Asia/Shanghai")
NOON = 1_795_320_000_000  # 2026-11-22 12:00 in Shanghai

_REPLIES = sql("SELECT body FROM outbox ORDER BY id")
_NOTES = sql("INSERT INTO community (slug, name) VALUES (:slug, :name) RETURNING id")
_NOTED = sql("SELECT slug, name FROM community ORDER BY id")


async def note(slug: str, name: str) -> None:
    """A write for toy flows: the community table serves as their notebook."""
    await _NOTES.run(slug=slug, name=name)


async def notes() -> list[tuple[str, str]]:
    """What toy flows have written."""
    return await _NOTED.all(lambda slug, name: (slug, name))


def render(message: Outgoing, voice: Voice) -> list[str]:
    """The message as the toy channel shows it."""
    return [
        json.dumps(
            {
                "text": voice.say(message.text),
                "buttons": {voice.say(b.label): b.data for b in message.buttons},
                "replaces": message.replaces,
                "public": message.public,
            },
            ensure_ascii=False,
        )
    ]


class Toy:
    """The house, and a person called 张汉梅 in it."""

    def __init__(self, db: SQLite, flows: Flows) -> None:
        self.db = db
        self.now_ms = NOON
        self.troubles: list[str] = []
        self.intake = Intake(db, self.house(flows), lambda: self.now_ms)
        self._updates = 0

    @classmethod
    async def open(cls, folder: Path, flows: Flows) -> Toy:
        return cls(await SQLite.open(fresh(folder)), flows)

    def house(self, flows: Flows) -> House:
        async def trouble(person_id: int, flow: str, cause: str, now_ms: int) -> None:
            self.troubles.append(flow)

        if "home" not in flows.by_name:

            @flows.flow("home", _("首页"), command="home")
            async def home(chat: Any) -> None:
                chat.say(_("这里是首页。"))

        return House(
            flows=flows,
            zone=ZONE,
            renderers={"toy": render},
            menu=[(_("我的"), "/home")],
            home=Entry("home"),
            entry=lambda incoming: Entry("unasked" if incoming.files and "unasked" in flows.by_name else "home"),
            understands=lambda said: said.text.startswith("我想") or any(file.kind == "photo" for file in said.files),
            first=lambda entry: entry,
            trouble=trouble,
        )

    def deploy(self, flows: Flows) -> None:
        """The service is restarted with other flows."""
        self.intake = Intake(self.db, self.house(flows), lambda: self.now_ms)

    async def receive(self, **what: Any) -> Receipt:
        self._updates += 1
        given = {"update_id": str(self._updates), "sender": "1", "chat": "1", **what}
        return await self.intake.receive(Incoming(channel="toy", at_ms=self.now_ms, **given))

    async def types(self, text: str) -> dict[str, Any]:
        await self.receive(text=text)
        return await self.last()

    async def taps(self, label: str, of: dict[str, Any] | None = None) -> dict[str, Any]:
        await self.tap(label, of)
        return await self.last()

    async def tap(self, label: str, of: dict[str, Any] | None = None) -> Receipt:
        message = of or await self.last()
        return await self.receive(tap=next(data for shown, data in message["buttons"].items() if label in shown), callback="1")

    async def sends(self, *, photo: str = "", place: Place | None = None, contact: str = "") -> dict[str, Any]:
        files = (Attached("photo", photo, 3),) if photo else ()
        await self.receive(files=files, place=place, contact=contact)
        return await self.last()

    async def replies(self) -> list[dict[str, Any]]:
        return await self.db.read(lambda: _REPLIES.all(json.loads))

    async def last(self) -> dict[str, Any]:
        return (await self.replies())[-1]

    async def do_errands(self) -> None:
        """Everything that is due now, in order."""
        runner = ErrandRunner(self.db, {LATER: self.intake.bring_back}, lambda: self.now_ms)
        while await runner.do_due():
            pass

    async def read(self, work: Callable[[], Any]) -> Any:
        return await self.db.read(work)


__all__ = ["NOON", "ZONE", "Toy", "note", "notes"]
