"""`python -m bench.standing`: a day is planned, and 100,000 standing orders order for it, as the service does it: the clock, the rule, commits.

Meanwhile residents tap: each waits until the part that is being written is done. Then the same once more with a `kill -9` half-way.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bench.place import ROOT, own_environment
from bench.reminders_town import settle
from bench.report import machine, verdict
from bot.service import now_ms
from reminders.clock import Clock
from reminders.quiet import Quiet
from reminders.rules import RULES
from services.calendar import to_local
from services.canteen import meals
from storage import people
from storage.meals import Canteen, save_canteen
from storage.sqlite import SQLite

ZONE = ZoneInfo("Asia/Shanghai")
GOAL_S = 10.0
TAP_GOAL_MS = 100.0
EVERY_S = 0.02
"""So often somebody taps."""
PRICES = '[{"title":"60岁以上","fen":800,"min_age":60,"verified":true,"daily":true}]'


def fill(path: Path, number: int) -> None:
    """A town in which so many people have a standing order: one in two gets the reduced price, one in three a delivery."""
    settle(path, number)
    with contextlib.closing(sqlite3.connect(path)) as db:
        at = now_ms()
        db.execute("UPDATE person SET birth_date = '1950-03-08', age_seen_ms = ? WHERE id % 2 = 0", (at,))
        db.execute("UPDATE person SET building = '3', unit = '2', room = '501'")
        db.execute(
            "INSERT INTO standing_order (community_id, eater_id, ordered_by, n, portions, way, created_ms) SELECT 1, id, id,"
            " 1 + id % 2, 1, CASE id % 3 WHEN 0 THEN 'delivered' WHEN 1 THEN 'dine' ELSE 'pickup' END, ? FROM person",
            (at,),
        )
        db.execute("ANALYZE")
        db.commit()


async def plan(db: SQLite, number: int) -> None:
    """The day after tomorrow gets a menu."""
    await db.write(lambda: save_canteen(Canteen(1, "一楼", "11:00", "09:30", number, 1500, PRICES)))
    day = to_local(now_ms(), ZONE).date() + timedelta(2)
    await db.write(lambda: meals.plan(1, day, ["番茄牛腩", "清蒸鲈鱼"], ZONE, now_ms()))


async def generate(path: Path, number: int, *, fresh: bool, taps: list[float] | None = None) -> float:
    """Do everything that is due; returns the seconds it took. `fresh`: plan the day first. `taps` gets how long each tap waited, in ms."""
    db = await SQLite.open(path)
    try:
        if fresh:
            await plan(db, number)
        clock = Clock(db, RULES, now_ms, Quiet(ZONE))
        tapping = asyncio.create_task(tap(db, taps)) if taps is not None else None
        began = time.perf_counter()
        await clock.catch_up()
        took = time.perf_counter() - began
        if tapping:
            tapping.cancel()
        return took
    finally:
        await db.close()


async def tap(db: SQLite, waited: list[float]) -> None:
    """Somebody writes a little, again and again."""
    n = 0
    while True:
        n += 1
        began = time.perf_counter()
        await db.write(lambda n=n: people.set_phone(n, "13800000000"))  # type: ignore[misc]
        waited.append((time.perf_counter() - began) * 1000)
        await asyncio.sleep(EVERY_S)


def kill_half_way(path: Path, number: int) -> int:
    """Have another process do it and kill it as soon as half of the orders stand; returns how many stood then."""
    worker = subprocess.Popen(
        [sys.executable, "-m", "bench.standing", "--worker", str(path), "--number", str(number)],
        cwd=ROOT,
        env=own_environment(),
    )
    try:
        while ordered(path)[0] < number // 2 and worker.poll() is None:
            time.sleep(0.01)
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    return ordered(path)[0]


def ordered(path: Path) -> tuple[int, int, int]:
    """How many orders there are, of how many eaters, and how many portions the day says are taken."""
    with contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
        count, eaters = db.execute(
            "SELECT COUNT(*), COUNT(DISTINCT eater_id) FROM meal_order WHERE state = 'ordered'"
        ).fetchone()
        taken = db.execute("SELECT COALESCE(SUM(taken), 0) FROM meal_day").fetchone()[0]
    return count, eaters, taken


def measure(number: int, rounds: int) -> bool:
    """Measure and print; returns whether every goal is reached."""
    print(machine())
    kept = True
    with tempfile.TemporaryDirectory(prefix="linli-bench-") as folder:
        times: list[float] = []
        for n in range(rounds):
            path, waited = Path(folder) / f"{n}.db", list[float]()
            fill(path, number)
            times.append(asyncio.run(generate(path, number, fresh=True, taps=waited)))
            waited.sort()
            longest = (
                f"p50 {waited[len(waited) // 2]:.0f}, p99 {waited[int(len(waited) * 0.99)]:.0f}, longest {waited[-1]:.0f} ms"
            )
            print(
                f"  round {n + 1}: {number:,} in {times[-1]:.1f} s; {len(waited)} taps meanwhile waited {longest}", flush=True
            )
            kept &= ordered(path) == (number, number, number)
            in_time = waited[int(len(waited) * 0.99)] <= TAP_GOAL_MS
            kept &= in_time
            path.unlink()
        best = sorted(times)[len(times) // 2]
        print(f"{number:,} standing orders for a day ≤ {GOAL_S:g} s: {best:.1f} s in the median, {verdict(best <= GOAL_S)}")
        path = Path(folder) / "killed.db"
        fill(path, number)
        stood = kill_half_way(path, number)
        took = asyncio.run(generate(path, number, fresh=False))
        count, eaters, taken = ordered(path)
        whole = count == eaters == taken == number and 0 < stood < number
        print(
            f"killed with {stood:,} of them, resumed in {took:.1f} s: {count:,} orders of {eaters:,} people, {taken:,} portions taken,"
            f" {verdict(whole)}"
        )
    return kept and whole and best <= GOAL_S


def main() -> int:
    reader = argparse.ArgumentParser(prog="python -m bench.standing", description="Standing orders for a day.")
    reader.add_argument("--number", type=int, default=100_000, help="standing orders")
    reader.add_argument("--rounds", type=int, default=3)
    reader.add_argument("--worker", type=Path, help=argparse.SUPPRESS)
    options = reader.parse_args()
    if options.worker:
        asyncio.run(generate(options.worker, options.number, fresh=True))
        return 0
    return 0 if measure(options.number, options.rounds) else 1


if __name__ == "__main__":
    sys.exit(main())
