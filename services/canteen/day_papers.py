"""The papers of a day of the canteen: everything as a sheet for Excel, or as a page to print. Made after the turn that asked for them."""

from __future__ import annotations

import json
from typing import Literal, TypeAlias

from language.text import Text, Value, _
from services.canteen import delivery, kitchen_sheet, meals
from services.canteen.kitchen_sheet import Sheet
from services.canteen.loads import Load
from services.courses import Refused
from services.papers import Wanted
from storage import audit, errands

Kind: TypeAlias = Literal["meals", "meals_print"]
"""Kinds of errands: make the sheet, make the page."""
SHEET: Kind = "meals"
PRINT: Kind = "meals_print"
_DONE: dict[Kind, str] = {SHEET: "export meals", PRINT: "print meals"}
MEAL_COLUMNS: tuple[Text, ...] = (
    _("序号"), _("怎么吃"), _("送到"), _("姓名"), _("电话"), _("菜"), _("份数"), _("备注"), _("应收（元）"),
)  # fmt: skip
DISH_COLUMNS: tuple[Text, ...] = (_("菜"), *meals.WAYS.values(), _("合计"))
ROUTE_COLUMNS: tuple[Text, ...] = (_("送到"), _("姓名"), _("电话"), _("菜"), _("份数"), _("备注"), _("应收（元）"))


async def ask(kind: Kind, day_id: int, by: int, account_id: int, now_ms: int) -> Sheet | Refused:
    """Have that paper of a day made for this account; that somebody takes it along is written down."""
    made = await kitchen_sheet.sheet(day_id, by)
    if isinstance(made, Sheet):
        await errands.add(kind, account_id, json.dumps({"subject_id": day_id, "by": by}), now_ms)
        await audit.note(made.meal.day.community_id, by, _DONE[kind], f"meal_day:{day_id}", now_ms)
    return made


async def take(kind: Kind, day_id: int, by: int, now_ms: int) -> tuple[Sheet, list[Load]] | Refused:
    """The day with its routes, for somebody who takes that paper along at the desk, which is written down."""
    made = await meal_day(Wanted(day_id, by))
    if not isinstance(made, Refused):
        await audit.note(made[0].meal.day.community_id, by, _DONE[kind], f"meal_day:{day_id}", now_ms)
    return made


async def take_sheet(day_id: int, by: int, now_ms: int) -> Sheet | Refused:
    """The same of what is for the kitchen, for who cooks, too."""
    made = await kitchen_sheet.sheet(day_id, by)
    if isinstance(made, Sheet):
        await audit.note(made.meal.day.community_id, by, _DONE[PRINT], f"meal_day:{day_id}", now_ms)
    return made


async def meal_day(wanted: Wanted) -> tuple[Sheet, list[Load]] | Refused:
    """The day with its routes. Refused to who is no longer staff."""
    made, routes = await kitchen_sheet.sheet(wanted.subject_id, wanted.by), await delivery.state(wanted.subject_id, wanted.by)
    if isinstance(made, Refused) or isinstance(routes, Refused):
        return made if isinstance(made, Refused) else Refused("not staff")
    return made, routes


def meal_rows(made: Sheet) -> list[list[Value | float]]:
    """A row for each order as MEAL_COLUMNS say."""
    return [
        [
            n,
            meals.WAYS[one.way],
            one.address,
            one.eater,
            one.phone,
            one.dish,
            one.portions,
            kitchen_sheet.remark(made, one),
            one.total_fen / 100,
        ]
        for n, one in enumerate(kitchen_sheet.delivery_order(made), 1)
    ]


def dish_rows(made: Sheet) -> list[list[Value]]:
    """A row for each dish as DISH_COLUMNS say, and one with the totals."""
    rows: list[list[Value]] = [
        [dish.name, *(made.portions(dish.n, way) for way in meals.WAYS), made.portions(dish.n)] for dish in made.meal.dishes
    ]
    return [*rows, [_("合计"), *(made.portions(way=way) for way in meals.WAYS), made.portions()]]


def route_rows(load: Load) -> list[list[Value | float]]:
    """A row for each door of a route in walking order, as ROUTE_COLUMNS say."""
    return [[one.address, one.eater, one.phone, one.dish, one.portions, one.note, one.due_fen / 100] for one in load.drops]
