"""The audit trail: who did what to what, for the eyes of staff and of the person concerned. Never names or numbers."""

from __future__ import annotations

from dataclasses import dataclass

from storage.sql import sql

LAST = 2**62
"""Behind every id."""


@dataclass(frozen=True, slots=True)
class Act:
    """One act. `subject` is "course:12", "person:7", …"""

    id: int
    action: str
    subject: str
    detail: str
    at_ms: int
    actor_id: int | None


_NOTE = sql(
    "INSERT INTO audit (community_id, actor_id, action, subject, detail, at_ms)"
    " VALUES (CAST(:community_id AS BIGINT), CAST(:actor_id AS BIGINT), :action, :subject, :detail, :now_ms) RETURNING id"
)
_ABOUT = sql("SELECT id, action, subject, detail, at_ms, actor_id FROM audit WHERE subject = :subject ORDER BY id")
_LATEST_ABOUT = sql(
    "SELECT id, action, subject, detail, at_ms, actor_id FROM audit WHERE subject = :subject AND action = :action"
    " ORDER BY id DESC LIMIT :number"
)
_NOTED = sql(
    "SELECT 1 FROM audit WHERE subject = :subject AND actor_id = :actor_id AND action = :action AND at_ms > :since_ms LIMIT 1"
)
_LATEST = sql(
    "SELECT id, action, subject, detail, at_ms, actor_id FROM audit WHERE community_id = :community_id"
    " ORDER BY at_ms DESC, id DESC LIMIT :number"
)
_PAGE = sql(
    "SELECT id, action, subject, detail, at_ms, actor_id FROM audit WHERE community_id = :community_id AND id < :before_id"
    " ORDER BY id DESC LIMIT :most"
)
_PAGE_BY = sql(
    "SELECT id, action, subject, detail, at_ms, actor_id FROM audit WHERE actor_id = :actor_id AND community_id = :community_id"
    " AND id < :before_id ORDER BY id DESC LIMIT :most"
)
_BY = sql("SELECT id, action, subject, detail, at_ms, actor_id FROM audit WHERE actor_id = :actor_id ORDER BY id")
_FORGET = sql("DELETE FROM audit WHERE subject = :subject RETURNING id")


async def note(
    community_id: int | None, actor_id: int | None, action: str, subject: str, now_ms: int, detail: str = ""
) -> None:
    """Write an act down. `actor_id` is None for the command line."""
    await _NOTE.run(community_id=community_id, actor_id=actor_id, action=action, subject=subject, detail=detail, now_ms=now_ms)


async def about(subject: str) -> list[Act]:
    """What was done to the subject, the oldest first."""
    return await _ABOUT.all(Act, subject=subject)


async def latest_about(subject: str, action: str, number: int) -> list[Act]:
    """When this was done to the subject, the newest first."""
    return await _LATEST_ABOUT.all(Act, subject=subject, action=action, number=number)


async def noted(actor_id: int, action: str, subject: str, since_ms: int) -> bool:
    """Whether the person did this to the subject after that moment."""
    return await _NOTED.run(actor_id=actor_id, action=action, subject=subject, since_ms=since_ms)


async def by(actor_id: int) -> list[Act]:
    """What the person did."""
    return await _BY.all(Act, actor_id=actor_id)


async def latest(community_id: int, number: int = 50) -> list[Act]:
    """The newest acts in a community, the newest first."""
    return await _LATEST.all(Act, community_id=community_id, number=number)


async def page(community_id: int, actor_id: int, before_id: int, most: int) -> list[Act]:
    """The acts in a community before that one (0: all), of one actor where given, the newest first."""
    before_id = before_id or LAST
    if actor_id:
        return await _PAGE_BY.all(Act, community_id=community_id, actor_id=actor_id, before_id=before_id, most=most)
    return await _PAGE.all(Act, community_id=community_id, before_id=before_id, most=most)


async def forget(subject: str) -> None:
    """Remove what is written about a subject that was erased."""
    await _FORGET.run(subject=subject)
