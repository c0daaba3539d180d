"""An office of its own for each story."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from tests.conversations.plain import Engine
from tests.conversations.world import World
from tests.handlers.desk import MONDAY, Office


@pytest_asyncio.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    """On a Monday morning, 周丹丹 works here and 李荣珍 lives here."""
    async with Engine.open(await World.make(tmp_path, MONDAY)) as engine:
        made = Office(engine)
        await made.happens("周丹丹 works here")
        await made.happens("李荣珍 is known, born 1950-03-08")
        yield made
