"""Residents on Telegram who sign up for a class, step by step, however long an answer takes."""

from __future__ import annotations

from collections.abc import Callable

from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_chats import Person

PATIENCE = 6
"""Times ten seconds in which nothing happens at all before somebody gives up."""


async def patiently(fake: FakeTelegram, condition: Callable[[], object], what: str) -> None:
    """Wait for what the service is about to do, over as many restarts as it takes."""
    for _time in range(PATIENCE):
        try:
            return await fake.until(condition)
        except TimeoutError:
            continue
    raise AssertionError(f"never came: {what}; {fake.waiting} wait")


class Resident:
    """Somebody who wants a place in one class. `updates` are the ids of everything he did."""

    def __init__(self, fake: FakeTelegram, number: int, course: str) -> None:
        self.fake = fake
        self.name = f"居民{number:03d}"
        self.course = course
        self.person: Person = fake.person(number, self.name)
        self.updates: list[int] = []

    @property
    def told(self) -> str:
        """What the sign-up came to: 报名成功, or 候补第N位."""
        return next(text for text in reversed(self.person.chat.texts) if "报名成功" in text or "候补第" in text)

    async def signs_up(self) -> None:
        """From the first contact to a place."""
        self._types("/start")
        await self._taps("同意")
        await self._taps("看课程")
        await self._taps(self.course)
        await self._taps("报名")
        await self._reads("怎么称呼您")
        self._types(self.name)
        await self._reads("留个电话")
        self._types("先不留电话")
        await self._taps("我自己")
        await self._taps("确认报名")
        await self._reads("报名成功", "候补第")

    async def cancels(self) -> None:
        """Give the place back."""
        self._types("/my")
        await self._reads("您的报名")
        await self._taps("取消报名")
        await self._taps("确认取消")
        await self._reads("已取消")

    async def accepts(self) -> None:
        """Take the seat that became free."""
        await self._reads("位子了，给")
        await self._taps("要这个位子")
        await self._reads("报名成功")

    def _types(self, words: str) -> None:
        self.updates.append(self.person.types(words))

    async def _reads(self, *any_of: str) -> None:
        messages = self.person.chat.messages
        await patiently(
            self.fake, lambda: messages and any(words in messages[-1].text for words in any_of), f"{self.name} reads {any_of}"
        )

    async def _taps(self, label: str) -> None:
        def button() -> tuple[str, int] | None:
            newest = next((message for message in reversed(self.person.chat.messages) if message.buttons), None)
            found = [b["callback_data"] for b in newest.buttons if label in b["text"]] if newest else []
            return (found[0], newest.id) if newest and found else None

        await patiently(self.fake, button, f"{self.name} finds {label}")
        tapped = button()
        assert tapped is not None
        self.updates.append(self.person.taps_data(*tapped))
