"""Nobody opens: the person is called, then their contact, then staff look after it. Each moment is written down; nothing of it is lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from language.message import Button
from language.text import Moment, Saying, _, lines
from services.canteen import delivery
from services.canteen.doors import NotYours, alert, lasting, own_door, staff_ways, tell_family, who_of
from services.canteen.loads import called
from services.telling import notice
from storage import audit, communities, drops, households, people, reminders, routes
from storage.drops import Drop, Sums
from storage.outbox import Terms, Weight


@dataclass(frozen=True, slots=True)
class Tried:
    """It is noted; now `whom` is to be called: "person" or "contact"; "" where there is no number: it is knocked at again."""

    whom: str


@dataclass(frozen=True, slots=True)
class StaffTold:
    """Staff look after it now; the route goes on. `done` as in Next.

    `reached` is False where no message reaches any of them: then the courier phones the office, at `phone` ("" where it has none).
    """

    done: Sums | None = None
    reached: bool = True
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to call where somebody does not answer."""

    name: str
    phone: str


NobodyOutcome: TypeAlias = Tried | StaffTold | NotYours


async def knocked(order_id: int, by: int, now_ms: int) -> NobodyOutcome:
    """Nobody comes to the door: the person is to be called, else their contact; where there is no number, knocked at again."""
    drop = await own_door(order_id, by)
    if drop is None or not await drops.knock(order_id, by, now_ms):
        return NotYours()
    await reminders.follow("door", order_id, drop.community_id, now_ms)
    return Tried(await _to_call(drop, by, now_ms))


async def unanswered(order_id: int, by: int, whom: str, now_ms: int) -> NobodyOutcome:
    """`whom` ("person", "contact", or "" at the door) did not answer: the next one is called, after the last one staff are told."""
    drop = await own_door(order_id, by)
    if drop is None or drop.knocked_ms is None or whom != await to_call(drop):
        return NotYours()
    if whom:
        await (drops.call if whom == "person" else drops.call_contact)(order_id, by, now_ms)
        drop = await drops.get(order_id)
        assert drop is not None
    return Tried(next_one) if (next_one := await _to_call(drop, by, now_ms)) else await _alarm(drop, by, now_ms)


async def to_call(drop: Drop) -> str:
    """Who is to be called next where nobody comes: "person", "contact", or "" where only staff are left."""
    if drop.phone and drop.called_ms is None and drop.contact_called_ms is None:
        return "person"
    return "contact" if drop.contact_called_ms is None and await contact_of(drop) else ""


async def contact_of(drop: Drop) -> Contact | None:
    """The emergency contact, else who of the family acts for the person and has a number of their own; None where there is nobody."""
    if drop.contact_phone:
        return Contact(drop.contact_name, drop.contact_phone)
    for kin in await households.guardians(drop.eater_id):
        person = await people.get(kin.guardian_id)
        if person is not None and person.erased_ms is None and person.phone and person.phone != drop.phone:
            return Contact(person.name, person.phone)
    return None


def tried(drop: Drop) -> list[Saying]:
    """What was tried at a door where nobody opened, and when."""
    at = [
        _("{when} 敲门没人应", when=Moment(drop.knocked_ms, "time")) if drop.knocked_ms else None,
        _("{when} 打本人电话，没人接", when=Moment(drop.called_ms, "time")) if drop.called_ms else None,
        _("{when} 打紧急联系人，没人接", when=Moment(drop.contact_called_ms, "time")) if drop.contact_called_ms else None,
    ]
    return [one for one in at if one is not None]


async def say_open(order_id: int, now_ms: int) -> None:
    """Nobody came to a door, and the courier has not said since what came of it: staff look after both."""
    drop = await drops.get(order_id)
    route = await routes.get(drop.route_id) if drop else None
    if drop is None or drop.outcome != "waiting":
        return
    text = lines(
        _(
            "{who}（{address}）没人应门，送餐员还没有记下结果，请马上联系。",
            who=who_of(drop),
            address=drop.address or _("没有地址"),
        ),
        *tried(drop),
        _("送餐员：{who}", who=await called(route.courier_id)) if route and route.courier_id else _("这条路线还没有人接。"),
    )
    ways = (
        Button(label=_("看居民"), data=f"/staff_person {drop.eater_id}"),
        Button(label=_("看送餐情况"), data=f"/staff_routes {drop.meal_day_id}", look="main"),
    )
    await alert(drop, notice(text, *ways), f"door-open:{order_id}", now_ms, Terms(weight=Weight.DANGER))


async def _to_call(drop: Drop, by: int, now_ms: int) -> str:
    """As `to_call`; that somebody is shown the number of a contact is written down."""
    whom = await to_call(drop)
    if whom == "contact":
        await audit.note(drop.community_id, by, "see contact", f"person:{drop.eater_id}", now_ms)
    return whom


async def _alarm(drop: Drop, by: int, now_ms: int) -> NobodyOutcome:
    """Nobody can be reached: staff look after it, at once; the family hears of it."""
    contact, phoned = await contact_of(drop), drop.called_ms or drop.contact_called_ms
    if not await drops.end(drop.order_id, by, "nobody", now_ms, staff_told=True):
        return NotYours()
    text = lines(
        _("{who}（{address}）没人应门，电话也没打通，请马上去看看。", who=who_of(drop), address=drop.address or _("没有地址"))
        if phoned
        else _("{who}（{address}）没人应门，请马上去看看。", who=who_of(drop), address=drop.address or _("没有地址")),
        *tried(drop),
        _("没有留电话。") if not drop.phone else None,
        _("没有紧急联系人。") if contact is None else None,
        _("送餐员：{who}", who=await called(by)),
    )
    terms = Terms(weight=Weight.DANGER)
    reached = await alert(drop, notice(text, *staff_ways(drop)), f"nobody:{drop.order_id}", now_ms, terms)
    office = await communities.get(drop.community_id)
    family = (
        _("{who}的餐送到门口，没人应门，电话也没打通。社区已经知道了，您也请联系一下TA。", who=who_of(drop))
        if phoned
        else _("{who}的餐送到门口，没人应门。社区已经知道了，您也请联系一下TA。", who=who_of(drop))
    )
    await tell_family(drop, family, now_ms, terms=lasting(now_ms))
    done = await delivery.finish(drop.route_id, now_ms)
    return StaffTold(done, reached, "" if reached or office is None else office.phone)
