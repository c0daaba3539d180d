"""A panel: a table, and how it is drawn. The chart, the table beside it and the sheet to take along are made of the same rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median
from typing import Literal, TypeAlias

from language.text import Joined, Saying, Text, _

Cell: TypeAlias = Saying | int | float | None
"""None is no number: nothing to count it from."""
Look: TypeAlias = Literal["bars", "stacked", "lying"]
MOST_SAID = 14
"""So many rows of a chart are said where it cannot be seen; all of them stand in its table."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a panel. `mark` is what stands below its bars, where that is not its first cell."""

    cells: tuple[Cell, ...]
    mark: Saying = ""

    @property
    def label(self) -> Saying:
        """What stands below its bars."""
        first = self.cells[0]
        return self.mark or (str(first) if isinstance(first, int | float) or first is None else first)


@dataclass(frozen=True, slots=True)
class Panel:
    """`name` is its address. `drawn` are the columns that become bars, `unit` what these count ("份", "%").

    "lying" bars are for names, of which the first are drawn, "stacked" ones for parts of a whole.
    """

    name: str
    title: Saying
    head: tuple[Saying, ...]
    rows: tuple[Row, ...]
    drawn: tuple[int, ...]
    unit: Saying
    look: Look = "bars"

    @property
    def empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(row.cells[x] for row in self.rows for x in self.drawn)

    @property
    def alt(self) -> Text:
        """The chart in words: its numbers; of many only the highest and the lowest."""
        if self.empty:
            return _("{title}：还没有数据", title=self.title)
        if len(self.rows) <= MOST_SAID:
            rows = [row for row in self.rows if any(row.cells[x] is not None for x in self.drawn)]
            return _("柱状图：{title}。{numbers}。", title=self.title, numbers=Joined(tuple(map(self._numbers, rows)), "；"))
        x = self.drawn[0]
        rows = sorted((row for row in self.rows if row.cells[x]), key=lambda one: _number(one.cells[x])) or list(self.rows)
        return _(
            "柱状图：{title}。最高：{most}；最低：{least}。",
            title=self.title,
            most=self._numbers(rows[-1]),
            least=self._numbers(rows[0]),
        )

    def _numbers(self, row: Row) -> Text:
        numbers = tuple(self._number(self.head[x], said(row.cells[x])) for x in self.drawn)
        return _("{when}：{numbers}", when=first(row), numbers=Joined(numbers, "，"))

    def _number(self, what: Saying, n: str) -> Text:
        """A column's name often ends with what it counts: "一共（份）"."""
        if isinstance(what, Text) and what.source.endswith("）"):
            return _("{what}{n}", what=what, n=n)
        return _("{what}{n}{unit}", what=what, n=n, unit=self.unit)


def first(row: Row) -> Saying:
    """What the row is of."""
    cell = row.cells[0]
    return said(cell) if isinstance(cell, int | float) or cell is None else cell


def said(number: Cell) -> str:
    """A number as it is read: 12,345 or 93.3; — where there is none."""
    if isinstance(number, int):
        return f"{number:,}"
    if isinstance(number, float):
        return f"{number:,.1f}".removesuffix(".0")
    assert number is None, number
    return "—"


def share(part: int, whole: int) -> float | None:
    """How many of a hundred; None of nothing."""
    return round(100 * part / whole, 1) if whole else None


def middle(values: Sequence[float]) -> float | None:
    """The median; None of nothing."""
    return round(median(values), 1) if values else None


def ninety(values: Sequence[float]) -> float | None:
    """What nine of ten do not exceed; None of nothing."""
    return round(sorted(values)[ceil(0.9 * len(values)) - 1], 1) if values else None


def _number(cell: Cell) -> float:
    return float(cell) if isinstance(cell, int | float) else 0.0
