"""Spots: which one a code on the wall names, and how far somebody is from one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

from language.message import Place
from services import people
from storage import spots
from storage.spots import Spot

EARTH_M = 6_371_000
"""The radius of a sphere as large as the earth: within a neighbourhood its error is below half a per cent."""


@dataclass(frozen=True, slots=True)
class Near:
    """The nearest spot, and how far it is in metres."""

    spot: Spot
    metres: int


async def find(code: str, person_id: int) -> Spot | None:
    """The spot of this code, for who lives in its community; None for everybody else, and where no spot has it (any more)."""
    spot, person = await spots.by_code(code.strip()), await people.get(person_id)
    return spot if spot is not None and person is not None and person.community_id == spot.community_id else None


def metres(spot: Spot, place: Place) -> int | None:
    """How far the place is from the spot, on a sphere (haversine); None where nobody said where the spot is."""
    if spot.latitude_e6 is None or spot.longitude_e6 is None:
        return None
    here, there = radians(place.latitude), radians(spot.latitude_e6 / 1e6)
    north, east = there - here, radians(spot.longitude_e6 / 1e6 - place.longitude)
    share = sin(north / 2) ** 2 + cos(here) * cos(there) * sin(east / 2) ** 2
    return round(2 * EARTH_M * asin(sqrt(min(share, 1.0))))


def nearest(among: Sequence[Spot], place: Place) -> Near | None:
    """The spot that is nearest to the place; None where nobody said where any of them is."""
    found = [Near(spot, far) for spot in among if (far := metres(spot, place)) is not None]
    return min(found, key=lambda near: near.metres, default=None)
