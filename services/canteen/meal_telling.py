"""Who hears what about meals: whom an order concerns, everybody of a day that is lost, and the regulars who have not ordered."""

from __future__ import annotations

from language.message import Button
from language.text import Day, Moment, Saying, _, lines
from services import households
from services.calendar import DAY_MS
from services.canteen.meals import MENU, OVER_MS, get, menu
from services.telling import ask_to_call, concerned, notice, tell
from services.topics import MEALS
from storage import meal_changes, meals, orders, people, standing
from storage.meals import MealDay
from storage.outbox import PLAIN, Terms, Weight


async def tell_closed(day_id: int, now_ms: int, after: int, most: int) -> int | None:
    """Tell of a day without a meal, the orders `after` that one; returns the last one told of, None where it was the last of all."""
    meal = await get(day_id)
    if meal is None or meal.day.status != "closed":
        return None
    called_off = await meal_changes.called_off(day_id, after, most)
    others = await menu(meal.day.community_id, now_ms)
    terms = Terms(until_ms=meal.day.closes_ms + DAY_MS, weight=Weight.MATTERS, by_ms=meal.day.closes_ms)
    for order_id in called_off:
        one = await orders.listed(order_id)
        assert one is not None
        text = lines(
            _("很抱歉，{day}助餐点不开餐，{who}的餐取消了，不收钱。", day=Day(meal.date, "near"), who=one.eater),
            _("原因：{reason}", reason=meal.day.reason) if meal.day.reason else None,
            _("别的日子还能订，点下面看看。") if others else None,
        )
        await tell_order(order_id, text, f"meal-closed:{order_id}", now_ms, terms)
    return called_off[-1] if len(called_off) == most else None


async def tell_order(
    order_id: int, text: Saying, cause: str, now_ms: int, terms: Terms, *, besides: int | None = None,
    buttons: tuple[Button, ...] = (MENU,),
) -> None:  # fmt: skip
    """Tell whom an order concerns, but not `besides`, who did it. What nobody did is phoned where no message reaches anybody."""
    order = await orders.get(order_id)
    if order is None:
        return
    await tell_eater(order.eater_id, order.ordered_by, text, cause, now_ms, terms, besides=besides, buttons=buttons)


async def tell_eater(
    eater_id: int, ordered_by: int | None, text: Saying, cause: str, now_ms: int, terms: Terms = PLAIN, *,
    besides: int | None = None, buttons: tuple[Button, ...] = (MENU,),
) -> None:  # fmt: skip
    """As `tell_order`, of what was ordered by whom for whom."""
    message = notice(text, *buttons)
    wanted = await concerned(eater_id, ordered_by, now_ms)
    reached = [
        person_id for person_id in wanted if person_id == besides or await tell(person_id, message, cause, now_ms, terms)
    ]
    if not reached and besides is None:
        await ask_to_call([eater_id], text, cause, now_ms, terms)


async def remind_regulars(day_id: int, now_ms: int, after: int, most: int) -> int | None:
    """An hour before orders close: who ordered for the meal before and has not for this one is asked, the orders `after` that one.

    Returns the last order that was looked at, None where it was the last of all.
    """
    meal = await get(day_id)
    before = await meals.before(meal.day.community_id, meal.day.day) if meal else None
    if meal is None or before is None or not meal.day.taking(now_ms):
        return None
    listed = await orders.of_day_after(before.id, after, most)
    for one in listed:
        if one.ordered_by is None or not await households.acts_as_family(one.ordered_by, one.eater_id):
            continue
        eater = await people.get(one.eater_id)
        if eater is None or eater.community_id != meal.day.community_id:
            continue
        if not await unordered(day_id, one.eater_id):
            continue
        text = _(
            "{who}{day}还没订餐，{until} 截止。要不要照上次订？",
            who=one.eater, day=Day(meal.date, "near"), until=Moment(meal.day.closes_ms, "time"),
        )  # fmt: skip
        button = Button(label=_("照上次订"), data=f"/meal_again {day_id} {one.eater_id}", look="main")
        menu = Button(label=_("看菜单"), data="/meals")
        terms = Terms(MEALS, meal.day.closes_ms, f"unordered:{day_id}:{one.eater_id}")
        await tell(one.ordered_by, notice(text, button, menu), f"meal-closes:{day_id}:{one.eater_id}", now_ms, terms)
    return listed[-1].id if len(listed) == most else None


async def unordered(day_id: int, eater_id: int) -> bool:
    """Whether nothing is ordered for that person on that day, nor given back on purpose, and there is still something to be had.

    Whoever has a standing order has said on which days they eat.
    """
    day = await meals.day(day_id)
    return (
        day is not None and day.status == "open" and day.left > 0
        and await orders.active(day_id, eater_id) is None and not await orders.gave_back(day_id, eater_id)
        and await standing.of(eater_id) is None
    )  # fmt: skip


def until_eaten(day: MealDay) -> Terms:
    """A word about an order is of no use any more once the day is over."""
    return Terms(until_ms=day.closes_ms + OVER_MS)
