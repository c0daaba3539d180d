"""What is said of meals to residents and to those who work here: an order, what a dish means for somebody, why something cannot be had."""

from __future__ import annotations

from datetime import date

from language.text import Day, Joined, Moment, Money, Saying, Text, _, lines
from services.canteen import diets
from services.canteen.diets import Card
from services.canteen.meals import WAYS, Meal
from services.canteen.orders import Already, Blocked, CancelOutcome, ChangeOutcome, OrderOutcome, SoldOut, TooLate
from services.canteen.prices import PriceClass
from storage.meals import Dish
from storage.orders import Listed

COURIERS_SEE = _("送到家的，送餐员看得到姓名、地址和电话。")


def why_not(outcome: OrderOutcome, day: Day, who: str = "") -> Saying:
    """Why nothing was ordered."""
    match outcome:
        case Already():
            return _("{day}{who}已经订过了，一人一天订一次。想改就点「改这份餐」。", day=day, who=who)
        case Blocked():
            return blocked(outcome, who)
        case SoldOut(left=0):
            return _("{day}已订满，换一天吧。", day=day)
        case SoldOut(left=left):
            return _("{day}只剩{n}份了，少订一点，或者换一天。", day=day, n=left)
        case TooLate():
            return too_late(outcome)
        case _:
            return _("这份餐订不了，看看别的吧。")


def why_not_changed(outcome: ChangeOutcome | CancelOutcome, day: Day, who: str) -> Saying:
    """Why nothing was changed."""
    match outcome:
        case Blocked():
            return blocked(outcome, who)
        case SoldOut(left=0):
            return _("{day}已订满，不能再加了。", day=day)
        case SoldOut(left=left):
            return _("{day}最多还能加{n}份。", day=day, n=left)
        case TooLate():
            return too_late(outcome)
        case _:
            return _("这份餐找不到了，可能之前已经退了。")


def line(one: Listed) -> Saying:
    """An order in a line."""
    text = _(
        "{day}{who}：{dish}，{n}份，{way}，{price}",
        day=day_of(one), who=one.eater, dish=one.dish, n=one.portions, way=WAYS[one.way], price=Money(one.total_fen),
    )  # fmt: skip
    return Joined((text, _("备注：{note}", note=one.note)), "，") if one.note else text


def day_of(one: Listed) -> Day:
    """The day of an order, as `near`."""
    return Day(date.fromisoformat(one.day), "near")


def near(meal: Meal) -> Day:
    """The day of a meal, in words: today, tomorrow, else the date."""
    return Day(meal.date, "near")


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
