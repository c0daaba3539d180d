"""Whatever happens to the service and its clock: what is due is said in time, once, and never when it is of no use any more."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reminders import metrics
from reminders.clock import AGAIN_MS, Clock
from reminders.quiet import Quiet
from reminders.steps import Look, Rule, Stand, Step, look, take
from services.calendar import DAY_MS, HOUR_MS
from storage import communities, reminders
from storage.database import StorageError
from storage.sqlite import SQLite
from tests.databases import fresh
from tests.services.conftest import NOW, Town, new_town

QUIET = Quiet(ZoneInfo("Asia/Shanghai"))


class Office:
    """A clock over a database, with rules made for the story; `said` is what was said, and when."""

    def __init__(self, db: SQLite) -> None:
        self.db = db
        self.now_ms = NOW
        self.rules: dict[str, Rule] = {"class": self.by_steps}
        self.steps: dict[int, list[tuple[int, int]]] = {}
        self.said: list[tuple[int, int]] = []
        self.spoken = asyncio.Event()
        self.clock = self.make_clock()

    def make_clock(self) -> Clock:
        return Clock(self.db, self.rules, lambda: self.now_ms, QUIET, self.spoken.set)

    async def by_steps(self, at: Look) -> Stand | None:
        subject_id = at.reminder.subject_id

        async def say(_cursor: int) -> None:
            self.said.append((subject_id, at.now_ms))

        return await take([Step(due, say, until) for due, until in self.steps[subject_id]], at)

    async def follow(self, subject_id: int, *steps: tuple[int, int], kind: str = "class") -> None:
        """A subject, new or changed: (when due, until when of use)."""
        self.steps[subject_id] = list(steps)
        await self.db.write(lambda: reminders.follow(kind, subject_id, 1, self.now_ms))

    async def waiting(self) -> int | None:
        return await self.db.read(reminders.next_due)


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    db = await SQLite.open(fresh(tmp_path))
    await db.write(lambda: communities.save("lixia", "里下社区", "", "", ""))
    yield Office(db)
    await db.close()


async def test_what_is_due_is_said_and_what_is_not_waits(office: Office) -> None:
    await office.follow(7, (NOW + HOUR_MS, NOW + 2 * HOUR_MS))
    await office.clock.catch_up()
    assert office.said == [] and await office.waiting() == NOW + HOUR_MS
    office.now_ms = NOW + HOUR_MS
    await office.clock.catch_up()
    await office.clock.catch_up()
    assert office.said == [(7, NOW + HOUR_MS)] and await office.waiting() is None


async def test_after_a_long_stop_what_is_still_of_use_is_said_and_the_rest_is_dropped_and_counted(office: Office) -> None:
    dropped, late = counted(metrics.dropped, "class"), counted(metrics.late, "class")
    await office.follow(
        7, (NOW + HOUR_MS, NOW + 2 * HOUR_MS), (NOW + DAY_MS, NOW + 9 * DAY_MS), (NOW + 8 * DAY_MS, NOW + 9 * DAY_MS)
    )
    office.now_ms = NOW + 3 * DAY_MS
    await office.make_clock().catch_up()
    assert office.said == [(7, NOW + 3 * DAY_MS)] and await office.waiting() == NOW + 8 * DAY_MS
    assert counted(metrics.dropped, "class") == dropped + 1 and counted(metrics.late, "class") == late + 1


async def test_a_subject_that_moves_takes_its_reminder_along(office: Office) -> None:
    await office.follow(7, (NOW + HOUR_MS, NOW + 2 * HOUR_MS))
    await office.clock.catch_up()
    await office.follow(7, (NOW + DAY_MS, NOW + 2 * DAY_MS))
    for hours in (1, 24):
        office.now_ms = NOW + hours * HOUR_MS
        await office.clock.catch_up()
    assert office.said == [(7, NOW + DAY_MS)]


async def test_what_was_said_is_not_said_again_because_the_subject_is_looked_at_again(office: Office) -> None:
    await office.follow(7, (NOW, NOW + DAY_MS), (NOW + 1, NOW + DAY_MS), (NOW + DAY_MS, NOW + 2 * DAY_MS))
    office.now_ms += 1
    for _time in range(3):
        await office.clock.catch_up()
        await office.follow(7, *office.steps[7])
    await office.clock.catch_up()
    assert office.said == [(7, NOW + 1)], "what was due when the subject was new, or before, is never said"


async def test_a_clock_that_is_set_back_repeats_nothing(office: Office) -> None:
    await office.follow(7, (NOW + HOUR_MS, NOW + 2 * HOUR_MS))
    for hours in (1, -5, 1, 1.5):
        office.now_ms = NOW + round(hours * HOUR_MS)
        await office.clock.catch_up()
    assert len(office.said) == 1


async def test_a_rule_that_fails_stops_no_other_and_is_tried_again(office: Office) -> None:
    broken = True

    async def sometimes(at: Look) -> Stand | None:
        if broken:
            raise ValueError("张汉梅 13871000000")
        return await office.by_steps(at)

    office.rules["broken"] = sometimes
    await office.follow(1, (NOW + 1, NOW + DAY_MS), kind="broken")
    await office.follow(2, (NOW + 1, NOW + DAY_MS))
    office.now_ms += 1
    await office.clock.catch_up()
    assert office.said == [(2, NOW + 1)]
    broken = False
    await office.clock.catch_up()
    office.now_ms += AGAIN_MS
    await office.clock.catch_up()
    assert office.said[1:] == [(1, NOW + 1 + AGAIN_MS)]


async def test_what_no_rule_knows_any_more_is_let_go(office: Office) -> None:
    await office.follow(1, (NOW, NOW), kind="of an older version")
    await office.clock.catch_up()
    assert await office.waiting() is None


async def test_a_full_disk_loses_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    await office.follow(7, (NOW + 1, NOW + DAY_MS))
    office.now_ms += 1
    write = office.db.write

    async def full(work: Any, *, patient: bool = False) -> Any:
        raise StorageError("the disk is full")

    monkeypatch.setattr(office.db, "write", full)
    with pytest.raises(StorageError):
        await office.clock.catch_up()
    monkeypatch.setattr(office.db, "write", write)
    await office.clock.catch_up()
    assert office.said == [(7, NOW + 1)]


async def test_the_scheduler_wakes_at_the_next_due_moment_and_after_a_commit(office: Office) -> None:
    """On the real scheduler: the system's clock is past these moments, so it fires at once."""
    await office.follow(7, (NOW + 1, NOW + DAY_MS))
    office.now_ms += 1
    office.clock.start()
    try:
        await asyncio.wait_for(office.spoken.wait(), 20)
        office.spoken.clear()
        await office.follow(8, (NOW + 2, NOW + DAY_MS))
        office.now_ms += 2
        office.clock.wake()
        await asyncio.wait_for(office.spoken.wait(), 20)
    finally:
        office.clock.stop()
    assert [subject for subject, _at in office.said] == [7, 8]


async def test_a_commit_while_the_clock_asks_what_is_next_is_not_overlooked(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.follow(7, (NOW + DAY_MS, NOW + 2 * DAY_MS))
    read = office.db.read
    office.steps[8] = [(NOW + 1, NOW + DAY_MS)]

    async def committing(work: Any) -> Any:
        found = await read(work)
        if work is reminders.next_due and not office.said:
            await office.db.write(lambda: reminders.follow("class", 8, 1, NOW))
            office.now_ms = NOW + 1
            office.clock.wake()
        return found

    monkeypatch.setattr(office.db, "read", committing)
    office.clock.start()
    try:
        while not office.said:
            office.spoken.clear()
            await asyncio.wait_for(office.spoken.wait(), 20)
    finally:
        office.clock.stop()
    assert office.said == [(8, NOW + 1)]


# Any stops, any moves


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 96), st.integers(1, 30)), min_size=1, max_size=4, unique_by=lambda step: step[0]),
    st.lists(st.integers(0, 60), min_size=1, max_size=12),
    st.data(),
)
def test_every_step_is_said_at_most_once_and_only_while_it_is_of_use(
    steps: list[tuple[int, int]], pauses: list[int], data: st.DataObject
) -> None:
    with town() as place:
        said: list[tuple[int, int]] = []
        looked: list[int] = []

        async def rule(at: Look) -> Stand | None:
            looked.append(at.now_ms)

            def saying(due_ms: int) -> Any:
                async def say(_cursor: int) -> None:
                    said.append((due_ms, at.now_ms))

                return say

            listed = [(NOW + hours * HOUR_MS, NOW + (hours + useful) * HOUR_MS) for hours, useful in steps]
            return await take([Step(due, saying(due), until) for due, until in listed], at)

        place.do(reminders.follow("class", 1, place.community_id, NOW))
        for hours in pauses:
            place.wait(hours=hours)
            if data.draw(st.booleans()):
                place.do(reminders.follow("class", 1, place.community_id, place.now_ms))
            while waiting := place.do(reminders.due(place.now_ms, 10)):
                for reminder in waiting:
                    place.do(look(reminder.id, {"class": rule}, place.now_ms, QUIET))
        assert len({due for due, _at in said}) == len(said)
        for due, at_ms in said:
            [useful] = [useful for hours, useful in steps if NOW + hours * HOUR_MS == due]
            assert due <= at_ms < due + useful * HOUR_MS
        for hours, useful in steps:
            due = NOW + hours * HOUR_MS
            in_time = [at_ms for at_ms in looked if due <= at_ms < due + useful * HOUR_MS]
            assert not in_time or (due, min(in_time)) in said, "looked at in time, it is said at the first look"


async def test_it_stops_without_a_word_of_error_in_the_middle_of_something(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    begun = asyncio.Event()

    async def tidy() -> None:
        begun.set()
        await asyncio.Event().wait()

    office.clock.start(hourly=tidy)
    await begun.wait()
    office.clock.stop()
    for task in asyncio.all_tasks() - {asyncio.current_task()}:
        await asyncio.wait([task])
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


_SCHEMA: list[Path] = []


@pytest.fixture(autouse=True)
def schema(empty_database: Path) -> None:
    _SCHEMA[:] = [empty_database]


@contextmanager
def town() -> Iterator[Town]:
    made = new_town(_SCHEMA[0])
    try:
        yield made
    finally:
        made.connection.close()


def counted(counter: Any, *labels: str) -> float:
    """What the counter shows."""
    shown: float = counter.labels(*labels)._value.get()
    return shown
