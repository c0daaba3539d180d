"""Ordering a meal: for oneself or for one's own, changed and given back, until orders close."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias, TypeGuard

from language.text import Day, _
from services import households
from services.canteen import diets, doors, late_meals, meal_telling, meals
from services.canteen.meals import WAYS, Meal
from services.canteen.prices import Price, PriceClass, price
from services.staff import is_staff
from storage import audit, communities, orders, people
from storage import meals as stored
from storage.meals import Canteen, Dish, MealDay
from storage.orders import Listed
from storage.people import Person

MOST_PORTIONS = 6
NOTE_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Ordered:
    """It is ordered. `to_verify` is the price class that it would have, had the office seen the age."""

    listed: Listed
    to_verify: PriceClass | None


@dataclass(frozen=True, slots=True)
class Placed:
    """It is written down, at this price."""

    order_id: int
    price: Price


@dataclass(frozen=True, slots=True)
class Already:
    """The eater has an order that day."""

    order_id: int


@dataclass(frozen=True, slots=True)
class SoldOut:
    """Not so many portions are left; `left` are."""

    left: int


@dataclass(frozen=True, slots=True)
class TooLate:
    """Orders are closed, or the day was called off; the office can be asked under this number."""

    closes_ms: int
    phone: str
    called_off: bool = False


@dataclass(frozen=True, slots=True)
class Gone:
    """There is no such meal, order or person (any more)."""


@dataclass(frozen=True, slots=True)
class NotAllowed:
    """One orders for oneself and one's own only."""


@dataclass(frozen=True, slots=True)
class Blocked:
    """The eater's diet card says that they are allergic to what is in the dish (`services.canteen.diets`)."""

    what: tuple[str, ...]


OrderOutcome: TypeAlias = Ordered | Already | SoldOut | TooLate | Gone | NotAllowed | Blocked


@dataclass(frozen=True, slots=True)
class Changed:
    """It is changed. `to_verify` as in `Ordered`."""

    listed: Listed
    to_verify: PriceClass | None


ChangeOutcome: TypeAlias = Changed | SoldOut | TooLate | Gone | NotAllowed | Blocked


@dataclass(frozen=True, slots=True)
class Cancelled:
    """It is cancelled."""


CancelOutcome: TypeAlias = Cancelled | TooLate | Gone | NotAllowed


async def order(
    day_id: int, eater_id: int, by: int, dish_id: int, now_ms: int, *, portions: int, way: str, address: str = "", note: str = "",
) -> OrderOutcome:  # fmt: skip
    """Order a meal. Checked again here: the time, the portions left, one order a day for each who eats, allergies, the price.

    Staff may order for a resident also once the sheet stands, until the day is over; the kitchen then hears of it.
    """
    meal, eater, dish = await meals.get(day_id), await people.get(eater_id), await stored.dish(dish_id)
    kitchen = await meals.canteen(meal.day.community_id) if meal else None
    if meal is None or kitchen is None or not eats_here(eater, meal) or dish is None or dish.meal_day_id != day_id:
        return Gone()
    if dish.gone:
        return Gone()
    if way not in WAYS or not 1 <= portions <= MOST_PORTIONS:
        return Gone()
    if not await households.may_act_for(by, eater.id):
        return NotAllowed()
    if known := await already(day_id, eater_id):
        return known
    if what := diets.blocks(dish, await diets.of(eater_id)):
        return Blocked(what)
    placed = await place(meal, kitchen, eater, by, dish, now_ms, portions=portions, way=way, address=address, note=note)
    if not isinstance(placed, Placed):
        return placed
    made, cost = placed.order_id, placed.price
    if await is_staff(by, meal.day.community_id) and by != eater_id:
        await audit.note(meal.day.community_id, by, "order meal", f"meal_order:{made}", now_ms)
    if by != eater_id:
        text = _(
            "{by}给{who}订了{day}的餐：{dish}，{way}。",
            by=await _name(by), who=eater.name, day=Day(meal.date, "near"), dish=dish.name, way=WAYS[way],
        )  # fmt: skip
        await meal_telling.tell_order(
            made, text, f"meal-ordered:{made}", now_ms, meal_telling.until_eaten(meal.day), besides=by
        )
    listed = await orders.listed(made)
    assert listed is not None
    return Ordered(listed, cost.to_verify)


async def change(
    order_id: int, by: int, now_ms: int, *, dish_id: int | None = None, portions: int | None = None, way: str | None = None,
    address: str = "", note: str | None = None,
) -> ChangeOutcome:  # fmt: skip
    """Change what is given, until orders close; `address` belongs to a `way`, a `note` of "" removes it.

    Everything is checked as in `order`: SoldOut says how many portions there are besides those one has. Whom else it concerns
    is told.
    """
    if refusal := await kept(order_id, by, now_ms):
        return refusal if isinstance(refusal, TooLate | NotAllowed) else Gone()
    found = await orders.get(order_id)
    meal, eater = (await meals.get(found.meal_day_id), await people.get(found.eater_id)) if found else (None, None)
    kitchen = await meals.canteen(meal.day.community_id) if meal else None
    if found is None or meal is None or kitchen is None or not eats_here(eater, meal):
        return Gone()
    dish = next((one for one in meal.dishes if one.id == (dish_id or found.dish_id)), None)
    wanted, going = found.portions if portions is None else portions, way or found.way
    where = found.address if way is None else address if way == "delivered" else ""
    said = found.note if note is None else _plain(note)
    if dish is None or (dish.gone and dish.id != found.dish_id) or going not in WAYS or not 1 <= wanted <= MOST_PORTIONS:
        return Gone()
    if dish.id != found.dish_id and (what := diets.blocks(dish, await diets.of(eater.id))):
        return Blocked(what)
    cost, more = price_for(kitchen, eater, meal, wanted, now_ms), wanted - found.portions
    if not await stored.take(meal.day.id, more, now_ms):
        return await why_not(meal.day.id, now_ms, more) or Gone()
    if not await orders.change(
        order_id, found.portions, dish.id, wanted, going, where, said, cost.reduced, cost.total_fen, cost.full_fen, now_ms,
    ):  # fmt: skip
        await stored.give_back(meal.day.id, more)  # it was changed or given back a moment before
        return Gone()
    listed = await orders.listed(order_id)
    assert listed is not None
    if await is_staff(by, meal.day.community_id) and by != eater.id:
        await audit.note(meal.day.community_id, by, "change meal", f"meal_order:{order_id}", now_ms)
    was = (found.dish_id, found.portions, found.way, found.address, found.note)
    if (by != eater.id or by != found.ordered_by) and was != (dish.id, wanted, going, where, said):
        text = _(
            "{by}改了{who}{day}的餐：{dish}，{n}份，{way}。",
            by=await _name(by), day=Day(meal.date, "near"), who=eater.name, dish=dish.name, n=wanted, way=WAYS[going],
        )  # fmt: skip
        cause = f"meal-changed:{order_id}:{now_ms}"
        await meal_telling.tell_order(order_id, text, cause, now_ms, meal_telling.until_eaten(meal.day), besides=by)
    return Changed(listed, cost.to_verify)


async def place(
    meal: Meal, kitchen: Canteen, eater: Person, by: int, dish: Dish, now_ms: int, *, portions: int, way: str, address: str,
    note: str = "", standing_id: int | None = None,
) -> Placed | Already | SoldOut | TooLate | Gone:  # fmt: skip
    """Take the portions and write the order down at the price of this moment: what an order by hand and a standing one share.

    The caller checks the rights, and that the eater is at home here and has nothing elsewhere that day. Nothing is read here that does
    not depend on the eater.
    """
    cost = price_for(kitchen, eater, meal, portions, now_ms)
    late = await late_meals.may_change(meal.day, by, eater.id, now_ms)
    if late and not await late_meals.take(meal.day, portions, now_ms):
        return SoldOut(meal.day.left)
    if not late and not await stored.take(meal.day.id, portions, now_ms):
        return await why_not(meal.day.id, now_ms, portions) or Gone()
    made = await orders.add(
        meal.day.id, eater.id, by, dish.id, portions, way, address, _plain(note), cost.reduced, cost.total_fen, now_ms,
        full_fen=cost.full_fen, standing_id=standing_id,
    )  # fmt: skip
    if made is None:  # somebody else of the family was a moment faster
        await stored.give_back(meal.day.id, portions)
        return await already(meal.day.id, eater.id) or Gone()
    if late:
        await late_meals.note(meal.day, made, now_ms)
    return Placed(made, cost)


async def cancel(order_id: int, by: int, now_ms: int) -> CancelOutcome:
    """Take an order back, until orders close; later where `kept` allows it, and the kitchen hears of it. Whom it concerns is told."""
    if refusal := await kept(order_id, by, now_ms):
        return refusal
    found = await orders.get(order_id)
    day = await stored.day(found.meal_day_id) if found else None
    assert found is not None and day is not None
    await stored.give_back(day.id, await orders.cancel(order_id, now_ms))
    if day.status == "cooking":
        await late_meals.note(day, order_id, now_ms)
    if by != found.eater_id or by != found.ordered_by:
        text = _(
            "{by}把{who}{day}的餐退了。",
            by=await _name(by), day=Day(date.fromisoformat(day.day), "near"), who=await _name(found.eater_id),
        )  # fmt: skip
        await meal_telling.tell_order(
            order_id, text, f"meal-cancelled:{order_id}", now_ms, meal_telling.until_eaten(day), besides=by
        )
    return Cancelled()


async def kept(order_id: int, by: int, now_ms: int) -> CancelOutcome | None:
    """Why the person could not take that back now; None where they could. Changes nothing.

    Nobody has to eat what took the place of a dish that ran out: that can be given back until the day's meals have been eaten. Staff
    may take back a resident's order until the day is over. What was at its door stays ordered: staff can waive it (`bills.waive`).
    """
    found = await orders.get(order_id)
    day = await stored.day(found.meal_day_id) if found else None
    if found is None or day is None or found.state != "ordered":
        return Gone()
    if not await households.may_act_for(by, found.eater_id):
        return NotAllowed()
    if day.taking(now_ms):
        return None
    if await doors.was_there(order_id):
        return await _too_late(day)
    if found.swapped and now_ms < day.closes_ms + meals.SERVED_MS and day.status != "closed":
        return None
    return None if await late_meals.may_change(day, by, found.eater_id, now_ms) else await _too_late(day)


async def mine(person_id: int, since: str) -> list[Listed]:
    """What the person is to eat, or ordered for their own, from that day (ISO) on."""
    return await orders.mine(person_id, since)


async def harmful(person_id: int, since: str, now_ms: int) -> list[Listed]:
    """What is ordered for the person from that day (ISO) on, can still be changed, and holds what they are allergic to."""
    card = await diets.of(person_id)
    found = []
    for one in await orders.mine(person_id, since) if card.allergies else []:
        order = await orders.get(one.id) if one.eater_id == person_id and one.closes_ms > now_ms else None
        dish = await stored.dish(order.dish_id) if order else None
        if dish and diets.blocks(dish, card):
            found.append(one)
    return found


async def already(day_id: int, eater_id: int) -> Already | None:
    """The order that the person has on that date, whoever made it and wherever they lived then; None where there is none."""
    known = await orders.active(day_id, eater_id)
    found = known.id if known else await orders.elsewhere(day_id, eater_id)
    return Already(found) if found else None


async def why_not(day_id: int, now_ms: int, portions: int = 1) -> SoldOut | TooLate | None:
    """Why so many portions cannot be had on that day now; None where they can, or where there is no such day."""
    day = await stored.day(day_id)
    if day is None:
        return None
    if not day.taking(now_ms):
        return await _too_late(day)
    return SoldOut(day.left) if day.left < portions else None


async def cost(meal: Meal, eater_id: int, portions: int, now_ms: int) -> Price:
    """What it would cost. The eater and the canteen are there."""
    kitchen, eater = await meals.canteen(meal.day.community_id), await people.get(eater_id)
    assert kitchen is not None and eater is not None
    return price_for(kitchen, eater, meal, portions, now_ms)


def eats_here(eater: Person | None, meal: Meal) -> TypeGuard[Person]:
    """Whether that is somebody of the community that cooks."""
    return eater is not None and eater.erased_ms is None and eater.community_id == meal.day.community_id


def price_for(kitchen: Canteen, eater: Person, meal: Meal, portions: int, now_ms: int) -> Price:
    """What so many portions of that meal cost them."""
    return price(kitchen, eater.born, eater.age_seen_ms, meal.date, portions, now_ms)


def _plain(note: str) -> str:
    return " ".join(note.split())[:NOTE_LENGTH]


async def _name(person_id: int) -> str:
    person = await people.get(person_id)
    return person.name if person else ""


async def _too_late(day: MealDay) -> TooLate:
    community = await communities.get(day.community_id)
    return TooLate(day.closes_ms, community.phone if community else "", day.status == "closed")
