"""`python -m bench`: Linli and its peers side by side, the same four-question sign-up, the same residents, interleaved rounds."""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys

from bench.bots import BOTS, Bot, install_peers
from bench.load import Figures
from bench.place import NoStart
from bench.report import machine, table, verdict
from bench.rounds import measure, run_loop

GOALS = {"ptb": 5.0, "aiogram": 3.0}
P99_GOAL_MS = 100.0


def print_figures(rounds: dict[str, list[Figures]]) -> None:
    """The table of what was measured: every round, and the median over all."""
    head = [
        "bot",
        "actions/s",
        "each round",
        "sign-ups/s",
        "p50 ms",
        "p99 ms",
        "unanswered",
        "repeated",
        "MB",
        "kept through a crash",
    ]
    rows = []
    for name, all_of_it in rounds.items():
        rows.append(
            [
                BOTS[name].title,
                f"{statistics.median(f.rate for f in all_of_it):,.0f}",
                " ".join(f"{f.rate:,.0f}" for f in all_of_it),
                f"{statistics.median(f.sign_ups / f.seconds for f in all_of_it):,.0f}",
                f"{statistics.median(f.percentile_ms(50) for f in all_of_it):.1f}",
                f"{statistics.median(f.percentile_ms(99) for f in all_of_it):.1f}",
                str(sum(f.lost for f in all_of_it)),
                str(sum(f.repeated for f in all_of_it)),
                f"{max(f.memory_mb for f in all_of_it):.0f}",
                BOTS[name].keeps,
            ]
        )
    print(table(head, rows))


def print_ratios(rounds: dict[str, list[Figures]], subject: str) -> None:
    """How many times as many actions the subject answers as each other bot, in each round and in the median."""
    rows = []
    for name, all_of_it in rounds.items():
        if name == subject:
            continue
        ratios = [mine.rate / other.rate for mine, other in zip(rounds[subject], all_of_it, strict=False)]
        goal = ""
        if subject == "linli" and name in GOALS:
            goal = f"≥ {GOALS[name]:g} ×: {verdict(statistics.median(ratios) >= GOALS[name])}"
        elif subject == "linli" and name == "grammy":
            goal = f"ahead in every round: {verdict(min(ratios) > 1)}"
        rows.append([BOTS[name].title, f"{statistics.median(ratios):.2f}", " ".join(f"{r:.2f}" for r in ratios), goal])
    print(table([f"{BOTS[subject].title} ÷", "median", "each round", "goal"], rows))
    if subject == "linli":
        p99 = statistics.median(f.percentile_ms(99) for f in rounds[subject])
        print(f"\np99 of Linli ≤ {P99_GOAL_MS:g} ms: {p99:.1f} ms, {verdict(p99 <= P99_GOAL_MS)}")


async def side_by_side(options: argparse.Namespace) -> int:
    """All rounds of all bots; returns the exit code."""
    print(
        f"{machine()}\n{options.residents} residents at once in a closed loop, pacing off; up to {options.actions:,} answered",
        end=" ",
    )
    print(f"actions or {options.seconds:g} s a round, {options.rounds} rounds, bots taking turns\n", flush=True)
    present: list[Bot] = []
    for name in options.bots:
        if why := BOTS[name].missing():
            print(f"skipped {BOTS[name].title}: {why}")
        else:
            present.append(BOTS[name])
    rounds: dict[str, list[Figures]] = {}
    failed: set[str] = set()
    for number in range(1, options.rounds + 1):
        for bot in [bot for bot in present if bot.name not in failed]:
            try:
                figures = await measure(bot, options.residents, options.actions, options.seconds)
            except (NoStart, OSError, subprocess.SubprocessError) as problem:
                print(f"{bot.title} did not take part: {problem}", file=sys.stderr)
                failed.add(bot.name)
                rounds.pop(bot.name, None)
                continue
            rounds.setdefault(bot.name, []).append(figures)
            print(f"  round {number}  {bot.name:15} {figures.rate:7,.0f} actions/s", flush=True)
    print()
    if rounds:
        print_figures(rounds)
        subject = "linli" if "linli" in rounds else next(iter(rounds))
        if len(rounds) > 1:
            print()
            print_ratios(rounds, subject)
    return 1 if failed else 0


def main() -> int:
    reader = argparse.ArgumentParser(prog="python -m bench", description="Linli and its peers side by side.")
    reader.add_argument("bots", nargs="*", choices=[*BOTS, []], help="which of them (default: all but aiogram-uvloop)")
    reader.add_argument("--rounds", type=int, default=3)
    reader.add_argument("--residents", type=int, default=64)
    reader.add_argument("--actions", type=int, default=20_000, help="answered actions that end a round")
    reader.add_argument("--seconds", type=float, default=8.0, help="seconds that end a round")
    options = reader.parse_args()
    options.bots = options.bots or [name for name in BOTS if name != "aiogram-uvloop"]
    install_peers()
    return run_loop(lambda: side_by_side(options))


if __name__ == "__main__":
    sys.exit(main())
