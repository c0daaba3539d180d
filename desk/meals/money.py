"""The canteen's months: what was eaten, paid and owed, the subsidy sheet, and the sheets for the books."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from desk.downloads import Chunk, Download, Rows, Table
from desk.meals.finding import MOST, done, looked_for, month_of, today
from desk.pages import Pages, Shown, Visit
from language.text import _
from services.calendar import to_local
from services.canteen import bill_papers
from services.canteen.bill_papers import Behind, Row, Wanted
from services.canteen.months import Month
from services.canteen.owing import yuan
from services.courses import Refused
from storage.sql import Query

pages = Pages()

FEW = 50
"""People on a page: of each, a year of orders and payments is added up."""


@pages.get("/meals/money", may="meals.people")
async def overview(visit: Visit) -> Shown:
    """A month in sums, and who ate in it."""
    of, skip = _wanted(visit), visit.number("skip")
    found = done(await bill_papers.standing_of(of, FEW + 1, skip))
    return visit.show(
        "meals/money.html",
        **_months(of.month, visit),
        sums=done(await bill_papers.overview(visit.community_id, of.month, visit.by, of.today)),
        yuan=yuan,
        found=found[:FEW],
        left=bill_papers.LEFT,
        skip=skip,
        most=FEW,
        more=len(found) > FEW,
        q=visit.query.get("q", ""),
        people=await looked_for(visit),
    )


@pages.get("/meals/subsidy", may="meals.people")
async def subsidy(visit: Visit) -> Shown:
    """What the price classes made cheaper in a month, for whom; all of it on one sheet to be printed."""
    of, skip = _wanted(visit), visit.number("skip")
    found = done(await bill_papers.subsidies(of))
    whole = visit.query.get("whole") == "1"
    return visit.show(
        "meals/subsidy.html",
        **_months(of.month, visit),
        found=found if whole else found[skip : skip + MOST],
        first=0 if whole else skip,
        meals=sum(one.meals for one in found),
        full_fen=sum(one.full_fen for one in found),
        subsidy_fen=sum(one.subsidy_fen for one in found),
        yuan=yuan,
        local=lambda at_ms: to_local(at_ms, visit.zone).date().isoformat(),
        left=bill_papers.LEFT,
        whole=whole,
        skip=skip,
        most=MOST,
        more=len(found) > skip + MOST,
    )


@pages.get("/meals/bill.xlsx", may="meals.people", notes=True)
async def bill_sheet(visit: Visit) -> Download:
    """The bill of everybody, every order and every payment of a month, however many there are."""
    of = done(
        await bill_papers.take(bill_papers.BILL, visit.community_id, month_of(visit), visit.by, visit.now_ms, today(visit))
    )

    async def people(after: Any) -> Chunk:
        return Chunk(done(await bill_papers.people_rows(of)))

    return Download(
        _("{month} 餐费账单", month=str(of.month)),
        [
            Table(_("账单"), bill_papers.BILL_COLUMNS, people),
            Table(_("每一份餐"), bill_papers.ORDER_COLUMNS, _parts(of, bill_papers.order_part)),
            Table(_("每一笔收付"), bill_papers.PAYMENT_COLUMNS, _parts(of, bill_papers.payment_part)),
        ],
    )


@pages.get("/meals/subsidy.xlsx", may="meals.people", notes=True)
async def subsidy_sheet(visit: Visit) -> Download:
    """The subsidy sheet of a month."""
    month = month_of(visit)
    of = done(await bill_papers.take(bill_papers.SUBSIDY, visit.community_id, month, visit.by, visit.now_ms, today(visit)))

    async def people(after: Any) -> Chunk:
        return Chunk(done(await bill_papers.subsidy_rows(of, visit.zone)))

    return Download(_("{month} 补贴表", month=str(of.month)), [Table(_("补贴表"), bill_papers.SUBSIDY_COLUMNS, people)])


Part = Callable[[Wanted, Behind], Coroutine[Query, Any, tuple[list[Row], Behind | None] | Refused]]


def _parts(of: Wanted, part: Part) -> Rows:
    """The rows of a table that is read piece by piece."""

    async def rows(after: Behind | None) -> Chunk:
        found, behind = done(await part(of, after or ("", 0)))
        return Chunk(found, behind)

    return rows


def _wanted(visit: Visit) -> Wanted:
    return Wanted(visit.community_id, month_of(visit), visit.by, today(visit))


def _months(month: Month, visit: Visit) -> dict[str, Any]:
    """The month that is looked at, and those around it."""
    return {"month": month, "before": month.before, "after": month.next if month < Month.of(today(visit)) else None}
