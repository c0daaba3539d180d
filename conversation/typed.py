"""Questions with an answer to type: words, a paper, a number, a day, a phone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, ClassVar

from conversation.journal import Value
from conversation.questions import Accepted, Fetch, Given, Option, Question, Refusal, Wants
from language.dates import read_date
from language.numerals import number
from language.phones import read_phone
from language.text import Day, Saying, _


class Words(Question[str], frozen=True, kw_only=True):
    """Free words, at most `longest` characters. `check` returns a sentence where they will not do."""

    longest: int = 500
    check: Callable[[str], Saying | None] | None = None
    kind: ClassVar[str] = "words"
    wants: ClassVar[Wants] = "text"

    def take(self, given: Given, today: date) -> Accepted | Refusal:
        words = " ".join(given.text.split())
        if not words:
            return Refusal(_("请打字告诉我。"))
        if len(words) > self.longest:
            return Refusal(_("有点长了，请缩短到{most}个字以内。", most=self.longest))
        if self.check and (why := self.check(words)):
            return Refusal(why)
        return Accepted(words, words)

    def restore(self, value: Value) -> str:
        return value if isinstance(value, str) else ""


class Paper(Question[str], frozen=True, kw_only=True):
    """Words line by line as they were written, typed or in a document. `check` returns a sentence where they will not do."""

    longest: int = 4_000
    check: Callable[[str], Saying | None] | None = None
    kind: ClassVar[str] = "paper"
    wants: ClassVar[Wants] = "file"
    takes_files: ClassVar[bool] = True

    def take(self, given: Given, today: date) -> Accepted | Refusal | Fetch:
        if given.unread:
            return Refusal(given.unread)
        for file in given.files:
            if file.kind == "document":
                return Fetch(file, _("文件收到了，正在看，请稍等一下。"))
        words = given.text.strip("\r\n")
        if not words.strip():
            return Refusal(_("这里要文字或表格文件（.xlsx、.csv、.txt），别的看不了。"))
        if len(words) > self.longest:
            return Refusal(_("有点长了，请分几次发，一次{most}个字以内。", most=self.longest))
        if self.check and (why := self.check(words)):
            return Refusal(why)
        return Accepted(words, " ".join(words.split())[:40])

    def restore(self, value: Value) -> str:
        return value if isinstance(value, str) else ""


class Number(Question[int], frozen=True, kw_only=True):
    """A whole number between `least` and `most`, typed or spoken ("十二")."""

    least: int = 0
    most: int = 1_000_000
    kind: ClassVar[str] = "number"
    wants: ClassVar[Wants] = "text"

    def take(self, given: Given, today: date) -> Accepted | Refusal:
        value = number(given.text)
        if value is None or not self.least <= value <= self.most:
            return Refusal(_("请输入{least}到{most}之间的数字，比如：{least}。", least=self.least, most=self.most))
        return Accepted(value, str(value))

    def restore(self, value: Value) -> int:
        return value if isinstance(value, int) else 0


class DateOf(Question[date], frozen=True, kw_only=True):
    """A day between `earliest` and `latest`: by button for the coming days, or typed ("下周三", "12月3号")."""

    earliest: date
    latest: date
    kind: ClassVar[str] = "date"
    wants: ClassVar[Wants] = "text"

    def options(self, today: date) -> list[Option[Any]]:
        first = max(self.earliest, today)
        days = [first + timedelta(n) for n in range(7)]
        return [Option(day.isoformat(), Day(day), day) for day in days if self.earliest <= day <= self.latest]

    def take(self, given: Given, today: date) -> Accepted | Refusal:
        day = date.fromisoformat(given.choice) if given.choice else read_date(given.text, today)
        if day is None:
            return Refusal(_("没看懂是哪一天，可以这样写：12月3号、下周三、后天。"))
        if not self.earliest <= day <= self.latest:
            return Refusal(
                _("请选{first}到{last}之间的一天。", first=Day(self.earliest, "year"), last=Day(self.latest, "year"))
            )
        return Accepted(day.isoformat(), Day(day, "year"))

    def restore(self, value: Value) -> date:
        return date.fromisoformat(str(value))


class Phone(Question[str], frozen=True, kw_only=True):
    """A phone number: typed, or by the platform's own button."""

    kind: ClassVar[str] = "phone"
    wants: ClassVar[Wants] = "phone"

    def take(self, given: Given, today: date) -> Accepted | Refusal:
        phone = read_phone(given.phone or given.text)
        if phone is None:
            return Refusal(_("电话好像不对，请再输一遍：手机11位，座机带区号，比如 027-82345678。"))
        return Accepted(phone, phone)

    def restore(self, value: Value) -> str:
        return value if isinstance(value, str) else ""
