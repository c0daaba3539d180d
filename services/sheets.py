"""Sheets for the office: tables as an .xlsx file."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypeAlias
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.styles import Font

Cell: TypeAlias = str | int | float

_UNSAFE_START = ("=", "+", "-", "@", "\t", "\r")
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\']")
_WIDEST = 40


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet: its title, `head` in bold and always in sight, then the rows."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def book(tables: Sequence[Table], made: datetime) -> bytes:
    """An .xlsx with these sheets. The same again for the same moment `made`.

    What residents wrote stays text, also where it looks like a formula ("=1+1"): it is stored as a string and marked as one, so that
    it does not turn into a formula when the cell is edited or the sheet is saved as CSV.
    """
    from openpyxl import Workbook  # 30 MB of memory that only those pay for who make a sheet

    whole = Workbook(write_only=True)  # row by row: the orders of a month are 300,000 cells
    for table in tables:
        _write(whole.create_sheet(), table)
    out = io.BytesIO()
    whole.save(out)
    return _dated(out, whole, made)


class Stream:
    """A workbook written row by row, of which only a row is in memory. `begin` a sheet, give it its rows, `finish` the book."""

    def __init__(self) -> None:
        from openpyxl import Workbook

        self._book = Workbook(write_only=True)
        self._sheet: Any = None

    def begin(self, title: str, head: Sequence[str], like: Sequence[Sequence[Cell]] = ()) -> None:
        """A new sheet with this head. Its columns are as wide as the rows that it will have are `like`."""
        self._sheet = self._book.create_sheet()
        _begin(self._sheet, title, head, like)

    def row(self, cells: Sequence[Cell]) -> None:
        """The next row of the sheet."""
        self._sheet.append([_cell(self._sheet, value) for value in cells])

    def finish(self, to: BinaryIO) -> None:
        """Write the book to a file."""
        self._book.save(to)

    def abandon(self) -> None:
        """Nobody wants the book any more: what was written aside of it is removed. Fine after `finish`, too."""
        written: list[Any] = self._book.worksheets
        for sheet in written:
            writer = sheet._writer
            if writer is None or not Path(writer.out).exists():
                continue
            try:
                if not sheet.closed:
                    sheet.close()
            finally:
                writer.cleanup()


def _write(sheet: Any, table: Table) -> None:  # the types of openpyxl do not know a write-only sheet's columns
    _begin(sheet, table.title, table.head, table.rows)
    for row in table.rows:
        sheet.append([_cell(sheet, value) for value in row])


def _begin(sheet: Any, title: str, head: Sequence[str], like: Sequence[Sequence[Cell]]) -> None:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    sheet.title = _NOT_IN_TITLES.sub(" ", ILLEGAL_CHARACTERS_RE.sub("", title)).strip()[:31] or "1"
    sheet.freeze_panes = "A2"
    for x in range(len(head)):
        longest = max(_width(str(row[x])) for row in [head, *like])
        sheet.column_dimensions[get_column_letter(x + 1)].width = min(longest, _WIDEST) + 2
    sheet.append([_cell(sheet, value, Font(bold=True)) for value in head])


def _cell(sheet: Any, value: Cell, font: Font | None = None) -> Any:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, WriteOnlyCell

    if isinstance(value, int | float):
        return value
    made = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
    made.data_type = "s"
    if value.startswith(_UNSAFE_START):
        made.quotePrefix = True
    if font is not None:
        made.font = font
    return made


def _dated(saved: io.BytesIO, book: Workbook, made: datetime) -> bytes:
    """The file as if it had been saved at `made`: openpyxl and the zip in which a sheet lies look at the machine's own clock."""
    from openpyxl.xml.constants import ARC_CORE
    from openpyxl.xml.functions import tostring

    book.properties.created = book.properties.modified = made.replace(tzinfo=None)
    out = io.BytesIO()
    with ZipFile(saved) as old, ZipFile(out, "w") as new:
        for name in old.namelist():
            content = tostring(book.properties.to_tree()) if name == ARC_CORE else old.read(name)
            new.writestr(ZipInfo(name, made.timetuple()[:6]), content, ZIP_DEFLATED)
    return out.getvalue()


def _width(text: str) -> int:
    """Chinese characters are twice as wide."""
    return sum(1 if ord(character) < 0x2E80 else 2 for character in text)
