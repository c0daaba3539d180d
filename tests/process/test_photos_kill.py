"""The power fails again and again while photos of what was repaired are fetched: each is there once, and shown to who waits for it."""

from __future__ import annotations

import random
import sqlite3
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from bot.service import now_ms
from language.message import Attached
from reminders.sender import MOST_IN_FLIGHT
from services import people
from services.cases import kinds, moves, places, reports
from services.cases.outcomes import Done, Opened
from services.cases.reports import Report
from storage import accounts, communities, roles
from storage.sqlite import SQLite
from tests.fakes.telegram import FakeTelegram
from tests.process.house import House
from tests.process.residents import patiently

pytestmark = pytest.mark.kill

STAFF = 1_000


@pytest.mark.parametrize(
    ("kills", "cases"), [pytest.param(6, 40, id="6 kills"), pytest.param(40, 400, id="40 kills", marks=pytest.mark.soak)]
)
async def test_every_photo_is_there_however_often_the_power_fails(kills: int, cases: int, tmp_path: Path) -> None:
    async with FakeTelegram() as fake:
        house = House(tmp_path, telegram=(fake.token, fake.base_url))
        residents = [fake.person(n + 1) for n in range(cases)]
        fake.person(STAFF)
        house.database.parent.mkdir()
        await repaired(house.database, fake, cases)
        fake.fails("getFile", 500, times=5)
        chance = random.Random(kills)
        try:
            await house.start()
            for _kill in range(kills):
                enough = len(fake.calls) + chance.randint(1, 3 * cases // kills)
                await patiently(fake, partial(_so_many_calls, fake, enough), "the service to work")
                await house.kill()
                await house.start()
            await patiently(
                fake,
                lambda: all(any(message.method == "sendPhoto" for message in one.chat.messages) for one in residents),
                "everybody sees the photo",
            )
            assert await house.stop() == 0, house.log
        finally:
            await house.clear()
            print(house.log[-3_000:])  # noqa: T201 - shown only where the story fails

        assert fake.violations == []
        shown = [message for one in residents for message in one.chat.messages if message.method == "sendPhoto"]
        assert cases <= len(shown) <= cases + MOST_IN_FLIGHT * kills
        database = sqlite3.connect(house.database)
        try:
            assert database.execute("SELECT COUNT(*) FROM errand").fetchone() == (0,)
            kept = database.execute("SELECT blob FROM case_file WHERE state = 'kept'").fetchall()
            told = database.execute("SELECT COUNT(*), COUNT(DISTINCT chat) FROM outbox WHERE cause LIKE 'case:%'").fetchone()
        finally:
            database.close()
        assert len(kept) == cases and told == (cases, cases)
        stored = {path.name: path.read_bytes() for path in (house.folder / "data" / "files").rglob("*") if path.is_file()}
        assert set(stored) == {blob for (blob,) in kept}, "each photo once, and nothing else"
        assert len(stored) == len(set(map(of, range(cases))))
        assert {message.file for message in shown} == set(stored.values())


def of(case: int) -> int:
    """What the photo of a case shows: in every third case the same as in the one before."""
    return case - 1 if case % 3 == 1 else case


async def repaired(database: Path, fake: FakeTelegram, cases: int) -> None:
    """So many hazards were reported and repaired, the photo of each repair is still at the platform."""
    db, at_ms = await SQLite.open(database), now_ms()
    refs = []
    for n in range(cases):
        content = BytesIO()
        seen = random.Random(of(n)).randbytes(8 * 6 * 3)
        Image.frombytes("RGB", (8, 6), seen).resize((1280, 960)).save(content, "JPEG")
        refs.append(fake.keep(content.getvalue()))

    async def work() -> None:
        community = await communities.save("xiaojunshan", "小军山社区", "", "", "")
        staff = await arrives(community.id, STAFF)
        await roles.grant(community.id, "staff", staff, None, at_ms)
        for n, ref in enumerate(refs):
            resident = await arrives(community.id, n + 1)
            made = Report(kinds.HAZARD, words=f"{n}号楼漏水", category="water", where=places.of_words(f"{n}栋"))
            opened = await reports.open_case(made, resident, resident, resident, "telegram", at_ms)
            assert isinstance(opened, Opened)
            done = await moves.set_state(
                opened.case_id, "solved", "换了水管", staff, at_ms, seen="new", photos=[Attached("photo", ref, 1)],
                account_id=staff, channel="telegram",
            )  # fmt: skip
            assert isinstance(done, Done)

    async def arrives(community_id: int, chat: int) -> int:
        account = await accounts.arrive("telegram", str(chat), "zh", at_ms)
        assert account.id == account.person_id
        await people.set_community(account.person_id, community_id)
        await people.consent(account.person_id, at_ms)
        return account.person_id

    await db.write(work)
    await db.close()


def _so_many_calls(fake: FakeTelegram, calls: int) -> bool:
    return len(fake.calls) >= calls
