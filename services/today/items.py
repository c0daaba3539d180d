"""One thing that needs a person: how urgent it is, in a sentence, and what it is about, so that a screen can lead there."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import Literal, TypeAlias

from msgspec import Struct

from language.text import Moment, Saying, _
from services.calendar import DAY_MS, HOUR_MS, MINUTE_MS

Kind: TypeAlias = Literal[
    "case", "cases", "answer", "moderate", "talk", "talks", "own talk", "calls", "parked", "roll", "children", "offers",
    "meal changes", "routes", "door", "shift", "running shift", "missed shift", "team wishes", "meeting",
]  # fmt: skip
"""What it is; each has its page and its button."""


class Urgency(IntEnum):
    """The most urgent first."""

    DANGER = 0
    """Somebody may come to harm."""
    LATE = 1
    NOW = 2
    TODAY = 3


class Item(Struct, frozen=True):
    """`more` says who and where, as far as a list may say; `when` since when, or until when. `keys` is what its address is made of."""

    urgency: Urgency
    kind: Kind
    said: Saying
    more: Saying = ""
    when: Saying = ""
    since_ms: int = 0
    keys: dict[str, int | str] = {}

    @property
    def key(self) -> str:
        """What tells it from every other one, for as long as it is there."""
        return "-".join([self.kind.replace(" ", "-"), *(str(value) for value in self.keys.values())])


def ordered(items: Iterable[Item]) -> list[Item]:
    """The most urgent first, of these whatever waits longest."""
    return sorted(items, key=lambda one: (one.urgency, one.since_ms, one.key))


def waited(since_ms: int, now_ms: int) -> Saying:
    """How long somebody waits."""
    return _("等了{how_long}", how_long=lasting(now_ms - since_ms))


def overdue(due_ms: int, now_ms: int) -> Saying:
    """How much later it is than it should be."""
    return _("超时{how_long}", how_long=lasting(now_ms - due_ms))


def by(due_ms: int) -> Saying:
    """Until when it should be done."""
    return _("{when} 前", when=Moment(due_ms, "near"))


def lasting(span_ms: int) -> Saying:
    """A length of time as one says it: minutes, from an hour on hours, from two days on days."""
    if span_ms < HOUR_MS:
        return _("{n}分钟", n=max(span_ms // MINUTE_MS, 1))
    if span_ms < 2 * DAY_MS:
        return _("{n}小时", n=span_ms // HOUR_MS)
    return _("{n}天", n=span_ms // DAY_MS)
