"""`python -m bench.meal_rush`: everybody orders lunch in the last minute before orders close.

Residents come evenly over a minute, each goes from the menu to the order, and the last of them are answered as orders close. Pacing
is off. Then the kitchen's sheet must say exactly what people were told.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import sqlite3
import sys
import tempfile
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from bench.bots import BOTS, Running
from bench.fake_api import FakeApi
from bench.linli import prepare
from bench.load import Crowd, Figures, Resident, Rule, Script
from bench.place import NoStart, Start
from bench.report import machine, verdict
from bench.rounds import first_poll, run_loop

ZONE = ZoneInfo("Asia/Shanghai")
P99_GOAL_MS = 200.0
GET_READY_S = 15
"""For the start of the service, before the first resident comes."""
LAST_STEPS_S = 3
"""The last resident comes so long before orders close."""
SHEET_S = 30
"""So long after orders closed the sheet must stand."""
SCRIPT = Script(
    opening="/meals",
    rules=(
        Rule("done", says="订好了|截止|订满"),
        Rule("tap", offers="^同意$"),
        Rule("tap", offers="确认订餐"),
        Rule("type", "张汉梅", says="怎么称呼"),
        Rule("type", "13800138000", says="留个电话"),
        Rule("tap", offers="^订 "),
        Rule("tap", offers="^1份$"),
        Rule("tap", offers="到店吃"),
        Rule("tap", offers="^订餐$"),
        Rule("tap"),
    ),
)


def canteen(closes: datetime, capacity: int) -> str:
    """A canteen whose orders close then."""
    return f'''
[meals]
price = 15
cutoff = "{closes:%H:%M}"
capacity = {capacity}

[[meals.menu]]
day = {closes.date()}
dishes = ["番茄牛腩套餐", "清蒸鲈鱼套餐"]
'''


async def rush(residents: int, seconds: int, capacity: int) -> tuple[Figures, Counter[str], Counter[str]]:
    """Have so many residents order; returns the figures of each step, what people were told, and what the sheet says. Raises NoStart."""
    closes = datetime.now(ZONE) + timedelta(seconds=GET_READY_S + seconds + LAST_STEPS_S + 60)
    closes = closes.replace(second=0, microsecond=0)
    bot = replace(BOTS["linli"], prepare=partial(prepare, courses=1, meals=canteen(closes, capacity)))
    api = FakeApi()
    await api.open()
    try:
        with tempfile.TemporaryDirectory(prefix="linli-bench-") as folder:
            start = Start(Path(folder), api.port, messages_per_second=0)
            bot.prepare(start)
            with Running(bot, start) as running:
                await first_poll(api, running)
                begins = closes - timedelta(seconds=seconds + LAST_STEPS_S)
                await asyncio.sleep((begins - datetime.now(ZONE)).total_seconds())
                crowd = Crowd(api, SCRIPT, sign_ups=residents, over_s=seconds, seconds=seconds + 60.0, warm_up_s=0.0)
                figures = await crowd.run()
                figures.memory_mb = running.peak_memory_mb()
                database = sqlite3.connect(f"file:{folder}/linli.db?mode=ro", uri=True)
                for _second in range(SHEET_S + max(0, round((closes - datetime.now(ZONE)).total_seconds()))):
                    if database.execute("SELECT 1 FROM meal_day WHERE status = 'cooking'").fetchone():
                        break
                    await asyncio.sleep(1)
                stood = Counter[str](
                    dict(database.execute("SELECT d.status, COUNT(*) FROM meal_order o JOIN meal_day d ON d.id = o.meal_day_id"
                                          " WHERE o.state = 'ordered' GROUP BY 1"))
                )  # fmt: skip
                database.close()
                running.stop(patience_s=1.0)
    finally:
        await api.close()
    return figures, Counter(map(told, crowd.people)), stood


def told(resident: Resident) -> str:
    """What somebody was told in the end."""
    found = re.search("订好了|截止|订满", resident.shown[1])
    return found[0] if found else "nothing"


async def report(options: argparse.Namespace) -> int:
    """Run it and print it; returns the exit code."""
    print(machine())
    print(f"{options.residents:,} residents order within {options.seconds} s, the last minute before orders close", flush=True)
    figures, heard, stood = await rush(options.residents, options.seconds, options.capacity or options.residents)
    p99 = figures.percentile_ms(99)
    ordered = heard["订好了"]
    lines = [
        ("told what came of it", f"{dict(heard)}", heard["nothing"] == 0 and sum(heard.values()) == options.residents),
        ("steps", f"{figures.actions:,}, {figures.actions / max(1, options.residents):.1f} each", True),
        ("answer to a step", f"p50 {figures.percentile_ms(50):.0f} ms, p99 {p99:.0f} ms", p99 <= P99_GOAL_MS),
        ("the sheet says what people were told", f"{dict(stood)}", dict(stood) == {"cooking": ordered}),
        ("memory, at most", f"{figures.memory_mb:.0f} MB", True),
    ]
    for what, figure, kept in lines:
        print(f"  {what:38} {figure:54} {verdict(kept)}")
    return 0 if all(kept for *_, kept in lines) else 1


def main() -> int:
    reader = argparse.ArgumentParser(prog="python -m bench.meal_rush", description="Everybody orders at the last minute.")
    reader.add_argument("--residents", type=int, default=2000)
    reader.add_argument("--seconds", type=int, default=60)
    reader.add_argument("--capacity", type=int, default=0, help="portions; as many as residents unless given")
    options = reader.parse_args()
    try:
        return run_loop(lambda: report(options))
    except NoStart as problem:
        print(f"Linli did not take part: {problem}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
