"""The holidays people name instead of a date, and the days they fall on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from language.lunar import FIRST_YEAR, LAST_YEAR, LunarDay, qingming, to_solar

_FIXED = {
    "元旦": (1, 1), "三八妇女节": (3, 8), "妇女节": (3, 8), "三八节": (3, 8), "植树节": (3, 12), "五一劳动节": (5, 1),
    "劳动节": (5, 1), "五一": (5, 1), "青年节": (5, 4), "六一儿童节": (6, 1), "儿童节": (6, 1), "六一": (6, 1), "建党节": (7, 1),
    "建军节": (8, 1), "教师节": (9, 10), "国庆": (10, 1), "圣诞": (12, 25),
}  # fmt: skip
_LUNAR = {
    "春节": LunarDay(1, 1), "大年初一": LunarDay(1, 1), "元宵节": LunarDay(1, 15), "端午": LunarDay(5, 5), "七夕": LunarDay(7, 7),
    "中秋": LunarDay(8, 15), "重阳": LunarDay(9, 9), "腊八节": LunarDay(12, 8), "除夕": LunarDay(12, 30), "大年三十": LunarDay(12, 30),
}  # fmt: skip
_SOLAR_TERM = "清明"

BREAKS = {"国庆": 7, "春节": 7, "劳动节": 5, "五一劳动节": 5, "五一": 5}
"""Days off from the holiday on, as usually arranged: "after the holiday" may mean after these."""

_SHORT = ("五一", "六一")
_NAMES = sorted({*_FIXED, *_LUNAR, _SOLAR_TERM} - {*_SHORT}, key=len, reverse=True)
HOLIDAY = (
    rf"(?P<holiday>{'|'.join(_NAMES)}|(?<![零〇一二三四五六七八九十百千周期拜第\d])(?:{'|'.join(_SHORT)})(?![起路个次下点对级班号日月]))"
    "(?:(?<!节)节)?+"
)
"""A holiday's name somewhere in a text, 节 included; 五一 and 六一 only where they are no part of another word (周五一起)."""


def falls_in(name: str, year: int) -> date | None:
    """The day of the holiday in a Gregorian year; None where it has none (a lunar one at the edge of the year).

    Raises ValueError for a moving holiday outside 1900-2100.
    """
    if fixed := _FIXED.get(name):
        return date(year, *fixed)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"{name} of {year} is not known")
    if name == _SOLAR_TERM:
        return qingming(year)
    return next((day for day in occurrences(_LUNAR[name], year) if day.year == year), None)


def occurrences(lunar: LunarDay, year: int) -> Iterator[date]:
    """The days on which a lunar day falls in the lunar years around `year`, earliest first."""
    for lunar_year in (year - 1, year, year + 1):
        if FIRST_YEAR <= lunar_year <= LAST_YEAR:
            yield to_solar(lunar_year, lunar)
