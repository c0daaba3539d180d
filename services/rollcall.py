"""The roll call: a code on the wall of the class room, staff's own marks, a child's arrival and pick-up, and what absences lead to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from language.text import Moment, Text, _
from services import codes, households
from services.calendar import DAY_MS, HOUR_MS, MINUTE_MS
from services.rules import ABSENCES_TO_PAUSE
from services.staff import is_staff
from services.telling import is_child, notice, tell, tell_booking
from storage import attendance, audit, courses, enrolments, people, sessions
from storage.attendance import RollLine
from storage.courses import Course
from storage.enrolments import Enrolment
from storage.outbox import Terms
from storage.sessions import Session

Mark: TypeAlias = Literal["present", "absent", "excused"]
MARKS: dict[str, Text] = {"present": _("到了"), "absent": _("没来"), "excused": _("请假")}
EARLY_MS = 30 * MINUTE_MS
COUNTED_MS = 60 * DAY_MS
PAUSE_MS = 14 * DAY_MS
CODES = 1_000_000
SHORT_NOTICE_MS = 12 * HOUR_MS
"""Nobody is absent from a class for which a seat came free later than that before it began."""


@dataclass(frozen=True, slots=True)
class RollCode:
    """Six digits for one session, and when they hold."""

    code: str
    from_ms: int
    until_ms: int


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """These people (names) are marked present; `again` where they were before."""

    course: Course
    names: tuple[str, ...]
    again: bool


@dataclass(frozen=True, slots=True)
class NotEnrolled:
    """The code is right, but the person has no seat in that course."""

    course: Course


@dataclass(frozen=True, slots=True)
class NotNow:
    """The code holds between these moments."""

    from_ms: int
    until_ms: int


@dataclass(frozen=True, slots=True)
class WrongCode:
    """No session has this code; after too many of them, try again `after_ms` (else 0)."""

    after_ms: int = 0


@dataclass(frozen=True, slots=True)
class NotAllowed:
    """Only staff of the community do that (or there is no such session)."""


@dataclass(frozen=True, slots=True)
class Noted:
    """An arrival or a pick-up is written down; `expected` tells whether the guardian had named this pick-up person."""

    child: str
    expected: bool = True


CheckIn: TypeAlias = CheckedIn | NotEnrolled | NotNow | WrongCode


async def roll_code(session_id: int, by: int, number: int, now_ms: int) -> RollCode | NotAllowed:
    """The code of a session, made from a random `number` (`secrets.randbelow(CODES)`) the first time staff ask for it."""
    found = await _session(session_id, by)
    if found is None or found[0].status != "planned" or now_ms >= found[0].ends_ms:
        return NotAllowed()
    session, _course = found
    code = session.code
    while not code:
        code = f"{number % CODES:06d}"
        if await sessions.by_code(code):  # a code opens one door only
            code, number = "", number + 1
    await sessions.set_code(session_id, code)
    return RollCode(code, session.starts_ms - EARLY_MS, session.ends_ms)


async def check_in(code: str, person_id: int, now_ms: int) -> CheckIn:
    """Somebody sends the code: their own seat, and the seats of the children they bring, are marked present."""
    if (after_ms := await codes.shut_out(person_id, now_ms)) is not None:
        return WrongCode(after_ms)
    found = await sessions.by_code(codes.plain(code))
    if not found:
        await codes.count_wrong(person_id, now_ms)
        return WrongCode()
    session = found[0]
    if not session.starts_ms - EARLY_MS <= now_ms < session.ends_ms:
        return NotNow(session.starts_ms - EARLY_MS, session.ends_ms)
    course = await courses.get(session.course_id)
    assert course is not None
    names, new = [], False
    for enrolment in await enrolments.at_roll(course.id, person_id):
        if not await _brings(enrolment, person_id):
            continue
        known = await attendance.get(session.id, enrolment.id)
        new = new or known is None or known.state != "present"
        await _present(session, enrolment, person_id, person_id, now_ms)
        attendee = await people.get(enrolment.attendee_id)
        names.append(attendee.name if attendee else "")
    return CheckedIn(course, tuple(names), not new) if names else NotEnrolled(course)


async def roll(session_id: int, by: int) -> list[RollLine] | NotAllowed:
    """Every seat with its mark, for staff."""
    found = await _session(session_id, by)
    return NotAllowed() if found is None else await attendance.roll(found[1].id, session_id)


async def mark(session_id: int, enrolment_id: int, state: Mark, by: int, now_ms: int) -> Noted | NotAllowed:
    """Staff mark a seat. The last mark counts, also after the session."""
    seat = await _seat(session_id, enrolment_id, by)
    if seat is None:
        return NotAllowed()
    session, course, enrolment, name = seat
    if state == "present":
        await _present(session, enrolment, None, by, now_ms)
    else:
        await attendance.mark(session_id, enrolment_id, enrolment.attendee_id, state, session.starts_ms, by)
    await audit.note(course.community_id, by, f"mark {state}", f"enrolment:{enrolment_id}", now_ms)
    return Noted(name)


async def unexcuse(session_id: int, enrolment_id: int, by: int, now_ms: int) -> bool:
    """Whoever was excused before the class comes after all: nothing is marked. False where they were not excused (any more)."""
    seat = await _seat(session_id, enrolment_id, by)
    if seat is None or not await attendance.unexcuse(session_id, enrolment_id):
        return False
    await audit.note(seat[1].community_id, by, "mark coming", f"enrolment:{enrolment_id}", now_ms)
    return True


async def arrived(session_id: int, enrolment_id: int, who: str, by: int, now_ms: int) -> Noted | NotAllowed:
    """A child was brought to a child-care class by `who`. The guardians are told."""
    seat = await _seat(session_id, enrolment_id, by)
    if seat is None:
        return NotAllowed()
    session, course, enrolment, name = seat
    await attendance.mark(session_id, enrolment_id, enrolment.attendee_id, "present", session.starts_ms, by)
    await attendance.arrived(session_id, enrolment_id, who.strip(), now_ms)
    text = _("{who} 已到「{course}」，{when}。", who=name, course=course.title, when=Moment(now_ms))
    await tell_booking(enrolment, notice(text), f"arrived:{session_id}:{enrolment_id}", now_ms, Terms(by_ms=now_ms))
    return Noted(name)


async def collected(session_id: int, enrolment_id: int, who: str, by: int, now_ms: int) -> Noted | NotAllowed:
    """A child was fetched by `who`. The guardians are told, whoever it was."""
    seat = await _seat(session_id, enrolment_id, by)
    if seat is None:
        return NotAllowed()
    session, course, enrolment, name = seat
    if not await attendance.collected(session_id, enrolment_id, who.strip(), now_ms):
        await attendance.mark(session_id, enrolment_id, enrolment.attendee_id, "present", session.starts_ms, by)
        await attendance.collected(session_id, enrolment_id, who.strip(), now_ms)
    text = _("{who} 已由 {by} 从「{course}」接走，{when}。", who=name, by=who.strip(), course=course.title, when=Moment(now_ms))
    await tell_booking(enrolment, notice(text), f"collected:{session_id}:{enrolment_id}", now_ms, Terms(by_ms=now_ms))
    return Noted(name, len(who.strip()) > 1 and who.strip() in enrolment.pickup)


async def record_absences(session_id: int, now_ms: int) -> bool:
    """Write down who was absent from a session that is over; False where that was done before.

    Only where a roll was called (a code was asked for, or somebody was marked): nobody is absent from a class without one. Who was
    excused says nothing of that: people excuse themselves days before.
    """
    session = await sessions.get(session_id)
    if session is None or session.ends_ms > now_ms or session.recorded_ms is not None:
        return False
    lines = await attendance.roll(session.course_id, session.id)
    if session.status == "planned" and (session.code or any(line.state in ("present", "absent") for line in lines)):
        await _record(session, lines, now_ms)
    return await sessions.set_recorded(session.id, now_ms)


async def lift_pause(person_id: int, by: int, now_ms: int) -> bool:
    """Staff let somebody grab again at once. False without the right, or where there was no pause."""
    person = await people.get(person_id)
    if person is None or not await is_staff(by, person.community_id) or not await attendance.lift_pause(person_id, by, now_ms):
        return False
    await audit.note(person.community_id, by, "lift pause", f"person:{person_id}", now_ms)
    text = _("社区帮 {who} 恢复了报名，现在就能再抢课，欢迎再来。", who=person.name)
    told = [kin.id for kin in await households.acting_for(person_id)] if is_child(person, now_ms) else [person_id]
    for listener in told:
        await tell(listener, notice(text), f"pause-lifted:{person_id}:{now_ms}", now_ms)
    return True


async def _record(session: Session, lines: Sequence[RollLine], now_ms: int) -> None:
    for line in lines:
        if line.state in ("present", "excused"):
            continue
        if not line.state:
            notice_ms = SHORT_NOTICE_MS if line.since_ms > line.booked_ms else 0
            if line.since_ms > session.starts_ms - notice_ms:  # who moved up so late had no say in it
                continue
            await attendance.mark_missing(session.id, line.enrolment_id, line.person_id, session.starts_ms)
        since_ms = max(now_ms - COUNTED_MS, await attendance.latest_pause(line.person_id))
        missed = await attendance.absences(line.person_id, since_ms)
        if missed < ABSENCES_TO_PAUSE:
            continue
        await attendance.pause(line.person_id, now_ms, now_ms + PAUSE_MS)
        enrolment = await enrolments.get(line.enrolment_id)
        if enrolment is not None:
            text = _(
                "{who} 最近有{n}次报了名没来，位子空着很可惜。{until} 以后可以再抢课；有特殊情况，请告诉社区。",
                who=line.name, n=missed, until=Moment(now_ms + PAUSE_MS),
            )  # fmt: skip
            await tell_booking(enrolment, notice(text), f"paused:{line.person_id}:{session.id}", now_ms)


async def _brings(enrolment: Enrolment, person_id: int) -> bool:
    """Whether the person's presence says that this attendee is there: it is the person, or a child that came along."""
    return person_id in (enrolment.attendee_id, enrolment.companion_id) or await households.has_guardian(
        enrolment.attendee_id, person_id
    )


async def _present(session: Session, enrolment: Enrolment, brought_by: int | None, by: int, now_ms: int) -> None:
    await attendance.mark(session.id, enrolment.id, enrolment.attendee_id, "present", session.starts_ms, by)
    bringer = await people.get(brought_by) if brought_by not in (None, enrolment.attendee_id) else None
    await attendance.arrived(session.id, enrolment.id, bringer.name if bringer else "", now_ms)


async def _session(session_id: int, by: int) -> tuple[Session, Course] | None:
    session = await sessions.get(session_id)
    course = await courses.get(session.course_id) if session else None
    if session is None or course is None or not await is_staff(by, course.community_id):
        return None
    return session, course


async def _seat(session_id: int, enrolment_id: int, by: int) -> tuple[Session, Course, Enrolment, str] | None:
    found, enrolment = await _session(session_id, by), await enrolments.get(enrolment_id)
    if found is None or enrolment is None or enrolment.course_id != found[1].id or enrolment.state != "seat":
        return None
    attendee = await people.get(enrolment.attendee_id)
    return found[0], found[1], enrolment, attendee.name if attendee else ""
