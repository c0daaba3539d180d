"""A desk of its own for each story."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from tests.conversations.plain import Engine
from tests.conversations.world import World
from tests.desk.house import DeskHouse, opened
from tests.handlers.desk import MONDAY


@pytest_asyncio.fixture
async def house(tmp_path: Path) -> AsyncIterator[DeskHouse]:
    """On a Monday morning; 周丹丹 works here and has a phone, 李荣珍 lives here and has one, too."""
    async with Engine.open(await World.make(tmp_path, MONDAY)) as engine, opened(engine) as made:
        await made.happens("周丹丹 works here")
        await made.happens("李荣珍 is known, born 1950-03-08")
        yield made
