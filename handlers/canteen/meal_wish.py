"""From a day and an eater to what is to be ordered: the dish, how many, how it comes, the review. Alike for residents and for staff."""

from __future__ import annotations

from dataclasses import dataclass

from conversation.chat import Chat
from conversation.questions import Option
from handlers.canteen.meal_asking import Eater, ask_dish, ask_way
from language.message import Button
from language.text import Money, Saying, Text, _, lines, paragraphs
from services import people
from services.canteen import diets, orders
from services.canteen.meal_wording import caution, near, to_mind, to_verify_hint
from services.canteen.meals import WAYS, Meal
from services.canteen.orders import OrderOutcome


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody agreed to have ordered. `home` is where the eater lives, where it was learned just now."""

    meal: Meal
    eater: Eater
    dish_id: int
    portions: int
    way: str
    address: str
    home: tuple[str, str, str] | None

    async def order(self, by: int, sent_ms: int) -> OrderOutcome:
        """Order it, and keep the home."""
        if self.home:
            await people.set_home(self.eater.id, *self.home)
        return await orders.order(
            self.meal.day.id,
            self.eater.id,
            by,
            self.dish_id,
            sent_ms,
            portions=self.portions,
            way=self.way,
            address=self.address,
        )


async def ask_wish(chat: Chat, meal: Meal, eater: Eater, head: Text, foot: Saying | None, *ways: Button) -> Wish | None:
    """Ask what is wanted, and for agreement to all of it under `head`; None where there is no dish for the eater, which was said."""
    dish = await ask_dish(chat, meal, eater, ways=ways)
    if dish is None:
        return None
    about = (f"meal:{meal.day.id}", f"eater:{eater.id}")
    card = await diets.of(eater.id)
    warns = diets.warns(dish, card)
    most = min(orders.MOST_PORTIONS, meal.day.left)
    counts = [Option(str(n), _("{n}份", n=n), n) for n in range(1, most + 1)]
    portions = await chat.choose("portions", _("要几份？"), counts, about=about, label=_("份数"))
    way, address, home = await ask_way(chat, eater)
    cost = await orders.cost(meal, eater.id, portions, chat.sent_ms)
    review = paragraphs(
        head,
        lines(
            _("{day}：{dish}", day=near(meal), dish=dish.name),
            _("谁吃：{who}，{n}份，{way}", who=eater.name, n=portions, way=WAYS[way]),
            _("送到：{address}", address=address) if address else None,
            _("一共：{price}，用餐时付", price=Money(cost.total_fen)),
            to_verify_hint(cost.to_verify, eater.name),
        ),
        lines(to_mind(warns, eater.name), caution(card)) if card else None,
        foot,
    )
    facts = (
        meal.day.id, meal.day.status, meal.day.closes_ms, dish.id, dish.name, eater.id, portions, way, address, cost.total_fen,
        ",".join(warns),
    )  # fmt: skip
    await chat.confirm("ok", review, _("确认订餐"), facts=facts, about=about)
    return Wish(meal, eater, dish.id, portions, way, address, home)
