"""How far two points on the map are from each other."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

from language.message import Place

EARTH_M = 6_371_000
"""The radius of a sphere as large as the earth: within a neighbourhood its error is below half a per cent."""


def metres(one: Place, other: Place) -> float:
    """The way between two points, in metres, on a sphere (haversine)."""
    here, there = radians(one.latitude), radians(other.latitude)
    north, east = there - here, radians(other.longitude - one.longitude)
    share = sin(north / 2) ** 2 + cos(here) * cos(there) * sin(east / 2) ** 2
    return 2 * EARTH_M * asin(sqrt(min(share, 1.0)))
