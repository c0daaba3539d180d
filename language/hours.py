"""Parts of the day and clock times: 晚上七点半, 下午3点, 19:00."""

from __future__ import annotations

import re
from datetime import time
from typing import Literal, NamedTuple, TypeAlias

from language.numerals import number

Part: TypeAlias = Literal["morning", "noon", "afternoon", "evening"]

_PARTS: dict[str, Part] = {
    "凌晨": "morning", "清晨": "morning", "清早": "morning", "早晨": "morning", "早上": "morning", "上午": "morning", "晨": "morning",
    "早": "morning", "中午": "noon", "正午": "noon", "午后": "afternoon", "下午": "afternoon", "傍晚": "evening", "晚上": "evening",
    "晚间": "evening", "夜里": "evening", "夜晚": "evening", "晚": "evening",
}  # fmt: skip
_ENDS = {"morning": time(12), "noon": time(14), "afternoon": time(18)}

_PART = rf"(?P<part>{'|'.join(p for p in _PARTS if len(p) == 2)})(?![好茶])"
_SHORT_PART = r"(?P<short>[早晚晨])(?![教餐饭点会宴到年了])"  # 早教 and 晚会 are no hours
_HOUR = r"\d{1,2}|二十[一二三四]?|十[一二三四五六七八九]?|[零一二两三四五六七八九]"
_TENS = r"[二三四五]?十[一二三四五六七八九]?"
_MINUTE = rf"(?:\d{{1,2}}|{_TENS}|零?[一二三四五六七八九])分|[0-5]\d(?!\d)|{_TENS}(?![个人位号])|零[一二三四五六七八九]"
_MOMENT = re.compile(
    rf"""(?:{_PART}|{_SHORT_PART})? [\s,，的]* (?:
      (?<![\d:]) (?P<h24>\d{{1,2}}):(?P<m24>[0-5]\d) (?![\d:])
    | (?<![\d.第]) (?P<hour>{_HOUR}) \s*[点时] (?![间候段课代]) (?P<exact>(?:半|[一三]刻|整|过?(?:{_MINUTE}))?钟?)
    )?""",
    re.VERBOSE,
)
_DIGITS = "0123456789零〇一二两三四五六七八九十"
_COUNTED = tuple("一二两三四五")


class Moment(NamedTuple):
    """A part of the day and a clock time, as far as they were said, and where. `next_day`: after that evening's midnight."""

    part: Part | None = None
    clock: time | None = None
    next_day: bool = False
    start: int = 0
    end: int = 0


def read_moment(text: str, at: int, after_day: bool = False) -> Moment | None:
    """The moment that stands at `at`; None where there is none.

    Right after a day (`after_day`) 早 and 晚 are parts of the day, and 两点 is a clock time; elsewhere they need each other,
    because 晚 is part of many words and 我有两点建议 asks for no hour. Raises ValueError for an hour that no day has.
    """
    if not after_day and at and text[at - 1] in _DIGITS:
        return None  # the middle of a number
    match = _MOMENT.match(text, at)
    if not match or not match[0].strip():
        return None
    part = _PARTS.get(match["part"] or match["short"] or "")
    hour = match["h24"] or match["hour"]
    if hour is None:
        named = "part" if match["part"] else "short" if match["short"] and after_day else ""
        return Moment(part, start=at, end=match.end(named)) if named else None
    if hour in _COUNTED and not (match["exact"] or match["h24"] or part or after_day):
        return None
    return _moment(part, number(hour), _minute(match), match["h24"] is not None)._replace(start=at, end=match.end())


def is_over(moment: Moment, now: time) -> bool:
    """Whether the moment has passed by `now` on its own day. A part of the day is over when the next one begins."""
    if moment.clock:
        return not moment.next_day and moment.clock <= now
    return moment.part in _ENDS and _ENDS[moment.part] <= now


def _moment(part: Part | None, hour: int | None, minute: int | None, digital: bool) -> Moment:
    if hour is None or minute is None or hour > 24 or minute > 59:
        raise ValueError("no such time of day")
    next_day = hour == 24
    if part == "evening" and hour < 13:
        next_day = hour == 12 or hour < 5  # 晚上十二点 and 晚上两点 belong to the day after
        hour += 0 if hour < 5 else 12
    elif (
        (part == "afternoon" and hour < 12) or (part == "noon" and hour < 4) or (part is None and not digital and 0 < hour < 7)
    ):
        hour += 12
    return Moment(part, time(hour % 24, minute), next_day)


def _minute(match: re.Match[str]) -> int | None:
    if match["m24"]:
        return int(match["m24"])
    said = (match["exact"] or "").removeprefix("过").rstrip("钟").removesuffix("分")
    return {"": 0, "整": 0, "半": 30, "一刻": 15, "三刻": 45}.get(said, number(said))
