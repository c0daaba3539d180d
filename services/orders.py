"""Ordering a meal: for oneself or for one's own, again as last time, changed and given back, until orders close."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias, TypeGuard

from msgspec import to_builtins

from language.text import Day, _
from services import diets, households, late_meals, meals
from services.meals import WAYS, Meal
from services.people import address_of
from services.prices import Price, PriceClass, price
from services.staff import is_staff
from services.telling import notice, tell
from storage import audit, communities, orders, people
from storage import meals as stored
from storage.meals import Canteen, Dish, MealDay
from storage.orders import Listed, Order
from storage.outbox import Terms
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
    """The eater's diet card says that they are allergic to what is in the dish (`services.diets`)."""

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


@dataclass(frozen=True, slots=True)
class Again:
    """What was ordered last, as it would be on another day, and the diet card of who eats it."""

    meal: Meal
    dish: Dish
    eater: Person
    order: Order
    address: str
    price: Price
    card: diets.Card


async def order(
    day_id: int, eater_id: int, by: int, dish_id: int, now_ms: int, *, portions: int, way: str, address: str = "", note: str = "",
) -> OrderOutcome:  # fmt: skip
    """Order a meal. Checked again here: the time, the portions left, one order a day for each who eats, allergies, the price.

    Staff may order for a resident also once the sheet stands, until the day is over; the kitchen then hears of it.
    """
    meal, eater, dish = await meals.get(day_id), await people.get(eater_id), await stored.dish(dish_id)
    kitchen = await meals.canteen(meal.day.community_id) if meal else None
    if meal is None or kitchen is None or not _eats_here(eater, meal) or dish is None or dish.meal_day_id != day_id:
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
        await meals.tell_order(made, text, f"meal-ordered:{made}", now_ms, _until_eaten(meal.day), besides=by)
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
    if found is None or meal is None or kitchen is None or not _eats_here(eater, meal):
        return Gone()
    dish = next((one for one in meal.dishes if one.id == (dish_id or found.dish_id)), None)
    wanted, going = found.portions if portions is None else portions, way or found.way
    where = found.address if way is None else address if way == "delivered" else ""
    said = found.note if note is None else _plain(note)
    if dish is None or (dish.gone and dish.id != found.dish_id) or going not in WAYS or not 1 <= wanted <= MOST_PORTIONS:
        return Gone()
    if dish.id != found.dish_id and (what := diets.blocks(dish, await diets.of(eater.id))):
        return Blocked(what)
    cost, more = _price(kitchen, eater, meal, wanted, now_ms), wanted - found.portions
    if not await stored.take(meal.day.id, more, now_ms):
        return await why_not(meal.day.id, now_ms, more) or Gone()
    if not await orders.change(
        order_id, found.portions, dish.id, wanted, going, where, said, cost.reduced, cost.total_fen, kitchen.price_fen * wanted,
        now_ms,
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
        await meals.tell_order(order_id, text, cause, now_ms, _until_eaten(meal.day), besides=by)
    return Changed(listed, cost.to_verify)


async def place(
    meal: Meal, kitchen: Canteen, eater: Person, by: int, dish: Dish, now_ms: int, *, portions: int, way: str, address: str,
    note: str = "", standing_id: int | None = None,
) -> Placed | Already | SoldOut | TooLate | Gone:  # fmt: skip
    """Take the portions and write the order down at the price of this moment: what an order by hand and a standing one share.

    The rights are the caller's to check, and that the eater is at home here. Nothing is read that does not depend on the eater.
    """
    cost = _price(kitchen, eater, meal, portions, now_ms)
    late = await late_meals.may_change(meal.day, by, eater.id, now_ms)
    if late and not await late_meals.take(meal.day, portions, now_ms):
        return SoldOut(meal.day.left)
    if not late and not await stored.take(meal.day.id, portions, now_ms):
        return await why_not(meal.day.id, now_ms, portions) or Gone()
    made = await orders.add(
        meal.day.id, eater.id, by, dish.id, portions, way, address, _plain(note), cost.reduced, cost.total_fen, now_ms,
        full_fen=kitchen.price_fen * portions, standing_id=standing_id,
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
        await meals.tell_order(order_id, text, f"meal-cancelled:{order_id}", now_ms, _until_eaten(day), besides=by)
    return Cancelled()


async def kept(order_id: int, by: int, now_ms: int) -> CancelOutcome | None:
    """Why the person could not take that back now; None where they could. Changes nothing.

    Nobody has to eat what took the place of a dish that ran out: that can be given back until the day's meals have been eaten. Staff
    may take back a resident's order until the day is over.
    """
    found = await orders.get(order_id)
    day = await stored.day(found.meal_day_id) if found else None
    if found is None or day is None or found.state != "ordered":
        return Gone()
    if by not in (found.eater_id, found.ordered_by) and not await households.may_act_for(by, found.eater_id):
        return NotAllowed()
    if day.taking(now_ms) or (found.swapped and now_ms < day.closes_ms + meals.SERVED_MS and day.status != "closed"):
        return None
    return None if await late_meals.may_change(day, by, found.eater_id, now_ms) else await _too_late(day)


async def mine(person_id: int, since: str) -> list[Listed]:
    """What the person ordered or is to eat from that day (ISO) on."""
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
    """The order that the person has that day, whoever made it; None where there is none."""
    known = await orders.active(day_id, eater_id)
    return Already(known.id) if known else None


async def why_not(day_id: int, now_ms: int, portions: int = 1) -> SoldOut | TooLate | None:
    """Why so many portions cannot be had on that day now; None where they can, or where there is no such day."""
    day = await stored.day(day_id)
    if day is None:
        return None
    if not day.taking(now_ms):
        return await _too_late(day)
    return SoldOut(day.left) if day.left < portions else None


async def again(person_id: int, menu: list[Meal], now_ms: int, eater_id: int = 0) -> Again | None:
    """What the person ordered last (for that eater, 0: for whomever), for the first day on the menu on which its eater has nothing yet.

    It is brought to where the eater lives now, where that is known. None where it cannot be had again.
    """
    last = await orders.last(person_id, eater_id)
    dish = await stored.dish(last.dish_id) if last else None
    eater = await people.get(last.eater_id) if last else None
    if last is None or dish is None or eater is None or not await households.may_act_for(person_id, eater.id):
        return None
    address = (address_of(eater) or last.address) if last.way == "delivered" else ""
    if last.way == "delivered" and not address:
        return None
    card = await diets.of(eater.id)
    for meal in menu:
        same = next((one for one in meal.offered if one.n == dish.n), None)
        kitchen = await meals.canteen(meal.day.community_id)
        if same is None or kitchen is None or not _eats_here(eater, meal) or not meal.day.taking(now_ms):
            continue
        if diets.blocks(same, card):
            continue
        if meal.day.left >= last.portions and not await already(meal.day.id, eater.id):
            cost = _price(kitchen, eater, meal, last.portions, now_ms)
            return Again(meal, same, eater, last, address, cost, card)
    return None


async def cost(meal: Meal, eater_id: int, portions: int, now_ms: int) -> Price:
    """What it would cost. The eater and the canteen are there."""
    kitchen, eater = await meals.canteen(meal.day.community_id), await people.get(eater_id)
    assert kitchen is not None and eater is not None
    return _price(kitchen, eater, meal, portions, now_ms)


async def told(person_id: int) -> list[dict[str, Any]]:
    """Every order of which the person eats, as they take it along: with the day and the dish in words."""
    found = []
    for order in await orders.touching(person_id):
        day, dish = await stored.day(order.meal_day_id), await stored.dish(order.dish_id)
        found.append({"day": day.day if day else "", "dish": dish.name if dish else "", **to_builtins(order)})
    return found


async def hand_over(duplicate_id: int, keep: Person, now_ms: int) -> None:
    """The duplicate's orders are that person's. Of two for one day one is taken back, and they are told; what is cooked stays billed."""
    for order in await orders.touching(duplicate_id):
        day = await stored.day(order.meal_day_id)
        if order.state == "ordered" and day is not None and await already(day.id, keep.id):
            if day.taking(now_ms):
                await stored.give_back(day.id, await orders.cancel(order.id, now_ms))
                text = _("{day}的餐订了两份单子，合并以后留下了一份。", day=Day(date.fromisoformat(day.day), "near"))
                await tell(keep.id, notice(text, meals.MENU), f"meal-merged:{order.id}", now_ms, _until_eaten(day))
            else:
                await orders.set_eater(order.id, await people.add(keep.community_id, "", now_ms, erased_ms=now_ms))
                continue
        await orders.set_eater(order.id, keep.id)


async def let_go(person_id: int, now_ms: int) -> list[int]:
    """Somebody leaves for good: what can be taken back is, and nothing of it stays.

    Returns the orders on which the kitchen's numbers and its bill rest: without an address, and in need of another eater (`give`).
    """
    resting = []
    for order in await orders.touching(person_id):
        day = await stored.day(order.meal_day_id)
        if order.state == "ordered" and day is not None and not day.taking(now_ms):
            await orders.blank(order.id)
            resting.append(order.id)
            continue
        if order.state == "ordered" and day is not None:
            await stored.give_back(day.id, await orders.cancel(order.id, now_ms))
        await orders.delete(order.id)
    return resting


async def give(order_id: int, person_id: int) -> None:
    """The order is that record's."""
    await orders.set_eater(order_id, person_id)


def _eats_here(eater: Person | None, meal: Meal) -> TypeGuard[Person]:
    return eater is not None and eater.erased_ms is None and eater.community_id == meal.day.community_id


def _price(kitchen: Canteen, eater: Person, meal: Meal, portions: int, now_ms: int) -> Price:
    return price(kitchen, eater.born, eater.age_seen_ms, meal.date, portions, now_ms)


def _plain(note: str) -> str:
    return " ".join(note.split())[:NOTE_LENGTH]


def _until_eaten(day: MealDay) -> Terms:
    return Terms(until_ms=day.closes_ms + meals.OVER_MS)


async def _name(person_id: int) -> str:
    person = await people.get(person_id)
    return person.name if person else ""


async def _too_late(day: MealDay) -> TooLate:
    community = await communities.get(day.community_id)
    return TooLate(day.closes_ms, community.phone if community else "", day.status == "closed")
