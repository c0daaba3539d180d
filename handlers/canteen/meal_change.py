"""Changing a meal that is ordered, until orders close: another dish, more or less of it, how it comes, a note; or giving it back."""

from __future__ import annotations

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.questions import Option
from conversation.screen import HOME
from handlers.asking import learn_contact
from handlers.canteen.meal_asking import Eater, ask_dish, ask_note, ask_way
from handlers.canteen.meal_words import MEALS, told_change, until
from language.message import Button
from language.numerals import row_id
from language.text import Money, _, lines, paragraphs
from services import people
from services.canteen import diets, meals, orders
from services.canteen.meal_wording import caution, line, near, to_mind
from services.canteen.meals import Meal
from storage.orders import Listed

flows = Flows()


@flows.flow("meal_change", _("改订餐"), command="meal_change", argument="order_id")
async def change(chat: Chat, order_id: str = "") -> None:
    """What is to be different; leads to that question."""
    mine = {one.id: one for one in await orders.mine(chat.person_id, chat.today.isoformat())}
    one = mine.get(row_id(order_id))
    meal = await meals.get(one.meal_day_id) if one else None
    person = await people.get(one.eater_id) if one else None
    if one is None or meal is None or person is None:
        chat.say(_("这份餐找不到了，可能之前已经退了。"), MEALS, HOME)
        return None
    if refusal := await orders.kept(one.id, chat.person_id, chat.sent_ms):
        return told_change(chat, refusal, meal, one.eater)
    if not meal.day.taking(chat.sent_ms):  # what took the place of a dish that ran out can still be given back, and only that
        return await chat.become("meal_cancel", order_id=str(one.id))
    counts = await _counts(chat, meal, one)
    options = [
        Option("dish", _("换一道菜"), "dish") if len(meal.offered) > 1 else None,
        Option("portions", _("改份数"), "portions") if counts else None,
        Option("way", _("改怎么吃"), "way"),
        Option("note", _("改备注") if one.note else _("写备注"), "note"),
        Option("cancel", _("退这份餐"), "cancel", "danger"),
    ]
    text = paragraphs(
        lines(line(one), _("送到：{address}", address=one.address) if one.address else None), _("想改哪里？"), until(meal)
    )
    what = await chat.choose("what", text, [option for option in options if option], about=(f"order:{one.id}",))
    eater = Eater(person.id, person.name, people.address_of(person))
    match what:
        case "dish":
            return await _dish(chat, meal, one, eater)
        case "portions":
            portions = await chat.choose("portions", _("改成几份？"), counts, about=(f"order:{one.id}",))
            outcome = await orders.change(one.id, chat.person_id, chat.sent_ms, portions=portions)
            return told_change(chat, outcome, meal, eater.name)
        case "way":
            return await _way(chat, meal, one, eater)
        case "note":
            return await _note(chat, meal, one, eater)
        case _:
            return await chat.become("meal_cancel", order_id=str(one.id))


async def _counts(chat: Chat, meal: Meal, one: Listed) -> list[Option[int]]:
    """The other numbers of portions there can be, each with its price: the tap agrees to it."""
    found = []
    for n in range(1, min(orders.MOST_PORTIONS, one.portions + meal.day.left) + 1):
        if n != one.portions:
            fen = (await orders.cost(meal, one.eater_id, n, chat.sent_ms)).total_fen
            found.append(Option(f"{n}.{fen}", _("{n}份，{price}", n=n, price=Money(fen)), n))
    return found


async def _dish(chat: Chat, meal: Meal, one: Listed, eater: Eater) -> None:
    now = next((dish.id for dish in meal.dishes if dish.n == one.n), 0)
    back = Button(_("退这份餐"), f"/meal_cancel {one.id}")
    dish = await ask_dish(chat, meal, eater, without=now, ways=(back,))
    if dish is None:
        return
    card = await diets.of(eater.id)
    warns = diets.warns(dish, card)
    if warns or card.allergies:
        text = lines(_("{day}：{dish}", day=near(meal), dish=dish.name), to_mind(warns, eater.name), caution(card))
        await chat.confirm("ok", text, _("就换这份"), facts=(one.id, dish.id, dish.name, ",".join(warns)))
    outcome = await orders.change(one.id, chat.person_id, chat.sent_ms, dish_id=dish.id)
    told_change(chat, outcome, meal, eater.name)


async def _way(chat: Chat, meal: Meal, one: Listed, eater: Eater) -> None:
    learned = await learn_contact(chat)
    if learned is None:
        return
    way, address, home = await ask_way(chat, eater)
    await learned.keep(chat, brought=way == "delivered")
    if home:
        await people.set_home(eater.id, *home)
    outcome = await orders.change(one.id, chat.person_id, chat.sent_ms, way=way, address=address)
    told_change(chat, outcome, meal, eater.name)


async def _note(chat: Chat, meal: Meal, one: Listed, eater: Eater) -> None:
    learned = await learn_contact(chat)
    if learned is None:
        return
    note = await ask_note(chat, one.note)
    await learned.keep(chat)
    outcome = await orders.change(one.id, chat.person_id, chat.sent_ms, note=note)
    told_change(chat, outcome, meal, eater.name)
