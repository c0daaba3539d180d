"""A meal for a resident who calls or comes by: find them, or enter them, then order."""

from __future__ import annotations

import msgspec

from desk.forms import Wrong
from desk.meals.finding import looked_for, meal_of, resident_of
from desk.meals.order import Wish, address_of, hint, noted, trouble
from desk.pages import Done, NotHere, Pages, Shown, Visit
from language.homes import read_home
from language.text import _, lines
from services import people
from services.canteen import diets, meal_wording, meals, numbers, orders
from services.canteen.meals import WAYS
from services.canteen.orders import MOST_PORTIONS, NOTE_LENGTH, Ordered
from services.people import Unfit
from storage import audit

pages = Pages()


class Newcomer(msgspec.Struct, frozen=True):
    """Somebody whom the office did not know, and who agrees to be."""

    name: str
    phone: str = ""
    agreed: bool = False


@pages.get("/meals/days/{day_id:int}/new", may="meals.people")
async def new(visit: Visit) -> Shown:
    """For whom?"""
    return visit.show("meals/new.html", meal=await meal_of(visit), q=visit.query.get("q", ""), people=await looked_for(visit))


@pages.post("/meals/days/{day_id:int}/newcomer", may="meals.people", form=Newcomer, again=new)
async def newcomer(visit: Visit, form: Newcomer) -> Done:
    """Enter somebody without a phone of their own."""
    meal = await meal_of(visit)
    if not form.agreed:
        raise Wrong(_("要本人同意，才能登记。"))
    made = await people.add_by_staff(visit.by, visit.community_id, form.name, form.phone, visit.now_ms)
    if made is None:
        raise NotHere
    if isinstance(made, Unfit):
        field = "phone" if made.why == "not a phone" else "name"
        raise Wrong(None, **{field: _("这个号码不对，请核对一下。") if field == "phone" else _("姓名太长了，请写短一点。")})
    return Done(f"/meals/days/{meal.day.id}/new/{made}", _("登记好了，接着订餐。"))


@pages.get("/meals/days/{day_id:int}/new/{person_id:int}", may="meals.people", notes=True)
async def wish(visit: Visit) -> Shown:
    """What do they want? Where they live is shown in full, which is written down."""
    person = await resident_of(visit)
    await audit.note(visit.community_id, visit.by, "see person", f"person:{person.id}", visit.now_ms)
    return await again(visit)


async def again(visit: Visit) -> Shown:
    """The same for a form that was not right."""
    meal, person = await meal_of(visit), await resident_of(visit)
    card = await diets.of(person.id)
    dishes = [dish for dish in meal.offered if not diets.blocks(dish, card)]
    cost = await orders.cost(meal, person.id, 1, visit.now_ms)
    return visit.show(
        "meals/wish_of.html",
        meal=meal,
        person=person,
        home=people.address_of(person),
        known=await orders.already(meal.day.id, person.id),
        dishes=dishes,
        left_out=[meal_wording.left_out(dish, card) for dish in meal.offered if dish not in dishes],
        caution=meal_wording.caution(card),
        choice=lambda dish: meal_wording.choice(dish, card),
        price_fen=cost.total_fen,
        hint=hint(cost.to_verify, person.name),
        ways=WAYS,
        most=max(0, min(MOST_PORTIONS, meal.day.left)),
        note_length=NOTE_LENGTH,
        state=numbers.state(meal.day, visit.now_ms),
        open=meals.for_callers(meal.day, visit.now_ms),
        late=not meal.day.taking(visit.now_ms),
        couriers_see=meal_wording.COURIERS_SEE,
    )


@pages.post("/meals/days/{day_id:int}/new/{person_id:int}", may="meals.people", form=Wish, again=again)
async def book(visit: Visit, form: Wish) -> Done:
    """Order it. Where they live is kept, where nobody had said so."""
    meal, person = await meal_of(visit), await resident_of(visit)
    address, note = address_of(form), noted(form)
    outcome = await orders.order(
        meal.day.id,
        person.id,
        visit.by,
        form.dish,
        visit.now_ms,
        portions=form.portions,
        way=form.way,
        address=address,
        note=note,
    )
    if not isinstance(outcome, Ordered):
        raise Wrong(trouble(outcome) or meal_wording.why_not(outcome, meal_wording.near(meal), person.name))
    if address and not people.address_of(person) and (home := read_home(address)):
        await people.set_home(person.id, *home)
    said = lines(_("订好了！"), meal_wording.line(outcome.listed), hint(outcome.to_verify, person.name))
    return Done(f"/meals/days/{meal.day.id}/orders", said)
