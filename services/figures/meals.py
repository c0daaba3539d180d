"""Meals in figures: portions by way and by price, what they cost, what was subsidised, and doors at which nobody got theirs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from language.text import Money, Saying, _
from services.canteen import prices
from services.canteen.meals import WAYS
from services.figures.asking import Asked
from services.figures.panels import Panel, Row, share
from services.figures.spans import Step, within
from storage import meal_sums, meals
from storage.meal_sums import Alike
from storage.meals import Canteen

MOST_PRICES = 5
"""So many prices have a bar of their own; the rest are one."""


@dataclass(frozen=True, slots=True)
class Sums:
    """What was cooked. `days` on which anything was; `doors` to which a meal was brought, `failed` of them in vain.

    `ways` and `prices` are portions: by how they reach people, and by what one of them costs (fen).
    """

    days: int
    portions: int
    doors: int
    failed: int
    total_fen: int
    subsidy_fen: int
    ways: Mapping[str, int]
    prices: Mapping[int, int]

    @property
    def a_day(self) -> float | None:
        """Portions on a day on which anything was cooked."""
        return round(self.portions / self.days, 1) if self.days else None

    @property
    def failing(self) -> float | None:
        """Of a hundred doors, at how many nobody got the meal."""
        return share(self.failed, self.doors)


@dataclass(frozen=True, slots=True)
class Meals:
    """The orders of a span by day, those alike together, and its failed drops."""

    days: tuple[date, ...]
    orders: tuple[Alike, ...]
    failed: Mapping[date, int]
    canteen: Canteen | None

    def over(self, step: Step) -> Sums:
        """All of it, on these days."""
        ways: Counter[str] = Counter()
        by_price: Counter[int] = Counter()
        orders = self.orders[within(self.days, step)]
        for one in orders:
            ways[one.way] += one.portions * one.count
            for fen, portions in self._prices(one):
                by_price[fen] += portions * one.count
        return Sums(
            days=len({one.day for one in orders}),
            portions=sum(one.portions * one.count for one in orders),
            doors=sum(one.count for one in orders if one.way == "delivered"),
            failed=sum(doors for day, doors in self.failed.items() if step.holds(day)),
            total_fen=sum(one.total_fen * one.count for one in orders),
            subsidy_fen=sum(max(one.full_fen - one.total_fen, 0) * one.count for one in orders),
            ways=ways,
            prices=by_price,
        )

    def _prices(self, one: Alike) -> list[tuple[int, int]]:
        """What a portion of such an order costs, and how many cost that: a daily price is that of the first one."""
        if not one.reduced or one.portions == 1 or one.total_fen == 0:
            return [(one.total_fen // one.portions, one.portions)]
        ordinary = one.full_fen // one.portions
        if one.full_fen <= one.total_fen:  # no subsidy is claimed, and the order does not say what the other portions cost
            ordinary = self.canteen.price_fen if self.canteen else 0
        return [(max(one.total_fen - ordinary * (one.portions - 1), 0), 1), (ordinary, one.portions - 1)]

    def price(self, fen: int) -> Saying:
        """What a price is called, as the canteen's classes are now: "60岁以上 8元"."""
        if fen == 0:
            return _("不收钱")
        named = {one.fen: one.title for one in reversed(prices.classes(self.canteen))} if self.canteen else {}
        title = named.get(fen)
        return _("{who} {price}", who=title, price=Money(fen)) if title else Money(fen)


async def read(asked: Asked) -> Meals:
    """What was ordered for the days of the span, and cooked or still to be cooked today."""
    orders = await meal_sums.alike(asked.community_id, *asked.days)
    failed = await meal_sums.failed(asked.community_id, *asked.days)
    days: dict[str, date] = {}
    return Meals(
        tuple(days.setdefault(one.day, date.fromisoformat(one.day)) for one in orders),
        tuple(orders),
        {date.fromisoformat(one.day): one.doors for one in failed},
        await meals.canteen(asked.community_id),
    )


def panels(asked: Asked, found: Meals) -> list[Panel]:
    """How many, at which price, and what that comes to."""
    steps = asked.span.steps
    sums = [found.over(step) for step in steps]
    title = {"day": _("每天多少份餐"), "week": _("每周多少份餐"), "month": _("每月多少份餐")}[asked.span.by]
    head = (
        _("时间"), *WAYS.values(), _("一共（份）"), _("开餐（天）"), _("平均每天（份）"), _("送餐（户次）"), _("没送到（户次）"), _("没送到率（%）"),
    )  # fmt: skip
    rows = [
        Row(
            (step.said, *(one.ways.get(way, 0) for way in WAYS), one.portions, one.days, one.a_day, one.doors, one.failed, one.failing),
            step.mark,
        )
        for step, one in zip(steps, sums, strict=True)
    ]  # fmt: skip
    money = [
        Row((step.said, one.total_fen / 100, one.subsidy_fen / 100, (one.total_fen + one.subsidy_fen) / 100), step.mark)
        for step, one in zip(steps, sums, strict=True)
    ]
    money_head = (_("时间"), _("居民付的（元）"), _("补贴（元）"), _("合计（元）"))
    return [
        Panel("meals", title, head, tuple(rows), (1, 2, 3), _("份"), "stacked"),
        _by_price(steps, sums, found),
        _of_month(asked.span.step, found),
        Panel("money", _("餐费和补贴"), money_head, tuple(money), (1, 2), _("元"), "stacked"),
    ]


def _of_month(step: Step, found: Meals) -> Panel:
    """Portions by price in the month, the cheapest first."""
    sums = found.over(step)
    rows = [Row((found.price(fen), n, share(n, sums.portions))) for fen, n in sorted(sums.prices.items())]
    head = (_("价格"), _("份数"), _("占多少（%）"))
    return Panel("price", _("{month}各种价格的餐", month=step.said), head, tuple(rows), (1,), _("份"), "lying")


def _by_price(steps: tuple[Step, ...], sums: list[Sums], found: Meals) -> Panel:
    """Portions by price: those of which there are most, the cheapest first, and all the others together."""
    whole = sum((Counter(one.prices) for one in sums), Counter[int]())
    kept = sorted(fen for fen, _portions in whole.most_common(MOST_PRICES))
    rest = set(whole) - set(kept)
    head = [_("时间"), *map(found.price, kept), *([_("别的价格")] if rest else [])]
    rows = []
    for step, one in zip(steps, sums, strict=True):
        cells = [one.prices.get(fen, 0) for fen in kept]
        if rest:
            cells.append(sum(one.prices.get(fen, 0) for fen in rest))
        rows.append(Row((step.said, *cells), step.mark))
    return Panel("prices", _("各种价格的餐有多少份"), tuple(head), tuple(rows), tuple(range(1, len(head))), _("份"), "stacked")
