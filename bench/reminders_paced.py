"""100,000 reminders at once, on a platform that takes 30 messages in any one second, and residents who want an answer meanwhile."""

from __future__ import annotations

import asyncio
import random
import statistics
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from bench.bots import Running
from bench.fake_api import Call, FakeApi
from bench.load import Resident
from bench.place import NoStart, Start
from bench.reminders_service import LINLI, database
from bench.reminders_town import FIRST_CHAT, SAYS, queue, settle
from bench.report import verdict
from bench.rounds import first_poll

GOAL_OF_LIMIT = 0.98
GOAL_REPLY_MS = 200.0
FIRST_S = 30.0
"""The first message must come within that."""


@dataclass
class Evening:
    """What was seen at the platform's side. Times are `time.perf_counter()`."""

    sent_at: list[float] = field(default_factory=list)
    acted: dict[int, float] = field(default_factory=dict)
    replied: dict[int, float] = field(default_factory=dict)
    first: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self, call: Call) -> None:
        if not call.message_id:
            return
        self.sent_at.append(call.at)
        self.first.set()
        if call.chat in self.acted and call.chat not in self.replied and SAYS not in call.text:
            self.replied[call.chat] = call.at

    async def act(self, api: FakeApi, reminders: int, seconds: float) -> None:
        """Each second somebody else wants something, at any moment of it: a newcomer, or one for whom a reminder waits."""
        chance, began = random.Random(30), time.perf_counter()
        for second in range(int(seconds)):
            await asyncio.sleep(max(0.0, began + second + chance.random() - time.perf_counter()))
            newcomer = second % 2
            resident = Resident(api, FIRST_CHAT + reminders + (second + 1 if newcomer else -second))
            resident.type("/help" if newcomer else "/my")
            self.acted[resident.chat] = resident.since
        await asyncio.sleep(max(0.0, began + seconds - time.perf_counter()))

    def waits_ms(self) -> list[float]:
        """How long those waited who got an answer."""
        return [(at - self.acted[chat]) * 1000 for chat, at in self.replied.items()]


async def paced(reminders: int, per_second: int, seconds: float) -> bool:
    """Measure and print; returns whether every goal was reached. Raises NoStart."""
    print(f"{reminders:,} reminders at once, {per_second} messages in any one second, one resident a second; {seconds:g} s")
    api = FakeApi(per_second)
    await api.open()
    try:
        with tempfile.TemporaryDirectory(prefix="linli-bench-") as folder:
            start = Start(Path(folder), api.port, messages_per_second=per_second)
            settle(database(start.folder), reminders)
            queue(database(start.folder), reminders)
            evening = Evening()
            api.hear = evening.hear
            with Running(LINLI, start) as running:
                await first_poll(api, running)
                try:
                    await asyncio.wait_for(evening.first.wait(), FIRST_S)
                except TimeoutError:
                    raise NoStart("it polls, but says nothing:\n" + running.tail()) from None
                await evening.act(api, reminders, seconds)
                memory_mb = running.peak_memory_mb()
                running.stop(patience_s=1.0)  # its data is thrown away
    finally:
        await api.close()
    return judge(evening, api.refused, per_second, seconds, memory_mb)


def judge(evening: Evening, refused: int, per_second: int, seconds: float, memory_mb: float) -> bool:
    """Print what was seen and whether it is what was promised; returns whether all of it is."""
    began = evening.sent_at[0]
    taken = sum(at < began + seconds for at in evening.sent_at)
    share = taken / (per_second * seconds)
    waits = sorted(evening.waits_ms()) or [0.0]
    p99 = statistics.quantiles(waits, n=100, method="inclusive")[98] if len(waits) > 1 else waits[0]
    lines = [
        ("messages taken", f"{taken / seconds:.2f}/s, {share:.1%} of the limit", share >= GOAL_OF_LIMIT),
        ("refused (429)", f"{refused}", refused == 0),
        ("residents answered", f"{len(evening.replied)} of {len(evening.acted)}", len(evening.replied) == len(evening.acted)),
        (
            "reply after the act",
            f"p50 {statistics.median(waits):.0f} ms, p99 {p99:.0f} ms, longest {waits[-1]:.0f} ms",
            p99 <= GOAL_REPLY_MS,
        ),
    ]
    for what, figure, kept in lines:
        print(f"  {what:34} {figure:54} {verdict(kept)}")
    print(f"  {'memory, at most':34} {memory_mb:.0f} MB", flush=True)
    return all(kept for *_, kept in lines)
