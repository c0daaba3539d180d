"""Lunar days: birthdays that follow the old calendar, and the festivals that move with it.

The calendar itself (1900-2100) is borax's; it was compared day by day with an
astronomical computation and differs in two months only (2089, 2097: new moons minutes from midnight). borax is imported
when the first lunar day is asked for: most runs of a command never need it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from language.numerals import number

FIRST_YEAR, LAST_YEAR = 1900, 2100
_FIRST_DAY, _LAST_DAY = date(1900, 1, 31), date(2101, 1, 28)

_MONTHS = "正月 二月 三月 四月 五月 六月 七月 八月 九月 十月 冬月 腊月".split()
_ONES = "一二三四五六七八九十"
_DAYS = [f"初{c}" for c in _ONES] + [f"十{c}" for c in _ONES[:9]] + ["二十"] + [f"廿{c}" for c in _ONES[:9]] + ["三十"]

_YEAR = r"\d{4}|\d{2}|[零〇一二三四五六七八九]{4}|[零〇一二三四五六七八九]{2}"
_MARK = r"(?:农历|阴历|旧历)的?"
_NUMBER = r"\d{1,2}|[一二三四五六七八九十]{1,3}"
_DAY = rf"初?(?:{_NUMBER})|[廿卅][一二三四五六七八九]?"
_SIGN = rf"闰\s*(?:[正冬腊]|{_NUMBER})\s*月\s*(?:{_DAY})|[正冬腊]\s*月\s*(?:{_DAY})|(?:{_NUMBER})\s*月\s*(?:初(?:{_NUMBER})|[廿卅].?)"
LUNAR = re.compile(
    rf"""(?:(?P<before>{_MARK})\s*)? (?:(?P<year>{_YEAR})\s*(?(before)[年\-/.]|年))? \s* (?:(?P<after>{_MARK})\s*)?
    (?(before)|(?(after)|(?={_SIGN})))   # without the word 农历 something else must say that the day is a lunar one
    (?P<leap>闰)?\s* (?P<month>[正冬腊]|{_NUMBER}) \s*(?:月|(?(before)[-/.]|(?(after)[-/.]|月)))\s* (?P<day>{_DAY}) (?!\d) \s*[日号]?""",
    re.VERBOSE,
)
"""A lunar day, with or without its year, somewhere in a text. Read what it found with `read_match`."""


@dataclass(frozen=True)
class LunarDay:
    """A day of the lunar year: month 1-12, day 1-30; `leap` for a day in the month that is inserted after that month."""

    month: int
    day: int
    leap: bool = False


def to_solar(year: int, lunar: LunarDay) -> date:
    """The day on which `lunar` falls in the lunar year `year`.

    A leap month that the year lacks falls on the plain month, and day 30 of a month of 29 days on the 29th: as people keep
    such birthdays. Raises ValueError outside 1900-2100 and for a month or a day that no year has.
    """
    if not (1 <= lunar.month <= 12 and 1 <= lunar.day <= 30):
        raise ValueError(f"no lunar year has the day {lunar}")
    leap = lunar.leap and _leap_month(year) == lunar.month
    day = min(lunar.day, days_in_month(year, lunar.month, leap))
    found: date = _borax().LunarDate(year, lunar.month, day, int(leap)).to_solar_date()
    return found


def from_solar(day: date) -> tuple[int, LunarDay]:
    """The lunar year and day of a calendar day. Raises ValueError outside 1900-01-31 to 2101-01-28."""
    if not _FIRST_DAY <= day <= _LAST_DAY:
        raise ValueError(f"{day} is outside the lunar calendar kept here")
    found = _borax().LunarDate.from_solar(day)
    return found.year, LunarDay(found.month, found.day, bool(found.leap))


def birthdays_in(year: int, lunar: LunarDay) -> list[date]:
    """The days of the Gregorian year on which a lunar birthday falls, the earliest first.

    Lunar years are shorter or longer than ours, so around New Year a birthday can fall twice in a year or not at all. Raises
    ValueError as `to_solar` does.
    """
    around = (to_solar(y, lunar) for y in (year - 1, year) if FIRST_YEAR <= y <= LAST_YEAR)
    return [day for day in around if day.year == year]


def days_in_month(year: int, month: int, leap: bool) -> int:
    """29 or 30. Raises ValueError where the lunar year has no such month, and outside 1900-2100."""
    days: int = _borax().LCalendars.ndays(year, month, int(leap))
    return days


def months_of(year: int) -> list[LunarDay]:
    """The first days of the months of a lunar year in their order, the leap month after the one it repeats."""
    leap = _leap_month(year)
    plain = [LunarDay(month, 1) for month in range(1, 13)]
    return [*plain[:leap], LunarDay(leap, 1, True), *plain[leap:]] if leap else plain


def qingming(year: int) -> date:
    """Tomb-Sweeping Day, a solar term, of a year from 1900 to 2100. Raises ValueError outside."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"the solar terms of {year} are not kept here")
    day: date = _borax().TermUtils.nth_term_day(year, term_name="清明")
    return day


def say_lunar(lunar: LunarDay) -> str:
    """The day as an almanac writes it: 三月初八, 闰四月十五, 腊月廿三."""
    return f"{'闰' if lunar.leap else ''}{_MONTHS[lunar.month - 1]}{_DAYS[lunar.day - 1]}"


def read_lunar_birthday(text: str) -> tuple[int, LunarDay] | None:
    """The lunar year and day that the whole text names; None where it names none or does not say that it is a lunar one.

    Lunar is what has the word (农历, 阴历, 旧历) or a lunar way of counting (初八, 廿三, 正月, 腊月, 闰). Two-digit years are
    1930-2029. A leap month that the year lacked and a 30th of a short month are kept as said: `to_solar` knows where they fall.
    """
    match = LUNAR.fullmatch(text.translate(_ASCII).strip(" \t\r\n。.，,的"))
    read = read_match(match) if match else None
    if read is None or read[0] is None:
        return None
    return read[0], read[1]


def read_lunar_day(words: str) -> LunarDay | None:
    """The lunar day of words as `say_lunar` writes them; None for anything else."""
    match = LUNAR.fullmatch(words)
    read = read_match(match) if match else None
    return read[1] if read else None


def read_match(match: re.Match[str]) -> tuple[int | None, LunarDay] | None:
    """What `LUNAR` found: the year where one is named (of 1900-2100), and the day; None where no such day exists."""
    month, day = _month(match["month"]), number(match["day"].removeprefix("初"))
    if month is None or day is None or not (1 <= month <= 12 and 1 <= day <= 30):
        return None
    year = number(match["year"]) if match["year"] else None
    if year is not None and len(match["year"]) == 2:
        year += 1900 if year >= 30 else 2000
    if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    return year, LunarDay(month, day, bool(match["leap"]))


_ASCII = str.maketrans("０１２３４５６７８９－／．", "0123456789-/.")


def _month(word: str) -> int | None:
    return {"正": 1, "冬": 11, "腊": 12}.get(word) or number(word)


def _leap_month(year: int) -> int:
    month: int = _borax().LCalendars.leap_month(year)
    return month


@cache
def _borax() -> Any:
    from borax.calendars import lunardate

    return lunardate
