"""`python -m bench.storm`: a pipe bursts, and 500 residents report it within minutes, half with a photo, half in words.

The house runs in this process with everything but the network: the flows, SQLite with a FULL commit, errands, the clock, and the
sender at Telegram's pace, whose answers a resident awaits and reads before the next tap. Whoever is shown that it is open already
taps 「就是这个」 or, some of them, reports it all the same. Staff merge everything in one action, then say that it is repaired. Everybody
must follow one case in the end and be told of the repair once. Meanwhile others tap.
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
from bench.storm_people import ENDS, JOIN, MOST_STEPS, tappers
from bench.storm_town import TELEGRAM_PER_SECOND, Town
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
        await town.settle(options.residents, options.reads)
        async with town.working():
            tapping = [asyncio.create_task(one.run(float("inf"))) for one in tappers(options.tappers, db, town.intake, waited)]

            phases["reports and photos"] = began = time.perf_counter()
            async with asyncio.TaskGroup() as reporting:
                for n, one in enumerate(town.residents):
                    await asyncio.sleep(max(0.0, began + n * options.seconds / options.residents - time.perf_counter()))
                    reporting.create_task(one.report(str(n) if n % 2 else "", joins=chance.random() < options.join))
                came = time.perf_counter()
            reported_s = time.perf_counter() - came
            waited_for = town.waited.committed.copy(), town.waited.shown.copy()
            photos_s = await town.until("photos")
            most, *rest = sorted(await town.open_now(), key=lambda case: -case.followers)

            phases["merge"] = time.perf_counter()
            merged, merge_ms = await town.office.merge(most.id)
            await asyncio.sleep(1)
            merged_s = 1 + await town.until("quiet")

            phases["repair and telling"] = time.perf_counter()
            await town.office.repaired()
            await town.until("told")
            told_s = time.perf_counter() - town.waited.committed[-1][0]
            await asyncio.sleep(1)  # who is told twice would be by now
            for task in tapping:
                task.cancel()
            await asyncio.gather(*tapping, return_exceptions=True)
        open_now = await town.open_now()
        left = await db.read(reminders.count)
        unasked = await town.unasked()
    finally:
        await db.close()
    times = town.told()
    by_phase = defaultdict(list)
    for at, took in waited:
        by_phase[max((start, name) for name, start in phases.items() if start <= at)[1] if at >= began else ""].append(took)
    office_heard = unasked.pop(town.office.chat)
    steps = [took for _at, took in waited_for[0]]
    gave_up = sum(one.gave_up for one in town.residents)
    joined = sum(one.said.startswith(ENDS[1]) for one in town.residents)
    lines = [
        ("became", f"{len(rest) + 1} cases, {most.followers} followed the first; {joined} tapped {JOIN}", True),
        (f"gave up after {MOST_STEPS} steps", f"{gave_up} of {len(times)}", not gave_up),
        ("had to look again, as it had changed", f"{sum(one.again > 0 for one in town.residents)},"
         f" at most {max(one.again for one in town.residents)} times", True),
        ("words taken for something else at first", f"{sum(one.misheard for one in town.residents)} of {len(times) - len(times) // 2}", True),
        ("the last report was there", f"{reported_s:.1f} s after the last resident began, photos {photos_s:.1f} s later", True),
        ("their taps", f"p50 {percentile(steps, 50):.1f}, p99 {percentile(steps, 99):.1f}, longest {max(steps):.0f} ms",
         percentile(steps, 99) <= TAP_GOAL_MS),
        (f"their answers on the phone at {TELEGRAM_PER_SECOND}/s", f"p50 {percentile(waited_for[1], 50) / 1000:.1f},"
         f" p99 {percentile(waited_for[1], 99) / 1000:.1f} s", True),
        ("staff merge all in one action", f"{merged} cases in {merge_ms:.0f} ms", merged == len(rest)),
        ("those who had reported it hear so", f"within {merged_s:.1f} s", True),
        ("open in the end", f"{len(open_now)} case, {open_now[0].followers} followers",
         len(open_now) == 1 and open_now[0].followers == options.residents),
        ("told of the repair once", f"{sum(n == 1 for n in times.values())} of {len(times)}", set(times.values()) == {1}),
        ("from the repair to the last one told", f"{told_s:.1f} s at {TELEGRAM_PER_SECOND}/s; at best"
         f" {options.residents / TELEGRAM_PER_SECOND:.1f} s", True),
        ("messages to residents, and to staff", f"{len(steps) / len(times):.1f} answers and {sum(unasked.values()) / len(times):.2f}"
         f" unasked each, at most {max(unasked.values())}; {office_heard} unasked", True),
        *((f"taps during {name}", f"p50 {percentile(took, 50):.1f}, p99 {percentile(took, 99):.1f}, longest {max(took):.0f} ms",
           percentile(took, 99) <= TAP_GOAL_MS) for name, took in by_phase.items() if name),
    ]  # fmt: skip
    for what, figure, kept in lines:
        print(f"  {what:38} {figure:54} {verdict(kept)}")
    print(f"  subjects that the clock still looks at: {left}")
    return all(kept for *_, kept in lines)


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
    reader.add_argument("--join", type=float, default=0.6, help=f"share of those who tap {JOIN} where they can")
    reader.add_argument("--reads", type=float, default=3, help="seconds for which a resident reads an answer, or so")
    reader.add_argument("--tappers", type=int, default=16)
    reader.add_argument("--seed", type=int, default=5)
    options = reader.parse_args()
    with contextlib.suppress(BrokenPipeError):
        return run_loop(lambda: measure(options))
    return 1


if __name__ == "__main__":
    sys.exit(main())
