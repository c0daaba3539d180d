"""The same number of reminders, due at the same moment: Linli's clock beside one APScheduler job a reminder (`reminders_peer`).

Linli takes part twice: as people use it, in classes of 250, and with a subject of its own for every single reminder, which is as many
rows as there are jobs. Scheduling is all that is written before the moment itself, here each subject as a piece of work of its own that
shares its commit with others, and the first look of the clock. Firing is from the moment until the last message arrived.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import time as clock_time
from functools import partial
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

from bench.bots import Bot, Running
from bench.fake_api import Call, FakeApi
from bench.load import Script
from bench.place import NoStart, Start
from bench.reminders_service import LINLI, Arrivals, Mortal, chats, database
from bench.reminders_town import hold_classes, settle
from bench.report import table
from bench.rounds import first_poll
from bot.service import now_ms
from reminders.clock import Clock
from reminders.quiet import Quiet
from reminders.rules import RULES
from services.calendar import HOUR_MS
from storage import reminders
from storage.sqlite import SQLite

CLASS_OF = 250
TUNED = "APScheduler, WAL and NORMAL"
NO_NIGHT = Quiet(ZoneInfo("Asia/Shanghai"), clock_time(0), clock_time(0))
START_S = 5.0
"""Enough for the service to be there before anything is due."""
PATIENCE_S = 300.0
SETTLED_S = 1.0


@dataclass(frozen=True)
class Took:
    """Seconds: to schedule all reminders, and from the moment when they are due until all have arrived."""

    scheduling: float
    firing: float
    memory_mb: float


async def side_by_side(number: int, rounds: int) -> bool:
    """Measure in interleaved rounds and print the ratios; returns True, for they have no goal. Raises NoStart."""
    print(f"{number:,} reminders, all due at the same moment; {rounds} rounds, taking turns", flush=True)
    takers: dict[str, Callable[[int], Awaitable[Took]]] = {
        f"Linli, classes of {CLASS_OF}": partial(linli, number // CLASS_OF),
        "Linli, a subject a reminder": partial(linli, number),
        TUNED: usual,
        "APScheduler, as it comes": partial(usual, tuned=False),
    }
    took: dict[str, list[Took]] = {name: [] for name in takers}
    for _round in range(rounds):
        for name, measure in takers.items():
            took[name].append(await measure(number))
    base = _median(took[TUNED])
    rows = []
    for name, all_of_it in took.items():
        mine = _median(all_of_it)
        schedules, fires = f"{base.scheduling / mine.scheduling:,.1f}", f"{base.firing / mine.firing:.1f}"
        speed, memory = f"{number / mine.firing:,.0f}", f"{max(t.memory_mb for t in all_of_it):.0f}"
        rows.append([name, f"{mine.scheduling:.2f}", schedules, f"{mine.firing:.2f}", fires, speed, memory])
    print(table(["", "scheduling s", "times as fast", "firing s", "times as fast", "messages/s", "MB"], rows))
    lost = await lost_by_a_kill(number)
    print(f"  {'APScheduler, kill -9 half-way':34} {lost:,} of {number:,} never came", flush=True)
    return True


def _median(all_of_it: list[Took]) -> Took:
    return Took(
        median(t.scheduling for t in all_of_it), median(t.firing for t in all_of_it), median(t.memory_mb for t in all_of_it)
    )


async def linli(subjects: int, number: int) -> Took:
    """One round of Linli, with so many subjects that concern equally many people each."""
    api = FakeApi()
    await api.open()
    try:
        with tempfile.TemporaryDirectory(prefix="linli-bench-") as folder:
            start = Start(Path(folder), api.port)
            path = database(start.folder)
            settle(path, number)
            lead_s = START_S + subjects / 250  # a look each
            due_ms, due_at = now_ms() + int(lead_s * 1000), time.perf_counter() + lead_s
            hold_classes(path, subjects, number, due_ms + HOUR_MS)
            scheduling = await schedule(path, subjects)
            arrivals = Arrivals(chats(number))
            api.hear = arrivals.hear
            with Running(LINLI, start) as running:
                await first_poll(api, running)
                if time.perf_counter() > due_at:
                    raise NoStart("it was not there yet when the reminders were due: the machine is too busy for this figure")
                await arrivals.all(running, PATIENCE_S)
                took = Took(scheduling, arrivals.at[-1] - due_at, running.peak_memory_mb())
                running.stop(patience_s=1.0)
    finally:
        await api.close()
    return took


async def schedule(path: Path, subjects: int) -> float:
    """Follow so many classes, and look at each for the first time; returns the seconds that took."""
    db = await SQLite.open(path)
    try:
        began = time.perf_counter()
        await asyncio.gather(*(db.write(partial(reminders.follow, "session", n, 1, now_ms())) for n in range(1, subjects + 1)))
        looks = await Clock(db, RULES, now_ms, NO_NIGHT).catch_up()
        assert looks == subjects
        return time.perf_counter() - began
    finally:
        await db.close()


async def usual(number: int, tuned: bool = True) -> Took:
    """One round of APScheduler, with the faster settings of SQLite or with its own."""
    api = FakeApi()
    await api.open()
    try:
        with tempfile.TemporaryDirectory(prefix="linli-bench-") as folder:
            arrivals = Arrivals(chats(number))
            scheduled: list[Call] = []

            def hear(call: Call) -> None:
                arrivals.hear(call)
                if call.method == "scheduled":
                    scheduled.append(call)

            api.hear = hear
            with Running(_peer(number, tuned), Start(Path(folder), api.port)) as running:
                await arrivals.all(running, PATIENCE_S)
                took = Took(scheduled[0].fields["seconds"], arrivals.at[-1] - scheduled[0].at, running.peak_memory_mb())
                running.stop(patience_s=1.0)
    finally:
        await api.close()
    return took


async def lost_by_a_kill(number: int) -> int:
    """How many reminders of APScheduler's never come when it is killed after half of them and started again."""
    api = FakeApi()
    await api.open()
    try:
        with tempfile.TemporaryDirectory(prefix="linli-bench-") as folder:
            arrivals, emptied = Arrivals(chats(number)), asyncio.Event()

            def hear(call: Call) -> None:
                arrivals.hear(call)
                if call.method == "emptied":
                    emptied.set()

            api.hear = hear
            start = Start(Path(folder), api.port)
            with Mortal(_peer(number), start) as running:
                await arrivals.number(number // 2, running, PATIENCE_S)
                running.kill()
            emptied.clear()
            with Running(_peer(0), start):
                await asyncio.wait_for(emptied.wait(), PATIENCE_S)
                before = -1
                while before != len(arrivals.chats):  # what was begun may still come
                    before = len(arrivals.chats)
                    await asyncio.sleep(SETTLED_S)
    finally:
        await api.close()
    return len(arrivals.missing)


def _peer(number: int, tuned: bool = True) -> Bot:
    return Bot(
        "usual",
        "APScheduler",
        lambda start: [sys.executable, "-m", "bench.reminders_peer", str(number), *(["tuned"] if tuned else [])],
        Script("", ()),
        "what is not due",
    )
