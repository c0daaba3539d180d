"""Every page that is its section's first, for each role, in a real browser: accessible, nothing sticks out, no error in its console."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser as Chromium

from desk.access import may
from desk.sections import NAVIGATION
from tests.desk.house import DeskHouse
from tests.desk.screen import DESKTOP, TABLET, clean, on_screen

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


@pytest.mark.parametrize("role", ["admin", "staff", "kitchen", "reader"])
async def test_the_first_page_of_each_section_is_clean(seen: DeskHouse, browser: Chromium, role: str) -> None:
    worker = await seen.at_desk(role)
    for size, where in ((DESKTOP, "desktop"), (TABLET, "tablet")):
        async with on_screen(seen, browser, worker, size) as screen:
            for section in NAVIGATION:
                if may(frozenset({role}), section.may):
                    await screen.goto(f"/desk{section.path}".rstrip("/"))
                    await clean(screen, f"{section.name}-{role}-{where}")


async def test_the_door_is_clean(seen: DeskHouse, browser: Chromium) -> None:
    worker = await seen.at_desk("staff")
    link = await seen.link(await seen.person("周丹丹"))
    async with on_screen(seen, browser, worker) as screen:
        for path in (link, "/in/nothing", "/own"):
            await screen.goto(f"/desk{path}")
            await clean(screen, f"door{path.replace('/', '-')[:12]}")
