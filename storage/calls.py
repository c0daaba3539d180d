"""Calls to make: what must be said to somebody whom no message reaches."""

from __future__ import annotations

from msgspec import Struct

from storage.outbox import FOR_EVER
from storage.sql import sql


class Call(Struct, frozen=True):
    """A call to make. `words` is what to say (a Saying as JSON), of use until `until_ms`; `tries` counts calls nobody answered."""

    id: int
    community_id: int
    person_id: int
    name: str
    phone: str
    words: str
    until_ms: int
    created_ms: int
    tries: int

    @property
    def dated(self) -> bool:
        """Whether there is a moment after which it is of no use."""
        return self.until_ms < FOR_EVER


_COLUMNS = "c.id, c.community_id, c.person_id, p.name, p.phone, c.words, c.until_ms, c.created_ms, c.tries"
_ADD = sql(
    "INSERT INTO call (community_id, person_id, cause, words, until_ms, created_ms)"
    " VALUES (:community_id, :person_id, :cause, :words, :until_ms, :now_ms) ON CONFLICT DO NOTHING RETURNING id"
)
_WAITING = sql(
    f"SELECT {_COLUMNS} FROM call c JOIN person p ON p.id = c.person_id WHERE c.community_id = :community_id"
    " AND c.done_ms IS NULL AND c.until_ms > :now_ms ORDER BY c.id LIMIT :most"
)
_COUNT = sql("SELECT COUNT(*) FROM call WHERE community_id = :community_id AND done_ms IS NULL AND until_ms > :now_ms")
_COUNT_ALL = sql("SELECT COUNT(*) FROM call WHERE done_ms IS NULL AND until_ms > :now_ms")
_GET = sql(f"SELECT {_COLUMNS} FROM call c JOIN person p ON p.id = c.person_id WHERE c.id = :id AND c.done_ms IS NULL")
_OF_PERSON = sql(
    f"SELECT {_COLUMNS} FROM call c JOIN person p ON p.id = c.person_id WHERE c.person_id = :person_id ORDER BY c.id"
)
_HAND_OVER = sql(
    "UPDATE call SET person_id = :to WHERE person_id = :person_id"
    " AND NOT EXISTS (SELECT 1 FROM call AS o WHERE o.cause = call.cause AND o.person_id = :to) RETURNING id"
)
_DONE = sql("UPDATE call SET done_ms = :now_ms, done_by = :by WHERE id = :id AND done_ms IS NULL RETURNING id")
_TRIED = sql("UPDATE call SET tries = tries + 1 WHERE id = :id AND done_ms IS NULL RETURNING tries")
_PRUNE = sql("DELETE FROM call WHERE created_ms < :before_ms AND (done_ms IS NOT NULL OR until_ms < :before_ms)")


async def add(community_id: int, person_id: int, cause: str, words: str, until_ms: int, now_ms: int) -> bool:
    """One more call; once per cause and person. False where it was known."""
    return await _ADD.run(
        community_id=community_id, person_id=person_id, cause=cause, words=words, until_ms=until_ms, now_ms=now_ms
    )


async def waiting(community_id: int, now_ms: int, most: int) -> list[Call]:
    """Calls that nobody made yet and that are still of use, the oldest first."""
    return await _WAITING.all(Call, community_id=community_id, now_ms=now_ms, most=most)


async def count(community_id: int, now_ms: int) -> int:
    """How many calls wait."""
    return int(await _COUNT.value(community_id=community_id, now_ms=now_ms))


async def count_all(now_ms: int) -> int:
    """How many calls wait, in all communities."""
    return int(await _COUNT_ALL.value(now_ms=now_ms))


async def get(call_id: int) -> Call | None:
    """The call, None once it was made."""
    return await _GET.one(Call, id=call_id)


async def of_person(person_id: int) -> list[Call]:
    """Every call to this person that is remembered, made or not."""
    return await _OF_PERSON.all(Call, person_id=person_id)


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
    """Forget old calls that were made, or are of no use any more."""
    await _PRUNE.run(before_ms=before_ms)
