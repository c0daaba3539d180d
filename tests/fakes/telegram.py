"""Telegram's Bot API on loopback, as far as a bot can tell.

    async with FakeTelegram() as fake:
        zhang = fake.person(1, "张汉梅")
        zhang.types("/courses")             # the bot, started with fake.token and fake.base_url, answers
        await fake.until(lambda: zhang.chat.texts)
        zhang.taps("确认报名")
        assert fake.violations == []

Updates stay until getUpdates asks for a higher offset, exactly as with the real one. `fails`, `swallows` and `drops` script trouble.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Self

from aiohttp import web

from tests.fakes.telegram_chats import Json, Person
from tests.fakes.telegram_methods import Methods, Refusal
from tests.fakes.telegram_rules import violations

TOKEN = "123456:a-token-of-the-fake"


@dataclass
class Trouble:
    """What happens to the next `times` calls of a method ("*" for any) to a chat (None for any)."""

    method: str
    times: int
    chat: int | None = None
    refusal: Refusal | None = None
    accept: bool = False
    close: bool = True


class FakeTelegram(Methods):
    """The server. `check` compares every call with the published list; `per_second` refuses messages above that rate."""

    def __init__(self, *, check: bool = True, per_second: float = 0, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(per_second, clock)
        self.token = TOKEN
        self.violations: list[str] = []
        self.calls: list[tuple[str, Json]] = []
        self.reorder: Callable[[list[Json]], list[Json]] = list
        self.keep_calls = True
        self._check = check
        self._confirmed: dict[int, Json] = {}
        self._ids = itertools.count(1000)
        self._callbacks = itertools.count(1)
        self._troubles: list[Trouble] = []
        self._news = asyncio.Event()
        self._changed = asyncio.Event()
        self._poller: asyncio.Future[None] | None = None
        self._runner: web.ServerRunner | None = None
        self._port = 0

    # The server

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.stop()

    async def start(self) -> None:
        """Listen; after `stop` on the same port again."""
        self._runner = web.ServerRunner(web.Server(self._answer), shutdown_timeout=0.001)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port, reuse_address=True)
        await site.start()
        self._port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Refuse every connection, as when the network is down. Nothing is forgotten."""
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    @property
    def base_url(self) -> str:
        """The address as python-telegram-bot means it."""
        return f"http://127.0.0.1:{self._port}/bot"

    # People and what they do

    def person(self, person_id: int, name: str = "张汉梅", language: str = "zh-hans") -> Person:
        """Somebody who has started the bot."""
        return Person(self, person_id, name, language, self.chat(person_id))

    def queue(self, update: Json, update_id: int | None = None) -> int:
        """Let an update wait for the bot and return its id."""
        number = next(self._ids) if update_id is None else update_id
        self._updates[number] = {"update_id": number} | update
        self._news.set()
        return number

    def redeliver(self) -> None:
        """Send everything again that was ever confirmed, as if the confirmations had been lost."""
        self._updates = dict(sorted((self._confirmed | self._updates).items()))
        self._news.set()

    @property
    def waiting(self) -> list[int]:
        """The ids of the updates that are not confirmed."""
        return list(self._updates)

    def migrate(self, group_id: int, to: int) -> int:
        """Turn a group into a supergroup with another id."""
        self.chat(group_id).moved_to = to
        self.chat(to, "supergroup")
        about = {"message_id": self.chat(group_id).next_id(), "date": 1, "chat": {"id": group_id, "type": "group"}}
        return self.queue({"message": about | {"migrate_to_chat_id": to}})

    def new_callback(self) -> str:
        """The id of a new tap, which waits to be answered."""
        return str(next(self._callbacks))

    async def push(self, post: Callable[[bytes, dict[str, str]], Awaitable[int]]) -> list[int]:
        """Post the waiting updates to the webhook through `post(body, headers)`, which returns a status; return the statuses.

        An update goes away when the answer is 200.
        """
        statuses = []
        for number, update in list(self._updates.items()):
            headers = {"X-Telegram-Bot-Api-Secret-Token": self.webhook.get("secret_token", "")}
            status = await post(json.dumps(update).encode(), headers)
            statuses.append(status)
            if status == 200:
                self._confirm(number)
        return statuses

    # Trouble

    def fails(
        self, method: str, status: int, description: str = "", *, times: int = 1, chat: int | None = None, retry_after: int = 0
    ) -> None:
        """Refuse the next calls."""
        refusal = Refusal(status, description or f"Error {status}", **({"retry_after": retry_after} if retry_after else {}))
        self._troubles.append(Trouble(method, times, chat, refusal))

    def swallows(self, method: str, *, times: int = 1, chat: int | None = None, close: bool = True) -> None:
        """Do what the next calls ask and never answer: close the connection, or keep it open until the bot gives up."""
        self._troubles.append(Trouble(method, times, chat, accept=True, close=close))

    def drops(self, method: str, *, times: int = 1, chat: int | None = None) -> None:
        """Close the connection on the next calls without doing what they ask."""
        self._troubles.append(Trouble(method, times, chat))

    # Looking on

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait for what the bot is about to do; looked at after every call. Raises TimeoutError after ten seconds."""
        async with asyncio.timeout(10):
            while not condition():
                self._changed.clear()
                await self._changed.wait()

    def called(self, method: str) -> list[Json]:
        """The calls of a method, in order, as far as they were in order themselves."""
        return [call for name, call in self.calls if name == method]

    # Answering

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.path
        if path.startswith("/file/bot"):
            return self._file(path)
        token, _slash, method = path.removeprefix("/bot").partition("/")
        call = await _body(request)
        if self.keep_calls:
            self.calls.append((method, call))
        self._changed.set()
        trouble = self._trouble(method, call)
        try:
            if trouble and not trouble.accept:
                if trouble.refusal is None:
                    return _hang_up(request)
                raise trouble.refusal
            if token != self.token:
                raise Refusal(401, "Unauthorized")
            self._must_be_allowed(method, {k: v for k, v in call.items() if k != "file_name"})
            result = await self._updates_for(call) if method == "getUpdates" else self.do(method, call)
            if trouble:
                if not trouble.close:
                    self._changed.set()
                    await asyncio.Event().wait()
                return _hang_up(request)
            return _json({"ok": True, "result": result})
        except Refusal as refusal:
            answer = {"ok": False, "error_code": refusal.status, "description": str(refusal)}
            return _json(answer | ({"parameters": refusal.parameters} if refusal.parameters else {}), refusal.status)
        finally:
            self._changed.set()

    def _trouble(self, method: str, call: Json) -> Trouble | None:
        for trouble in self._troubles:
            if trouble.method in ("*", method) and trouble.chat in (None, call.get("chat_id")):
                trouble.times -= 1
                if trouble.times == 0:
                    self._troubles.remove(trouble)
                return trouble
        return None

    def _must_be_allowed(self, method: str, call: Json) -> None:
        if self._check and (found := violations(method, call)):
            self.violations += found
            raise Refusal(404 if found[0].endswith("no such method") else 400, f"Bad Request: {'; '.join(found)}")

    def _file(self, path: str) -> web.StreamResponse:
        _empty, _file, token, name = path.split("/", 3)
        if token != f"bot{self.token}" or name not in self._files:
            return _json({"ok": False, "error_code": 404, "description": "Not Found"}, 404)
        return web.Response(body=self._files[name])

    async def _updates_for(self, call: Json) -> list[Json]:
        if self.webhook.get("url"):
            raise Refusal(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete it")
        if self._poller and not self._poller.done():
            self._poller.set_exception(Refusal(409, "Conflict: terminated by other getUpdates request"))
        for number in [number for number in self._updates if number < call.get("offset", 0)]:
            self._confirm(number)
        if not self._updates and call.get("timeout"):
            self._news.clear()
            self._poller = asyncio.get_running_loop().create_future()
            poller, news = self._poller, asyncio.ensure_future(self._news.wait())
            try:
                await asyncio.wait((poller, news), timeout=call["timeout"], return_when=asyncio.FIRST_COMPLETED)
            finally:
                news.cancel()
            if poller.done():
                poller.result()
            poller.cancel()
        return self.reorder(list(itertools.islice(self._updates.values(), call.get("limit", 100))))

    def _confirm(self, number: int) -> None:
        update = self._updates.pop(number)
        self._changed.set()
        if self.keep_calls:
            self._confirmed[number] = update


def _json(answer: Json, status: int = 200) -> web.Response:
    return web.Response(body=json.dumps(answer).encode(), status=status, content_type="application/json")


def _hang_up(request: web.BaseRequest) -> web.Response:
    if request.transport:
        request.transport.abort()
    return web.Response()


async def _body(request: web.BaseRequest) -> Json:
    """The call's fields, from JSON or from a form, where all but texts and files are JSON in themselves."""
    if request.content_type in ("multipart/form-data", "application/x-www-form-urlencoded"):
        call: Json = {}
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                call |= {name: value.file.read(), "file_name": value.filename}
            else:
                call[name] = value if name in ("text", "caption") or not isinstance(value, str) else _loose(value)
        return call
    content = await request.read()
    return json.loads(content) if content else {}


def _loose(value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        return value
