"""Who has a booking and gets no message: neither they nor who acts for them have an account that can be reached."""

from __future__ import annotations

from dataclasses import dataclass

from storage.sql import sql


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody to be phoned before a class. `phone` may be empty."""

    name: str
    phone: str
    title: str
    starts_ms: int


_CALLS = sql(
    "SELECT p.name, p.phone, c.title, c.starts_ms FROM course c JOIN enrolment e ON e.course_id = c.id"
    " JOIN person p ON p.id = e.attendee_id WHERE c.community_id = :community_id AND c.ends_ms > :now_ms"
    " AND c.status <> 'cancelled' AND e.state IN ('seat', 'waiting') AND e.state <> 'cancelled'"
    " AND NOT EXISTS (SELECT 1 FROM account a WHERE a.person_id = p.id AND a.blocked_ms IS NULL)"
    " AND NOT EXISTS (SELECT 1 FROM kinship k JOIN account a ON a.person_id = k.guardian_id"
    " WHERE k.member_id = p.id AND k.agreed_ms IS NOT NULL AND a.blocked_ms IS NULL)"
    " ORDER BY c.starts_ms, c.id, e.id LIMIT :most"
)


async def calls(community_id: int, now_ms: int, most: int) -> list[Call]:
    """Those in courses that are not over, the earliest course first."""
    return await _CALLS.all(Call, community_id=community_id, now_ms=now_ms, most=most)
