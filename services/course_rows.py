"""A course as it is typed, in a form or in a row of a sheet: words made into what they mean, or a sentence for each that means nothing."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation

from msgspec import Struct

from language.catalogue import LANGUAGES, translations
from language.dates import find_when, read_date
from language.text import Joined, Saying, Text, _
from services.course_words import AUDIENCES, EVERY, MODES

LONGEST = 60
MOST_SEATS, MOST_SESSIONS, MOST_HOURS, OLDEST = 100_000, 400, 720, 120
SHORTEST_MINUTES, MOST_MINUTES = 5, 1440
MOST_YUAN = 100_000


class Row(Struct, frozen=True):
    """What was typed."""

    title: str = ""
    teacher: str = ""
    place: str = ""
    audience: str = ""
    seats: str = ""
    first: str = ""
    time: str = ""
    minutes: str = ""
    sessions: str = ""
    every: str = ""
    opens: str = ""
    closes: str = ""
    price: str = ""
    mode: str = ""
    min_age: str = ""
    max_age: str = ""
    cancel_hours: str = ""


USUAL = Row(
    audience="everyone", seats="20", minutes="90", sessions="8", every="week", price="0", mode="grab", cancel_hours="24"
)
"""What stands in an empty row, and what a sheet leaves out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A course that is to be. Moments are local; `opens` None: at once, `closes` None: with the first session."""

    title: str
    teacher: str
    place: str
    audience: str
    seats: int
    starts: datetime
    minutes: int
    sessions: int
    every: str
    opens: datetime | None
    closes: datetime | None
    price_fen: int
    mode: str
    min_age: int | None
    max_age: int | None
    cancel_hours: int


@dataclass
class Reader:
    """Reads the fields of a row, and keeps a sentence for each that is not right."""

    now: datetime
    wrong: dict[str, Saying] = field(default_factory=dict)

    def words(self, name: str, typed: str, *, needed: Saying | None = None) -> str:
        """A line of words."""
        words = " ".join(typed.split())
        if not words and needed is not None:
            self.wrong[name] = needed
        if len(words) > LONGEST:
            self.wrong[name] = _("太长了，请写{most}个字以内。", most=LONGEST)
        return words

    def number(self, name: str, typed: str, low: int, high: int) -> int:
        """A number from `low` to `high`."""
        number = self.number_or_none(name, typed, low, high)
        if number is None and name not in self.wrong:
            self.wrong[name] = _("请写{low}到{high}的整数。", low=low, high=high)
        return number if number is not None else low

    def number_or_none(self, name: str, typed: str, low: int, high: int) -> int | None:
        """The same; None where nothing is typed."""
        found = re.fullmatch(r"(\d{1,9})(?:\.0+)?\s*[人个次岁分钟小时位]*", _plain(typed))
        if found is not None and low <= int(found[1]) <= high:
            return int(found[1])
        if typed.strip():
            self.wrong[name] = _("请写{low}到{high}的整数。", low=low, high=high)
        return None

    def one_of(self, name: str, typed: str, choices: dict[str, Text]) -> str:
        """One of these, by its key or by its words."""
        words = _plain(typed).lower()
        found = next((key for key, said in choices.items() if words in (key, *in_every_language(said))), None)
        if found is None:
            self.wrong[name] = _("请写其中一个：{choices}。", choices=Joined(tuple(choices.values()), "、"))
        return found or next(iter(choices))

    def fen(self, name: str, typed: str) -> int:
        """An amount of yuan; nothing typed and 免费 are nothing to pay."""
        words = _plain(typed).removesuffix("元").removeprefix("¥").strip()
        if words in ("", "免费"):
            return 0
        try:
            fen = Decimal(words) * 100
        except InvalidOperation:
            fen = Decimal("nan")
        if not fen.is_finite() or fen != int(fen) or not 0 <= fen <= MOST_YUAN * 100:
            self.wrong[name] = _("请写金额，单位元，例如 8 或 8.50；免费写 0。")
            return 0
        return int(fen)

    def day(self, name: str, typed: str) -> date:
        """A day."""
        day = read_date(_plain(typed), self.now.date())
        if day is None:
            self.wrong[name] = _("请写日期，例如 {day}。", day=self.now.date().isoformat())
        return day or self.now.date()

    def clock(self, name: str, typed: str) -> time:
        """A time of day."""
        words = re.sub(r"^(\d{1,2}:\d\d):00$", r"\1", _plain(typed))
        when = find_when(words, self.now)
        if when is None or when.time is None or when.day is not None:
            self.wrong[name] = _("请写几点，例如 19:00。")
            return time()
        return when.time

    def moment(self, name: str, typed: str) -> datetime | None:
        """A day with a time; None where nothing is typed."""
        words = re.sub(r"(\d)[T ](\d{1,2}:\d\d)(:00)?$", r"\1 \2", _plain(typed))
        if not words:
            return None
        when = find_when(words, self.now)
        if when is None or when.day is None or when.time is None or when.ambiguous:
            self.wrong[name] = _("请写日期和几点，例如 {day} 09:00。", day=self.now.date().isoformat())
            return None
        return datetime.combine(when.day, when.time)


def read(row: Row, now: datetime, opens: datetime | None = None) -> Wanted | dict[str, Saying]:
    """The course that a row means, or a sentence for each field that is not right. `opens` counts where the row names none."""
    reader = Reader(now)
    starts = datetime.combine(reader.day("first", row.first), reader.clock("time", row.time))
    wanted = Wanted(
        title=reader.words("title", row.title, needed=_("课程叫什么？")),
        teacher=reader.words("teacher", row.teacher),
        place=reader.words("place", row.place, needed=_("在哪里上课？")),
        audience=reader.one_of("audience", row.audience or USUAL.audience, AUDIENCES),
        seats=reader.number("seats", row.seats or USUAL.seats, 1, MOST_SEATS),
        starts=starts,
        minutes=reader.number("minutes", row.minutes or USUAL.minutes, SHORTEST_MINUTES, MOST_MINUTES),
        sessions=reader.number("sessions", row.sessions or USUAL.sessions, 1, MOST_SESSIONS),
        every=reader.one_of("every", row.every or USUAL.every, EVERY),
        opens=reader.moment("opens", row.opens) or opens,
        closes=reader.moment("closes", row.closes),
        price_fen=reader.fen("price", row.price),
        mode=reader.one_of("mode", row.mode or USUAL.mode, MODES),
        min_age=reader.number_or_none("min_age", row.min_age, 0, OLDEST),
        max_age=reader.number_or_none("max_age", row.max_age, 0, OLDEST),
        cancel_hours=reader.number("cancel_hours", row.cancel_hours or USUAL.cancel_hours, 0, MOST_HOURS),
    )
    if not {"first", "time"} & reader.wrong.keys() and starts <= now:
        reader.wrong["first"] = _("第一次上课已经过去了，请写以后的日期。")
    for name, say in unfit(wanted.seats, wanted.audience, wanted.mode, wanted.starts, wanted.opens, wanted.closes, now).items():
        reader.wrong.setdefault(name, say)
    if wanted.min_age is not None and wanted.max_age is not None and wanted.min_age > wanted.max_age:
        reader.wrong.setdefault("max_age", _("最大年龄不能小于最小年龄。"))
    return reader.wrong or wanted


def unfit(
    seats: int,
    audience: str,
    mode: str,
    starts: datetime,
    opens: datetime | None,
    closes: datetime | None,
    now: datetime | None,
) -> dict[str, Saying]:
    """What only shows when fields are seen together, by the field to mend. Sign-up must end after `now`, where that is given."""
    wrong: dict[str, Saying] = {}
    if mode == "draw" and closes is None:
        wrong["closes"] = _("抽签的课要写什么时候截止报名，到时抽签。")
    if closes is not None and closes > starts:
        wrong["closes"] = _("截止报名要早于第一次上课。")
    if closes is not None and now is not None and closes <= now:
        wrong["closes"] = _("截止的时间已经过去了，请写以后的。")
    if opens is not None and opens >= (closes or starts):
        wrong["opens"] = _("开始报名要早于截止和开课。")
    if audience == "family" and seats < 2:
        wrong["seats"] = _("亲子课一次占两个位子，名额至少写2。")
    return wrong


def in_every_language(said: Text) -> set[str]:
    """A text as it may be typed, whatever language somebody reads, in small letters."""
    return {translations(language).get(said.source, said.source).lower() for language in LANGUAGES}


def _plain(words: str) -> str:
    return unicodedata.normalize("NFKC", words).strip()
