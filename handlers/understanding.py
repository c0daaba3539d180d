"""From a resident's own words to what is wished. Pure: the words, the moment, the titles and the names are passed in.

Nothing here guesses by chance: the words of `handlers.vocabulary` decide in a fixed order, titles are compared in
`handlers.titles`, and days are read by `language.dates`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Literal, TypeAlias

from handlers import vocabulary as v
from handlers.titles import Meant, fold, meant, subject
from language.dates import find_when, looks_like_a_date
from language.hours import Part
from services.cases import danger

Verb: TypeAlias = Literal[
    "sign_up", "cancel", "mine", "browse", "about",
    "human", "office", "help", "recover", "mydata", "family", "me", "language", "bill", "meals", "diet", "patrol", "reminders",
    "cases", "report", "bring", "suggest", "suggestions", "council", "hello", "thanks", "bye", "urgent", "unknown",
]  # fmt: skip
Who: TypeAlias = Literal["", "self", "parent", "child"]

_LONGEST_WISH = 40
_PLAIN: dict[Verb, re.Pattern[str]] = {
    "council": v.COUNCIL,
    "suggestions": v.SUGGESTIONS,
    "suggest": v.SUGGEST,
    "language": v.LANGUAGE,
    "recover": v.RECOVER,
    "mydata": v.MY_DATA,
    "family": v.FAMILY,
    "me": v.ABOUT_ME,
    "diet": v.DIET,
    "bill": v.BILL,
    "meals": v.MEALS,
    "cases": v.CASES,
    "report": v.REPORT,
    "patrol": v.PATROL,
    "reminders": v.REMINDERS,
    "bring": v.BRING,
    "office": v.OFFICE,
    "human": v.HUMAN,
    "help": v.HELP,
}
_WEEK = re.compile(r"(?P<next>下下|下)?(?P<this>这|本)?个?(?:周|星期|礼拜)(?![一二三四五六日天末1-7])")


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wished. `titles` are the courses meant; not `sure` where they are only something like what was said.

    `missing` says that something else was named to learn. `name` is a member of the household. `days` are the days meant, all of
    them, or, with `which_day`, those between which the person must choose; `weekday` (0 = Monday) is set for a habit (周一晚上).
    `no_such_day` marks a date that no calendar has. `free`: with seats left; `gratis`: that costs nothing.
    """

    verb: Verb
    titles: tuple[str, ...] = ()
    sure: bool = True
    missing: bool = False
    who: Who = ""
    name: str = ""
    days: tuple[date, ...] = ()
    which_day: bool = False
    weekday: int | None = None
    part: Part | None = None
    time: time | None = None
    no_such_day: bool = False
    audience: str = ""
    free: bool = False
    gratis: bool = False


def understand(text: str, now: datetime, titles: Sequence[str] = (), names: Sequence[str] = ()) -> Wish:
    """The wish in the text, at the local time `now`, among courses of these titles, in a household of these names."""
    words = fold(text)
    rest = v.HELLO.sub("", words, count=1) if v.HELLO.match(words) else words
    if not rest:
        return Wish("hello" if words else "unknown")
    if urgent(text):
        return Wish("urgent")
    for verb, pattern in _PLAIN.items():
        if pattern.search(rest) and not (
            (verb == "report" and v.NOT_TO_REPORT.search(rest)) or (verb == "suggest" and v.REPORT.search(rest))
        ):
            return Wish(verb)
    name = _name(rest, names)
    courses = meant(rest.replace(name, " ") if name else rest, titles)
    when = _when(rest, now)
    return _about_courses(rest, courses, name, when) or _courtesy(rest, greeted=words != rest)


def clearly_a_wish(text: str) -> bool:
    """Whether the words can be nothing but a wish of their own, even while something else is asked. Looks at nothing but them."""
    if danger.read(text):
        return True
    if len(text) > _LONGEST_WISH:
        return False
    words = fold(text)
    if v.REPORT.search(words) and not v.NOT_TO_REPORT.search(words) and not _UNCLEAR.search(words):
        return True
    return _CLEAR.match(words) is not None and not _UNCLEAR.search(words)


def urgent(text: str) -> bool:
    """Whether somebody is in danger, or calls for those who help then."""
    return danger.read(text) is not None or v.URGENT.search(fold(text)) is not None


def reported(text: str) -> str:
    """What there is to report; "" where the words only say that there is something."""
    return "" if v.JUST_REPORT.fullmatch(text.strip()) else text


def suggested(text: str) -> str:
    """What is suggested, without what leads to it; "" where the words only say that there is something."""
    return "" if v.JUST_SUGGEST.fullmatch(text.strip().lower()) else v.LEADS_TO_A_SUGGESTION.sub("", text.strip())


@dataclass(frozen=True, slots=True)
class _When:
    days: tuple[date, ...] = ()
    which_day: bool = False
    weekday: int | None = None
    part: Part | None = None
    time: time | None = None
    no_such_day: bool = False
    length: int = 0


def _about_courses(words: str, courses: Meant, name: str, when: _When) -> Wish | None:
    """The wish where it is about courses or bookings; None where it is not."""
    verb = _verb(words, courses, _says_little_more(words, when))
    if verb is None:
        return None
    titles, sure = courses if courses.sure or verb in ("sign_up", "cancel") else Meant()
    booking = verb in ("sign_up", "cancel")
    return Wish(
        verb,
        titles,
        sure or not titles,
        missing=booking and not titles and bool(subject(words)),
        who=_who(words, name) if booking or titles else "",
        name=name,
        days=when.days,
        which_day=when.which_day,
        weekday=when.weekday,
        part=when.part,
        time=when.time,
        no_such_day=when.no_such_day,
        audience=_audience(words) if verb == "browse" and not titles else "",
        free=v.FREE.search(words) is not None,
        gratis=v.GRATIS.search(words) is not None,
    )


def _says_little_more(words: str, when: _When) -> bool:
    """Whether the words are hardly more than a day or an audience: 周一晚上呢？ asks for courses, 今天天气真好 does not."""
    if when != _When() and len(words) - when.length <= 3:
        return True
    return len(words) <= 4 and bool(_audience(words) or v.GRATIS.search(words))


def _verb(words: str, courses: Meant, narrowed: bool) -> Verb | None:
    named = bool(courses.titles) and courses.sure
    if v.KEEP.search(words):
        return "mine"
    if v.CANCEL.search(words):
        return "cancel"
    if v.MINE.search(words):
        return "mine"
    if named:
        if _asks_for_a_day(words):
            return "browse"
        if v.ASKING_ABOUT.search(words):
            return "about"
        return "sign_up" if v.SIGN_UP.search(words) else "about"
    if v.WHEN_IS_MINE.search(words):
        return "mine"
    if v.BROWSE.search(words) and not (courses.titles and v.SIGN_UP.search(words)):
        return "browse"
    if v.SIGN_UP.search(words):
        return "sign_up"
    return "browse" if narrowed or re.search(r"课(?!桌|本)", words) else None


def _asks_for_a_day(words: str) -> bool:
    """Whether the words ask for a course on a named day: 下周三有瑜伽吗."""
    return looks_like_a_date(words) and v.A_DAY_ASKED.search(words) is not None and not v.ASKING_ABOUT.search(words)


def _courtesy(words: str, *, greeted: bool) -> Wish:
    if v.THANKS.search(words):
        return Wish("thanks")
    if v.BYE.match(words):
        return Wish("bye")
    return Wish("hello" if greeted else "unknown")


def _name(words: str, names: Sequence[str]) -> str:
    """The member of the household who is named, also without the family name."""
    for name in names:
        if len(name) >= 2 and (fold(name) in words or (len(name) >= 3 and fold(name[1:]) in words)):
            return name
    return ""


def _who(words: str, name: str) -> Who:
    if name:
        return ""
    for who, pattern in v.KIN.items():
        if pattern.search(words):
            return who
    return "self" if v.MYSELF.search(words) and not v.SOMEBODY.search(words) else ""


def _audience(words: str) -> str:
    return next((audience for audience, pattern in v.AUDIENCES.items() if pattern.search(words)), "")


def _when(words: str, now: datetime) -> _When:
    found = find_when(words, now)
    if found is None:
        return _When(_week(words, now.date()), no_such_day=looks_like_a_date(words))
    said = _When(part=found.part, time=found.time, length=found.span[1] - found.span[0])
    if found.day is None:
        return replace(said, days=_week(words, now.date()))
    days = found.ambiguous or (found.day,)
    if found.weekday is not None:  # a habit needs no choice: it is the coming such day and those after it
        return replace(said, days=(max(days),), weekday=found.weekday)
    return replace(said, days=days, which_day=len(days) > 1 and "周末" not in words)


def _week(words: str, today: date) -> tuple[date, ...]:
    """The days of a week that is named as a whole: 下周有什么课. None that have passed."""
    match = _WEEK.search(words)
    if match is None or not (match["next"] or match["this"]):
        return ()
    monday = today + timedelta(days=7 * len(match["next"] or "") - today.weekday())
    return tuple(day for n in range(7) if (day := monday + timedelta(days=n)) >= today)


_ONE_OF_THESE = r"(?!自己|我|你|他|她|它|这|那|第|爸|妈|爹|孩子|儿子|女儿|[\d一二三四五六七八九十]|午|面|次|个|吧|了)"
_CLEAR = re.compile(
    rf"""(?:你好|您好|那|嗯|请问?|麻烦|我们?|[,，。!！\s])*(?:
      (?:还|也|就)?(?:想要?|打算|要)(?:学习?|报名?|参加|上|练|取消|退掉?){_ONE_OF_THESE}[\u4e00-\u9fffa-z]{{2,}}
    | [帮给替]我?\S{{1,6}}?(?:报名?|取消|退掉?){_ONE_OF_THESE}[\u4e00-\u9fffa-z]{{2,}}
    | 取消{_ONE_OF_THESE}[\u4e00-\u9fffa-z]{{2,}}
    | \S{{0,12}}有(?:什么|哪些)(?:课|活动)\S{{0,4}}$
    | \S{{0,12}}有(?:没有)?课[吗没么]
    | 报名?了(?:什么|哪些)\S{{0,4}}$
    | \S{{0,6}}几点上课$|退课$|找?(?:人工|工作人员)(?:客服|服务)?$
    | (?:i\ (?:want|would\ like)\ to\ (?:learn|join|sign\ up|cancel|book)|cancel|join|book|sign\ (?:me\ )?up\ for)\s+[a-z]{{3,}}
    )""",
    re.VERBOSE,
)
_UNCLEAR = re.compile(r"过敏|不想|不要|不用|不能|不会|不吃|别|忌|don't|not ")
