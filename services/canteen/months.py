"""Calendar months, as bills count them, and years."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

from language.text import Text, _

_ISO = re.compile(r"(2\d{3})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month of a year, 1 to 12."""

    year: int
    month: int

    @classmethod
    def of(cls, day: date) -> Month:
        """The month in which the day lies."""
        return cls(day.year, day.month)

    @classmethod
    def read(cls, iso: str) -> Month | None:
        """The month that "2026-11" names; None where it names none."""
        found = _ISO.fullmatch(iso)
        return cls(int(found[1]), int(found[2])) if found else None

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.next.first - timedelta(days=1)

    @property
    def next(self) -> Month:
        """The month behind it."""
        return Month(self.year + self.month // 12, self.month % 12 + 1)

    @property
    def before(self) -> Month:
        """The month before it."""
        return Month.of(self.first - timedelta(days=1))

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02}"

    @property
    def said(self) -> Text:
        """In words."""
        return _("{year}年{month}月", year=self.year, month=self.month)


@dataclass(frozen=True, slots=True, order=True)
class Year:
    """A whole year, for what is summed over one."""

    year: int

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, 1, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return date(self.year, 12, 31)

    @property
    def next(self) -> Year:
        """The year behind it."""
        return Year(self.year + 1)

    @property
    def before(self) -> Year:
        """The year before it."""
        return Year(self.year - 1)

    def __str__(self) -> str:
        return f"{self.year}"

    @property
    def said(self) -> Text:
        """In words."""
        return _("{year}年", year=self.year)


Span: TypeAlias = Month | Year


def read_span(iso: str) -> Span | None:
    """The month or the year that "2026-11" or "2026" names; None where it names neither."""
    return Year(int(iso)) if re.fullmatch(r"2\d{3}", iso) else Month.read(iso)
