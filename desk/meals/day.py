"""One day of the canteen in numbers, its limits, and what changed after the sheet stood."""

from __future__ import annotations

from datetime import time

import msgspec

from desk.forms import Wrong
from desk.meals.finding import done, meal_of, today
from desk.pages import Done, NoFields, Pages, Shown, Visit
from language.text import Moment, Saying, _
from services.canteen import late_meals, meal_limits, meals, numbers
from services.canteen.meals import WAYS, Meal
from services.courses import Refused

pages = Pages()


class Cutoff(msgspec.Struct, frozen=True):
    """When orders end that day."""

    at: time


class Capacity(msgspec.Struct, frozen=True):
    """How many portions can be had that day."""

    portions: int


class Known(msgspec.Struct, frozen=True):
    """The kitchen knows what changed up to that moment."""

    up_to: int


@pages.get("/meals/days/{day_id:int}", may="meals.see")
async def day(visit: Visit) -> Shown:
    """How a day stands, and what can be done about it."""
    meal = await meal_of(visit)
    state = numbers.state(meal.day, visit.now_ms)
    return visit.show(
        "meals/day.html",
        meal=meal,
        numbers=done(await numbers.day(meal.day.id, visit.by)),
        ways=WAYS,
        state=numbers.STATES[state],
        late=await _late(visit, meal),
        taking=meal.day.taking(visit.now_ms),
        open=meal.day.status != "closed" and not meals.over(meal.day, visit.now_ms),
        is_today=meal.date == today(visit),
    )


@pages.post("/meals/days/{day_id:int}/cutoff", may="meals.cook", form=Cutoff, again=day)
async def cutoff(visit: Visit, form: Cutoff) -> Done:
    """Another end of orders for this day alone."""
    return await _ended(visit, form.at)


@pages.post("/meals/days/{day_id:int}/end", may="meals.cook", again=day)
async def end(visit: Visit, form: NoFields) -> Done:
    """Orders end now."""
    return await _ended(visit, None)


@pages.post("/meals/days/{day_id:int}/capacity", may="meals.cook", form=Capacity, again=day)
async def capacity(visit: Visit, form: Capacity) -> Done:
    """Another number of portions for this day alone."""
    meal = await meal_of(visit)
    left = done(await meal_limits.set_capacity(meal.day.id, visit.by, form.portions, visit.now_ms))
    return Done(f"/meals/days/{meal.day.id}", _("改好了，还可以订{n}份。", n=left))


@pages.post("/meals/days/{day_id:int}/known", may="meals.cook", form=Known, again=day)
async def known(visit: Visit, form: Known) -> Done:
    """The kitchen knows what changed."""
    meal = await meal_of(visit)
    confirmed = done(await late_meals.confirm(meal.day.id, form.up_to, visit.by, visit.now_ms))
    if not confirmed and meal.day.unconfirmed:
        raise Wrong(_("后来又有变动，请再看一下。"))
    return Done(f"/meals/days/{meal.day.id}", _("记下了：厨房知道了。"))


async def _ended(visit: Visit, at: time | None) -> Done:
    meal = await meal_of(visit)
    closes_ms = done(await meal_limits.set_cutoff(meal.day.id, visit.by, at, visit.zone, visit.now_ms))
    said = _("改好了，{until} 截止。", until=Moment(closes_ms, "time"))
    if closes_ms < meal.day.closes_ms and meal.day.taken:
        said = _("改好了，{until} 截止。比原来早，订了的人会收到消息。", until=Moment(closes_ms, "time"))
    return Done(f"/meals/days/{meal.day.id}", said)


async def _late(visit: Visit, meal: Meal) -> list[tuple[Saying, bool]]:
    """What changed after the sheet stood, and of each whether the kitchen knows it. For who cooks, without names for the kitchen."""
    found = await late_meals.of_day(meal.day, visit.by)
    if isinstance(found, Refused):
        return []
    confirmed_ms = meal.day.confirmed_ms or 0
    return [(late_meals.said(one, meal.day, named=visit.may("meals.people")), one.changed_ms <= confirmed_ms) for one in found]
