"""The power fails again and again while neighbours sign up: nothing is lost, nothing is doubled."""

from __future__ import annotations

import asyncio
import random
import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Coroutine, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from reminders.sender import MOST_IN_FLIGHT
from tests.fakes.telegram import FakeTelegram
from tests.process.house import CLASSES, House, community
from tests.process.residents import Resident, patiently

pytestmark = pytest.mark.kill

SEATS = 5
WAVES = 8
AT_ONE_CLASS = 12
PLACE = "报名成功|候补第[0-9]+位"
CANCELLED = ("报名成功", "报名成功", "候补第4位")
"""Who gives his place back, by what he had been told: two seats become free, and the queue closes up."""
FREED = CANCELLED.count("报名成功")
PLACES = ["报名成功"] * SEATS + [f"候补第{n}位" for n in range(1, AT_ONE_CLASS - SEATS + 1)]
"""What the residents of one class are told, in the order in which they come."""


@dataclass(frozen=True)
class End:
    """What it all came to, whoever was faster: by class what was told, and what stands in the database; what a resident saw."""

    told: dict[str, Counter[str]]
    states: dict[str, list[tuple[str, int]]]
    seen: Counter[tuple[str, ...]]


@pytest.mark.parametrize(
    ("kills", "classes"), [pytest.param(8, 2, id="8 kills"), pytest.param(50, 7, id="50 kills", marks=pytest.mark.soak)]
)
async def test_neighbours_sign_up_while_the_power_fails(kills: int, classes: int, tmp_path: Path) -> None:
    (tmp_path / "calm").mkdir()
    (tmp_path / "stormy").mkdir()

    calm = await whole_story(tmp_path / "calm", 0, classes)
    stormy = await whole_story(tmp_path / "stormy", kills, classes)

    assert stormy == calm


async def whole_story(folder: Path, kills: int, classes: int) -> End:
    """Everybody signs up, some cancel; the service is killed `kills` times meanwhile. Asserts what holds in every run."""
    async with FakeTelegram() as fake:
        house = House(folder, telegram=(fake.token, fake.base_url))
        await house.load(community(classes, SEATS))
        residents = [Resident(fake, n + 1, CLASSES[n % classes]) for n in range(classes * AT_ONE_CLASS)]
        try:
            await house.start()
            power = Power(house, fake, kills, random.Random(kills))
            storm = asyncio.create_task(power.fails())
            await everybody([power.outlasts(resident, n * WAVES // len(residents)) for n, resident in enumerate(residents)])
            told = {title: Counter(word(r.told) for r in residents if r.course == title) for title in CLASSES[:classes]}
            await everybody([resident.cancels() for resident in cancelling(residents)])
            await storm
            await patiently(fake, lambda: not fake.waiting, "every update confirmed")
            await patiently(fake, lambda: len(offered(residents)) == FREED * classes, "those who move up hear of it")
            await everybody([resident.accepts() for resident in offered(residents)])
            await patiently(fake, lambda: not fake.waiting, "every update confirmed")
            assert await house.stop() == 0, house.log
        finally:
            await house.clear()
            print(house.log[-3_000:])  # noqa: T201 - shown only where the story fails
        assert fake.violations == []
        assert "居民" not in house.log, "what residents are called is nobody's business who reads the log"
        database = sqlite3.connect(house.database)
        try:
            nothing_lost_nothing_doubled(database, fake, residents, kills)
            return End(told, states(database), Counter(screens(fake, r) for r in residents))
        finally:
            database.close()


async def everybody(stories: Iterable[Coroutine[Any, Any, None]]) -> None:
    """All at once, to the end."""
    async with asyncio.TaskGroup() as group:
        for story in stories:
            group.create_task(story)


class Power:
    """Fails `kills` times while residents act: they come in waves, and each wave waits for its share of the failures."""

    def __init__(self, house: House, fake: FakeTelegram, kills: int, chance: random.Random) -> None:
        self.house = house
        self.fake = fake
        self.kills = kills
        self.chance = chance
        self.acting = 0
        self.waves = [asyncio.Event() for _ in range(WAVES)]
        self.begin_waves(0)

    def begin_waves(self, failures: int) -> None:
        """Let everybody come who waits for so many failures."""
        for n, wave in enumerate(self.waves):
            if failures >= n * self.kills // WAVES:
                wave.set()

    async def outlasts(self, resident: Resident, wave: int) -> None:
        """A resident comes with his wave and signs up, whatever happens to the power meanwhile."""
        await self.waves[wave].wait()
        self.acting += 1
        await resident.signs_up()
        self.acting -= 1

    async def fails(self) -> None:
        """Kill the service after so many of its calls, and start it again at once. A call is mostly still in flight then."""
        for n in range(self.kills):
            enough = len(self.fake.calls) + self.chance.randint(1, 25)
            await patiently(self.fake, partial(self._is_time, enough), "the service to work")
            await self.house.kill()
            await self.house.start()
            self.begin_waves(n + 1)

    def _is_time(self, calls: int) -> bool:
        return len(self.fake.calls) >= calls or (not self.acting and len(self.fake.called("getUpdates")) > 0)


def cancelling(residents: list[Resident]) -> list[Resident]:
    """Of each class, the first who were told what CANCELLED says."""
    chosen: list[Resident] = []
    for title in {resident.course for resident in residents}:
        here = [resident for resident in residents if resident.course == title]
        for told in CANCELLED:
            chosen.append(next(r for r in here if word(r.told) == told and r not in chosen))
    return chosen


def word(told: str) -> str:
    """The fixed word in what was told."""
    found = re.search(PLACE, told)
    assert found, told
    return found[0]


def offered(residents: list[Resident]) -> list[Resident]:
    """Who had waited and then was asked whether to take a seat."""
    return [r for r in residents if any("位子了，给" in text for text in r.person.chat.texts)]


def nothing_lost_nothing_doubled(db: sqlite3.Connection, fake: FakeTelegram, residents: list[Resident], kills: int) -> None:
    acts = {str(update) for resident in residents for update in resident.updates}
    assert {row[0] for row in db.execute("SELECT update_id FROM inbox WHERE channel = 'telegram'")} == acts
    assert db.execute("SELECT count(*) FROM parked").fetchone() == (0,)
    assert db.execute("SELECT count(*) FROM conversation WHERE open = 1 AND failures > 0").fetchone() == (0,)

    # Each act was answered in one turn, and everything that was to be said has been said.
    answers: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for cause, n, created_ms, state in db.execute("SELECT cause, n, created_ms, state FROM outbox ORDER BY cause, n"):
        assert state == "sent", cause
        if cause.startswith("telegram:"):
            answers[cause.removeprefix("telegram:")].append((n, created_ms))
    assert set(answers) == acts
    for update, rows in answers.items():
        assert [n for n, _ms in rows] == list(range(len(rows))), update
        assert len({ms for _n, ms in rows}) == 1, update

    # A message comes twice only where it was in flight when the power failed.
    sent = len(fake.called("sendMessage")) + len(fake.called("editMessageText"))
    said = db.execute("SELECT count(*) FROM outbox").fetchone()[0]
    assert said <= sent <= said + MOST_IN_FLIGHT * kills

    # Every class has as many seats taken as it says, no more than there are, and nobody has two places.
    for course, seats, taken, waiting in db.execute("SELECT id, seats, taken, waiting FROM course"):
        held = Counter(row[0] for row in db.execute("SELECT state FROM enrolment WHERE course_id = ?", (course,)))
        assert (held["seat"], held["waiting"]) == (taken, waiting)
        assert taken <= seats
        places = [row[0] for row in db.execute("SELECT attendee_id FROM enrolment WHERE course_id = ?", (course,))]
        assert len(places) == len(set(places)) == AT_ONE_CLASS

    # First come, first served: the answers that were committed first name the best places.
    for title in {resident.course for resident in residents}:
        chats = {str(resident.person.id) for resident in residents if resident.course == title}
        answers_in_order = db.execute("SELECT chat, body FROM outbox WHERE cause LIKE 'telegram:%' ORDER BY id")
        told = [word(body) for chat, body in answers_in_order if chat in chats and re.search(PLACE, body)]
        assert told[:AT_ONE_CLASS] == PLACES


def states(db: sqlite3.Connection) -> dict[str, list[tuple[str, int]]]:
    """By class: how many hold what, and whether the queue's order is that of the tickets."""
    found: dict[str, list[tuple[str, int]]] = {}
    for title, state, count in db.execute(
        "SELECT c.title, e.state, count(*) FROM enrolment e JOIN course c ON c.id = e.course_id GROUP BY 1, 2 ORDER BY 1, 2"
    ):
        found.setdefault(title, []).append((state, count))
    return found


def screens(fake: FakeTelegram, resident: Resident) -> tuple[str, ...]:
    """What a resident saw, message by message; how many places were left at that moment is another story."""
    seen: list[str] = []
    for method, call in fake.calls:
        if method in ("sendMessage", "editMessageText") and call.get("chat_id") == resident.person.id:
            labels = [b["text"] for row in call.get("reply_markup", {}).get("inline_keyboard", []) for b in row]
            shown = "\n".join([call["text"], *labels]).replace(resident.name, "本人").replace(resident.course, "某课")
            for title in CLASSES:
                shown = shown.replace(title, "别的课")
            shown = re.sub("余[0-9]+|可候补", "余N", re.sub("候补：[0-9]+人\n?", "", shown))
            shown = re.sub("要的话，.+ 之前", "要的话，N 之前", shown)
            if shown not in seen:  # a message that comes twice is the same message
                seen.append(shown)
    return tuple(seen)
