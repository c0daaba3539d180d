"""Turns pages into an application: who asks, may they, one snapshot or one transaction, and the answer."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, Protocol
from urllib.parse import quote
from zoneinfo import ZoneInfo

import msgspec
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from desk import access, door, downloads, forms
from desk.forms import Photo, Upload, Wrong
from desk.live import Live
from desk.pages import Answer, Blob, Done, NotHere, Paper, Picture, Shown, Visit, Way
from desk.rendering import environment, render
from desk.sections import NAVIGATION, WAYS, section_of
from language.text import Saying, _
from services import signin
from services.calendar import to_local
from services.signin import Worker
from storage import desk_sessions, errands
from storage import web as web_stored
from storage.database import Database, StorageError
from web.assets import Assets
from web.guard import Buckets, Declined, limited, too_large, voice_of

STATIC = Path(__file__).parent / "static"
MOST_BYTES = 12 * 1024 * 1024
"""Of a form with its files: a register of ten thousand households is 1 MB, a photo of a phone 5 MB."""
MOST_FIELDS = 2_000
PIECE = 64 * 1024
LIVE = "X-Linli-Live"
"""The header with which a page asks for itself again."""

_GONE = _("这里没有您要看的，也许已经变了，或者不归您管。")


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
    """The desk over an open database. `committed` is called after each form: it wakes the senders."""

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
        self.asks = Buckets(120, 20.0, clock)
        """Of one session."""
        self.comes = Buckets(30, 0.5, clock)
        """Of one address, at the door."""

    def html(self, request: Request, template: str, values: Mapping[str, Any], status: int = 200) -> Response:
        """A page outside of any session."""
        voice = voice_of(request).at(self.clock())
        content = render(self.templates, template, {"voice": voice, "lang": voice.language, **values})
        return Response(content, status, _NO_STORE, "text/html")

    async def worker(self, request: Request) -> Worker | None:
        """Who works with this browser."""
        token = request.cookies.get(door.COOKIE, "")
        if not token:
            return None
        hashed, now_ms = door.hashed(token), self.clock()
        return await self.db.read(lambda: signin.worker(hashed, now_ms))


_NO_STORE = {"Cache-Control": "no-store"}


def routes(desk: Desk) -> list[BaseRoute]:
    """The desk's addresses, all below /desk."""

    async def asset(request: Request) -> Response:
        return desk.assets.file(request)

    async def live(request: Request) -> Response:
        if desk.live.full or await desk.worker(request) is None:
            return Response(status_code=204)  # a page that is told "no content" does not ask again

        async def still() -> bool:
            return await desk.worker(request) is not None

        return StreamingResponse(
            desk.live.follow(still),
            media_type="text/event-stream",
            headers={**_NO_STORE, "X-Accel-Buffering": "no"},
        )

    made: list[BaseRoute] = [
        Route("/desk/a/{version}/{name}", asset),
        Route("/desk/live", live),
        *door.routes(desk),
    ]
    made += [Route(f"/desk{way.path}".rstrip("/") or "/desk", _served(desk, way), methods=[way.method]) for way in WAYS]
    return [_guarded(desk, route) if isinstance(route, Route) else route for route in made]


def _guarded(desk: Desk, route: Route) -> Route:
    """The same route, whose errors are answered with a page, and whose answers carry the desk's headers."""
    inner = route.endpoint

    async def answer(request: Request) -> Response:
        response: Response
        try:
            response = await inner(request)
        except NotHere:
            response = desk.html(request, "sorry.html", {"say": _GONE}, 404)
        except Declined as declined:
            response = desk.html(request, "sorry.html", {"say": declined.say}, declined.status)
            if declined.wait_s:
                response.headers["Retry-After"] = str(declined.wait_s)
        except StorageError:
            response = desk.html(request, "sorry.html", {"say": _("现在存不了数据，什么都没有改。请过一会儿再试。")}, 503)
        for name, value in door.HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return Route(route.path, answer, methods=route.methods)


def _served(desk: Desk, way: Way) -> Callable[[Request], Coroutine[Any, Any, Response]]:
    async def served(request: Request) -> Response:
        return await _Serving(desk, way, request).answer()

    return served


class _Serving:
    """One request to one address."""

    def __init__(self, desk: Desk, way: Way, request: Request) -> None:
        self.desk = desk
        self.way = way
        self.request = request
        self.now_ms = desk.clock()
        self.token = request.cookies.get(door.COOKIE, "")
        self.hashed = door.hashed(self.token)

    async def answer(self) -> Response:
        if not self.token:
            return self._outside()
        door.take(self.desk.asks, self.hashed)
        if self.way.method == "GET":
            work = self.desk.db.write if self.way.notes else self.desk.db.read
            found = await work(lambda: self._looked(self.way.page))
        else:
            found = await self._sent()
        if found is None:
            return self._outside()
        visit, answer = found
        left = self.request.headers.get(LIVE) == "left"  # a page that keeps itself fresh, and nobody touches it
        if not left and visit.now_ms - visit.worker.seen_ms >= signin.SEEN_EVERY_MS:
            await self.desk.db.write(lambda: desk_sessions.seen(visit.worker.session_id, self.now_ms), patient=True)
        return await self._respond(visit, answer)

    async def _looked(
        self, page: Any, typed: Mapping[str, Sequence[str]] | None = None, wrong: Mapping[str, Saying] | None = None
    ) -> tuple[Visit, Answer] | None:
        visit = await self._visit(typed, wrong)
        return None if visit is None else (visit, await page(visit))

    async def _visit(
        self, typed: Mapping[str, Sequence[str]] | None = None, wrong: Mapping[str, Saying] | None = None
    ) -> Visit | None:
        """Whoever asks, or None where nobody is signed in. Raises NotHere for who may not come here."""
        worker = await signin.worker(self.hashed, self.now_ms)
        if worker is None:
            return None
        if not access.may(worker.roles, self.way.may):
            raise NotHere
        request = self.request
        return Visit(
            worker, self.now_ms, self.desk.zone, voice_of(request, self.desk.zone).at(self.now_ms),
            request.url.path.removeprefix("/desk") or "/", request.path_params, request.query_params, self.desk.morning(self.now_ms),
            typed or {}, wrong or {}, self.desk.links,
        )  # fmt: skip

    async def _sent(self) -> tuple[Visit, Answer] | None:
        given, digest = await self._form()
        if not door.from_here(self.request, self.token, given.pop("from", ()), self.desk.public_url):
            raise Declined(403, door.NOT_FROM_HERE)
        try:
            found = await self._done(given, digest)
        except Wrong as error:
            if self.way.again is None:
                raise Declined(422, error.fields.get("", _("这张表填得不对，请返回再看一下。"))) from error
            typed = {name: said for name, values in given.items() if (said := [one for one in values if isinstance(one, str)])}
            wrong, again = error.fields, self.way.again
            return await self.desk.db.read(lambda: self._looked(again, typed, wrong))
        self.desk.committed()
        return found

    async def _done(self, given: dict[str, list[str | Upload | Photo]], digest: str) -> tuple[Visit, Answer] | None:
        """Do what the form asks for. Pictures are in the store before: what names them is committed in the same breath."""
        fields = [name for name in forms.photo_fields(self.way.form) if given.get(name)]
        if not fields:
            form = await asyncio.to_thread(forms.read, self.way.form, given)  # a table is unpacked beside the loop
            return await self.desk.db.write(lambda: self._acted(form, digest))
        if await self.desk.db.read(self._visit) is None:
            return None
        kept = {name: [await self._plain(name, one) for one in given[name] if isinstance(one, Upload)] for name in fields}
        forms.read(
            self.way.form, {**given, **{name: [Photo("")] for name in fields}}
        )  # what else is wrong is said before any is kept
        async with self.desk.files.sharing:
            try:
                photos = {name: [Photo(await self.desk.files.save(one)) for one in made] for name, made in kept.items()}
            except OSError as error:
                raise Wrong(_("现在存不了照片，什么都没有改。请过一会儿再试。")) from error
            form = forms.read(self.way.form, {**given, **photos})
            try:
                return await self.desk.db.write(lambda: self._acted(form, digest))
            except (Wrong, NotHere):
                await self.desk.db.write(lambda: self._shred([one.blob for made in photos.values() for one in made]))
                raise

    async def _shred(self, blobs: Sequence[str]) -> None:
        """Nothing was done with these pictures: they are destroyed, unless they are in use elsewhere."""
        for blob in blobs:
            if not await web_stored.in_use(blob):
                await errands.add(errands.SHRED, None, blob, self.now_ms)

    async def _plain(self, name: str, upload: Upload) -> bytes:
        made = await self.desk.plain(upload.content) if self.desk.plain is not None else None
        if made is None:
            raise Wrong(**{name: _("这个文件不是能用的照片，请换成 JPEG、PNG 或 WebP 的照片，10MB 以内。")})
        return made

    async def _acted(self, form: msgspec.Struct, digest: str) -> tuple[Visit, Answer] | None:
        """Do what the form asks for, once: the answer to it is kept in the same transaction."""
        visit = await self._visit()
        if visit is None:
            return None
        session_id = visit.worker.session_id
        known = await desk_sessions.answered(session_id, digest)
        if known is not None:
            return visit, msgspec.json.decode(known, type=Done)
        answer = await self.way.page(visit, form)
        if isinstance(answer, Done):
            await desk_sessions.answer(session_id, digest, msgspec.json.encode(answer).decode(), self.now_ms)
        return visit, answer

    async def _form(self) -> tuple[dict[str, list[str | Upload | Photo]], str]:
        """What was sent, and a digest of it: of the page it was sent from, where to, and every byte."""
        request = limited(self.request, MOST_BYTES)
        given: dict[str, list[str | Upload | Photo]] = {}
        digest = hashlib.sha256(self.request.url.path.encode())
        try:
            async with request.form(max_files=10, max_fields=MOST_FIELDS, max_part_size=MOST_BYTES) as form:
                for name, value in form.multi_items():
                    if isinstance(value, UploadFile):
                        content = await value.read()
                        if not value.filename and not content:
                            continue
                        given.setdefault(name, []).append(Upload((value.filename or "")[-100:], content))
                        digest.update(b"\0file" + hashlib.sha256(content).digest())
                    else:
                        given.setdefault(name, []).append(value)
                        digest.update(f"\0{name}\0{value}".encode(errors="replace"))
        except HTTPException as error:
            raise too_large() from error
        return given, digest.hexdigest()

    def _outside(self) -> Response:
        return self.desk.html(self.request, "door.html", {"state": "outside"}, 401)

    async def _respond(self, visit: Visit, answer: Answer) -> Response:
        match answer:
            case Done():
                return self._redirect(answer)
            case Shown():
                return await self._shown(visit, answer)
            case downloads.Download():
                made = to_local(visit.now_ms, visit.zone)
                file = await downloads.write(answer, self.desk.db, visit.voice, made)
                name = f"{visit.voice.say(answer.name)}.xlsx"
                return StreamingResponse(_pieces(file), headers={**_NO_STORE, **_saved_as(name)}, media_type=_XLSX)
            case Blob():
                return await self._blob(answer)
            case Picture():
                return Response(await asyncio.to_thread(answer.draw), headers=_DRAWN, media_type="image/svg+xml")
            case Paper():
                saved = _saved_as(visit.voice.say(answer.name))
                return Response(answer.content, headers={**_NO_STORE, **saved}, media_type="application/octet-stream")

    def _redirect(self, done: Done) -> Response:
        response = RedirectResponse(f"/desk{done.path}".rstrip("/") or "/desk", 303, _NO_STORE)
        if done.said:
            door.leave_word(response, done, secure=self.desk.secure)
        return response

    async def _shown(self, visit: Visit, answer: Shown) -> Response:
        word, here = door.word(self.request), section_of(visit.path)
        values = {
            "visit": visit, "voice": visit.voice, "lang": visit.voice.language, "worker": visit.worker, "may": visit.may,
            "navigation": [one for one in NAVIGATION if visit.may(one.may)], "csrf": door.csrf(self.token),
            "once": secrets.token_urlsafe(9), "typed": visit.typed, "wrong": visit.wrong, "word": word, "now_ms": visit.now_ms,
            "here": here, "style": f"{here}.css" if f"{here}.css" in self.desk.assets else "", **answer.values,
        }  # fmt: skip
        # Beside the loop: a list of a few hundred people is some milliseconds of rendering, and residents must not wait for it.
        content = await asyncio.to_thread(render, self.desk.templates, answer.template, values)
        response = Response(content, 422 if visit.wrong else 200, _NO_STORE, "text/html")
        if word:
            door.forget_word(response)
        return response

    async def _blob(self, answer: Blob) -> Response:
        try:
            content = await self.desk.files.load(answer.blob)
        except (LookupError, OSError) as error:
            raise NotHere from error
        kind = _kind(content)
        headers = {"Cache-Control": "private, max-age=3600"}
        if not kind or answer.name:
            headers |= _saved_as(answer.name or "file")
        return Response(content, headers=headers, media_type=kind or "application/octet-stream")


_DRAWN = {**_NO_STORE, "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox"}
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


def _kind(content: bytes) -> str:
    """The media type of what a page shows by itself; "" for anything else."""
    begins = next((kind for start, kind in _STARTS.items() if content.startswith(start)), "")
    return begins or (_PARTS.get(content[8:12], "") if content[:4] == b"RIFF" or content[4:8] == b"ftyp" else "")


def _saved_as(name: str) -> dict[str, str]:
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}


async def _pieces(file: BinaryIO) -> AsyncIterator[bytes]:
    try:
        while piece := await asyncio.to_thread(file.read, PIECE):
            yield piece
    finally:
        file.close()
