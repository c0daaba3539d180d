"""What people do not want to hear of unasked, topic by topic."""

from __future__ import annotations

from storage.sql import sql

_MUTE = sql("INSERT INTO mute (person_id, topic) VALUES (:person_id, :topic) ON CONFLICT DO NOTHING RETURNING topic")
_UNMUTE = sql("DELETE FROM mute WHERE person_id = :person_id AND topic = :topic RETURNING topic")
_OF = sql("SELECT topic FROM mute WHERE person_id = :person_id ORDER BY topic")
_HAS = sql("SELECT 1 FROM mute WHERE person_id = :person_id AND topic = :topic")


async def mute(person_id: int, topic: str) -> None:
    """The person hears nothing of this topic any more."""
    await _MUTE.run(person_id=person_id, topic=topic)


async def unmute(person_id: int, topic: str) -> None:
    """The person hears of this topic again."""
    await _UNMUTE.run(person_id=person_id, topic=topic)


async def of(person_id: int) -> list[str]:
    """The topics the person muted."""
    return await _OF.all(str, person_id=person_id)


async def has(person_id: int, topic: str) -> bool:
    """Whether the person muted this topic."""
    return await _HAS.run(person_id=person_id, topic=topic)
