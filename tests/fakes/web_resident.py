"""A resident with a phone, speaking the page's own protocol over real HTTP: types, taps, uploads, loses the line and comes back."""

from __future__ import annotations

import itertools
from contextlib import AsyncExitStack
from typing import Any

import httpx
import msgspec

from bot.channels.web.wire import Bubble, Face, Opening


class Heard(msgspec.Struct, frozen=True):
    """A message as it arrived on the page."""

    id: int
    at: int
    message: Bubble
    own: bool = False
    client: str = ""

    @property
    def text(self) -> str:
        return self.message.text

    @property
    def labels(self) -> list[str]:
        return [face.label for face in self.message.buttons]


class WebResident:
    """One device. `chat` is everything on the screen; `toasts` what flashed up."""

    def __init__(self, url: str, name: str = "", language: str = "zh") -> None:
        self.name = name
        self.chat: list[Heard] = []
        self.toasts: list[str] = []
        self.opening: Opening | None = None
        self.last: tuple[str, dict[str, Any]] = ("", {})
        self._ids = itertools.count(1)
        self._line = AsyncExitStack()
        self._events: Any = None
        self.http = httpx.AsyncClient(
            base_url=url, headers={"X-Linli": "1", "Accept-Language": language}, timeout=30, trust_env=False
        )

    async def __aenter__(self) -> WebResident:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.hang_up()
        await self.http.aclose()

    async def open(self, start: str = "") -> list[Heard]:
        """Open the page, as at the first visit or any later one; returns what it shows, the first time at least the welcome."""
        answer = await self.http.post("/session")
        answer.raise_for_status()
        self.opening = msgspec.json.decode(answer.content, type=Opening)
        if self.opening.fresh or start:
            await self.post({"text": f"/start {start}".strip()}, client="start" if self.opening.fresh else "")
        shown = await self.catch_up()
        if self.opening.fresh and not self.chat:  # what is answered is on its way, perhaps not there yet
            shown.append(await self.hear())
        return shown

    async def post(self, act: dict[str, Any], client: str = "") -> httpx.Response:
        """Send an act and keep its toast. Raises httpx.HTTPStatusError where it is turned away."""
        self.last = "/send", {"json": {"id": client or f"c{next(self._ids)}", **act}}
        return await self.repeat()

    async def repeat(self) -> httpx.Response:
        """Send the last act once more, under the same id, as a page does that never heard the answer."""
        path, body = self.last
        answer = await self.http.post(path, **body)
        answer.raise_for_status()
        if toast := answer.json()["toast"]:
            self.toasts.append(toast)
        return answer

    async def type(self, text: str) -> httpx.Response:
        return await self.post({"text": text})

    async def tap(self, label: str) -> httpx.Response:
        """Tap the newest button with this label, in the chat or in the menu under it."""
        for heard in reversed(self.chat):
            for face in heard.message.buttons:
                if face.label == label and not heard.own:
                    return await self.tap_on(heard, face)
        assert self.opening is not None, "open the page first"
        face = next(face for menu in self.opening.menu.values() for face in menu if face.label == label)
        return await self.post({"tap": face.data, "tapped": ""})

    async def tap_on(self, heard: Heard, face: Face) -> httpx.Response:
        return await self.post({"tap": face.data, "tapped": str(heard.id)})

    async def give_phone(self, number: str) -> httpx.Response:
        return await self.post({"contact": number})

    async def give_place(self, latitude: float, longitude: float) -> httpx.Response:
        return await self.post({"place": {"latitude": latitude, "longitude": longitude}})

    async def upload(self, content: bytes, name: str = "photo") -> httpx.Response:
        self.last = "/upload", {"data": {"id": f"c{next(self._ids)}"}, "files": {"file": (name, content)}}
        return await self.repeat()

    async def listen(self) -> None:
        """Open the line, going on after the last message on the screen."""
        await self.hang_up()
        after = str(self.chat[-1].id if self.chat else 0)
        line = await self._line.enter_async_context(self.http.stream("GET", "/events", params={"after": after}))
        line.raise_for_status()
        self._events = line.aiter_lines()

    async def hang_up(self) -> None:
        """Lose the line."""
        await self._line.aclose()
        self._line, self._events = AsyncExitStack(), None

    async def next(self) -> tuple[str, Any]:
        """What comes next on the line: the event's name ("message" for messages) and what it says."""
        name, data = "message", ""
        async for line in self._events:
            if line.startswith("event: "):
                name = line[7:]
            elif line.startswith("data: "):
                data = line[6:]
            elif not line and data:
                if name != "message":
                    return name, msgspec.json.decode(data)
                heard = msgspec.json.decode(data, type=Heard)
                self.chat.append(heard)
                return name, heard
        return "closed", None

    async def hear(self) -> Heard:
        """Wait for the next message."""
        while True:
            name, said = await self.next()
            assert name != "closed", "the line was closed"
            if name == "message":
                assert isinstance(said, Heard)
                return said

    async def catch_up(self) -> list[Heard]:
        """Come back on the line and take in everything said meanwhile; returns that."""
        known = len(self.chat)
        await self.listen()
        while (await self.next())[0] == "message":
            pass
        return self.chat[known:]
