"""What is said about meals: the menu, an order, what it costs, and why something cannot be ordered."""

from __future__ import annotations

from datetime import date

from conversation.chat import Chat
from conversation.screen import HOME
from language.message import Button
from language.text import Day, Joined, Moment, Money, Saying, Text, _, lines
from services import people
from services.canteen import diets
from services.canteen.diets import Card
from services.canteen.meals import WAYS, Meal
from services.canteen.order_again import Again
from services.canteen.orders import (
    Already,
    Blocked,
    CancelOutcome,
    Changed,
    ChangeOutcome,
    Ordered,
    OrderOutcome,
    SoldOut,
    TooLate,
)
from services.canteen.prices import PriceClass, classes
from storage.meals import Canteen, Dish
from storage.orders import Listed
from storage.people import Person

MEALS = Button(_("订餐"), "/meals", "main")
DIET = Button(_("饮食卡"), "/diet")
COURIERS_SEE = _("送到家的，送餐员看得到姓名、地址和电话。")
NAMED = 5
"""So many of one's orders are named on the menu."""
FEW = 5
"""So few portions left are worth a word."""


def told(chat: Chat, outcome: OrderOutcome, meal: Meal, who: str = "") -> None:
    """Say what came of an order, and what to do next."""
    match outcome:
        case Ordered():
            chat.say(
                lines(
                    _("订好了！"),
                    line(outcome.listed),
                    _("送到：{address}", address=outcome.listed.address) if outcome.listed.address else None,
                    to_verify_hint(outcome.to_verify, who),
                    until(meal),
                ),
                MEALS, Button(_("改这份餐"), f"/meal_change {outcome.listed.id}"),
                Button(_("以后每周都这样订"), f"/standing_from {outcome.listed.id}"), HOME, toast=_("订好了"),
            )  # fmt: skip
        case Already():
            text = _("{day}{who}已经订过了，一人一天订一次。想改就点「改这份餐」。", day=near(meal), who=who)
            chat.say(
                text, Button(_("改这份餐"), f"/meal_change {outcome.order_id}", "main"), MEALS, HOME, toast=_("已经订过了")
            )
        case Blocked():
            chat.say(blocked(outcome, who), MEALS, DIET, HOME, toast=_("没有订上，请看说明"))
        case SoldOut(left=0):
            chat.say(_("{day}已订满，换一天吧。", day=near(meal)), MEALS, HOME, toast=_("没有订上，请看说明"))
        case SoldOut(left=left):
            text = _("{day}只剩{n}份了，少订一点，或者换一天。", day=near(meal), n=left)
            chat.say(text, MEALS, HOME, toast=_("没有订上，请看说明"))
        case TooLate():
            chat.say(too_late(outcome), MEALS, HOME, toast=_("没有订上，请看说明"))
        case _:
            chat.say(_("这份餐订不了，看看别的吧。"), MEALS, HOME)


def told_change(chat: Chat, outcome: ChangeOutcome | CancelOutcome, meal: Meal, who: str) -> None:
    """Say what came of a change, and what to do next."""
    match outcome:
        case Changed(listed=one):
            done = lines(
                _("改好了！"),
                line(one),
                _("送到：{address}", address=one.address) if one.address else None,
                to_verify_hint(outcome.to_verify, who),
                until(meal),
            )
            chat.say(done, MEALS, Button(_("再改一改"), f"/meal_change {one.id}"), HOME, toast=_("改好了"))
        case Blocked():
            chat.say(blocked(outcome, who), MEALS, DIET, HOME, toast=_("没有改成，请看说明"))
        case SoldOut(left=0):
            chat.say(_("{day}已订满，不能再加了。", day=near(meal)), MEALS, HOME, toast=_("没有改成，请看说明"))
        case SoldOut(left=left):
            text = _("{day}最多还能加{n}份。", day=near(meal), n=left)
            chat.say(text, MEALS, HOME, toast=_("没有改成，请看说明"))
        case TooLate():
            chat.say(too_late(outcome), MEALS, HOME, toast=_("没有改成，请看说明"))
        case _:
            chat.say(_("这份餐找不到了，可能之前已经退了。"), MEALS, HOME)


def until(meal: Meal) -> Text:
    """Until when one can think better of it."""
    return _("{until} 之前可以改、可以退。", until=Moment(meal.day.closes_ms, "near"))


def blocked(outcome: Blocked, who: str) -> Text:
    """Why that dish is not for somebody."""
    return _("这份菜含{what}，{who}过敏，不能订。换一份吧。", what=diets.named(outcome.what), who=who)


def choice(dish: Dish, card: Card) -> Saying:
    """A dish to choose, marked where it is not the best for whom it is."""
    warns = diets.warns(dish, card)
    return _("{dish}（{what}）", dish=dish.name, what=_traits(warns)) if warns else dish.name


def left_out(dish: Dish, card: Card) -> Text:
    """Why a dish is not among the choices."""
    return _("「{dish}」含{what}，没有列出来。", dish=dish.name, what=diets.named(diets.blocks(dish, card)))


def nothing_fits(meal: Meal, who: str, card: Card, phone: str) -> Saying:
    """Nothing that is cooked is for somebody with these allergies."""
    return lines(
        _("{day}能选的菜里，都有{who}过敏的（{what}）。", day=near(meal), who=who, what=diets.named(card.allergies)),
        _("换一天看看，或者打电话问问社区：{phone}", phone=phone) if phone else _("换一天看看，或者到社区问一声。"),
    )


def to_mind(warns: tuple[str, ...], who: str) -> Text | None:
    """What somebody has to mind about a dish; None where there is nothing."""
    if not warns:
        return None
    return _("提醒：这份菜{trait}，{who}要留意（{what}）。", trait=_traits(warns), who=who, what=diets.named(warns))


def caution(card: Card) -> Text | None:
    """How far the check of allergies goes; None where there are none."""
    return _("过敏只按菜名和厨房写的核对，拿不准请先问厨房。") if card.allergies else None


def _traits(warns: tuple[str, ...]) -> Joined:
    return Joined(tuple(diets.trait(condition) for condition in warns), "、")


def same_again(same: Again, by: Person) -> Saying:
    """What would be ordered once more, in full; also what couriers see, where the person was never told."""
    return lines(
        _("照上次订就是："),
        _(
            "{day}{who}：{dish}，{n}份，{way}，{price}",
            day=near(same.meal), who=same.eater.name, dish=same.dish.name, n=same.order.portions, way=WAYS[same.order.way],
            price=Money(same.price.total_fen),
        ),
        _("送到：{address}", address=same.address) if same.address else None,
        COURIERS_SEE if same.address and not people.knows_couriers(by) else None,
        _("备注：{note}", note=same.order.note) if same.order.note else None,
        to_mind(diets.warns(same.dish, same.card), same.eater.name),
        caution(same.card),
    )  # fmt: skip


def too_late(outcome: TooLate) -> Saying:
    """The truth about a day whose orders are closed, and whom to ask."""
    if outcome.called_off:
        return _("这天不开餐，换一天吧。")
    return lines(
        _("{when} 已经截止，厨房开始备菜了。", when=Moment(outcome.closes_ms, "near")),
        _("有急事请打社区电话：{phone}", phone=outcome.phone) if outcome.phone else _("有急事请到社区说一声。"),
    )


def to_verify_hint(to_verify: PriceClass | None, who: str) -> Text | None:
    """How a better price is to be had; None where there is none."""
    if to_verify is None:
        return None
    price = Money(to_verify.fen)
    if to_verify.daily:
        return _(
            "{title}每天第一份{price}：带{who}的身份证到社区核实一下就行，核实一次管一年。",
            title=to_verify.title,
            price=price,
            who=who,
        )
    return _(
        "{title}每份{price}：带{who}的身份证到社区核实一下就行，核实一次管一年。", title=to_verify.title, price=price, who=who
    )


def about_canteen(kitchen: Canteen, age_known: bool) -> Saying:
    """For how much, until when, where and when. Whose age the office knows is not asked for the card again."""
    prices = (_("每份{price}", price=Money(kitchen.price_fen)), *(_class(one, age_known) for one in classes(kitchen)))
    where = (
        _("{place}，{serves} 开餐", place=kitchen.place, serves=kitchen.serves) if kitchen.place and kitchen.serves else None
    )
    return lines(Joined(prices, "；"), where, cutoff(kitchen))


def cutoff(kitchen: Canteen) -> Text:
    """Until when a meal can be ordered: what somebody who knows the canteen still has to know."""
    return _("当天 {cutoff} 之前都能订、能改、能退。", cutoff=kitchen.cutoff)


def _class(one: PriceClass, age_known: bool) -> Text:
    price = Money(one.fen)
    if one.verified and one.daily and not age_known:
        return _("{title}每天第一份{price}（先带身份证到社区核实）", title=one.title, price=price)
    if one.verified and not age_known:
        return _("{title}每份{price}（先带身份证到社区核实）", title=one.title, price=price)
    return (
        _("{title}每天第一份{price}", title=one.title, price=price)
        if one.daily
        else _("{title}每份{price}", title=one.title, price=price)
    )


def near(meal: Meal) -> Day:
    """The day of a meal, in words: today, tomorrow, else the date."""
    return Day(meal.date, "near")


def listed(meal: Meal, usual_ms: int) -> Saying:
    """A day on the menu, whose orders usually close then."""
    left: Saying = ""
    closes_ms = meal.day.closes_ms
    early_or_late = _("，{time} 截止", time=Moment(closes_ms, "time")) if closes_ms != usual_ms else ""
    if meal.day.left <= FEW:
        left = _("，只剩{n}份", n=meal.day.left) if meal.day.left else _("，已订满")
    dishes = "；".join(dish.name for dish in meal.offered)
    return _("{day}{closes}{left}：{dishes}", day=near(meal), closes=early_or_late, dishes=dishes, left=left)


def day_of(one: Listed) -> Day:
    """The day of an order, as `near`."""
    return Day(date.fromisoformat(one.day), "near")


def ordered_so_far(mine: list[Listed]) -> Saying | None:
    """What is ordered, the nearest first; of many only so many are named. None where nothing is."""
    rest = len(mine) - NAMED
    more = _("……还有{n}餐，点「改、退已订的」看全部", n=rest) if rest > 0 else None
    return lines(_("已经订好："), *map(line, mine[:NAMED]), more) if mine else None


def line(one: Listed) -> Saying:
    """An order in a line."""
    text = _(
        "{day}{who}：{dish}，{n}份，{way}，{price}",
        day=day_of(one), who=one.eater, dish=one.dish, n=one.portions, way=WAYS[one.way], price=Money(one.total_fen),
    )  # fmt: skip
    return Joined((text, _("备注：{note}", note=one.note)), "，") if one.note else text
