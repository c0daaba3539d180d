"""Texts that know their translation only when they are shown.

A flow, a service or a reminder says `_("{who}，{course} 报名成功", who=name, course=title)`. That is a value: it can be compared,
stored as JSON and shown later in another person's language. Nothing depends on a "current language".
"""

from __future__ import annotations

from datetime import date
from typing import TypeAlias

from msgspec import Struct


class Text(Struct, frozen=True, tag="t", omit_defaults=True):
    """A source string (Chinese) and the values for its `{places}`."""

    source: str
    values: dict[str, Value] = {}


class Moment(Struct, frozen=True, tag="m"):
    """A point in time, in UTC milliseconds, shown in the community's zone.

    `style`: "full" 11月25日 周三 19:00 · "week" 周三 19:00 · "time" 19:00 · "near" 今天 19:00 or 明天（周三）19:00, as seen from the
    day on which it is said, else 11月25日（周三）19:00.
    """

    at_ms: int
    style: str = "full"


class Day(Struct, frozen=True, tag="d"):
    """A local calendar day, shown as 11月25日 周三.

    `style`: "year" with the year · "birth" 1950年3月8日, with the year and no weekday · "near" 今天（周三） or 明天（周四）, as seen from
    the day on which it is said, else 11月25日（周三）.
    """

    day: date
    style: str = "day"


class Money(Struct, frozen=True, tag="f"):
    """An amount in fen, shown as 8元 or 免费."""

    fen: int


class Joined(Struct, frozen=True, tag="j"):
    """Several sayings one after another."""

    parts: tuple[Value, ...]
    between: str = "\n"


Value: TypeAlias = Text | Moment | Day | Money | Joined | str | int
Saying: TypeAlias = Text | Moment | Day | Money | Joined | str
"""Anything that can be shown to a person."""


def _(source: str, /, **values: Value) -> Text:
    """A translatable text. The source string is what the catalogues are keyed by."""
    return Text(source, values)


def lines(*parts: Value | None) -> Joined:
    """The given sayings, a line each; what is None or empty is left out."""
    return Joined(tuple(part for part in parts if part is not None and part != ""))


def paragraphs(*parts: Value | None) -> Joined:
    """The given sayings with an empty line between them."""
    return Joined(lines(*parts).parts, "\n\n")
