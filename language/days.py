"""The forms in which people name a day, and the days they mean. The rules are told in `language.dates`."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import NamedTuple, TypeAlias

from language.holidays import BREAKS, HOLIDAY, falls_in, occurrences
from language.lunar import LUNAR, read_match, to_solar
from language.numerals import number

WEEK = timedelta(days=7)
_STILL_THIS_YEAR = timedelta(days=60)


class Days(NamedTuple):
    """The days that words may mean, the best first; `weekday` (0 = Monday) where they name a habit."""

    days: tuple[date, ...]
    weekday: int | None = None


Reader: TypeAlias = Callable[[re.Match[str], date], Days]
"""Tells the days from the words and today. Raises ValueError or OverflowError for a day that no calendar has."""


def first_form(text: str) -> tuple[re.Match[str], Reader] | None:
    """The leftmost words that name a day, and their reader; of several forms the first in the list."""
    found = ((match, read) for pattern, read in _FORMS if (match := pattern.search(text)))
    return min(found, key=lambda each: each[0].start(), default=None)


def weekday_number(word: str) -> int:
    """0 for Monday to 6 for Sunday, from 一…六, 日, 天 or 1…7."""
    return 6 if word in "日天" else _value(word) - 1


def _full_date(match: re.Match[str], today: date) -> Days:
    year, month, day = _year(match, today), _value(match["month"]), _value(match["day"])
    if year is not None:
        return Days((date(year, month, day),))
    years = [year for year in (today.year, today.year + 1) if 1 <= day <= monthrange(year, month)[1]]
    return Days((_coming((date(year, month, day) for year in years), today),))


def _day_of_month(match: re.Match[str], today: date) -> Days:
    day, this = _value(match["day"]), today.year * 12 + today.month - 1
    if which := match["which"]:
        year, month = divmod(this + (which[0] == "下"), 12)
        return Days((date(year, month + 1, day),))
    months = (divmod(month, 12) for month in range(this, this + 3))  # of three months in a row one has 31 days
    days = (date(year, month + 1, day) for year, month in months if 1 <= day <= monthrange(year, month + 1)[1])
    return Days((_coming((each for each in days if each >= today), today),))


def _lunar_day(match: re.Match[str], today: date) -> Days:
    read = read_match(match)
    if read is None:
        raise ValueError("no such lunar day")
    year, lunar = read
    return Days((to_solar(year, lunar) if year else _coming(occurrences(lunar, today.year), today),))


def _holiday(match: re.Match[str], today: date) -> Days:
    year = _year(match, today)
    years = (today.year, today.year + 1) if year is None else (year,)
    found = [_around(match, holiday) for each in years if (holiday := falls_in(match["holiday"], each))]
    if not found:
        raise ValueError("a year without this holiday")
    return Days(next((ahead for days in found if (ahead := tuple(day for day in days if day >= today))), found[-1]))


def _around(match: re.Match[str], holiday: date) -> tuple[date, ...]:
    """The days that stand to the holiday as the words say; earliest first."""
    if not match["weekday"]:
        return (holiday + timedelta(days={"前": -1, "后": 1, "第": 1}.get((match["beside"] or "当")[0], 0)),)
    weekday, later = weekday_number(match["weekday"]), (number(match["nth"]) or 1) - 1
    last_days = (holiday, holiday + timedelta(days=BREAKS.get(match["holiday"], 1) - 1))
    return tuple(sorted({_on_or_after(last + timedelta(days=1), weekday) + later * WEEK for last in last_days}))


def _near_day(match: re.Match[str], today: date) -> Days:
    return Days((today + timedelta(days=_NEAR[match["near"]]),))


def _days_from_now(match: re.Match[str], today: date) -> Days:
    return Days((today + _value(match["count"]) * (timedelta(days=1) if match["unit"] == "天" else WEEK),))


def _weekday(match: re.Match[str], today: date) -> Days:
    weekday, which = weekday_number(match["weekday"]), (match["which"] or "").removesuffix("个")
    of_this_week = _of_week(today, weekday)
    on_sunday = today.weekday() == 6
    if which in ("这", "本"):
        passed = of_this_week < today or (on_sunday and of_this_week == today)
        both = (of_this_week, of_this_week + WEEK)
        return Days((both if both[0] >= today else both[::-1]) if passed else both[:1])
    if which in _WEEKS:
        return Days((of_this_week + _WEEKS[which] * WEEK,))
    unsure = on_sunday and weekday == 5 and not which  # 每周六 is clear
    return Days((_on_or_after(today, weekday), of_this_week) if unsure else (_on_or_after(today, weekday),), weekday)


def _weekend(match: re.Match[str], today: date) -> Days:
    weeks = _WEEKS.get((match["which"] or "").removesuffix("个"), 0)
    both = (_of_week(today, day) + weeks * WEEK for day in (5, 6))
    return Days(tuple(day for day in both if weeks or day >= today))


def _of_week(today: date, weekday: int) -> date:
    return today + timedelta(days=weekday - today.weekday())


def _on_or_after(day: date, weekday: int) -> date:
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def _coming(days: Iterable[date], today: date) -> date:
    """The first of the days that is not long past."""
    for day in days:
        if day >= today - _STILL_THIS_YEAR:
            return day
    raise ValueError("no such day soon")


def _year(match: re.Match[str], today: date) -> int | None:
    words = match.groupdict()
    if relative := words.get("relative"):
        return today.year + "前去今明后".index(relative) - 2
    if not (said := words.get("year")):
        return None
    year = _value(said)
    if len(said) == 2:
        year += today.year // 100 * 100
        year -= 100 if year > today.year + 1 else 0
    return year


def _value(word: str) -> int:
    value = number(word)
    if value is None:
        raise ValueError(f"{word} is not a number")
    return value


_NEAR = {
    "大前天": -3, "前天": -2, "昨天": -1, "昨日": -1, "昨": -1, "今天": 0, "今日": 0, "今儿": 0, "今": 0,
    "明天": 1, "明日": 1, "明儿": 1, "明": 1, "后天": 2, "后日": 2, "大后天": 3,
}  # fmt: skip
_WEEKS = {"上上": -2, "上": -1, "下": 1, "下下": 2}

_C = "零〇一二三四五六七八九"
_NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十廿卅]{1,3})"
_YEAR = rf"(?:(?<!\d)(?P<year>\d{{4}}|\d{{2}}|[{_C}]{{4}}|[{_C}]{{2}})\s*年|(?P<relative>[前去今明后])年的?)"
_WEEKDAY = r"(?:周|星期|礼拜)(?P<weekday>一(?!起)|[二三四五六日天]|[1-7](?!\d))"
_WHICH_WEEK = r"(?P<which>(?:下下|上上|下|(?<![早晚])上|这|本|每)个?)?"
_NO_COUNT = r"(?![\d零一二三四五六七八九十个次天节人位点时岁元块周堂月年期份层楼栋号室])"
_NO_ADDRESS = r"(?!楼|院|门|线|桌|房|店|机|厅|教室|栋|单元|室|馆|厨|码|球|铺)"

_FORMS: list[tuple[re.Pattern[str], Reader]] = [
    (LUNAR, _lunar_day),
    (
        re.compile(
            rf"(?:{_YEAR}\s*)?(?<![\d.])(?P<month>{_NUMBER})\s*月份?\s*(?P<day>{_NUMBER})\s*(?:[日号]{_NO_ADDRESS}|{_NO_COUNT})"
        ),
        _full_date,
    ),
    (re.compile(r"(?<![\d\-/.])(?P<year>\d{4})(?P<sep>[-/.])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})(?!\d)"), _full_date),
    (
        re.compile(rf"(?<![\d\-/.:])(?P<month>1[0-2]|0?[1-9])[-/](?P<day>3[01]|[12]\d|0?[1-9])(?![\-/.:]){_NO_COUNT}"),
        _full_date,
    ),
    (
        re.compile(
            rf"(?:(?P<which>[下这本])个?月的?\s*)?(?<![\d第选街路巷道{_C[2:]}十])(?P<day>{_NUMBER})\s*[日号]{_NO_ADDRESS}"
        ),
        _day_of_month,
    ),
    (
        re.compile(
            rf"(?:{_YEAR}\s*)?{HOLIDAY}(?:(?:假期|放假)?[之以过]?后的?第(?P<nth>[一二两三四五\d])个{_WEEKDAY}"
            r"|的?(?P<beside>前一天|后一天|第二天)|(?![之以过]?[前后]))"
        ),
        _holiday,
    ),
    (
        re.compile(r"(?P<near>大前天|大后天|前天|(?<![以之])后[天日]|[今明昨][天日]|[今明]儿|[今明昨](?=[早晚晨上中下]))"),
        _near_day,
    ),
    (
        re.compile(r"(?:过\s*)?(?P<count>\d{1,3}|[一二两三四五六七八九十]{1,3})\s*个?(?P<unit>天|周|星期|礼拜)[以之过]?后"),
        _days_from_now,
    ),
    (re.compile(rf"{_WHICH_WEEK}(?<![一二两三四五六七八九十几]){_WEEKDAY}(?!次|节|回|年|岁|个小时)"), _weekday),
    (re.compile(rf"{_WHICH_WEEK}周末"), _weekend),
]
