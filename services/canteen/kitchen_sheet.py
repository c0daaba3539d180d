"""The sheet of the kitchen: what is to be cooked on a day for whom, once orders have closed and before."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from language.message import Button
from language.text import Day, Joined, Saying, Text, _, lines
from services.canteen import delivery, diets
from services.canteen.meals import WAYS, Meal, get
from services.canteen.walking import step
from services.courses import Refused
from services.staff import cooks
from services.telling import notice, tell_staff
from storage import audit, meals, orders
from storage.orders import Listed


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is to be cooked on a day, all orders by dish, and the diet cards of who eats."""

    meal: Meal
    listed: tuple[Listed, ...]
    cards: dict[int, diets.Card] = field(default_factory=dict)

    def portions(self, n: int = 0, way: str = "") -> int:
        """Portions of the n-th dish (0: of all) that go this way ("": any)."""
        return sum(one.portions for one in self.listed if n in (0, one.n) and way in ("", one.way))

    def only(self, way: str) -> Sheet:
        """Of it what goes this way."""
        return replace(self, listed=tuple(one for one in self.listed if one.way == way))

    def card(self, one: Listed) -> diets.Card:
        """The card of who eats that."""
        return self.cards.get(one.eater_id, diets.NONE)


async def sheet(day_id: int, by: int) -> Sheet | Refused:
    """What is to be cooked, for staff and for who cooks."""
    meal = await get(day_id)
    if meal is None:
        return Refused("no such day")
    if not await cooks(by, meal.day.community_id):
        return Refused("not staff")
    return await _sheet(meal)


async def read(made: Sheet, by: int, now_ms: int) -> None:
    """Staff look at the list: where it tells who eats what for their health, that is written down."""
    if any(made.card(one) for one in made.listed):
        await audit.note(made.meal.day.community_id, by, "read diets", f"meal_day:{made.meal.day.id}", now_ms)


def delivery_order(made: Sheet) -> list[Listed]:
    """Everything of a day in the order in which it leaves the kitchen: eaten there, fetched, then door by door."""
    ways = list(WAYS)
    return sorted(made.listed, key=lambda one: (ways.index(one.way), step(one.address), one.n, one.id))


async def start_cooking(day_id: int, now_ms: int) -> bool:
    """Orders have closed: the sheet stands, and staff are told. False where it stood before, or the day is closed."""
    meal = await get(day_id)
    if meal is None or now_ms < meal.day.closes_ms or not await meals.turn(day_id, "open", "cooking"):
        return False
    made = await _sheet(meal)
    button = Button(label=_("看订餐表"), data=f"/staff_meal {day_id}", look="main")
    head = _("{day}订餐截止，一共{n}份。", day=Day(meal.date, "near"), n=made.portions())
    text = lines(head, summary(made), await delivery.make_routes(day_id, now_ms))
    await tell_staff(meal.day.community_id, notice(text, button), f"meal-sheet:{day_id}", now_ms)
    return True


def summary(made: Sheet) -> Saying:
    """How many of what, cooked for whom, and how they reach people."""
    ways = [_("{way}：{count}份", way=title, count=n) for way, title in WAYS.items() if (n := made.portions(way=way))]
    cooked: list[Saying] = []
    for dish in made.meal.dishes:
        name = _("{dish}（没有了）", dish=dish.name) if dish.gone else dish.name
        said = _("{n}. {dish}：{count}份", n=dish.n, dish=name, count=made.portions(dish.n))
        minded = _minded(made, dish.n)
        cooked.append(_("{line}（{what}）", line=said, what=Joined(tuple(minded), "、")) if minded else said)
    return lines(*cooked, *ways)


def remark(made: Sheet, one: Listed) -> Saying:
    """What the kitchen has to know about an order: that it came late, the note, the diet, the allergies; "" where there is nothing."""
    card = made.card(one)
    minds = diets.named(card.conditions) if card.conditions else None
    said = (_("截止后加的") if one.late else None, one.note, minds, diets.allergic_to(card))
    parts = tuple(part for part in said if part)
    return Joined(parts, "；") if parts else ""


def _minded(made: Sheet, n: int) -> list[Text]:
    """Portions of the n-th dish for each diet, and for people with an allergy (which one: see the list)."""
    of_dish = [(made.card(one), one.portions) for one in made.listed if one.n == n]
    counts = [(title, sum(k for card, k in of_dish if key in card.conditions)) for key, title in diets.CONDITIONS.items()]
    counts.append((_("有过敏"), sum(k for card, k in of_dish if card.allergies)))
    return [_("{diet} {count}份", diet=title, count=count) for title, count in counts if count]


async def _sheet(meal: Meal) -> Sheet:
    return Sheet(meal, tuple(await orders.of_day(meal.day.id)), await diets.of_day(meal.day.id))
