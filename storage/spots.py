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
_SAVE = sql(
    "INSERT INTO spot (community_id, slug, n, name, code, latitude_e6, longitude_e6)"
    " VALUES (:community_id, :slug, :n, :name, :code, CAST(:latitude_e6 AS BIGINT), CAST(:longitude_e6 AS BIGINT))"
    " ON CONFLICT (community_id, slug) DO UPDATE SET n = excluded.n, name = excluded.name,"
    " latitude_e6 = excluded.latitude_e6, longitude_e6 = excluded.longitude_e6 RETURNING id"
)
_OF_COMMUNITY = sql(f"SELECT {_SPOT} FROM spot t WHERE t.community_id = :community_id ORDER BY t.n, t.id")
_BY_CODE = sql(f"SELECT {_SPOT} FROM spot t WHERE t.code = :code")
_OF_DUTY = sql(f"SELECT {_SPOT} FROM duty_spot x JOIN spot t ON t.id = x.spot_id WHERE x.duty_id = :duty_id ORDER BY x.n, t.id")
_PASS = sql("INSERT INTO duty_spot (duty_id, spot_id, n) VALUES (:duty_id, :spot_id, :n) RETURNING spot_id")
_PASS_NONE = sql("DELETE FROM duty_spot WHERE duty_id = :duty_id RETURNING spot_id")


async def save(
    community_id: int, slug: str, n: int, name: str, code: str, latitude_e6: int | None = None, longitude_e6: int | None = None
) -> int:
    """Add the spot, or bring the one with this slug up to date; its code stays what it was. Returns its id."""
    saved = await _SAVE.value(
        community_id=community_id, slug=slug, n=n, name=name, code=code, latitude_e6=latitude_e6, longitude_e6=longitude_e6
    )
    return int(saved)


async def of_community(community_id: int) -> list[Spot]:
    """The spots of a community, in the order of its file."""
    return await _OF_COMMUNITY.all(Spot, community_id=community_id)


async def by_code(code: str) -> Spot | None:
    """The spot whose QR code says this."""
    return await _BY_CODE.one(Spot, code=code)


async def of_duty(duty_id: int) -> list[Spot]:
    """The checkpoints of a duty's round, in walking order."""
    return await _OF_DUTY.all(Spot, duty_id=duty_id)


async def set_round(duty_id: int, spot_ids: list[int]) -> None:
    """The round of a duty passes these checkpoints, in this order, and no others."""
    await _PASS_NONE.run(duty_id=duty_id)
    for n, spot_id in enumerate(spot_ids, 1):
        await _PASS.run(duty_id=duty_id, spot_id=spot_id, n=n)
