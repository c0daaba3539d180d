"""The web chat as a channel: what the house asks of every way to reach people."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

import msgspec

from bot.channels.web import wire
from bot.channels.web.sessions import IDLE_MS, Sessions
from bot.channels.web.streams import Streams
from language.catalogue import LANGUAGES, Voice
from language.message import Button, Incoming, Outgoing
from reminders.channel import Delivery, Refused, RetryAfter, Unreachable
from storage import web
from storage.database import Database, StorageError
from web.assets import Assets
from web.guard import Buckets

PAGE = Path(__file__).parent / "page"
RETENTION_MS = 90 * 86_400_000
"""How long the page's history goes back."""


class Receipt(Protocol):
    """What the house says at once to an act that it has committed."""

    @property
    def toast(self) -> str: ...


class Files(Protocol):
    """Where files are kept."""

    async def save(self, content: bytes, /) -> str:
        """Keep the bytes and return the name of their blob."""

    async def load(self, blob: str, /) -> bytes:
        """The bytes of a blob. Raises LookupError or OSError where they are not to be had."""

    async def delete(self, blob: str, /) -> None:
        """Remove a blob; one that is gone already is fine."""


@dataclass(frozen=True)
class Limits:
    """How much one device, and one address, may do. Many neighbours share an address, so its limits are wide. 0 is none."""

    sends: int = 30
    sends_per_second: float = 2.0
    sends_of_address: int = 4_000
    sends_of_address_per_second: float = 400.0
    sessions_of_address: int = 500
    sessions_of_address_per_second: float = 5.0


async def _house_name() -> str:
    return "邻里客厅"


class WebChannel:
    """The web chat. `receive` returns after the act is committed and may raise StorageError; `counted` is the time for which an act is
    on its way there.

    `title` names the community, asked anew for each page. `menu` holds the services that are always at hand under the chat.
    """

    name = "web"
    paced = False

    def __init__(
        self,
        db: Database,
        receive: Callable[[Incoming], Awaitable[Receipt]],
        clock: Callable[[], int],
        files: Files,
        public_url: str = "",
        title: Callable[[], Awaitable[str]] | None = None,
        menu: Sequence[Button] = (),
        limits: Limits | None = None,
        heartbeat_s: float = 20.0,
        counted: Callable[[Incoming], AbstractAsyncContextManager[object]] = nullcontext,
    ) -> None:
        self.db = db
        self.receive = receive
        self.counted = counted
        self.clock = clock
        self.files = files
        self.public_url = public_url
        self.title = title or _house_name
        self.heartbeat_s = heartbeat_s
        self.assets = Assets(PAGE)
        self.streams = Streams()
        self.sessions = Sessions(db, clock, secure=public_url.startswith("https://"))
        # The labels name no times, so any zone will do.
        voices = {language: Voice(language, ZoneInfo("UTC")) for language in LANGUAGES}
        self.menu = {language: tuple(wire.face(button, voice) for button in menu) for language, voice in voices.items()}
        limits = limits or Limits()
        self.sends = Buckets(limits.sends, limits.sends_per_second, clock)
        self.sends_of_address = Buckets(limits.sends_of_address, limits.sends_of_address_per_second, clock)
        self.sessions_of_address = Buckets(limits.sessions_of_address, limits.sessions_of_address_per_second, clock)

    def render(self, message: Outgoing, voice: Voice) -> list[str]:
        """The message as one payload: a page has room for any length."""
        return [wire.dump(wire.bubble(message, voice))]

    def is_group(self, chat: str) -> bool:
        """A page is one person's."""
        return False

    async def deliver(self, delivery: Delivery) -> str:
        """Keep the message, once however often it is delivered, and wake the person's pages. Returns its id in the history.

        Raises Unreachable where the device was forgotten, RetryAfter where nothing can be stored now, Refused for a broken payload.
        """
        try:
            document = msgspec.json.decode(delivery.payload, type=wire.Bubble).document
        except msgspec.MsgspecError as error:
            raise Refused(str(error)) from error
        now_ms = self.clock()

        async def keep() -> int | None:
            kept = await web.say(delivery.chat, delivery.id, delivery.payload, now_ms)
            if kept is not None and document is not None:
                await web.grant_file(delivery.chat, document.blob, document.name, now_ms)
            return kept

        try:
            kept = await self.db.write(keep)
        except StorageError as error:
            raise RetryAfter(2, asked=False) from error
        if kept is None:
            raise Unreachable("the device was forgotten")
        self.streams.wake(delivery.chat)
        return str(kept)

    async def toast(self, callback: str, text: str) -> None:
        """Nothing to do: a tap's toast is the answer to the request that brought the tap."""

    async def fetch(self, ref: str) -> bytes:
        """The bytes of a file that a person sent. Raises Refused where they are gone."""
        try:
            return await self.files.load(ref)
        except (LookupError, OSError) as error:
            raise Refused("the file is gone") from error

    async def forget(self, external_id: str) -> list[str]:
        """Forget the device and its history, and close its pages. Returns the blobs of its files."""
        blobs = await self.db.write(lambda: web.forget(external_id))
        self.streams.end(external_id)
        return blobs

    async def prune(self) -> None:
        """Drop what is older than the history goes back, its files too, and devices not seen for more than a year."""
        now_ms = self.clock()

        async def drop() -> list[str]:
            await web.expire(now_ms - IDLE_MS)
            return await web.prune(now_ms - RETENTION_MS)

        for blob in await self.db.write(drop):
            await self.files.delete(blob)

    def close(self) -> None:
        """End every open page's line, so that the server can stop; the pages come back by themselves."""
        self.streams.end_all()
