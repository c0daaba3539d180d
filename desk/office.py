"""The desk over an open database: what its door, its pages and its answers share."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from desk.live import Live
from desk.rendering import environment, render
from desk.tries import TOO_FAST, Tries
from storage.database import Database
from web.assets import Assets
from web.guard import Buckets, voice_of

log = logging.getLogger(__name__)
STATIC = Path(__file__).parent / "static"
NO_STORE = {"Cache-Control": "no-store"}


class Files(Protocol):
    """Where files are kept."""

    async def save(self, content: bytes, /) -> str:
        """Keep the bytes and return the name of their blob."""

    async def load(self, blob: str, /) -> bytes:
        """The bytes of a blob. Raises LookupError or OSError where they are not to be had."""

    @property
    def sharing(self) -> asyncio.Lock:
        """Held from before a blob is saved until what names it is committed."""


class Desk:
    """The desk. `committed` is called after each form: it wakes the senders."""

    def __init__(
        self,
        db: Database,
        clock: Callable[[], int],
        zone: ZoneInfo,
        files: Files,
        committed: Callable[[], None] = lambda: None,
        public_url: str = "",
        live: Live | None = None,
        morning: Callable[[int], int] = lambda at_ms: 0,
        links: Callable[[str], Mapping[str, str]] = lambda _start: {},
        plain: Callable[[bytes], Awaitable[bytes | None]] | None = None,
    ) -> None:
        self.db = db
        self.clock = clock
        self.zone = zone
        self.files = files
        self.committed = committed
        self.public_url = public_url
        self.secure = public_url.startswith("https://")
        self.live = live or Live()
        self.morning = morning
        """At night, when quiet hours end; 0 by day."""
        self.links = links
        self.plain = plain
        """Makes a picture small and plain; None for what is none."""
        self.assets = Assets(STATIC)
        self.templates = environment(lambda name: f"/desk/a/{self.assets.version}/{name}")
        self.asks = Buckets(120, 20.0, clock, say=TOO_FAST)
        """Of one session."""
        self.tries = Tries(clock)
        self.strangers = asyncio.Semaphore(2)
        """So many forms are read at a time that come when nobody is signed in any more."""

    def html(self, request: Request, template: str, values: Mapping[str, Any], status: int = 200) -> Response:
        """A page outside of any session."""
        voice = voice_of(request).at(self.clock())
        content = render(self.templates, template, {"voice": voice, "lang": voice.language, **values})
        return Response(content, status, NO_STORE, "text/html")

    def failed(self, where: str, error: Exception) -> None:
        """A mistake of ours: how it came about is logged, and not with which words, for they may be somebody's."""
        place = "".join(traceback.format_tb(error.__traceback__))
        log.error("%s failed with %s\n%s", where, type(error).__name__, place.rstrip())
