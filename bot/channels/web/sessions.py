"""Who is who: a random token in a cookie that no script can read, of which only the hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response

from language.text import _
from storage import web
from storage.database import Database
from web.guard import Declined

COOKIE = "linli"
DAY_MS = 86_400_000
IDLE_MS = 400 * DAY_MS
"""A device not seen for this long is forgotten; also the longest that browsers keep a cookie."""


class Sessions:
    """Opens and recognises devices. `secure` says that the page is served over HTTPS only."""

    def __init__(self, db: Database, clock: Callable[[], int], secure: bool) -> None:
        self.db = db
        self.clock = clock
        self.secure = secure

    async def find(self, request: Request) -> web.Session | None:
        """The device that sent this request, or None for one not known (any more)."""
        token = request.cookies.get(COOKIE, "")
        if not token:
            return None
        token_hash, now_ms = _hash(token), self.clock()
        return await self.db.read(lambda: web.session(token_hash, now_ms - IDLE_MS))

    async def require(self, request: Request) -> web.Session:
        """Like `find`, but raises Declined for a device that is not known: the page then opens a session and sends again."""
        session = await self.find(request)
        if session is None:
            raise Declined(401, _("好久不见，正在重新打开聊天。"))
        return session

    async def create(self, response: Response) -> str:
        """A new device, whose token travels with the response. Returns its external id."""
        token, external_id, now_ms = secrets.token_urlsafe(32), secrets.token_hex(8), self.clock()
        await self.db.write(lambda: web.open_session(_hash(token), external_id, now_ms))
        self._set(response, token)
        return external_id

    async def renew(self, session: web.Session, request: Request, response: Response) -> None:
        """Note that the device was here, once a day, and let its cookie live on."""
        now_ms = self.clock()
        if now_ms - session.seen_ms >= DAY_MS:
            await self.db.write(lambda: web.touch(session.id, now_ms))
            self._set(response, request.cookies[COOKIE])

    def forget(self, response: Response) -> None:
        """Take the cookie away."""
        response.delete_cookie(COOKIE, secure=self.secure, httponly=True, samesite="lax")

    def _set(self, response: Response, token: str) -> None:
        response.set_cookie(COOKIE, token, max_age=IDLE_MS // 1000, secure=self.secure, httponly=True, samesite="lax")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
