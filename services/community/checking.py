"""Checking what stands in a section of a community file against the Struct that says what may stand there."""

from __future__ import annotations

import difflib
import re
from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from language.text import Text, _

Mend = dict[str, Text]
"""How to mend a key, by its name."""
Slug = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
Words = Annotated[str, Meta(min_length=1, max_length=60)]
Age = Annotated[int, Meta(ge=0, le=120)]
Yuan = Annotated[float, Meta(ge=0, le=100_000)]
TimeOfDay = Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]

SLUG = _('只用英文字母、数字、- 和 _，最多40个，例如 id = "yoga-monday"')
AGE = _("写0到120的整数，例如 60")
YES_OR_NO = _("写 true 或 false")
PRICE = _("写多少元，例如 price = 8，最多两位小数；免费就不写")
_TEXT = _("写一段文字，用引号括起来")


def part(kind: type[Any], given: dict[str, Any], where: Text | str, problems: list[Text], mend: Mend) -> Any:
    """A section as its Struct; None, with what is wrong added to `problems`, where it has mistakes."""
    fields = {f.name: f for f in msgspec.structs.fields(kind)}
    before, values = len(problems), {}
    for key, value in given.items():
        if key not in fields:
            near = difflib.get_close_matches(key, fields, 1)
            how = _("是不是想写 {near}？", near=near[0]) if near else _("可以写的有：{keys}。", keys="、".join(fields))
            problems.append(_("{where} 里没有 {key} 这一项，{mend}", where=where, key=key, mend=how))
            continue
        try:
            wanted = fields[key].type
            values[key] = msgspec.convert(_moment(value) if wanted in (datetime, datetime | None) else value, wanted)
            if isinstance(values[key], datetime) and values[key].tzinfo is not None:
                raise msgspec.ValidationError("a time zone")
        except msgspec.ValidationError:
            problems.append(wrong(where, key, value, mend))
    for name, field in fields.items():
        if field.required and name not in given:
            problems.append(_("{where} 缺少 {key}：{mend}。", where=where, key=name, mend=mend.get(name, _TEXT)))
    return kind(**values) if len(problems) == before else None


def entries(
    kind: type[Any], given: object, name: str, problems: list[Text], mend: Mend, within: Text | None = None
) -> list[Any]:
    """The entries of a list within a section (`within` tells which one), as `part` makes them."""
    items = tables(given, name, problems, within)
    return [part(kind, item, nth(name, n, within), problems, mend) for n, item in enumerate(items, 1)]


def nth(name: str, n: int, within: Text | None = None) -> Text:
    """What to call the n-th entry of a list."""
    place = _("{name} 第{n}条", name=name, n=n)
    return place if within is None else _("{where} 的 {name}", where=within, name=place)


def listed(given: object, name: str, problems: list[Text]) -> list[tuple[dict[str, Any], Text]]:
    """What stands in each `[[name]]` of a file, and what to call that place; an id that stands there twice is a mistake."""
    found: list[tuple[dict[str, Any], Text]] = []
    seen: set[str] = set()
    for n, item in enumerate(tables(given, name, problems), 1):
        slug = item.get("id")
        if not isinstance(slug, str) or not slug:
            found.append((item, nth(name, n)))
            continue
        where = _("[[{name}]] {id}", name=name, id=slug)
        if slug in seen:
            problems.append(_("{where} 的 id 用了两次：每个 id 要不一样，请改其中一个。", where=where))
        seen.add(slug)
        found.append((item, where))
    return found


def astray(where: Text, item: dict[str, Any], key: str, known: set[str], mend: Mend) -> list[Text]:
    """A mistake for each id under this key that nothing has. What is no id at all is a mistake for `part`."""
    given = item.get(key)
    names = [name for name in (given if isinstance(given, list) else [given]) if isinstance(name, str)]
    return [wrong(where, key, name, mend) for name in dict.fromkeys(names) if name not in known]


def ids(given: object) -> set[str]:
    """The ids that stand in a list of sections, also in those with mistakes."""
    items = given if isinstance(given, list) else []
    return {item["id"] for item in items if isinstance(item, dict) and isinstance(item.get("id"), str)}


def tables(given: object, name: str, problems: list[Text], within: Text | None = None) -> list[dict[str, Any]]:
    """A list of sections; empty, with a mistake added to `problems`, where it is anything else."""
    if isinstance(given, list) and all(isinstance(item, dict) for item in given):
        return given
    mistake = _("{name} 要一条一条写，每条以 [[{name}]] 开头。", name=name)
    problems.append(mistake if within is None else _("{where} 的 {name}", where=within, name=mistake))
    return []


def wrong(where: Text | str, key: str, value: object, mend: Mend) -> Text:
    """The mistake in the value of a key."""
    seen = str(value)[:40]
    return _("{where} 的 {key} 不对（{value}）：{mend}。", where=where, key=key, value=seen, mend=mend.get(key, _TEXT))


def unfit(where: Text | str, found: list[tuple[bool, Text]]) -> list[Text]:
    """Mistakes that only show when two keys are seen together."""
    return [_("{where} 的设置不合理：{mend}。", where=where, mend=mend) for is_wrong, mend in found if is_wrong]


def _moment(value: object) -> object:
    if not isinstance(value, str):
        return value
    found = re.fullmatch(r"\s*(\d{4})-(\d{1,2})-(\d{1,2})[T ]+(\d{1,2})[:：](\d{2})(?:[:：](\d{2}))?\s*", value)
    try:
        return datetime(*(int(part or 0) for part in found.groups())) if found else value  # type: ignore[arg-type]  # noqa: DTZ001
    except ValueError:
        return value
