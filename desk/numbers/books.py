"""The figures as Excel files: the table of one chart, or all of them with every session and every case."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from desk.downloads import CHUNK, Cell, Chunk, Download, Table
from desk.numbers.asked import asked
from desk.pages import NotHere, Pages, Visit
from language.text import _
from services.figures import listing, month, panels
from services.figures.asking import Asked
from services.figures.listing import Piece
from services.figures.panels import Panel
from storage.sql import Query

pages = Pages()

Listed = Callable[[Asked, int, int], Coroutine[Query, Any, Piece]]


@pages.get("/numbers/table/{name}", may="numbers.see")
async def one(visit: Visit) -> Download:
    """The table of one chart."""
    wanted = await asked(visit)
    panel = await month.panel(wanted, visit.params["name"])
    if panel is None:
        raise NotHere
    return Download(_("{title}（{month}）", title=panel.title, month=wanted.span.month.said), [sheet(panel)])


@pages.get("/numbers/book", may="numbers.see")
async def book(visit: Visit) -> Download:
    """All tables, then every session and every case of that time."""
    wanted = await asked(visit)
    tables = [sheet(panel) for panel in month.panels(wanted, await month.read(wanted)).values()]
    tables.append(Table(_("每次课"), listing.SESSION_COLUMNS, partial(_piece, listing.sessions, wanted)))
    tables.append(Table(_("每件事"), listing.CASE_COLUMNS, partial(_piece, listing.every_case, wanted)))
    return Download(_("{community}数字（{month}）", community=visit.worker.community, month=wanted.span.month.said), tables)


def sheet(panel: Panel) -> Table:
    """A panel as a sheet."""
    return Table(panel.title, panel.head, [[_cell(cell) for cell in row.cells] for row in panel.rows])


def _cell(cell: panels.Cell) -> Cell:
    return "" if cell is None else cell


async def _piece(listed: Listed, wanted: Asked, after: Any) -> Chunk:
    rows, behind = await listed(wanted, after or 0, CHUNK)
    return Chunk([[_cell(cell) for cell in row] for row in rows], behind)
