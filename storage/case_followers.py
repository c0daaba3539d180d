"""Who follows a case: whoever brought it up, joined or supports it. They hear what becomes of it."""

from __future__ import annotations

from msgspec import Struct

from storage.sql import sql


class Follower(Struct, frozen=True):
    """`why`: "reporter", "joined" or "support"."""

    person_id: int
    why: str
    since_ms: int


class Listener(Struct, frozen=True):
    """A follower, and whether (1) messages reach them."""

    person_id: int
    why: str
    reached: int


_ADD = sql(
    "INSERT INTO case_follower (case_id, person_id, why, since_ms) VALUES (:case_id, :person_id, :why, :now_ms)"
    " ON CONFLICT (case_id, person_id) DO NOTHING RETURNING person_id"
)
_REMOVE = sql("DELETE FROM case_follower WHERE case_id = :case_id AND person_id = :person_id RETURNING person_id")
_GET = sql("SELECT person_id, why, since_ms FROM case_follower WHERE case_id = :case_id AND person_id = :person_id")
_AFTER = sql(
    "SELECT person_id, why, since_ms FROM case_follower WHERE case_id = :case_id AND person_id > :after AND since_ms <= :until_ms"
    " ORDER BY person_id LIMIT :most"
)
_MOVE = sql(
    "INSERT INTO case_follower (case_id, person_id, why, since_ms)"
    " SELECT :into, f.person_id, CASE WHEN f.why = 'support' THEN 'support' ELSE 'joined' END, f.since_ms FROM case_follower f"
    " WHERE f.case_id = :case_id ON CONFLICT (case_id, person_id) DO NOTHING RETURNING person_id"
)
_LISTENERS = sql(
    "SELECT f.person_id, f.why, CASE WHEN EXISTS (SELECT 1 FROM account a WHERE a.person_id = f.person_id AND a.blocked_ms IS NULL)"
    " THEN 1 ELSE 0 END FROM case_follower f WHERE f.case_id = :case_id ORDER BY f.person_id"
)
_OF_PERSON = sql("SELECT case_id FROM case_follower WHERE person_id = :person_id ORDER BY case_id")
_HAND_OVER = sql(
    "INSERT INTO case_follower (case_id, person_id, why, since_ms)"
    " SELECT f.case_id, :keep_id, f.why, f.since_ms FROM case_follower f WHERE f.person_id = :duplicate_id"
    " ON CONFLICT (case_id, person_id) DO UPDATE SET why = CASE WHEN excluded.why = 'reporter' THEN 'reporter'"
    " ELSE case_follower.why END RETURNING person_id"
)
_FORGET = sql("DELETE FROM case_follower WHERE person_id = :person_id RETURNING case_id")


async def add(case_id: int, person_id: int, why: str, now_ms: int) -> bool:
    """Have the person follow it. False where they do already."""
    return await _ADD.run(case_id=case_id, person_id=person_id, why=why, now_ms=now_ms)


async def remove(case_id: int, person_id: int) -> bool:
    """The person does not want to hear of it any more. False where they did not follow it."""
    return await _REMOVE.run(case_id=case_id, person_id=person_id)


async def get(case_id: int, person_id: int) -> Follower | None:
    """How the person follows it; None where they do not."""
    return await _GET.one(Follower, case_id=case_id, person_id=person_id)


async def after(case_id: int, person_id: int, until_ms: int, most: int) -> list[Follower]:
    """Those with a greater id who followed it by then, in the order of their ids."""
    return await _AFTER.all(Follower, case_id=case_id, after=person_id, until_ms=until_ms, most=most)


async def move(case_id: int, into: int) -> None:
    """Whoever follows the one follows the other, too."""
    await _MOVE.run(case_id=case_id, into=into)


async def listeners(case_id: int) -> list[Listener]:
    """All of its followers, and whether messages reach them."""
    return await _LISTENERS.all(Listener, case_id=case_id)


async def of_person(person_id: int) -> list[int]:
    """The cases that the person follows."""
    return await _OF_PERSON.all(int, person_id=person_id)


async def hand_over(duplicate_id: int, keep_id: int) -> None:
    """What one record follows the other follows."""
    await _HAND_OVER.run(duplicate_id=duplicate_id, keep_id=keep_id)
    await _FORGET.run(person_id=duplicate_id)


async def forget(person_id: int) -> list[int]:
    """The person follows nothing any more. Returns the cases."""
    return await _FORGET.all(int, person_id=person_id)
