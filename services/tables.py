"""Tables that staff send as files (.xlsx, .csv, .txt), as text: a line a row, a tab between two cells.

Nothing in a file is run or computed: of a formula the value counts that Excel stored with it. What a file claims about itself is not
believed either; its size, unpacked too, and its rows and columns are limited before anything is read.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from datetime import date, datetime, time
from zipfile import BadZipFile, ZipFile

from language.text import Text, _

MOST_BYTES = 1024 * 1024
MOST_UNPACKED = 20 * 1024 * 1024
MOST_BESIDE = 4 * 1024 * 1024
"""Of what stands beside the sheets themselves (words, styles): all of it is read, while of a sheet only the first rows are."""
MOST_PARTS = 200
MOST_ROWS, MOST_COLUMNS = 200, 20
MOST_CHARACTERS = 20_000

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_ZIP, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_ENCODINGS = ("utf-8", "gb18030")
"""Excel on a Chinese Windows writes .csv in the latter."""


class Unreadable(ValueError):
    """The file cannot be read; `say` tells its owner what to do."""

    def __init__(self, say: Text) -> None:
        super().__init__(say.source)
        self.say = say


def is_table(content: bytes) -> bool:
    """Whether the bytes may be a table or a text: an Excel file, or words in some encoding. By content, not by name."""
    if not content.strip() or len(content) > MOST_BYTES:
        return False
    if content.startswith((_ZIP, _OLD_EXCEL)):
        return True
    text = _decoded(content)
    return text is not None and not text.lstrip().startswith("<")  # markup is no table


def as_text(content: bytes) -> str:
    """The table as text. Raises Unreadable."""
    if len(content) > MOST_BYTES:
        raise Unreadable(_("文件太大了，请发1MB以内的，或者直接把内容粘贴过来。"))
    if content.startswith(_OLD_EXCEL):
        raise Unreadable(_("这是旧版 Excel 文件，请另存为 .xlsx 再发，或者直接把内容粘贴过来。"))
    if content.startswith(_ZIP):
        return _rows(_sheet(content))
    text = _decoded(content)
    if text is None:
        raise Unreadable(_("这个文件看不懂，请发 Excel 表格（.xlsx）、.csv 或 .txt，或者直接把内容粘贴过来。"))
    return _rows(rows) if (rows := _separated(text)) else _whole(text)


def _decoded(content: bytes) -> str | None:
    """The words that the bytes are; None where they are none."""
    marked = next((encoding for mark, encoding in _MARKS.items() if content.startswith(mark)), None)
    for encoding in (marked,) if marked else _ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text):
            return text
    return None


def _separated(text: str) -> list[list[str]]:
    """The rows of a .csv; none where the text is no such table: its lines must all have as many cells."""
    for separator in (",", ";"):
        try:
            rows = list(csv.reader(io.StringIO(text), delimiter=separator, strict=True))
        except csv.Error:
            continue
        if len({len(row) for row in rows if row}) == 1 and len(rows) > 1 and max(map(len, rows)) > 1:
            return rows
    return []


_TOO_MUCH = _("这个表格太大了，请只留下要用的那一页再发，或者直接把内容粘贴过来。")


def _sheet(
    content: bytes, most_rows: int = MOST_ROWS, most_columns: int = MOST_COLUMNS, too_much: Text = _TOO_MUCH
) -> list[list[str]]:
    """The rows of the first sheet of an Excel file that has any, the first so many of them."""
    unreadable = Unreadable(_("这个 Excel 文件打不开，请另存为 .xlsx 再发，或者直接把内容粘贴过来。"))
    try:
        with ZipFile(io.BytesIO(content)) as parts:
            listed = parts.infolist()
            beside = [
                part.file_size for part in listed if part.filename.endswith(".xml") and "/worksheets/" not in part.filename
            ]
            unpacked = sum(part.file_size for part in listed)
            if len(listed) > MOST_PARTS or unpacked > MOST_UNPACKED or sum(beside) > MOST_BESIDE:
                raise Unreadable(too_much)
    except BadZipFile as error:
        raise unreadable from error
    from openpyxl import load_workbook  # 30 MB of memory that only those pay for who send a sheet

    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                continue
            read = sheet.iter_rows(max_row=most_rows, max_col=most_columns, values_only=True)
            rows = [[_cell(value) for value in row] for row in read]
            if any(any(row) for row in rows):
                return rows
    except Exception as error:  # openpyxl raises whatever a broken file makes it stumble over
        raise unreadable from error
    raise Unreadable(_("这个文件里没有内容，请看看是不是发错了。"))


def rows_of(content: bytes, *, most_rows: int, most_columns: int, too_much: Text) -> list[list[str]]:
    """The rows of an Excel file as text, cell by cell. Raises Unreadable, with `too_much` for one that is longer."""
    if content.startswith(_OLD_EXCEL):
        raise Unreadable(_("这是旧版 Excel 文件，请在 Excel 里另存为 .xlsx，再选一次。"))
    if not content.startswith(_ZIP):
        raise Unreadable(_("这不是 Excel 表格，请选一个 .xlsx 文件。"))
    rows = _sheet(content, most_rows + 1, most_columns, too_much)
    if len(rows) > most_rows:
        raise Unreadable(too_much)
    return rows


def beginnings_of_others(content: bytes, *, most_rows: int, most_columns: int) -> list[tuple[str, list[list[str]]]]:
    """Of an Excel file that `rows_of` has read: the other visible sheets with anything on them, by name, and their first rows."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    found = []
    for sheet in visible:
        read = sheet.iter_rows(max_row=most_rows, max_col=most_columns, values_only=True)
        rows = [row for row in ([_cell(value) for value in row] for row in read) if any(row)]
        if rows:
            found.append((str(sheet.title), rows))
    return found[1:]


def _cell(value: object) -> str:
    if isinstance(value, datetime) and value.time() != time():
        return f"{value.year}-{value.month}-{value.day} {value:%H:%M}"
    if isinstance(value, datetime | date):
        return f"{value.year}-{value.month}-{value.day}"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value)


def _rows(rows: Iterable[Iterable[str]]) -> str:
    """Rows as lines. Several lines within a cell are told apart in it."""
    cells = (("；".join(" ".join(part.split()) for part in cell.splitlines() if part.strip()) for cell in row) for row in rows)
    return _whole("\n".join("\t".join(row).rstrip("\t") for row in cells))


def _whole(text: str) -> str:
    text = text.replace("\ufeff", "").strip("\r\n")
    if not text.strip():
        raise Unreadable(_("这个文件里没有内容，请看看是不是发错了。"))
    if len(text) > MOST_CHARACTERS:
        raise Unreadable(_TOO_MUCH)
    return text
