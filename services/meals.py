"""The canteen: which meals can be ordered, and what staff do to a day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from language.message import Button
from language.text import Day, Joined, Moment, Saying, Text, _, lines
from services import delivery, diets, households
from services.calendar import DAY_MS, HOUR_MS, to_ms
from services.courses import Refused
from services.staff import is_staff
from services.telling import ask_to_call, concerned, notice, tell, tell_staff
from services.topics import MEALS
from services.walking import step
from storage import audit, meal_changes, meals, orders, reminders, standing
from storage.meals import Canteen, Dish, MealDay
from storage.orders import Listed
from storage.outbox import PLAIN, Terms, Weight

SHOWN = 5
"""Days on a menu: a week of lunches."""
MENU = Button(label=_("看订餐"), data="/meals", look="main")
"""To what one has ordered and what there is."""
OVER_MS = 12 * HOUR_MS
"""So long after orders closed a day is over: nothing about it can be changed any more."""
WAYS: dict[str, Text] = {"dine": _("到店吃"), "pickup": _("自己取"), "delivered": _("送到家")}
"""How a meal reaches whom it is for."""
SERVED_MS = 4 * HOUR_MS
"""So long after orders closed the day's meals have been eaten: what was swapped for another dish can be given back until then."""


@dataclass(frozen=True, slots=True)
class Meal:
    """A day with what is cooked on it."""

    day: MealDay
    dishes: tuple[Dish, ...]

    @property
    def offered(self) -> tuple[Dish, ...]:
        """What can be ordered: not what has run out."""
        return tuple(dish for dish in self.dishes if not dish.gone)

    @property
    def date(self) -> date:
        """The local day."""
        return date.fromisoformat(self.day.day)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is to be cooked on a day, all orders by dish, and the diet cards of who eats."""

    meal: Meal
    listed: tuple[Listed, ...]
    cards: dict[int, diets.Card] = field(default_factory=dict)

    def portions(self, n: int = 0, way: str = "") -> int:
        """Portions of the n-th dish (0: of all) that go this way ("": any)."""
        return sum(one.portions for one in self.listed if n in (0, one.n) and way in ("", one.way))

    def card(self, one: Listed) -> diets.Card:
        """The card of who eats that."""
        return self.cards.get(one.eater_id, diets.NONE)


async def canteen(community_id: int | None) -> Canteen | None:
    """The community's canteen; None where it has none."""
    return await meals.canteen(community_id) if community_id is not None else None


async def menu(community_id: int, now_ms: int) -> list[Meal]:
    """The next days for which orders are taken."""
    found = [day for day in await meals.coming(community_id, now_ms, 2 * SHOWN) if day.taking(now_ms)]
    shown = [Meal(day, tuple(await meals.dishes(day.id))) for day in found[:SHOWN]]
    return [meal for meal in shown if meal.offered]


async def get(day_id: int) -> Meal | None:
    """A day with its dishes."""
    day = await meals.day(day_id)
    return Meal(day, tuple(await meals.dishes(day_id))) if day else None


async def plan(
    community_id: int, day: date, dishes: list[str], zone: ZoneInfo, now_ms: int, *, keep_limits: bool = False
) -> int | None:
    """Have these dishes cooked on that day; returns its id, None where the community has no canteen.

    A dish that a later plan leaves out goes, unless somebody ordered it: what people chose is what they get. With `keep_limits` a day
    that was planned before keeps its own end of orders and its own capacity.
    """
    kitchen = await meals.canteen(community_id)
    if kitchen is None:
        return None
    closes_ms = to_ms(datetime.combine(day, time.fromisoformat(kitchen.cutoff)), zone)
    known_day = await meals.on(community_id, day.isoformat()) if keep_limits else None
    day_id = known_day.id if known_day else await meals.save_day(community_id, day.isoformat(), closes_ms, kitchen.capacity)
    listed = await meals.dishes(day_id)
    known = {one.name: one.id for one in listed}
    ordered = [one.name for one in listed if one.name not in dishes and (one.gone or await orders.of_dish(one.id))]
    for n, dish_id in enumerate(known.values(), 1):
        await meals.number_dish(dish_id, -n)
    for n, name in enumerate(dict.fromkeys([*dishes, *ordered]), 1):
        if dish_id := known.pop(name, 0):
            await meals.number_dish(dish_id, n)
        else:
            await meals.add_dish(day_id, n, name)
    for dish_id in known.values():
        await meals.delete_dish(dish_id)
    await reminders.follow("meal_day", day_id, community_id, now_ms)
    await reminders.follow("meal_standing", day_id, community_id, now_ms)
    await reminders.follow("meal_week", community_id, community_id, now_ms)
    await reminders.follow("meal_month", community_id, community_id, now_ms)
    return day_id


async def sheet(day_id: int, by: int) -> Sheet | Refused:
    """What is to be cooked, for staff."""
    meal = await get(day_id)
    if meal is None:
        return Refused("no such day")
    if not await is_staff(by, meal.day.community_id):
        return Refused("not staff")
    return await _sheet(meal)


async def read(made: Sheet, by: int, now_ms: int) -> None:
    """Staff look at the list: where it tells who eats what for their health, that is written down."""
    if any(made.card(one) for one in made.listed):
        await audit.note(made.meal.day.community_id, by, "read diets", f"meal_day:{made.meal.day.id}", now_ms)


async def days(community_id: int, by: int, now_ms: int) -> list[MealDay]:
    """The days that staff look at: today's until evening, and the coming ones."""
    if not await is_staff(by, community_id):
        return []
    return await meals.coming(community_id, now_ms - OVER_MS, SHOWN + 1)


async def orderable(community_id: int, by: int, now_ms: int) -> list[Meal]:
    """The days for which staff can order for a resident: those that can be ordered, and one that is being cooked until it is over."""
    return [
        Meal(day, tuple(await meals.dishes(day.id)))
        for day in await days(community_id, by, now_ms)
        if day.taking(now_ms) or (day.status == "cooking" and not over(day, now_ms))
    ]


def over(day: MealDay, now_ms: int) -> bool:
    """Whether nothing about the day can be changed any more."""
    return now_ms >= day.closes_ms + OVER_MS


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


async def close(day_id: int, by: int, reason: str, now_ms: int) -> int | Refused:
    """No meal that day: every order is called off at once, and everybody told part by part. Returns how many orders there were."""
    meal = await get(day_id)
    if meal is None or not await is_staff(by, meal.day.community_id):
        return Refused("no such day" if meal is None else "not staff")
    if now_ms >= meal.day.closes_ms + OVER_MS:
        return Refused("day over")
    if meal.day.status == "closed" or not await meals.turn(day_id, meal.day.status, "closed", reason):
        return Refused("nothing to change")
    called_off = await meal_changes.call_off(day_id, now_ms)
    if called_off:
        await reminders.follow("meal_closed", day_id, meal.day.community_id, now_ms)
    await delivery.end_day(day_id, now_ms)
    await audit.note(meal.day.community_id, by, "close meal day", f"meal_day:{day_id}", now_ms, detail=reason)
    return called_off


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
        if one.ordered_by is None or not await households.may_act_for(one.ordered_by, one.eater_id):
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
