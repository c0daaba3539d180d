"""Attendance: who came, who did not, and who brought and fetched a child."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec import Struct

from storage.sql import sql


@dataclass(frozen=True, slots=True)
class Mark:
    """One line of a roll call. `state` is "present", "absent" or "excused"; times are UTC milliseconds."""

    session_id: int
    enrolment_id: int
    person_id: int
    state: str
    at_ms: int
    arrived_ms: int | None
    arrived_with: str
    collected_ms: int | None
    collected_by: str


@dataclass(frozen=True, slots=True)
class RollLine:
    """One seat at a roll call; `state` is "" where nothing is marked yet. `since_ms` is when the seat was got;
    `booked_ms` when it was asked for, which is earlier for who waited."""

    enrolment_id: int
    person_id: int
    name: str
    state: str
    arrived_ms: int | None
    collected_ms: int | None
    pickup: str
    allergy: str
    since_ms: int
    booked_ms: int


class SessionSums(Struct, frozen=True):
    """What the roll call of one session came to. `recorded_ms` is None until the absences are written down."""

    session_id: int
    course_id: int
    title: str
    n: int
    starts_ms: int
    recorded_ms: int | None
    present: int
    absent: int
    excused: int


_COLUMNS = "session_id, enrolment_id, person_id, state, at_ms, arrived_ms, arrived_with, collected_ms, collected_by"
_GET = sql(f"SELECT {_COLUMNS} FROM attendance WHERE session_id = :session_id AND enrolment_id = :enrolment_id")
_OF_PERSON = sql(f"SELECT {_COLUMNS} FROM attendance WHERE person_id = :person_id ORDER BY at_ms, session_id")
_ROLL = sql(
    "SELECT e.id, p.id, p.name, COALESCE(a.state, ''), a.arrived_ms, a.collected_ms, e.pickup, e.allergy, e.changed_ms, e.created_ms"
    " FROM enrolment e"
    " JOIN person p ON p.id = e.attendee_id"
    " LEFT JOIN attendance a ON a.enrolment_id = e.id AND a.session_id = :session_id"
    " WHERE e.course_id = :course_id AND e.state = 'seat' AND e.state <> 'cancelled' ORDER BY e.id"
)
_COUNTS = sql(
    "SELECT a.session_id, a.state, COUNT(*) FROM session s JOIN attendance a ON a.session_id = s.id"
    " WHERE s.course_id = :course_id GROUP BY a.session_id, a.state"
)
_MARK = sql(
    "INSERT INTO attendance (session_id, enrolment_id, person_id, state, at_ms, marked_by)"
    " VALUES (:session_id, :enrolment_id, :person_id, :state, :at_ms, CAST(:marked_by AS BIGINT))"
    " ON CONFLICT (session_id, enrolment_id) DO UPDATE SET state = excluded.state, marked_by = excluded.marked_by"
    " RETURNING session_id"
)
_UNEXCUSE = sql(
    "DELETE FROM attendance WHERE session_id = :session_id AND enrolment_id = :enrolment_id AND state = 'excused'"
    " AND arrived_ms IS NULL RETURNING session_id"
)
_MARK_MISSING = sql(
    "INSERT INTO attendance (session_id, enrolment_id, person_id, state, at_ms)"
    " VALUES (:session_id, :enrolment_id, :person_id, 'absent', :at_ms)"
    " ON CONFLICT (session_id, enrolment_id) DO NOTHING RETURNING session_id"
)
_ARRIVED = sql(
    "UPDATE attendance SET arrived_ms = COALESCE(arrived_ms, :now_ms), arrived_with = :who"
    " WHERE session_id = :session_id AND enrolment_id = :enrolment_id RETURNING session_id"
)
_COLLECTED = sql(
    "UPDATE attendance SET collected_ms = COALESCE(collected_ms, :now_ms), collected_by = :who"
    " WHERE session_id = :session_id AND enrolment_id = :enrolment_id RETURNING session_id"
)
_ABSENCES = sql("SELECT COUNT(*) FROM attendance WHERE person_id = :person_id AND at_ms > :since_ms AND state = 'absent'")
_LATEST_PAUSE = sql("SELECT COALESCE(MAX(since_ms), 0) FROM pause WHERE person_id = :person_id")
_PAUSE = sql("INSERT INTO pause (person_id, since_ms, until_ms) VALUES (:person_id, :now_ms, :until_ms) RETURNING id")
_LIFT = sql(
    "UPDATE pause SET lifted_ms = :now_ms, lifted_by = :by_person"
    " WHERE person_id = :person_id AND until_ms > :now_ms AND lifted_ms IS NULL RETURNING id"
)
_PAUSES = sql("SELECT since_ms, until_ms FROM pause WHERE person_id = :person_id ORDER BY id")
_HAND_OVER = sql("UPDATE attendance SET person_id = :to WHERE enrolment_id = :enrolment_id RETURNING session_id")
_BLANK = sql(
    "UPDATE attendance SET arrived_with = '', collected_by = '' WHERE enrolment_id = :enrolment_id RETURNING session_id"
)
_MARKED = "(SELECT COUNT(*) FROM attendance a WHERE a.session_id = s.id AND a.state = '{state}')"
_SUMS = sql(
    "SELECT s.id, c.id, c.title, s.n, s.starts_ms, s.recorded_ms,"
    f" {', '.join(_MARKED.format(state=state) for state in ('present', 'absent', 'excused'))}"
    " FROM course c JOIN session s ON s.course_id = c.id"
    " WHERE c.community_id = :community_id AND c.ends_ms > :from_ms AND c.status <> 'cancelled' AND s.status = 'planned'"
    " AND s.starts_ms >= :from_ms AND s.starts_ms < :until_ms AND s.id > :after"
    " ORDER BY s.id LIMIT :most"
)
_MOVE_PAUSES = sql("UPDATE pause SET person_id = :to WHERE person_id = :person_id RETURNING id")


async def get(session_id: int, enrolment_id: int) -> Mark | None:
    """What is marked for this seat at this session."""
    return await _GET.one(Mark, session_id=session_id, enrolment_id=enrolment_id)


async def of_person(person_id: int) -> list[Mark]:
    """All roll-call lines of a person."""
    return await _OF_PERSON.all(Mark, person_id=person_id)


async def roll(course_id: int, session_id: int) -> list[RollLine]:
    """Every seat of the course with what is marked for this session."""
    return await _ROLL.all(RollLine, course_id=course_id, session_id=session_id)


async def counts(course_id: int) -> dict[int, dict[str, int]]:
    """For each date of a course at which somebody is marked, how many are in each state."""
    found: dict[int, dict[str, int]] = {}
    for session_id, state, number in await _COUNTS.all(lambda *row: row, course_id=course_id):
        found.setdefault(int(session_id), {})[str(state)] = int(number)
    return found


async def mark(session_id: int, enrolment_id: int, person_id: int, state: str, at_ms: int, marked_by: int | None) -> None:
    """Mark a seat. `at_ms` is when the session began; the last mark counts."""
    await _MARK.run(
        session_id=session_id, enrolment_id=enrolment_id, person_id=person_id, state=state, at_ms=at_ms, marked_by=marked_by
    )


async def unexcuse(session_id: int, enrolment_id: int) -> bool:
    """Nothing is marked for a seat that was excused. False where it was not."""
    return await _UNEXCUSE.run(session_id=session_id, enrolment_id=enrolment_id)


async def mark_missing(session_id: int, enrolment_id: int, person_id: int, at_ms: int) -> bool:
    """Mark an absence where nothing is marked. False where something was."""
    return await _MARK_MISSING.run(session_id=session_id, enrolment_id=enrolment_id, person_id=person_id, at_ms=at_ms)


async def arrived(session_id: int, enrolment_id: int, who: str, now_ms: int) -> None:
    """A child was brought, by whom; the first time counts."""
    await _ARRIVED.run(session_id=session_id, enrolment_id=enrolment_id, who=who, now_ms=now_ms)


async def collected(session_id: int, enrolment_id: int, who: str, now_ms: int) -> bool:
    """A child was fetched, by whom; the first time counts. False where the child had not been marked at all."""
    return await _COLLECTED.run(session_id=session_id, enrolment_id=enrolment_id, who=who, now_ms=now_ms)


async def absences(person_id: int, since_ms: int) -> int:
    """How often the person stayed away since then."""
    return int(await _ABSENCES.value(person_id=person_id, since_ms=since_ms))


async def latest_pause(person_id: int) -> int:
    """When the newest pause of the person began, 0 where there was none."""
    return int(await _LATEST_PAUSE.value(person_id=person_id))


async def pause(person_id: int, now_ms: int, until_ms: int) -> None:
    """The person waits until then before the next grab."""
    await _PAUSE.run(person_id=person_id, now_ms=now_ms, until_ms=until_ms)


async def lift_pause(person_id: int, by_person: int, now_ms: int) -> bool:
    """End the pause. False where there was none."""
    return await _LIFT.run(person_id=person_id, by_person=by_person, now_ms=now_ms)


async def pauses(person_id: int) -> list[tuple[int, int]]:
    """All pauses of a person as (since_ms, until_ms)."""
    return await _PAUSES.all(lambda since_ms, until_ms: (int(since_ms), int(until_ms)), person_id=person_id)


async def sums(community_id: int, from_ms: int, until_ms: int, after: int = 0, most: int = 1_000_000) -> list[SessionSums]:
    """The sessions that began from one moment to before the other, and what their roll calls came to: so many behind that id, by id."""
    return await _SUMS.all(SessionSums, community_id=community_id, from_ms=from_ms, until_ms=until_ms, after=after, most=most)


async def hand_over(enrolment_id: int, to: int) -> None:
    """The roll-call lines of this enrolment are another person record's."""
    await _HAND_OVER.run(enrolment_id=enrolment_id, to=to)


async def blank(enrolment_id: int) -> None:
    """Remove who brought and who fetched."""
    await _BLANK.run(enrolment_id=enrolment_id)


async def move_pauses(person_id: int, to: int) -> None:
    """The pauses go with the person into another record."""
    await _MOVE_PAUSES.run(person_id=person_id, to=to)
