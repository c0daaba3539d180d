"""Roles: what a person may do for a community."""

from __future__ import annotations

from dataclasses import dataclass

from storage.sql import sql


@dataclass(frozen=True, slots=True)
class Holder:
    """Someone who holds a role."""

    person_id: int
    name: str
    role: str
    granted_ms: int


_HAS = sql("SELECT 1 FROM role WHERE community_id = :community_id AND person_id = :person_id AND name = :name")
_OF = sql("SELECT community_id, name FROM role WHERE person_id = :person_id ORDER BY community_id, name")
_HOLDERS = sql(
    "SELECT r.person_id, p.name, r.name, r.granted_ms FROM role r JOIN person p ON p.id = r.person_id"
    " WHERE r.community_id = :community_id ORDER BY r.name, r.granted_ms, r.person_id"
)
_GRANT = sql(
    "INSERT INTO role (community_id, name, person_id, granted_ms, granted_by)"
    " VALUES (:community_id, :name, :person_id, :now_ms, CAST(:granted_by AS BIGINT))"
    " ON CONFLICT (community_id, name, person_id) DO NOTHING RETURNING person_id"
)
_REVOKE = sql(
    "DELETE FROM role WHERE community_id = :community_id AND name = :name AND person_id = :person_id RETURNING person_id"
)


async def has(person_id: int, community_id: int, name: str) -> bool:
    """Whether the person holds the role in this community."""
    return await _HAS.run(community_id=community_id, person_id=person_id, name=name)


async def of(person_id: int) -> list[tuple[int, str]]:
    """Every (community id, role) of the person."""
    return await _OF.all(lambda community_id, name: (int(community_id), str(name)), person_id=person_id)


async def holders(community_id: int) -> list[Holder]:
    """Everyone with a role in this community."""
    return await _HOLDERS.all(Holder, community_id=community_id)


async def grant(community_id: int, name: str, person_id: int, granted_by: int | None, now_ms: int) -> bool:
    """Give the role. False where the person held it already."""
    return await _GRANT.run(community_id=community_id, name=name, person_id=person_id, granted_by=granted_by, now_ms=now_ms)


async def revoke(community_id: int, name: str, person_id: int) -> bool:
    """Take the role away. False where the person did not hold it."""
    return await _REVOKE.run(community_id=community_id, name=name, person_id=person_id)
