"""Calls to make: what must be said to somebody whom no message reaches."""

from __future__ import annotations

from msgspec import Struct

from storage.outbox import FOR_EVER
from storage.sql import sql


class Call(Struct, frozen=True):
    """A call to make. `words` is what to say (a Saying as JSON), of use until `until_ms`; `about` as in `storage.outbox.Terms`.

    `tries` counts calls that nobody answered.
    """

    id: int
    community_id: int
    person_id: int
    name: str
    phone: str
    words: str
    about: str
    until_ms: int
    created_ms: int
    tries: int

    @property
    def dated(self) -> bool:
        """Whether there is a moment after which it is of no use."""
        return self.until_ms < FOR_EVER


_COLUMNS = "c.id, c.community_id, c.person_id, p.name, p.phone, c.words, c.about, c.until_ms, c.created_ms, c.tries"
_ADD = sql(
    "INSERT INTO call (community_id, person_id, cause, words, about, enrolment_id, until_ms, created_ms)"
    " VALUES (:community_id, :person_id, :cause, :words, :about, CAST(:enrolment_id AS BIGINT), :until_ms, :now_ms)"
    " ON CONFLICT DO NOTHING RETURNING id"
)
_WAITING = sql(
    f"SELECT {_COLUMNS} FROM call c JOIN person p ON p.id = c.person_id WHERE c.community_id = :community_id"
    " AND c.done_ms IS NULL AND c.until_ms > :now_ms ORDER BY c.until_ms, c.id LIMIT :most"
)
_UNTOLD = sql(
    f"SELECT {_COLUMNS} FROM call c JOIN person p ON p.id = c.person_id WHERE c.community_id = :community_id"
    " AND c.told_ms IS NULL ORDER BY c.id LIMIT :most"
)
_TOLD = sql("UPDATE call SET told_ms = :now_ms WHERE id = :id RETURNING id")
_COUNT_ALL = sql("SELECT COUNT(*) FROM call WHERE done_ms IS NULL AND until_ms > :now_ms")
_GET = sql(f"SELECT {_COLUMNS} FROM call c JOIN person p ON p.id = c.person_id WHERE c.id = :id AND c.done_ms IS NULL")
_OF_PERSON = sql(
    f"SELECT {_COLUMNS} FROM call c JOIN person p ON p.id = c.person_id WHERE c.person_id = :person_id ORDER BY c.id"
)
_OF_CAUSE = sql(
    f"SELECT {_COLUMNS} FROM call c JOIN person p ON p.id = c.person_id WHERE c.cause = :cause ORDER BY c.id LIMIT :most"
)
_HAND_OVER = sql(
    "UPDATE call SET person_id = :to WHERE person_id = :person_id"
    " AND NOT EXISTS (SELECT 1 FROM call AS o WHERE o.cause = call.cause AND o.person_id = :to) RETURNING id"
)
_DONE = sql("UPDATE call SET done_ms = :now_ms, done_by = :by WHERE id = :id AND done_ms IS NULL RETURNING id")
_TRIED = sql("UPDATE call SET tries = tries + 1 WHERE id = :id AND done_ms IS NULL RETURNING tries")
_FORGET = sql("DELETE FROM call WHERE enrolment_id = :enrolment_id")
_PRUNE = sql("DELETE FROM call WHERE created_ms < :before_ms")


async def add(
    community_id: int, person_id: int, cause: str, words: str, about: str, enrolment_id: int | None, until_ms: int, now_ms: int
) -> bool:
    """One more call; once per cause and person. It goes with the enrolment that it is about. False where it was known."""
    return await _ADD.run(
        community_id=community_id, person_id=person_id, cause=cause, words=words, about=about, enrolment_id=enrolment_id,
        until_ms=until_ms, now_ms=now_ms,
    )  # fmt: skip


async def waiting(community_id: int, now_ms: int, most: int) -> list[Call]:
    """Calls that nobody made yet and that are still of use, the most urgent first."""
    return await _WAITING.all(Call, community_id=community_id, now_ms=now_ms, most=most)


async def count_all(now_ms: int) -> int:
    """How many calls wait, in all communities."""
    return int(await _COUNT_ALL.value(now_ms=now_ms))


async def untold(community_id: int, most: int) -> list[Call]:
    """Calls of which staff have not been told, the oldest first."""
    return await _UNTOLD.all(Call, community_id=community_id, most=most)


async def told(call_id: int, now_ms: int) -> None:
    """Staff have been told of this call."""
    await _TOLD.run(id=call_id, now_ms=now_ms)


async def get(call_id: int) -> Call | None:
    """The call, None once it was made."""
    return await _GET.one(Call, id=call_id)


async def of_person(person_id: int) -> list[Call]:
    """Every call to this person that is remembered, made or not."""
    return await _OF_PERSON.all(Call, person_id=person_id)


async def of_cause(cause: str, most: int = 100) -> list[Call]:
    """The calls that came of this, made or not."""
    return await _OF_CAUSE.all(Call, cause=cause, most=most)


async def hand_over(person_id: int, to: int) -> None:
    """The calls to one person record are calls to another (a merge)."""
    await _HAND_OVER.run(person_id=person_id, to=to)


async def done(call_id: int, by: int, now_ms: int) -> bool:
    """It was made. False where it had been."""
    return await _DONE.run(id=call_id, by=by, now_ms=now_ms)


async def tried(call_id: int) -> bool:
    """Nobody answered."""
    return await _TRIED.run(id=call_id)


async def prune(before_ms: int) -> None:
    """Forget calls of before then: they were made, or are of no use any more."""
    await _PRUNE.run(before_ms=before_ms)


async def forget(enrolment_id: int) -> None:
    """Forget the calls about this enrolment: they name the attendee."""
    await _FORGET.run(enrolment_id=enrolment_id)
