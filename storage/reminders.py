"""Reminders: the subjects about which something will have to be said or done, and when each must be looked at next.

One row a subject (a session, an offer, …), not one a person: who is concerned is read at the moment itself. So signing up costs
no row here, and whatever became of the subject meanwhile is seen. Whoever makes or changes a subject calls `follow` in the same
transaction; the rules in `reminders/` look at it, say what is due, and tell when to look again.
"""

from __future__ import annotations

from msgspec import Struct

from storage.sql import sql


class Reminder(Struct, frozen=True):
    """A subject. What was due up to `seen_ms` is settled; `cursor` is how far the telling of the next thing has come."""

    id: int
    community_id: int
    kind: str
    subject_id: int
    due_ms: int
    seen_ms: int
    cursor: int


_COLUMNS = "id, community_id, kind, subject_id, due_ms, seen_ms, cursor"
_FOLLOW = sql(
    "INSERT INTO reminder (community_id, kind, subject_id, due_ms, seen_ms)"
    " VALUES (:community_id, :kind, :subject_id, :now_ms, :now_ms)"
    " ON CONFLICT (kind, subject_id) DO UPDATE SET due_ms = excluded.due_ms, cursor = 0,"
    " seen_ms = CASE WHEN CAST(:moved AS BIGINT) = 1 THEN excluded.seen_ms ELSE reminder.seen_ms END RETURNING id"
)
_HOLD = sql(f"UPDATE reminder SET cursor = cursor WHERE id = :id AND due_ms <= :now_ms RETURNING {_COLUMNS}")
_DUE = sql(f"SELECT {_COLUMNS} FROM reminder WHERE due_ms <= :now_ms ORDER BY due_ms, id LIMIT :most")
_NEXT = sql("SELECT MIN(due_ms) FROM reminder")
_COUNT = sql("SELECT COUNT(*) FROM reminder")
_PENDING = sql("SELECT due_ms FROM reminder WHERE kind = :kind AND subject_id = :subject_id")
_STAND = sql("UPDATE reminder SET due_ms = :due_ms, seen_ms = :seen_ms, cursor = :cursor WHERE id = :id RETURNING id")
_DONE = sql("DELETE FROM reminder WHERE id = :id RETURNING id")


async def follow(kind: str, subject_id: int, community_id: int, now_ms: int, *, moved: bool = False) -> None:
    """Have the subject looked at at once: it is new, or other than before.

    What was due before it was new is never said, nor, where it `moved`, what would have been due by now: its people were just told.
    """
    await _FOLLOW.run(kind=kind, subject_id=subject_id, community_id=community_id, now_ms=now_ms, moved=int(moved))


async def hold(reminder_id: int, now_ms: int) -> Reminder | None:
    """The reminder as it stands, if it is (still) due; no other worker looks at it until the end of the transaction."""
    return await _HOLD.one(Reminder, id=reminder_id, now_ms=now_ms)


async def due(now_ms: int, most: int) -> list[Reminder]:
    """What must be looked at, the longest due first."""
    return await _DUE.all(Reminder, now_ms=now_ms, most=most)


async def next_due() -> int | None:
    """When the next subject must be looked at; None where there is none."""
    due_ms: int | None = await _NEXT.value()
    return due_ms


async def count() -> int:
    """How many subjects are to be looked at, now or later."""
    return int(await _COUNT.value())


async def pending(kind: str, subject_id: int) -> int | None:
    """When the subject will be looked at next; None where nothing is due about it any more."""
    due_ms: int | None = await _PENDING.value(kind=kind, subject_id=subject_id)
    return due_ms


async def stand(reminder_id: int, due_ms: int, seen_ms: int, cursor: int) -> None:
    """Look at it again then; so much is settled."""
    await _STAND.run(id=reminder_id, due_ms=due_ms, seen_ms=seen_ms, cursor=cursor)


async def done(reminder_id: int) -> None:
    """Nothing more will be due."""
    await _DONE.run(id=reminder_id)
