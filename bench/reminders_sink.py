"""As fast as it goes: from a class that begins in an hour to the last message, and whether a million subjects cost memory."""

from __future__ import annotations

import tempfile
from pathlib import Path

from bench.bots import Running
from bench.fake_api import FakeApi
from bench.load import Resident
from bench.place import Start
from bench.reminders_service import LINLI, Arrivals, chats, database
from bench.reminders_town import hold_classes, make_due, schedule_far, settle
from bench.report import verdict
from bench.rounds import first_poll
from bot.service import now_ms
from services.calendar import HOUR_MS, MINUTE_MS

GOAL_PER_SECOND = 1_500
GOAL_MORE_MB = 30.0
FEW, MANY = 1_000, 1_000_000
ACTS = 300


async def sink(classes: int, seats: int) -> bool:
    """Measure both and print; returns whether both goals were reached. Raises NoStart."""
    fast = await speed(classes, seats)
    return await memory() and fast


async def speed(classes: int, seats: int) -> bool:
    """The reminders of all classes, whole way: who is concerned, one message each into the outbox, asked once more, sent."""
    people = classes * seats
    print(f"{classes} classes with {seats:,} people each begin within the hour: {people:,} reminders, no limit", flush=True)
    api = FakeApi()
    await api.open()
    try:
        with tempfile.TemporaryDirectory(prefix="linli-bench-") as folder:
            start = Start(Path(folder), api.port)
            starts_ms = now_ms() + 40 * MINUTE_MS
            settle(database(start.folder), people)
            hold_classes(database(start.folder), classes, people, starts_ms)
            make_due(database(start.folder), classes, seen_ms=starts_ms - HOUR_MS - 5 * MINUTE_MS)
            arrivals = Arrivals(chats(people))
            api.hear = arrivals.hear
            with Running(LINLI, start) as running:
                await arrivals.all(running, patience_s=600)
                memory_mb = running.peak_memory_mb()
                first_s = arrivals.at[0] - running.started
                running.stop(patience_s=1.0)  # its data is thrown away
    finally:
        await api.close()
    rate = people / arrivals.seconds
    print(
        f"  {'whole way':34} {f'{rate:,.0f} messages/s, {people:,} in {arrivals.seconds:.1f} s':54} {verdict(rate >= GOAL_PER_SECOND)}"
    )
    print(f"  {'the first':34} {first_s:.2f} s after the execution")
    print(f"  {'came twice':34} {arrivals.doubled}")
    print(f"  {'memory, at most':34} {memory_mb:.0f} MB", flush=True)
    return rate >= GOAL_PER_SECOND


async def memory() -> bool:
    """The same little work beside few and beside many scheduled subjects."""
    few_mb, many_mb = await busy_mb(FEW), await busy_mb(MANY)
    more = many_mb - few_mb
    figure = f"{few_mb:.0f} MB → {many_mb:.0f} MB, {more:+.1f} MB"
    print(f"  {f'{FEW:,} → {MANY:,} subjects':34} {figure:54} {verdict(more <= GOAL_MORE_MB)}", flush=True)
    return more <= GOAL_MORE_MB


async def busy_mb(subjects: int) -> float:
    """The most memory that a service holds with so many scheduled subjects, after some residents came by."""
    api = FakeApi()
    await api.open()
    try:
        with tempfile.TemporaryDirectory(prefix="linli-bench-") as folder:
            start = Start(Path(folder), api.port)
            settle(database(start.folder), ACTS)
            schedule_far(database(start.folder), subjects)
            with Running(LINLI, start) as running:
                await first_poll(api, running)
                arrivals = Arrivals(chats(ACTS))
                api.hear = arrivals.hear
                for chat in chats(ACTS):
                    Resident(api, chat).type("/my")
                await arrivals.all(running, patience_s=60)
                peak_mb = running.peak_memory_mb()
                running.stop(patience_s=1.0)
    finally:
        await api.close()
    return peak_mb
