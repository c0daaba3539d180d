"""What staff look at and look for. Whoever asks is checked here, and looking at numbers is written down."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date

from language.homes import Home, read_part_of_home
from language.pinyin import is_sound, plain_letters
from services import courses, enrolment, households, telling
from services.courses import Refused
from services.outcomes import Entered, NotAllowed, Outcome, Seat, Waiting
from services.people import get
from services.staff import is_staff
from storage import accounts, audit, enrolments, finding, parked, roles
from storage import households as households_stored
from storage.enrolments import Enrolment, RosterLine
from storage.parked import Failed
from storage.people import Person

SHORTEST = 2
"""Characters of a name that must be given; of a number the last four digits."""
MOST_PARKED = 10
MOST_NAMED = 12


@dataclass(frozen=True, slots=True)
class Reach:
    """Of the bookings of a course, for how many somebody can be told in the chat, and for how many somebody must be called."""

    told: int
    to_call: int
    names: tuple[str, ...] = field(default=(), compare=False)
    """Of those to call, some."""


async def find(community_id: int, words: str, by: int) -> list[Person]:
    """People of the community by a piece of the name (two characters or more), how it sounds ("zhm", "zhanghan"), the end of the number
    (four digits or more) or where they live ("3-1-502", "3栋", "502").

    Empty for who is not staff, and where less was said.
    """
    if not await is_staff(by, community_id):
        return []
    plain = " ".join(unicodedata.normalize("NFKC", words).split())
    digits = re.sub(r"\D", "", plain)
    found: list[Person] = []
    if home := read_part_of_home(plain):
        found += await _at_home(community_id, home)
    if digits == plain and 3 <= len(digits) <= 4:
        found += await finding.by_room(community_id, "", "", digits)
    if len(digits) >= 4:
        ending = await finding.by_phone_end(community_id, digits[-4:])
        found += [person for person in ending if re.sub(r"\D", "", person.phone).endswith(digits)]
    elif len(plain) >= SHORTEST:
        if is_sound(plain):
            found += await finding.by_sound(community_id, plain_letters(plain))
        found += await finding.by_name(community_id, plain)
    return list({person.id: person for person in found}.values())


async def _at_home(community_id: int, home: Home) -> list[Person]:
    if home.room:
        return await finding.by_room(community_id, home.building, home.unit, home.room)
    return await finding.by_building(community_id, home.building, home.unit) if home.building else []


async def person(person_id: int, by: int) -> Person | None:
    """A resident, for the staff of their community; None for everybody else."""
    found = await get(person_id)
    return found if found is not None and await is_staff(by, found.community_id) else None


async def phone(person_id: int, by: int, now_ms: int) -> str | None:
    """A resident's whole number; that somebody looked is written down. None without the right."""
    found = await person(person_id, by)
    if found is None:
        return None
    await audit.note(found.community_id, by, "see phone", f"person:{person_id}", now_ms)
    return found.phone


async def roster(course_id: int, by: int, now_ms: int, *, phones: bool = False) -> list[RosterLine] | Refused:
    """A roster, which also tells of children's health; that somebody looked, and whether at whole numbers, is written down."""
    lines = await courses.roster(course_id, by)
    course = await courses.get(course_id)
    if not isinstance(lines, Refused) and course is not None:
        await audit.note(course.community_id, by, "see phones" if phones else "see roster", f"course:{course_id}", now_ms)
    return lines


async def book(
    course_id: int,
    attendee_id: int,
    by: int,
    now_ms: int,
    *,
    companion_id: int | None = None,
    pickup: str = "",
    allergy: str = "",
) -> Outcome:
    """Sign somebody up for them; that staff did it is written down. What comes of it is as in `enrolment.enrol`."""
    course = await courses.get(course_id)
    if course is None or not await is_staff(by, course.community_id):
        return NotAllowed()
    outcome = await enrolment.enrol(
        course_id, attendee_id, by, now_ms, companion_id=companion_id, pickup=pickup, allergy=allergy
    )
    if isinstance(outcome, Seat | Waiting | Entered):
        await audit.note(course.community_id, by, "book", f"enrolment:{outcome.enrolment_id}", now_ms)
    return outcome


async def add_child(parent_id: int, name: str, born: date, by: int, now_ms: int, *, lunar: str = "") -> int | None:
    """A child of a parent who stands at the desk and consents. Returns the child's id; None without the right, for a grown-up,
    and where the parent is a child."""
    parent = await person(parent_id, by)
    if parent is None or telling.is_child(parent, now_ms):
        return None
    made = await households.add_child(parent_id, name, born, now_ms, lunar=lunar)
    if not isinstance(made, int):
        return None
    await audit.note(parent.community_id, by, "add child", f"person:{made}", now_ms, detail=f"person:{parent_id}")
    return made


async def paused_until(person_id: int, now_ms: int) -> int | None:
    """Until when a resident waits before the next grab; None where there is no such pause."""
    standing = await enrolments.standing(0, person_id, now_ms)  # of no course: only the pause is of interest
    return standing.paused_until_ms or None


async def roles_of(person_id: int, community_id: int) -> list[str]:
    """What a person may do here."""
    return [role for where, role in await roles.of(person_id) if where == community_id]


async def reach(course_id: int, now_ms: int, *, only_seats: bool = False) -> Reach:
    """For how many bookings a change would arrive in the chat. Changes nothing; `telling.tell_booking` decides in the same way."""
    booked = await (enrolments.holding if only_seats else enrolments.of_course)(course_id)
    missed = [one for one in booked if not await _reached(one, now_ms)]
    named = [await get(one.attendee_id) for one in missed[:MOST_NAMED]]
    return Reach(len(booked) - len(missed), len(missed), tuple(person.name for person in named if person is not None))


async def _reached(booked: Enrolment, now_ms: int) -> bool:
    wanted = await telling.listeners(booked, now_ms)
    booker = booked.booked_by
    if booker is not None and booker not in wanted and await households_stored.between(booker, booked.attendee_id):
        wanted.append(booker)
    known = [account for person_id in wanted for account in await accounts.of_person(person_id)]
    return any(account.blocked_ms is None for account in known)


async def failed(community_id: int, by: int) -> list[Failed]:
    """What could not be handled and no staff has seen, the oldest first. Empty for who is not staff."""
    return await parked.unseen(community_id, MOST_PARKED) if await is_staff(by, community_id) else []


async def see(community_id: int, up_to: int, by: int, now_ms: int) -> int:
    """Everything shown up to this id has been seen; returns how many there were."""
    seen = [row.id for row in await failed(community_id, by) if row.id <= up_to and await parked.see(row.id, now_ms)]
    if seen:
        await audit.note(community_id, by, "see parked", f"parked:{seen[-1]}", now_ms)
    return len(seen)


async def children(parent_id: int, by: int) -> list[Person]:
    """The children whom a parent signs up, for staff who know the parent."""
    if await person(parent_id, by) is None:
        return []
    found = [await get(member.id) for member in await households.members(parent_id) if member.kind == "child"]
    return [child for child in found if child is not None]
