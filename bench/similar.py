"""`python -m bench.similar`: is what somebody reports already open? Asked among 10,000 open cases, in SQLite's own thread.

Cases and questions are made from templates, each thing that can be wrong in several wordings, so that it is known which case a
question means: the same thing at the same place, said in other words, with typos and numbers written otherwise. Questions that mean
nothing that is open must find nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench.report import machine, table, verdict
from bench.similar_words import Meant, everything
from bot.service import now_ms
from services.cases import similar
from storage import cases, communities
from storage.sqlite import SQLite

P99_GOAL_MS = 20.0
OTHERS = 3
"""Communities beside the one that is asked about; each has as many cases open."""


async def fill(db: SQLite, chance: random.Random, number_open: int) -> tuple[dict[int, Meant], list[float]]:
    """Four communities with so many open cases each; returns what those of the first mean, and how long each took to index, in ms."""
    meant: dict[int, Meant] = {}
    took: list[float] = []
    for n in range(OTHERS + 1):
        community = await db.write(partial(communities.save, f"c{n}", f"社区{n}", "", "", ""))
        open_ones = of_community(chance, number_open)
        for begin in range(0, len(open_ones), 500):
            made, times = await db.write(partial(bring_up, community.id, open_ones[begin : begin + 500], chance))
            if n == 0:
                meant |= made
                took += times
    return meant, took


async def bring_up(
    community_id: int, brought: list[tuple[str, Meant]], chance: random.Random
) -> tuple[dict[int, Meant], list[float]]:
    """Open these in a community; returns what each case means, and how long each took to index, in ms."""
    meant: dict[int, Meant] = {}
    took: list[float] = []
    for kind, one in brought:
        words = one.said(chance, chance.randrange(3), place=chance.random() < 0.5, typo=chance.random() < 0.1)
        case_id = await cases.add(
            community_id, kind, "new", "waiting", now_ms(), words=words, category=one.category, place_key=one.key
        )
        case = await cases.get(case_id)
        assert case is not None
        began = time.perf_counter()
        await similar.index(case)
        took.append((time.perf_counter() - began) * 1000)
        meant[case_id] = one
    return meant, took


def of_community(chance: random.Random, number_open: int) -> list[tuple[str, Meant]]:
    """What is open in a community: hazards, and suggestions, each wish brought up by several."""
    hazards, wishes = everything("hazard"), everything("suggestion")
    wished = chance.sample(wishes, len(wishes) * 2 // 3)
    chosen = [("suggestion", chance.choice(wished)) for _case in range(number_open // 50)]
    # Half of what may be wrong stays whole, so that something can be asked that is not open.
    broken = chance.sample(hazards, len(hazards) // 2)
    return chosen + [("hazard", chance.choice(broken)) for _case in range(number_open - len(chosen))]


@dataclass
class Asked:
    """What came of one way of asking."""

    name: str
    questions: int = 0
    right: int = 0
    first: int = 0
    shown: int = 0
    wrong: int = 0
    nothing_open: int = 0
    nothing_shown: int = 0


async def ask(db: SQLite, meant: dict[int, Meant], chance: random.Random, questions: int, waited: list[float]) -> list[Asked]:
    """Ask in several ways, half of the time for what is open; returns what came of each way."""
    open_now = set(meant.values())
    found: list[Asked] = []
    ways: list[tuple[str, str, bool, bool, bool]] = [
        # name, kind, the place in the words, the place tapped, with a typo
        ("hazard, place tapped, other words", "hazard", False, True, False),
        ("hazard, place tapped, typo", "hazard", False, True, True),
        ("hazard, place typed, other words", "hazard", True, False, False),
        ("hazard, place typed, typo", "hazard", True, False, True),
        ("suggestion, other words", "suggestion", False, False, False),
        ("suggestion, typo", "suggestion", False, False, True),
    ]
    for name, kind, in_words, tapped, typo in ways:
        asked = Asked(name)
        there = [one for one in everything(kind) if one in open_now]
        absent = [one for one in everything(kind) if one not in open_now]
        for n in range(questions):
            one = chance.choice(there if n % 2 == 0 else absent)
            # In the wording in which nobody has said it yet; with a slip, in any.
            words = one.said(chance, chance.randrange(4) if typo else 3, place=in_words, typo=typo)
            category, key = (one.category, one.key) if tapped else ("", "")
            alike = await timed(db, waited, partial(similar.find, 1, kind, words, category, key))
            hits = [meant[like.case.id] == one for like in alike]
            asked.questions += 1
            asked.shown += len(hits)
            asked.wrong += hits.count(False)
            if n % 2 == 0:
                asked.right += any(hits)
                asked.first += bool(hits and hits[0])
            else:
                asked.nothing_open += 1
                asked.nothing_shown += not hits
        found.append(asked)
    return found


async def timed(db: SQLite, waited: list[float], search: Callable[[], object]) -> list[similar.Alike]:
    """Search as a turn does, in the writer's thread; how long that took there goes to `waited`, in ms."""

    async def work() -> list[similar.Alike]:
        began = time.perf_counter()
        found: list[similar.Alike] = await search()  # type: ignore[misc]
        waited.append((time.perf_counter() - began) * 1000)
        return found

    return await db.write(work)


def percentile(values: list[float], percent: float) -> float:
    """The value below which so many percent lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def spread(times: list[float]) -> str:
    """How long it took, in a few words."""
    return f"p50 {percentile(times, 50):.2f} ms, p99 {percentile(times, 99):.2f} ms, longest {max(times):.2f} ms"


async def measure(options: argparse.Namespace) -> int:
    """Measure and print; returns the exit code."""
    print(machine())
    with tempfile.TemporaryDirectory(prefix="linli-bench-") as folder:
        db = await SQLite.open(Path(folder) / "linli.db")
        try:
            chance = random.Random(options.seed)
            meant, indexed = await fill(db, chance, options.open)
            print(
                f"{len(meant):,} open cases, {len(set(meant.values())):,} different ones, and as many in each of {OTHERS} other communities",
                flush=True,
            )
            waited: list[float] = []
            asked = await ask(db, meant, chance, options.questions, waited)
            long: list[float] = []
            for _question in range(options.questions):
                told = "，".join(one.said(chance, 3, place=True) for one in chance.sample(everything("hazard"), 12))
                await timed(db, long, partial(similar.find, 1, "hazard", told, "", ""))
        finally:
            await db.close()
    rows = [
        [
            one.name,
            f"{one.right / (one.questions / 2):.0%}",
            f"{one.first / (one.questions / 2):.0%}",
            f"{one.nothing_shown / one.nothing_open:.0%}",
            f"{(one.shown - one.wrong) / max(1, one.shown):.0%}",
        ]
        for one in asked
    ]
    print(table(["asked", "found among 3", "found first", "not open: nothing shown", "shown that were right"], rows))
    p99 = percentile(waited, 99)
    print(f"\nindex {spread(indexed)}\nfind  {spread(waited)}, p99 ≤ {P99_GOAL_MS:g} ms: {verdict(p99 <= P99_GOAL_MS)}")
    print(f"find, of a story of 200 characters {spread(long)}")
    return 0 if p99 <= P99_GOAL_MS else 1


def main() -> int:
    reader = argparse.ArgumentParser(prog="python -m bench.similar", description="Similar cases among many that are open.")
    reader.add_argument("--open", type=int, default=10_000, help="open cases a community")
    reader.add_argument("--questions", type=int, default=400, help="questions of each way of asking")
    reader.add_argument("--seed", type=int, default=5)
    return asyncio.run(measure(reader.parse_args()))


if __name__ == "__main__":
    sys.exit(main())
