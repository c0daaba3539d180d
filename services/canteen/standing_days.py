"""From standing orders to orders: on which days one wants a meal, and what it orders when the menu of a day is there.

The canteen's menu decides whether there is a meal at all: a holiday without one is skipped. A weekday means that weekday; on a shifted
workday it means the weekday, too, that the day stands in for (`services.canteen.workdays`), unless there is a meal on the lost day itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

from language.message import Button
from language.text import Day, Saying, Text, _
from services.canteen import diets, meal_telling, meals, orders, workdays
from services.canteen.meals import Meal
from services.canteen.orders import Blocked, Placed, SoldOut
from services.people import address_of
from storage import meals as stored
from storage import orders as orders_stored
from storage import outbox, standing
from storage.meals import Canteen
from storage.orders import Listed
from storage.outbox import Terms, Weight
from storage.standing import Candidate, Standing

EVER = ("", "9999")
"""A span of ISO days that holds all of them."""


@dataclass(frozen=True, slots=True)
class Cooked:
    """A day with its menu as standing orders look at it: read once for all of them. `lost` is the weekday that it makes up for.

    `elsewhere`: another community cooks on that date, and somebody who moved may have ordered there.
    """

    meal: Meal
    kitchen: Canteen
    lost: date | None
    elsewhere: bool


@dataclass(frozen=True, slots=True)
class NoDish:
    """That choice is not on the day's menu."""


Missed: TypeAlias = SoldOut | NoDish | Blocked


@dataclass(frozen=True, slots=True)
class Filled:
    """What a standing order has ordered at once, and the days on which it could not: sold out, without that choice, or with something
    in it to which the eater is allergic."""

    ordered: tuple[Listed, ...]
    full: tuple[date, ...] = ()
    without: tuple[date, ...] = ()
    harmful: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class TakenBack:
    """Which days' orders were taken back, and which are cooked all the same, for the kitchen has begun."""

    back: tuple[date, ...]
    stays: tuple[date, ...]


def paused(one: Standing, iso: str) -> bool:
    """Whether that day lies in the pause."""
    return bool(one.paused_from) and one.paused_from <= iso <= one.paused_until


def wanted(weekdays: str, day: date, lost: date | None) -> bool:
    """Whether a meal is wanted on that day, which stands in for `lost` where that one is not cooked."""
    numbers = weekdays.split(",")
    return not weekdays or str(day.isoweekday()) in numbers or (lost is not None and str(lost.isoweekday()) in numbers)


def too_few(portions: int) -> Text:
    """Why so many portions could not be had, as the begin of a sentence."""
    return _("订满了") if portions == 1 else _("剩下的不够{n}份", n=portions)


def made_up(weekdays: str, day: date) -> date | None:
    """The lost weekday for which a meal on that shifted workday is; None where the day itself is wanted."""
    lost = workdays.stands_for(day)
    return lost if not wanted(weekdays, day, None) and wanted(weekdays, day, lost) else None


def address(one: Standing, home: str) -> tuple[str, str]:
    """The way and the address for somebody who lives there ("" where nobody knows: then it is fetched)."""
    if one.way != "delivered":
        return one.way, ""
    where = one.address or home
    return ("delivered", where) if where else ("pickup", "")


async def lost_day(community_id: int, day: date) -> date | None:
    """The weekday that this shifted workday stands in for, where the canteen does not cook on that one itself."""
    lost = workdays.stands_for(day)
    found = await stored.on(community_id, lost.isoformat()) if lost else None
    return lost if found is None or found.status == "closed" else None


async def cooked(day_id: int, now_ms: int) -> Cooked | None:
    """The day as standing orders look at it; None where nothing can be ordered for it (any more)."""
    meal = await meals.get(day_id)
    kitchen = await meals.canteen(meal.day.community_id) if meal else None
    if meal is None or kitchen is None or not meal.offered or not meal.day.taking(now_ms):
        return None
    lost = await lost_day(meal.day.community_id, meal.date)
    return Cooked(meal, kitchen, lost, await stored.elsewhere(day_id))


async def order_part(day_id: int, now_ms: int, after: int, most: int) -> int | None:
    """Order for that day what a part of the standing orders want: so many behind the one with that id. Doing it again changes nothing.

    Whoever gets nothing is told. Returns the last one looked at, None where it was the last of all.
    """
    day = await cooked(day_id, now_ms)
    if day is None:
        return None
    found = await standing.candidates(day_id, day.meal.day.community_id, after, most)
    for one in found:
        outcome = await _order(day, one, now_ms)
        if isinstance(outcome, SoldOut | NoDish | Blocked):
            await _tell_missed(day.meal, one, outcome, now_ms)
        elif outcome is not None and await outbox.knows(_missed(day.meal, one)):
            await _tell_after_all(day.meal, one, now_ms)
    return found[-1].standing.id if len(found) == most else None


async def fill(one: Standing, now_ms: int) -> Filled:
    """Order at once what it wants of all days that are planned and open."""
    full, without, harmful = [], [], []
    before = {listed.id for listed in await orders_stored.generated(one.community_id, one.eater_id, now_ms)}
    for planned in await stored.coming(one.community_id, now_ms, meals.AHEAD):
        day = await cooked(planned.id, now_ms)
        for candidate in await standing.candidates(planned.id, one.community_id, one.id - 1, 1) if day else []:
            assert day is not None
            match await _order(day, candidate, now_ms):
                case SoldOut():
                    full.append(day.meal.date)
                case NoDish():
                    without.append(day.meal.date)
                case Blocked():
                    harmful.append(day.meal.date)
    generated = await orders_stored.generated(one.community_id, one.eater_id, now_ms)
    fresh = tuple(listed for listed in generated if listed.id not in before)
    return Filled(fresh, tuple(full), tuple(without), tuple(harmful))


async def take_back(one: Standing, now_ms: int, first: str = EVER[0], last: str = EVER[1]) -> TakenBack:
    """Take back what it has ordered from the first to the last day (ISO), as far as it is time.

    Nothing of these orders stays, so that resuming can order them again: who gives one back by hand wants no meal that day, and that stays.
    """
    back, stays = [], []
    for listed in await orders_stored.generated(one.community_id, one.eater_id, now_ms - meals.OVER_MS):
        if not first <= listed.day <= last:
            continue
        if listed.status == "open" and now_ms < listed.closes_ms:
            await stored.give_back(listed.meal_day_id, await orders_stored.cancel(listed.id, now_ms))
            await orders_stored.delete(listed.id)
            back.append(date.fromisoformat(listed.day))
        else:
            stays.append(date.fromisoformat(listed.day))
    return TakenBack(tuple(back), tuple(stays))


async def _order(day: Cooked, one: Candidate, now_ms: int) -> Placed | Missed | None:
    """Order it for that day; None where nothing is wanted, or wanted any more."""
    wish, eater, meal = one.standing, one.eater, day.meal
    if one.had or not wanted(wish.weekdays, meal.date, day.lost) or paused(wish, meal.day.day):
        return None
    if eater.erased_ms is not None or eater.community_id != meal.day.community_id:
        return None
    if day.elsewhere and await orders.already(meal.day.id, eater.id):
        return None
    dish = next((dish for dish in meal.offered if dish.n == wish.n), None)
    if dish is None:
        return NoDish()
    if what := diets.blocks(dish, diets.card(one.diet.split(","))):
        return Blocked(what)
    by = wish.ordered_by if one.kin and wish.ordered_by is not None else eater.id
    way, where = address(wish, address_of(eater))
    placed = await orders.place(
        meal, day.kitchen, eater, by, dish, now_ms, portions=wish.portions, way=way, address=where, note=wish.note,
        standing_id=wish.id,
    )  # fmt: skip
    return placed if isinstance(placed, Placed | SoldOut) else None


async def _tell_missed(meal: Meal, one: Candidate, why: Missed, now_ms: int) -> None:
    day, who = Day(meal.date, "near"), one.eater.name
    text: Saying = _(
        "{day}{few}，{who}的长期订餐这天没订上。可以看看别的日子，或者问问社区。",
        day=day, few=too_few(one.standing.portions), who=who,
    )  # fmt: skip
    if isinstance(why, NoDish):
        text = _(
            "{day}没有第{n}种菜，{who}的长期订餐这天没订。要吃的话，请从菜单里另选一种。", day=day, n=one.standing.n, who=who
        )
    if isinstance(why, Blocked):
        text = _(
            "{day}的菜里有{who}过敏的{what}，长期订餐这天没订。要吃的话，请从菜单里另选一种。",
            day=day, who=who, what=diets.named(why.what),
        )  # fmt: skip
    buttons = (meals.MENU, change_button(one.eater.id))
    await meal_telling.tell_eater(
        one.eater.id, one.standing.ordered_by, text, _missed(meal, one), now_ms, _before_closing(meal), buttons=buttons
    )


async def _tell_after_all(meal: Meal, one: Candidate, now_ms: int) -> None:
    """Who was told that they get none must hear that they do: the menu or the number of portions has changed since."""
    text = _("{day}又能订了，{who}的长期订餐已经订上。", day=Day(meal.date, "near"), who=one.eater.name)
    cause = f"standing-after-all:{meal.day.id}:{one.eater.id}:{now_ms}"
    await meal_telling.tell_eater(one.eater.id, one.standing.ordered_by, text, cause, now_ms, _before_closing(meal))


def _missed(meal: Meal, one: Candidate) -> str:
    return f"standing-missed:{meal.day.id}:{one.eater.id}"


def _before_closing(meal: Meal) -> Terms:
    return Terms(until_ms=meal.day.closes_ms, weight=Weight.MATTERS, by_ms=meal.day.closes_ms)


def change_button(eater_id: int) -> Button:
    """To the standing order of that person."""
    return Button(label=_("改长期订餐"), data=f"/standing {eater_id}")


def dates(days: Sequence[date]) -> Saying:
    """Days in a row, three and more that follow each other by the first and the last: 12月1日 周二、12月7日 周一到12月9日 周三."""
    runs: list[list[date]] = []
    for day in days:
        if runs and day - runs[-1][-1] == timedelta(1):
            runs[-1].append(day)
        else:
            runs.append([day])
    said: list[Saying] = []
    for run in runs:
        long = len(run) > 2
        said += (
            [_("{first}到{last}", first=Day(run[0], "near"), last=Day(run[-1], "near"))]
            if long
            else [Day(day, "near") for day in run]
        )
    return listing(said)


def listing(parts: Sequence[Saying]) -> Saying:
    """Several things in a row, in the way of the language."""
    said = parts[0]
    for part in parts[1:]:
        said = _("{one}、{other}", one=said, other=part)
    return said
