"""What changes about routes once the sheet stands: a door more, a door less, somebody who leaves, a day that is called off."""

from __future__ import annotations

from language.text import _, lines
from services.canteen import couriers, delivery
from services.canteen.loads import (
    DELIVER,
    Load,
    ask_couriers,
    cash,
    load,
    near,
    of_day,
    say_to_staff,
    summary,
    terms_of,
)  # fmt: skip
from services.canteen.walking import entrance, step, walk
from services.telling import ask_to_call, notice, tell
from storage import drops, meals, orders, reminders, routes
from storage.outbox import Weight


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
    of = _passing([one for one in await of_day(day) if one.route.done_ms is None], order.address)
    if of is None:
        route_id = await routes.add(day.id)
        await drops.add(route_id, order_id, 1)
        await reminders.follow("routes", day.id, day.community_id, now_ms)
        if made := await load(route_id):
            cause, text = f"drop-added:{order_id}:{now_ms}", lines(_("多了一家要送的，您有空吗？"), summary(made))
            if not await ask_couriers(day, cause, text, now_ms, made.route):
                await say_to_staff(made, lines(_("多了一家要送的，请安排人送："), summary(made)), cause, now_ms)
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


def _passing(on_the_way: list[Load], address: str) -> Load | None:
    """The route that passes an address: one that goes into the entrance, else the one with the door that is the last before it."""
    doors = walk([(one.address, of) for of in on_the_way for one in of.drops], lambda door: door[0])
    same = [of for known, of in doors if entrance(known) == entrance(address)]
    before = [of for known, of in doors if step(known) <= step(address)]
    return next(iter(same or before[-1:] or on_the_way), None)


async def _one_less(of: Load, order_id: int, now_ms: int) -> None:
    """A door of that route is not gone to any more: its courier hears of it, also where it was the last."""
    courier_id, done = of.route.courier_id, await delivery.finish(of.route.id, now_ms)
    if courier_id is None:
        return
    text = _("第{n}条有一家不用送了。", n=of.route.n)
    if done is not None:
        text = _("第{n}条剩下的一家不用送了，都送完了。收的现金{cash}，请交回社区。", n=of.route.n, cash=cash(done.cash_fen))
    await tell(courier_id, notice(text, DELIVER), f"drop-gone:{order_id}:{now_ms}", now_ms, terms_of(of.day))
