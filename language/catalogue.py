"""A voice says texts in one language and one time zone."""

from __future__ import annotations

import copy
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from language.text import Day, Joined, Moment, Money, Text, Value

SOURCE = "zh"
LANGUAGES = {"zh": "中文", "en": "English"}
LOCALE = Path(__file__).resolve().parent.parent / "locale"

_WEEKDAYS = {"zh": "周一 周二 周三 周四 周五 周六 周日".split(), "en": "Mon Tue Wed Thu Fri Sat Sun".split()}
_BETWEEN = {"、": ", ", "，": ", ", "；": "; "}
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


@cache
def translations(language: str) -> dict[str, str]:
    """The catalogue of a language, source text to translation; empty for the source language and for unknown ones."""
    path = LOCALE / language / "LC_MESSAGES" / "linli.po"
    if language == SOURCE or not path.exists():
        return {}
    from babel.messages.pofile import read_po  # only people who read another language pay for it

    with path.open("rb") as file:
        return {str(m.id): str(m.string) for m in read_po(file) if m.id and m.string and not m.fuzzy}


class Voice:
    """Says any value in `language` (one of LANGUAGES) and in the local time of `zone`."""

    def __init__(self, language: str, zone: ZoneInfo) -> None:
        self.language = language if language in LANGUAGES else SOURCE
        self.zone = zone
        self._translations = translations(self.language)
        self._today: date | None = None

    def at(self, now_ms: int) -> Voice:
        """The same voice, for what is said at this moment: it knows what today and tomorrow are."""
        voice = copy.copy(self)
        voice._today = datetime.fromtimestamp(now_ms / 1000, self.zone).date()
        return voice

    def say(self, value: Value) -> str:
        """The value as the person reads it."""
        match value:
            case str():
                return value
            case Text():
                source = self._translations.get(value.source, value.source)
                return source.format_map({k: self.say(v) for k, v in value.values.items()}) if value.values else source
            case Joined():
                between = value.between if self.language == SOURCE else _BETWEEN.get(value.between, value.between)
                return between.join(filter(None, map(self.say, value.parts)))
            case Moment():
                return _moment(value, self.language, self.zone, self._today if value.style == "near" else None)
            case Day():
                return self._near_day(value.day) if value.style == "near" else _day(value.day, value.style, self.language)
            case Money():
                return self._money(value.fen)
            case _:
                return str(value)

    def _near_day(self, day: date) -> str:
        names = ("今天", "明天") if self.language != "en" else ("today", "tomorrow")
        ahead = (day - self._today).days if self._today else -1
        if ahead not in (0, 1):
            return _far_day(day, self.language)
        weekday = _WEEKDAYS[self.language][day.weekday()]
        return f"{names[ahead]} ({weekday})" if self.language == "en" else f"{names[ahead]}（{weekday}）"

    def _money(self, fen: int) -> str:
        if fen == 0:
            return "free" if self.language == "en" else "免费"
        yuan = f"{fen // 100}" if fen % 100 == 0 else f"{fen / 100:.2f}"
        return f"¥{yuan}" if self.language == "en" else f"{yuan}元"


@lru_cache(4096)
def _moment(moment: Moment, language: str, zone: ZoneInfo, today: date | None) -> str:
    local = datetime.fromtimestamp(moment.at_ms / 1000, zone)
    clock = f"{local:%H:%M}"
    if moment.style == "time":
        return clock
    if local.date() == today:
        return f"today {clock}" if language == "en" else f"今天 {clock}"
    if today is not None and local.date() == today + timedelta(days=1):
        weekday = _WEEKDAYS[language][local.weekday()]
        return f"tomorrow ({weekday}) {clock}" if language == "en" else f"明天（{weekday}）{clock}"
    if moment.style == "week":
        return f"{_WEEKDAYS[language][local.weekday()]} {clock}"
    if moment.style == "near":
        return (
            f"{_far_day(local.date(), language)} {clock}" if language == "en" else f"{_far_day(local.date(), language)}{clock}"
        )
    return f"{_day(local.date(), 'day', language)} {clock}"


def _far_day(day: date, language: str) -> str:
    """A day as it stands in a sentence, beside 今天（周二）: Chinese words may follow without a space."""
    return (
        _day(day, "day", language) if language == "en" else f"{day.month}月{day.day}日（{_WEEKDAYS[language][day.weekday()]}）"
    )


def _day(day: date, style: str, language: str) -> str:
    weekday = "" if style == "birth" else _WEEKDAYS[language][day.weekday()]
    with_year = style in ("year", "birth")
    if language == "en":
        return f"{weekday} {day.day} {_MONTHS[day.month - 1]}".lstrip() + (f" {day.year}" if with_year else "")
    return ((f"{day.year}年" if with_year else "") + f"{day.month}月{day.day}日 {weekday}").rstrip()
