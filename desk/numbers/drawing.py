"""Charts, as pictures (SVG) that a page shows. They are made for somebody who looks for two seconds: few lines, big words, plain colours."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import count
from typing import Any, NamedTuple

from language.catalogue import Voice
from language.text import _
from services.figures.panels import Cell, Panel, Row, said

HEIGHT = 440


class _Room(NamedTuple):
    """How much room there is: how wide a chart is, and how thick a bar that lies."""

    width: int
    thick: int


SCREEN, PAPER = _Room(900, 48), _Room(720, 34)
"""Two stand beside each other on a sheet, where words would be too small to read in a wider one."""
MOST_GUIDES = 5
"""So many lines behind the bars, but for the one on which they stand."""
MOST_LYING = 12
"""So many bars that lie; the table has them all."""
MOST_MARKED = 16
"""With more than that every other bar is named."""
LONGEST = 10
"""Characters of a name beside a bar."""
FONTS = '"PingFang SC","HarmonyOS Sans SC","Noto Sans SC","Noto Sans CJK SC","Microsoft YaHei",sans-serif'
INK, LINE, WHITE = "#2c2219", "#d9cbb9", "#ffffff"
COLOURS = ("#a8401f", "#22527a", "#b87a10", "#4d7a5c", "#8a6a9a", "#7a6a5c")
"""Those of the desk; each stands out against white, and against its neighbour for who cannot tell red from green."""
_FONT = 21
_DIGIT = 10.5
"""How wide a digit on a bar is."""
_NOTHING = _("还没有数据")


def draw(panel: Panel, voice: Voice, room: _Room = SCREEN) -> bytes:
    """The panel's chart as an SVG. It takes some hundredths of a second of the processor."""
    lying, stacked = panel.look == "lying", panel.look == "stacked"
    rows = panel.rows[:MOST_LYING][::-1] if lying else panel.rows  # what lies is drawn from below
    labels = [voice.say(row.label) for row in rows]
    bars = len(rows) * (1 if stacked else len(panel.drawn))
    pygal = _library()
    kinds = {"bars": pygal.Bar, "stacked": pygal.StackedBar, "lying": pygal.HorizontalBar}
    chart = kinds[panel.look](
        style=_style(INK if not lying else WHITE), js=[], width=room.width,
        height=max(180, 100 + room.thick * bars) if lying else HEIGHT,
        margin=14, margin_left=14 + _overhang(labels) if lying else 14, spacing=16, truncate_label=LONGEST,
        show_legend=len(panel.drawn) > 1, legend_at_bottom=True, legend_at_bottom_columns=min(len(panel.drawn), 3),
        legend_box_size=20, truncate_legend=-1, print_values=lying or _fits(panel, room), value_formatter=_number,
        print_values_position="center" if lying else "top", show_y_guides=not lying, show_x_guides=False,
        y_labels=None if panel.empty else _marks(panel, rows), x_labels_major_every=2 if len(rows) > MOST_MARKED else 1,
        show_minor_x_labels=False, no_data_text=voice.say(_NOTHING), include_x_axis=True,
    )  # fmt: skip
    chart.x_labels = labels
    if not panel.empty:
        for x in panel.drawn:
            values = [_bar(row.cells[x]) for row in rows]
            chart.add(voice.say(panel.head[x]), [_unsaid(value) for value in values] if stacked else values)
        if stacked:
            chart.add(None, _totals(panel, rows))
    chart.add_xml_filter(_still)
    if not lying:
        chart.add_xml_filter(_outlined)
    drawn: bytes = chart.render()
    return drawn


@cache
def _library() -> Any:
    """The charts' library, which only those pay for who look at charts.

    It leaves a finder for maps that we have none of among Python's own, in the manner of Python 2: that one goes again.
    """
    import pygal

    sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, pygal.PluginImportFixer)]
    return pygal


def _marks(panel: Panel, rows: Sequence[Row]) -> list[int]:
    """The numbers beside the guides: round ones, as far from each other, the last one above every bar."""
    if panel.unit == "%":
        return [0, 25, 50, 75, 100]
    values = _sums(panel, rows) if panel.look == "stacked" else [_bar(row.cells[x]) or 0 for row in rows for x in panel.drawn]
    most = max(values, default=0)
    step = next(step for step in _steps() if step * MOST_GUIDES >= most)
    return [n * step for n in range(MOST_GUIDES + 1) if (n - 1) * step < most or n < 2]


def _steps() -> Iterator[int]:
    """1, 2, 5, 10, 20, 50 …"""
    for size in count():
        yield from (leading * 10**size for leading in (1, 2, 5))


def _style(numbers: str) -> Any:
    return _library().style.Style(
        background=WHITE, plot_background=WHITE, foreground=INK, foreground_strong=INK, foreground_subtle=LINE, colors=COLOURS,
        font_family=FONTS, label_font_size=_FONT, major_label_font_size=_FONT, legend_font_size=_FONT, value_font_size=19,
        no_data_font_size=24, opacity="1", opacity_hover="1", transition="0s", guide_stroke_color=LINE,
        major_guide_stroke_color=LINE, guide_stroke_dasharray="none", major_guide_stroke_dasharray="none",
        value_colors=(numbers,) * (len(COLOURS) + 1),
    )  # fmt: skip


def _fits(panel: Panel, room: _Room) -> bool:
    """Whether the numbers on the bars do not touch each other. Of bars side by side only some are as high as their neighbours."""
    numbers = [_number(_bar(row.cells[x])) for row in panel.rows for x in panel.drawn]
    if panel.look == "stacked":
        numbers = [_number(total) for total in _sums(panel, panel.rows)]
    beside = 1 if panel.look == "stacked" or len(panel.drawn) == 1 else 0.8 * len(panel.drawn)
    needed = max(map(len, numbers), default=0) * _DIGIT * beside
    return needed * len(panel.rows) <= room.width - 80


def _still(svg: Any) -> Any:
    """The chart without its script."""
    for parent in list(svg.iter()):
        for child in [one for one in parent if str(one.tag).endswith("script")]:
            parent.remove(child)
    return svg


def _outlined(svg: Any) -> Any:
    """Numbers above bars that are read before a bar beside them, too."""
    for one in svg.iter():
        if str(one.tag).endswith("text") and one.get("class") == "value":
            one.set("style", f"paint-order: stroke; stroke: {WHITE}; stroke-width: 5px; stroke-linejoin: round")
    return svg


def _bar(cell: Cell) -> float | None:
    return cell if isinstance(cell, int | float) else None


def _unsaid(value: float | None) -> dict[str, Any]:
    """A part of a bar: its number would not fit into every part, so only the whole has one."""
    return {"value": value, "formatter": lambda _value: ""}


def _totals(panel: Panel, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """What stands on top of the bars: nothing to see, and the sum of its parts."""
    return [{"value": 0, "formatter": lambda _value, total=total: _number(total)} for total in _sums(panel, rows)]


def _sums(panel: Panel, rows: Sequence[Row]) -> list[float]:
    return [sum(_bar(row.cells[x]) or 0 for x in panel.drawn) for row in rows]


def _overhang(labels: Sequence[str]) -> int:
    """By how much names stick out at the left: the library takes Chinese characters for half as wide as they are."""
    longest = max((sum(ord(one) >= 0x2E80 for one in label[:LONGEST]) for label in labels), default=0)
    return round(longest * _FONT * 0.45)


def _number(value: Any) -> str:
    """The number on a bar; a bar that is not there has none."""
    return said(round(float(value), 1)) if value else ""
