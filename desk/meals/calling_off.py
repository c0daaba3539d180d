"""What many people hear of: a dish that ran out, a day that is called off. Looked at first, then done."""

from __future__ import annotations

import msgspec

from desk.forms import Wrong
from desk.meals.finding import done, meal_of
from desk.pages import Done, NotHere, Pages, Shown, Visit
from language.text import _
from services.canteen import dish_gone, kitchen_sheet, meals, order_lists
from services.canteen.meals import Meal
from storage import drops
from storage import meals as stored
from storage.meals import Dish
from storage.orders import Listed

pages = Pages()

LONGEST_REASON = 100
NEW = "new"


class Gone(msgspec.Struct, frozen=True):
    """What takes the place of a dish: the id of one of that day, or NEW and the name of another."""

    instead: str
    name: str = ""


class Close(msgspec.Struct, frozen=True):
    """Why there is no meal that day, and how many orders whoever decides knows of."""

    orders: int
    reason: str = ""


@pages.get("/meals/days/{day_id:int}/gone/{dish_id:int}", may="meals.cook")
async def gone(visit: Visit) -> Shown:
    """What it means that a dish ran out: who gets another one, and hears of it."""
    meal, dish = await _dish(visit)
    hit = [one for one in await _orders(visit, meal) if one.n == dish.n]
    return visit.show(
        "meals/gone.html",
        meal=meal,
        dish=dish,
        others=[one for one in meal.offered if one.id != dish.id],
        hit=hit,
        reach=await order_lists.reach(hit, visit.now_ms),
    )


@pages.post("/meals/days/{day_id:int}/gone/{dish_id:int}", may="meals.cook", form=Gone, again=gone)
async def swap(visit: Visit, form: Gone) -> Done:
    """It ran out; whoever ordered it gets something else and is told."""
    meal, dish = await _dish(visit)
    name = " ".join(form.name.split())
    if form.instead == NEW and not name:
        raise Wrong(name=_("请写上换成什么菜。"))
    if form.instead == NEW and len(name) > dish_gone.LONGEST:
        raise Wrong(name=_("有点长了，请缩短到{most}个字以内。", most=dish_gone.LONGEST))
    if form.instead != NEW and form.instead not in [str(one.id) for one in meal.offered]:
        raise Wrong(instead=_("这道菜换不了，请另选一道。"))
    instead: int | str = name if form.instead == NEW else int(form.instead)
    ran_out = done(await dish_gone.ran_out(dish.id, instead, visit.by, visit.now_ms))
    if not ran_out.orders:
        return Done(f"/meals/days/{meal.day.id}", _("换好了，「{dish}」不再能订。", dish=dish.name))
    said = _("换好了：{n}位订了的改成「{instead}」，马上通知他们。", n=ran_out.orders, instead=ran_out.instead)
    return Done(f"/meals/days/{meal.day.id}", said)


@pages.get("/meals/days/{day_id:int}/close", may="meals.people")
async def close(visit: Visit) -> Shown:
    """What it means to call the day off: who loses an order, and who must be phoned."""
    meal = await meal_of(visit)
    orders = await _orders(visit, meal)
    return visit.show(
        "meals/close.html",
        meal=meal,
        orders=len(orders),
        portions=sum(one.portions for one in orders),
        reach=await order_lists.reach(orders, visit.now_ms),
        begun=await drops.begun(meal.day.id),
        over=meal.day.status == "closed" or meals.over(meal.day, visit.now_ms),
    )


@pages.post("/meals/days/{day_id:int}/close", may="meals.people", form=Close, again=close)
async def call_off(visit: Visit, form: Close) -> Done:
    """No meal that day."""
    meal = await meal_of(visit)
    if len(form.reason) > LONGEST_REASON:
        raise Wrong(reason=_("有点长了，请缩短到{most}个字以内。", most=LONGEST_REASON))
    if len(await _orders(visit, meal)) != form.orders:
        raise Wrong(_("订餐的人数刚刚变了，请再看一下，对了再确认。"))
    called_off = done(await meals.close(meal.day.id, visit.by, form.reason, visit.now_ms))
    if not called_off:
        return Done(f"/meals/days/{meal.day.id}", _("这天不开餐了，没有人订，不用通知。"))
    said = _("这天不开餐了，{n}位订了的马上通知；收不到消息的，列进打电话的名单。", n=called_off)
    return Done(f"/meals/days/{meal.day.id}", said)


async def _dish(visit: Visit) -> tuple[Meal, Dish]:
    meal, dish = await meal_of(visit), await stored.dish(visit.number("dish_id"))
    if dish is None or dish.meal_day_id != meal.day.id:
        raise NotHere
    return meal, dish


async def _orders(visit: Visit, meal: Meal) -> tuple[Listed, ...]:
    return done(await kitchen_sheet.sheet(meal.day.id, visit.by)).listed
