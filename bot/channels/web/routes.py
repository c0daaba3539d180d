"""What the page may ask for."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from functools import partial
from urllib.parse import quote

import msgspec
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from bot import recordings
from bot.channels.web import replies, uploads, wire
from bot.channels.web.channel import WebChannel
from language.message import Attached, Incoming
from language.text import _
from storage import web
from storage.database import StorageError
from web.guard import Declined, SafeHeaders, address_of, from_our_page, limited, resting, unclear, voice_of

MOST_JSON_BYTES = 64 * 1024
MOST_CHARACTERS = 4_000
HISTORY = 60
"""Messages that a page shows when it opens, and each time older ones are asked for."""
CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def app(channel: WebChannel, routes: Sequence[BaseRoute] = ()) -> Starlette:
    """The web chat as an application; `routes` are others that live on the same port."""
    pages = Pages(channel)
    return Starlette(
        routes=[
            Route("/", pages.page),
            Route("/manifest.webmanifest", pages.manifest),
            Route("/worker.js", pages.worker),
            Route("/a/{version}/{name}", pages.asset),
            Route("/session", pages.session, methods=["POST"]),
            Route("/events", pages.events),
            Route("/history", pages.history),
            Route("/send", pages.send, methods=["POST"]),
            Route("/upload", pages.upload, methods=["POST"]),
            Route("/file/{blob}", pages.file),
            Route("/leave", pages.leave, methods=["POST"]),
            *routes,
        ],
        middleware=[Middleware(SafeHeaders)],
        exception_handlers=replies.HANDLERS,
    )


class Pages:
    """The handlers, in the order in which a page calls them."""

    def __init__(self, channel: WebChannel) -> None:
        self.channel = channel

    async def page(self, request: Request) -> Response:
        return self.channel.assets.page(request, await self.channel.title())

    async def manifest(self, request: Request) -> Response:
        return self.channel.assets.manifest(request, await self.channel.title())

    async def worker(self, request: Request) -> Response:
        return self.channel.assets.worker(request)

    async def asset(self, request: Request) -> Response:
        return self.channel.assets.file(request)

    async def session(self, request: Request) -> Response:
        """Open the device's session, or go on with it. Only the page's script asks for this, so a crawler leaves no trace."""
        channel = self.channel
        from_our_page(request, channel.public_url)
        session = await channel.sessions.find(request)
        response = Response(media_type="application/json")
        if session is None:
            channel.sessions_of_address.take(address_of(request))
            await channel.sessions.create(response)
            fresh = True
        else:
            external_id = session.external_id
            await channel.sessions.renew(session, request, response)
            fresh = not await channel.db.read(lambda: web.before(external_id, web.NEWEST, 1))
        response.body = msgspec.json.encode(wire.Opening(await channel.title(), fresh, channel.menu))
        response.headers["Content-Length"] = str(len(response.body))
        response.headers["Cache-Control"] = "no-store"
        return response

    async def events(self, request: Request) -> Response:
        """The line on which messages arrive: first what the page has missed, then each as it comes."""
        session = await self.channel.sessions.require(request)
        after = _number(request.headers.get("last-event-id") or request.query_params.get("after", "0"))
        if self.channel.streams.full:
            raise resting()
        return StreamingResponse(
            self._follow(session.external_id, after),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )

    async def _follow(self, external_id: str, after: int) -> AsyncIterator[str]:
        channel = self.channel
        line = channel.streams.open(external_id)
        try:
            more = False
            if after == 0:
                found = await channel.db.read(lambda: web.before(external_id, web.NEWEST, HISTORY + 1))
                more, recent = len(found) > HISTORY, found[-HISTORY:]
                for kept in recent:
                    yield _event(kept)
                    after = kept.id
            told = False
            while not line.ended:
                line.woken.clear()  # before looking: what is committed meanwhile wakes the line again
                found = await channel.db.read(partial(web.after, external_id, after, HISTORY))
                for kept in found:
                    yield _event(kept)
                    after = kept.id
                if not found and not told:
                    told = True
                    yield f"event: ready\ndata: {wire.dump({'more': more})}\n\n"
                elif not found and not await line.wait(channel.heartbeat_s):
                    yield "event: here\ndata: {}\n\n"
            yield f"event: {line.ended}\ndata: {{}}\n\n"
        except StorageError:
            return  # the page comes back and asks again
        finally:
            channel.streams.close(line)

    async def history(self, request: Request) -> Response:
        """Older messages than ?before=<id>."""
        session = await self.channel.sessions.require(request)
        before = _number(request.query_params.get("before", "0"))
        found = await self.channel.db.read(lambda: web.before(session.external_id, before, HISTORY + 1))
        return replies.json(wire.Earlier([wire.event(kept) for kept in found[-HISTORY:]], len(found) > HISTORY))

    async def send(self, request: Request) -> Response:
        """One act of the person. Answered after it is committed; the same id again is the same act and changes nothing."""
        session = await self._sender(request)
        body = await limited(request, MOST_JSON_BYTES).body()
        try:
            act = msgspec.json.decode(body, type=wire.Act)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise unclear() from error
        given = [act.text.strip(), act.tap, act.contact, act.place]
        if sum(bool(thing) for thing in given) != 1 or not CLIENT_ID.fullmatch(act.id) or len(act.tap.encode()) > 64:
            raise unclear()
        if act.place and not (-90 <= act.place.latitude <= 90 and -180 <= act.place.longitude <= 180):
            raise unclear()
        if len(act.text) + len(act.contact) > MOST_CHARACTERS:
            raise Declined(413, _("这段话太长了，请分成几次发。"))
        text, contact = _storable(act.text), _storable(act.contact)
        place = voice_of(request).say(_("📍 我的位置")) if act.place else ""
        said = wire.Bubble(place or await self._words(session.external_id, act, text, contact))
        incoming = self._incoming(session, request, act.id)
        incoming = msgspec.structs.replace(
            incoming, text=text, tap=_storable(act.tap), tapped=_storable(act.tapped), contact=contact, place=act.place
        )
        return await self._take(session, act.id, said, incoming)

    async def upload(self, request: Request) -> Response:
        """A photo, a voice message or a table. Sent again with the same id, it is not stored again."""
        session = await self._sender(request)
        client_id, name, content = await uploads.read(request)
        if not CLIENT_ID.fullmatch(client_id):
            raise unclear()
        external_id, now_ms = session.external_id, self.channel.clock()
        known = await self.channel.db.read(lambda: web.heard(external_id, client_id))
        sheet = msgspec.json.decode(known, type=wire.Bubble).document if known else None
        if sheet is None:
            kind = await uploads.kind_of(content)
            try:
                sheet = wire.Sheet(await self.channel.files.save(content), _storable(name) if kind == "document" else "", kind)
            except OSError as error:
                raise resting() from error
            granted = sheet
            await self.channel.db.write(lambda: web.grant_file(external_id, granted.blob, granted.name, now_ms))
        attached = Attached(sheet.kind, sheet.blob, len(content))
        incoming = msgspec.structs.replace(self._incoming(session, request, client_id), files=(attached,))
        return await self._take(session, client_id, wire.Bubble(document=sheet), incoming)

    async def file(self, request: Request) -> Response:
        """A file, for the person to whom or by whom it was sent; for everybody else it does not exist."""
        session = await self.channel.sessions.require(request)
        blob = request.path_params["blob"]
        name = await self.channel.db.read(lambda: web.file_name(session.external_id, _storable(blob)))
        gone = Declined(404, _("这个文件已经不在了。"))
        if name is None:
            raise gone
        try:
            content = await self.channel.files.load(blob)
        except (LookupError, OSError) as error:
            raise gone from error
        shown = uploads.photo_type(content) or recordings.media_type(content)
        headers = {"Cache-Control": "private, max-age=86400"}
        if not shown:
            headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name or 'file', safe='')}"
        return Response(content, headers=headers, media_type=shown or "application/octet-stream")

    async def leave(self, request: Request) -> Response:
        """Forget this device and what was said on it."""
        from_our_page(request, self.channel.public_url)
        session = await self.channel.sessions.require(request)
        await self.channel.forget(session.external_id)
        response = Response(status_code=204)
        self.channel.sessions.forget(response)
        return response

    async def _sender(self, request: Request) -> web.Session:
        from_our_page(request, self.channel.public_url)
        self.channel.sends_of_address.take(address_of(request))
        session = await self.channel.sessions.require(request)
        self.channel.sends.take(session.external_id)
        return session

    def _incoming(self, session: web.Session, request: Request, client_id: str) -> Incoming:
        return Incoming(
            channel=self.channel.name,
            update_id=f"{session.external_id}:{client_id}",
            sender=session.external_id,
            chat=session.external_id,
            at_ms=self.channel.clock(),
            language=voice_of(request).language,
        )

    async def _words(self, external_id: str, act: wire.Act, text: str, contact: str) -> str:
        """The act as it stands in the person's own bubble; empty for what the page said of its own accord."""
        if act.tap:
            message_id = _number(act.tapped or "0")
            shown = await self.channel.db.read(lambda: web.shown(external_id, message_id)) if message_id else None
            faces = [msgspec.json.decode(shown, type=wire.Bubble)] if shown else []
            faces += [wire.Bubble(buttons=menu) for menu in self.channel.menu.values()]
            return next(filter(None, (sheet.label(act.tap) for sheet in faces)), "")
        return "" if text.startswith("/start") else text or contact

    async def _take(self, session: web.Session, client_id: str, said: wire.Bubble, incoming: Incoming) -> Response:
        """Keep the person's own side first, so that the answer stands below it, then hand the act to the house."""
        external_id = session.external_id
        async with self.channel.counted(incoming):
            if said != wire.Bubble():
                body = wire.dump(said)
                if await self.channel.db.write(lambda: web.hear(external_id, client_id, body, incoming.at_ms)):
                    self.channel.streams.wake(external_id)
            receipt = await self.channel.receive(incoming)
        return replies.json(wire.Answer(receipt.toast))


def _event(kept: web.Kept) -> str:
    return f"id: {kept.id}\ndata: {wire.dump(wire.event(kept))}\n\n"


def _number(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or len(text) > 18:
        raise unclear()
    return int(text)


def _storable(text: str) -> str:
    """The text without what no database keeps."""
    return UNSTORABLE.sub("", text)
