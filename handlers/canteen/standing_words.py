"""What is said about a standing order: what it is, what it has ordered, and what became of a change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from conversation.chat import Chat
from conversation.screen import HOME
from handlers.canteen.meal_words import MEALS
from language.message import Button
from language.text import Day, Money, Saying, Text, _, lines, paragraphs
from services.canteen import standing
from services.canteen.meal_wording import near, to_verify_hint
from services.canteen.meals import Meal
from services.canteen.prices import Price
from services.canteen.standing import Ended, Made, Paused, Refusal, Wish
from services.canteen.standing_days import Filled, dates
from services.canteen.standing_wording import NOTHING_YET, filled, listed, taken
from storage.meals import Dish
from storage.orders import Listed
from storage.standing import Standing


def see(eater_id: int) -> Button:
    """To that person's standing order."""
    return Button(_("看长期订餐"), f"/standing {eater_id}")


def described(who: str, one: Standing, home: str, today: date, ordered: Sequence[Listed]) -> Saying:
    """A standing order as it stands, with what it has ordered."""
    pause = standing.pausing(one, today)
    return paragraphs(
        lines(
            _("{who}的长期订餐：", who=who),
            standing.summary(one),
            _where(one, home),
            _("{first}到{last}暂停，这几天不订。", first=_day(one.paused_from), last=_day(one.paused_until)) if pause else None,
        ),
        lines(_("已经订上："), *listed(ordered, one)) if ordered else _("眼下没有订上的餐，出了菜单就自动订。"),
    )


def review(who: str, wish: Wish, dish: Dish | None, meal: Meal | None, home: str, cost: Price | None) -> Saying:
    """What is about to be agreed to, in full."""
    example = _("比如{day}是{dish}", day=near(meal), dish=dish.name) if meal and dish else None
    return paragraphs(
        _("请看一下对不对："),
        lines(
            _("{who}：{what}", who=who, what=standing.summary(wish)),
            example,
            _where(wish, home),
            _("每天{price}，用餐时付", price=Money(cost.total_fen)) if cost else None,
            to_verify_hint(cost.to_verify, who) if cost else None,
        ),
        _("以后出了菜单就自动订好。哪天不吃，截止前退了那天就行。"),
    )


def told_made(chat: Chat, outcome: Made | Refusal, who: str, done: Text) -> None:
    """Say what came of making, changing or resuming it."""
    if not isinstance(outcome, Made):
        refused(chat)
        return
    one = outcome.standing
    text = paragraphs(
        lines(done, _("{who}：{what}", who=who, what=standing.summary(one))),
        lines(*filled(outcome.filled, one)) if outcome.filled != Filled(()) else NOTHING_YET,
        _("每周五下午告诉您下一周怎么安排。"),
    )
    chat.say(text, see(one.eater_id), MEALS, HOME, toast=done)


def told_paused(chat: Chat, outcome: Paused | Refusal) -> None:
    """Say that it pauses."""
    if not isinstance(outcome, Paused):
        refused(chat)
        return
    one = outcome.standing
    text = lines(
        _("好的，{first}到{last}不订，之后自动接着订。", first=_day(one.paused_from), last=_day(one.paused_until)),
        *taken(outcome.taken),
        *filled(outcome.filled, one),
    )
    chat.say(text, see(one.eater_id), MEALS, HOME, toast=_("暂停好了"))


def told_ended(chat: Chat, outcome: Ended | Refusal) -> None:
    """Say that there is none any more."""
    if not isinstance(outcome, Ended):
        refused(chat)
        return
    text = lines(_("长期订餐停了，以后想订随时再设。"), *taken(outcome.taken))
    chat.say(text, MEALS, HOME, toast=_("停了"))


def refused(chat: Chat) -> None:
    """Say that there is no such standing order, or not for this person."""
    chat.say(_("这份长期订餐找不到了，可能已经停了。"), MEALS, HOME)


def would_take(ordered: Sequence[Listed]) -> Saying | None:
    """Which orders a pause or an end takes back; None where none."""
    if not ordered:
        return None
    return _("已经订上的{days}会一起退掉，不收钱。", days=dates([_iso(one.day) for one in ordered]))


def _where(one: Standing | Wish, home: str) -> Saying | None:
    if one.way != "delivered":
        return None
    address = one.address or home
    return _("送到：{address}", address=address) if address else _("还没有留住址，先改成自己取。")


def _day(iso: str) -> Day:
    return Day(_iso(iso), "near")


def _iso(iso: str) -> date:
    return date.fromisoformat(iso)
