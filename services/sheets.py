"""Sheets for the office: a table as an .xlsx file."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

if TYPE_CHECKING:
    from openpyxl import Workbook

Cell: TypeAlias = str | int | float

_UNSAFE_START = ("=", "+", "-", "@", "\t", "\r")
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\']")
_WIDEST = 40


def workbook(title: str, head: Sequence[str], rows: Sequence[Sequence[Cell]], made: datetime) -> bytes:
    """An .xlsx with one sheet: `head` in bold and always in sight, then the rows. The same again for the same moment `made`.

    What residents wrote stays text, also where it looks like a formula ("=1+1"): it is stored as a string and marked as one, so that
    it does not turn into a formula when the cell is edited or the sheet is saved as CSV.
    """
    from openpyxl import Workbook  # 30 MB of memory that only those pay for who make a sheet
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = _NOT_IN_TITLES.sub(" ", ILLEGAL_CHARACTERS_RE.sub("", title)).strip()[:31] or "1"
    for y, row in enumerate([head, *rows], 1):
        for x, value in enumerate(row, 1):
            cell = sheet.cell(y, x)
            if isinstance(value, int | float):
                cell.value = value
                continue
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
            cell.data_type = "s"
            if value.startswith(_UNSAFE_START):
                cell.quotePrefix = True
            if y == 1:
                cell.font = Font(bold=True)
    for x in range(1, len(head) + 1):
        longest = max(_width(str(row[x - 1])) for row in [head, *rows])
        sheet.column_dimensions[get_column_letter(x)].width = min(longest, _WIDEST) + 2
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return _dated(out, book, made)


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
