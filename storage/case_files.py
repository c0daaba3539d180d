"""The photos and voices of cases: each stands here from the moment it was sent, and its bytes come after it."""

from __future__ import annotations

from msgspec import Struct

from storage.sql import sql


class CaseFile(Struct, frozen=True):
    """`kind`: "photo" or "voice". `state`: "coming", "kept" (`blob` names its bytes), "lost" (it cannot be had, or is no picture, or
    whoever sent it is gone) or "destroyed" (it was kept as long as it may be). `name` is what it is called when it is handed on.
    """

    id: int
    case_id: int
    event_id: int | None
    added_by: int | None
    kind: str
    state: str
    blob: str
    name: str
    at_ms: int

    @property
    def there(self) -> bool:
        """Whether it can be seen or heard, now or soon."""
        return self.state in ("coming", "kept")


_COLUMNS = "id, case_id, event_id, added_by, kind, state, blob, name, at_ms"
_ADD = sql(
    "INSERT INTO case_file (case_id, event_id, added_by, kind, at_ms)"
    " VALUES (:case_id, CAST(:event_id AS BIGINT), CAST(:added_by AS BIGINT), :kind, :now_ms) RETURNING id"
)
_GET = sql(f"SELECT {_COLUMNS} FROM case_file WHERE id = :id")
_OF_CASE = sql(f"SELECT {_COLUMNS} FROM case_file WHERE case_id = :case_id ORDER BY id")
_OF_EVENT = sql(f"SELECT {_COLUMNS} FROM case_file WHERE event_id = :event_id ORDER BY id")
_BY = sql(f"SELECT {_COLUMNS} FROM case_file WHERE added_by = :person_id ORDER BY id")
_KEPT = sql("UPDATE case_file SET state = 'kept', blob = :blob, name = :name WHERE id = :id AND state = 'coming' RETURNING id")
_LOST = sql("UPDATE case_file SET state = 'lost' WHERE id = :id AND state = 'coming' RETURNING id")
_DESTROYED = sql("UPDATE case_file SET state = 'destroyed', blob = '' WHERE id = :id AND state = 'kept' RETURNING id")
_USED = sql("SELECT id FROM case_file WHERE blob = :blob AND blob <> '' LIMIT 1")
_BLANK = sql("UPDATE case_file SET state = 'lost', blob = '' WHERE added_by = :person_id RETURNING id")
_HAND_OVER = sql("UPDATE case_file SET added_by = :keep_id WHERE added_by = :duplicate_id RETURNING id")


async def add(case_id: int, event_id: int | None, added_by: int | None, kind: str, now_ms: int) -> int:
    """A photo or a voice is on its way; returns its id."""
    made: int = await _ADD.value(case_id=case_id, event_id=event_id, added_by=added_by, kind=kind, now_ms=now_ms)
    return made


async def get(file_id: int) -> CaseFile | None:
    """The file."""
    return await _GET.one(CaseFile, id=file_id)


async def of_case(case_id: int) -> list[CaseFile]:
    """Everything that was sent to the case, the oldest first."""
    return await _OF_CASE.all(CaseFile, case_id=case_id)


async def of_event(event_id: int) -> list[CaseFile]:
    """What came with an event."""
    return await _OF_EVENT.all(CaseFile, event_id=event_id)


async def by(person_id: int) -> list[CaseFile]:
    """What the person sent."""
    return await _BY.all(CaseFile, person_id=person_id)


async def kept(file_id: int, blob: str, name: str) -> bool:
    """Its bytes are there. False where nobody waits for them any more."""
    return await _KEPT.run(id=file_id, blob=blob, name=name)


async def lost(file_id: int) -> bool:
    """Its bytes will never be there. False where nobody waits for them any more."""
    return await _LOST.run(id=file_id)


async def destroyed(file_id: int) -> bool:
    """Its time is over; the bytes are for the caller to destroy. False where they are not kept."""
    return await _DESTROYED.run(id=file_id)


async def used(blob: str) -> bool:
    """Whether some case has this file."""
    return await _USED.run(blob=blob)


async def blank(person_id: int) -> None:
    """What the person sent is gone; that they sent something stays."""
    await _BLANK.run(person_id=person_id)


async def hand_over(duplicate_id: int, keep_id: int) -> None:
    """What one record sent was sent by the other."""
    await _HAND_OVER.run(duplicate_id=duplicate_id, keep_id=keep_id)
