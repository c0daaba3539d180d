"""The map of the estate as a drawing: where on the paper each place is, how large the houses are, and how long 50 metres are.

The earth is flat within a neighbourhood: a degree to the east is a degree to the north, times the cosine of the latitude
(equirectangular projection). North is up.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import cos, hypot, radians

from services.cases.estate import Pin

WIDTH, MARGIN = 1000, 70
TALLEST, LOWEST = 900, 320
DEGREE_M = 111_195
SMALLEST, LARGEST = 22, 46
FINGER = 32
_BARS = (10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
"""Metres that a scale bar may stand for."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A place on the paper: its middle, and what stands in it ("3" of 3栋)."""

    pin: Pin
    x: int
    y: int
    short: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """The whole paper. `size` is the side of a house, `bar` the length of the scale bar and `metres` what it stands for.

    A finger that is no further than `hit` from the middle of a place means that one.
    """

    height: int
    size: int
    hit: int
    places: Sequence[Drawn]
    bar: int
    metres: int
    width: int = WIDTH


def draw(pins: Sequence[Pin]) -> Drawing | None:
    """The map of these places; None where there are none."""
    if not pins:
        return None
    norths = [pin.spot.latitude_e6 / 1e6 * DEGREE_M for pin in pins]
    middle = radians(sum(pin.spot.latitude_e6 for pin in pins) / len(pins) / 1e6)
    easts = [pin.spot.longitude_e6 / 1e6 * DEGREE_M * cos(middle) for pin in pins]
    wide, tall = max(max(easts) - min(easts), 20.0), max(max(norths) - min(norths), 20.0)
    scale = min((WIDTH - 2 * MARGIN) / wide, (TALLEST - 2 * MARGIN) / tall)
    height = max(round(tall * scale) + 2 * MARGIN, LOWEST)
    left, top = (WIDTH - wide * scale) / 2, (height - tall * scale) / 2
    points = [
        (round(left + (east - min(easts)) * scale), round(top + (max(norths) - north) * scale))
        for east, north in zip(easts, norths, strict=True)
    ]
    houses = [point for point, pin in zip(points, pins, strict=True) if pin.spot.building]
    nearest, beside = _nearest(houses), _nearest(points)
    metres = max((bar for bar in _BARS if bar * scale <= WIDTH / 4), default=_BARS[0])
    return Drawing(
        height, round(min(max(nearest * 0.7, SMALLEST), LARGEST)), round(min(max(beside / 2, SMALLEST / 2), FINGER)),
        [Drawn(pin, x, y, _short(pin.spot.name)) for pin, (x, y) in zip(pins, points, strict=True)],
        round(metres * scale), metres,
    )  # fmt: skip


def _nearest(points: Sequence[tuple[int, int]]) -> float:
    """How far the two that are nearest to each other are apart."""
    return min((hypot(a[0] - b[0], a[1] - b[1]) for a, b in combinations(points, 2)), default=LARGEST * 2.0)


def _short(name: str) -> str:
    found = re.match(r"[A-Za-z]?\d{1,4}", name)
    return found[0] if found else name[:2]
