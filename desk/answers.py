"""What a page answers, as it goes to the browser: a page, a way on, a file."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncGenerator
from typing import BinaryIO
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from desk import door, downloads
from desk.office import NO_STORE, Desk
from desk.pages import Answer, Blob, Done, NotHere, Paper, Picture, Shown, Visit
from desk.rendering import render
from desk.sections import NAVIGATION, section_of
from services.calendar import to_local

PIECE = 64 * 1024
_DRAWN = {**NO_STORE, "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox"}
"""A picture of ours brings its styles along; it does nothing, also where it is opened by itself."""
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_STARTS = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG": "image/png",
    b"GIF8": "image/gif",
    b"OggS": "audio/ogg",
    b"\x1aE\xdf\xa3": "audio/webm",
    b"ID3": "audio/mpeg",
}
_PARTS = {
    b"WEBP": "image/webp",
    b"WAVE": "audio/wav",
    b"M4A ": "audio/mp4",
    b"mp42": "audio/mp4",
    b"isom": "audio/mp4",
    b"iso5": "audio/mp4",
}
"""What stands behind the first eight bytes of what comes in parts."""


class Line(StreamingResponse):
    """What is sent piece by piece, for as long as it is listened to: then its source is closed, at once."""

    def __init__(self, pieces: AsyncGenerator[str | bytes, None], headers: dict[str, str], media_type: str) -> None:
        super().__init__(pieces, headers={**NO_STORE, **headers}, media_type=media_type)
        self.pieces = pieces

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            await self.pieces.aclose()


class Sheet(Line):
    """A workbook in a temporary file, which is gone when it was sent, or when nobody waits for it any more."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        super().__init__(_pieces(file), saved_as(f"{name}.xlsx"), _XLSX)
        self.file = file

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self.file:
            await super().__call__(scope, receive, send)


async def _pieces(file: BinaryIO) -> AsyncGenerator[bytes, None]:
    while piece := await asyncio.to_thread(file.read, PIECE):
        yield piece


async def respond(desk: Desk, request: Request, visit: Visit, answer: Answer) -> Response:
    """The answer for this browser. Raises NotHere where its file is gone."""
    match answer:
        case Done():
            return _on(desk, request, answer)
        case Shown():
            return await _shown(desk, request, visit, answer)
        case downloads.Download():
            made = to_local(visit.now_ms, visit.zone)
            return Sheet(await downloads.write(answer, desk.db, visit.voice, made), visit.voice.say(answer.name))
        case Blob():
            return await _blob(desk, answer)
        case Picture():
            return Response(await asyncio.to_thread(answer.draw), headers=_DRAWN, media_type="image/svg+xml")
        case Paper():
            saved = saved_as(visit.voice.say(answer.name))
            return Response(answer.content, headers={**NO_STORE, **saved}, media_type="application/octet-stream")


def _on(desk: Desk, request: Request, done: Done) -> Response:
    response = RedirectResponse(f"/desk{done.path}".rstrip("/") or "/desk", 303, NO_STORE)
    if done.said:
        door.leave_word(desk, request, response, done)
    return response


async def _shown(desk: Desk, request: Request, visit: Visit, answer: Shown) -> Response:
    # A page that keeps itself fresh leaves the word to the one that is being opened: it would show it to nobody.
    word = None if door.LIVE in request.headers else door.word(request)
    here = section_of(visit.path)
    values = {
        "visit": visit, "voice": visit.voice, "lang": visit.voice.language, "worker": visit.worker, "may": visit.may,
        "navigation": [one for one in NAVIGATION if visit.may(one.may)], "csrf": door.csrf(request.cookies[door.COOKIE]),
        "once": secrets.token_urlsafe(9), "typed": visit.typed, "wrong": visit.wrong, "word": word, "now_ms": visit.now_ms,
        "here": here, "style": f"{here}.css" if f"{here}.css" in desk.assets else "", **answer.values,
    }  # fmt: skip
    # Beside the loop: a list of a few hundred people is some milliseconds of rendering, and residents must not wait for it.
    content = await asyncio.to_thread(render, desk.templates, answer.template, values)
    response = Response(content, 422 if visit.wrong else 200, NO_STORE, "text/html")
    if word:
        door.forget_word(response)
    return response


async def _blob(desk: Desk, answer: Blob) -> Response:
    try:
        content = await desk.files.load(answer.blob)
    except (LookupError, OSError) as error:
        raise NotHere from error
    kind = _kind(content)
    headers = {"Cache-Control": "private, max-age=3600"}
    if not kind or answer.name:
        headers |= saved_as(answer.name or "file")
    return Response(content, headers=headers, media_type=kind or "application/octet-stream")


def _kind(content: bytes) -> str:
    """The media type of what a page shows by itself; "" for anything else."""
    begins = next((kind for start, kind in _STARTS.items() if content.startswith(start)), "")
    return begins or (_PARTS.get(content[8:12], "") if content[:4] == b"RIFF" or content[4:8] == b"ftyp" else "")


def saved_as(name: str) -> dict[str, str]:
    """The header that has a file saved under this name, whatever stands in it."""
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='', errors='replace')}"}
