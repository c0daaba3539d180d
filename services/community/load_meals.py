"""Bringing the canteen of a community file into the database."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import msgspec

from language.text import Day, Text, _
from services.calendar import to_local
from services.canteen import meals as meal_service
from services.canteen import workdays
from services.canteen.prices import PriceClass
from services.community.meals import MealsPart
from storage import meals
from storage.meals import Canteen


async def load_meals(community_id: int, part: MealsPart, zone: ZoneInfo, now_ms: int, *, new_only: bool = False) -> list[Text]:
    """The canteen and its menu; days for which orders have closed stay as they were, with `new_only` also those that are known.
    What staff set for a single day, until when and how many, stays.

    Returns what the office should know.
    """
    remarks: list[Text] = []
    prices = [
        PriceClass(one.title, round(one.price * 100), one.min_age, one.max_age, one.verified, one.daily) for one in part.prices
    ]
    kitchen = Canteen(
        community_id, part.place, part.serves, part.cutoff, part.capacity, round(part.price * 100),
        msgspec.json.encode(prices).decode(),
    )  # fmt: skip
    before = await meals.canteen(community_id)
    await meals.save_canteen(kitchen)
    today = to_local(now_ms, zone).date()
    if unknown := workdays.unknown(listed.day for listed in part.menu if listed.day >= today):
        remarks.append(unknown)
    for listed in part.menu:
        known = await meals.on(community_id, listed.day.isoformat())
        if known is None or (known.taking(now_ms) and not new_only):
            cooked = {dish.name: dish for dish in listed.cooked}
            day_id = await meal_service.plan(community_id, listed.day, list(cooked), zone, now_ms, before=before)
            for dish in await meals.dishes(day_id) if day_id else []:
                if said := cooked.get(dish.name):
                    await meals.describe_dish(dish.id, ",".join(said.tags), said.picture)
                else:
                    text = _("{day}的「{dish}」已经有人订了，菜单上还留着。", day=Day(listed.day), dish=dish.name)
                    remarks.append(text)
    return remarks
