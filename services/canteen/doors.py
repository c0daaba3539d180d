"""At the door: what a courier does with one drop after the other, and what follows where nobody opens.

Everything here holds for the next door of the courier's own route only, and is checked again where it is written.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TypeAlias

from language.message import Button, Outgoing
from language.text import Moment, Saying, Text, _
from services import staff
from services.calendar import DAY_MS, HOUR_MS
from services.canteen import bills, delivery
from services.canteen.couriers import is_courier
from services.courses import Refused
from services.talks import duty
from services.telling import HOME, ask_to_call, concerned, notice, tell, tell_staff
from services.topics import MEALS
from storage import audit, drops, errands, households, routes
from storage.drops import Drop, Sums
from storage.outbox import Terms, Weight

TOLD_MS = 2 * HOUR_MS
"""So long it is of use to hear that a meal was brought."""
REASONS: dict[str, Text] = {
    "doorstep": _("放门口了"), "family": _("家人代收"), "address": _("地址不对"), "refused": _("拒收"),
    "left": _("已离开的居民"), "unsaid": _("没有记下来"),
}  # fmt: skip
"""What else there may be at a door; a courier may also say it in words. "left": whoever should have had
it left for good; "unsaid": the day ended before anybody said what came of it, or it was forgotten with whose door it was."""
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
class NotYours:
    """That is not the next door of this courier's route (any more): nothing was changed."""


DoorOutcome: TypeAlias = Next | NotYours


async def was_there(order_id: int) -> bool:
    """Whether a courier was at the door with that meal, whatever came of it: it was cooked and carried, and stays on the sheet."""
    drop = await drops.get(order_id)
    return drop is not None and drop.outcome != "waiting"


async def next_door(by: int) -> tuple[Drop, int] | None:
    """The door to which a courier goes next, and how many there still are with it. None where nothing is to be brought."""
    route = await routes.open_of(by)
    waiting = [one for one in await drops.of_route(route.id) if one.outcome == "waiting"] if route else []
    if not waiting or not await is_courier(by, waiting[0].community_id):
        return None
    return waiting[0], len(waiting)


async def brought(order_id: int, by: int, cash_fen: int, now_ms: int) -> DoorOutcome:
    """The meal was handed over, for all that was due in cash, or for nothing."""
    drop = await own_door(order_id, by)
    if drop is None or cash_fen not in (0, drop.due_fen):
        return NotYours()
    if not await drops.end(order_id, by, "delivered", now_ms, cash_fen=cash_fen):
        return NotYours()
    if cash_fen:
        await bills.cash_at_door(order_id, by, cash_fen, now_ms)
    await tell_family(drop, _("{who}的餐送到了，{when}。", who=drop.eater, when=Moment(now_ms, "time")), now_ms)
    return Next(await delivery.finish(drop.route_id, now_ms))


async def otherwise(order_id: int, by: int, reason: str, now_ms: int, *, cash_fen: int = 0) -> DoorOutcome:
    """Something else came of it: one of REASONS, or words. Staff hear of it where the meal has not arrived."""
    drop = await own_door(order_id, by)
    if drop is None or not reason.strip() or cash_fen not in (0, drop.due_fen):
        return NotYours()
    arrived = reason in ARRIVED
    if not await drops.end(
        order_id, by, "other", now_ms, reason=reason, cash_fen=cash_fen if arrived else 0, staff_told=not arrived
    ):
        return NotYours()
    if arrived and cash_fen:
        await bills.cash_at_door(order_id, by, cash_fen, now_ms)
    if arrived:
        text = _("{who}的餐送到了，{when}，{how}。", who=drop.eater, when=Moment(now_ms, "time"), how=REASONS[reason])
        await tell_family(drop, text, now_ms, at_home=False)
    else:
        text = _(
            "{who}（{address}）的餐没有送成：{reason}",
            who=who_of(drop),
            address=drop.address or _("没有地址"),
            reason=REASONS.get(reason, reason),
        )
        urgent = reason not in REASONS  # a courier's own words may say anything: also that somebody fell
        terms = lasting(now_ms, Weight.DANGER if urgent else Weight.MATTERS)
        await alert(drop, notice(text, *staff_ways(drop)), f"drop:{order_id}", now_ms, terms)
    return Next(await delivery.finish(drop.route_id, now_ms))


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


def failed(drop: Drop) -> bool:
    """Whether the meal has not arrived, and nobody is on the way with it any more."""
    return drop.outcome == "nobody" or (drop.outcome == "other" and drop.reason not in ARRIVED)


def outcome(drop: Drop) -> Saying:
    """What came of it, in a few words."""
    if drop.outcome == "other":
        return REASONS.get(drop.reason, drop.reason)
    return {"nobody": _("没人应门"), "delivered": _("送到了")}.get(drop.outcome, _("还没送"))


def photo_kept(drop: Drop, now_ms: int) -> bool:
    """Whether there is a photo of that door, and it is not destroyed yet."""
    return drop.photo != "" and drop.done_ms is not None and now_ms - drop.done_ms < PHOTO_KEPT_MS


async def photo_arrived(order_id: int, blob: str, now_ms: int) -> None:
    """Keep the photo with its door for a while; where there is no such door any more it is destroyed."""
    kept = await drops.set_photo(order_id, blob)
    await errands.add(errands.SHRED, None, blob, now_ms + PHOTO_KEPT_MS if kept else now_ms)


async def own_door(order_id: int, by: int) -> Drop | None:
    """That door, where it is the next of the courier's own route; None where it is not."""
    found = await next_door(by)
    return found[0] if found and found[0].order_id == order_id else None


async def tell_family(drop: Drop, text: Text, now_ms: int, *, at_home: bool = True, terms: Terms | None = None) -> None:
    """Tell who ordered as the household chose, and whom the person lets be told; the person too, unless `at_home` to take it."""
    wanted = await concerned(drop.eater_id, drop.ordered_by, now_ms)
    wanted += [kin.guardian_id for kin in await households.guardians(drop.eater_id) if kin.told_delivered]
    terms = terms or Terms(MEALS, now_ms + TOLD_MS)
    for person_id in dict.fromkeys(wanted):
        if not (at_home and person_id == drop.eater_id):
            await tell(
                person_id, notice(text, Button(label=_("看订餐"), data="/meals"), HOME), f"drop:{drop.order_id}", now_ms, terms
            )


def staff_ways(drop: Drop) -> tuple[Button, ...]:
    """What staff do about a meal that did not arrive."""
    return (
        Button(label=_("处理好了"), data=f"/staff_drop_done {drop.order_id}", look="main"),
        Button(label=_("看居民"), data=f"/staff_person {drop.eater_id}"),
    )


async def alert(drop: Drop, message: Outgoing, cause: str, now_ms: int, terms: Terms) -> bool:
    """Tell staff of a door, in the chat or at the desk. False where that reaches none of them: it is on their list of calls then."""
    told = await tell_staff(drop.community_id, message, cause, now_ms, terms)
    if told or await duty.somebody_at_desk(drop.community_id, now_ms):
        return True
    await ask_to_call([drop.eater_id], message.text, cause, now_ms, terms)
    return False


def who_of(drop: Drop) -> Saying:
    """Whose door it is."""
    return drop.eater or _("一位居民")


def lasting(now_ms: int, weight: Weight = Weight.MATTERS) -> Terms:
    """On which terms it is said that a meal did not arrive."""
    return Terms(until_ms=now_ms + DAY_MS, weight=weight)
