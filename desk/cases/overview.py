"""All cases: the board, the list with its pages, and the list as an Excel file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from desk.cases import filters
from desk.downloads import CHUNK, Cell, Chunk, Download, Table
from desk.pages import Answer, Done, Pages, Visit
from language.text import Day, _
from services.calendar import to_local
from services.cases import board, clock, kinds, seeing
from services.cases.board import Tile

pages = Pages()

A_COLUMN, A_PAGE = 12, 50


@pages.get("/cases", may="cases.see")
async def overview(visit: Visit) -> Answer:
    """The board; whoever looks for a number goes to that case."""
    if (one := await _named(visit)) is not None:
        return one
    asked = await filters.asked(visit)
    columns = await board.columns(visit.community_id, visit.by, asked.filter, visit.now_ms, A_COLUMN)
    return visit.show("cases/board.html", columns=columns, **await _common(visit, asked))


@pages.get("/cases/list", may="cases.see")
async def listed(visit: Visit) -> Answer:
    """The list; a number leads to its case, as on the board."""
    if (one := await _named(visit)) is not None:
        return one
    asked = await filters.asked(visit)
    skip, urgent = min(visit.number("skip"), 1_000_000), visit.query.get("by") == "urgent"
    found = await board.page(
        visit.community_id, visit.by, asked.filter, visit.now_ms, A_PAGE + 1, skip, urgent=urgent
    )  # fmt: skip
    number, late = await board.number(visit.community_id, visit.by, asked.filter, visit.now_ms)
    return visit.show(
        "cases/list.html", tiles=found[:A_PAGE], more=len(found) > A_PAGE, skip=skip, most=A_PAGE, urgent=urgent,
        number=number, late=late, **await _common(visit, asked),
    )  # fmt: skip


@pages.get("/cases/list/file", may="cases.change", notes=True)
async def file(visit: Visit) -> Download:
    """The list as an Excel file, without who brought anything up; that somebody took it along is written down."""
    asked = await filters.asked(visit)
    await board.exported(visit.community_id, visit.by, visit.now_ms)

    async def rows(after: Any) -> Chunk:
        found = await board.behind(visit.community_id, visit.by, asked.filter, visit.now_ms, after or 0, CHUNK)
        return Chunk([_row(visit, tile) for tile in found], found[-1].case.id if len(found) == CHUNK else None)

    return Download(_("待办"), [Table(_("待办"), _COLUMNS, rows)])


_COLUMNS = (
    _("编号"), _("种类"), _("类别"), _("急不急"), _("地方"), _("说的是"), _("状态"), _("队伍"), _("谁在办"), _("关注的人"),
    _("报上来"), _("期限"), _("办结"), _("是否超时"),
)  # fmt: skip


def _row(visit: Visit, tile: Tile) -> Sequence[Cell]:
    case, kind = tile.case, tile.kind
    category, severity = kind.category(case.category), kind.severity(case.severity)

    def day(at_ms: int | None) -> Cell:
        return Day(to_local(at_ms, visit.zone).date(), "year") if at_ms is not None else ""

    return (
        case.id, kinds.shown(kind.name), kinds.shown(category.name) if category else "",
        kinds.shown(severity.name) if severity else "", case.place, case.words, tile.state, tile.team, tile.owner,
        case.followers, day(case.created_ms), day(case.due_ms), day(case.closed_ms),
        _("超时") if clock.late(case, visit.now_ms) else "",
    )  # fmt: skip


async def _named(visit: Visit) -> Done | None:
    """The way to the case whose number is looked for."""
    number = filters.number(visit.query.get("q", ""))
    found = await seeing.look(number, visit.by, visit.now_ms) if number else None
    return Done(f"/cases/{number}") if found is not None and found.case.community_id == visit.community_id else None


async def _common(visit: Visit, asked: filters.Asked) -> dict[str, Any]:
    """What the board and the list have above them."""
    return {
        "asked": asked.given,
        "base": asked.base,
        "unphased": asked.without("phase", "state"),
        "narrowed": filters.narrowed(asked.filter),
        "choices": await filters.choices(visit, asked.filter),
        "span": clock.span,
    }
