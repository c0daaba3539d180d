"""The Bot API as calls with ready payloads, and its errors as the house knows them."""

from __future__ import annotations

import json
import re
from collections.abc import Coroutine
from types import TracebackType
from typing import Any, Self

import aiohttp
import msgspec
from telegram import Bot
from telegram.error import NetworkError

from bot.channels.telegram.express import Express
from bot.channels.telegram.request import READ_TIMEOUT_S, AiohttpRequest, NotSent
from reminders.channel import Moved, OutcomeUnknown, Refused, RetryAfter, Unreachable

OFFICIAL = "https://api.telegram.org/bot"
UPLOAD_TIMEOUT_S = 60.0
RETRY_S = 1.0
_LENIENT = json.JSONDecoder(strict=False)
_HEADER_BREAKERS = re.compile(r'[\x00-\x1f\x7f"\\/]')
GONE = ("chat not found", "user is deactivated", "user_is_deactivated", "peer_id_invalid", "group chat was deactivated")


class BadToken(Exception):
    """Telegram does not know the bot's token."""

    def __init__(self) -> None:
        super().__init__("Telegram does not accept the bot token: copy it again from @BotFather into [telegram] token.")


class Conflict(Refused):
    """Somebody else reads this bot's updates, or a webhook is set."""


class Api:
    """The Bot API of one bot. `bot` is python-telegram-bot's typed client on the same connections; use as an async context.

    `base_url` is meant as python-telegram-bot means it: it ends in `/bot`, and files are under `/file/bot` beside it.
    """

    def __init__(self, token: str, base_url: str = OFFICIAL, proxy: str = "", *, read_timeout: float = READ_TIMEOUT_S) -> None:
        self._request = AiohttpRequest(proxy, read_timeout=read_timeout)
        # A pool of its own, so that a rush of messages waiting for a connection never delays the next getUpdates.
        self._polling = AiohttpRequest(proxy, connections=2)
        self._url = f"{base_url}{token}/"
        self._express = None if proxy else Express(self._url, read_timeout)
        files = f"{base_url.removesuffix('/bot')}/file/bot"
        self._file_url = f"{files}{token}/"
        self.bot = Bot(token, base_url, files, request=self._request, get_updates_request=self._polling)

    async def __aenter__(self) -> Self:
        await self._request.initialize()
        await self._polling.initialize()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._express:
            self._express.close()
        await self._request.shutdown()
        await self._polling.shutdown()

    async def post(self, method: str, payload: bytes | str) -> Any:
        """Call a method with its ready JSON and return the result.

        Raises Unreachable, Moved, RetryAfter, OutcomeUnknown, Refused or BadToken.
        """
        body = payload.encode() if isinstance(payload, str) else payload
        if self._express is None:
            return await _asked(self._request, self._url + method, body)
        return result_of(*await _told(self._express.post(method, body)))

    async def updates(self, payload: bytes, wait_s: float) -> Any:
        """getUpdates with a long poll of `wait_s` seconds. Raises as `post` does."""
        return await _asked(self._polling, self._url + "getUpdates", payload, wait_s + READ_TIMEOUT_S)

    async def upload(self, method: str, fields: dict[str, str], part: str, name: str, content: bytes) -> Any:
        """Call a method that takes a file, sent as `part` under the file name `name`. Raises as `post` does."""
        form = aiohttp.FormData(fields, quote_fields=False)  # or 名单.xlsx would arrive as %E5%90%8D…
        form.add_field(part, content, filename=_HEADER_BREAKERS.sub("_", name), content_type="application/octet-stream")
        return await _asked(self._request, self._url + method, form, UPLOAD_TIMEOUT_S)

    async def download(self, path: str) -> bytes:
        """The bytes of a file that getFile named. Raises RetryAfter, OutcomeUnknown or Refused."""
        status, content = await _exchanged(self._request, "GET", self._file_url + path, None, UPLOAD_TIMEOUT_S)
        if status == 200:
            return content
        if status == 429 or status >= 500:
            raise RetryAfter(RETRY_S)
        raise Refused(f"the file is not there any more ({status})")


async def _asked(request: AiohttpRequest, url: str, body: bytes | aiohttp.FormData, read_timeout: float | None = None) -> Any:
    status, answer = await _exchanged(request, "POST", url, body, read_timeout)
    return result_of(status, answer)


async def _exchanged(
    request: AiohttpRequest, method: str, url: str, body: bytes | aiohttp.FormData | None, read_timeout: float | None
) -> tuple[int, bytes]:
    return await _told(request.exchange(method, url, body, read_timeout))


async def _told(exchange: Coroutine[Any, Any, tuple[int, bytes]]) -> tuple[int, bytes]:
    try:
        return await exchange
    except NotSent as error:
        raise RetryAfter(RETRY_S, asked=False) from error
    except NetworkError as error:
        raise OutcomeUnknown(str(error)) from error


def result_of(status: int, body: bytes) -> Any:
    """The `result` of the Bot API's answer. Raises as `Api.post` does.

    Where the strict, fast parser gives up the lenient one has a go: an update with half of a surrogate pair in it must not hide
    those behind it.
    """
    answer: Any
    try:
        answer = msgspec.json.decode(body)
    except (ValueError, RecursionError):
        try:
            answer = _LENIENT.decode(body.decode("utf-8", "replace"))
        except (ValueError, RecursionError):
            answer = None
    if not isinstance(answer, dict):
        answer = {}
    if status == 200 and answer.get("ok") is True and "result" in answer:
        return answer["result"]
    if status >= 500:  # perhaps with this message alone: it is tried again, and the others need not wait for it
        raise OutcomeUnknown(f"Telegram has trouble of its own ({status})")
    if status < 300:  # it said yes in words that nobody can read
        raise OutcomeUnknown("Telegram's answer could not be read")
    description = str(answer.get("description", f"HTTP {status}"))
    parameters = answer.get("parameters")
    raise _refusal(status, description, parameters if isinstance(parameters, dict) else {})


def _refusal(status: int, description: str, parameters: dict[str, Any]) -> Exception:
    if to := parameters.get("migrate_to_chat_id"):
        return Moved(str(to))
    if status == 429:
        seconds = parameters.get("retry_after")
        return RetryAfter(float(seconds) if isinstance(seconds, int | float) else RETRY_S)
    if status in (401, 404):  # 404 is Telegram's answer to a token that does not even look like one
        return BadToken()
    if status == 403 or (status == 400 and any(gone in description.lower() for gone in GONE)):
        return Unreachable(description)
    return Conflict(description) if status == 409 else Refused(description)
