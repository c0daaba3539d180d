"""Routes: how a day's meals that are brought are split between couriers, who takes which, and what happens to one on its way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from language.text import Saying, _, lines
from services import couriers, staff
from services.couriers import NotCourier, is_courier
from services.courses import Refused
from services.loads import (
    DELIVER,
    OVER_MS,
    Load,
    ask_couriers,
    called,
    cash,
    load,
    loads,
    near,
    offer,
    say_taken_away,
    say_to_staff,
    several,
    summary,
    terms_of,
)  # fmt: skip
from services.telling import ask_to_call, notice, tell
from services.walking import entrance, split, step, walk
from storage import audit, drops, meals, orders, reminders, routes
from storage.drops import Sums
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
    if not brought:
        return None
    coming = await couriers.of_day(day)
    for part in split([one.address for one in brought], len(coming) or -(-len(brought) // DOORS)):
        route_id = await routes.add(day_id)
        for n, one in enumerate(brought[part.start : part.stop], 1):
            await drops.add(route_id, one.id, n)
    await reminders.follow("routes", day_id, day.community_id, now_ms)
    found = await loads(await routes.of_day(day_id))
    for of, courier_id in zip(found, coming, strict=False):
        await offer(of, courier_id, now_ms)
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
    found = [route for day in days if day.status == "cooking" for route in await routes.of_day(day.id) if route.free]
    return await loads(found)


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
    await say_to_staff(of, text, f"route-freed:{route_id}:{now_ms}", now_ms)
    return done


async def let_go(person_id: int, now_ms: int) -> None:
    """Somebody is no courier any more, or leaves for good: the route on which they are waits for another."""
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


async def add_late(order_id: int, now_ms: int) -> bool:
    """An order that came after the sheet joins the route that passes its door; a new one where none is on its way.

    False where it is not brought, or before the sheet stands, or where it is on a route.
    """
    order = await orders.get(order_id)
    day = await meals.day(order.meal_day_id) if order else None
    if order is None or day is None or day.status != "cooking" or order.state != "ordered" or order.way != "delivered":
        return False
    if await drops.get(order_id):
        return False
    of = _passing(await loads([route for route in await routes.of_day(day.id) if route.done_ms is None]), order.address)
    if of is None:
        route_id = await routes.add(day.id)
        await drops.add(route_id, order_id, 1)
        if made := await load(route_id):
            text = lines(_("多了一家要送的，您有空吗？"), summary(made))
            await ask_couriers(day, f"drop-added:{order_id}:{now_ms}", text, now_ms, made.route)
        return True
    before = [one.n for one in of.drops if step(one.address) <= step(order.address)]
    n = max([*before, of.waiting[0].n if of.route.courier_id and of.waiting else 0]) + 1 if of.drops else 1
    await drops.make_way(of.route.id, n)
    await drops.add(of.route.id, order_id, n)
    if of.route.courier_id is not None:
        text = lines(_("第{n}条多了一家，已经排进去了，请多带{m}份。", n=of.route.n, m=order.portions))
        await tell(of.route.courier_id, notice(text, DELIVER), f"drop-added:{order_id}:{now_ms}", now_ms, terms_of(day))
    return True


async def drop_gone(order_id: int, now_ms: int) -> bool:
    """An order is not brought any more (cancelled, changed by staff). False where that is over, or it never was on a route."""
    route_id = await drops.remove(order_id)
    of = await load(route_id) if route_id is not None else None
    if of is None:
        return False
    await _one_less(of, order_id, now_ms)
    return True


async def forget(person_id: int, now_ms: int) -> list[str]:
    """Somebody leaves for good: nothing is brought to them any more, and what was noted at their doors goes.

    Returns the blobs of photos to destroy.
    """
    photos = [one.photo for one in await drops.brought_to(person_id) if one.photo]
    await drops.blank(person_id)
    for one in await drops.waiting_to(person_id):
        await drops.leave_out(one.order_id, now_ms)
        if of := await load(one.route_id):
            await _one_less(of, one.order_id, now_ms)
    return photos


async def end_day(day_id: int, now_ms: int) -> None:
    """The day is called off: nothing more is brought, and those who would have are told."""
    day = await meals.day(day_id)
    if day is None:
        return
    await drops.remove_waiting(day_id)
    concerned = await couriers.of_day(day)
    for route in await routes.of_day(day_id):
        if await routes.finish(route.id, now_ms) and route.courier_id is not None:
            concerned.append(route.courier_id)
    text = _("{day}不开餐了，不用来送餐。已经收的现金请交回社区。", day=near(day))
    terms = terms_of(day, weight=Weight.MATTERS)
    for courier_id in dict.fromkeys(concerned):
        cause = f"deliver-closed:{day_id}"
        if not await tell(courier_id, notice(text, DELIVER), cause, now_ms, terms):
            await ask_to_call([courier_id], text, cause, now_ms, terms)


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
    return await loads(await routes.of_day(day_id))


def _passing(on_the_way: list[Load], address: str) -> Load | None:
    """The route that passes an address: one that goes into the entrance, else the one with the door that is the last before it."""
    doors = walk([(one.address, of) for of in on_the_way for one in of.drops], lambda door: door[0])
    same = [of for known, of in doors if entrance(known) == entrance(address)]
    before = [of for known, of in doors if step(known) <= step(address)]
    return next(iter(same or before[-1:] or on_the_way), None)


async def _one_less(of: Load, order_id: int, now_ms: int) -> None:
    """A door of that route is not gone to any more: its courier hears of it, also where it was the last."""
    courier_id, done = of.route.courier_id, await finish(of.route.id, now_ms)
    if courier_id is None:
        return
    text = _("第{n}条有一家不用送了。", n=of.route.n)
    if done is not None:
        text = _("第{n}条剩下的一家不用送了，都送完了。收的现金{cash}，请交回社区。", n=of.route.n, cash=cash(done.cash_fen))
    await tell(courier_id, notice(text, DELIVER), f"drop-gone:{order_id}:{now_ms}", now_ms, terms_of(of.day))
