"""When people mean: 明天中午, 下周三晚上七点, 12月3号, 国庆节后第一个周一. Deterministic, and the clock is passed in.

The rules that are not obvious:

- A week runs from Monday to Sunday. 下周三 is Wednesday of the next one, even when asked on a Sunday.
- A day of this week that has passed (这周六 asked on a Sunday), 这周日 on the Sunday itself and 周六 on a Sunday may mean the
  coming one: both are given, and a person must be asked. So are both days of 周末. Any other bare weekday (周三) is the next
  such day; today counts until the hour that was named is over.
- A date without a year is of this year, or of the next one when it is more than 60 days past. A bare day (3号) is the next one.
- A holiday without a year is the coming one, today included.
- Two-digit years reach to next year (in 2026, 27年 is 2027 and 28年 is 1928): birthdays are typed more often than far plans.
- After a holiday is after its day or after the days off that go with it: where this differs, both are given.
- 三点 without a part of the day is in the afternoon, as is anything from one to six o'clock; 3:00 is taken as it stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as Clock

from language.days import WEEK, first_form, weekday_number
from language.hours import Moment, Part, is_over, read_moment

_LONGEST = 400
"""Characters looked at: who says when says it early, and a pasted book must not cost seconds."""
_BETWEEN = " \t,，、的"
_WEEKDAY_BESIDE = re.compile(r"[\s,，(（]*(?:周|星期|礼拜)([一二三四五六日天])[)）]?")
_WRAPPING = re.compile(r"^[\s就是在要选那定]+|[\s的吧呢啊呀哦了.。!！~,，]+$")
_COMPACT = re.compile(r"([12]\d{3})(\d\d)(\d\d)", re.ASCII)
_FOLDED = str.maketrans("０１２３４５６７８９：／－．～﹣–—週號點後個禮這", "0123456789:/-.~---周号点后个礼这")
"""One character for one, so that spans hold."""


@dataclass(frozen=True)
class When:
    """What a text says about when.

    `day` is the best reading, `ambiguous` all readings where a person must be asked (the soonest in the future first),
    `weekday` (0 = Monday) is set where only a habit was named (周一晚上): `day` is then the next one. `time` has minutes.
    `span` is where the words stand in the text; a part of the day or a time that stands apart from the day is not in it.
    """

    day: date | None = None
    weekday: int | None = None
    part: Part | None = None
    time: Clock | None = None
    ambiguous: tuple[date, ...] = ()
    span: tuple[int, int] = (0, 0)


def find_when(text: str, today_local: datetime) -> When | None:
    """The first day that `text` names, with the part of the day and the time; without a day, the first of those.

    None where nothing of that is named, and where what is named does not exist (2月30号; see `looks_like_a_date`).
    """
    text = text[:_LONGEST].translate(_FOLDED)
    try:
        return _with_day(text, today_local) or _without_day(text)
    except (ValueError, OverflowError):
        return None


def looks_like_a_date(text: str) -> bool:
    """Whether the text names a day in a form that is read here, even a day that no calendar has (2月30号)."""
    return first_form(text[:_LONGEST].translate(_FOLDED)) is not None


def read_date(text: str, today: date) -> date | None:
    """The day that the whole text names, for an answer that must be a date; also 1950.3.8, 19500308 and 50年3月8日.

    None where it is anything else or names no day of the calendar, and for what only a person can decide (`When.ambiguous`).
    """
    text = _WRAPPING.sub("", text[:_LONGEST].translate(_FOLDED))
    if compact := _COMPACT.fullmatch(text):
        text = "-".join(compact.groups())
    when = find_when(text, datetime.combine(today, Clock()))
    if when is None or when.span != (0, len(text)) or when.ambiguous or when.part or when.time:
        return None
    return when.day


def _with_day(text: str, now: datetime) -> When | None:
    found = first_form(text)
    if found is None:
        return None
    match, read = found
    days, weekday = read(match, now.date())
    end = _beside(text, match.end(), days)
    if moment := _moment_after(text, end):
        end = moment.end
    else:
        moment = _first_moment(text[: match.start()]) or _first_moment(text[end:]) or Moment()
    if weekday is not None and days == (now.date(),) and is_over(moment, now.time()):
        days = (now.date() + WEEK,)
    if moment.next_day:
        days = tuple(day + timedelta(days=1) for day in days)
    return When(days[0], weekday, moment.part, moment.clock, days if len(days) > 1 else (), (match.start(), end))


def _without_day(text: str) -> When | None:
    moment = _first_moment(text)
    return When(part=moment.part, time=moment.clock, span=(moment.start, moment.end)) if moment else None


def _beside(text: str, end: int, days: tuple[date, ...]) -> int:
    """Where the day's words end when the right weekday follows them (12月3号 周四). A wrong one is left for the reader to see."""
    match = _WEEKDAY_BESIDE.match(text, end)
    return match.end() if match and [weekday_number(match[1])] == [day.weekday() for day in days] else end


def _moment_after(text: str, at: int) -> Moment | None:
    while at < len(text) and text[at] in _BETWEEN:
        at += 1
    return read_moment(text, at, after_day=True)


def _first_moment(text: str) -> Moment | None:
    return next((moment for at in range(len(text)) if (moment := read_moment(text, at))), None)
