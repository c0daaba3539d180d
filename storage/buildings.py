"""The buildings of a community, as its map shows them."""

from __future__ import annotations

from msgspec import Struct

from storage.sql import sql


class Building(Struct, frozen=True):
    """A building, where it stands (millionths of a degree, WGS 84) and what it is called ("3栋")."""

    id: int
    community_id: int
    name: str
    latitude_e6: int
    longitude_e6: int


_BUILDING = "b.id, b.community_id, b.name, b.latitude_e6, b.longitude_e6"
_SAVE = sql(
    "INSERT INTO building (community_id, name, latitude_e6, longitude_e6)"
    " VALUES (:community_id, :name, :latitude_e6, :longitude_e6)"
    " ON CONFLICT (community_id, name) DO UPDATE SET latitude_e6 = excluded.latitude_e6, longitude_e6 = excluded.longitude_e6"
    " RETURNING id"
)
_OF_COMMUNITY = sql(f"SELECT {_BUILDING} FROM building b WHERE b.community_id = :community_id ORDER BY b.id")
_DROP = sql("DELETE FROM building WHERE id = :id RETURNING id")


async def save(community_id: int, name: str, latitude_e6: int, longitude_e6: int) -> int:
    """Add the building, or say where the one of this name stands; returns its id."""
    saved = await _SAVE.value(community_id=community_id, name=name, latitude_e6=latitude_e6, longitude_e6=longitude_e6)
    return int(saved)


async def of_community(community_id: int) -> list[Building]:
    """The buildings, in the order in which they were first named."""
    return await _OF_COMMUNITY.all(Building, community_id=community_id)


async def drop(building_id: int) -> None:
    """The map shows it no more."""
    await _DROP.run(id=building_id)
