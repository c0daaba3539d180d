"""Bringing a day's meals: which route is whose, how far it is, and doors where it went wrong."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import msgspec

from desk.forms import Wrong
from desk.meals.finding import done, meal_of
from desk.pages import Blob, Done, NoFields, NotHere, Pages, Shown, Visit
from language.text import Saying, _
from services import staff
from services.canteen import couriers, delivery, doors, loads, meals, no_answer
from services.canteen.loads import Load
from services.canteen.meals import Meal
from storage import audit, drops, people
from storage.drops import Drop

pages = Pages()

_CHANGED = _("没有办成：这条路线已经变了，或者那位手上还有一条。")


class Give(msgspec.Struct, frozen=True):
    """Who is to bring it."""

    courier: int


@dataclass(frozen=True, slots=True)
class Line:
    """A route as it stands: who has it, the cash taken on it, and what others took who had it before."""

    load: Load
    who: str
    cash: Saying
    others: list[tuple[str, Saying]]
    failed: list[Drop]

    @property
    def gone(self) -> int:
        """At how many doors somebody was."""
        return len(self.load.drops) - len(self.load.waiting)


@pages.get("/meals/days/{day_id:int}/routes", may="meals.people")
async def routes(visit: Visit) -> Shown:
    """Every route of a day, live."""
    return await _shown(visit, await meal_of(visit))


async def again(visit: Visit) -> Shown:
    """The same, as it is by now, for what could not be done with one of them."""
    meal = await meals.get((await _load(visit)).day.id)
    assert meal is not None
    return await _shown(visit, meal)


async def _shown(visit: Visit, meal: Meal) -> Shown:
    found = done(await delivery.state(meal.day.id, visit.by))
    helpers = await staff.couriers(visit.community_id)
    return visit.show(
        "meals/routes.html",
        meal=meal,
        lines=[await _line(of) for of in found],
        coming=[await loads.called(one) for one in await couriers.of_day(meal.day)],
        couriers=[(one.person_id, one.name or _("没有留姓名")) for one in helpers],
        summary=loads.summary_of_all,
        what=doors.outcome,
    )


@pages.post("/meals/routes/{route_id:int}/give", may="meals.people", form=Give, again=again)
async def give(visit: Visit, form: Give) -> Done:
    """Somebody is to bring it."""
    of = await _load(visit)
    if not done(await delivery.give(of.route.id, form.courier, visit.by, visit.now_ms)):
        raise Wrong(_CHANGED)
    return _back(of, _("办好了，送餐员都会收到消息。"))


@pages.post("/meals/routes/{route_id:int}/free", may="meals.people", again=again)
async def free(visit: Visit, form: NoFields) -> Done:
    """It is taken from whoever has it."""
    of = await _load(visit)
    if not done(await delivery.call_back(of.route.id, visit.by, visit.now_ms)):
        raise Wrong(_CHANGED)
    return _back(of, _("收回来了，已经请别的送餐员来接。"))


@pages.get("/meals/drops/{order_id:int}", may="meals.people", notes=True)
async def drop(visit: Visit) -> Shown:
    """One door, with whom to call; that somebody opened it is written down."""
    one = await _drop(visit)
    contact = await no_answer.contact_of(one)
    await audit.note(visit.community_id, visit.by, "see phone", f"person:{one.eater_id}", visit.now_ms)
    if contact is not None:
        await audit.note(visit.community_id, visit.by, "see contact", f"person:{one.eater_id}", visit.now_ms)
    courier = await people.get(one.courier_id) if one.courier_id is not None else None
    if courier is not None and courier.phone:
        await audit.note(visit.community_id, visit.by, "see phone", f"person:{courier.id}", visit.now_ms)
    return visit.show(
        "meals/drop.html",
        drop=one,
        what=doors.outcome(one),
        contact=contact,
        tried=no_answer.tried(one),
        courier=courier,
        photo=doors.photo_kept(one, visit.now_ms),
        to_handle=one.staff_told_ms is not None and one.handled_ms is None,
    )


@pages.get("/meals/drops/{order_id:int}/photo", may="meals.people", notes=True)
async def photo(visit: Visit) -> Blob:
    """What the courier photographed at a door."""
    one = await _drop(visit)
    blob = await doors.photo_of(one.order_id, visit.by, visit.now_ms)
    if blob is None:
        raise NotHere
    return Blob(blob)


@pages.post("/meals/drops/{order_id:int}/handled", may="meals.people")
async def handled(visit: Visit, form: NoFields) -> Done:
    """Somebody has seen to it."""
    one = await _drop(visit)
    handled = done(await doors.handle(one.order_id, visit.by, visit.now_ms))
    said = _("记下了，谢谢！") if handled else _("同事已经处理过了。")
    return Done(f"/meals/days/{one.meal_day_id}/routes", said)


async def _line(of: Load) -> Line:
    held = Counter[int | None]()
    for one in of.drops:
        held[one.courier_id] += one.cash_fen
    others = [
        (await loads.called(courier_id), loads.cash(fen))
        for courier_id, fen in held.items()
        if courier_id is not None and courier_id != of.route.courier_id and fen
    ]
    who, failed = await loads.called(of.route.courier_id), [one for one in of.drops if doors.failed(one)]
    return Line(of, who, loads.cash(sum(held.values())), others, failed)


async def _load(visit: Visit) -> Load:
    of = await loads.load(visit.number("route_id"))
    if of is None or of.day.community_id != visit.community_id:
        raise NotHere
    return of


async def _drop(visit: Visit) -> Drop:
    one = await drops.get(visit.number("order_id"))
    if one is None or one.community_id != visit.community_id:
        raise NotHere
    return one


def _back(of: Load, said: Saying) -> Done:
    return Done(f"/meals/days/{of.day.id}/routes", said)
