"""`python -m bench.reminders`: what is said unasked: at the platform's limit, as fast as it goes, beside the usual way, and through kills."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Awaitable, Callable

from bench.place import NoStart
from bench.reminders_kills import kills
from bench.reminders_paced import paced
from bench.reminders_sink import sink
from bench.reminders_usual import side_by_side
from bench.report import machine
from bench.rounds import run_loop

PARTS: dict[str, Callable[[argparse.Namespace], Awaitable[bool]]] = {
    "paced": lambda options: paced(options.queued, options.limit, options.seconds),
    "sink": lambda options: sink(options.classes, options.seats),
    "usual": lambda options: side_by_side(options.number, options.rounds),
    "kills": lambda options: kills(options.number, options.kills, options.per_second),
}


async def report(options: argparse.Namespace) -> int:
    """Measure the wanted parts and print them; returns the exit code."""
    print(machine())
    missed = False
    for name in options.parts:
        print(f"\n{name}: ", end="")
        try:
            missed |= not await PARTS[name](options)
        except NoStart as problem:
            print(f"no figure: {problem}", file=sys.stderr)
            missed = True
    return 1 if missed else 0


def main() -> int:
    reader = argparse.ArgumentParser(prog="python -m bench.reminders", description="What is said unasked.")
    reader.add_argument("parts", nargs="*", choices=[*PARTS, []], help="which of the measurements (default: all)")
    reader.add_argument("--seconds", type=float, default=120.0, help="paced: how long")
    reader.add_argument("--queued", type=int, default=100_000, help="paced: how many wait")
    reader.add_argument("--limit", type=int, default=30, help="paced: messages in any one second")
    reader.add_argument("--classes", type=int, default=20, help="sink: how many begin in an hour")
    reader.add_argument("--seats", type=int, default=2_500, help="sink: people in each")
    reader.add_argument("--number", type=int, default=5_000, help="usual, kills: how many reminders")
    reader.add_argument("--rounds", type=int, default=3, help="usual: how often each takes its turn")
    reader.add_argument("--kills", type=int, default=50, help="kills: how many")
    reader.add_argument("--per-second", type=int, default=400, help="kills: Linli's pacing in messages per second")
    options = reader.parse_args()
    options.parts = options.parts or list(PARTS)
    return run_loop(lambda: report(options))


if __name__ == "__main__":
    sys.exit(main())
