"""The short way to Telegram: whatever comes back on the wire, the sender learns whether it may simply send again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from telegram.error import NetworkError, TimedOut

from bot.channels.telegram.express import Express
from bot.channels.telegram.request import NotSent

YES = b'HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n{"ok":true}'


class Exchange:
    """A server that gives each request the next of its `answers`; None for none at all, b"" for hanging up."""

    def __init__(self, *answers: bytes | None) -> None:
        self.answers = list(answers)
        self.calls = 0
        self.bodies: list[bytes] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.calls += 1
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
                self.bodies.append(await reader.readexactly(length))
                answer = self.answers.pop(0)
                if answer is None:
                    continue
                for start in range(0, len(answer), 7):  # in pieces, as a network may deliver it
                    writer.write(answer[start : start + 7])
                    await writer.drain()
                if not answer or b"close" in answer:
                    return
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def line_to(exchange: Exchange, read_timeout: float = 30) -> AsyncIterator[Express]:
    server = await asyncio.start_server(exchange.serve, "127.0.0.1", 0)
    express = Express(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/bot1:x/", read_timeout)
    try:
        yield express
    finally:
        express.close()
        server.close()
        await server.wait_closed()


async def test_one_connection_carries_one_call_after_another() -> None:
    exchange = Exchange(YES, b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{"a"\r\n3\r\n:1}\r\n0\r\n\r\n', YES)
    async with line_to(exchange) as express:
        assert await express.post("sendMessage", b"{1}") == (200, b'{"ok":true}')
        assert await express.post("sendMessage", b"{2}") == (200, b'{"a":1}')
        assert await express.post("sendMessage", b"{3}") == (200, b'{"ok":true}')
    assert exchange.calls == 1 and exchange.bodies == [b"{1}", b"{2}", b"{3}"]


async def test_a_connection_that_is_to_be_closed_is_not_used_again() -> None:
    closing = b"HTTP/1.1 429 Too Many\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}"
    exchange = Exchange(closing, YES)
    async with line_to(exchange) as express:
        assert await express.post("sendMessage", b"{}") == (429, b"{}")
        assert await express.post("sendMessage", b"{}") == (200, b'{"ok":true}')
    assert exchange.calls == 2


@pytest.mark.parametrize("answer", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\nX: close\r\n\r\n{"])
async def test_a_call_that_left_and_was_not_answered_may_have_arrived(answer: bytes) -> None:
    exchange = Exchange(answer, YES)
    async with line_to(exchange) as express:
        with pytest.raises(NetworkError) as broken:
            await express.post("sendMessage", b"{}")
        assert not isinstance(broken.value, NotSent)
        assert await express.post("sendMessage", b"{}") == (200, b'{"ok":true}')
    assert exchange.calls == 2


async def test_no_answer_in_time_may_have_arrived_and_a_late_one_answers_nothing_else() -> None:
    exchange = Exchange(None, YES)
    async with line_to(exchange, read_timeout=0.01) as express:
        with pytest.raises(TimedOut):
            await express.post("sendMessage", b"{}")
        express._read_timeout = 30
        assert await express.post("sendMessage", b"{}") == (200, b'{"ok":true}')
    assert exchange.calls == 2


async def test_a_call_that_is_cut_short_gives_its_connection_up() -> None:
    exchange = Exchange(None, YES)
    async with line_to(exchange) as express:
        cut = asyncio.create_task(express.post("sendMessage", b"{}"))
        while not exchange.bodies:
            await asyncio.wait([asyncio.create_task(asyncio.to_thread(int))])
        cut.cancel()
        await asyncio.wait([cut])
        assert await express.post("sendMessage", b"{}") == (200, b'{"ok":true}')
    assert exchange.calls == 2


@pytest.mark.parametrize("host", ["127.0.0.1:1", f"{'a' * 70}.invalid", "no-such-host.invalid"])
async def test_without_a_connection_it_never_left(host: str) -> None:
    with pytest.raises(NotSent):
        await Express(f"http://{host}/bot1:x/", 30).post("sendMessage", b"{}")
