"""Draws: the sealed seed and the entries, without names."""

from __future__ import annotations

from dataclasses import dataclass

from storage.sql import sql


@dataclass(frozen=True, slots=True)
class Draw:
    """The draw of a course. The seed stays sealed until `drawn_ms`; its hash is public from the beginning."""

    course_id: int
    seed: str
    seed_hash: str
    drawn_ms: int | None
    seats: int | None
    """Those that were free when the draw was held."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry under its public number. `rank` counts from 1 and `result` is "seat" or "waiting" once drawn, else "out" for those
    who withdrew before."""

    enrolment_id: int
    number: str
    places: int
    rank: int | None
    result: str


_GET = sql("SELECT course_id, seed, seed_hash, drawn_ms, seats FROM draw WHERE course_id = :course_id")
_SEAL = sql(
    "INSERT INTO draw (course_id, seed, seed_hash, created_ms) VALUES (:course_id, :seed, :seed_hash, :now_ms)"
    " ON CONFLICT (course_id) DO NOTHING RETURNING course_id"
)
_DRAWN = sql(
    "UPDATE draw SET drawn_ms = :now_ms, seats = :seats WHERE course_id = :course_id AND drawn_ms IS NULL RETURNING course_id"
)
_ENTER = sql(
    "INSERT INTO draw_entry (enrolment_id, course_id, number, places) VALUES (:enrolment_id, :course_id, :number, :places)"
    " RETURNING number"
)
_ENTRIES = sql(
    "SELECT enrolment_id, number, places, rank, result FROM draw_entry WHERE course_id = :course_id AND result <> 'out'"
    " ORDER BY rank NULLS LAST, number"
)
_OF = sql("SELECT enrolment_id, number, places, rank, result FROM draw_entry WHERE enrolment_id = :enrolment_id")
_RESULT = sql(
    "UPDATE draw_entry SET rank = :rank, result = :result WHERE enrolment_id = :enrolment_id AND result = '' RETURNING rank"
)
_WITHDRAW = sql("UPDATE draw_entry SET result = 'out' WHERE enrolment_id = :enrolment_id AND result = '' RETURNING number")


async def get(course_id: int) -> Draw | None:
    """The draw of this course, None where its seats are grabbed."""
    return await _GET.one(Draw, course_id=course_id)


async def seal(course_id: int, seed: str, seed_hash: str, now_ms: int) -> bool:
    """Fix the seed. False where one was fixed before: it never changes."""
    return await _SEAL.run(course_id=course_id, seed=seed, seed_hash=seed_hash, now_ms=now_ms)


async def set_drawn(course_id: int, seats: int, now_ms: int) -> bool:
    """The draw is held, for so many seats. False where it had been."""
    return await _DRAWN.run(course_id=course_id, seats=seats, now_ms=now_ms)


async def enter(course_id: int, enrolment_id: int, number: str, places: int) -> None:
    """Put an entry into the pot."""
    await _ENTER.run(course_id=course_id, enrolment_id=enrolment_id, number=number, places=places)


async def entries(course_id: int) -> list[Entry]:
    """The entries that take part, in drawn order once there is one."""
    return await _ENTRIES.all(Entry, course_id=course_id)


async def entry(enrolment_id: int) -> Entry | None:
    """The entry of an enrolment."""
    return await _OF.one(Entry, enrolment_id=enrolment_id)


async def set_result(enrolment_id: int, rank: int, result: str) -> None:
    """What the draw gave to an entry."""
    await _RESULT.run(enrolment_id=enrolment_id, rank=rank, result=result)


async def withdraw(enrolment_id: int) -> None:
    """The entry does not take part. After the draw this changes nothing: the list stays as it was drawn."""
    await _WITHDRAW.run(enrolment_id=enrolment_id)
