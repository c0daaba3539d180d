"""What changes after the kitchen's sheet stood: staff add an order or take one back for a resident, and the kitchen must hear of it."""

from __future__ import annotations

from datetime import date

from language.message import Button
from language.text import Day, Saying, Text, _
from services.canteen import detours
from services.canteen.meals import OVER_MS, WAYS
from services.courses import Refused
from services.staff import cooks, is_staff
from services.telling import notice, tell_staff
from storage import audit, meal_changes
from storage import meals as stored
from storage.meal_changes import Late
from storage.meals import MealDay
from storage.outbox import Terms


async def may_change(day: MealDay, by: int, eater_id: int, now_ms: int) -> bool:
    """Whether `by`, as staff, may still order or take back for somebody else: the sheet stands, and the day is not over."""
    changing = day.status == "cooking" and now_ms < day.closes_ms + OVER_MS
    return changing and by != eater_id and await is_staff(by, day.community_id)


async def take(day: MealDay, portions: int, now_ms: int) -> bool:
    """Take portions of what is being cooked. False where there are not so many."""
    return now_ms < day.closes_ms + OVER_MS and await meal_changes.take_late(day.id, portions)


async def note(day: MealDay, order_id: int, now_ms: int) -> None:
    """The order was made or taken back just now: it is flagged on the sheet, staff are asked to tell the kitchen, couriers hear of it."""
    changed_ms = await meal_changes.mark_late(day.id, order_id, now_ms)
    change = await meal_changes.late(order_id)
    assert change is not None
    if change.state == "ordered":
        await detours.add_late(order_id, now_ms)
    else:
        await detours.drop_gone(order_id, now_ms)
    text = _(
        "{day}截止后有变动：{change}。请告诉厨房。", day=Day(date.fromisoformat(day.day), "near"), change=said(change, day)
    )
    message = notice(text, told_button(day.id, changed_ms), Button(label=_("看订餐表"), data=f"/staff_meal {day.id}"))
    terms = Terms(until_ms=day.closes_ms + OVER_MS)
    await tell_staff(day.community_id, message, f"meal-late:{order_id}:{change.state}", now_ms, terms)


async def of_day(day: MealDay, by: int) -> list[Late] | Refused:
    """Everything that changed after the sheet stood, for staff and for who cooks."""
    return await meal_changes.late_of_day(day.id) if await cooks(by, day.community_id) else Refused("not staff")


async def confirm(day_id: int, up_to_ms: int, by: int, now_ms: int) -> bool | Refused:
    """The kitchen knows every change up to that moment. False where it knew, or there is a later change of which it must hear."""
    day = await stored.day(day_id)
    if day is None or not await cooks(by, day.community_id):
        return Refused("no such day" if day is None else "not staff")
    confirmed = await meal_changes.confirm(day_id, up_to_ms, now_ms)
    if confirmed:
        await audit.note(day.community_id, by, "confirm meal changes", f"meal_day:{day_id}", now_ms)
    return confirmed


def told_button(day_id: int, up_to_ms: int) -> Button:
    """The button with which staff say that the kitchen knows what changed up to that moment."""
    return Button(label=_("知道了，已告诉厨房"), data=f"/staff_meal_told {day_id} {up_to_ms}", look="main")


def said(change: Late, day: MealDay, *, named: bool = True) -> Text:
    """A change in a few words. One that was added and taken back again changes nothing on the sheet, but the kitchen heard of it.

    Unless `named`, it does not say for whom.
    """
    who: Saying = (change.eater or _("已离开的居民")) if named else WAYS[change.way]
    if change.state == "ordered" and named:
        return _("+{n} {dish}（{who}，{way}）", n=change.portions, dish=change.dish, who=who, way=WAYS[change.way])
    if change.state == "ordered":
        return _("+{n} {dish}（{who}）", n=change.portions, dish=change.dish, who=who)
    if change.created_ms >= day.closes_ms:
        return _("加了又退 {n} {dish}（{who}）", n=change.portions, dish=change.dish, who=who)
    return _("−{n} {dish}（{who}）", n=change.portions, dish=change.dish, who=who)
