"""Ordering a meal: the menu, again as last time with one tap, for oneself or one's own, and giving it back."""

from __future__ import annotations

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.questions import Option
from conversation.screen import HOME
from handlers.asking import Learned, learn_contact
from handlers.canteen.meal_asking import ask_eater, fingerprint
from handlers.canteen.meal_wish import ask_wish
from handlers.canteen.meal_words import MEALS, about_canteen, cutoff, listed, ordered_so_far, same_again, told, until
from language.message import Button, Document
from language.numerals import row_id
from language.text import Saying, _, lines, paragraphs
from services import households, people, places
from services.canteen import kitchens, meals, order_again, orders, statements
from services.canteen.meal_wording import day_of, near, too_late
from services.canteen.meals import Meal
from services.canteen.order_again import Again
from services.canteen.orders import Cancelled, CancelOutcome, TooLate
from services.canteen.prices import age_known
from storage.orders import Listed

flows = Flows()


@flows.flow("meals", _("订餐"), command="meals", argument="at")
async def menu(chat: Chat, at: str = "") -> None:
    """What is ordered, what there is, and the shortest way to it. `at` is a community, where it is not one's own."""
    person, where = await people.get(chat.person_id), await kitchens.of(chat.person_id)
    if person is None or not where:
        chat.say(_("您的社区还没有助餐点。"), Button(_("看课程"), "/courses"), HOME)
        return None
    kitchen = next((one for one in where if str(one.community_id) == at), where[0])
    offered = await meals.menu(kitchen.community_id, chat.sent_ms)
    mine = await orders.mine(chat.person_id, chat.today.isoformat())
    again = await order_again.again(chat.person_id, offered, chat.sent_ms) if people.agreed(person) else None
    open_days = await _to_order(chat.person_id, offered, mine)
    options: list[Option[tuple[str, int]]] = []
    if again:
        # The id names all that the text shows: a tap on what has changed since asks again instead of ordering something else.
        rest = fingerprint("|".join((again.address, again.order.note, *again.card.tags)))
        shown = f"again{again.meal.day.id}.{again.order.id}.{again.dish.id}.{again.price.total_fen}.{rest}"
        options.append(Option(shown, _("照上次订"), ("again", again.meal.day.id), "main"))
    options += [
        Option(str(meal.day.id), _("订 {day}", day=near(meal)), ("day", meal.day.id)) for meal in open_days if meal.day.left
    ]
    changes = await changeable(chat, mine)
    options += changes if len(changes) == 1 else [Option("mine", _("改、退已订的"), ("mine", 0))] if changes else []
    for other in where:
        if other is not kitchen:
            name = await places.named(other.community_id)
            options.append(
                Option(f"at{other.community_id}", _("订{community}的餐", community=name), ("at", other.community_id))
            )
    options.append(Option("more", _("长期订、餐费、饮食卡"), ("more", offered[0].day.id if offered else 0)))
    days = [listed(meal, meals.usual_closes_ms(kitchen, meal.date, chat.zone)) for meal in open_days]
    text = paragraphs(
        ordered_so_far(mine),
        lines(_("这几天的菜："), *days) if days else _menu_done(offered),
        cutoff(kitchen) if mine or again else about_canteen(kitchen, age_known(person.age_seen_ms, chat.sent_ms)),
        same_again(again, person) if again else None,
    )
    what, which = await chat.choose("what", text, options)
    if what == "again" and again:
        return await _order_again(chat, again)
    flow, argument = {
        "day": ("meal_order", "day_id"), "change": ("meal_change", "order_id"), "cancel": ("meal_cancel", "order_id"),
        "more": ("meal_more", "day_id"), "at": ("meals", "at"), "mine": ("meal_mine", ""), "again": ("meals", ""),
    }[what]  # fmt: skip
    return await chat.become(flow, **({argument: str(which)} if argument else {}))


async def _to_order(person_id: int, offered: list[Meal], mine: list[Listed]) -> list[Meal]:
    """The days on which somebody of the household has no meal yet: the others lead nowhere."""
    family = {member.id for member in await households.members(person_id) if member.agreed_ms is not None} | {person_id}
    had = {(one.meal_day_id, one.eater_id) for one in mine}
    return [meal for meal in offered if any((meal.day.id, eater) not in had for eater in family)]


def _menu_done(offered: list[Meal]) -> Saying:
    """What is said where there is no day left to order for."""
    return _("能订的日子都订好了。") if offered else _("眼下没有能订的餐，出了新菜单再来看看。")


async def changeable(chat: Chat, mine: list[Listed]) -> list[Option[tuple[str, int]]]:
    """The orders about which something can still be done."""
    return [
        Option(f"change{one.id}", _("改 {day}{who}的餐", day=day_of(one), who=one.eater), ("change", one.id))
        if one.status == "open" and chat.sent_ms < one.closes_ms
        else Option(f"cancel{one.id}", _("退 {day}{who}的餐", day=day_of(one), who=one.eater), ("cancel", one.id))
        for one in mine
        if await orders.kept(one.id, chat.person_id, chat.sent_ms) is None
    ]


@flows.flow("meal_mine", _("改、退已订的"), command="meal_mine")
async def ordered(chat: Chat) -> None:
    """Which of several orders is to be changed or given back."""
    changes = await changeable(chat, await orders.mine(chat.person_id, chat.today.isoformat()))
    if not changes:
        return await chat.become("meals")
    what, which = await chat.choose("which", _("改哪一份？"), changes)
    return await chat.become("meal_change" if what == "change" else "meal_cancel", order_id=str(which))


@flows.flow("meal_more", _("长期订、餐费、饮食卡"), command="meal_more", argument="day_id")
async def more(chat: Chat, day_id: str = "") -> None:
    """What is set once, or looked at now and then."""
    meal = await meals.get(row_id(day_id))
    eaten = bool(await statements.whose(chat.person_id, chat.today))
    options = [
        Option("standing", _("长期订餐"), "standing"),
        Option("bill", _("餐费"), "bill") if eaten else None,
        Option("diet", _("饮食卡"), "diet"),
        Option("family", _("替家人、邻居订"), "family"),
        Option("meal_pictures", _("看图片"), "meal_pictures") if meal and any(dish.picture for dish in meal.offered) else None,
        Option("meals", _("回到订餐"), "meals"),
    ]
    person, where = await people.get(chat.person_id), await kitchens.of(chat.person_id)
    text = paragraphs(
        lines(
            _("长期订餐：设一次，以后自动订好。"),
            _("餐费：吃了几份，要付多少。") if eaten else None,
            _("饮食卡：记下过敏和忌口，订餐时替您留意。"),
        ),
        about_canteen(where[0], age_known(person.age_seen_ms, chat.sent_ms)) if person and where else None,
    )
    flow = await chat.choose("what", text, [option for option in options if option])
    return await chat.become(flow, **({"day_id": day_id} if flow == "meal_pictures" else {}))


@flows.flow("meal_pictures", _("菜的图片"), command="meal_pictures", argument="day_id")
async def pictures(chat: Chat, day_id: str = "") -> None:
    """How the dishes of a day look."""
    meal = await meals.get(row_id(day_id))
    shown = [dish for dish in meal.dishes if dish.picture] if meal else []
    if meal is None or not shown:
        return await chat.become("meals")
    for dish in shown:
        chat.hand(Document(dish.picture, f"{dish.name}.jpg", "photo"), f"{dish.n}. {dish.name}")
    chat.say(
        _("{day}的菜，看看图片。", day=near(meal)),
        Button(_("订 {day}", day=near(meal)), f"/meal_order {meal.day.id}", "main"),
        MEALS,
        HOME,
    )
    return None


@flows.flow("meal_again", _("照上次订餐"), command="meal_again", argument="which")
async def again(chat: Chat, which: str = "") -> None:
    """Once more what was ordered last for somebody: `which` is a day and, behind a space, who eats."""
    day_id, _space, eater_id = which.partition(" ")
    meal = await meals.get(row_id(day_id))
    if meal is None:
        return await chat.become("meals")
    if refusal := await orders.why_not(meal.day.id, chat.sent_ms):
        return told(chat, refusal, meal)
    same = await order_again.again(chat.person_id, [meal], chat.sent_ms, row_id(eater_id))
    if same is None:
        return await chat.become("meals")
    learned = await learn_contact(chat)
    if learned is None:
        return None
    facts = (
        same.meal.day.id, same.order.id, same.dish.id, same.dish.name, same.address, same.price.total_fen, same.order.note,
        ",".join(same.card.tags),
    )  # fmt: skip
    await chat.confirm("ok", same_again(same, learned.person), _("确认订餐"), facts=facts)
    await learned.keep(chat)
    return await _order_again(chat, same)


async def _order_again(chat: Chat, same: Again) -> None:
    person = await people.get(chat.person_id)
    if person is not None:
        await Learned(person).keep(chat, brought=same.order.way == "delivered")
    outcome = await orders.order(
        same.meal.day.id, same.eater.id, chat.person_id, same.dish.id, chat.sent_ms,
        portions=same.order.portions, way=same.order.way, address=same.address, note=same.order.note,
    )  # fmt: skip
    told(chat, outcome, same.meal, same.eater.name)


@flows.flow("meal_order", _("订餐"), command="meal_order", argument="day_id")
async def order(chat: Chat, day_id: str = "") -> None:
    """From a day to an order."""
    meal = await meals.get(row_id(day_id))
    if meal is None or not meal.offered:
        return await chat.become("meals")
    if refusal := await orders.why_not(meal.day.id, chat.sent_ms):
        return told(chat, refusal, meal)
    learned = await learn_contact(chat, _("好，订{day}的餐。", day=near(meal)))
    if learned is None:
        return None
    eater = await ask_eater(chat, learned, meal.day.community_id, _("{day}谁吃？", day=near(meal)))
    if known := await orders.already(meal.day.id, eater.id):
        return told(chat, known, meal, eater.name)
    wish = await ask_wish(chat, meal, eater, _("请看一下对不对："), until(meal))
    if wish is None:
        return None
    await learned.keep(chat, brought=wish.way == "delivered")
    told(chat, await wish.order(chat.person_id, chat.sent_ms), meal, eater.name)
    return None


@flows.flow("meal_cancel", _("退餐"), command="meal_cancel", argument="order_id")
async def cancel(chat: Chat, order_id: str = "") -> None:
    """Give a meal back."""
    mine = {one.id: one for one in await orders.mine(chat.person_id, chat.today.isoformat())}
    one = mine.get(row_id(order_id))
    if one is None:
        chat.say(_("这份餐找不到了，可能之前已经退了。"), MEALS, HOME)
        return None
    if refusal := await orders.kept(one.id, chat.person_id, chat.sent_ms):
        return _told_cancel(chat, refusal)
    text = _("要退{day}{who}的「{dish}」吗？", day=day_of(one), who=one.eater, dish=one.dish)
    await chat.confirm("ok", text, _("确认退餐"), facts=(one.id,), danger=True)
    return _told_cancel(chat, await orders.cancel(one.id, chat.person_id, chat.sent_ms))


def _told_cancel(chat: Chat, outcome: CancelOutcome) -> None:
    match outcome:
        case Cancelled():
            chat.say(_("退好了，不收钱。"), MEALS, HOME, toast=_("退好了"))
        case TooLate():
            chat.say(too_late(outcome), MEALS, HOME, toast=_("没有退成，请看说明"))
        case _:
            chat.say(_("这份餐找不到了，可能之前已经退了。"), MEALS, HOME)
