"""The canteen's sheets for the books: the bill of a month, with every order, and what the price classes made cheaper."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from language.text import Text, Value, _
from services.canteen.meals import WAYS
from services.canteen.months import Month
from services.courses import Refused
from services.staff import is_staff
from storage import audit, bills, errands, payments
from storage.bills import BilledTo
from storage.errands import Errand
from storage.payments import Sums

BILL, SUBSIDY = "meal_bill", "meal_subsidy"
"""Kinds of errands."""
LEFT = _("已离开的居民")

BILL_COLUMNS: tuple[Text, ...] = (
    _("序号"), _("姓名"), _("电话"), _("份数"), _("应收（元）"), _("付现金（元）"), _("用餐卡付（元）"), _("充卡（元）"),
    _("退现金（元）"), _("到月底还欠（元）"), _("到月底卡余额（元）"),
)  # fmt: skip
ORDER_COLUMNS: tuple[Text, ...] = (
    _("日期"), _("姓名"), _("菜"), _("份数"), _("怎么吃"), _("补贴前（元）"), _("应收（元）"),
)  # fmt: skip
SUBSIDY_COLUMNS: tuple[Text, ...] = (
    _("序号"), _("姓名"), _("出生日期"), _("核实年龄日期"), _("补贴份数"), _("原价（元）"), _("实收价（元）"), _("补贴（元）"),
)  # fmt: skip

Row = list[Value | float]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which month of which community a sheet is to be made of, for whom; `today` is the local day on which they asked."""

    community_id: int
    month: Month
    by: int
    today: date

    @property
    def first(self) -> str:
        """The first day that counts (ISO)."""
        return self.month.first.isoformat()

    @property
    def last(self) -> str:
        """The last one: what is to be cooked tomorrow is on no bill."""
        return min(self.month.last, self.today).isoformat()


@dataclass(frozen=True, slots=True)
class Overview:
    """A month in sums."""

    portions: int
    total_fen: int
    paid: Sums
    subsidy_fen: int


def wanted(errand: Errand) -> Wanted:
    """What the errand asks for."""
    body = json.loads(errand.body)
    month = Month.read(body["month"])
    assert month is not None
    return Wanted(body["community_id"], month, body["by"], date.fromisoformat(body["today"]))


async def ask(
    kind: str, community_id: int, month: Month, by: int, account_id: int, now_ms: int, today: date
) -> Wanted | Refused:
    """Have that sheet made for this account; that somebody takes it along is written down."""
    if not await is_staff(by, community_id):
        return Refused("not staff")
    body = {"community_id": community_id, "month": str(month), "by": by, "today": today.isoformat()}
    await errands.add(kind, account_id, json.dumps(body), now_ms)
    await audit.note(community_id, by, f"export {kind.replace('_', ' ')}", f"meal_month:{month}", now_ms)
    return Wanted(community_id, month, by, today)


async def overview(community_id: int, month: Month, by: int, today: date) -> Overview | Refused:
    """The month in sums, for staff."""
    of = Wanted(community_id, month, by, today)
    if not await is_staff(by, community_id):
        return Refused("not staff")
    portions, total_fen = await bills.sums(community_id, of.first, of.last)
    paid = await payments.all_sums(community_id, of.first, of.last)
    return Overview(portions, total_fen, paid, await bills.subsidy(community_id, of.first, of.last))


async def bill_rows(of: Wanted) -> tuple[list[Row], list[Row]] | Refused:
    """A row for everybody as BILL_COLUMNS say, the sums below, and one for every order as ORDER_COLUMNS say.

    Everybody: who ate or paid in that month, and who is still here and owes something at its end.
    """
    if not await is_staff(of.by, of.community_id):
        return Refused("not staff")
    found = await bills.every(of.community_id, of.first, of.last)
    ate: dict[int, list[BilledTo]] = {}
    for one in found:
        ate.setdefault(one.eater_id, []).append(one)
    paid = {one.person_id: one for one in await payments.by_person(of.community_id, of.first, of.last)}
    ever_paid = {one.person_id: one for one in await payments.by_person(of.community_id, "", of.last)}
    ordered = {one.person_id: one.fen for one in await bills.by_person(of.community_id, of.last)}
    known = {one.id: (one.name, one.phone) for one in await bills.known(of.community_id)}
    nobody = Sums()
    rows: list[Row] = []
    for person_id in sorted(ordered.keys() | ever_paid.keys()):
        meals = ate.get(person_id, [])
        ever = ever_paid.get(person_id, nobody)
        owed_fen = ordered.get(person_id, 0) - ever.paid_fen
        if not meals and person_id not in paid and (person_id not in known or owed_fen <= 0):
            continue
        month = paid.get(person_id, nobody)
        name, phone = known.get(person_id) or ((meals[0].eater, meals[0].phone) if meals else ("", ""))
        total_fen = sum(one.total_fen for one in meals)
        amounts = (
            total_fen, month.cash_in_fen, month.card_fen, month.topup_in_fen, month.back_fen, owed_fen, ever.balance_fen,
        )  # fmt: skip
        rows.append([len(rows) + 1, name or LEFT, phone, sum(one.portions for one in meals), *(fen / 100 for fen in amounts)])
    rows.append(_summed(rows, 3, len(BILL_COLUMNS)))
    orders: list[Row] = [
        [one.day, one.eater or LEFT, one.dish, one.portions, WAYS[one.way], one.full_fen / 100, one.total_fen / 100]
        for one in found
    ]
    return rows, orders


async def subsidy_rows(of: Wanted, zone: ZoneInfo) -> list[Row] | Refused:
    """A row for everybody for whom a price class made meals cheaper, as SUBSIDY_COLUMNS say, and the sums below."""
    if not await is_staff(of.by, of.community_id):
        return Refused("not staff")
    rows: list[Row] = []
    for n, one in enumerate(await bills.subsidies(of.community_id, of.first, of.last), 1):
        seen = datetime.fromtimestamp(one.age_seen_ms / 1000, zone).date().isoformat() if one.age_seen_ms is not None else ""
        amounts = (one.full_fen, one.full_fen - one.subsidy_fen, one.subsidy_fen)
        rows.append([n, one.name or LEFT, one.birth_date or "", seen, one.meals, *(fen / 100 for fen in amounts)])
    rows.append(_summed(rows, 4, len(SUBSIDY_COLUMNS)))
    return rows


def _summed(rows: list[Row], first: int, width: int) -> Row:
    """The last row: the sums of the columns from the `first` on."""
    sums = [round(sum(cell for row in rows if isinstance(cell := row[x], int | float)), 2) for x in range(first, width)]
    return ["", _("合计"), *[""] * (first - 2), *sums]
