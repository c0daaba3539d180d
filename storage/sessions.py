"""Sessions: the single dates of a course."""

from __future__ import annotations

from msgspec import Struct

from storage.sql import sql


class Session(Struct, frozen=True):
    """One date. `n` counts from 1; `status` is "planned" or "cancelled"; `code` is what people say at the roll call.

    `recorded_ms` is set once the absences are written down.
    """

    id: int
    course_id: int
    n: int
    starts_ms: int
    ends_ms: int
    status: str
    code: str
    recorded_ms: int | None


_COLUMNS = "id, course_id, n, starts_ms, ends_ms, status, code, recorded_ms"
_BY_ID = sql(f"SELECT {_COLUMNS} FROM session WHERE id = :id")
_OF = sql(f"SELECT {_COLUMNS} FROM session WHERE course_id = :course_id ORDER BY n")
_BY_CODE = sql(f"SELECT {_COLUMNS} FROM session WHERE code = :code AND code <> '' ORDER BY starts_ms DESC")
_NEXT = sql("SELECT MIN(starts_ms) FROM session WHERE course_id = :course_id AND status = 'planned' AND starts_ms > :now_ms")
_SAVE = sql(
    "INSERT INTO session (course_id, n, starts_ms, ends_ms) VALUES (:course_id, :n, :starts_ms, :ends_ms)"
    " ON CONFLICT (course_id, n) DO UPDATE SET starts_ms = excluded.starts_ms, ends_ms = excluded.ends_ms RETURNING id"
)
_CUT = sql("DELETE FROM session WHERE course_id = :course_id AND n > :number AND recorded_ms IS NULL RETURNING id")
_STATUS = sql("UPDATE session SET status = :status WHERE id = :id AND status <> :status RETURNING id")
_CODE = sql("UPDATE session SET code = :code WHERE id = :id RETURNING id")
_RECORDED = sql("UPDATE session SET recorded_ms = :now_ms WHERE id = :id AND recorded_ms IS NULL RETURNING id")


async def get(session_id: int) -> Session | None:
    """The session with this id."""
    return await _BY_ID.one(Session, id=session_id)


async def of_course(course_id: int) -> list[Session]:
    """All dates of a course in their order."""
    return await _OF.all(Session, course_id=course_id)


async def by_code(code: str) -> list[Session]:
    """Sessions that use this roll-call code, the newest first."""
    return await _BY_CODE.all(Session, code=code)


async def next_start(course_id: int, now_ms: int) -> int | None:
    """When the next date that takes place begins; None where there is none left."""
    starts_ms: int | None = await _NEXT.value(course_id=course_id, now_ms=now_ms)
    return starts_ms


async def save(course_id: int, n: int, starts_ms: int, ends_ms: int) -> int:
    """Add the n-th date, or move it; returns its id."""
    return int(await _SAVE.value(course_id=course_id, n=n, starts_ms=starts_ms, ends_ms=ends_ms))


async def cut(course_id: int, number: int) -> None:
    """Remove the dates after the given number."""
    await _CUT.run(course_id=course_id, number=number)


async def set_status(session_id: int, status: str) -> bool:
    """ "planned" or "cancelled". False where it was so already."""
    return await _STATUS.run(id=session_id, status=status)


async def set_code(session_id: int, code: str) -> None:
    """The roll-call code of the session."""
    await _CODE.run(id=session_id, code=code)


async def set_recorded(session_id: int, now_ms: int) -> bool:
    """The absences are written down. False where that was done before."""
    return await _RECORDED.run(id=session_id, now_ms=now_ms)
