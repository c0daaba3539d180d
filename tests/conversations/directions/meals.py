"""Meals: what is cooked, and to whom it is brought."""

from __future__ import annotations

from datetime import date, timedelta

from services import people
from services.canteen import meals, orders
from storage import meals as stored
from tests.conversations.directions.stage import HERE, Stage, direction
from tests.conversations.world import ZONE

_PICTURE = b"\xff\xd8\xff\xe0 as a JPEG begins"


@direction(r"the office plans (\d{4}-\d\d-\d\d)(?: to (\d{4}-\d\d-\d\d))?: (.+)")
async def plans(stage: Stage, first: str, last: str | None, dishes: str) -> None:
    """the office plans 2026-12-01: 番茄炒蛋, 鱼块 — a menu
    the office plans 2026-11-30 to 2026-12-04: 番茄炒蛋, 鱼块 — the same on each of these days"""
    begins, ends = date.fromisoformat(first), date.fromisoformat(last or first)
    for n in range((ends - begins).days + 1):
        await stage.do(meals.plan(HERE, begins + timedelta(n), dishes.split(", "), ZONE, stage.now_ms))


@direction(r"the menu of (\S+) has pictures")
async def has_pictures(stage: Stage, day: str) -> None:
    """the menu of 2026-11-24 has pictures — of every dish, as a community file names them"""
    blob = await stage.world.files.save(_PICTURE)
    for dish in await _dishes(stage, day):
        await stage.do(stored.describe_dish(dish.id, dish.tags, blob))


@direction(r"(\S+) has a meal brought to (\S+) on (\d{4}-\d\d-\d\d)(?:, phone (\d+))?")
async def has_meal_brought(stage: Stage, name: str, address: str, day: str, phone: str | None) -> None:
    """陈兆龙 has a meal brought to 3栋2单元501 on 2026-11-24 — somebody who may have no phone of their own
    陈兆龙 has a meal brought to 3栋2单元501 on 2026-11-24, phone 13900000001"""
    eater_id, dish = await stage.neighbour(name), (await _dishes(stage, day))[0]
    if phone:
        await stage.do(people.set_phone(eater_id, phone))
    made = await stage.do(
        orders.order(dish.meal_day_id, eater_id, eater_id, dish.id, stage.now_ms, portions=1, way="delivered", address=address)
    )
    assert isinstance(made, orders.Ordered), made


async def _dishes(stage: Stage, day: str) -> list[stored.Dish]:
    cooked = await stage.do(stored.on(HERE, day))
    assert cooked is not None, f"nothing is cooked on {day}"
    return await stage.do(stored.dishes(cooked.id))
