"""The running program tells whether it is ready, and how it does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.fakes.telegram import FakeTelegram
from tests.process.house import House
from tests.process.residents import patiently


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as fake:
        yield fake


@pytest.fixture
async def house(fake: FakeTelegram, tmp_path: Path) -> AsyncIterator[House]:
    """The real program on Telegram, not started yet."""
    house = House(tmp_path, telegram=(fake.token, fake.base_url))
    try:
        yield house
    finally:
        await house.clear()


async def test_the_service_is_ready_when_telegram_was_reached(house: House, fake: FakeTelegram) -> None:
    fake.drops("*", times=1_000)
    await house.start()
    await patiently(fake, lambda: fake.called("getMe"), "the first call")
    async with httpx.AsyncClient(base_url=house.url, trust_env=False) as http:
        assert (await http.get("/healthz")).text == "ok"
        answer = await http.get("/readyz")
        assert (answer.status_code, answer.text) == (503, "not ready: Telegram was not reached yet")

        fake._troubles.clear()
        await patiently(fake, lambda: fake.called("getUpdates"), "the service to take updates")
        answer = await http.get("/readyz")
        assert (answer.status_code, answer.text) == (200, "ready")

        assert "linli_outbox_pending" in (await http.get("/metrics")).text
        through_a_proxy = await http.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"})
        assert through_a_proxy.status_code == 404
    assert await house.stop() == 0


async def test_a_service_that_telegram_refuses_is_ready_for_the_web_chat(house: House, fake: FakeTelegram) -> None:
    fake.token = "999:another"
    await house.start()
    await patiently(fake, lambda: fake.called("getMe"), "the first call")
    async with httpx.AsyncClient(base_url=house.url, trust_env=False) as http, asyncio.timeout(60):
        while (await http.get("/readyz")).status_code != 200:
            pass
    assert await house.stop() == 0
    assert "@BotFather" in house.log
