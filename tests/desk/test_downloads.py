"""Sheets to take along: however long they are, only a piece of them is in memory, and nothing is lost between two pieces."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
import tracemalloc
from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from openpyxl import load_workbook
from starlette.requests import ClientDisconnect

from desk import downloads
from desk.answers import Sheet
from desk.downloads import CHUNK, Chunk, Download, Table
from language.catalogue import Voice
from language.text import _
from services.canteen.months import Month
from services.figures import listing
from services.figures.asking import Asked
from services.figures.spans import Span
from storage import case_events, cases
from storage.database import StorageError
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


async def test_eight_times_as_many_rows_need_no_more_memory(house: DeskHouse) -> None:
    few, lots = await peak(house, 1_000), await peak(house, 8_000)
    assert lots < few * 1.2, (few, lots)


async def test_where_it_cannot_be_read_to_its_end_nothing_of_it_stays_on_the_disk(
    house: DeskHouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    aside = tmp_path / "aside"
    aside.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(aside))

    async def read(after: Any) -> Chunk:
        if after is None:
            return Chunk([["李荣珍"]], 1)
        raise StorageError("the disk is full")

    with pytest.raises(StorageError):
        await downloads.write(Download("many", [Table("many", [_("名称")], read)]), house.db, VOICE, MADE)
    assert list(aside.iterdir()) == []


async def sheet(house: DeskHouse) -> tuple[Sheet, BinaryIO]:
    """A long workbook that is about to be sent, and its file."""
    written = await downloads.write(Download("many", [Table("many", [_("编号")], many(10_000, []))]), house.db, VOICE, MADE)
    return Sheet(written, "many"), written


@pytest.mark.parametrize("version", ["2.3", "2.4"])
async def test_the_file_is_closed_when_it_was_sent_and_when_nobody_waits_for_it_any_more(
    house: DeskHouse, version: str
) -> None:
    scope = {"type": "http", "method": "GET", "headers": [], "asgi": {"spec_version": version}}
    for listens_for in (1_000_000, 2, 0):
        answer, file = await sheet(house)
        sent: list[Any] = []
        gone = asyncio.Event()

        async def receive(gone: asyncio.Event = gone) -> dict[str, Any]:
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any, sent: list[Any] = sent, most: int = listens_for, gone: asyncio.Event = gone) -> None:
            if len(sent) >= most:
                gone.set()
                if version == "2.4":
                    raise OSError("nobody is there")
                await asyncio.Event().wait()
            sent.append(message)

        with contextlib.suppress(ClientDisconnect):
            await answer(scope, receive, send)
        assert file.closed
        assert len(sent) <= listens_for


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
