"""A menu as staff write it, paste it or copy it from Excel, read into days and their dishes. Pure: no clock, no database.

The rules that are not obvious:

- A line begins a day where it starts with one (周一, 12月7日 周一, 12/7：, 【星期二】); what follows, there and in the lines below, is its
  dishes. In a table the days stand in the first column, or side by side in a row with their dishes below.
- A weekday without a date is of the week that the title names (12月7日–11日菜单, 下周菜单), or in which the dates beside it are. Otherwise
  it is of this week where no named day has passed and one of them is not planned yet; from Saturday on, or after the week's last
  planned day, it is of the next.
- Dishes are told apart by the strongest mark in a line: ；| 。 and numbers before 、， before / before spaces. Never within brackets, nor at +;
  at / only with spaces around it or between long names (米饭/馒头 is one dish). What has a label (A套餐：红烧肉、青菜) is one dish.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from language.dates import find_when
from language.text import Day, Text, _
from services.canteen.menu_lines import Named, behind, day_named, joined, split_dishes

MOST_DISHES = 6
LONGEST = 60
"""Characters of a dish's name."""
MOST_DAYS = 31
FARTHEST = timedelta(days=62)
"""Nobody plans meals for a day later than that: the year, or the month, is mistyped."""
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Planned:
    """What is to be cooked on a day."""

    day: date
    dishes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """The days in their order, those `off` on which nothing is cooked, and a sentence for each line that cannot be read."""

    days: tuple[Planned, ...]
    off: tuple[date, ...]
    troubles: tuple[Text, ...]


def read_menu(text: str, today: date, planned: Collection[date]) -> Read:
    """The menu that the text is. `planned` are the days for which there is a menu already."""
    reader = _Reader(today)
    for n, line in enumerate(text.replace("\0", "").splitlines(), 1):
        reader.take(n, line)
    return reader.result(planned)


@dataclass(slots=True)
class _Entry:
    """A day with what was written for it, from line `n` on."""

    n: int
    named: Named
    dishes: list[str] = field(default_factory=list)
    off: bool = False

    def add(self, text: str, *, whole: bool = False) -> None:
        if _OFF.fullmatch(text):
            self.off = True
        else:
            self.dishes += split_dishes(text, whole=whole)


class _Reader:
    def __init__(self, today: date) -> None:
        self.today = today
        self.monday: date | None = None
        self.entries: list[_Entry] = []
        self.columns: dict[int, _Entry] = {}
        self.troubles: list[tuple[int, Text]] = []

    def take(self, n: int, line: str) -> None:
        if not line.strip() or _NOTE.match(line.strip()) or self._title(line.strip()):
            return
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) > 1 and (self.columns or sum(map(bool, cells)) > 1):
            self._row(n, cells)
        else:
            self._line(n, line.strip())

    def _line(self, n: int, line: str) -> None:
        self.columns = {}
        named = day_named(line, self.today)
        if named is None:
            self._more(n, [line])
            return
        if until := day_named(_RANGE.sub("", named.rest, count=1), self.today) if _RANGE.match(named.rest) else None:
            self._range(n, named, until)
            return
        if len(line) < _LONG and _AND.match(named.rest) and day_named(_AND.sub("", named.rest, count=1), self.today):
            self._both(n, named, _AND.sub("", named.rest, count=1))
            return
        entry = _Entry(n, named)
        self.entries.append(entry)
        if rest := behind(named):
            entry.add(rest)

    def _both(self, n: int, first: Named, others: str) -> None:
        """周一、周二 不开餐."""
        self._line(n, others)
        if self.entries and self.entries[-1].n == n and self.entries[-1].off:
            self.entries.append(_Entry(n, first, off=True))
        else:
            self.troubles.append((n, _("第{n}行写了好几天，请一天写一行。", n=n)))

    def _more(self, n: int, cells: list[str]) -> None:
        """More dishes of the last day."""
        if self.entries:
            for cell in cells:
                self.entries[-1].add(cell, whole=len(cells) > 1)
        elif len(cells) == 1 or not any(_HEADER.fullmatch(cell) for cell in cells):
            self.troubles.append(
                (n, _("第{n}行「{line}」前面没有写是哪一天，请先写日子，比如：周一：番茄牛腩套餐。", n=n, line=cells[0][:12]))
            )

    def _range(self, n: int, first: Named, until: Named) -> None:
        """周一至周三 不开餐: only what is no menu can be said of several days at once."""
        start, end = first.weekday, until.weekday
        count = (until.day - first.day).days if first.day and until.day else (end or 0) - (start or 0)
        if not _OFF.fullmatch(behind(until)) or not 0 < count < 14:
            self.troubles.append((n, _("第{n}行写了好几天，请一天写一行。", n=n)))
            return
        for later in range(count + 1):
            day = first.day + timedelta(days=later) if first.day else None
            self.entries.append(_Entry(n, Named(first.words, "", day, None if day else (start or 0) + later), off=True))

    def _row(self, n: int, cells: list[str]) -> None:
        """A row of a table."""
        named = {x: day_named(cell, self.today) for x, cell in enumerate(cells) if cell}
        days = {x: one for x, one in named.items() if one and not behind(one)}
        if len(days) > 1 and len(days) >= len(named) - 1 and not self._is_one_day(days):
            self._heads(n, days)
        elif self.columns and not any(days.get(x) for x in list(named)[:1]):
            self._below(n, cells)
        else:
            self.columns = {}
            self._across(n, cells, named)

    def _is_one_day(self, days: dict[int, Named]) -> bool:
        """12月7日 | 周一: the same day twice."""
        return len(days) == 2 and len({bool(one.day) for one in days.values()}) == 2

    def _heads(self, n: int, days: dict[int, Named]) -> None:
        """Days side by side; a second such row says more of the same days (dates below weekdays)."""
        if self.columns and set(days) == set(self.columns) and not any(one.dishes for one in self.columns.values()):
            for x, one in days.items():
                self.columns[x].named = joined(self.columns[x].named, one)
            return
        self.columns = {x: _Entry(n, one) for x, one in days.items()}
        self.entries += self.columns.values()

    def _below(self, n: int, cells: list[str]) -> None:
        for x, cell in enumerate(cells):
            if cell and x in self.columns:
                self.columns[x].add(cell, whole=True)
            elif cell and x > min(self.columns):
                self.troubles.append((n, _("第{n}行「{line}」不知道是哪一天的，上面那一格要写日子。", n=n, line=cell[:12])))

    def _across(self, n: int, cells: list[str], named: dict[int, Named | None]) -> None:
        first = next((x for x in list(named)[:3] if named[x]), None)
        if first is None or any(not cells[x].isdecimal() for x in named if x < first):
            self._more(n, [cell for cell in cells if cell])
            return
        one = named[first]
        assert one is not None
        others = [x for x in named if x > first]
        if others and (second := named[others[0]]) and not behind(second) and (second.day is None) != (one.day is None):
            one, others = joined(one, second), others[1:]
        entry = _Entry(n, one)
        self.entries.append(entry)
        dishes = [cell for cell in (behind(one), *(cells[x] for x in others)) if cell]
        for cell in dishes:
            entry.add(cell, whole=len(dishes) > 1)

    def _title(self, line: str) -> bool:
        """Whether the line is the menu's title; it may say of which week."""
        if not _TITLE.search(line) or "\t" in line.strip():
            return False
        named = day_named(line, self.today)
        if named and not _RANGE.match(named.rest):
            return False
        this = self.today - timedelta(days=self.today.weekday())
        when = find_when(line, datetime.combine(self.today, time()))
        if when and when.day and when.weekday is None and abs(when.day - self.today) < FARTHEST:
            self.monday = when.day - timedelta(days=when.day.weekday())
        elif "下周" in line or "下星期" in line:
            self.monday = this + _WEEK
        elif re.search("[这本](?:周|星期)", line):
            self.monday = this
        return True

    def result(self, planned: Collection[date]) -> Read:
        bare = [one.named.weekday for one in self.entries if one.named.day is None and one.named.weekday is not None]
        dated = next(
            (one.named.day for one in self.entries if one.named.day and self.today <= one.named.day <= self.today + FARTHEST),
            None,
        )
        monday = self.monday or (dated and dated - timedelta(days=dated.weekday())) or _week(self.today, bare, planned)
        days: dict[date, tuple[str, ...]] = {}
        off: set[date] = set()
        for entry in self.entries:
            day = entry.named.day or monday + timedelta(days=entry.named.weekday or 0)
            if trouble := self._trouble(entry, day, {*days, *off}):
                self.troubles.append((entry.n, trouble))
            elif entry.off:
                off |= {day, day + timedelta(days=1)} if entry.named.both else {day}
            else:
                days[day] = tuple(dict.fromkeys(entry.dishes))
        troubles = [text for _n, text in sorted(self.troubles, key=lambda each: each[0])]
        if len(days) > MOST_DAYS:
            troubles.append(_("一次最多发{most}天的菜单，请分几次发。", most=MOST_DAYS))
        return Read(tuple(Planned(day, days[day]) for day in sorted(days)), tuple(sorted(off)), tuple(troubles))

    def _trouble(self, entry: _Entry, day: date, seen: set[date]) -> Text | None:
        n, words, dishes = entry.n, entry.named.words.strip(), list(dict.fromkeys(entry.dishes))
        if entry.named.day and entry.named.weekday not in (None, day.weekday()):
            return _("第{n}行：{day}和写的星期对不上，请改一下。", n=n, day=Day(day, "near"))
        if day < self.today:
            return _("第{n}行：{day}已经过去了，请看看日子。", n=n, day=Day(day, "year"))
        if day > self.today + FARTHEST:
            return _("第{n}行：{day}还太远，请看看日子。", n=n, day=Day(day, "year"))
        if day in seen:
            return _("第{n}行：{day}写了两次，请合到一起。", n=n, day=Day(day, "near"))
        if entry.off and not dishes:
            return None
        if entry.off:
            return _("第{n}行：{day}又有菜又写了不开餐，请留一样。", n=n, day=Day(day, "near"))
        if entry.named.both:
            return _("第{n}行「{words}」请写明是周六还是周日。", n=n, words=words)
        if not dishes:
            return _("第{n}行「{words}」没有写菜。不开餐就写：{words} 不开餐。", n=n, words=words)
        if len(dishes) > MOST_DISHES:
            return _("第{n}行：{day}有{count}道菜，一天最多{most}道。一份套餐写在一起，比如：红烧肉+青菜+米饭。",
                     n=n, day=Day(day, "near"), count=len(dishes), most=MOST_DISHES)  # fmt: skip
        if long := next((dish for dish in dishes if len(dish) > LONGEST), None):
            return _("第{n}行：「{dish}…」太长了，菜名请写在{most}个字以内。", n=n, dish=long[:12], most=LONGEST)
        return None


def _week(today: date, weekdays: list[int], planned: Collection[date]) -> date:
    """The Monday of the week that weekdays without a date mean."""
    this = today - timedelta(days=today.weekday())
    named = {this + timedelta(days=weekday) for weekday in weekdays}
    of_this_week = [day for day in planned if this <= day < this + _WEEK]
    over = today.weekday() > 4 or bool(of_this_week and today > max(of_this_week))
    return this + _WEEK if over or any(day < today for day in named) or named <= set(of_this_week) else this


_LONG = 80
"""Characters of a line that can say something of several days."""
_AND = re.compile(r"^[\s)）]*[、和及,，]\s*")
_RANGE = re.compile(r"^[\s)）]*(?:至|到|[~～—–-]+)\s*")
_OFF = re.compile(
    r"(?:.{0,8}(?:不开餐|不供餐|停餐|停供|不营业|不开伙|无餐|没有餐)|.{0,5}(?:休息|放假)|无|停|[Cc]losed|[Nn]o meals?|/|[×xX])"
    r"(?:一天)?[。.！!\s]*(?:[（(].*[)）])?"
)
_NOTE = re.compile(
    r"备注|注[:：]|说明[:：]|温馨提示|提示[:：]|订餐电话|联系电话|电话[:：]|地址[:：]|价格[:：]|※|[—_=*-]{3,}$|-{2,}$"
)
_TITLE = re.compile("菜单|菜谱|食谱|餐单|[助供用订]餐安排")
_HEADER = re.compile(r"日期|星期|时间|日子|周次|餐次|菜名|菜品|主菜|午餐|套餐.|.套餐|[A-Fa-f]餐|Date")
