"""The canteen's sheets for the books: the bill of a month, with every order, and what the price classes made cheaper."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias
from zoneinfo import ZoneInfo

from language.text import Text, Value, _
from services.canteen.meals import WAYS
from services.canteen.money_words import what
from services.canteen.months import Month
from services.courses import Refused
from services.staff import is_staff
from storage import audit, bills, errands, meals, payments
from storage.bills import Eaten, Subsidy
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

PAYMENT_COLUMNS: tuple[Text, ...] = (
    _("日期"), _("姓名"), _("项目"), _("金额（元）"), _("经手人"), _("状态"), _("原因"),
)  # fmt: skip

Row = list[Value | float]
Behind: TypeAlias = tuple[str, int]
"""A day (ISO) and an id of that day, behind which one reads on; ("", 0) is the beginning."""
EVER = "9"
"""Behind every day."""
PART = 500
"""Rows that are read at a time: a month has as many orders as it has."""


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


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody ate in a month and paid in it; what they owe and have on their card today."""

    eaten: Eaten
    paid_fen: int
    owed_fen: int
    balance_fen: int


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
    wanted = await take(kind, community_id, month, by, now_ms, today)
    if isinstance(wanted, Wanted):
        body = {"community_id": community_id, "month": str(month), "by": by, "today": today.isoformat()}
        await errands.add(kind, account_id, json.dumps(body), now_ms)
    return wanted


async def take(kind: str, community_id: int, month: Month, by: int, now_ms: int, today: date) -> Wanted | Refused:
    """That sheet for somebody who takes it along at the desk, which is written down."""
    if not await is_staff(by, community_id):
        return Refused("not staff")
    await audit.note(community_id, by, f"export {kind.replace('_', ' ')}", f"meal_month:{month}", now_ms)
    return Wanted(community_id, month, by, today)


async def overview(community_id: int, month: Month, by: int, today: date) -> Overview | Refused:
    """The month in sums, for staff."""
    of = Wanted(community_id, month, by, today)
    if not await is_staff(by, community_id):
        return Refused("not staff")
    sums = await bills.sums(community_id, of.first, of.last)
    paid = await payments.all_sums(community_id, of.first, of.last)
    return Overview(sums.portions, sums.total_fen, paid, sums.subsidy_fen)


async def standing_of(of: Wanted, most: int, skip: int) -> list[Standing] | Refused:
    """Who ate in that month, and where they stand now, for staff: so many, behind so many others."""
    if not await is_staff(of.by, of.community_id):
        return Refused("not staff")
    found = await bills.eaten(of.community_id, of.first, of.last, most, skip)
    if not found:
        return []
    among, today = (found[0].person_id, found[-1].person_id), of.today.isoformat()
    month = {one.person_id: one for one in await payments.by_person(of.community_id, of.first, of.last, among)}
    paid = {one.person_id: one for one in await payments.by_person(of.community_id, "", EVER, among)}
    ordered = {one.person_id: one.fen for one in await bills.by_person(of.community_id, today, among)}
    nobody = Sums()
    return [
        Standing(
            one, month.get(one.person_id, nobody).paid_fen,
            ordered.get(one.person_id, 0) - paid.get(one.person_id, nobody).paid_fen, paid.get(one.person_id, nobody).balance_fen,
        )
        for one in found
    ]  # fmt: skip


async def bill_rows(of: Wanted) -> tuple[list[Row], list[Row]] | Refused:
    """All of `people_rows`, and all of `order_part`."""
    people = await people_rows(of)
    if isinstance(people, Refused):
        return people
    orders: list[Row] = []
    after: Behind | None = ("", 0)
    while after is not None:
        part = await order_part(of, after)
        assert not isinstance(part, Refused)
        rows, after = part
        orders += rows
    return people, orders


async def people_rows(of: Wanted) -> list[Row] | Refused:
    """A row for everybody as BILL_COLUMNS say, and the sums below.

    Everybody: who ate or paid in that month, and who is still here and owes something at its end.
    """
    if not await is_staff(of.by, of.community_id):
        return Refused("not staff")
    ate = {one.person_id: one for one in await bills.eaten(of.community_id, of.first, of.last)}
    paid = {one.person_id: one for one in await payments.by_person(of.community_id, of.first, of.last)}
    ever_paid = {one.person_id: one for one in await payments.by_person(of.community_id, "", of.last)}
    ordered = {one.person_id: one.fen for one in await bills.by_person(of.community_id, of.last)}
    known = {one.id: (one.name, one.phone) for one in await bills.known(of.community_id)}
    nobody = Sums()
    rows: list[Row] = []
    for person_id in sorted(ordered.keys() | ever_paid.keys()):
        month = ate.get(person_id, Eaten(person_id, "", "", 0, 0))
        ever = ever_paid.get(person_id, nobody)
        owed_fen = ordered.get(person_id, 0) - ever.paid_fen
        if person_id not in ate and person_id not in paid and (person_id not in known or owed_fen <= 0):
            continue
        sums = paid.get(person_id, nobody)
        name, phone = known.get(person_id) or (month.name, month.phone)
        amounts = (
            month.total_fen, sums.cash_in_fen, sums.card_fen, sums.topup_in_fen, sums.back_fen, owed_fen, ever.balance_fen,
        )  # fmt: skip
        rows.append([len(rows) + 1, name or LEFT, phone, month.portions, *(fen / 100 for fen in amounts)])
    rows.append(_summed(rows, 3, len(BILL_COLUMNS)))
    return rows


async def order_part(of: Wanted, after: Behind) -> tuple[list[Row], Behind | None] | Refused:
    """A row for each of the next PART orders behind that one, as ORDER_COLUMNS say, and the last of them; None where that was all."""
    if not await is_staff(of.by, of.community_id):
        return Refused("not staff")
    rows: list[Row] = []
    day, order_id = after
    for one in await meals.between(of.community_id, day or of.first, of.last):
        found = await bills.of_day(one.id, order_id if one.day == day else 0, PART - len(rows))
        rows += [
            [each.day, each.eater or LEFT, each.dish, each.portions, WAYS[each.way], each.full_fen / 100, each.total_fen / 100]
            for each in found
        ]
        if len(rows) == PART:
            return rows, (one.day, found[-1].id)
    return rows, None


async def payment_part(of: Wanted, after: Behind) -> tuple[list[Row], Behind | None] | Refused:
    """The same of what was written down in that month, as PAYMENT_COLUMNS say."""
    if not await is_staff(of.by, of.community_id):
        return Refused("not staff")
    day, payment_id = after
    found = await payments.book(of.community_id, day or of.first, of.last, payment_id, PART)
    rows: list[Row] = [
        [one.day, one.person or LEFT, what(one.kind, one.fen, one.reverses), one.fen / 100, one.by,
         _("作废了") if one.reversed else "", one.note]
        for one in found
    ]  # fmt: skip
    return rows, (found[-1].day, found[-1].id) if len(found) == PART else None


async def subsidies(of: Wanted) -> list[Subsidy] | Refused:
    """What was cheaper for whom in that month, for staff."""
    if not await is_staff(of.by, of.community_id):
        return Refused("not staff")
    return await bills.subsidies(of.community_id, of.first, of.last)


async def subsidy_rows(of: Wanted, zone: ZoneInfo) -> list[Row] | Refused:
    """A row for everybody for whom a price class made meals cheaper, as SUBSIDY_COLUMNS say, and the sums below."""
    found = await subsidies(of)
    if isinstance(found, Refused):
        return found
    rows: list[Row] = []
    for n, one in enumerate(found, 1):
        seen = datetime.fromtimestamp(one.age_seen_ms / 1000, zone).date().isoformat() if one.age_seen_ms is not None else ""
        amounts = (one.full_fen, one.full_fen - one.subsidy_fen, one.subsidy_fen)
        rows.append([n, one.name or LEFT, one.birth_date or "", seen, one.meals, *(fen / 100 for fen in amounts)])
    rows.append(_summed(rows, 4, len(SUBSIDY_COLUMNS)))
    return rows


def _summed(rows: list[Row], first: int, width: int) -> Row:
    """The last row: the sums of the columns from the `first` on."""
    sums = [round(sum(cell for row in rows if isinstance(cell := row[x], int | float)), 2) for x in range(first, width)]
    return ["", _("合计"), *[""] * (first - 2), *sums]
