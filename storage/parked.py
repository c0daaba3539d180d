"""Parked updates as the staff of one community see them."""

from __future__ import annotations

from dataclasses import dataclass

from storage.sql import sql


@dataclass(frozen=True, slots=True)
class Failed:
    """Something a person did that could not be handled. `name` and `phone` are empty where nobody knows who it was."""

    id: int
    name: str
    phone: str
    channel: str
    error: str
    parked_ms: int
    person_id: int | None


# What nobody can be named for concerns everybody, so that nothing waits unseen.
_UNSEEN = sql(
    "SELECT k.id, COALESCE(p.name, ''), COALESCE(p.phone, ''), k.channel, k.error, k.parked_ms, p.id FROM parked k"
    " LEFT JOIN account a ON a.id = k.account_id LEFT JOIN person p ON p.id = a.person_id"
    " WHERE k.seen_ms IS NULL AND COALESCE(p.community_id, :community_id) = :community_id ORDER BY k.id LIMIT :most"
)
_SEE = sql("UPDATE parked SET seen_ms = :now_ms WHERE id = :id AND seen_ms IS NULL RETURNING id")


async def unseen(community_id: int, most: int) -> list[Failed]:
    """What this community's staff have not seen, the oldest first."""
    return await _UNSEEN.all(Failed, community_id=community_id, most=most)


async def see(parked_id: int, now_ms: int) -> bool:
    """It has been seen. False where it had been before."""
    return await _SEE.run(id=parked_id, now_ms=now_ms)
