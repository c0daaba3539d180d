"""Holidays, and the weekends worked to make up for them, as the State Council announces them each autumn for the year that follows.

The table is the library `chinese_calendar`; a year that is not in it is said to be unknown, and nothing about it is guessed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache

import chinese_calendar
from chinese_calendar import constants

from language.text import Text, _

NAMES: dict[str, Text] = {
    "New Year's Day": _("元旦"),
    "Spring Festival": _("春节"),
    "Tomb-sweeping Day": _("清明节"),
    "Labour Day": _("劳动节"),
    "Dragon Boat Festival": _("端午节"),
    "National Day": _("国庆节"),
    "Mid-autumn Festival": _("中秋节"),
    "Anti-Fascist 70th Day": _("抗战胜利纪念日"),
}
_MOST_APART = timedelta(days=31)
"""What belongs to New Year may lie in the December before it; every other holiday keeps to its year."""


@cache
def known(year: int) -> bool:
    """Whether the holidays of that year are in the table."""
    try:
        chinese_calendar.is_workday(date(year, 7, 1))
    except NotImplementedError:
        return False
    return True


def holiday(day: date) -> Text | None:
    """The holiday of which that day is a day off; None for any other day, also one of a year that is not known."""
    name = constants.holidays.get(day)
    return NAMES.get(name) if name else None


def stands_for(day: date) -> date | None:
    """The weekday that a shifted workday (调休上班日) makes up for: the first one of a holiday for its first day in lieu, and so on.

    2026-10-10, a Saturday, is worked for 10-07, a Wednesday. None for every other day.
    """
    return _shifted().get(day)


def unknown(days: Iterable[date]) -> Text | None:
    """What staff should know who plan these days: of which year the holidays are not in the table. None where all are."""
    year = next((day.year for day in sorted(days) if not known(day.year)), None)
    if year is None:
        return None
    return _(
        "{year}年的放假、调休还查不到，长期订餐先按平常的星期算。哪天不开餐、哪天补班，请留意通知，自己排菜单。", year=year
    )


@cache
def _shifted() -> dict[date, date]:
    worked, off = _by_holiday(constants.workdays), _by_holiday(constants.in_lieu_days)
    return {day: lost for key, days in worked.items() for day, lost in zip(days, off.get(key, []), strict=False)}


def _by_holiday(table: dict[date, str]) -> dict[tuple[str, int], list[date]]:
    found = defaultdict(list)
    for day in sorted(table):
        found[table[day], (day + _MOST_APART).year].append(day)
    return found
