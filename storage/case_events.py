"""What happened to cases, in order. It only grows: nothing here changes or deletes an event, but the words of who is erased."""

from __future__ import annotations

from msgspec import Struct

from storage.sql import sql


class Event(Struct, frozen=True):
    """Something that happened. `seen_by`: "followers" (and whoever may read the case), "reporter" (and who sees to it) or "staff".

    `state` is the case's from then on, "" where it did not change. `erased` where whoever did it is gone, with their words.
    """

    id: int
    case_id: int
    actor_id: int | None
    kind: str
    state: str
    words: str
    seen_by: str
    erased: int
    at_ms: int


_COLUMNS = "id, case_id, actor_id, kind, state, words, seen_by, erased, at_ms"
_ADD = sql(
    "INSERT INTO case_event (case_id, actor_id, kind, state, words, seen_by, at_ms)"
    " VALUES (:case_id, CAST(:actor_id AS BIGINT), :kind, :state, :words, :seen_by, :now_ms) RETURNING id"
)
_GET = sql(f"SELECT {_COLUMNS} FROM case_event WHERE id = :id")
_OF_CASE = sql(f"SELECT {_COLUMNS} FROM case_event WHERE case_id = :case_id ORDER BY id")
_LAST = sql(f"SELECT {_COLUMNS} FROM case_event WHERE case_id = :case_id AND kind = :kind ORDER BY id DESC LIMIT 1")
# By the index of answers, which are few: the plus sign keeps SQLite from looking at every open case.
_UNREAD = sql(
    f"SELECT {', '.join(f'e.{name}' for name in _COLUMNS.split(', '))} FROM case_event e JOIN cases c ON c.id = e.case_id"
    " WHERE e.kind = 'answered' AND e.at_ms > :since_ms AND +c.community_id = :community_id AND c.closed_ms IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM case_event l WHERE l.case_id = e.case_id AND l.id > e.id AND (l.kind = 'answered' OR"
    " (l.actor_id IS NOT NULL AND l.actor_id <> COALESCE(e.actor_id, 0) AND l.kind <> 'more'))) ORDER BY e.at_ms, e.id LIMIT :most"
)
_BY = sql(f"SELECT {_COLUMNS} FROM case_event WHERE actor_id = :person_id ORDER BY id")
_BLANK = sql("UPDATE case_event SET words = '', erased = 1 WHERE actor_id = :person_id RETURNING id")
_BLANK_ABOUT = sql(
    "UPDATE case_event SET words = '', erased = 1 WHERE case_id = :case_id"
    " AND kind IN ('asked', 'answered', 'note', 'more', 'refused', 'kept back', 'hidden') RETURNING id"
)
_HAND_OVER = sql("UPDATE case_event SET actor_id = :keep_id WHERE actor_id = :duplicate_id RETURNING id")


async def add(
    case_id: int, actor_id: int | None, kind: str, now_ms: int, *, state: str = "", words: str = "", seen_by: str = "followers"
) -> int:
    """Write down what happened; returns the event's id. `actor_id` is None for the clock."""
    made: int = await _ADD.value(
        case_id=case_id, actor_id=actor_id, kind=kind, state=state, words=words, seen_by=seen_by, now_ms=now_ms
    )
    return made


async def get(event_id: int) -> Event | None:
    """The event."""
    return await _GET.one(Event, id=event_id)


async def of_case(case_id: int) -> list[Event]:
    """Everything that happened to the case, the oldest first."""
    return await _OF_CASE.all(Event, case_id=case_id)


async def unread(community_id: int, since_ms: int, most: int) -> list[Event]:
    """What was answered to staff about open cases since then, and nobody has done anything about, the oldest first."""
    return await _UNREAD.all(Event, community_id=community_id, since_ms=since_ms, most=most)


async def last(case_id: int, kind: str) -> Event | None:
    """The newest event of this kind."""
    return await _LAST.one(Event, case_id=case_id, kind=kind)


async def by(person_id: int) -> list[Event]:
    """What the person did."""
    return await _BY.all(Event, person_id=person_id)


async def blank(person_id: int) -> None:
    """Remove the words of somebody who is erased: that something happened stays."""
    await _BLANK.run(person_id=person_id)


async def blank_about(case_id: int) -> None:
    """Remove what was asked, answered, noted and given as a reason about whoever brought the case up, once they are erased."""
    await _BLANK_ABOUT.run(case_id=case_id)


async def hand_over(duplicate_id: int, keep_id: int) -> None:
    """What one record did was done by the other."""
    await _HAND_OVER.run(duplicate_id=duplicate_id, keep_id=keep_id)
