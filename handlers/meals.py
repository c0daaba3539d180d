"""Ordering a meal: the menu, again as last time with one tap, for oneself or one's own, and giving it back."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.questions import Option
from conversation.screen import HOME
from handlers.asking import Learned, learn_contact
from handlers.me import read_home
from handlers.meal_words import MEALS, about_canteen, day_of, line, listed, near, same_again, to_verify_hint, told, too_late
from language.message import Button
from language.numerals import row_id
from language.text import Moment, Money, _, lines, paragraphs
from services import households, meals, orders, people
from services.meals import WAYS, Meal
from services.orders import Again, Cancelled, CancelOutcome, TooLate
from services.prices import age_known

flows = Flows()

ELSEWHERE = "elsewhere"
"""Delivered, but not to where the eater lives."""


@flows.flow("meals", _("订餐"), command="meals")
async def menu(chat: Chat) -> None:
    """What is ordered, what there is, and the shortest way to it."""
    person = await people.get(chat.person_id)
    kitchen = await meals.canteen(person.community_id if person else None)
    if person is None or kitchen is None:
        chat.say(_("您的社区还没有助餐点。"), Button(_("看课程"), "/courses"), HOME)
        return None
    offered = await meals.menu(kitchen.community_id, chat.now_ms)
    mine = await orders.mine(chat.person_id, chat.today.isoformat())
    agreed = person.consent_version >= people.CONSENT_VERSION
    again = await orders.again(chat.person_id, offered, chat.now_ms) if agreed else None
    options: list[Option[tuple[str, int]]] = []
    if again:
        # The id names all that the text shows: a tap on what has changed since asks again instead of ordering something else.
        shown = f"again{again.meal.day.id}.{again.order.id}.{again.dish.id}.{again.price.total_fen}.{_sum(again.address)}"
        options.append(Option(shown, _("照上次订"), ("again", again.meal.day.id), "main"))
    options += [
        Option(str(meal.day.id), _("订 {day}", day=near(meal)), ("day", meal.day.id)) for meal in offered if meal.day.left
    ]
    options += [
        Option(f"cancel{one.id}", _("退 {day} {who} 的餐", day=day_of(one), who=one.eater), ("cancel", one.id))
        for one in mine
        if one.status == "open" and chat.now_ms < one.closes_ms
    ]
    text = paragraphs(
        lines(_("已经订好："), *map(line, mine)) if mine else None,
        lines(_("这几天的菜："), *map(listed, offered)) if offered else _("眼下没有能订的餐，出了新菜单再来看看。"),
        about_canteen(kitchen, age_known(person.age_seen_ms, chat.now_ms)),
        same_again(again) if again else None,
    )
    if not options:
        chat.say(text, HOME)
        return None
    what, which = await chat.choose("what", text, options)
    if what == "again" and again:
        return await _order_again(chat, again)
    if what == "cancel":
        return await chat.become("meal_cancel", order_id=str(which))
    return await chat.become("meal_order", day_id=str(which))


@flows.flow("meal_again", _("照上次订餐"), command="meal_again", argument="which")
async def again(chat: Chat, which: str = "") -> None:
    """Once more what was ordered last for somebody: `which` is a day and, behind a space, who eats."""
    day_id, _space, eater_id = which.partition(" ")
    meal = await meals.get(row_id(day_id))
    if meal is None:
        return await chat.become("meals")
    if refusal := await orders.why_not(meal.day.id, chat.now_ms):
        return told(chat, refusal, meal)
    same = await orders.again(chat.person_id, [meal], chat.now_ms, row_id(eater_id))
    if same is None:
        return await chat.become("meals")
    learned = await learn_contact(chat)
    if learned is None:
        return None
    facts = (same.meal.day.id, same.order.id, same.dish.id, same.dish.name, same.address, same.price.total_fen)
    await chat.confirm("ok", same_again(same), _("确认订餐"), facts=facts)
    await learned.keep(chat)
    return await _order_again(chat, same)


async def _order_again(chat: Chat, same: Again) -> None:
    outcome = await orders.order(
        same.meal.day.id, same.eater.id, chat.person_id, same.dish.id, chat.now_ms,
        portions=same.order.portions, way=same.order.way, address=same.address,
    )  # fmt: skip
    told(chat, outcome, same.meal, same.eater.name)


@flows.flow("meal_order", _("订餐"), command="meal_order", argument="day_id")
async def order(chat: Chat, day_id: str = "") -> None:
    """From a day to an order."""
    meal = await meals.get(row_id(day_id))
    if meal is None or not meal.dishes:
        return await chat.become("meals")
    if refusal := await orders.why_not(meal.day.id, chat.now_ms):
        return told(chat, refusal, meal)
    learned = await learn_contact(chat, _("好，订{day}的餐。", day=near(meal)))
    if learned is None:
        return None
    about = (f"meal:{meal.day.id}",)
    dish = meal.dishes[0]
    if len(meal.dishes) > 1:
        dishes = [Option(str(one.id), one.name, one) for one in meal.dishes]
        dish = await chat.choose("dish", _("{day}吃哪一份？", day=near(meal)), dishes, about=about, label=_("菜"))
    eater = await _eater(chat, learned, meal)
    if known := await orders.already(meal.day.id, eater.id):
        return told(chat, known, meal, eater.name)
    most = min(orders.MOST_PORTIONS, meal.day.left)
    counts = [Option(str(n), _("{n}份", n=n), n) for n in range(1, most + 1)]
    portions = await chat.choose("portions", _("要几份？"), counts, about=about, label=_("份数"))
    way, address, home = await _way(chat, eater)
    cost = await orders.cost(meal, eater.id, portions, chat.now_ms)
    review = paragraphs(
        _("请看一下对不对："),
        lines(
            _("{day}：{dish}", day=near(meal), dish=dish.name),
            _("谁吃：{who}，{n}份，{way}", who=eater.name, n=portions, way=WAYS[way]),
            _("送到：{address}", address=address) if address else None,
            _("送餐员送的时候看得到姓名、地址和电话。") if address else None,
            _("一共：{price}，用餐时付", price=Money(cost.total_fen)),
            to_verify_hint(cost.to_verify, eater.name),
        ),
        _("{until} 之前可以退。", until=Moment(meal.day.closes_ms, "near")),
    )
    facts = (meal.day.id, dish.id, dish.name, eater.id, portions, way, address, cost.total_fen, meal.day.closes_ms)
    await chat.confirm("ok", review, _("确认订餐"), facts=facts, about=about)
    await learned.keep(chat)
    if home:
        await people.set_home(eater.id, *home)
    outcome = await orders.order(
        meal.day.id, eater.id, chat.person_id, dish.id, chat.now_ms, portions=portions, way=way, address=address
    )
    told(chat, outcome, meal, eater.name)
    return None


@flows.flow("meal_cancel", _("退餐"), command="meal_cancel", argument="order_id")
async def cancel(chat: Chat, order_id: str = "") -> None:
    """Give a meal back."""
    mine = {one.id: one for one in await orders.mine(chat.person_id, chat.today.isoformat())}
    one = mine.get(row_id(order_id))
    if one is None:
        chat.say(_("这份餐之前就退了，或者不在您名下。"), MEALS, HOME)
        return None
    if refusal := await orders.kept(one.id, chat.person_id, chat.now_ms):
        return _told_cancel(chat, refusal)
    text = _("要退 {day} {who} 的「{dish}」吗？", day=day_of(one), who=one.eater, dish=one.dish)
    await chat.confirm("ok", text, _("确认退餐"), facts=(one.id,), danger=True)
    return _told_cancel(chat, await orders.cancel(one.id, chat.person_id, chat.now_ms))


def _told_cancel(chat: Chat, outcome: CancelOutcome) -> None:
    match outcome:
        case Cancelled():
            chat.say(_("退好了，不收钱。"), MEALS, HOME, toast=_("退好了"))
        case TooLate():
            chat.say(too_late(outcome), MEALS, HOME, toast=_("没有退成，请看说明"))
        case _:
            chat.say(_("这份餐之前就退了，或者不在您名下。"), MEALS, HOME)


@dataclass(frozen=True, slots=True)
class Eater:
    """Who eats, and where they live as far as is known ("" where it is not)."""

    id: int
    name: str
    home: str


def _sum(address: str) -> int:
    """What differs where addresses do, and tells none."""
    return zlib.crc32(address.encode())


async def _eater(chat: Chat, learned: Learned, meal: Meal) -> Eater:
    myself = Eater(chat.person_id, learned.called, people.address_of(learned.person))
    options = [Option(str(myself.id), _("我自己（{name}）", name=myself.name), myself)]
    for member in await households.members(chat.person_id):
        known = await people.get(member.id)
        if member.agreed_ms is not None and known is not None and known.community_id == meal.day.community_id:
            options.append(Option(str(known.id), known.name, Eater(known.id, known.name, people.address_of(known))))
    return myself if len(options) == 1 else await chat.choose("eater", _("谁吃？"), options, label=_("谁吃"))


async def _way(chat: Chat, eater: Eater) -> tuple[str, str, tuple[str, str, str] | None]:
    """How it reaches the eater, where to, and the home where it was learned just now."""
    about = (f"eater:{eater.id}", f"home:{_sum(eater.home)}")
    ways = [Option(way, title, way) for way, title in WAYS.items() if way != "delivered"]
    if eater.home:
        ways.append(Option("delivered", _("送到{home}", home=eater.home), "delivered"))
        ways.append(Option(ELSEWHERE, _("送到别处"), ELSEWHERE))
    else:
        ways.append(Option("delivered", WAYS["delivered"], "delivered"))
    way = await chat.choose("way", _("怎么吃？"), ways, about=about, label=_("怎么吃"))
    if way in ("dine", "pickup"):
        return way, "", None
    if way == "delivered" and eater.home:
        return way, eater.home, None
    words = await chat.words(
        "address", _("送到哪里？可以一次写全，比如：3栋2单元501。"), about=(*about, way), label=_("送到"), longest=40
    )
    home = read_home(words)
    return "delivered", people.address(*home) if home else words, None if way == ELSEWHERE else home
