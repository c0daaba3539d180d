"""Charts: round numbers beside the guides, above every bar."""

from __future__ import annotations

import pytest

from desk.numbers import drawing
from language.catalogue import Voice
from services.figures.panels import Cell, Look, Panel, Row
from tests.conversations.world import ZONE

ZH = Voice("zh", ZONE)


def panel(*values: tuple[Cell, ...], unit: str = "份", look: Look = "bars") -> Panel:
    """A chart of these bars, side by side or upon each other."""
    rows = tuple(Row((f"第{n}组", *cells)) for n, cells in enumerate(values, 1))
    return Panel(
        "test", "试一试", ("组", *map(str, range(len(values[0])))), rows, tuple(range(1, len(values[0]) + 1)), unit, look
    )


@pytest.mark.parametrize(
    ("most", "marks"),
    [
        (1, [0, 1]), (4, [0, 1, 2, 3, 4]), (6.8, [0, 2, 4, 6, 8]), (12, [0, 5, 10, 15]), (100, [0, 20, 40, 60, 80, 100]),
        (1_380, [0, 500, 1_000, 1_500]), (20_700, [0, 5_000, 10_000, 15_000, 20_000, 25_000]),
    ],
)  # fmt: skip
def test_the_marks_are_round_and_the_highest_bar_is_below_the_last_one(most: float, marks: list[int]) -> None:
    svg = drawing.draw(panel((most,), (most / 2,)), ZH).decode()
    assert [f">{mark:,}<" in svg for mark in marks[1:]] == [True] * len(marks[1:])
    assert f">{marks[-1] + marks[1]:,}<" not in svg


def test_bars_upon_each_other_are_as_high_as_their_sum() -> None:
    svg = drawing.draw(panel((300, 420), (100, 200), look="stacked"), ZH).decode()
    assert ">800<" in svg and ">720<" in svg and ">420<" not in svg


def test_a_rate_goes_up_to_a_hundred_and_what_is_not_known_has_no_bar() -> None:
    svg = drawing.draw(panel((12.5, None), (None, 3.0), unit="%"), ZH).decode()
    assert ">100<" in svg and ">12.5<" in svg and "None" not in svg


def test_where_there_is_nothing_to_draw_the_chart_says_so() -> None:
    assert "还没有数据" in drawing.draw(panel((0, None)), ZH).decode()
