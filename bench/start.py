"""`python -m bench.start`: from the execution of `python -m bot run` to its first getUpdates, warm, the median of five."""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

from bench.bots import BOTS, Bot, Running
from bench.fake_api import FakeApi
from bench.place import NoStart, Start
from bench.report import machine, verdict
from bench.rounds import first_poll, run_loop

GOAL_S = 2.0


async def starts(bot: Bot, times: int) -> tuple[list[float], float]:
    """Start the bot so often on the same data, after one start that is not counted; returns the seconds and the memory in MB."""
    api = FakeApi()
    await api.open()
    seconds: list[float] = []
    memory = 0.0
    try:
        with tempfile.TemporaryDirectory(prefix="linli-bench-") as folder:
            start = Start(Path(folder), api.port)
            bot.prepare(start)
            for _ in range(times + 1):
                api.polled.clear()
                with Running(bot, start) as running:
                    await first_poll(api, running)
                    seconds.append(time.perf_counter() - running.started)
                    memory = running.peak_memory_mb()
    finally:
        await api.close()
    return seconds[1:], memory


async def report(times: int) -> int:
    """Print the figure; returns the exit code."""
    print(machine())
    seconds, memory = await starts(BOTS["linli"], times)
    middle = statistics.median(seconds)
    each = " ".join(f"{second:.2f}" for second in seconds)
    print(f"exec → first getUpdates, warm: {middle:.2f} s (each: {each}); goal ≤ {GOAL_S:g} s: {verdict(middle <= GOAL_S)}")
    print(f"memory after the start: {memory:.0f} MB")
    return 0 if middle <= GOAL_S else 1


def main() -> int:
    reader = argparse.ArgumentParser(prog="python -m bench.start", description="How long Linli takes to be there.")
    reader.add_argument("--times", type=int, default=5)
    options = reader.parse_args()
    try:
        return run_loop(lambda: report(options.times))
    except NoStart as problem:
        print(f"Linli did not take part: {problem}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
