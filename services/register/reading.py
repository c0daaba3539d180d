"""Reading a register: which column is what, and what each row says of whom, or in one sentence why it cannot be read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from msgspec import Struct, structs

from language.births import read_birth
from language.homes import plain_part, read_home, read_part_of_home
from language.phones import read_phone
from language.text import Saying, Text, _
from services import tables
from services.people import NAME_LENGTH, Unfit, check_birth, plain_name
from services.tables import Unreadable

MOST_BYTES = 4 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS = 20_000, 40
HEADS_WITHIN = 10
"""The names of the columns stand in one of the first rows: above them there may be a title."""
LONGEST_CELL = 40
EXCEL_EPOCH = date(1899, 12, 30)
TOO_MUCH: Text = _("这个表格太大了：一次最多两万行。请分成几个文件，一个一个来。")

COLUMNS: dict[str, tuple[str, ...]] = {
    "name": ("姓名", "名字", "居民姓名", "成员姓名", "name"),
    "building": ("楼栋", "楼号", "栋", "幢", "楼", "栋号", "幢号", "楼栋号", "building"),
    "unit": ("单元", "单元号", "unit"),
    "room": ("房号", "房间", "房间号", "室", "室号", "门牌", "门牌号", "户号", "room"),
    "home": ("住址", "地址", "家庭住址", "现住址", "居住地址", "详细地址", "address"),
    "born": ("出生日期", "生日", "出生年月", "出生年月日", "出生", "birthdate", "birthday", "dateofbirth"),
    "phone": ("电话", "手机", "手机号", "手机号码", "联系电话", "联系方式", "电话号码", "phone", "mobile"),
}
"""What a column may be called, for each thing that is read."""
_EMPTY = ("", "无", "没有", "-", "—", "/", "暂无", "不详", "none", "n/a")
_BETWEEN_PHONES = re.compile(r"[/、,，;；\s]+|或")


class Given(Struct, frozen=True, omit_defaults=True):
    """What a row says of somebody; "" for what it does not say. `born` is an ISO day."""

    name: str = ""
    phone: str = ""
    building: str = ""
    unit: str = ""
    room: str = ""
    born: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the sheet, `n` as the sheet counts; `trouble` where it cannot be read."""

    n: int
    given: Given
    trouble: Saying = ""


@dataclass(frozen=True, slots=True)
class Read:
    """A register: its rows, the names of columns of which nothing is used, and of sheets that look like registers and were not read."""

    lines: tuple[Line, ...]
    unused: tuple[str, ...]
    others: tuple[str, ...] = ()


def read(content: bytes, today: date) -> Read:
    """What the sheet says. Raises Unreadable."""
    rows = tables.rows_of(content, most_rows=MOST_ROWS, most_columns=MOST_COLUMNS, too_much=TOO_MUCH)
    for at, row in enumerate(rows[:HEADS_WITHIN]):
        named = columns(row)
        if "name" in named:
            unused = [cell for x, cell in enumerate(row) if cell.strip() and x not in named.values()]
            lines = tuple(_without_doubles(_lines(rows[at + 1 :], at + 2, named, today)))
            if not lines:
                raise Unreadable(_("表头下面一行也没有，请填好再选一次。"))
            return Read(lines, tuple(unused), _others(content))
    raise Unreadable(_("没有找到「姓名」这一列。请在第一行写上各列的名字，可以先下载模板看一下。"))


def _others(content: bytes) -> tuple[str, ...]:
    """The sheets besides the first that have the columns of a register and something below them: often there is one per building."""
    beginnings = tables.beginnings_of_others(content, most_rows=HEADS_WITHIN, most_columns=MOST_COLUMNS)
    return tuple(
        name for name, rows in beginnings if any("name" in (named := columns(row)) and len(named) > 1 for row in rows[:-1])
    )


def columns(row: Sequence[str]) -> dict[str, int]:
    """Which column of a head is what (of COLUMNS), counted from 0."""
    found: dict[str, int] = {}
    for x, cell in enumerate(row):
        plain = re.sub(r"\s+|[（(].*?[）)]|[*:：_]", "", unicodedata.normalize("NFKC", cell)).lower()
        for name, called in COLUMNS.items():
            if plain in called and name not in found:
                found[name] = x
    return found


def _lines(rows: Sequence[Sequence[str]], first: int, columns: dict[str, int], today: date) -> Iterator[Line]:
    for n, row in enumerate(rows, first):
        said = {name: row[x].strip() if x < len(row) else "" for name, x in columns.items()}
        said = {name: "" if words.lower() in _EMPTY else words for name, words in said.items()}
        if any(said.values()):
            yield _line(n, said, today)


def _line(n: int, said: dict[str, str], today: date) -> Line:
    name = plain_name(said["name"])
    if isinstance(name, Unfit):
        trouble = _("没有姓名。") if name.why == "empty" else _("姓名太长，{most}个字以内。", most=NAME_LENGTH)
        return Line(n, Given(), trouble)
    given = Given(name=name)
    if words := said.get("phone", ""):
        phone = _phone(words)
        if not phone:
            return Line(n, given, _("{who}：电话「{words}」不像号码。", who=name, words=words[:LONGEST_CELL]))
        given = structs.replace(given, phone=phone)
    if words := said.get("born", ""):
        born = _born(words, today)
        if born is None:
            return Line(
                n,
                given,
                _("{who}：出生日期「{words}」看不懂，要有年月日，比如1950-3-8。", who=name, words=words[:LONGEST_CELL]),
            )
        given = structs.replace(given, born=born.isoformat())
    return _at_home(n, given, said)


def _at_home(n: int, given: Given, said: dict[str, str]) -> Line:
    parts = [plain_part(said.get(part, ""))[:NAME_LENGTH] for part in ("building", "unit", "room")]
    if parts[2] and not parts[0] and (whole := read_home(said["room"])):  # 门牌: 3-1-502
        parts = list(whole)
    if not any(parts) and (words := said.get("home", "")):
        home = read_home(words) or read_part_of_home(words)
        if home is None or not home.building:
            trouble = _("{who}：住址「{words}」看不懂，写成「3栋1单元502」就行。", who=given.name, words=words[:LONGEST_CELL])
            return Line(n, given, trouble)
        parts = [part[:NAME_LENGTH] for part in home]
    if parts[2] and not parts[0]:
        return Line(n, given, _("{who}：有房号，没有楼栋。", who=given.name))
    return Line(n, structs.replace(given, building=parts[0], unit=parts[1], room=parts[2]))


def _phone(words: str) -> str:
    """The number, of several the first mobile one; "" where there is none."""
    if whole := read_phone(words):
        return whole
    numbers = [number for part in _BETWEEN_PHONES.split(words) if (number := read_phone(part))]
    return next((number for number in numbers if number.startswith("1")), numbers[0] if numbers else "")


def _born(words: str, today: date) -> date | None:
    """A day as text or as Excel counts them; None where it is none that somebody alive can have."""
    plain = re.sub(r"[ T]0?0:00(:00)?$", "", words.strip()).rstrip(".")
    if re.fullmatch(r"\d{5}", plain):
        born: date | None = EXCEL_EPOCH + timedelta(days=int(plain))
    else:
        birth = read_birth(plain, today) if re.search(r"\d{4}|年|[./-]", plain) else None
        born = birth.day if birth else None
    return born if born is not None and isinstance(check_birth(born, today), date) else None


def _without_doubles(lines: Iterator[Line]) -> Iterator[Line]:
    """The lines; one that names somebody whom an earlier one names has that as its trouble."""
    known: dict[tuple[str, ...], int] = {}
    for line in lines:
        given = line.given
        keys = [
            (given.name, "phone", given.phone) if given.phone else (),
            (given.name, "door", given.building, given.unit, given.room, given.born) if given.room else (),
            (given.name, "born", given.born) if given.born else (),
        ]
        if not line.trouble:
            first = next((known[key] for key in keys if key and key in known), 0)
            if first:
                line = replace(line, trouble=_("{who}：和第{n}行是同一个人。", who=given.name, n=first))
            else:
                known |= dict.fromkeys([key for key in keys if key], line.n)
        yield line
