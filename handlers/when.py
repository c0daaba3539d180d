"""A question for a day and an hour, in the words in which people name them: 下周三晚上七点, 12月3号19:00."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import ClassVar

from conversation.journal import Value
from conversation.questions import Accepted, Given, Question, Refusal, Wants
from language.dates import find_when
from language.text import Day, Text, _


class When(Question[datetime], frozen=True, kw_only=True):
    """A local moment after `now` (and `before` another), without a zone. Where only a day is named, the hour is `hour`."""

    now: datetime
    hour: time
    before: datetime | None = None
    kind: ClassVar[str] = "when"
    wants: ClassVar[Wants] = "text"

    def take(self, given: Given, today: date) -> Accepted | Refusal:
        when = find_when(given.text, self.now)
        if when is None or when.day is None:
            return Refusal(_("没看懂是哪一天，可以这样写：下周三晚上七点、12月3号19:00。"))
        if when.ambiguous:
            first, second = when.ambiguous[0], when.ambiguous[-1]
            return Refusal(_("是{first}，还是{second}？请写清楚，比如：12月3号19:00。", first=Day(first), second=Day(second)))
        if when.part and not when.time:
            return Refusal(_("几点呢？请连钟点一起写，比如：{day} 19:00。", day=Day(when.day)))
        local = datetime.combine(when.day, when.time or self.hour)
        if local <= self.now:
            return Refusal(_("{when}已经过去了，请写以后的时间。", when=said(local)))
        if self.before and local >= self.before:
            return Refusal(_("要早于开课时间（{when}），请写早一点。", when=said(self.before)))
        return Accepted(local.isoformat(), said(local))

    def restore(self, value: Value) -> datetime:
        return datetime.fromisoformat(str(value))


def said(local: datetime) -> Text:
    """A local moment as it is shown back."""
    return _("{day} {time}", day=Day(local.date(), "year"), time=f"{local:%H:%M}")
