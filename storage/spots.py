"""Spots: places with a QR code on the wall, where a round passes and from where a hazard is reported."""

from __future__ import annotations

from msgspec import Struct

from storage.sql import sql


class Spot(Struct, frozen=True):
    """A place in the community. `code` is what its QR code carries; the point is in millionths of a degree (WGS 84), None where unknown."""

    id: int
    community_id: int
    slug: str
    n: int
    name: str
    code: str
    latitude_e6: int | None
    longitude_e6: int | None


_SPOT = "t.id, t.community_id, t.slug, t.n, t.name, t.code, t.latitude_e6, t.longitude_e6"
_OF_COMMUNITY = sql(f"SELECT {_SPOT} FROM spot t WHERE t.community_id = :community_id ORDER BY t.n, t.id")
_BY_CODE = sql(f"SELECT {_SPOT} FROM spot t WHERE t.code = :code")
_OF_DUTY = sql(f"SELECT {_SPOT} FROM duty_spot x JOIN spot t ON t.id = x.spot_id WHERE x.duty_id = :duty_id ORDER BY x.n, t.id")


async def of_community(community_id: int) -> list[Spot]:
    """The spots of a community, in the order of its file."""
    return await _OF_COMMUNITY.all(Spot, community_id=community_id)


async def by_code(code: str) -> Spot | None:
    """The spot whose QR code says this."""
    return await _BY_CODE.one(Spot, code=code)


async def of_duty(duty_id: int) -> list[Spot]:
    """The checkpoints of a duty's round, in walking order."""
    return await _OF_DUTY.all(Spot, duty_id=duty_id)
