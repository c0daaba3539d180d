"""`python -m bench.meal_sheets`: a day's routes, its page to print and its sheet for Excel, for 2,000 diners and 400 deliveries.

Everything as in the service: routes in one transaction on SQLite with a FULL commit, the page and the book from what the errand reads.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bench.report import machine, table, verdict
from bot.papers import meal_book
from language.catalogue import Voice
from services.canteen import day_papers, delivery, meals
from services.canteen.day_prints import printed
from services.papers import Wanted
from storage import communities, couriers, migrations, orders, people, roles
from storage import meals as stored
from storage.meals import Canteen
from storage.sqlite import SQLite

ZONE = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 11, 24)
NOW_MS = 1_795_399_200_000
GOAL_S = 1.0
NOTES = ("", "", "", "少盐", "不要辣", "多点饭，谢谢")


async def fill(diners: int, deliveries: int, carry: int) -> tuple[int, int]:
    """A canteen with so many orders of a day; returns the day and who works there."""
    community = await communities.save("bench", "量一量社区", "", "", "")
    await stored.save_canteen(Canteen(community.id, "一楼", "11:00", "09:30", diners * 2, 1500, "[]"))
    day_id = await meals.plan(community.id, DAY, ["番茄牛腩套餐", "清蒸鲈鱼套餐（低盐）", "冬瓜排骨套餐"], ZONE, NOW_MS)
    assert day_id is not None
    dishes = await stored.dishes(day_id)
    worker = await people.add(community.id, "周丹丹", NOW_MS)
    await roles.grant(community.id, "staff", worker, None, NOW_MS)
    for n in range(carry):
        courier_id = await people.add(community.id, f"送餐员{n}", NOW_MS)
        await roles.grant(community.id, "courier", courier_id, None, NOW_MS)
        await couriers.say(day_id, courier_id, NOW_MS)
    for n in range(diners):
        eater = await people.add(community.id, f"居民{n}", NOW_MS)
        await people.set_phone(eater, f"139{n:08d}")
        way = "delivered" if n < deliveries else ("dine", "pickup")[n % 2]
        address = f"{n * 7 % 40 + 1}栋{n % 3 + 1}单元{n % 18 + 1}0{n % 4 + 1}" if way == "delivered" else ""
        dish, note = dishes[n % len(dishes)], NOTES[n % len(NOTES)]
        await orders.add(
            day_id, eater, eater, dish.id, 1 + (n % 10 == 0), way, address, note, False, 1500, NOW_MS, full_fen=1500
        )
    return day_id, worker


async def measure(folder: Path, diners: int, deliveries: int, carry: int) -> dict[str, float]:
    """Seconds for each part, on a database of its own."""
    path = folder / "bench.db"
    migrations.upgrade(path)
    db = await SQLite.open(path)
    try:
        day_id, worker = await db.write(lambda: fill(diners, deliveries, carry))
        took, began = {}, time.perf_counter()
        await db.write(lambda: delivery.make_routes(day_id, NOW_MS))
        took["routes"] = time.perf_counter() - began
        began = time.perf_counter()
        read = await db.read(lambda: day_papers.meal_day(Wanted(day_id, worker)))
        took["read"] = time.perf_counter() - began
        assert isinstance(read, tuple)
        sheet, routes = read
        assert len(sheet.listed) == diners and sum(len(of.drops) for of in routes) == deliveries
        voice = Voice("zh", ZONE)
        began = time.perf_counter()
        page = printed(sheet, routes, voice)
        took["html"] = time.perf_counter() - began
        began = time.perf_counter()
        book = meal_book(sheet, routes, voice, datetime.fromtimestamp(NOW_MS / 1000, ZONE))
        took["xlsx"] = time.perf_counter() - began
        assert page.count(b"class=who") == sheet.portions() and book
    finally:
        await db.close()
    return took


def main() -> int:
    """Measure and print; 0 where the goal is reached."""
    parser = argparse.ArgumentParser(prog="python -m bench.meal_sheets", description=__doc__)
    parser.add_argument("--diners", type=int, default=2_000)
    parser.add_argument("--deliveries", type=int, default=400)
    parser.add_argument("--couriers", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    print(machine())
    rounds = []
    for n in range(options.rounds + 1):
        with tempfile.TemporaryDirectory(prefix="linli-bench-") as folder:
            took = asyncio.run(measure(Path(folder), options.diners, options.deliveries, options.couriers))
        if n:  # the first one loads what is needed
            rounds.append(took)
    parts = {name: statistics.median(took[name] for took in rounds) for name in rounds[0]}
    together = [sum(took.values()) for took in rounds]
    rows = [[name, f"{seconds * 1000:,.0f}"] for name, seconds in parts.items()]
    print(table(["part", "ms"], [*rows, ["together", f"{statistics.median(together) * 1000:,.0f}"]]))
    middle = statistics.median(together)
    each = " ".join(f"{one:.2f}" for one in together)
    print(
        f"\n{options.diners:,} diners, {options.deliveries:,} deliveries: {middle:.2f} s (each: {each});"
        f" goal ≤ {GOAL_S:g} s: {verdict(middle <= GOAL_S)}"
    )
    return 0 if middle <= GOAL_S else 1


if __name__ == "__main__":
    raise SystemExit(main())
