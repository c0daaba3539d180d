"""A Bot API made for load: long polling with true confirm semantics, every other call answered at once, nothing checked.

It runs in the process of the bench, the bot under test in another one, and they talk over loopback. Every call is told to `hear`
after its answer has been written, so what a resident does next never delays the answer the bot waits for.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from typing import Any, cast
from urllib.parse import parse_qsl

import httptools
import msgspec

TOKEN = "42:BENCH-token-of-nobody-000000000000000"
_ME = b'{"id":42,"is_bot":true,"first_name":"Linli","username":"linli_bench_bot","can_join_groups":true}'
_WEBHOOK = b'{"url":"","has_custom_certificate":false,"pending_update_count":0}'
_TOO_FAST = b'{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 1","parameters":{"retry_after":1}}'
_PLAIN = {"getme": _ME, "getwebhookinfo": _WEBHOOK, "getmycommands": b"[]"}


class Button(msgspec.Struct):
    """An inline button as it stands under a message."""

    text: str = ""
    callback_data: str = ""


class Markup(msgspec.Struct):
    """The part of a reply markup that a resident can tap."""

    inline_keyboard: list[list[Button]] = []


class Call(msgspec.Struct):
    """One call of the bot. `message_id` is set when it puts a message before a resident; `at` is `time.perf_counter()`."""

    method: str
    fields: dict[str, Any]
    at: float
    message_id: int = 0

    @property
    def chat(self) -> int:
        return int(self.fields.get("chat_id", 0))

    @property
    def text(self) -> str:
        return str(self.fields.get("text") or self.fields.get("caption") or "")

    @property
    def buttons(self) -> list[Button]:
        """The inline buttons, row after row."""
        markup = self.fields.get("reply_markup")
        if not markup:
            return []
        read = msgspec.json.decode(markup, type=Markup) if isinstance(markup, str) else msgspec.convert(markup, Markup)
        return [button for row in read.inline_keyboard for button in row]


class FakeApi:
    """The server. `open` it, give `base_url` to the bot, `put` updates, and hear what the bot calls.

    At most `per_second` messages are taken within any one second; the next is `refused` (429) and not heard. 0 takes all that come.
    """

    def __init__(self, per_second: int = 0) -> None:
        self.refused = 0
        self.hear: Callable[[Call], None] = lambda call: None
        self.polled = asyncio.Event()
        self.port = 0
        self._server: asyncio.Server | None = None
        self._updates: deque[tuple[int, bytes]] = deque()
        self._last_update = 0
        self._last_message = 0
        self._poll: tuple[_Connection, int, asyncio.TimerHandle] | None = None
        self._flushing = False
        self._per_second = per_second
        self._taken: deque[float] = deque(maxlen=per_second or 1)

    async def open(self) -> None:
        """Listen on a free port of the loopback interface."""
        self._server = await asyncio.get_running_loop().create_server(lambda: _Connection(self), "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Stop listening and forget the poll that still waits."""
        if self._poll:
            self._poll[2].cancel()
            self._poll = None
        if self._server:
            self._server.close()

    @property
    def base_url(self) -> str:
        """The address as python-telegram-bot means it: the token and the method follow."""
        return f"http://127.0.0.1:{self.port}/bot"

    def new_message_id(self) -> int:
        self._last_message += 1
        return self._last_message

    def put(self, kind: str, content: dict[str, Any]) -> float:
        """Make an update available to getUpdates and return the moment that it was."""
        self._last_update += 1
        body = msgspec.json.encode({"update_id": self._last_update, kind: content})
        self._updates.append((self._last_update, body))
        if self._poll and not self._flushing:
            self._flushing = True
            asyncio.get_running_loop().call_soon(self._flush)
        return time.perf_counter()

    def serve(self, connection: _Connection, method: str, fields: dict[str, Any]) -> None:
        """Answer one call, then let the residents hear it."""
        if method == "getupdates":
            self._wait(connection, fields)
            return
        call = Call(method, fields, time.perf_counter())
        if method.startswith(("send", "edit")) and method != "sendchataction":
            if self._too_fast(call.at):
                self.refused += 1
                connection.refuse(_TOO_FAST)
                return
            call.message_id = int(fields.get("message_id") or 0) or self.new_message_id()
            connection.answer(self._message(call))
        else:
            connection.answer(_PLAIN.get(method, b"true"))
        self.hear(call)

    def _too_fast(self, at: float) -> bool:
        if not self._per_second:
            return False
        if len(self._taken) == self._per_second and at - self._taken[0] < 1.0:
            return True
        self._taken.append(at)
        return False

    def gone(self, connection: _Connection) -> None:
        """Forget a poll whose connection was closed."""
        if self._poll and self._poll[0] is connection:
            self._poll[2].cancel()
            self._poll = None

    def _message(self, call: Call) -> bytes:
        markup = call.fields.get("reply_markup")
        text = msgspec.json.encode(call.text)
        end = b""
        if markup and call.buttons:
            end = b',"reply_markup":' + (markup.encode() if isinstance(markup, str) else msgspec.json.encode(markup))
        return b'{"message_id":%d,"date":%d,"from":%b,"chat":{"id":%d,"type":"private","first_name":"R"},"text":%b%b}' % (
            call.message_id,
            int(time.time()),
            _ME,
            call.chat,
            text,
            end,
        )

    def _wait(self, connection: _Connection, fields: dict[str, Any]) -> None:
        self._confirm(int(fields.get("offset") or 0))
        if self._poll:  # a second poll ends the first, as the platform has it
            self._end_poll()
        loop = asyncio.get_running_loop()
        timer = loop.call_later(float(fields.get("timeout") or 0), self._end_poll)
        self._poll = (connection, int(fields.get("limit") or 100), timer)
        self.polled.set()
        if self._updates:
            self._flush()

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            while len(self._updates) > -offset:
                self._updates.popleft()
        while self._updates and self._updates[0][0] < offset:
            self._updates.popleft()

    def _flush(self) -> None:
        self._flushing = False
        if self._poll and self._updates:
            self._end_poll()

    def _end_poll(self) -> None:
        if self._poll is None:
            return
        connection, limit, timer = self._poll
        self._poll = None
        timer.cancel()
        few = len(self._updates) <= limit
        ready = self._updates if few else [self._updates[n] for n in range(limit)]
        connection.answer(b"[" + b",".join([body for _, body in ready]) + b"]")


class _Connection(asyncio.Protocol):
    """One HTTP connection of the bot, parsed by httptools."""

    def __init__(self, api: FakeApi) -> None:
        self._api = api
        self._parser = httptools.HttpRequestParser(self)
        self._transport: asyncio.Transport | None = None
        self._url = b""
        self._kind = b""
        self._body: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is one in all but name

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._api.gone(self)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_message_begin(self) -> None:
        self._url, self._kind, self._body = b"", b"", []

    def on_url(self, url: bytes) -> None:
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        if name.lower() == b"content-type":
            self._kind = value
        elif name.lower() == b"expect" and self._transport:
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def on_body(self, body: bytes) -> None:
        self._body.append(body)

    def on_message_complete(self) -> None:
        path, _, query = self._url.partition(b"?")
        fields = _fields(self._kind, b"".join(self._body))
        if query:
            fields.update(parse_qsl(query.decode()))
        self._api.serve(self, path.rsplit(b"/", 1)[-1].decode().lower(), fields)

    def answer(self, result: bytes) -> None:
        """Write one successful answer of the Bot API."""
        if self._transport:
            head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % (len(result) + 21)
            self._transport.write(b'%b{"ok":true,"result":%b}' % (head, result))

    def refuse(self, body: bytes) -> None:
        """Write that it was too fast."""
        if self._transport:
            head = b"HTTP/1.1 429 Too Many Requests\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            self._transport.write(head % len(body) + body)


def _fields(kind: bytes, body: bytes) -> dict[str, Any]:
    """The fields of a call in any of the three forms that bots send them in."""
    if not body:
        return {}
    if kind.startswith(b"application/json"):
        read: dict[str, Any] = msgspec.json.decode(body)
        return read
    if kind.startswith(b"multipart/form-data"):
        boundary = b"--" + kind.partition(b"boundary=")[2].strip(b'"')
        parts = [part.partition(b"\r\n\r\n") for part in body.split(boundary)[1:-1]]
        return {
            head.partition(b'name="')[2].partition(b'"')[0].decode(): value[:-2].decode("utf-8", "replace")
            for head, _, value in parts
        }
    return dict(parse_qsl(body.decode()))
