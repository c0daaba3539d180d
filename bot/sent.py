"""What people send, as it is kept and handed on: pictures small and plain, and everything named by what it is, not by what it was called."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from bot import pictures, recordings
from services import tables

SIDE = 1600
"""Pixels of the longer side: what is written on a meter or a sign can still be read."""
MOST_BYTES = 20 * 1024 * 1024
"""As much as Telegram gives to a bot; an hour of speech."""
_OFFICE = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
"""The folder within, by which a package of Office tells what it is."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a file, and what it is called when it is handed on."""

    content: bytes
    name: str


async def plain(kind: str, content: bytes, one: asyncio.Lock) -> Kept | None:
    """What is kept of a "photo", a "voice" or a "document". None for what is none, or too large: it never will be one.

    Pictures are made one after the other under the lock `one`: each takes a core for a moment, and the others are for whoever taps.
    """
    if len(content) > MOST_BYTES:
        return None
    if kind == "photo":
        async with one:
            made = await asyncio.to_thread(pictures.small, content, SIDE)
        return Kept(made, "photo.jpg") if made else None
    suffix = recordings.SUFFIXES.get(recordings.media_type(content))
    if kind == "voice":
        return Kept(content, f"voice.{suffix}") if suffix else None
    if suffix:
        return Kept(content, f"voice.{suffix}")
    return await plain("photo", content, one) or Kept(content, f"file{_suffix(content)}")


def photos() -> Callable[[bytes], Awaitable[bytes | None]]:
    """Makes one picture after the other small and plain; None for what is none."""
    one = asyncio.Lock()

    async def small(content: bytes) -> bytes | None:
        kept = await plain("photo", content, one)
        return kept.content if kept is not None else None

    return small


def _suffix(content: bytes) -> str:
    """How the name of a paper ends, with its dot, by what it begins with; "" where that says nothing."""
    if content.startswith(b"%PDF"):
        return ".pdf"
    if content.startswith(b"PK\x03\x04"):
        return f".{_packed(content)}"
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return ".doc"  # of an old Office, which opens by what is in it
    return ".txt" if tables.is_table(content) else ""


def _packed(content: bytes) -> str:
    try:
        with ZipFile(BytesIO(content)) as package:
            names = package.namelist()
    except (BadZipFile, OSError, ValueError):
        return "zip"
    return next((suffix for folder, suffix in _OFFICE.items() if any(name.startswith(folder) for name in names)), "zip")
