"""Turns pages into an application: who asks, may they, one snapshot or one transaction, and the answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import replace
from typing import Any

import msgspec
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from desk import access, door, forms, photos
from desk.answers import Line, respond
from desk.door import LIVE
from desk.forms import Wrong
from desk.office import Desk
from desk.pages import Answer, Done, NotHere, Visit, Way
from desk.receiving import Received, receive
from desk.sections import WAYS
from language.text import Saying, _
from services import signin
from storage import desk_sessions
from storage.database import StorageError
from web.guard import Declined, address_of, voice_of

PATIENCE_S = 20
"""So long a form may take to come from where nobody is signed in any more."""
METHODS = ["GET", "POST"]
_GONE = _("这里没有您要看的，也许已经变了，或者不归您管。")
_BUSY = _("现在存不了数据，什么都没有改。请过一会儿再试。")
_OURS = _("我们这边出了点问题，请返回再试一次；还不行就告诉管理员。")
_ANEW = _("您重新登录过了。刚才填的还在，看一下，再交一次。")


class Outside(Exception):
    """Nobody is signed in with this browser (any more)."""


def routes(desk: Desk) -> list[BaseRoute]:
    """The desk's addresses, all below /desk."""

    async def asset(request: Request) -> Response:
        return desk.assets.file(request)

    async def live(request: Request) -> Response:
        async def still() -> bool:
            try:
                return await door.worker(desk, request) is not None
            except StorageError:
                return False

        if desk.live.full or not await still():
            return Response(status_code=204)  # a page that is told "no content" does not ask again
        return Line(desk.live.follow(still), {"X-Accel-Buffering": "no"}, "text/event-stream")

    async def nothing(request: Request) -> Response:
        raise NotHere

    made = [
        Route("/desk/a/{version}/{name}", asset),
        Route("/desk/live", live),
        *door.routes(desk),
        *(Route(f"/desk{way.path}".rstrip("/"), _served(desk, way), methods=[way.method]) for way in WAYS),
        *(Route(f"/desk{way.path}", _served(desk, way)) for way in _opened_again()),
        Route("/desk/{rest:path}", nothing, methods=METHODS),
    ]
    return [_guarded(desk, route) for route in made]


def _opened_again() -> list[Way]:
    """The page of each form that has another address than the form's own: whoever goes there anew finds it."""
    pages = {way.page: way for way in WAYS if way.method == "GET"}
    taken = {page.path for page in pages.values()}
    forms_of = [(way.path, pages[way.again]) for way in WAYS if way.again in pages and way.path not in taken]
    return [replace(page, path=path) for path, page in forms_of]


def _guarded(desk: Desk, route: Route) -> Route:
    """The same route, whose errors are answered with a page, and whose answers carry the desk's headers."""
    inner: Callable[[Request], Awaitable[Response]] = route.endpoint

    async def answer(request: Request) -> Response:
        try:
            response = await inner(request)
        except Outside:
            received = _received(request)
            response = door.outside(desk, request, received.typed if received else None)
        except NotHere:
            response = _sorry(desk, request, _GONE, 404)
        except Declined as declined:
            response = _sorry(desk, request, declined.say, declined.status)
            if declined.wait_s:
                response.headers["Retry-After"] = str(declined.wait_s)
        except StorageError:
            response = _sorry(desk, request, _BUSY, 503)
        except ClientDisconnect:
            raise
        except Exception as error:
            desk.failed(f"{request.method} {route.path}", error)
            response = _sorry(desk, request, _OURS, 500)
        for name, value in door.HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return Route(route.path, answer, methods=route.methods)


def _sorry(desk: Desk, request: Request, say: Saying, status: int) -> Response:
    """A sentence. Where it was our fault, what somebody typed into a form is there to be sent again."""
    received = _received(request) if status >= 500 else None
    values = {"say": say, "action": door.address(request), "typed": received.words if received else {}}
    return desk.html(request, "sorry.html", values, status)


def _received(request: Request) -> Received | None:
    """The form of this request, as far as it was read."""
    found: Received | None = getattr(request.state, "received", None)
    return found


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
        if self.token:
            self.desk.asks.take(self.hashed)
        visit, answer = await (self._asked() if self.way.method == "GET" else self._sent())
        self.desk.tries.know(address_of(self.request))
        left = self.request.headers.get(LIVE) == "left"  # a page that keeps itself fresh, and nobody touches it
        if not left and visit.now_ms - visit.worker.seen_ms >= signin.SEEN_EVERY_MS:
            await self.desk.db.write(lambda: desk_sessions.seen(visit.worker.session_id, self.now_ms), patient=True)
        return await respond(self.desk, self.request, visit, answer)

    async def _asked(self) -> tuple[Visit, Answer]:
        work = self.desk.db.write if self.way.notes else self.desk.db.read
        return await work(lambda: self._looked(self.way.page))

    async def _looked(
        self, page: Any, typed: Mapping[str, Sequence[str]] | None = None, wrong: Mapping[str, Saying] | None = None
    ) -> tuple[Visit, Answer]:
        visit = await self._visit(typed, wrong)
        return visit, await page(visit)

    async def _visit(
        self, typed: Mapping[str, Sequence[str]] | None = None, wrong: Mapping[str, Saying] | None = None
    ) -> Visit:
        """Whoever asks. Raises Outside where nobody is signed in, and NotHere for who may not come here."""
        worker = await signin.worker(self.hashed, self.now_ms)
        if worker is None:
            raise Outside
        if not access.may(worker.roles, self.way.may):
            raise NotHere
        request = self.request
        return Visit(
            worker, self.now_ms, self.desk.zone, voice_of(request, self.desk.zone).at(self.now_ms),
            request.url.path.removeprefix("/desk") or "/", request.path_params, request.query_params, self.desk.morning(self.now_ms),
            typed or {}, wrong or {}, self.desk.links, LIVE in request.headers,
        )  # fmt: skip

    async def _sent(self) -> tuple[Visit, Answer]:
        """Do what a form asks for, or show its page again with what is wrong. Nobody but who may is listened to for long."""
        if not door.own_origin(self.request, self.desk.public_url):
            raise Declined(403, door.NOT_FROM_HERE)
        try:
            await self.desk.db.read(self._visit)
        except Outside:
            if self.way.again is not None:
                self.request.state.received = await self._of_a_stranger()
            raise
        received = self.request.state.received = await receive(self.request)
        if not door.of_this_session(self.token, received.given.get("from", ())):
            return await self._again(received, {"": _ANEW}, Declined(403, door.NOT_FROM_HERE))
        try:
            found = await self._done(received)
        except Wrong as wrong:
            otherwise = wrong.fields.get("", _("这张表填得不对，请返回再看一下。"))
            return await self._again(received, wrong.fields, Declined(422, otherwise))
        self.desk.committed()
        return found

    async def _of_a_stranger(self) -> Received | None:
        """What somebody sends who is signed in no more: it is given back. Anybody could send much of it, so only a little waits at a time."""
        self.desk.tries.of_address.take(address_of(self.request))
        try:
            async with asyncio.timeout(PATIENCE_S), self.desk.strangers:
                return await receive(self.request)
        except TimeoutError:
            return None

    async def _again(self, received: Received, wrong: Mapping[str, Saying], otherwise: Declined) -> tuple[Visit, Answer]:
        """The page of the form, with what was typed. Raises `otherwise` where it has none."""
        again = self.way.again
        if again is None:
            raise otherwise
        return await self.desk.db.read(lambda: self._looked(again, received.typed, wrong))

    async def _done(self, received: Received) -> tuple[Visit, Answer]:
        async with photos.kept(self.desk, self.way.form, received.given) as given:
            form = await asyncio.to_thread(forms.read, self.way.form, given)  # a table is unpacked beside the loop
            return await self.desk.db.write(lambda: self._acted(form, received.digest))

    async def _acted(self, form: msgspec.Struct, digest: str) -> tuple[Visit, Answer]:
        """Do what the form asks for, once: the answer to it is kept in the same transaction."""
        visit = await self._visit()
        session_id = visit.worker.session_id
        known = await desk_sessions.answered(session_id, digest)
        if known is not None:
            return visit, msgspec.json.decode(known, type=Done)
        answer = await self.way.page(visit, form)
        if isinstance(answer, Done):
            await desk_sessions.answer(session_id, digest, msgspec.json.encode(answer).decode(), self.now_ms)
        return visit, answer
