"""Glances: staff ask somebody whether they may see what was said in the chat lately, and the answer holds for whoever asked."""

from __future__ import annotations

from msgspec import Struct

from storage.sql import sql


class Glance(Struct, frozen=True):
    """One question and its answer. `staff_name` is of who asked, `given` 1 where they may look.

    `until_ms`: until when it can be answered; once it is given, until when they may look.
    """

    id: int
    person_id: int
    community_id: int
    name: str
    asked_by: int
    staff_name: str
    asked_ms: int
    answered_ms: int | None
    given: int
    until_ms: int

    def open(self, now_ms: int) -> bool:
        """Whether it waits for its answer."""
        return self.answered_ms is None and self.until_ms > now_ms

    def holds(self, now_ms: int) -> bool:
        """Whether whoever asked may look."""
        return bool(self.given) and self.until_ms > now_ms


_GLANCE = (
    "SELECT g.id, g.person_id, g.community_id, p.name, g.asked_by, s.name, g.asked_ms, g.answered_ms, g.given, g.until_ms"
    " FROM glance g JOIN person p ON p.id = g.person_id JOIN person s ON s.id = g.asked_by"
)
_ASK = sql(
    "INSERT INTO glance (person_id, community_id, asked_by, asked_ms, until_ms)"
    " VALUES (:person_id, :community_id, :asked_by, :now_ms, :until_ms) RETURNING id"
)
_GET = sql(f"{_GLANCE} WHERE g.id = :id")
_NEWEST = sql(f"{_GLANCE} WHERE g.person_id = :person_id AND g.asked_by = :asked_by ORDER BY g.id DESC LIMIT 1")
_OF_PERSON = sql(f"{_GLANCE} WHERE g.person_id = :person_id ORDER BY g.id")
_RUNNING_BY = sql(
    f"{_GLANCE} WHERE g.asked_by = :asked_by AND g.community_id = :community_id AND g.until_ms > :now_ms ORDER BY g.id DESC LIMIT :most"
)
_ANSWER = sql(
    "UPDATE glance SET answered_ms = :now_ms, given = :given, until_ms = :until_ms"
    " WHERE id = :id AND answered_ms IS NULL AND until_ms > :now_ms RETURNING id"
)
_END = sql("UPDATE glance SET until_ms = :now_ms WHERE id = :id AND given = 1 AND until_ms > :now_ms RETURNING id")
_HAND_OVER = sql("UPDATE glance SET person_id = :to WHERE person_id = :person_id RETURNING id")
_HAND_OVER_STAFF = sql("UPDATE glance SET asked_by = :to WHERE asked_by = :person_id RETURNING id")
_PRUNE = sql("DELETE FROM glance WHERE until_ms < :before_ms")


async def ask(person_id: int, community_id: int, asked_by: int, until_ms: int, now_ms: int) -> int:
    """A question that can be answered until then; returns its id."""
    made = await _ASK.value(person_id=person_id, community_id=community_id, asked_by=asked_by, until_ms=until_ms, now_ms=now_ms)
    return int(made)


async def get(glance_id: int) -> Glance | None:
    """The question with this id."""
    return await _GET.one(Glance, id=glance_id)


async def newest(person_id: int, asked_by: int) -> Glance | None:
    """What this one of the staff asked somebody last."""
    return await _NEWEST.one(Glance, person_id=person_id, asked_by=asked_by)


async def of_person(person_id: int) -> list[Glance]:
    """Everything that somebody was asked and that is remembered, the oldest first."""
    return await _OF_PERSON.all(Glance, person_id=person_id)


async def running_by(asked_by: int, community_id: int, now_ms: int, most: int) -> list[Glance]:
    """What somebody asked and that is still open, or holds, the newest first."""
    return await _RUNNING_BY.all(Glance, asked_by=asked_by, community_id=community_id, now_ms=now_ms, most=most)


async def answer(glance_id: int, until_ms: int, now_ms: int, *, given: bool) -> bool:
    """The answer, and until when it holds. False where it was answered before, or ran out."""
    return await _ANSWER.run(id=glance_id, given=int(given), until_ms=until_ms, now_ms=now_ms)


async def end(glance_id: int, now_ms: int) -> bool:
    """Nobody may look any more. False where that was so."""
    return await _END.run(id=glance_id, now_ms=now_ms)


async def hand_over(person_id: int, to: int) -> None:
    """What one record was asked, and asked as staff, the other was and did (a merge)."""
    await _HAND_OVER.run(person_id=person_id, to=to)
    await _HAND_OVER_STAFF.run(person_id=person_id, to=to)


async def prune(before_ms: int) -> None:
    """Forget what was over before then."""
    await _PRUNE.run(before_ms=before_ms)
