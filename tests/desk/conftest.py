"""A desk of its own for each story."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from playwright.async_api import Browser as Chromium
from playwright.async_api import async_playwright

from tests.conversations.plain import Engine
from tests.conversations.world import World
from tests.desk.house import DeskHouse, opened
from tests.desk.screen import QUIET
from tests.handlers.desk import MONDAY


@pytest_asyncio.fixture
async def house(tmp_path: Path) -> AsyncIterator[DeskHouse]:
    """On a Monday morning; 周丹丹 works here and has a phone, 李荣珍 lives here and has one, too."""
    async with Engine.open(await World.make(tmp_path, MONDAY)) as engine, opened(engine) as made:
        await made.happens("周丹丹 works here")
        await made.happens("李荣珍 is known, born 1950-03-08")
        yield made


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser(chromium: str) -> AsyncIterator[Chromium]:
    """One real browser for all stories of a module. Mark it `pytest.mark.asyncio(loop_scope="module")`, and take `seen`."""
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield launched
        await launched.close()


@pytest_asyncio.fixture(loop_scope="module")
async def seen(tmp_path: Path) -> AsyncIterator[DeskHouse]:
    """Like `house`, for stories that a real browser looks at."""
    async with Engine.open(await World.make(tmp_path, MONDAY)) as engine, opened(engine) as made:
        await made.happens("周丹丹 works here")
        await made.happens("李荣珍 is known, born 1950-03-08")
        yield made
