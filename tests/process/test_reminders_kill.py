"""The power fails again and again while reminders go out: each arrives, and twice only what was in flight at a failure."""

from __future__ import annotations

import random
from functools import partial
from pathlib import Path

import pytest

from bench import reminders_town as town
from bench.reminders_kills import Storm, moments, unsent
from bench.reminders_service import chats
from tests.fakes.telegram import FakeTelegram
from tests.process.house import House
from tests.process.residents import patiently

pytestmark = pytest.mark.kill


@pytest.mark.parametrize(
    ("kills", "reminders"),
    [pytest.param(6, 600, id="6 kills"), pytest.param(50, 5_000, id="50 kills", marks=pytest.mark.soak)],
)
async def test_every_reminder_arrives_however_often_the_power_fails(kills: int, reminders: int, tmp_path: Path) -> None:
    async with FakeTelegram() as fake:
        for chat in chats(reminders):
            fake.person(chat)
        house = house_with_reminders(tmp_path, fake, reminders)
        storm = Storm()
        try:
            await house.start()
            for calls in moments(reminders, kills, random.Random(kills)):
                enough = len(fake.calls) + calls
                await patiently(fake, partial(_so_many_calls, fake, enough), "the service to work")
                await house.kill()
                storm.arrived = arrived(fake)
                storm.note(house.database)
                await house.start()
            await patiently(fake, AllReminded(fake, reminders), "every reminder")
            assert await house.stop() == 0, house.log
        finally:
            await house.clear()
            print(house.log[-3_000:])  # noqa: T201 - shown only where the story fails

        storm.arrived = arrived(fake)
        assert fake.violations == []
        assert set(storm.arrived) == set(chats(reminders))
        assert unsent(house.database) == 0
        assert len(storm.kills) == kills
        assert storm.excused(), storm.again()
        assert any(storm.again()), "no failure came in the middle of anything"
        assert all(text.startswith("「瑜伽」") for chat in chats(reminders) for text in fake.chat(chat).texts)


def house_with_reminders(folder: Path, fake: FakeTelegram, reminders: int) -> House:
    """A house in whose outbox a reminder waits for everybody."""
    house = House(folder, telegram=(fake.token, fake.base_url))
    house.database.parent.mkdir()
    town.settle(house.database, reminders)
    town.queue(house.database, reminders)
    return house


class AllReminded:
    """Whether each of so many people has been sent something. Nobody is looked at again: it is asked after every call."""

    def __init__(self, fake: FakeTelegram, reminders: int) -> None:
        self._waiting = [fake.chat(chat) for chat in chats(reminders)]

    def __call__(self) -> bool:
        while self._waiting and self._waiting[-1].messages:
            self._waiting.pop()
        return not self._waiting


def arrived(fake: FakeTelegram) -> list[int]:
    """The chats to which messages came, in order."""
    return [call["chat_id"] for call in fake.called("sendMessage")]


def _so_many_calls(fake: FakeTelegram, calls: int) -> bool:
    return len(fake.calls) >= calls
