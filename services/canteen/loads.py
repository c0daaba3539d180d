"""A route with its doors: in words that give no door away, and who is told what becomes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from language.message import Button
from language.text import Day, Joined, Money, Saying, Text, _, lines
from services import staff
from services.calendar import HOUR_MS
from services.canteen import couriers
from services.canteen.walking import building
from services.telling import ask_to_call, notice, tell, tell_staff
from services.topics import MEALS
from storage import drops, meals, people, routes
from storage.drops import Drop
from storage.meals import MealDay
from storage.outbox import Terms, Weight
from storage.routes import Route

OVER_MS = 12 * HOUR_MS
"""So long after orders closed nothing is brought any more."""
DELIVER = Button(label=_("去送餐"), data="/deliver", look="main")
MOST_NAMED = 6
MOST_LISTED = 8


@dataclass(frozen=True, slots=True)
class Load:
    """A route, its day, and all its doors in walking order."""

    route: Route
    day: MealDay
    drops: tuple[Drop, ...]

    @property
    def waiting(self) -> tuple[Drop, ...]:
        """The doors at which nobody has been."""
        return tuple(one for one in self.drops if one.outcome == "waiting")


async def load(route_id: int) -> Load | None:
    """The route with this id, as it stands."""
    route = await routes.get(route_id)
    day = await meals.day(route.meal_day_id) if route else None
    return Load(route, day, tuple(await drops.of_route(route_id))) if route and day else None


async def of_day(day: MealDay) -> list[Load]:
    """The routes of a day, as they stand."""
    found: dict[int, list[Drop]] = {}
    for drop in await drops.of_day(day.id):
        found.setdefault(drop.route_id, []).append(drop)
    return [Load(route, day, tuple(found.get(route.id, ()))) for route in await routes.of_day(day.id)]


def summary(of: Load) -> Text:
    """How much of a route waits, and in which buildings: no names, no doors, no numbers."""
    return _summary(of, of.waiting)


def summary_of_all(of: Load) -> Text:
    """The same of the whole route, also what was brought."""
    return _summary(of, of.drops)


def _summary(of: Load, doors: tuple[Drop, ...]) -> Text:
    named = [building(one.address) for one in doors]
    houses: list[Saying] = list(dict.fromkeys(filter(None, named)))
    where: Saying = Joined((*houses[:MOST_NAMED], *([_("别处")] if "" in named else [])), "、")
    if len(houses) > MOST_NAMED:
        where = _("{where}等", where=where)
    portions = sum(one.portions for one in doors)
    return _("第{n}条：{where}，{doors}家，{portions}份", n=of.route.n, where=where, doors=len(doors), portions=portions)


def several(found: Sequence[Load]) -> Saying:
    """The summaries of some routes, of many the first ones."""
    more = len(found) - MOST_LISTED
    return lines(*map(summary, found[:MOST_LISTED]), _("……还有{n}条", n=more) if more > 0 else None)


def cash(fen: int) -> Saying:
    """An amount that may be nothing."""
    return Money(fen) if fen else _("0元")


async def offer(of: Load, courier_id: int, now_ms: int) -> None:
    """Tell one of the day's couriers the route that is meant for them; whom no message reaches is phoned."""
    text = lines(_("{day}的路线好了，请您送：", day=near(of.day)), summary(of))
    button = Button(label=_("接这条路线"), data=f"/deliver_take {of.route.id}", look="main")
    terms = terms_of(of.day, about=f"route:{of.route.id}", weight=Weight.MATTERS)
    cause = f"route:{of.route.id}"
    if not await tell(courier_id, notice(text, button), cause, now_ms, terms):
        await ask_to_call([courier_id], text, cause, now_ms, terms)


async def ask_couriers(
    day: MealDay, cause: str, text: Saying, now_ms: int, route: Route | None = None, besides: int | None = None
) -> int:
    """Ask the day's other couriers, where there are none all couriers, to take what waits. Returns how many are asked."""
    asked = [person_id for person_id in await couriers.of_day(day) if person_id != besides]
    if not asked:
        asked = [one.person_id for one in await staff.couriers(day.community_id) if one.person_id != besides]
    terms = terms_of(day, topic=MEALS, about=f"route:{route.id}" if route else "")
    return sum([await tell(person_id, notice(text, DELIVER), cause, now_ms, terms) for person_id in asked])


async def say_taken_away(of: Load, courier_id: int, now_ms: int) -> None:
    """Tell a courier that staff gave their route to somebody else, and what they still have of it."""
    done = await drops.sums(of.route.id, courier_id)
    text = lines(
        _("第{n}条社区安排别人接着送了，您不用送了，谢谢！", n=of.route.n),
        _("收的现金{cash}，请交到社区。", cash=cash(done.cash_fen)) if done.cash_fen else None,
    )
    await tell(courier_id, notice(text, DELIVER), f"route-away:{of.route.id}:{now_ms}", now_ms, terms_of(of.day))


async def say_to_staff(of: Load, text: Saying, cause: str, now_ms: int) -> None:
    """Tell those who work here."""
    button = Button(label=_("看送餐情况"), data=f"/staff_routes {of.day.id}", look="main")
    await tell_staff(of.day.community_id, notice(text, button), cause, now_ms, terms_of(of.day))


def terms_of(day: MealDay, *, topic: str = "", about: str = "", weight: Weight = Weight.HINT) -> Terms:
    """Of use as long as anything is brought that day."""
    return Terms(topic, day.closes_ms + OVER_MS, about, weight)


def near(day: MealDay) -> Day:
    """The day in words: today, tomorrow, else the date."""
    return Day(date.fromisoformat(day.day), "near")


async def called(person_id: int | None) -> str:
    """A person's name; "" where it is not known (any more)."""
    person = await people.get(person_id) if person_id is not None else None
    return person.name if person else ""
