"""The desk in a real browser: a page as a worker sees it, what axe-core says of it, and a picture of it for whoever wants to look."""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser as Chromium
from playwright.async_api import Page as Screen

from tests.desk.house import Browser, DeskHouse
from tests.fakes.web_house import serve

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP: dict[str, Any] = {"viewport": {"width": 1366, "height": 850}, "locale": "zh-CN"}
TABLET: dict[str, Any] = {"viewport": {"width": 820, "height": 1180}, "locale": "zh-CN", "has_touch": True}
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
PICTURES = os.environ.get("DESK_PICTURES", "")
"""A folder for a picture of each page that is looked at; none are taken without it."""


@asynccontextmanager
async def on_screen(
    house: DeskHouse, chromium: Chromium, worker: Browser, size: dict[str, Any] | None = None, *, ours: bool = False
) -> AsyncIterator[Screen]:
    """A real browser in which this worker is signed in. `screen.goto("/desk/…")` opens a page. `ours`: a mistake of ours is expected."""
    async with serve(house.app, house.live.close) as url:
        context = await chromium.new_context(base_url=url, **(size or DESKTOP))
        for name in ("linli_desk",):
            value = worker.client.cookies[name]
            await context.add_cookies([{"name": name, "value": value, "domain": urlsplit(url).hostname or "", "path": "/desk"}])
        screen = await context.new_page()
        problems: list[str] = []
        screen.on("pageerror", lambda error: problems.append(str(error)))
        screen.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
        try:
            yield screen
        finally:
            await context.close()
        # A form that is not right is answered with 422, which the browser counts among its errors.
        known = r"status of (4(22|04|01)|500)" if ours else r"status of 4(22|04|01)"
        assert [one for one in problems if not re.search(known, one)] == []


async def clean(screen: Screen, name: str = "") -> None:
    """The page is accessible as far as axe-core can tell, and nothing of it sticks out at the side."""
    found = await Axe().run(screen)
    assert found.violations_count == 0, found.generate_report()
    assert await screen.evaluate(SIDEWAYS) <= 0
    if PICTURES and name:
        await screen.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
