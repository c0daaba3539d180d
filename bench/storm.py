"""`python -m bench.storm`: a pipe bursts, and 500 residents report it within minutes, a photo each.

The house runs in this process with everything but the network: turns, SQLite with a FULL commit, errands, the clock, and the sender at
Telegram's pace. Whoever finds that it is open already joins it or, some of them, reports it all the same. Staff merge everything in one
action, then it is repaired. Everybody must follow one case in the end and be told of the repair once. Meanwhile others tap.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import random
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from bench import growth
from bench.report import machine, verdict
from bench.rounds import run_loop
from bench.similar import percentile
from bench.storm_town import TELEGRAM_PER_SECOND, Tapper, Town
from bot.service import now_ms
from language.message import Attached
from services.cases import moves
from storage import reminders

TAP_GOAL_MS = 200.0


async def storm(options: argparse.Namespace, folder: Path) -> bool:
    """The whole story; prints it, and returns whether every goal was reached."""
    db, _intake = await growth.open_house(folder / "linli.db")
    chance = random.Random(options.seed)
    town = Town(db, folder, chance)
    waited: list[tuple[float, float]] = []
    phases: dict[str, float] = {}
    try:
        await town.settle(options.residents)
        async with town.working():
            tappers = [Tapper(f"t{n}", db, town.intake) for n in range(options.tappers)]
            for tapper in tappers:
                tapper.waited = waited
            tapping = [asyncio.create_task(tapper.run(float("inf"))) for tapper in tappers]

            phases["reports and photos"] = began = time.perf_counter()
            for n in range(options.residents):
                await asyncio.sleep(max(0.0, began + n * options.seconds / options.residents - time.perf_counter()))
                await town.report(n, chance.random() < options.join)
            photos_s = await town.until("photos")
            most, *rest = sorted(await town.open_now(), key=lambda case: -case.followers)
            into, others = most.id, [case.id for case in rest]

            phases["merge"] = time.perf_counter()
            merged = await db.write(lambda: moves.merge(others, into, town.staff, now_ms()))
            merge_ms = (time.perf_counter() - phases["merge"]) * 1000
            town.committed()
            await asyncio.sleep(1)
            merged_s = 1 + await town.until("quiet")

            phases["repair and telling"] = time.perf_counter()
            shown = [Attached("photo", "1", 1)]
            await db.write(
                lambda: moves.set_state(
                    into, "solved", "水管换好了", town.staff, now_ms(), seen="new", photos=shown,
                    account_id=town.staff, channel="telegram",
                )
            )  # fmt: skip
            town.committed()
            told_s = await town.until("told")
            await asyncio.sleep(1)  # who is told twice would be by now
            for task in tapping:
                task.cancel()
            await asyncio.gather(*tapping, return_exceptions=True)
        open_now = await town.open_now()
        left = await db.read(reminders.count)
    finally:
        await db.close()
    times = town.told()
    by_phase = defaultdict(list)
    for at, took in waited:
        by_phase[max((start, name) for name, start in phases.items() if start <= at)[1] if at >= began else ""].append(took)
    merged_number = len(merged) if isinstance(merged, list) else 0
    heard = len([chat for _at, chat, _text in town.phones.arrived if chat in times])
    staff_heard = len([chat for _at, chat, _text in town.phones.arrived if chat == str(len(town.residents) + 1)])
    slowest = max(percentile(took, 99) for name, took in by_phase.items() if name)
    lines = [
        ("became", f"{len(others) + 1} cases, {most.followers} followed the first of them", True),
        ("the last photo was there", f"{photos_s:.1f} s after the last report", True),
        ("staff merge all in one action", f"{merged_number} cases in {merge_ms:.0f} ms", merged_number == len(others)),
        ("those who had reported it hear so", f"within {merged_s:.1f} s", True),
        ("open in the end", f"{len(open_now)} case, {open_now[0].followers} followers",
         len(open_now) == 1 and open_now[0].followers == options.residents),
        ("told of the repair once", f"{sum(n == 1 for n in times.values())} of {len(times)}", set(times.values()) == {1}),
        ("from the repair to the last one told", f"{told_s:.1f} s at {TELEGRAM_PER_SECOND}/s; at best"
         f" {options.residents / TELEGRAM_PER_SECOND:.1f} s", True),
        ("messages to residents, and to staff", f"{heard / len(times):.2f} each, {staff_heard}", True),
        *((f"taps during {name}", f"p50 {percentile(took, 50):.1f}, p99 {percentile(took, 99):.1f}, longest {max(took):.0f} ms",
           percentile(took, 99) <= TAP_GOAL_MS) for name, took in by_phase.items() if name),
    ]  # fmt: skip
    for what, figure, kept in lines:
        print(f"  {what:38} {figure:54} {verdict(kept)}")
    print(f"  subjects that the clock still looks at: {left}")
    return all(kept for *_, kept in lines) and slowest <= TAP_GOAL_MS


async def measure(options: argparse.Namespace) -> int:
    """Measure and print; returns the exit code."""
    print(machine())
    print(f"{options.residents} residents report it within {options.seconds:g} s, {options.tappers} others tap", flush=True)
    with tempfile.TemporaryDirectory(prefix="linli-bench-") as folder:
        return 0 if await storm(options, Path(folder)) else 1


def main() -> int:
    reader = argparse.ArgumentParser(prog="python -m bench.storm", description="500 reports of the same burst pipe.")
    reader.add_argument("--residents", type=int, default=500)
    reader.add_argument("--seconds", type=float, default=60, help="all reports come within that; 300 would be five minutes")
    reader.add_argument("--join", type=float, default=0.6, help="share of those who join what is open already")
    reader.add_argument("--tappers", type=int, default=16)
    reader.add_argument("--seed", type=int, default=5)
    options = reader.parse_args()
    with contextlib.suppress(BrokenPipeError):
        return run_loop(lambda: measure(options))
    return 1


if __name__ == "__main__":
    sys.exit(main())
