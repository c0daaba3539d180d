"""The door of the desk: the one-time link, the session's cookie, and what protects a form from being sent by somebody else."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from desk import forms
from desk.office import Desk
from desk.pages import Done
from language.text import Saying, _
from services import codes, signin
from services.signin import CameIn, NoEntry, Worker
from web.guard import Declined, address_of, limited

COOKIE = "linli_desk"
WORD = "linli_word"
PATH = "/desk"
DOOR_BYTES = 4_096
LONGEST_NAME = 20
LIVE = "X-Linli-Live"
"""The header with which a page asks for itself again: "left" where nobody has touched it, else "used"."""
NOT_FROM_HERE = _("这张表不是从值守台的页面里交的，请回到页面再试。")
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; connect-src 'self';"
        " base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",  # without it a browser does not say where a form comes from
}


def hashed(token: str) -> str:
    """What is kept of a session's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def csrf(token: str) -> str:
    """What every form of this session carries: nobody who does not have the cookie can know it."""
    return hmac.new(token.encode(), b"linli desk form", hashlib.sha256).hexdigest()[:32]


def of_this_session(token: str, given: Sequence[Any]) -> bool:
    """Whether a form carries what every form of this session does."""
    return len(given) == 1 and isinstance(given[0], str) and given[0].isascii() and hmac.compare_digest(given[0], csrf(token))


def own_origin(request: Request, public_url: str) -> bool:
    """Whether a page of ours sent this, as far as the browser tells."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    homes = {request.headers.get("host"), urlsplit(public_url).netloc} - {""}
    try:
        return site in (None, "same-origin") and (origin is None or urlsplit(origin).netloc in homes)
    except ValueError:
        return False


def leave_word(desk: Desk, request: Request, response: Response, done: Done) -> None:
    """Say something on the next page."""
    value = base64.urlsafe_b64encode(msgspec.json.encode(done)).decode()
    response.set_cookie(WORD, value, max_age=60, path=PATH, secure=_secure(desk, request), httponly=True, samesite="lax")


def word(request: Request) -> Saying | None:
    """What the last form left to say."""
    try:
        return msgspec.json.decode(base64.urlsafe_b64decode(request.cookies.get(WORD, "")), type=Done).said or None
    except (msgspec.MsgspecError, binascii.Error, UnicodeDecodeError, ValueError):
        return None


def forget_word(response: Response) -> None:
    """It was said."""
    response.delete_cookie(WORD, path=PATH)


async def worker(desk: Desk, request: Request) -> Worker | None:
    """Who works with this browser."""
    token = request.cookies.get(COOKIE, "")
    if not token:
        return None
    token_hash, now_ms = hashed(token), desk.clock()
    return await desk.db.read(lambda: signin.worker(token_hash, now_ms))


def outside(desk: Desk, request: Request, typed: Mapping[str, Sequence[str]] | None = None) -> Response:
    """The door, for who is not signed in (any more); what they had `typed` into a form is theirs to send again."""
    values = {"state": "outside", "action": address(request), "typed": typed or {}}
    response = desk.html(request, "door.html", values, 401)
    if COOKIE in request.cookies and LIVE not in request.headers:  # it opens nothing; and who goes back finds nothing kept
        response.delete_cookie(COOKIE, path=PATH, secure=_secure(desk, request), httponly=True, samesite="lax")
    return response


def address(request: Request) -> str:
    """Where a request went, as a form says it."""
    return f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path


def routes(desk: Desk) -> list[Route]:
    """Coming in by a link, or by the code in it typed at the door. Looking at it does not use it up: chats fetch a preview of every link."""

    async def link(request: Request) -> Response:
        return await _link(desk, request)

    async def enter(request: Request) -> Response:
        return await _enter(desk, request)

    async def typed(request: Request) -> Response:
        code = codes.plain(request.query_params.get("code", "").rpartition("/")[2])[: codes.LENGTH + codes.LONG]
        return RedirectResponse(f"{PATH}/in/{code or '-'}", 303)

    return [Route("/desk/in", typed), Route("/desk/in/{code}", link), Route("/desk/in/{code}", enter, methods=["POST"])]


def _come(desk: Desk, request: Request) -> str:
    """The code that somebody tries. Raises Declined where there were too many."""
    code: str = request.path_params["code"]
    desk.tries.come(address_of(request), code)
    return code


async def _link(desk: Desk, request: Request) -> Response:
    return await _shown(desk, request, _come(desk, request))


async def _shown(desk: Desk, request: Request, code: str, *, again: bool = False) -> Response:
    now_ms = desk.clock()
    found = await desk.db.read(lambda: signin.look(code, now_ms))
    if isinstance(found, NoEntry):
        return _gone(desk, request)
    state = "name" if await desk.db.read(lambda: signin.needs_name(found)) else "open"
    values = {"state": state, "code": code, "again": again, "here": await worker(desk, request)}
    return desk.html(request, "door.html", values, 422 if again else 200)


async def _enter(desk: Desk, request: Request) -> Response:
    code = _come(desk, request)
    if not own_origin(request, desk.public_url):
        raise Declined(403, NOT_FROM_HERE)
    async with limited(request, DOOR_BYTES).form() as form:
        typed = form.get("name", "")
    name = " ".join(forms.UNSTORABLE.sub("", typed).split())[:LONGEST_NAME] if isinstance(typed, str) else ""
    now_ms, token = desk.clock(), secrets.token_urlsafe(32)
    agent, before = request.headers.get("user-agent", ""), hashed(request.cookies.get(COOKIE, ""))
    found = await desk.db.read(lambda: signin.look(code, now_ms))
    if not isinstance(found, NoEntry) and not name and await desk.db.read(lambda: signin.needs_name(found)):
        return await _shown(desk, request, code, again=True)
    came = await desk.db.write(lambda: signin.come_in(code, hashed(token), agent, now_ms, name, before))
    if not isinstance(came, CameIn):
        return _gone(desk, request)
    response = RedirectResponse(PATH, 303, {"Cache-Control": "no-store"})
    response.set_cookie(
        COOKIE, token, max_age=signin.WHOLE_MS // 1000, path=PATH, secure=_secure(desk, request), httponly=True, samesite="lax"
    )
    return response


def _gone(desk: Desk, request: Request) -> Response:
    desk.tries.fail()
    return desk.html(request, "door.html", {"state": "gone"}, 404)


def _secure(desk: Desk, request: Request) -> bool:
    """Whether cookies may travel over HTTPS only."""
    return desk.secure or request.url.scheme == "https"
