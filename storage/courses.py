"""Courses and their seats.

`taken`, `waiting` and `next_ticket` stand on the course itself: whether there is a seat and which place in the queue comes next is
answered by one UPDATE of one row, however many people or enrolments there are. That UPDATE is also the lock that keeps two
workers from giving out the same seat.
"""

from __future__ import annotations

from dataclasses import dataclass

from msgspec import Struct

from storage.sql import sql

HOUR_MS = 3_600_000


class Course(Struct, frozen=True):
    """A course. `first_day` is the local day of its first session; `taken` counts seats, `waiting` counts bookings in the queue.

    `version` grows with each change of what people were told and of when one signs up. `closes_ms` None means: with the first session.
    """

    id: int
    community_id: int
    slug: str
    title: str
    teacher: str
    place: str
    seats: int
    taken: int
    waiting: int
    starts_ms: int
    first_day: str
    minutes: int
    sessions: int
    every: str
    ends_ms: int
    opens_ms: int
    closes_ms: int | None
    audience: str
    min_age: int | None
    max_age: int | None
    mode: str
    cancel_hours: int
    price_fen: int
    version: int
    status: str
    drawn_ms: int | None

    @property
    def free(self) -> int:
        """Seats that somebody could have now. A seat that a queue waits for is not free."""
        return 0 if self.waiting else max(0, self.seats - self.taken)

    @property
    def closing_ms(self) -> int:
        """When sign-up ends."""
        return self.starts_ms if self.closes_ms is None else self.closes_ms

    @property
    def cancel_by_ms(self) -> int:
        """Until when a seat can be given back."""
        return self.starts_ms - self.cancel_hours * HOUR_MS

    @property
    def places(self) -> int:
        """Seats that one booking takes: two where parent and child come together."""
        return 2 if self.audience == "family" else 1

    def taking(self, now_ms: int) -> bool:
        """Whether one can sign up now, for a seat or for the queue."""
        return self.status == "open" and self.opens_ms <= now_ms < self.closing_ms


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What staff or a community file say about a course. `closes_ms` None means: with the first session."""

    slug: str
    title: str
    teacher: str
    place: str
    seats: int
    starts_ms: int
    first_day: str
    minutes: int
    sessions: int
    every: str
    ends_ms: int
    opens_ms: int
    closes_ms: int | None
    audience: str
    min_age: int | None
    max_age: int | None
    mode: str
    cancel_hours: int
    price_fen: int


_COLUMNS = (
    "id, community_id, slug, title, teacher, place, seats, taken, waiting, starts_ms, first_day, minutes, sessions, every,"
    " ends_ms, opens_ms, closes_ms, audience, min_age, max_age, mode, cancel_hours, price_fen, version, status, drawn_ms"
)
_BY_ID = sql(f"SELECT {_COLUMNS} FROM course WHERE id = :id")
_BY_SLUG = sql(f"SELECT {_COLUMNS} FROM course WHERE community_id = :community_id AND slug = :slug")
_COMING = sql(
    f"SELECT {_COLUMNS} FROM course WHERE community_id = :community_id AND ends_ms > :now_ms AND status <> 'cancelled'"
    " ORDER BY starts_ms, id"
)
_ALL = sql(f"SELECT {_COLUMNS} FROM course WHERE community_id = :community_id ORDER BY starts_ms, id")
_ADD = sql(
    "INSERT INTO course (community_id, slug, title, teacher, place, seats, starts_ms, first_day, minutes, sessions, every, ends_ms,"
    " opens_ms, closes_ms, audience, min_age, max_age, mode, cancel_hours, price_fen, created_ms)"
    " VALUES (:community_id, :slug, :title, :teacher, :place, :seats, :starts_ms, :first_day, :minutes, :sessions, :every, :ends_ms,"
    " :opens_ms, CAST(:closes_ms AS BIGINT), :audience, CAST(:min_age AS BIGINT), CAST(:max_age AS BIGINT), :mode, :cancel_hours,"
    " :price_fen, :now_ms) RETURNING id"
)
_DESCRIBE = sql(
    "UPDATE course SET title = :title, teacher = :teacher, place = :place, seats = :seats, starts_ms = :starts_ms,"
    " first_day = :first_day, minutes = :minutes, sessions = :sessions, every = :every, ends_ms = :ends_ms, opens_ms = :opens_ms,"
    " closes_ms = CAST(:closes_ms AS BIGINT), audience = :audience, min_age = CAST(:min_age AS BIGINT),"
    " max_age = CAST(:max_age AS BIGINT), mode = :mode, cancel_hours = :cancel_hours, price_fen = :price_fen,"
    " version = version + :changed WHERE id = :id RETURNING id"
)
_MOVE = sql(
    "UPDATE course SET place = :place, starts_ms = :starts_ms, first_day = :first_day, ends_ms = :ends_ms, version = version + 1"
    " WHERE id = :id RETURNING version"
)
_EDIT = sql(
    "UPDATE course SET title = :title, teacher = :teacher, place = :place, seats = :seats, audience = :audience,"
    " min_age = CAST(:min_age AS BIGINT), max_age = CAST(:max_age AS BIGINT), price_fen = :price_fen, cancel_hours = :cancel_hours,"
    " opens_ms = :opens_ms, closes_ms = CAST(:closes_ms AS BIGINT), version = version + 1"
    " WHERE id = :id AND version = :version AND taken <= :seats RETURNING id"
)
_FILED = sql("SELECT filed FROM course WHERE id = :id")
_FILE = sql("UPDATE course SET filed = :filed WHERE id = :id RETURNING id")
_OVER = sql(
    f"SELECT {_COLUMNS} FROM course WHERE community_id = :community_id AND (ends_ms <= :now_ms OR status = 'cancelled')"
    " ORDER BY ends_ms DESC, id DESC LIMIT :most OFFSET :skip"
)
_AFTER = sql(f"SELECT {_COLUMNS} FROM course WHERE community_id = :community_id AND id > :after ORDER BY id LIMIT :most")
_STATUS = sql("UPDATE course SET status = :status WHERE id = :id AND status <> :status RETURNING id")
_WINDOW = sql(
    "UPDATE course SET status = 'open', opens_ms = :opens_ms, closes_ms = CAST(:closes_ms AS BIGINT),"
    " version = version + 1 WHERE id = :id RETURNING id"
)
_DRAWN = sql("UPDATE course SET drawn_ms = :now_ms WHERE id = :id AND drawn_ms IS NULL RETURNING id")
_TAKE = sql(
    "UPDATE course SET taken = taken + :places WHERE id = :id AND status = 'open' AND opens_ms <= :now_ms"
    " AND COALESCE(closes_ms, starts_ms) > :now_ms AND waiting = 0 AND taken + :places <= seats RETURNING taken"
)
_QUEUE = sql(
    "UPDATE course SET waiting = waiting + 1, next_ticket = next_ticket + 1 WHERE id = :id AND status = 'open'"
    " AND opens_ms <= :now_ms AND COALESCE(closes_ms, starts_ms) > :now_ms RETURNING next_ticket - 1, waiting"
)
_GIVE_BACK = sql("UPDATE course SET taken = taken - :places WHERE id = :id RETURNING taken")
_UNQUEUE = sql("UPDATE course SET waiting = waiting - 1 WHERE id = :id RETURNING waiting")
_HOLD = sql("UPDATE course SET taken = taken WHERE id = :id RETURNING id")
_SEAT_NEXT = sql(
    "UPDATE course SET taken = taken + :places, waiting = waiting - 1"
    " WHERE id = :id AND status <> 'cancelled' AND taken + :places <= seats RETURNING taken"
)
_SEAT_DRAWN = sql("UPDATE course SET taken = taken + :places WHERE id = :id AND taken + :places <= seats RETURNING taken")
_QUEUE_DRAWN = sql(
    "UPDATE course SET waiting = waiting + 1, next_ticket = next_ticket + 1 WHERE id = :id RETURNING next_ticket - 1"
)
_WANT = sql(
    "INSERT INTO interest (course_id, person_id, created_ms) VALUES (:course_id, :person_id, :now_ms)"
    " ON CONFLICT (course_id, person_id) DO NOTHING RETURNING person_id"
)
_WANTED = sql(
    "SELECT person_id FROM interest WHERE course_id = :course_id AND told_ms IS NULL ORDER BY created_ms, person_id LIMIT :number"
)
_WANTS = sql("SELECT course_id FROM interest WHERE person_id = :person_id ORDER BY created_ms, course_id")
_WANTED_TOLD = sql(
    "UPDATE interest SET told_ms = :now_ms WHERE course_id = :course_id AND person_id = :person_id RETURNING person_id"
)


async def get(course_id: int) -> Course | None:
    """The course with this id."""
    return await _BY_ID.one(Course, id=course_id)


async def by_slug(community_id: int, slug: str) -> Course | None:
    """The course that the community's file calls so."""
    return await _BY_SLUG.one(Course, community_id=community_id, slug=slug)


async def coming(community_id: int, now_ms: int) -> list[Course]:
    """Courses that are not over and not cancelled, the earliest first."""
    return await _COMING.all(Course, community_id=community_id, now_ms=now_ms)


async def every(community_id: int) -> list[Course]:
    """All courses that a community ever had, the earliest first."""
    return await _ALL.all(Course, community_id=community_id)


async def over(community_id: int, now_ms: int, most: int, skip: int) -> list[Course]:
    """What is over or was cancelled, the latest first."""
    return await _OVER.all(Course, community_id=community_id, now_ms=now_ms, most=most, skip=skip)


async def after(community_id: int, after: int, most: int) -> list[Course]:
    """The courses of a community behind that id, at most so many."""
    return await _AFTER.all(Course, community_id=community_id, after=after, most=most)


async def add(community_id: int, plan: Plan, now_ms: int) -> int:
    """A new course; returns its id. Its sessions are added by `storage.sessions`."""
    return int(await _ADD.value(community_id=community_id, now_ms=now_ms, **_values(plan)))


async def describe(course_id: int, plan: Plan, *, changed: bool) -> None:
    """Bring a course to its plan. `changed` counts the version up: time, place or price are other than before."""
    values = _values(plan)
    del values["slug"]
    await _DESCRIBE.run(id=course_id, changed=int(changed), **values)


async def move(course_id: int, place: str, starts_ms: int, first_day: str, ends_ms: int) -> int:
    """Another time or place; returns the new version."""
    return int(await _MOVE.value(id=course_id, place=place, starts_ms=starts_ms, first_day=first_day, ends_ms=ends_ms))


async def edit(
    course_id: int, version: int, *, title: str, teacher: str, place: str, seats: int, audience: str, min_age: int | None,
    max_age: int | None, price_fen: int, cancel_hours: int, opens_ms: int, closes_ms: int | None,
) -> bool:  # fmt: skip
    """Change everything but the dates. False where its version is another by now, or more seats are taken than there would be."""
    return await _EDIT.run(
        id=course_id, version=version, title=title, teacher=teacher, place=place, seats=seats, audience=audience,
        min_age=min_age, max_age=max_age, price_fen=price_fen, cancel_hours=cancel_hours, opens_ms=opens_ms, closes_ms=closes_ms,
    )  # fmt: skip


async def filed(course_id: int) -> str:
    """What the community file said of the course when it was loaded last, as it was noted by `file`."""
    return str(await _FILED.value(id=course_id) or "")


async def file(course_id: int, filed: str) -> None:
    """Note what the community file says of the course."""
    await _FILE.run(id=course_id, filed=filed)


async def set_status(course_id: int, status: str) -> bool:
    """ "open", "closed" or "cancelled". False where it was so already."""
    return await _STATUS.run(id=course_id, status=status)


async def open_window(course_id: int, opens_ms: int, closes_ms: int | None) -> None:
    """Sign-up is open between these two moments."""
    await _WINDOW.run(id=course_id, opens_ms=opens_ms, closes_ms=closes_ms)


async def set_drawn(course_id: int, now_ms: int) -> bool:
    """The draw was held. False where it had been held before."""
    return await _DRAWN.run(id=course_id, now_ms=now_ms)


async def take(course_id: int, places: int, now_ms: int) -> bool:
    """Take seats while sign-up is open, nobody waits and there are enough. The one place where a seat is grabbed."""
    return await _TAKE.run(id=course_id, places=places, now_ms=now_ms)


async def queue(course_id: int, now_ms: int) -> tuple[int, int] | None:
    """Join the queue: the ticket and the position, counted from 1. None where sign-up is not open."""
    return await _QUEUE.one(lambda ticket, position: (int(ticket), int(position)), id=course_id, now_ms=now_ms)


async def give_back(course_id: int, places: int) -> None:
    """Seats are free again."""
    await _GIVE_BACK.run(id=course_id, places=places)


async def unqueue(course_id: int) -> None:
    """One booking fewer waits."""
    await _UNQUEUE.run(id=course_id)


async def hold(course_id: int) -> bool:
    """Keep other workers from this course's seats until the end of the transaction. False where there is no such course."""
    return await _HOLD.run(id=course_id)


async def seat_next(course_id: int, places: int) -> bool:
    """Seats for the head of the queue, where there are enough."""
    return await _SEAT_NEXT.run(id=course_id, places=places)


async def seat_drawn(course_id: int, places: int) -> bool:
    """Seats for the next one drawn, where there are enough."""
    return await _SEAT_DRAWN.run(id=course_id, places=places)


async def queue_drawn(course_id: int) -> int:
    """A ticket in the queue for one who was drawn after the last seat."""
    return int(await _QUEUE_DRAWN.value(id=course_id))


async def want(course_id: int, person_id: int, now_ms: int) -> bool:
    """The person wants to be told when sign-up opens. False where that was noted before."""
    return await _WANT.run(course_id=course_id, person_id=person_id, now_ms=now_ms)


async def wanted_by(course_id: int, number: int) -> list[int]:
    """Who still waits to be told that sign-up opens, the first to ask first; at most so many."""
    return await _WANTED.all(int, course_id=course_id, number=number)


async def wants(person_id: int) -> list[int]:
    """The courses about which the person wanted to be told."""
    return await _WANTS.all(int, person_id=person_id)


async def told(course_id: int, person_id: int, now_ms: int) -> None:
    """The person was told that sign-up opens."""
    await _WANTED_TOLD.run(course_id=course_id, person_id=person_id, now_ms=now_ms)


def _values(plan: Plan) -> dict[str, object]:
    return {name: getattr(plan, name) for name in Plan.__dataclass_fields__}
