"""At the door: what a courier does with one drop after the other, and what follows where nobody opens.

Everything here holds for the next door of the courier's own route only, and is checked again where it is written.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TypeAlias

from language.message import Button
from language.text import Moment, Saying, Text, _, lines
from services import delivery, staff
from services.calendar import DAY_MS, HOUR_MS
from services.couriers import is_courier
from services.courses import Refused
from services.loads import called
from services.papers import SHRED
from services.telling import HOME, ask_to_call, concerned, notice, tell, tell_staff
from services.topics import MEALS
from storage import audit, drops, errands, households, people, reminders, routes
from storage.drops import Drop, Sums
from storage.outbox import Terms, Weight

TOLD_MS = 2 * HOUR_MS
"""So long it is of use to hear that a meal was brought."""
REASONS: dict[str, Text] = {
    "doorstep": _("放门口了"), "family": _("家人代收"), "address": _("地址不对"), "refused": _("拒收"),
    "left": _("已离开的居民"), "unsaid": _("没有记下来"),
}  # fmt: skip
"""What else there may be at a door; a courier may also say it in words. "left": whoever should have had
it left for good; "unsaid": the day ended before anybody said what came of it."""
ARRIVED = ("doorstep", "family")
"""With these the meal is there all the same."""
PHOTO = "drop_photo"
"""The errand that fetches the photo of a door."""
PHOTO_KEPT_MS = 30 * DAY_MS


@dataclass(frozen=True, slots=True)
class Next:
    """It is noted. `done` where that was the last door of the route: what its courier did there."""

    done: Sums | None = None


@dataclass(frozen=True, slots=True)
class Tried:
    """It is noted; now `whom` is to be called: "person" or "contact"; "" where there is no number: it is knocked at again."""

    whom: str


@dataclass(frozen=True, slots=True)
class StaffTold:
    """Staff look after it now; the route goes on. `done` as in Next."""

    done: Sums | None = None


@dataclass(frozen=True, slots=True)
class NotYours:
    """That is not the next door of this courier's route (any more): nothing was changed."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to call where somebody does not answer."""

    name: str
    phone: str


DoorOutcome: TypeAlias = Next | NotYours
NobodyOutcome: TypeAlias = Tried | StaffTold | NotYours


async def next_door(by: int) -> tuple[Drop, int] | None:
    """The door to which a courier goes next, and how many there still are with it. None where nothing is to be brought."""
    route = await routes.open_of(by)
    waiting = [one for one in await drops.of_route(route.id) if one.outcome == "waiting"] if route else []
    if not waiting or not await is_courier(by, waiting[0].community_id):
        return None
    return waiting[0], len(waiting)


async def brought(order_id: int, by: int, cash_fen: int, now_ms: int) -> DoorOutcome:
    """The meal was handed over, for all that was due in cash, or for nothing."""
    drop = await _own(order_id, by)
    if drop is None or cash_fen not in (0, drop.due_fen):
        return NotYours()
    if not await drops.end(order_id, by, "delivered", now_ms, cash_fen=cash_fen):
        return NotYours()
    await _tell_family(drop, _("{who}的餐送到了，{when}。", who=drop.eater, when=Moment(now_ms, "time")), now_ms)
    return Next(await delivery.finish(drop.route_id, now_ms))


async def otherwise(order_id: int, by: int, reason: str, now_ms: int, *, cash_fen: int = 0) -> DoorOutcome:
    """Something else came of it: one of REASONS, or words. Staff hear of it where the meal has not arrived."""
    drop = await _own(order_id, by)
    if drop is None or not reason.strip() or cash_fen not in (0, drop.due_fen):
        return NotYours()
    arrived = reason in ARRIVED
    if not await drops.end(
        order_id, by, "other", now_ms, reason=reason, cash_fen=cash_fen if arrived else 0, staff_told=not arrived
    ):
        return NotYours()
    if arrived:
        text = _("{who}的餐送到了，{when}，{how}。", who=drop.eater, when=Moment(now_ms, "time"), how=REASONS[reason])
        await _tell_family(drop, text, now_ms, at_home=False)
    else:
        text = _(
            "{who}（{address}）的餐没有送成：{reason}", who=_who(drop), address=drop.address, reason=REASONS.get(reason, reason)
        )
        await tell_staff(drop.community_id, notice(text, *_staff_ways(drop)), f"drop:{order_id}", now_ms, _lasting(now_ms))
    return Next(await delivery.finish(drop.route_id, now_ms))


async def knocked(order_id: int, by: int, now_ms: int) -> NobodyOutcome:
    """Nobody comes to the door: the person is to be called, else their contact; where there is no number, knocked at again."""
    drop = await _own(order_id, by)
    if drop is None or not await drops.knock(order_id, by, now_ms):
        return NotYours()
    await reminders.follow("door", order_id, drop.community_id, now_ms)
    return Tried(await _to_call(drop, by, now_ms))


async def unanswered(order_id: int, by: int, whom: str, now_ms: int) -> NobodyOutcome:
    """`whom` ("person", "contact", or "" at the door) did not answer: the next one is called, after the last one staff are told."""
    drop = await _own(order_id, by)
    if drop is None or drop.knocked_ms is None or whom != await to_call(drop):
        return NotYours()
    if whom:
        await (drops.call if whom == "person" else drops.call_contact)(order_id, by, now_ms)
        drop = await drops.get(order_id)
        assert drop is not None
    return Tried(next_one) if (next_one := await _to_call(drop, by, now_ms)) else await _alarm(drop, by, now_ms)


async def say_open(order_id: int, now_ms: int) -> None:
    """Nobody came to a door, and the courier has not said since what came of it: staff look after both."""
    drop = await drops.get(order_id)
    route = await routes.get(drop.route_id) if drop else None
    if drop is None or drop.outcome != "waiting":
        return
    text = lines(
        _(
            "{who}（{address}）没人应门，送餐员还没有记下结果，请马上联系。",
            who=_who(drop),
            address=drop.address or _("没有地址"),
        ),
        *tried(drop),
        _("送餐员：{who}", who=await called(route.courier_id if route else None)),
    )
    ways = (
        Button(label=_("看居民"), data=f"/staff_person {drop.eater_id}"),
        Button(label=_("看送餐情况"), data=f"/staff_routes {drop.meal_day_id}", look="main"),
    )
    await tell_staff(drop.community_id, notice(text, *ways), f"door-open:{order_id}", now_ms, Terms(weight=Weight.DANGER))


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


async def handle(order_id: int, by: int, now_ms: int) -> bool | Refused:
    """Staff have seen to a door of which they were told. False where a colleague had before."""
    drop = await drops.get(order_id)
    if drop is None or not await staff.is_staff(by, drop.community_id):
        return Refused("not staff")
    if not await drops.handle(order_id, now_ms):
        return False
    await audit.note(drop.community_id, by, "see to drop", f"meal_order:{order_id}", now_ms)
    return True


async def keep_photo(order_id: int, by: int, account_id: int, channel: str, ref: str, now_ms: int) -> None:
    """Have the photo of a door fetched after this turn, for who was at that door."""
    drop = await drops.get(order_id)
    if drop is not None and drop.courier_id == by:
        await errands.add(PHOTO, account_id, json.dumps({"order_id": order_id, "channel": channel, "ref": ref}), now_ms)


async def photo_of(order_id: int, by: int, now_ms: int) -> str | None:
    """The blob of a door's photo, for staff; that somebody looked is written down. None without the right, and where there is none."""
    drop = await drops.get(order_id)
    if drop is None or not await staff.is_staff(by, drop.community_id) or not photo_kept(drop, now_ms):
        return None
    await audit.note(drop.community_id, by, "see photo", f"person:{drop.eater_id}", now_ms)
    return drop.photo


def photo_kept(drop: Drop, now_ms: int) -> bool:
    """Whether there is a photo of that door, and it is not destroyed yet."""
    return drop.photo != "" and drop.done_ms is not None and now_ms - drop.done_ms < PHOTO_KEPT_MS


async def photo_arrived(order_id: int, blob: str, now_ms: int) -> None:
    """Keep the photo with its door for a while; where there is no such door any more it is destroyed."""
    kept = await drops.set_photo(order_id, blob)
    await errands.add(SHRED, None, blob, now_ms + PHOTO_KEPT_MS if kept else now_ms)


async def _own(order_id: int, by: int) -> Drop | None:
    found = await next_door(by)
    return found[0] if found and found[0].order_id == order_id else None


async def _to_call(drop: Drop, by: int, now_ms: int) -> str:
    """As `to_call`; that somebody is shown the number of a contact is written down."""
    whom = await to_call(drop)
    if whom == "contact":
        await audit.note(drop.community_id, by, "see contact", f"person:{drop.eater_id}", now_ms)
    return whom


async def _alarm(drop: Drop, by: int, now_ms: int) -> NobodyOutcome:
    """Nobody can be reached: staff look after it, at once; the family hears of it."""
    contact = await contact_of(drop)
    if not await drops.end(drop.order_id, by, "nobody", now_ms, staff_told=True):
        return NotYours()
    text = lines(
        _("{who}（{address}）没人应门，电话也没打通，请马上去看看。", who=_who(drop), address=drop.address or _("没有地址")),
        *tried(drop),
        _("没有留电话。") if not drop.phone else None,
        _("没有紧急联系人。") if contact is None else None,
        _("送餐员：{who}", who=await called(by)),
    )
    cause = f"nobody:{drop.order_id}"
    terms = Terms(weight=Weight.DANGER)
    if not await tell_staff(drop.community_id, notice(text, *_staff_ways(drop)), cause, now_ms, terms):
        await ask_to_call([drop.eater_id], text, cause, now_ms, terms)
    family = _("{who}的餐送到门口，没人应门，电话也没打通。社区已经知道了，您也请联系一下TA。", who=_who(drop))
    await _tell_family(drop, family, now_ms, terms=_lasting(now_ms))
    return StaffTold(await delivery.finish(drop.route_id, now_ms))


def tried(drop: Drop) -> list[Saying]:
    """What was tried at a door where nobody opened, and when."""
    at = [
        _("{when} 敲门没人应", when=Moment(drop.knocked_ms, "time")) if drop.knocked_ms else None,
        _("{when} 打本人电话，没人接", when=Moment(drop.called_ms, "time")) if drop.called_ms else None,
        _("{when} 打紧急联系人，没人接", when=Moment(drop.contact_called_ms, "time")) if drop.contact_called_ms else None,
    ]
    return [one for one in at if one is not None]


async def _tell_family(drop: Drop, text: Text, now_ms: int, *, at_home: bool = True, terms: Terms | None = None) -> None:
    """Tell who ordered as the household chose, and whom the person lets be told; the person too, unless `at_home` to take it."""
    wanted = await concerned(drop.eater_id, drop.ordered_by, now_ms)
    wanted += [kin.guardian_id for kin in await households.guardians(drop.eater_id) if kin.told_delivered]
    terms = terms or Terms(MEALS, now_ms + TOLD_MS)
    for person_id in dict.fromkeys(wanted):
        if not (at_home and person_id == drop.eater_id):
            await tell(
                person_id, notice(text, Button(label=_("看订餐"), data="/meals"), HOME), f"drop:{drop.order_id}", now_ms, terms
            )


def _staff_ways(drop: Drop) -> tuple[Button, ...]:
    return (
        Button(label=_("已处理"), data=f"/staff_drop_done {drop.order_id}", look="main"),
        Button(label=_("看居民"), data=f"/staff_person {drop.eater_id}"),
    )


def _who(drop: Drop) -> Saying:
    return drop.eater or _("一位居民")


def _lasting(now_ms: int) -> Terms:
    return Terms(until_ms=now_ms + DAY_MS, weight=Weight.MATTERS)
