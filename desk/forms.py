"""Forms: what somebody typed, made into values, or one clear sentence beside each field that is not right.

A form is a `msgspec.Struct` whose fields are str, int, bool, date, time, `Fen`, `Pasted`, a file or lists of these. A field with a default may stay
empty. An unticked box sends nothing: a `bool` without a value is False. `dict[int, Row]`, where Row is such a Struct too, is for a form
with several rows: their fields are called "rows.1.title", "rows.2.title".
"""

from __future__ import annotations

import re
import types
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any, NewType, TypeAlias, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec

from language.text import Saying, _
from services import tables

F = TypeVar("F", bound=msgspec.Struct)
Fen = NewType("Fen", int)
"""An amount that is typed in yuan."""
TableFile = NewType("TableFile", str)
"""The words of a table that is sent as a file (`services.tables`)."""
Pasted = NewType("Pasted", str)
"""Lines that may be the rows of a table: as long as one that is sent may be, and with the tabs with which a row begins."""
LONGEST = 2_000
MOST_NUMBER = 10**15
"""A moment in milliseconds is less, and so is any amount."""
UNSTORABLE = re.compile("[\0\ud800-\udfff]")

_EMPTY = _("这里要填一下。")
_NUMBER = _("请写一个整数，例如 20。")
_MONEY = _("请写金额，单位元，例如 8 或 8.50。")
_DAY = _("请写日期，例如 2026-12-01。")
_TIME = _("请写时间，例如 19:00。")
_LONG = _("太长了，请写短一点。")


class Upload(msgspec.Struct, frozen=True):
    """A file from a form."""

    name: str
    content: bytes


class Photo(msgspec.Struct, frozen=True):
    """A picture from a form: by now small, plain, without where and with what it was taken, and in the store as this blob."""

    blob: str


Given: TypeAlias = Mapping[str, Sequence[str | Upload | Photo]]
"""What a form brought, by the names of its fields."""


class Wrong(Exception):
    """What somebody sent cannot be done as it is. `fields` has a sentence for each field; the one under "" is about the whole."""

    def __init__(self, about: Saying | None = None, /, **fields: Saying) -> None:
        super().__init__(", ".join(fields) or "form")
        self.fields: dict[str, Saying] = fields if about is None else {"": about, **fields}


def photo_fields(form: type[msgspec.Struct]) -> list[str]:
    """The fields of a form in which pictures come."""
    return [name for name, kind in get_type_hints(form).items() if Photo in (kind, *get_args(kind))]


def read(form: type[F], given: Given) -> F:
    """The form's values. Raises Wrong with every field that is not right."""
    values: dict[str, Any] = {}
    wrong: dict[str, Saying] = {}
    hints = get_type_hints(form)
    for field in msgspec.structs.fields(form):
        try:
            if get_origin(hints[field.name]) is dict:
                values[field.name] = _rows(hints[field.name], field.name, given, wrong)
            else:
                values[field.name] = _field(hints[field.name], given.get(field.name, ()), field)
        except _No as no:
            wrong[field.name] = no.say
    if wrong:
        raise Wrong(**wrong)
    return form(**values)


def _rows(kind: Any, name: str, given: Given, wrong: dict[str, Saying]) -> dict[int, msgspec.Struct]:
    """The rows whose fields are called "rows.1.title", by their numbers; what is wrong in one is added to `wrong` under that name."""
    _number, row = get_args(kind)
    found = [re.fullmatch(rf"{name}\.(\d{{1,4}})\.\w+", key, re.ASCII) for key in given]
    rows: dict[int, msgspec.Struct] = {}
    for n in sorted({int(one[1]) for one in found if one}):
        start = f"{name}.{n}."
        try:
            rows[n] = read(row, {key.removeprefix(start): value for key, value in given.items() if key.startswith(start)})
        except Wrong as error:
            wrong |= {start + field: say for field, say in error.fields.items()}
    return rows


class _No(Exception):
    def __init__(self, say: Saying) -> None:
        super().__init__()
        self.say = say


def _field(kind: Any, given: Sequence[str | Upload | Photo], field: msgspec.structs.FieldInfo) -> Any:
    if get_origin(kind) is list:
        [each] = get_args(kind)
        return [_value(each, one) for one in given if not isinstance(one, str) or one.strip()]
    if kind is bool:
        return bool(given and given[0])
    first = given[0] if given else ""
    if isinstance(first, str) and not first.strip():
        if field.required:
            raise _No(_EMPTY)
        return field.default if field.default is not msgspec.NODEFAULT else field.default_factory()
    if get_origin(kind) in (types.UnionType, Union):
        [kind] = [one for one in get_args(kind) if one is not type(None)]
    return _value(kind, first)


def _value(kind: Any, given: str | Upload | Photo) -> Any:
    if kind is TableFile:
        return _table(given)
    if kind in (Upload, Photo):
        if not isinstance(given, kind):
            raise _No(_EMPTY)
        return given
    if not isinstance(given, str):
        raise _No(_EMPTY)
    text = UNSTORABLE.sub("", given).replace("\r\n", "\n")
    if kind is Pasted:
        return Pasted(_short(text.strip("\n"), tables.MOST_CHARACTERS))
    return _short(text.strip(), LONGEST) if kind is str else _READ[kind](text.strip())


def _short(text: str, most: int) -> str:
    if len(text) > most:
        raise _No(_LONG)
    return text


def _table(given: str | Upload | Photo) -> TableFile:
    if not isinstance(given, Upload):
        raise _No(_EMPTY)
    try:
        return TableFile(tables.as_text(given.content))
    except tables.Unreadable as error:
        raise _No(error.say) from None


def _int(text: str) -> int:
    try:
        number = int(text) if len(text) < 20 else MOST_NUMBER + 1
    except ValueError:
        raise _No(_NUMBER) from None
    if abs(number) > MOST_NUMBER:
        raise _No(_NUMBER)
    return number


def _fen(text: str) -> Fen:
    try:
        yuan = Decimal(text.removesuffix("元").strip())
    except InvalidOperation:
        raise _No(_MONEY) from None
    if not yuan.is_finite() or abs(yuan) > MOST_NUMBER // 100 or yuan * 100 != int(yuan * 100):
        raise _No(_MONEY)
    return Fen(int(yuan * 100))


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _No(_DAY) from None


def _time(text: str) -> time:
    try:
        return datetime.strptime(text.replace("：", ":")[:5], "%H:%M").time()  # noqa: DTZ007  # a time of day has no zone
    except ValueError:
        raise _No(_TIME) from None


_READ: Mapping[Any, Any] = {int: _int, Fen: _fen, date: _date, time: _time}
