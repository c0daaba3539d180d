"""Enrolments: who has a seat, who waits, who takes part in a draw."""

from __future__ import annotations

from dataclasses import dataclass

from storage.sql import sql


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A booking. `state`: "seat", "waiting", "offered" (a seat is held), "entered" (in a draw) or "cancelled".

    `ticket` orders those who wait. An offer, also one that is over, holds (or held) until `offer_until_ms`.

    `places` is 2 where a companion comes along. `booked_by` is None once that person had themselves erased.
    """

    id: int
    course_id: int
    attendee_id: int
    companion_id: int | None
    booked_by: int | None
    places: int
    state: str
    ticket: int | None
    pickup: str
    allergy: str
    created_ms: int
    changed_ms: int
    offer_until_ms: int | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What speaks for or against a person's next booking, in one read."""

    enrolment_id: int | None
    active: int
    paused_until_ms: int


@dataclass(frozen=True, slots=True)
class Booking:
    """An enrolment as its owner sees it. `starts_ms` is when the next session begins (or the one that runs now)."""

    id: int
    course_id: int
    title: str
    place: str
    starts_ms: int
    ends_ms: int
    status: str
    attendee_id: int
    attendee: str
    state: str
    ticket: int | None
    places: int
    offer_until_ms: int | None


@dataclass(frozen=True, slots=True)
class RosterLine:
    """An enrolment as staff see it. `kin_phone` is the number of who acts for the attendee, before all of who booked."""

    enrolment_id: int
    state: str
    ticket: int | None
    places: int
    attendee_id: int
    name: str
    phone: str
    building: str
    unit: str
    room: str
    birth_date: str | None
    companion: str
    booker: str
    kin_phone: str
    pickup: str
    allergy: str
    created_ms: int


_COLUMNS = (
    "id, course_id, attendee_id, companion_id, booked_by, places, state, ticket, pickup, allergy, created_ms, changed_ms,"
    " offer_until_ms"
)
_BY_ID = sql(f"SELECT {_COLUMNS} FROM enrolment WHERE id = :id")
# `state <> 'cancelled'` beside another state says nothing new: it lets SQLite see that the partial index fits.
_ACTIVE = sql(
    f"SELECT {_COLUMNS} FROM enrolment WHERE course_id = :course_id AND attendee_id = :attendee_id AND state <> 'cancelled'"
)
_STANDING = sql(
    "SELECT (SELECT e.id FROM enrolment e WHERE e.course_id = :course_id AND e.attendee_id = :attendee_id"
    " AND e.state <> 'cancelled'),"
    " (SELECT COUNT(*) FROM enrolment e JOIN course c ON c.id = e.course_id WHERE e.attendee_id = :attendee_id"
    " AND e.state IN ('seat', 'waiting', 'offered') AND c.mode = 'grab' AND c.status <> 'cancelled' AND c.ends_ms > :now_ms),"
    " (SELECT COALESCE(MAX(b.until_ms), 0) FROM pause b WHERE b.person_id = :attendee_id AND b.until_ms > :now_ms"
    " AND b.lifted_ms IS NULL)"
)
_ADD = sql(
    "INSERT INTO enrolment (course_id, attendee_id, companion_id, booked_by, places, state, ticket, pickup, allergy,"
    " created_ms, changed_ms) VALUES (:course_id, :attendee_id, CAST(:companion_id AS BIGINT), :booked_by, :places, :state,"
    " CAST(:ticket AS BIGINT), :pickup, :allergy, :now_ms, :now_ms) ON CONFLICT DO NOTHING RETURNING id"
)
_AHEAD = sql("SELECT COUNT(*) FROM enrolment WHERE course_id = :course_id AND state = 'waiting' AND ticket < :ticket")
_HEAD = sql(f"SELECT {_COLUMNS} FROM enrolment WHERE course_id = :course_id AND state = 'waiting' ORDER BY ticket LIMIT 1")
_TURN = sql(
    "UPDATE enrolment SET state = :state, ticket = CAST(:ticket AS BIGINT), changed_ms = :now_ms"
    " WHERE id = :id AND state = :was RETURNING id"
)
_OFFER = sql(
    "UPDATE enrolment SET state = 'offered', ticket = NULL, offer_until_ms = :until_ms, changed_ms = :now_ms"
    " WHERE id = :id AND state = 'waiting' RETURNING id"
)
_SHORTEN_OFFERS = sql(
    "UPDATE enrolment SET offer_until_ms = :until_ms WHERE course_id = :course_id AND state = 'offered' AND state <> 'cancelled'"
    " AND offer_until_ms > :until_ms RETURNING id"
)
_CANCEL = sql(
    "UPDATE enrolment SET state = 'cancelled', changed_ms = :now_ms, changed_by = CAST(:by_person AS BIGINT)"
    " WHERE id = :id AND state = :was RETURNING id"
)
_OF_COURSE = sql(f"SELECT {_COLUMNS} FROM enrolment WHERE course_id = :course_id AND state <> 'cancelled' ORDER BY id")
_AT_ROLL = sql(
    f"SELECT {_COLUMNS} FROM enrolment WHERE course_id = :course_id AND state = 'seat' AND state <> 'cancelled'"
    " AND (attendee_id = :person_id OR companion_id = :person_id OR booked_by = :person_id) ORDER BY id"
)
_HOLDING = sql(
    f"SELECT {_COLUMNS} FROM enrolment WHERE course_id = :course_id AND state IN ('seat', 'offered')"
    " AND state <> 'cancelled' ORDER BY id"
)
_SEATED_AFTER = sql(
    f"SELECT {_COLUMNS} FROM enrolment WHERE course_id = :course_id AND state = 'seat' AND state <> 'cancelled'"
    " AND attendee_id > :after ORDER BY attendee_id LIMIT :most"
)
_MINE = sql(
    "SELECT e.id, e.course_id, c.title, c.place, COALESCE((SELECT MIN(s.starts_ms) FROM session s WHERE s.course_id = c.id"
    " AND s.status = 'planned' AND s.ends_ms > :now_ms), c.starts_ms) AS next_ms,"
    " c.ends_ms, c.status, e.attendee_id, p.name, e.state, e.ticket, e.places, e.offer_until_ms"
    " FROM enrolment e JOIN course c ON c.id = e.course_id JOIN person p ON p.id = e.attendee_id"
    " WHERE (e.attendee_id = :person_id OR e.companion_id = :person_id OR (e.booked_by = :person_id AND EXISTS"
    " (SELECT 1 FROM kinship k WHERE k.guardian_id = :person_id AND k.member_id = e.attendee_id AND k.agreed_ms IS NOT NULL)))"
    " AND e.state <> 'cancelled' AND c.ends_ms > :now_ms ORDER BY next_ms, e.id"
)
_TOUCHING = sql(
    f"SELECT {_COLUMNS} FROM enrolment WHERE attendee_id = :person_id OR booked_by = :person_id OR companion_id = :person_id"
    " ORDER BY id"
)
_KIN_PHONE = (
    "g.phone FROM kinship k JOIN person g ON g.id = k.guardian_id"
    " WHERE k.member_id = a.id AND k.agreed_ms IS NOT NULL AND g.phone <> ''"
)
_ROSTER = sql(
    "SELECT e.id, e.state, e.ticket, e.places, a.id, a.name, a.phone, a.building, a.unit, a.room, a.birth_date,"
    " COALESCE(f.name, ''), COALESCE(b.name, ''),"
    f" COALESCE((SELECT {_KIN_PHONE} AND k.guardian_id = e.booked_by), (SELECT {_KIN_PHONE} ORDER BY k.id LIMIT 1), ''),"
    " e.pickup, e.allergy, e.created_ms"
    " FROM enrolment e JOIN person a ON a.id = e.attendee_id LEFT JOIN person f ON f.id = e.companion_id"
    " LEFT JOIN person b ON b.id = e.booked_by WHERE e.course_id = :course_id AND e.state <> 'cancelled'"
    " ORDER BY CASE e.state WHEN 'seat' THEN 0 WHEN 'offered' THEN 1 WHEN 'waiting' THEN 2 ELSE 3 END, e.ticket NULLS FIRST, e.id"
)
_ATTENDEE = sql("UPDATE enrolment SET attendee_id = :person_id WHERE id = :id RETURNING id")
_COMPANION = sql("UPDATE enrolment SET companion_id = CAST(:person_id AS BIGINT) WHERE id = :id RETURNING id")
_BOOKER = sql("UPDATE enrolment SET booked_by = :person_id WHERE id = :id RETURNING id")
_BLANK_ALLERGIES = sql("UPDATE enrolment SET allergy = '' WHERE attendee_id = :person_id AND allergy <> '' RETURNING id")
_BLANK = sql("UPDATE enrolment SET pickup = '', allergy = '' WHERE id = :id RETURNING id")
_DELETE = sql("DELETE FROM enrolment WHERE id = :id RETURNING id")
_LEANED_ON = sql(
    "SELECT 1 WHERE EXISTS (SELECT 1 FROM draw_entry WHERE enrolment_id = :id)"
    " OR EXISTS (SELECT 1 FROM attendance WHERE enrolment_id = :id)"
)


async def get(enrolment_id: int) -> Enrolment | None:
    """The enrolment with this id."""
    return await _BY_ID.one(Enrolment, id=enrolment_id)


async def active(course_id: int, attendee_id: int) -> Enrolment | None:
    """The person's enrolment in the course that is not cancelled; there is at most one."""
    return await _ACTIVE.one(Enrolment, course_id=course_id, attendee_id=attendee_id)


async def standing(course_id: int, attendee_id: int, now_ms: int) -> Standing:
    """Whether the person is in this course, in how many grabbed courses that still run, and until when a pause holds (0: none)."""
    found = await _STANDING.one(Standing, course_id=course_id, attendee_id=attendee_id, now_ms=now_ms)
    assert found is not None
    return found


async def add(
    course_id: int, attendee_id: int, companion_id: int | None, booked_by: int, places: int, state: str, ticket: int | None,
    pickup: str, allergy: str, now_ms: int,
) -> int | None:  # fmt: skip
    """A new enrolment; returns its id, or None where the attendee already has one in this course."""
    made = await _ADD.value(
        course_id=course_id, attendee_id=attendee_id, companion_id=companion_id, booked_by=booked_by, places=places,
        state=state, ticket=ticket, pickup=pickup, allergy=allergy, now_ms=now_ms,
    )  # fmt: skip
    return None if made is None else int(made)


async def ahead(course_id: int, ticket: int) -> int:
    """How many bookings wait before this ticket."""
    return int(await _AHEAD.value(course_id=course_id, ticket=ticket))


async def head(course_id: int) -> Enrolment | None:
    """The first in the queue."""
    return await _HEAD.one(Enrolment, course_id=course_id)


async def turn(enrolment_id: int, was: str, state: str, ticket: int | None, now_ms: int) -> bool:
    """From one state to another. False where it was no longer in that state."""
    return await _TURN.run(id=enrolment_id, was=was, state=state, ticket=ticket, now_ms=now_ms)


async def offer(enrolment_id: int, until_ms: int, now_ms: int) -> bool:
    """From the queue to a seat that is held until then. False where it did not wait any more."""
    return await _OFFER.run(id=enrolment_id, until_ms=until_ms, now_ms=now_ms)


async def shorten_offers(course_id: int, until_ms: int) -> list[int]:
    """Let no offer of the course hold longer than until then; returns the enrolments whose offers were shortened."""
    return await _SHORTEN_OFFERS.all(int, course_id=course_id, until_ms=until_ms)


async def cancel(enrolment_id: int, was: str, by_person: int | None, now_ms: int) -> bool:
    """Cancel it. False where it was no longer in that state."""
    return await _CANCEL.run(id=enrolment_id, was=was, by_person=by_person, now_ms=now_ms)


async def of_course(course_id: int) -> list[Enrolment]:
    """Everyone in the course, seated, waiting or entered."""
    return await _OF_COURSE.all(Enrolment, course_id=course_id)


async def holding(course_id: int) -> list[Enrolment]:
    """Everyone with a seat, also with one that is only held for them."""
    return await _HOLDING.all(Enrolment, course_id=course_id)


async def seated_after(course_id: int, after: int, most: int) -> list[Enrolment]:
    """Those with a seat, by the ids of the attendees: at most so many after that one."""
    return await _SEATED_AFTER.all(Enrolment, course_id=course_id, after=after, most=most)


async def at_roll(course_id: int, person_id: int) -> list[Enrolment]:
    """The seats in a course that the person has, comes along to, or booked."""
    return await _AT_ROLL.all(Enrolment, course_id=course_id, person_id=person_id)


async def mine(person_id: int, now_ms: int) -> list[Booking]:
    """What runs or is to come and was booked for or with the person, or by them for somebody of theirs; what comes next first."""
    return await _MINE.all(Booking, person_id=person_id, now_ms=now_ms)


async def touching(person_id: int) -> list[Enrolment]:
    """Every enrolment that names the person, cancelled ones too."""
    return await _TOUCHING.all(Enrolment, person_id=person_id)


async def roster(course_id: int) -> list[RosterLine]:
    """Those with a seat, then the queue in its order, then those in the draw."""
    return await _ROSTER.all(RosterLine, course_id=course_id)


async def set_attendee(enrolment_id: int, person_id: int) -> None:
    """The seat is another person record's (a merge, a tombstone)."""
    await _ATTENDEE.run(id=enrolment_id, person_id=person_id)


async def set_companion(enrolment_id: int, person_id: int | None) -> None:
    """Another person record comes along, or nobody is named any more."""
    await _COMPANION.run(id=enrolment_id, person_id=person_id)


async def set_booker(enrolment_id: int, person_id: int) -> None:
    """Another person record booked it."""
    await _BOOKER.run(id=enrolment_id, person_id=person_id)


async def blank(enrolment_id: int) -> None:
    """Remove what is written about the attendee."""
    await _BLANK.run(id=enrolment_id)


async def blank_allergies(person_id: int) -> None:
    """Forget what was noted on the person's health."""
    await _BLANK_ALLERGIES.run(person_id=person_id)


async def leaned_on(enrolment_id: int) -> bool:
    """Whether a draw or a roll call stands on this enrolment."""
    return await _LEANED_ON.run(id=enrolment_id)


async def delete(enrolment_id: int) -> None:
    """Remove the row, and roll-call and draw lines with it."""
    await _DELETE.run(id=enrolment_id)
