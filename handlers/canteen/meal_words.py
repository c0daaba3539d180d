"""What is said about meals: the menu, an order, what it costs, and why something cannot be ordered."""

from __future__ import annotations

from conversation.chat import Chat
from conversation.screen import HOME
from language.message import Button
from language.text import Joined, Moment, Money, Saying, Text, _, lines
from services import people
from services.canteen import diets
from services.canteen.diets import Card
from services.canteen.meal_wording import COURIERS_SEE, caution, line, near, to_mind, to_verify_hint, why_not, why_not_changed
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
from storage.meals import Canteen
from storage.orders import Listed
from storage.people import Person

MEALS = Button(_("订餐"), "/meals", "main")
DIET = Button(_("饮食卡"), "/diet")
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
            text, change = why_not(outcome, near(meal), who), Button(_("改这份餐"), f"/meal_change {outcome.order_id}", "main")
            chat.say(text, change, MEALS, HOME, toast=_("已经订过了"))
        case Blocked():
            chat.say(why_not(outcome, near(meal), who), MEALS, DIET, HOME, toast=_("没有订上，请看说明"))
        case SoldOut() | TooLate():
            chat.say(why_not(outcome, near(meal), who), MEALS, HOME, toast=_("没有订上，请看说明"))
        case _:
            chat.say(why_not(outcome, near(meal), who), MEALS, HOME)


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
            chat.say(why_not_changed(outcome, near(meal), who), MEALS, DIET, HOME, toast=_("没有改成，请看说明"))
        case SoldOut() | TooLate():
            chat.say(why_not_changed(outcome, near(meal), who), MEALS, HOME, toast=_("没有改成，请看说明"))
        case _:
            chat.say(why_not_changed(outcome, near(meal), who), MEALS, HOME)


def until(meal: Meal) -> Text:
    """Until when one can think better of it."""
    return _("{until} 之前可以改、可以退。", until=Moment(meal.day.closes_ms, "near"))


def nothing_fits(meal: Meal, who: str, card: Card, phone: str) -> Saying:
    """Nothing that is cooked is for somebody with these allergies."""
    return lines(
        _("{day}能选的菜里，都有{who}过敏的（{what}）。", day=near(meal), who=who, what=diets.named(card.allergies)),
        _("换一天看看，或者打电话问问社区：{phone}", phone=phone) if phone else _("换一天看看，或者到社区问一声。"),
    )


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


def listed(meal: Meal, usual_ms: int) -> Saying:
    """A day on the menu, whose orders usually close then."""
    left: Saying = ""
    closes_ms = meal.day.closes_ms
    early_or_late = _("，{time} 截止", time=Moment(closes_ms, "time")) if closes_ms != usual_ms else ""
    if meal.day.left <= FEW:
        left = _("，只剩{n}份", n=meal.day.left) if meal.day.left else _("，已订满")
    dishes = "；".join(dish.name for dish in meal.offered)
    return _("{day}{closes}{left}：{dishes}", day=near(meal), closes=early_or_late, dishes=dishes, left=left)


def ordered_so_far(mine: list[Listed]) -> Saying | None:
    """What is ordered, the nearest first; of many only so many are named. None where nothing is."""
    rest = len(mine) - NAMED
    more = _("……还有{n}餐，点「改、退已订的」看全部", n=rest) if rest > 0 else None
    return lines(_("已经订好："), *map(line, mine[:NAMED]), more) if mine else None
