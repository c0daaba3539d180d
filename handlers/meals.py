"""Ordering a meal: the menu, again as last time with one tap, for oneself or one's own, and giving it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.questions import Option
from conversation.screen import HOME
from handlers.asking import Learned, learn_contact
from handlers.me import read_home
from language.message import Button
from language.numerals import row_id
from language.text import Day, Moment, Money, Saying, Text, _, lines, paragraphs
from services import households, meals, orders, people
from services.meals import WAYS, Meal
from services.orders import Already, Cancelled, CancelOutcome, Ordered, OrderOutcome, SoldOut, TooLate
from services.prices import PriceClass
from storage.meals import Canteen
from storage.orders import Listed

flows = Flows()

MEALS = Button(_("订餐"), "/meals", "main")
MOST_ASKED = 3
"""Portions that stand on buttons."""
FEW = 5
"""So few portions left are worth a word."""


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
    again = await orders.again(chat.person_id, offered, chat.now_ms)
    options: list[Option[tuple[str, int]]] = []
    if again:
        label = _(
            "照上次：{day} {dish} · {who} · {way} · {price}",
            day=near(again.meal), dish=again.dish.name, who=again.eater.name, way=WAYS[again.order.way],
            price=Money(again.price.total_fen),
        )  # fmt: skip
        options.append(Option(f"again{again.meal.day.id}", label, ("again", again.meal.day.id), "main"))
    options += [Option(str(meal.day.id), _("订 {day}", day=near(meal)), ("day", meal.day.id)) for meal in offered]
    options += [
        Option(f"cancel{one.id}", _("退 {day} {who} 的餐", day=_day(one), who=one.eater), ("cancel", one.id))
        for one in mine
        if one.status == "open" and chat.now_ms < one.closes_ms
    ]
    text = paragraphs(
        lines(_("已经订好："), *map(_line, mine)) if mine else None,
        lines(_("这几天的菜："), *map(_listed, offered)) if offered else _("眼下没有能订的餐，出了新菜单再来看看。"),
        _place(kitchen),
    )
    if not options:
        chat.say(text, HOME)
        return None
    what, which = await chat.choose("what", text, options)
    if what == "again":
        return await chat.become("meal_again", day_id=str(which))
    if what == "cancel":
        return await chat.become("meal_cancel", order_id=str(which))
    return await chat.become("meal_order", day_id=str(which))


@flows.flow("meal_again", _("照上次订餐"), command="meal_again", argument="day_id")
async def again(chat: Chat, day_id: str = "") -> None:
    """Once more what was ordered last, on that day."""
    meal = await meals.get(row_id(day_id))
    same = await orders.again(chat.person_id, [meal], chat.now_ms) if meal else None
    if meal is None or same is None:
        return await chat.become("meals")
    outcome = await orders.order(
        meal.day.id, same.eater.id, chat.person_id, same.dish.id, chat.now_ms,
        portions=same.order.portions, way=same.order.way, address=same.order.address, note=same.order.note,
    )  # fmt: skip
    _told(chat, outcome, meal, same.dish.name, same.eater.name, same.order.way)
    return None


@flows.flow("meal_order", _("订餐"), command="meal_order", argument="day_id")
async def order(chat: Chat, day_id: str = "") -> None:
    """From a day to an order."""
    meal = await meals.get(row_id(day_id))
    if meal is None or not meal.day.taking(chat.now_ms):
        return await chat.become("meals")
    learned = await learn_contact(chat, _("好，订 {day} 的餐。", day=near(meal)))
    if learned is None:
        return None
    about = (f"meal:{meal.day.id}",)
    dish = meal.dishes[0]
    if len(meal.dishes) > 1:
        listed = [Option(str(one.id), one.name, one) for one in meal.dishes]
        dish = await chat.choose("dish", _("{day} 吃哪一份？", day=near(meal)), listed, about=about, label=_("菜"))
    eater = await _eater(chat, learned)
    counts = [Option(str(n), _("{n}份", n=n), n) for n in range(1, MOST_ASKED + 1)]
    portions = await chat.choose("portions", _("要几份？"), counts, about=about, label=_("份数"))
    ways = [Option(way, title, way) for way, title in WAYS.items()]
    way = await chat.choose("way", _("怎么吃？"), ways, about=about, label=_("怎么吃"))
    address, home = await _address(chat, eater) if way == "delivered" else ("", None)
    cost = await orders.cost(meal, eater.id, portions, chat.now_ms)
    review = paragraphs(
        _("请看一下对不对："),
        lines(
            _("{day}：{dish}", day=near(meal), dish=dish.name),
            _("谁吃：{who}，{n}份，{way}", who=eater.name, n=portions, way=WAYS[way]),
            _("送到：{address}", address=address) if address else None,
            _("一共：{price}，吃的时候付", price=Money(cost.total_fen)),
            _hint(cost.to_verify),
        ),
        _("{until} 之前可以退。", until=Moment(meal.day.closes_ms, "near")),
    )
    facts = (meal.day.id, dish.id, dish.name, eater.id, portions, way, address, cost.total_fen)
    await chat.confirm("ok", review, _("确认订餐"), facts=facts, about=about)
    await learned.keep(chat)
    if home:
        await people.set_home(eater.id, *home)
    outcome = await orders.order(
        meal.day.id, eater.id, chat.person_id, dish.id, chat.now_ms, portions=portions, way=way, address=address
    )
    _told(chat, outcome, meal, dish.name, eater.name, way)
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
    text = _("要退 {day} {who} 的「{dish}」吗？", day=_day(one), who=one.eater, dish=one.dish)
    await chat.confirm("ok", text, _("确认退餐"), facts=(one.id,), danger=True)
    return _told_cancel(chat, await orders.cancel(one.id, chat.person_id, chat.now_ms))


def _told_cancel(chat: Chat, outcome: CancelOutcome) -> None:
    match outcome:
        case Cancelled():
            chat.say(_("退好了，不收钱。"), MEALS, HOME, toast=_("退好了"))
        case TooLate():
            chat.say(_too_late(outcome), MEALS, HOME, toast=_("没有退成，请看说明"))
        case _:
            chat.say(_("这份餐之前就退了，或者不在您名下。"), MEALS, HOME)


@dataclass(frozen=True, slots=True)
class Eater:
    """Who eats, and where they live as far as is known ("" where it is not)."""

    id: int
    name: str
    home: str


async def _eater(chat: Chat, learned: Learned) -> Eater:
    options = [Option(str(chat.person_id), _("我自己（{name}）", name=learned.called), chat.person_id)]
    names = {chat.person_id: learned.called}
    for member in await households.members(chat.person_id):
        if member.agreed_ms is not None:
            options.append(Option(str(member.id), member.name, member.id))
            names[member.id] = member.name
    who = chat.person_id if len(options) == 1 else await chat.choose("eater", _("谁吃？"), options, label=_("谁吃"))
    person = await people.get(who)
    return Eater(who, names[who], people.address_of(person) if person else "")


async def _address(chat: Chat, eater: Eater) -> tuple[str, tuple[str, str, str] | None]:
    """Where to bring it, and the home where it was learned just now."""
    about = (f"eater:{eater.id}",)
    if eater.home:
        return eater.home, None
    words = await chat.words(
        "address", _("送到哪里？可以一次写全，比如：3栋2单元501。"), about=about, label=_("送到"), longest=40
    )
    return words, read_home(words)


def _told(chat: Chat, outcome: OrderOutcome, meal: Meal, dish: str, who: str, way: str) -> None:
    text: Saying
    match outcome:
        case Ordered(order_id=order_id, total_fen=total_fen, closes_ms=closes_ms, to_verify=to_verify):
            text = lines(
                _(
                    "订好了！{day} {who}：{dish}，{way}，{price}。",
                    day=near(meal),
                    who=who,
                    dish=dish,
                    way=WAYS[way],
                    price=Money(total_fen),
                ),
                _hint(to_verify),
                _("{until} 之前可以退。", until=Moment(closes_ms, "near")),
            )
            chat.say(text, MEALS, Button(_("退这份餐"), f"/meal_cancel {order_id}"), HOME, toast=_("订好了"))
        case Already():
            text = _("{day} {who} 已经订过了，一天一份单子。要改就先退了再订。", day=near(meal), who=who)
            chat.say(text, MEALS, HOME, toast=_("已经订过了"))
        case SoldOut(left=left):
            text = _("{day} 只剩{n}份了，少订一点，或者换一天。", day=near(meal), n=left)
            chat.say(
                text if left else _("{day} 订满了，换一天吧。", day=near(meal)), MEALS, HOME, toast=_("没有订上，请看说明")
            )
        case TooLate():
            chat.say(_too_late(outcome), MEALS, HOME, toast=_("没有订上，请看说明"))
        case _:
            chat.say(_("这份餐订不了，看看别的吧。"), MEALS, HOME)


def _too_late(outcome: TooLate) -> Saying:
    return lines(
        _("{when} 已经截止，厨房开始备菜了。", when=Moment(outcome.closes_ms, "near")),
        _("有急事请打社区电话：{phone}", phone=outcome.phone) if outcome.phone else _("有急事请到社区说一声。"),
    )


def _hint(to_verify: PriceClass | None) -> Text | None:
    if to_verify is None:
        return None
    return _("{title}是{price}：请带身份证到社区核实一次，以后就按这个价。", title=to_verify.title, price=Money(to_verify.fen))


def _place(kitchen: Canteen) -> Saying:
    return lines(
        _("当天 {cutoff} 之前都能订、能退。", cutoff=kitchen.cutoff),
        _("{place}，{serves}", place=kitchen.place, serves=kitchen.serves) if kitchen.place and kitchen.serves else None,
    )


def near(meal: Meal) -> Day:
    """The day of a meal, in words: today, tomorrow, else the date."""
    return Day(meal.date, "near")


def _listed(meal: Meal) -> Saying:
    left = _("（只剩{n}份）", n=meal.day.left) if meal.day.left <= FEW else ""
    return _("{day}：{dishes}{left}", day=near(meal), dishes="；".join(dish.name for dish in meal.dishes), left=left)


def _day(one: Listed) -> Day:
    return Day(date.fromisoformat(one.day), "near")


def _line(one: Listed) -> Saying:
    return _(
        "{day} {who}：{dish}，{n}份，{way}，{price}",
        day=_day(one), who=one.eater, dish=one.dish, n=one.portions, way=WAYS[one.way], price=Money(one.total_fen),
    )  # fmt: skip
