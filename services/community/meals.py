"""`[meals]` of a community file: the canteen, its prices and its menu."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from language.text import Day, Text, _
from services.canteen.ingredients import WRITTEN, unknown
from services.community.checking import AGE, PRICE, YES_OR_NO, Age, Mend, TimeOfDay, Words, Yuan, entries, part


class PricePart(Struct, frozen=True, forbid_unknown_fields=True):
    """`[[meals.prices]]`: who pays less. Yuan."""

    title: Words
    price: Yuan
    min_age: Age | None = None
    max_age: Age | None = None
    verified: bool = False
    daily: bool = False


class DishPart(Struct, frozen=True, forbid_unknown_fields=True):
    """A dish of `[[meals.menu]]` with what is in it (`ingredients.WRITTEN`), and a picture: a path as seen from the file."""

    name: Words
    tags: tuple[str, ...] = ()
    picture: str = ""


class MenuPart(Struct, frozen=True, forbid_unknown_fields=True):
    """`[[meals.menu]]`: what is cooked on a day, the first choice first."""

    day: date
    dishes: Annotated[list[Words | DishPart], Meta(min_length=1, max_length=6)]

    @property
    def cooked(self) -> list[DishPart]:
        """Its dishes, also those of which nothing but the name is said."""
        return [DishPart(dish) if isinstance(dish, str) else dish for dish in self.dishes]


class MealsPart(Struct, frozen=True, forbid_unknown_fields=True):
    """`[meals]`. `cutoff` is local time on the day itself, `price` in yuan."""

    price: Yuan
    place: str = ""
    serves: str = ""
    cutoff: TimeOfDay = "09:30"
    capacity: Annotated[int, Meta(ge=1, le=100_000)] = 100
    prices: list[PricePart] = []
    menu: list[MenuPart] = []


MEND: Mend = {
    "title": _('写这一档的名字，最多60个字，例如 title = "60岁以上"'),
    "name": _("写菜名，最多60个字"),
    "min_age": AGE,
    "max_age": AGE,
    "cutoff": _('写几点几分，例如 cutoff = "09:30"'),
    "capacity": _("写一天最多几份，正整数，例如 capacity = 100"),
    "prices": _("每种价格写一节 [[meals.prices]]"),
    "menu": _("每天写一节 [[meals.menu]]"),
    "day": _("写日期，例如 day = 2026-12-01"),
    "dishes": _('写一到六份菜，例如 dishes = ["番茄牛腩套餐", "清蒸鱼套餐"]；一份菜也可以写成一组 name、tags、picture'),
    "verified": YES_OR_NO,
    "daily": YES_OR_NO,
    "price": PRICE,
}


def parse_meals(given: object, problems: list[Text]) -> MealsPart | None:
    """`[meals]` with its lists, each of their entries checked by itself; what is wrong is added to `problems`."""
    if not isinstance(given, dict):
        problems.append(_("meals 要写成一节：以 [meals] 开头。"))
        return None
    before = len(problems)
    prices = entries(PricePart, given.get("prices", []), "meals.prices", problems, MEND)
    menu = entries(MenuPart, given.get("menu", []), "meals.menu", problems, MEND)
    head = {key: value for key, value in given.items() if key not in ("prices", "menu")}
    meals = part(MealsPart, head, "[meals]", problems, MEND)
    if len(problems) > before or meals is None:
        return None
    problems.extend(
        _(
            "meals.menu {day} 的「{dish}」里，tags 的「{tag}」看不懂：可以写 {words}，前面也可以加“不含”。",
            day=Day(one.day, "year"), dish=dish.name, tag=tag, words="、".join(WRITTEN),
        )
        for one in menu
        for dish in one.cooked
        for tag in unknown(dish.tags)
    )  # fmt: skip
    days = [one.day for one in menu]
    problems.extend(
        _("meals.menu 的 {day} 写了两次，请合成一天。", day=Day(day, "year"))
        for day in dict.fromkeys(days)
        if days.count(day) > 1
    )
    made: MealsPart = msgspec.structs.replace(meals, prices=prices, menu=menu)
    return made


def meals_ahead(meals: MealsPart, today: date) -> MealsPart:
    """The canteen with its menu shifted by whole weeks into the present; what is over then is left out. Weekdays stay."""
    first = min((one.day for one in meals.menu), default=today)
    shift = timedelta(days=(today - first).days // 7 * 7)
    moved = [MenuPart(one.day + shift, one.dishes) for one in meals.menu]
    return msgspec.structs.replace(meals, menu=[one for one in moved if one.day >= today])
