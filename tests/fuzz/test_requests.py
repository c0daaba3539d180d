"""Whatever a browser, or somebody who is none, asks of the web chat: never an error of ours, never a message that fails inside."""

from __future__ import annotations

import asyncio
import copy
import itertools
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import handlers
from bot.channels.web import Limits, WebChannel, app
from bot.files import Files
from conversation.intake import Intake
from storage.sql import sql
from storage.sqlite import SQLite
from tests.databases import fresh
from tests.fuzz.neighbourhood import NOON, ZONE
from tests.fuzz.test_updates import NASTY_DATA, NASTY_TEXTS

_PARKED = sql("SELECT error FROM parked ORDER BY id")
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
OURS = {"X-Linli": "1"}

ACTS: list[dict[str, Any]] = [
    {"id": "NEW", "text": "/courses"},
    {"id": "NEW", "tap": "1.1.yes", "tapped": "1"},
    {"id": "NEW", "contact": "13812345678"},
    {"id": "NEW", "place": {"latitude": 30.5, "longitude": 114.3}},
]
ODD = st.one_of(
    *(
        st.none(),
        st.booleans(),
        st.integers(-(2**70), 2**70),
        st.floats(),
        st.sampled_from(NASTY_TEXTS),
        st.sampled_from(NASTY_DATA),
    ),
    *(
        st.text(max_size=30),
        st.just([]),
        st.just({}),
        st.just({"latitude": 1e400, "longitude": "x"}),
        st.just({"latitude": 91, "longitude": 0}),
    ),
)
BODIES = st.one_of(
    st.binary(max_size=60),
    st.sampled_from([b"", b"{", b"null", b"[]", b"\xff\xfe", b'{"id":"\\ud800","text":"x"}', b"[" * 50_000]),
)
PATHS = [
    *(
        "/",
        "/session",
        "/events",
        "/history",
        "/send",
        "/upload",
        "/leave",
        "/manifest.webmanifest",
        "/worker.js",
        "/file/" + "a" * 64,
    ),
    *(
        "/file/..%2f..%2fetc",
        "/file/%00",
        "/file/%ed%a0%80",
        "/a/x/chat.js",
        "/a/../../x",
        "/nothing",
        "//",
        "/%ff",
        "/telegram",
    ),
]
NUMBERS = ["0", "1", "-1", "²", "9" * 18, "9" * 19, "9" * 500, "", "1e3", "a", "٣", "0x1", " 1", "1\x00"]
TYPES = [
    "application/json",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=b",
    "text/plain",
    "x",
    "",
]
PARTS = [
    b"--b\r\n\r\n--b--\r\n",
    b'--b\r\nContent-Disposition: form-data; name="id"\r\n\r\nu1\r\n--b--\r\n',
    b'--b\r\nContent-Disposition: form-data; name="file"; filename="x\0"\r\n\r\n' + PNG + b"\r\n--b--\r\n",
    b'--b\r\nContent-Disposition: form-data; name="id"; filename="a"\r\n\r\n\xff\r\n--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n',
    b"--b\r\n" + b"X: " + b"y" * 20_000,
    b'--b\r\nContent-Disposition: form-data; name="id"\r\nContent-Type: text/plain; charset=no-such\r\n\r\nu1\r\n--b--\r\n',
    b"--b",
]


@asynccontextmanager
async def page(folder: Path) -> AsyncIterator[tuple[WebChannel, httpx.AsyncClient]]:
    """The web chat of a house without a community yet, and a browser that has opened it."""
    db = await SQLite.open(fresh(folder))
    channel = WebChannel(db, lambda incoming: intake.receive(incoming), lambda: NOON, Files(folder / "files"), limits=NO_LIMITS)
    intake = Intake(db, handlers.house(ZONE, {"web": channel.render}), lambda: NOON, paced=False)
    transport = httpx.ASGITransport(app(channel), raise_app_exceptions=False)
    try:
        async with httpx.AsyncClient(transport=transport, base_url="http://linli.test") as browser:
            assert (await browser.post("/session", headers=OURS)).status_code == 200
            yield channel, browser
    finally:
        await db.close()


NO_LIMITS = Limits(sends=0, sends_of_address=0, sessions_of_address=0)


async def answer(channel: WebChannel, browser: httpx.AsyncClient, method: str, path: str, **what: Any) -> httpx.Response:
    """The answer to a request; a line that stays open for messages is closed from our side."""
    asking = asyncio.ensure_future(browser.request(method, path, **what))
    while path.startswith("/events") and not asking.done():
        channel.close()
        await asyncio.sleep(0)
    return await asking


@st.composite
def acts(draw: st.DrawFn) -> dict[str, Any]:
    """An act of the page in which something is missing, odd, or more than there should be."""
    act: dict[str, Any] = copy.deepcopy(draw(st.sampled_from(ACTS)))
    for _change in range(draw(st.integers(0, 2))):
        key = draw(st.sampled_from([*act, "id", "text", "tap", "tapped", "contact", "place", "more"]))
        if draw(st.booleans()):
            act[key] = copy.deepcopy(draw(ODD))
        else:
            act.pop(key, None)
    return act


@st.composite
def requests(draw: st.DrawFn) -> tuple[str, str, dict[str, Any]]:
    """Method, path, and the rest of a request."""
    kind = draw(st.sampled_from(["act", "act", "act", "upload", "any", "any", "look"]))
    if kind == "act":
        return "POST", "/send", {"content": json.dumps(draw(acts())).encode(), "headers": OURS}
    if kind == "upload":
        body = draw(st.one_of(st.sampled_from(PARTS), st.binary(max_size=80)))
        return "POST", "/upload", {"content": body, "headers": {**OURS, "Content-Type": draw(st.sampled_from(TYPES))}}
    if kind == "look":
        where = draw(st.sampled_from(["/events", "/history"]))
        params = {draw(st.sampled_from(["after", "before", "x"])): draw(st.sampled_from(NUMBERS))}
        headers = {"Last-Event-ID": draw(st.sampled_from(["1", "x", "9" * 30, "-"]))} if draw(st.booleans()) else {}
        return "GET", where, {"params": params, "headers": headers}
    headers = draw(
        st.dictionaries(
            st.sampled_from(
                ["X-Linli", "Origin", "Sec-Fetch-Site", "Content-Length", "Content-Type", "Cookie", "Accept-Language", "Host"]
            ),
            st.sampled_from(
                [
                    "1",
                    "null",
                    "http://[",
                    "same-origin",
                    "-5",
                    "9" * 30,
                    "linli=",
                    "linli=x; linli=y",
                    "zh",
                    "\u00ff",
                    "a\tb",
                    "",
                ]
            ),
            max_size=4,
        )
    )
    path = draw(st.sampled_from(PATHS))
    if path == "/leave":
        headers.pop("X-Linli", None)  # whoever has left has nothing more to say
    method = draw(st.sampled_from(["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "X"]))
    encoded = {name.encode(): value.encode("latin-1") for name, value in headers.items()}
    return method, path, {"content": draw(BODIES), "headers": encoded}


@pytest.mark.parametrize("examples", [600, pytest.param(10_000, marks=pytest.mark.soak)])
def test_no_request_breaks_the_page(examples: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    with asyncio.Runner() as runner:
        home = page(tmp_path_factory.mktemp("page"))
        channel, browser = runner.run(home.__aenter__())
        ids = itertools.count(1)

        @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        @given(requests())
        def meets(request: tuple[str, str, dict[str, Any]]) -> None:
            method, path, what = request
            if "content" in what:
                what = {**what, "content": what["content"].replace(b'"NEW"', f'"c{next(ids)}"'.encode())}
            response = runner.run(answer(channel, browser, method, path, **what))
            assert response.status_code < 500, response.text
            assert runner.run(channel.db.read(lambda: _PARKED.all(str))) == []

        try:
            meets()
        finally:
            runner.run(home.__aexit__(None, None, None))
