"""What became of a standing order, day by day, for residents and for those who work here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from language.text import Day, Money, Saying, _, lines
from services.canteen.standing_days import Filled, TakenBack, dates, made_up, too_few
from storage.orders import Listed
from storage.standing import Standing

NOTHING_YET = _("眼下没有要订的日子，出了新菜单就自动订。")
SHOWN = 5
"""So many days are named; of the others it is said how many they are."""


def filled(made: Filled, one: Standing) -> list[Saying]:
    """What it has ordered at once, and on which days it could not, and why."""
    some: list[Saying | None] = [
        lines(_("已经订上："), *listed(made.ordered, one)) if made.ordered else None,
        _("{days}{few}，没订上。", days=dates(made.full), few=too_few(one.portions)) if made.full else None,
        _("{days}没有第{n}种菜，没订。", days=dates(made.without), n=one.n) if made.without else None,
        _("{days}的菜里有过敏的，没订，可以另选。", days=dates(made.harmful)) if made.harmful else None,
    ]
    return [said for said in some if said is not None]


def listed(ordered: Sequence[Listed], one: Standing) -> list[Saying]:
    """What it has ordered, the nearest days first."""
    shown = [_line(each, made_up(one.weekdays, _iso(each.day))) for each in ordered[:SHOWN]]
    more = len(ordered) - SHOWN
    return [*shown, _("……还有{n}天", n=more)] if more > 0 else shown


def _line(one: Listed, lost: date | None) -> Saying:
    day, price = Day(_iso(one.day), "near"), Money(one.total_fen)
    if lost:
        return _("{day}：{dish}，{price}（补{lost}的）", day=day, dish=one.dish, price=price, lost=Day(lost, "near"))
    return _("{day}：{dish}，{price}", day=day, dish=one.dish, price=price)


def taken(what: TakenBack) -> list[Saying]:
    """What was taken back, and what is cooked all the same."""
    back = _("{days}的餐退了，不收钱。", days=dates(what.back)) if what.back else None
    stays = _("{days}已经截止，照常做。", days=dates(what.stays)) if what.stays else None
    return [said for said in (back, stays) if said]


def _iso(iso: str) -> date:
    return date.fromisoformat(iso)
