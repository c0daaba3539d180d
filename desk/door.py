"""The door of the desk: the one-time link, the session's cookie, and what protects a form from being sent by somebody else."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from desk.pages import Done
from language.text import Saying, _
from services import codes, signin
from services.signin import CameIn, NoEntry
from web.guard import Buckets, Declined, limited

if TYPE_CHECKING:
    from desk.serving import Desk

COOKIE = "linli_desk"
WORD = "linli_word"
PATH = "/desk"
DOOR_BYTES = 4_096
LONGEST_NAME = 20
NOT_FROM_HERE = _("这张表不是从值守台的页面里交的，请回到页面再试。")
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; connect-src 'self';"
        " base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",  # without it a browser does not say where a form comes from
}


def take(buckets: Buckets, key: str) -> None:
    """Let somebody through who does not ask too often. Raises Declined."""
    try:
        buckets.take(key)
    except Declined as declined:
        raise Declined(429, _("点得有点快，歇几秒再试。"), declined.wait_s) from None


def hashed(token: str) -> str:
    """What is kept of a session's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def csrf(token: str) -> str:
    """What every form of this session carries: nobody who does not have the cookie can know it."""
    return hmac.new(token.encode(), b"linli desk form", hashlib.sha256).hexdigest()[:32]


def from_here(request: Request, token: str, given: Sequence[Any], public_url: str) -> bool:
    """Whether one of our own pages sent this form, in this session."""
    own = len(given) == 1 and isinstance(given[0], str) and given[0].isascii() and hmac.compare_digest(given[0], csrf(token))
    return own and _own_origin(request, public_url)


def _own_origin(request: Request, public_url: str) -> bool:
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    homes = {request.headers.get("host"), urlsplit(public_url).netloc} - {""}
    try:
        return site in (None, "same-origin") and (origin is None or urlsplit(origin).netloc in homes)
    except ValueError:
        return False


def leave_word(response: Response, done: Done, *, secure: bool) -> None:
    """Say something on the next page."""
    value = base64.urlsafe_b64encode(msgspec.json.encode(done)).decode()
    response.set_cookie(WORD, value, max_age=60, path=PATH, secure=secure, httponly=True, samesite="lax")


def word(request: Request) -> Saying | None:
    """What the last form left to say."""
    try:
        return msgspec.json.decode(base64.urlsafe_b64decode(request.cookies.get(WORD, "")), type=Done).said or None
    except (msgspec.MsgspecError, binascii.Error, UnicodeDecodeError, ValueError):
        return None


def forget_word(response: Response) -> None:
    """It was said."""
    response.delete_cookie(WORD, path=PATH)


def routes(desk: Desk) -> list[Route]:
    """Coming in by a link, or by the code in it typed at the door. Looking at it does not use it up: chats fetch a preview of every link."""

    async def link(request: Request) -> Response:
        return await _link(desk, request)

    async def enter(request: Request) -> Response:
        return await _enter(desk, request)

    async def typed(request: Request) -> Response:
        code = codes.plain(request.query_params.get("code", ""))[: codes.LONG]
        return RedirectResponse(f"{PATH}/in/{code or '-'}", 303)

    return [Route("/desk/in", typed), Route("/desk/in/{code}", link), Route("/desk/in/{code}", enter, methods=["POST"])]


async def _link(desk: Desk, request: Request, *, again: bool = False) -> Response:
    take(desk.comes, request.client.host if request.client else "")
    code, now_ms = request.path_params["code"], desk.clock()
    found = await desk.db.read(lambda: signin.look(code, now_ms))
    if isinstance(found, NoEntry):
        return desk.html(request, "door.html", {"state": "gone"}, 404)
    state = "name" if await desk.db.read(lambda: signin.needs_name(found)) else "open"
    return desk.html(request, "door.html", {"state": state, "code": code, "again": again}, 422 if again else 200)


async def _enter(desk: Desk, request: Request) -> Response:
    take(desk.comes, request.client.host if request.client else "")
    if not _own_origin(request, desk.public_url):
        raise Declined(403, NOT_FROM_HERE)
    async with limited(request, DOOR_BYTES).form() as form:
        typed = form.get("name", "")
    name = " ".join(typed.split())[:LONGEST_NAME] if isinstance(typed, str) else ""
    code, now_ms, token = request.path_params["code"], desk.clock(), secrets.token_urlsafe(32)
    agent = request.headers.get("user-agent", "")
    found = await desk.db.read(lambda: signin.look(code, now_ms))
    if not isinstance(found, NoEntry) and not name and await desk.db.read(lambda: signin.needs_name(found)):
        return await _link(desk, request, again=True)
    came = await desk.db.write(lambda: signin.come_in(code, hashed(token), agent, now_ms, name))
    if not isinstance(came, CameIn):
        return desk.html(request, "door.html", {"state": "gone"}, 404)
    response = RedirectResponse(PATH, 303, {"Cache-Control": "no-store"})
    response.set_cookie(
        COOKIE, token, max_age=signin.WHOLE_MS // 1000, path=PATH, secure=desk.secure, httponly=True, samesite="lax"
    )
    return response
