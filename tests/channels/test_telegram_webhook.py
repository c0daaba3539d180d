"""The webhook says yes only to what is committed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import httpx
import pytest
from starlette.applications import Starlette

from bot.channels.telegram import Intake, Me, webhook_route
from storage.database import StorageError
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_house import House

SECRET = "a-secret-of-the-door"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
Post = Callable[[bytes, dict[str, str]], Awaitable[int]]


@pytest.fixture
async def fake() -> FakeTelegram:
    telegram = FakeTelegram()
    telegram.webhook = {"url": "https://linli.example/telegram", "secret_token": SECRET}
    return telegram


@pytest.fixture
def house() -> House:
    return House(toast="好")


@pytest.fixture
def shown() -> list[tuple[str, str]]:
    return []


@pytest.fixture
def post(house: House, shown: list[tuple[str, str]]) -> Post:
    async def toast(callback: str, text: str) -> None:
        shown.append((callback, text))

    intake = Intake(Me(123456, "linli_bot"), house.receive, house.park, toast)
    app = Starlette(routes=[webhook_route(intake, SECRET)])

    async def posted(body: bytes, headers: dict[str, str]) -> int:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://linli.example") as client:
            status = (await client.post("/telegram", content=body, headers=headers)).status_code
        await intake.settle()
        return status

    return posted


async def test_what_is_committed_is_acknowledged(
    fake: FakeTelegram, house: House, post: Post, shown: list[tuple[str, str]]
) -> None:
    fake.person(1).types("你好")
    fake.person(1).taps_data("7.1.ok", 1)
    assert await fake.push(post) == [200, 200]
    assert house.texts == ["你好", ""] and shown == [("1", "好")] and fake.waiting == []


async def test_what_cannot_be_stored_is_sent_again(fake: FakeTelegram, house: House, post: Post) -> None:
    failures = iter([StorageError("the disk is full"), RuntimeError("anything")])

    def before(incoming: object) -> None:
        if error := next(failures, None):
            raise error

    house.before = before
    fake.person(1).types("你好")
    assert [await fake.push(post) for _attempt in range(3)] == [[503], [503], [200]]
    assert house.texts == ["你好"]


async def test_without_the_secret_nothing_comes_in(fake: FakeTelegram, house: House, post: Post) -> None:
    fake.person(1).types("你好")
    fake.webhook["secret_token"] = "guessed"
    assert await fake.push(post) == [403]
    assert await post(b'{"update_id": 1}', {}) == 403
    assert house.committed == []


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 100_000])
async def test_what_is_no_json_is_a_bad_request(post: Post, body: bytes) -> None:
    assert await post(body, {HEADER: SECRET}) == 400


async def test_an_unreadable_update_is_parked_and_not_sent_again(fake: FakeTelegram, house: House, post: Post) -> None:
    fake.queue({"message": 5}, update_id=7)
    assert await fake.push(post) == [200]
    assert [update_id for update_id, _raw, _error in house.parked] == ["7"]
    assert await post(b"5", {HEADER: SECRET}) == 200


def test_a_door_without_a_secret_is_not_opened(house: House) -> None:
    with pytest.raises(ValueError, match="webhook_secret"):
        webhook_route(Intake(Me(1, "linli_bot"), house.receive, house.park, lambda callback, text: asyncio.sleep(0)), "")


async def test_a_body_without_end_is_stopped(post: Post, house: House) -> None:
    assert await post(b" " * (5 * 1024 * 1024), {HEADER: SECRET}) == 413
    assert house.parked == []
