"""Routes: how a day's meals that are brought are split between couriers, who takes which, and what happens to one on its way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from language.text import Saying, _, lines
from services import staff
from services.canteen import couriers
from services.canteen.couriers import NotCourier, is_courier
from services.canteen.loads import (
    DELIVER,
    OVER_MS,
    Load,
    ask_couriers,
    called,
    cash,
    load,
    near,
    of_day,
    offer,
    say_taken_away,
    say_to_staff,
    several,
    summary,
    terms_of,
)  # fmt: skip
from services.canteen.walking import split, walk
from services.courses import Refused
from services.telling import ask_to_call, notice, tell
from storage import audit, drops, meals, orders, reminders, routes
from storage.drops import Sums
from storage.meals import MealDay
from storage.outbox import Weight
from storage.routes import Route

DOORS = 20
"""So many doors make a route where nobody said that they bring meals."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The route is the courier's now, or was before."""

    route: Route


@dataclass(frozen=True, slots=True)
class NotFree:
    """Somebody else has it, or nothing of it is to be brought any more."""


@dataclass(frozen=True, slots=True)
class Busy:
    """The courier is on another route: that comes first."""


TakeOutcome: TypeAlias = Taken | NotFree | Busy | NotCourier


async def make_routes(day_id: int, now_ms: int) -> Saying | None:
    """Orders have closed: split what is brought between the day's couriers, and tell each their route.

    Returns what staff are to know of it; None where nothing is brought. Once a day: None where the routes were made before.
    """
    day = await meals.day(day_id)
    if day is None or await routes.of_day(day_id):
        return None
    brought = walk([one for one in await orders.of_day(day_id) if one.way == "delivered"], lambda one: one.address)
    coming = await couriers.of_day(day)
    if not brought:
        await _say_nothing_to_bring(day, coming, now_ms)
        return None
    for part in split([one.address for one in brought], len(coming) or -(-len(brought) // DOORS)):
        route_id = await routes.add(day_id)
        for n, one in enumerate(brought[part.start : part.stop], 1):
            await drops.add(route_id, one.id, n)
    await reminders.follow("routes", day_id, day.community_id, now_ms)
    found = await of_day(day)
    for of, courier_id in zip(found, coming, strict=False):
        await offer(of, courier_id, now_ms)
    await _say_nothing_to_bring(day, coming[len(found) :], now_ms)
    if coming:
        return _("送餐{doors}家，分{n}条路线，已经告诉送餐员。", doors=len(brought), n=len(found))
    text = lines(_("{day}还没有人送餐，您有空吗？", day=near(day)), several(found))
    asked = await ask_couriers(day, f"routes:{day_id}", text, now_ms)
    if not asked:
        return _("送餐{doors}家，分{n}条路线。", doors=len(brought), n=len(found))
    head = _("送餐{doors}家，分{n}条路线，还没有人说要来送。", doors=len(brought), n=len(found))
    return lines(head, _("已经问了{n}位送餐员。", n=asked))


async def waiting(community_id: int, by: int, now_ms: int) -> list[Load]:
    """The routes that nobody has, for a courier; empty for everybody else."""
    if not await is_courier(by, community_id):
        return []
    days = await meals.coming(community_id, now_ms - OVER_MS, 2)
    return [of for day in days if day.status == "cooking" for of in await of_day(day) if of.route.free]


async def mine(by: int) -> Load | None:
    """The route on which a courier is."""
    route = await routes.open_of(by)
    return await load(route.id) if route else None


async def free(route_id: int) -> bool:
    """Whether somebody could take that route."""
    route = await routes.get(route_id)
    return route is not None and route.free


async def take(route_id: int, by: int, now_ms: int) -> TakeOutcome:
    """A courier takes a route that nobody has. From now on its next door is open to them, and to nobody else."""
    of = await load(route_id)
    if of is None or not await is_courier(by, of.day.community_id):
        return NotCourier()
    if of.route.courier_id == by and of.route.done_ms is None:
        return Taken(of.route)
    if of.route.free and await routes.open_of(by):
        return Busy()
    if of.day.status != "cooking" or not await routes.take(route_id, by, now_ms):
        return NotFree()
    await audit.note(of.day.community_id, by, "take route", f"route:{route_id}", now_ms)
    return Taken(of.route)


async def hand_over(route_id: int, by: int, now_ms: int) -> Sums | NotFree:
    """The courier goes no further: what waits is free again, the others are told. Returns what was done so far."""
    of = await load(route_id)
    if of is None or not of.waiting or not await routes.free(route_id, by):
        return NotFree()
    done = await drops.sums(route_id, by)
    who = await called(by)
    text = _("{who}送了一半，剩下的请您接着送：", who=who) if done.doors else _("{who}来不了了，这条请您来送：", who=who)
    await ask_couriers(of.day, f"route-free:{route_id}:{now_ms}", lines(text, summary(of)), now_ms, of.route, by)
    text = _("{who}把第{n}条交出来了，还剩{doors}家没送。", who=who, n=of.route.n, doors=len(of.waiting))
    held = _("手上有现金{cash}。", cash=cash(done.cash_fen)) if done.cash_fen else None
    await say_to_staff(of, lines(text, held), f"route-freed:{route_id}:{now_ms}", now_ms)
    return done


async def dismiss(person_id: int, community_id: int, by: int, now_ms: int) -> bool:
    """Staff say that somebody brings no meals here any more: the route on which they are waits for another. As `couriers.dismiss`."""
    if not await couriers.dismiss(person_id, community_id, by, now_ms):
        return False
    on_the_way = await mine(person_id)
    if on_the_way is not None and on_the_way.day.community_id == community_id:
        await hand_over(on_the_way.route.id, person_id, now_ms)
    return True


async def let_go(person_id: int, now_ms: int) -> None:
    """Somebody leaves for good: the route on which they are waits for another."""
    route = await routes.open_of(person_id)
    if route is not None:
        await hand_over(route.id, person_id, now_ms)


async def call_back(route_id: int, by: int, now_ms: int) -> bool | Refused:
    """Staff take a route from its courier, who hears of it, and so do the others. False where nobody had it."""
    of = await load(route_id)
    if of is None or not await staff.is_staff(by, of.day.community_id):
        return Refused("not staff")
    courier_id = of.route.courier_id
    if courier_id is None or not await routes.free(route_id, courier_id):
        return False
    await audit.note(of.day.community_id, by, "free route", f"route:{route_id}", now_ms)
    await say_taken_away(of, courier_id, now_ms)
    text = lines(_("这条路线请您来送："), summary(of))
    await ask_couriers(of.day, f"route-free:{route_id}:{now_ms}", text, now_ms, of.route, courier_id)
    return True


async def give(route_id: int, to: int, by: int, now_ms: int) -> bool | Refused:
    """Staff give a route to a courier; both hear of it. False where that courier is on one, and once it is done."""
    of = await load(route_id)
    if of is None or not await staff.is_staff(by, of.day.community_id):
        return Refused("not staff")
    if of.day.status != "cooking" or not await is_courier(to, of.day.community_id):
        return False
    if not await routes.give(route_id, to, now_ms):
        return False
    await audit.note(of.day.community_id, by, "give route", f"route:{route_id}", now_ms, detail=f"person:{to}")
    if of.route.courier_id is not None:
        await say_taken_away(of, of.route.courier_id, now_ms)
    text = lines(_("社区请您送这条路线："), summary(of))
    terms = terms_of(of.day, weight=Weight.MATTERS)
    if not await tell(to, notice(text, DELIVER), f"route-given:{route_id}:{now_ms}", now_ms, terms):
        await ask_to_call([to], text, f"route-given:{route_id}:{now_ms}", now_ms, terms)
    return True


async def finish(route_id: int, now_ms: int) -> Sums | None:
    """The route is done, if nothing of it waits: staff are told. Returns what its courier did; None where it is not done, or was."""
    of = await load(route_id)
    if of is None or not await routes.finish(route_id, now_ms) or of.route.courier_id is None:
        return None
    done = await drops.sums(route_id, of.route.courier_id)
    failed = len([one for one in of.drops if one.outcome == "nobody"])
    text = lines(
        _("{who}送完了第{n}条，{doors}家，收现金{cash}。", who=await called(of.route.courier_id), n=of.route.n, doors=done.doors,
          cash=cash(done.cash_fen)),
        _("其中{n}家没人应门。", n=failed) if failed else None,
    )  # fmt: skip
    await say_to_staff(of, text, f"route-done:{route_id}", now_ms)
    return done


async def state(day_id: int, by: int) -> list[Load] | Refused:
    """All routes of a day, for staff."""
    day = await meals.day(day_id)
    if day is None:
        return Refused("no such day")
    if not await staff.is_staff(by, day.community_id):
        return Refused("not staff")
    return await of_day(day)


async def _say_nothing_to_bring(day: MealDay, free: list[int], now_ms: int) -> None:
    """Who said that they come, and is not needed, need not wait for a route."""
    for courier_id in free:
        text = _("{day}没有要您送的餐，不用来了，谢谢您！", day=near(day))
        await tell(courier_id, notice(text, DELIVER), f"no-route:{day.id}", now_ms, terms_of(day))
