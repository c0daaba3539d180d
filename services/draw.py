"""Draws instead of a grab: sealed before, published after, re-checkable by anybody.

How it works, so that a neighbour with ten lines of any language can repeat it:

1. When the course is made, a seed of 32 random bytes (64 hex digits) is fixed. The SHA-256 of those digits is public at once: the
   seed can no longer be changed to suit anyone.
2. Every entry has a public number that says nothing about the person: the first ten hex digits of
   HMAC-SHA256(seed, "entry:" + enrolment id).
3. After entries close, each number is keyed: HMAC-SHA256(seed, number). The entries sorted by that value are the drawn order.
4. Seats go down that order; from the first entry that does not fit in, everyone waits, in the drawn order.
5. The seed is published. `verify` repeats steps 1, 3 and 4 from what is published.

What this cannot show is that staff, who could read the seed in the database, did not add entries knowing where they would land;
the audit trail and the list of entries are there for that.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from language.message import Button
from language.text import Moment, _
from services.staff import is_staff
from services.telling import MY_BOOKINGS, ask_to_call, notice, tell_booking
from storage import audit, courses, draws, enrolments, people
from storage.courses import Course
from storage.draws import Entry
from storage.enrolments import Enrolment
from storage.outbox import Terms, Weight

NUMBER_LENGTH = 10


@dataclass(frozen=True, slots=True)
class NoDraw:
    """Seats of this course are not drawn (or there is no such course)."""


@dataclass(frozen=True, slots=True)
class StillOpen:
    """Entries are taken until then."""

    closes_ms: int


@dataclass(frozen=True, slots=True)
class NotAllowed:
    """Only staff of the community hold the draw."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """The draw was held: what is published. `seats` are those that were free then."""

    course: Course
    seed: str
    seed_hash: str
    seats: int
    entries: tuple[Entry, ...]


DrawOutcome: TypeAlias = Drawn | StillOpen | NoDraw | NotAllowed


@dataclass(frozen=True, slots=True)
class Check:
    """Whether what is published fits together; `problem` says in a word what does not: "seed", "order" or "seats"."""

    ok: bool
    problem: str = ""


def sealed(seed: str) -> str:
    """What is published before entries close."""
    return hashlib.sha256(seed.encode()).hexdigest()


def number_of(seed: str, enrolment_id: int) -> str:
    """The public number of an entry."""
    return _keyed(seed, f"entry:{enrolment_id}")[:NUMBER_LENGTH]


def drawn_order(seed: str, numbers: Iterable[str]) -> list[str]:
    """The numbers in the order in which they are drawn; the order in which they come in does not matter."""
    return sorted(set(numbers), key=lambda number: (_keyed(seed, number), number))


def seated(order: Iterable[tuple[str, int]], seats: int) -> list[str]:
    """Of the drawn (number, places) those who get their seats: up to the first that does not fit in."""
    winners = []
    for number, places in order:
        if places > seats:
            break
        seats -= places
        winners.append(number)
    return winners


async def seal(course_id: int, seed: str, now_ms: int) -> str:
    """Fix the seed of a course (64 hex digits from `secrets.token_hex(32)`) and return the hash to publish. It never changes."""
    await draws.seal(course_id, seed, sealed(seed), now_ms)
    draw = await draws.get(course_id)
    assert draw is not None
    return draw.seed_hash


async def enter(course_id: int, enrolment_id: int, places: int) -> tuple[str, str]:
    """Put an enrolment into the pot; returns its public number and the sealed seed."""
    draw = await draws.get(course_id)
    assert draw is not None, "a draw course is sealed when it is made"
    number = number_of(draw.seed, enrolment_id)
    await draws.enter(course_id, enrolment_id, number, places)
    return number, draw.seed_hash


async def hold(course_id: int, by: int | None, now_ms: int) -> DrawOutcome:
    """Draw, once: seats to the first, a place in the queue to the rest; everyone is told. Held before, it returns what came out."""
    course = await courses.get(course_id)
    draw = await draws.get(course_id)
    if course is None or draw is None:
        return NoDraw()
    if by is not None and not await is_staff(by, course.community_id):
        return NotAllowed()
    if now_ms < course.closing_ms and course.status == "open":
        return StillOpen(course.closing_ms)
    await courses.hold(course_id)
    if not await draws.set_drawn(course_id, course.seats - course.taken, now_ms):
        return await _published(course_id)
    await courses.set_drawn(course_id, now_ms)
    by_number = {entry.number: entry for entry in await draws.entries(course_id)}
    order = drawn_order(draw.seed, by_number)
    winners = set(seated([(number, by_number[number].places) for number in order], course.seats - course.taken))
    for rank, number in enumerate(order, 1):
        entry = by_number[number]
        won = number in winners and await courses.seat_drawn(course_id, entry.places)
        await draws.set_result(entry.enrolment_id, rank, "seat" if won else "waiting")
        ticket = None if won else await courses.queue_drawn(course_id)
        await enrolments.turn(entry.enrolment_id, "entered", "seat" if won else "waiting", ticket, now_ms)
        enrolment = await enrolments.get(entry.enrolment_id)
        assert enrolment is not None
        await _tell(course, enrolment, number, rank - len(winners), won, now_ms)
    await audit.note(course.community_id, by, "draw", f"course:{course_id}", now_ms, detail=f"{len(order)} entries")
    return await _published(course_id)


async def published(course_id: int) -> Drawn | NoDraw:
    """What everybody may see of a draw that was held; NoDraw before that."""
    draw = await draws.get(course_id)
    return NoDraw() if draw is None or draw.drawn_ms is None else await _published(course_id)


def verify(seed: str, seed_hash: str, entries: Iterable[Entry], seats: int) -> Check:
    """Repeat a draw from what is published. `seats` are those that were free when it was held."""
    listed = sorted((entry for entry in entries if entry.rank is not None), key=lambda entry: entry.rank or 0)
    if sealed(seed) != seed_hash:
        return Check(False, "seed")
    if [entry.number for entry in listed] != drawn_order(seed, [entry.number for entry in listed]):
        return Check(False, "order")
    winners = seated([(entry.number, entry.places) for entry in listed], seats)
    if winners != [entry.number for entry in listed if entry.result == "seat"]:
        return Check(False, "seats")
    return Check(True)


async def verify_course(course_id: int) -> Check | NoDraw:
    """Repeat the draw of a course from what is stored."""
    result = await published(course_id)
    if isinstance(result, NoDraw):
        return result
    return verify(result.seed, result.seed_hash, result.entries, result.seats)


async def _published(course_id: int) -> Drawn:
    course, draw = await courses.get(course_id), await draws.get(course_id)
    assert course is not None and draw is not None
    return Drawn(course, draw.seed, draw.seed_hash, draw.seats or 0, tuple(await draws.entries(course_id)))


async def _tell(course: Course, enrolment: Enrolment, number: str, position: int, won: bool, now_ms: int) -> None:
    attendee = await people.get(enrolment.attendee_id)
    who = attendee.name if attendee else ""
    if won:
        text = _(
            "「{course}」抽签结果：{who} 抽中了，报名成功。第一次上课 {when}，{where}。抽签号 {number}。",
            course=course.title, who=who, when=Moment(course.starts_ms), where=course.place, number=number,
        )  # fmt: skip
    else:
        text = _(
            "「{course}」抽签结果：{who} 这次没有抽中，候补第{n}位，有人退出会按顺序递补。抽签号 {number}。",
            course=course.title, who=who, n=position, number=number,
        )  # fmt: skip
    fair = Button(label=_("抽签怎么保证公平"), data=f"/fair {course.id}")
    cause = f"drawn:{enrolment.id}"
    terms = Terms(about=cause, weight=Weight.MATTERS)
    missed = await tell_booking(enrolment, notice(text, MY_BOOKINGS, fair), cause, now_ms, terms)
    await ask_to_call(missed, text, cause, now_ms, terms)


def _keyed(seed: str, words: str) -> str:
    return hmac.new(seed.encode(), words.encode(), hashlib.sha256).hexdigest()
