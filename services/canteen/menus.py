"""The menu that staff send: what it would change, and publishing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zlib import crc32
from zoneinfo import ZoneInfo

from language.holidays import falls_in
from language.text import Saying, Text, _, lines, paragraphs
from services.calendar import DAY_MS, to_ms
from services.canteen import meals
from services.canteen.meals import Meal
from services.canteen.menu_reader import FARTHEST, LONGEST, MOST_DISHES, Planned, Read, read_menu
from services.courses import Refused
from services.staff import cooks
from storage import audit, orders
from storage import meals as stored

MOST_TROUBLES = 5
"""So many lines are told of at once; who mends these sends the menu again anyway."""
STATES: dict[str, Text] = {
    "new": _("新"), "changed": _("改"), "same": _("没有变"), "cooking": _("已截止，不改"), "closed": _("已定不开餐，不改"),
}  # fmt: skip
"""What becomes of a day."""
HOLIDAYS = ("元旦", "春节", "除夕", "清明", "五一", "端午", "中秋", "国庆")
"""Holidays on which a canteen may well be closed; the days off around them are arranged anew each year."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a day would become. `state`: "new", "changed", "same", or why it stays as it is: "cooking" (orders closed) or "closed".

    `kept` are dishes that the menu leaves out but somebody has ordered; `holiday` is the holiday that falls on that day, or "".
    `stands` are the dishes that are on its menu now.
    """

    planned: Planned
    state: str
    kept: tuple[str, ...] = ()
    holiday: str = ""
    stands: tuple[str, ...] = ()

    @property
    def counts(self) -> bool:
        """Whether publishing changes that day."""
        return self.state in ("new", "changed")

    @property
    def dropped(self) -> tuple[str, ...]:
        """The dishes that go from its menu."""
        going = self.state == "changed"
        return tuple(one for one in self.stands if going and one not in self.planned.dishes and one not in self.kept)


@dataclass(frozen=True, slots=True)
class Published:
    """So many days have this menu now."""

    days: int


async def planned(community_id: int, now_ms: int) -> list[date]:
    """The days for which there is a menu, from a week ago on."""
    found = await stored.coming(community_id, now_ms - 7 * DAY_MS, 2 * FARTHEST.days)
    return [date.fromisoformat(day.day) for day in found]


async def is_planned(community_id: int, day: date) -> bool:
    """Whether there is a meal on that day."""
    known = await stored.on(community_id, day.isoformat())
    return known is not None and known.status != "closed"


async def changes(community_id: int, days: Sequence[Planned], zone: ZoneInfo, now_ms: int) -> list[Change]:
    """What each of the days would become. Empty where there is no canteen."""
    kitchen = await meals.canteen(community_id)
    if kitchen is None:
        return []
    cutoff = time.fromisoformat(kitchen.cutoff)
    return [
        await _change(one, await _meal(community_id, one.day), to_ms(datetime.combine(one.day, cutoff), zone), now_ms)
        for one in days
    ]


def trouble(found: Read) -> Saying | None:
    """Why the menu cannot be taken as it is; None where it can."""
    if found.troubles:
        more = len(found.troubles) - MOST_TROUBLES
        return paragraphs(
            _("有几行没看懂，请改好了整份再发一次："),
            lines(*found.troubles[:MOST_TROUBLES], _("还有{n}处。", n=more) if more > 0 else None),
        )
    return None if found.days else _("没有看到菜单，请一天一行写上日子和菜。")


def facts(changes: Sequence[Change]) -> list[str]:
    """What somebody agrees to who agrees to these changes."""
    return [f"{one.planned.day}:{_sum(one.planned.dishes)}:{one.state}:{_sum(one.stands)}" for one in changes]


async def written(community_id: int, first: date, last: date, today: date) -> str:
    """The menu of those days that are not over as one may send it again: a line a day."""
    found = await standing(community_id, max(first, today), last)
    said = [line(day, dishes, today) for day, dishes in found.items()]
    return "\n".join(words for words in said if words)


async def standing(community_id: int, first: date, last: date) -> dict[date, list[str]]:
    """The dishes that are on the menu of those days, by day; of days without a meal there are none."""
    found = await stored.between(community_id, first.isoformat(), last.isoformat())
    return {
        date.fromisoformat(one.day): [dish.name for dish in await stored.dishes(one.id) if not dish.gone]
        for one in found
        if one.status != "closed"
    }


def line(day: date, dishes: Sequence[str], today: date) -> str | None:
    """A day of a menu as a line; None where that would be read as something else."""
    words = f"{day.month}月{day.day}日：{'；'.join(dishes)}"
    return words if read_menu(words, today, ()).days == (Planned(day, tuple(dishes)),) else None


async def publish(by: int, community_id: int, days: Sequence[Planned], zone: ZoneInfo, now_ms: int) -> Published | Refused:
    """Have these dishes cooked. Days whose orders have closed, or that were called off, stay as they are, and so do a day's own limits."""
    if not await cooks(by, community_id):
        return Refused("not staff")
    if not all(0 < len(one.dishes) <= MOST_DISHES and all(0 < len(dish) <= LONGEST for dish in one.dishes) for one in days):
        return Refused("no such dish")
    changed = [change.planned for change in await changes(community_id, days, zone, now_ms) if change.counts]
    for one in changed:
        day_id = await meals.plan(community_id, one.day, list(one.dishes), zone, now_ms)
        await audit.note(community_id, by, "publish menu", f"meal_day:{day_id}", now_ms)
    return Published(len(changed))


async def _meal(community_id: int, day: date) -> Meal | None:
    known = await stored.on(community_id, day.isoformat())
    return await meals.get(known.id) if known else None


async def _change(one: Planned, meal: Meal | None, closes_ms: int, now_ms: int) -> Change:
    holiday = next((name for name in HOLIDAYS if falls_in(name, one.day.year) == one.day), "")
    if meal is None:
        return Change(one, "new" if now_ms < closes_ms else "cooking", holiday=holiday)
    if not meal.day.taking(now_ms):
        return Change(one, "closed" if meal.day.status == "closed" else "cooking", holiday=holiday)
    left_out = [dish for dish in meal.offered if dish.name not in one.dishes]
    kept = tuple([dish.name for dish in left_out if await orders.of_dish(dish.id)])
    gone = [dish.name for dish in meal.dishes if dish.gone]
    stands = tuple(dish.name for dish in meal.offered)
    same = stands == (*(name for name in one.dishes if name not in gone), *kept)
    return Change(one, "same" if same else "changed", kept, holiday, stands)


def _sum(dishes: Sequence[str]) -> int:
    return crc32("\n".join(dishes).encode())
