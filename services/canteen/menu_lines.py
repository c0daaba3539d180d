"""What a line of a menu says: the day with which it begins, and its dishes. The rules are told in `services.canteen.menu_reader`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from language.dates import find_when
from language.days import weekday_number


@dataclass(frozen=True, slots=True)
class Named:
    """A day as the words name it: a date, a weekday, or both, and what stands behind them. `both` where 周末 names two days."""

    words: str
    rest: str
    day: date | None = None
    weekday: int | None = None
    both: bool = False


def day_named(text: str, today: date) -> Named | None:
    """The day with which the text begins."""
    text = _LEAD.sub("", text)
    if (short := _SHORT.match(text)) and _APART.match(text, short.end()):
        text = f"{short[1]}月{short[2]}日{text[short.end() :]}"
    when = find_when(text, datetime.combine(today, time()))
    if when is None or when.day is None or when.span[0] != 0:
        return None
    words, rest = text[: when.span[1]], text[when.span[1] :]
    plain = when.weekday is not None or re.match(r"(?:下|本|这|上|下下)个?(?:周|星期|礼拜)", words)
    if not plain and not ("月" in words and words[-1] in "日号)）一二三四五六天") and not _APART.match(rest):
        return None
    if when.ambiguous:
        return Named(words, rest, None, 5, both="末" in words)
    found = Named(words, rest, None if when.weekday is not None else when.day, when.weekday)
    again = _BESIDE.match(rest)
    if again and found.day:  # a weekday beside the date that is not the date's
        return replace(found, weekday=weekday_number(again[1]), rest=rest[again.end() :])
    if when.weekday is not None and (date_ := _date_beside(rest, today)):
        return joined(replace(found, rest=date_.rest), date_)
    return found


def _date_beside(rest: str, today: date) -> Named | None:
    """周一（12月7日）, 周一 12/7: the date that goes with a weekday."""
    rest = _LEAD.sub("", rest)
    if not _DATE_BESIDE.match(rest):
        return None
    when = find_when(rest, datetime.combine(today, time()))
    if when is None or when.day is None or when.span[0] != 0 or when.weekday is not None:
        return None
    return Named(rest[: when.span[1]], rest[when.span[1] :], when.day)


def joined(one: Named, other: Named) -> Named:
    """A weekday and a date that stand together."""
    return Named(
        f"{one.words} {other.words}".strip(), one.rest, one.day or other.day,
        one.weekday if one.weekday is not None else other.weekday,
    )  # fmt: skip


def behind(named: Named) -> str:
    """What is said of the day."""
    return _MEAL.sub("", named.rest, count=1).strip()


def split_dishes(text: str, *, whole: bool = False) -> list[str]:
    """The dishes that a line, or with `whole` a cell of several in a row, names."""
    text = _NUMBERED.sub("；", text)
    masked = _BRACKETS.sub(lambda found: "\0" * len(found[0]), text)
    for mark, shortest in _MARKS[:1] if whole or _LABEL.match(text) else _MARKS:
        pieces = [_clean(piece) for piece in _cut(text, masked, mark)]
        pieces = [piece for piece in pieces if piece]
        if len(pieces) > 1 and min(map(len, pieces)) >= shortest:
            return pieces
    return [cleaned] if (cleaned := _clean(text)) else []


def _cut(text: str, masked: str, mark: re.Pattern[str]) -> Iterator[str]:
    at = 0
    for found in mark.finditer(masked):
        yield text[at : found.start()]
        at = found.end()
    yield text[at:]


def _clean(piece: str) -> str:
    return " ".join(piece.split()).strip("。.，,；;、|｜·•●*-— ")


_HAN = "\u3400-\u9fff"
_LEAD = re.compile(r"^[\s·•●◆■*＊#【\[（(－—-]+")
_MEAL = re.compile(r"^[\s】\])）]*(?:的?(?:午餐|中餐|晚餐|早餐|午饭|晚饭|菜单|菜谱|食谱))?[\s】\])）:：,，、|—–-]*")
_APART = re.compile(r"[\s】\])）:：,，、|—–-]|$|(?:至|到)|不开餐|休息|停餐|放假")
_BESIDE = re.compile(r"[\s,，(（]*(?:周|星期|礼拜)([一二三四五六日天])")
_DATE_BESIDE = re.compile(r"(?:\d{4}[年./-])?(?:\d{1,2}|[一二三四五六七八九十]{1,2})\s*[月/-]\s*[\d一二三四五六七八九十]")
_SHORT = re.compile(r"(1[0-2]|0?[1-9])[./-](\d{1,2})(?![\d./-])")
_BRACKETS = re.compile(r"[（(【\[][^（()）】\]]*[)）】\]]")
_NUMBERED = re.compile(r"(?:^|(?<=[\s；;，,、]))(?:\d{1,2}\s*[.．、)）]|[（(]\d{1,2}[)）])\s*(?=[^\d\s])|[①-⑳]")
_LABEL = re.compile(r"[^：:、，,；;（(]{1,6}[:：]")
_MARKS: list[tuple[re.Pattern[str], int]] = [
    (re.compile(r"[；;|｜。\t]|\s+[/／]\s+"), 1),
    (re.compile("[、，,]"), 1),
    (re.compile("[/／]"), 3),
    (re.compile(rf"(?<=[{_HAN}\0])\s+(?=[{_HAN}])"), 2),
]
"""What tells dishes apart, the strongest first, and how short a dish may then be."""
