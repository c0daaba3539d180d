"""Standing orders for residents who ask the office: who has one, made, changed, paused and ended."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import msgspec

from desk.forms import Wrong
from desk.meals.finding import MOST, looked_for, resident_of, today
from desk.meals.order import Wish, address_of, noted
from desk.pages import Done, NoFields, NotHere, Pages, Shown, Visit
from language.text import Saying, _, lines
from services import people
from services.calendar import WEEKDAYS
from services.canteen import diets, meal_wording, meals, standing, standing_wording
from services.canteen.meals import WAYS, Meal
from services.canteen.orders import MOST_PORTIONS, NOTE_LENGTH
from services.canteen.standing import Ended, Made, Paused
from storage import audit
from storage.people import Person
from storage.standing import Standing

pages = Pages()

FARTHEST = timedelta(366)
_GONE = _("这份长期订餐找不到了，可能已经停了。")


class Regular(Wish, frozen=True):
    """What somebody wants again and again; `dish` is the number of the choice, no `days` are all on which there is a meal."""

    days: list[str] = []


class Pause(msgspec.Struct, frozen=True):
    """From which day to which nothing is ordered, both included."""

    first: date
    last: date


@pages.get("/meals/standing", may="meals.people")
async def overview(visit: Visit) -> Shown:
    """Who has one, and the search for who has none yet."""
    skip = visit.number("skip")
    found = await standing.listed(visit.community_id, visit.by, MOST + 1, skip)
    return visit.show(
        "meals/standings.html",
        found=[(name, one, standing.summary(one), standing.pausing(one, today(visit))) for name, one in found[:MOST]],
        skip=skip,
        most=MOST,
        more=len(found) > MOST,
        q=visit.query.get("q", ""),
        people=await looked_for(visit),
    )


@pages.get("/meals/standing/{person_id:int}", may="meals.people", notes=True)
async def of(visit: Visit) -> Shown:
    """Somebody's standing order. Where they live is shown in full, which is written down."""
    person = await resident_of(visit)
    await audit.note(visit.community_id, visit.by, "see person", f"person:{person.id}", visit.now_ms)
    return await again(visit)


async def again(visit: Visit) -> Shown:
    """The same for a form that was not right."""
    person = await resident_of(visit)
    one, card = await standing.of(person.id, visit.by), await diets.of(person.id)
    meal = await _nearest(visit)
    return visit.show(
        "meals/standing.html",
        person=person,
        home=people.address_of(person),
        one=one,
        summary=standing.summary(one) if one else "",
        pausing=one is not None and standing.pausing(one, today(visit)),
        ordered=[(meal_wording.line(each), each.id) for each in await standing.ordered(one, visit.now_ms)] if one else [],
        meal=meal,
        choices=[(dish.n, meal_wording.choice(dish, card)) for dish in meal.dishes] if meal else [],
        weekdays=list(enumerate(WEEKDAYS, 1)),
        picked=one.weekdays.split(",") if one else [],
        counts=[(n, _("{n}份", n=n)) for n in range(1, MOST_PORTIONS + 1)],
        ways=WAYS,
        note_length=NOTE_LENGTH,
        today=today(visit),
    )


@pages.post("/meals/standing/{person_id:int}", may="meals.people", form=Regular, again=again)
async def make(visit: Visit, form: Regular) -> Done:
    """Have it ordered from now on."""
    person = await resident_of(visit)
    address, note = address_of(form), noted(form)
    if address == people.address_of(person):
        address = ""  # it goes where they live, also once they have moved
    days = sorted({day for day in form.days if day in "1234567"})
    wish = standing.Wish("" if len(days) == 7 else ",".join(days), form.dish, form.portions, form.way, address, note)
    outcome = await standing.make(person.id, visit.by, wish, visit.now_ms)
    if not isinstance(outcome, Made):
        raise Wrong(_("没有设上：份数、菜和怎么吃，请再看一下。"))
    return _told(person, lines(_("长期订餐设好了！"), standing.summary(outcome.standing), *_filled(outcome)))


@pages.post("/meals/standing/{person_id:int}/pause", may="meals.people", form=Pause, again=again)
async def pause(visit: Visit, form: Pause) -> Done:
    """Order nothing for a while."""
    person, one = await _known(visit)
    if not today(visit) <= form.first <= today(visit) + FARTHEST:
        raise Wrong(first=_("请写今天或以后的日子。"))
    if not form.first <= form.last <= today(visit) + FARTHEST:
        raise Wrong(last=_("停到哪天，不能比开始的那天早。"))
    outcome = await standing.pause(one.id, visit.by, form.first, form.last, visit.now_ms)
    if not isinstance(outcome, Paused):
        raise Wrong(_GONE)
    return _told(person, lines(_("暂停好了，之后自动接着订。"), *standing_wording.taken(outcome.taken), *_filled(outcome)))


@pages.post("/meals/standing/{person_id:int}/resume", may="meals.people", again=again)
async def resume(visit: Visit, form: NoFields) -> Done:
    """The pause ends now."""
    person, one = await _known(visit)
    outcome = await standing.resume(one.id, visit.by, visit.now_ms)
    if not isinstance(outcome, Made):
        raise Wrong(_GONE)
    return _told(person, lines(_("恢复好了！"), *_filled(outcome)))


@pages.post("/meals/standing/{person_id:int}/end", may="meals.people", again=again)
async def end(visit: Visit, form: NoFields) -> Done:
    """No standing order any more."""
    person, one = await _known(visit)
    outcome = await standing.end(one.id, visit.by, visit.now_ms)
    if not isinstance(outcome, Ended):
        raise Wrong(_GONE)
    return _told(person, lines(_("长期订餐停了，以后想订随时再设。"), *standing_wording.taken(outcome.taken)))


async def _known(visit: Visit) -> tuple[Person, Standing]:
    person = await resident_of(visit)
    one = await standing.of(person.id, visit.by)
    if one is None:
        raise NotHere
    return person, one


async def _nearest(visit: Visit) -> Meal | None:
    """The next day on the menu, best with all its choices."""
    found = await meals.menu(visit.community_id, visit.now_ms)
    return next((meal for meal in found if meal.offered == meal.dishes), found[0] if found else None)


def _filled(outcome: Made | Paused) -> list[Saying]:
    """On which days it could not order; what it has ordered stands on the page."""
    said = standing_wording.filled(replace(outcome.filled, ordered=()), outcome.standing)
    nothing = isinstance(outcome, Made) and not said and not outcome.filled.ordered
    return [standing_wording.NOTHING_YET] if nothing else said


def _told(person: Person, said: Saying) -> Done:
    return Done(f"/meals/standing/{person.id}", said)
