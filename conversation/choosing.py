"""Questions with an answer to tap: one of several, and the review step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, ClassVar, TypeVar

import msgspec

from conversation.journal import Value
from conversation.questions import Accepted, Given, Gone, Option, Question, Refusal
from language.text import Saying, _

T = TypeVar("T")


class Choose(Question[T], frozen=True, kw_only=True):
    """One of the options. `typed` may read other words as a stored value, which `restored` turns into the flow's."""

    among: Sequence[Option[T]]
    typed: Callable[[str], Accepted | Refusal] | None = None
    restored: Callable[[Value], T] | None = None
    kind: ClassVar[str] = "choose"

    def options(self, today: date) -> list[Option[Any]]:
        return list(self.among)

    def take(self, given: Given, today: date) -> Accepted | Refusal:
        for option in self.among:
            if given.choice == option.id:
                return Accepted(option.id, option.label)
        if given.choice:
            return Refusal(_("这一项刚刚没有了，请在下面另选一个。"))
        if given.text and self.typed:
            return self.typed(given.text)
        return Refusal(_("请点下面的按钮选一个。"), foreign=True)

    def restore(self, value: Value) -> T:
        for option in self.among:
            if value == option.id:
                return option.value
        if value is not None and self.restored:
            return self.restored(value)
        raise Gone


class Confirm(Question[bool], frozen=True, kw_only=True):
    """The review step. `facts` are what the person agrees to (ids, time, price; never a changing count)."""

    facts: tuple[str | int | None, ...]
    yes: Saying
    danger: bool = False
    kind: ClassVar[str] = "confirm"

    @property
    def mark(self) -> str:
        return "confirm|" + msgspec.json.encode((*self.about, *self.facts)).decode()

    def options(self, today: date) -> list[Option[Any]]:
        return [Option("yes", self.yes, True, "danger" if self.danger else "main")]

    def take(self, given: Given, today: date) -> Accepted | Refusal:
        if given.choice == "yes" or given.text in ("好", "好的", "可以", "确认", "是", "对", "行", "ok", "yes"):
            return Accepted("yes", self.yes)
        return Refusal(_("确认的话，请点下面的按钮。"), foreign=True)

    def restore(self, value: Value) -> bool:
        return True
