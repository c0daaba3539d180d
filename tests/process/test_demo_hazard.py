"""The demo's own file in the real service: a hazard from a photo on Telegram to the repair that its reporter confirms, staff on the web."""

from __future__ import annotations

import io
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image

from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_chats import Person
from tests.fakes.web_resident import WebResident
from tests.process.house import House
from tests.process.residents import patiently

DEMO = Path(__file__).parents[2] / "demo" / "xiaojunshan.toml"


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as fake:
        yield fake


def offers(person: Person, label: str) -> bool:
    """Whether they could tap it now, under a message or on the keyboard."""
    newest = next((message for message in reversed(person.chat.messages) if message.buttons), None)
    return label in f"{newest.labels if newest else ''}{person.chat.keyboard}"


async def reads(staff: WebResident, words: str) -> None:
    """Wait until the page shows it."""
    while not any(words in heard.text for heard in staff.chat):
        await staff.hear()


async def test_a_photo_on_telegram_is_seen_to_on_the_web_and_confirmed_on_telegram(fake: FakeTelegram, tmp_path: Path) -> None:
    house = House(tmp_path, telegram=(fake.token, fake.base_url))
    try:
        await house.load(DEMO.read_text("utf-8"))
        await house.start()
        wang = fake.person(1, "王强")
        wang.types("/start")
        await patiently(fake, lambda: wang.chat.texts, "the welcome")
        wang.taps("同意")
        await patiently(fake, lambda: "报隐患" in str(wang.last.labels), "home")
        photo = io.BytesIO()
        Image.new("RGB", (640, 480), "grey").save(photo, "JPEG")
        wang.sends_photo(photo.getvalue())
        for label in ("栏杆、墙皮、路面", "社区广场", "报上去"):
            await patiently(fake, lambda label=label: offers(wang, label), label)  # type: ignore[misc]
            wang.taps(label)
        await patiently(fake, lambda: "报上了，第1号" in wang.last.text, "the number")

        _code, said = await house.command("invite", "staff")
        found = re.search(r"邀请码：(\S{8,9})\n", said)
        assert found
        async with WebResident(house.url) as staff:
            await staff.open()
            await staff.tap("同意")
            await staff.type(found[1])
            await staff.type("/staff_case 1")
            await reads(staff, "第1号 · 隐患")
            await staff.tap("我来处理")
            await patiently(fake, lambda: "有人在处理" in str(wang.chat.texts), "that somebody sees to it")
            await staff.type("/staff_case_state 1")
            await reads(staff, "改成什么")
            await staff.tap("处理好了")
            await reads(staff, "怎么跟居民说")
            await staff.type("栏杆焊牢了")
            await reads(staff, "拍张处理后的照片")
            await staff.tap("没有照片")
            await reads(staff, "第1号改为「处理好了」")
            await staff.tap("确认")
            await patiently(fake, lambda: "真的好了吗" in wang.last.text, "the question whether it is solved")
        wang.taps("解决了")
        await patiently(fake, lambda: "这一件就办完了" in wang.last.text, "the thanks")
        assert await house.stop() == 0
        assert "Traceback" not in house.log
    finally:
        await house.clear()
