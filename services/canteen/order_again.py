"""Once more what was ordered last: the shortest way to a meal."""

from __future__ import annotations

from dataclasses import dataclass

from services import households
from services.canteen import diets, meals
from services.canteen.meals import Meal
from services.canteen.orders import already, eats_here, price_for
from services.canteen.prices import Price
from services.people import address_of
from storage import meals as stored
from storage import orders, people
from storage.meals import Dish
from storage.orders import Order
from storage.people import Person


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


async def again(person_id: int, menu: list[Meal], now_ms: int, eater_id: int = 0) -> Again | None:
    """What the person ordered last (for that eater, 0: for whomever), for the first day on the menu on which its eater has nothing yet.

    It is brought to where the eater lives now, where that is known. None where it cannot be had again.
    """
    last = await orders.last(person_id, eater_id)
    dish = await stored.dish(last.swapped_from or last.dish_id) if last else None
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
        if same is None or kitchen is None or not eats_here(eater, meal) or not meal.day.taking(now_ms):
            continue
        if diets.blocks(same, card):
            continue
        if meal.day.left >= last.portions and not await already(meal.day.id, eater.id):
            cost = price_for(kitchen, eater, meal, last.portions, now_ms)
            return Again(meal, same, eater, last, address, cost, card)
    return None
