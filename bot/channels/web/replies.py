"""How the house answers the page: JSON, and one kind sentence where something is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from language.text import _
from storage.database import StorageError
from web.guard import Declined, resting, voice_of


def json(value: Any, status: int = 200) -> Response:
    """A JSON answer that nobody may keep."""
    return Response(msgspec.json.encode(value), status, {"Cache-Control": "no-store"}, "application/json")


async def declined(request: Request, error: Exception) -> Response:
    """What is turned away at the door."""
    assert isinstance(error, Declined)
    voice = voice_of(request)
    if "text/html" in request.headers.get("accept", ""):
        response = _page(request, voice.say(error.say), voice.say(_("返回")), error.status)
    else:
        response = json({"say": voice.say(error.say)}, error.status)
    if error.wait_s:
        response.headers["Retry-After"] = str(error.wait_s)
    return response


def _page(request: Request, say: str, back: str, status: int) -> Response:
    """The same for a person who opened an address rather than for a page that asked."""
    home = "/desk" if request.url.path.startswith("/desk") else "/"
    content = (
        f'<!doctype html><meta charset="utf-8"><title>{escape(say)}</title><p>{escape(say)}</p><a href="{home}">{back}</a>'
    )
    return Response(content, status, {"Cache-Control": "no-store"}, "text/html")


async def busy(request: Request, error: Exception) -> Response:
    """Nothing can be stored now: the page tries again."""
    return await declined(request, resting())


async def hung_up(request: Request, error: Exception) -> Response:
    """The page went away in the middle of a request; nobody reads this."""
    return Response(status_code=400)


async def no_such_page(request: Request, error: Exception) -> Response:
    """An address, or a way of asking, that there is not."""
    status = error.status_code if isinstance(error, HTTPException) else 404
    return await declined(request, Declined(status, _("没有这个页面，请回到聊天首页。")))


async def broken(request: Request, error: Exception) -> Response:
    """A mistake of ours. The server logs it; the page tries again."""
    say = _("我们这边出了点问题，您的话还留着，过一会儿会自动再发。")
    if request.url.path.startswith("/desk"):
        say = _("我们这边出了点问题，请返回再试一次；还不行就告诉管理员。")
    return await declined(request, Declined(500, say))


HANDLERS: Mapping[Any, Any] = {
    Declined: declined,
    StorageError: busy,
    HTTPException: no_such_page,
    ClientDisconnect: hung_up,
    Exception: broken,
}
"""Which sentence answers which error."""
