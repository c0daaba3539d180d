"""Sheets to take along: however long they are, only a piece of them is in memory, and nothing is lost between two pieces."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import Any

from openpyxl import load_workbook

from desk import downloads
from desk.downloads import CHUNK, Chunk, Download, Table
from language.catalogue import Voice
from language.text import _
from services.canteen.months import Month
from services.figures import listing
from services.figures.asking import Asked
from services.figures.spans import Span
from storage import case_events, cases
from tests.conversations.world import ZONE
from tests.desk.house import DeskHouse

VOICE = Voice("zh", ZONE)
MADE = datetime(2026, 11, 23, 10, tzinfo=ZONE)
SEEN = Asked(1, Span(Month(2026, 11), "month", date(2026, 11, 23)), ZONE, 2_000_000_000_000)
"""Later than everything."""


def many(rows: int, asked: list[int]) -> Callable[[Any], Any]:
    """So many rows, read piece by piece; what is asked for is noted."""

    async def read(after: Any) -> Chunk:
        first = (after or 0) + 1
        last = min(first + CHUNK - 1, rows)
        asked.append(first)
        return Chunk([[n, f"第{n}行", "杂物堆在楼道里" * 4] for n in range(first, last + 1)], last if last < rows else None)

    return read


async def peak(house: DeskHouse, rows: int) -> int:
    """How many bytes are in memory at most while so many rows are written."""
    download = Download("many", [Table("many", [_("编号"), _("名称"), _("说明")], many(rows, []))])
    (await downloads.write(download, house.db, VOICE, MADE)).close()  # what is loaded once is no part of it
    tracemalloc.start()
    try:
        (await downloads.write(download, house.db, VOICE, MADE)).close()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


async def test_a_long_list_is_read_in_pieces_and_is_whole(house: DeskHouse) -> None:
    asked: list[int] = []
    columns = [_("编号"), _("名称"), _("说明")]
    download = Download("two", [Table("short", columns, [[1, "一", "=1+1"]]), Table("long", columns, many(1_250, asked))])
    with await downloads.write(download, house.db, VOICE, MADE) as file:
        short, long = load_workbook(file).worksheets
    assert asked == [1, 501, 1_001]
    assert [cell.value for cell in short[2]] == [1, "一", "=1+1"] and short["C2"].data_type == "s"
    assert [row[0].value for row in long.iter_rows(min_row=2)] == list(range(1, 1_251))


async def test_five_times_as_many_rows_need_no_more_memory(house: DeskHouse) -> None:
    few, lots = await peak(house, 600), await peak(house, 3_000)
    assert lots < few * 1.5, (few, lots)


async def test_every_case_stands_in_the_list_once_however_it_is_read(house: DeskHouse) -> None:
    for n in range(57):
        await house.db.write(partial(_case, n))
    whole, end = await house.db.read(lambda: listing.every_case(SEEN, 0, 1_000))
    assert end is None and len(whole) == 57
    after: int | None = 0
    pieces = []
    while after is not None:
        rows, after = await house.db.read(partial(listing.every_case, SEEN, after, 10))
        pieces += rows
    assert pieces == whole


async def _case(n: int) -> None:
    case_id = await cases.add(1, "hazard", "new", "waiting", 1_790_000_000_000 + n, category="fire")
    await case_events.add(case_id, None, "reported", 1_790_000_000_000 + n, state="new")
