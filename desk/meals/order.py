"""One order: whom it is for, in full, changed and taken back for a resident who calls. That somebody opened it is written down."""

from __future__ import annotations

import msgspec

from desk.forms import Wrong
from desk.pages import Done, NoFields, NotHere, Pages, Shown, Visit
from language.text import Saying, Text, _, lines
from services import office, people
from services.canteen import diets, meal_wording, meals, orders
from services.canteen.meals import WAYS, Meal
from services.canteen.order_lists import STATES
from services.canteen.orders import MOST_PORTIONS, NOTE_LENGTH, Cancelled, Changed, TooLate
from services.canteen.prices import PriceClass
from services.courses import Refused
from services.refusals import refusal
from storage import audit
from storage import orders as stored
from storage.orders import Order

pages = Pages()

LONGEST_ADDRESS = 40


class Wish(msgspec.Struct, frozen=True):
    """What somebody wants to eat, and how it reaches them."""

    dish: int
    portions: int
    way: str
    address: str = ""
    note: str = ""


@pages.get("/meals/orders/{order_id:int}", may="meals.people", notes=True)
async def order(visit: Visit) -> Shown:
    """An order, with whom to call and where it is brought."""
    found, _meal = await order_of(visit)
    await audit.note(visit.community_id, visit.by, "see person", f"person:{found.eater_id}", visit.now_ms)
    return await again(visit)


async def again(visit: Visit) -> Shown:
    """The same for a form that was not right."""
    found, meal = await order_of(visit)
    listed = await stored.listed(found.id)
    booker = await office.person(found.ordered_by, visit.by) if found.ordered_by not in (None, found.eater_id) else None
    card = await diets.of(found.eater_id)
    return visit.show(
        "meals/order.html",
        meal=meal,
        order=found,
        listed=listed,
        booker=booker,
        state=STATES[found.state],
        ways=WAYS,
        most=MOST_PORTIONS,
        note_length=NOTE_LENGTH,
        dishes=[one for one in meal.dishes if one.id == found.dish_id or not (one.gone or diets.blocks(one, card))],
        choice=lambda dish: meal_wording.choice(dish, card),
        changes=found.state == "ordered" and meal.day.taking(visit.now_ms),
        goes_back=await orders.kept(found.id, visit.by, visit.now_ms) is None,
    )


@pages.post("/meals/orders/{order_id:int}/change", may="meals.people", form=Wish, again=again)
async def change(visit: Visit, form: Wish) -> Done:
    """Another dish, number or way, for a resident who asks for it."""
    found, meal = await order_of(visit)
    address = address_of(form)
    outcome = await orders.change(
        found.id, visit.by, visit.now_ms,
        dish_id=form.dish, portions=form.portions, way=form.way, address=address, note=noted(form),
    )  # fmt: skip
    if not isinstance(outcome, Changed):
        raise Wrong(trouble(outcome) or meal_wording.why_not_changed(outcome, meal_wording.near(meal), await _called(found)))
    said = lines(_("改好了！"), meal_wording.line(outcome.listed), hint(outcome.to_verify, outcome.listed.eater))
    return Done(f"/meals/orders/{found.id}", said)


@pages.post("/meals/orders/{order_id:int}/back", may="meals.people", again=again)
async def take_back(visit: Visit, form: NoFields) -> Done:
    """The resident does not want it any more."""
    found, meal = await order_of(visit)
    outcome = await orders.cancel(found.id, visit.by, visit.now_ms)
    if not isinstance(outcome, Cancelled):
        raise Wrong(_("现在退不了了，请看看这一天。"))
    said = _("{who}的餐退好了，不收钱。", who=await _called(found))
    return Done(f"/meals/days/{meal.day.id}/orders", said)


async def order_of(visit: Visit) -> tuple[Order, Meal]:
    """The order that the address names, with its day. Raises NotHere where it is none of this community's."""
    found = await stored.get(visit.number("order_id"))
    meal = await meals.get(found.meal_day_id) if found is not None else None
    if found is None or meal is None or meal.day.community_id != visit.community_id:
        raise NotHere
    return found, meal


def address_of(form: Wish) -> str:
    """Where it is brought, in its plain form; "" where it is not. Raises Wrong where that is not said."""
    if form.way not in WAYS:
        raise Wrong(way=_("请选怎么吃。"))
    if form.way != "delivered":
        return ""
    address = people.plain_address(form.address)
    if not address:
        raise Wrong(address=_("请写上送到哪里，比如：3栋2单元501。"))
    if len(address) > LONGEST_ADDRESS:
        raise Wrong(address=_("有点长了，请缩短到{most}个字以内。", most=LONGEST_ADDRESS))
    return address


def noted(form: Wish) -> str:
    """What is noted for the kitchen and the courier. Raises Wrong where it is too long."""
    if len(form.note) > NOTE_LENGTH:
        raise Wrong(note=_("有点长了，请缩短到{most}个字以内。", most=NOTE_LENGTH))
    return form.note


def trouble(outcome: object) -> Text | Saying | None:
    """Why the staff's own way is closed, where the words for residents would send them to the office."""
    if isinstance(outcome, TooLate):
        return refusal(Refused("day closed" if outcome.called_off else "orders closed"))
    return None


def hint(to_verify: PriceClass | None, who: str) -> Text | None:
    """That it would be cheaper, had the office seen the card."""
    return meal_wording.to_verify_hint(to_verify, who)


async def _called(found: Order) -> str:
    listed = await stored.listed(found.id)
    return listed.eater if listed is not None else ""
