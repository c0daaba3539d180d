"""The map of a community: its buildings and spots, and what is still to be done at each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians

from services.cases import board, clock, places
from services.cases.clock import Mark
from storage import buildings, case_board, spots
from storage.case_board import Filter, Heap

BESIDE_M = 25
"""A point so near to a building, north or south, east or west, is at it."""
_DEGREE_M = 111_195
_WORST: tuple[Mark, ...] = ("late", "soon", "ok", "")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the map: "b12" is a building, "s3" a spot. `filter` finds what is there."""

    id: str
    name: str
    latitude_e6: int
    longitude_e6: int
    filter: Filter

    @property
    def building(self) -> bool:
        """Whether it is a building, and no spot."""
        return self.id.startswith("b")


@dataclass(frozen=True, slots=True)
class Pin:
    """A place with how much is to be done there, and how the first of it stands against its clock."""

    spot: Spot
    open: int
    danger: bool
    mark: Mark


@dataclass(frozen=True, slots=True)
class Estate:
    """The map. `elsewhere`: so much is to be done at places that it does not know."""

    pins: Sequence[Pin]
    elsewhere: int


async def known(community_id: int) -> list[Spot]:
    """Every place of the community that is on its map: buildings first."""
    found = [
        Spot(f"b{one.id}", one.name, one.latitude_e6, one.longitude_e6, _around(one.name, one.latitude_e6, one.longitude_e6))
        for one in await buildings.of_community(community_id)
    ]
    for spot in await spots.of_community(community_id):
        if spot.latitude_e6 is not None and spot.longitude_e6 is not None:
            found.append(Spot(f"s{spot.id}", spot.name, spot.latitude_e6, spot.longitude_e6, Filter(spot_id=spot.id)))
    return found


async def overview(community_id: int, by: int, now_ms: int) -> Estate:
    """What is to be done where, as far as the person may see it."""
    heaps = await case_board.heaps(await board.scope(community_id, by))
    places_known = await known(community_id)
    at = {spot.id: [heap for heap in heaps if _there(spot, heap)] for spot in places_known}
    pins = [_pin(spot, at[spot.id], now_ms) for spot in places_known]
    found = {id(heap) for there in at.values() for heap in there}
    return Estate(pins, sum(heap.number for heap in heaps if id(heap) not in found))


def _around(name: str, latitude_e6: int, longitude_e6: int) -> Filter:
    """What is at a building: said so ("3栋2单元"), or a point beside it."""
    north = round(BESIDE_M / _DEGREE_M * 1e6)
    east = round(north / cos(radians(latitude_e6 / 1e6)))
    return Filter(
        place=places.of_building(name) or f"building:{name}", south_e6=latitude_e6 - north, north_e6=latitude_e6 + north,
        west_e6=longitude_e6 - east, east_e6=longitude_e6 + east,
    )  # fmt: skip


def _there(spot: Spot, heap: Heap) -> bool:
    """Whether a heap is at a place: the same question as the filter asks the database."""
    wanted = spot.filter
    if wanted.spot_id:
        return heap.spot_id == wanted.spot_id
    if heap.place_key.startswith(wanted.place):
        return True
    if heap.spot_id is not None or heap.latitude_e6 is None or heap.longitude_e6 is None:
        return False
    return wanted.south_e6 <= heap.latitude_e6 <= wanted.north_e6 and wanted.west_e6 <= heap.longitude_e6 <= wanted.east_e6


def _pin(spot: Spot, there: Sequence[Heap], now_ms: int) -> Pin:
    marks = [
        clock.reached(heap.due_ms, heap.soon_ms, now_ms) if heap.due_ms is not None and heap.soon_ms is not None else ""
        for heap in there
    ]
    worst: Mark = min(marks, key=_WORST.index, default="")
    return Pin(spot, sum(heap.number for heap in there), any(heap.danger for heap in there), worst)
