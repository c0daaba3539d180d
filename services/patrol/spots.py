"""Spots: which one a code on the wall names, and how far somebody is from one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from language.message import Place
from services import distance, people
from storage import spots
from storage.spots import Spot


@dataclass(frozen=True, slots=True)
class Near:
    """The nearest spot, and how far it is in metres."""

    spot: Spot
    metres: int


async def find(code: str, person_id: int) -> Spot | None:
    """The spot of this code, for who lives in its community; None for everybody else, and where no spot has it (any more)."""
    spot, person = await spots.by_code(code.strip()), await people.get(person_id)
    return spot if spot is not None and person is not None and person.community_id == spot.community_id else None


def point(spot: Spot) -> Place | None:
    """Where the spot is; None where nobody said it."""
    if spot.latitude_e6 is None or spot.longitude_e6 is None:
        return None
    return Place(spot.latitude_e6 / 1e6, spot.longitude_e6 / 1e6)


def nearest(among: Sequence[Spot], place: Place) -> Near | None:
    """The spot that is nearest to the place; None where nobody said where any of them is."""
    found = [Near(spot, round(distance.metres(at, place))) for spot in among if (at := point(spot)) is not None]
    return min(found, key=lambda near: near.metres, default=None)
