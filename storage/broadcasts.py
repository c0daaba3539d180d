"""Broadcasts: what staff say to many, to whom, and what became of it."""

from __future__ import annotations

from msgspec import Struct

from storage.sql import sql


class Audience(Struct, frozen=True, omit_defaults=True):
    """Who hears it: everybody of the community who ever used the service or agreed to it, or those of them for whom all of this is so.

    Days are ISO, "" is no limit.
    `building`, `course_id` (in it, with somebody in it, or who booked for them), born between `born_from` and `born_until`, in the
    team `team_id`.
    """

    building: str = ""
    course_id: int = 0
    born_from: str = ""
    born_until: str = ""
    team_id: int = 0


class Broadcast(Struct, frozen=True):
    """`state`: "running" (being written into the outbox), "sending", "done" or "stopped". `audience` and `result` are JSON.

    `total` is how many it is for, `unreached` how many of them have no account that can be reached. `to_call` is how many of those
    whom it did not reach are to be called, as staff wished once it was over, and `called` for how many of them there is a call by now.
    """

    id: int
    community_id: int
    made_by: int | None
    words: str
    audience: str
    urgent: int
    state: str
    total: int
    unreached: int
    result: str
    created_ms: int
    done_ms: int | None
    to_call: int
    called: int


class Missed(Struct, frozen=True):
    """Somebody whom a broadcast did not reach."""

    id: int
    name: str
    phone: str


_COLUMNS = (
    "id, community_id, made_by, words, audience, urgent, state, total, unreached, result, created_ms, done_ms, to_call, called"
)
_ADD = sql(
    "INSERT INTO broadcast (community_id, made_by, words, audience, urgent, total, created_ms)"
    " VALUES (:community_id, :made_by, :words, :audience, :urgent, :total, :now_ms) RETURNING id"
)
_GET = sql(f"SELECT {_COLUMNS} FROM broadcast WHERE id = :id")
_LATEST = sql(f"SELECT {_COLUMNS} FROM broadcast WHERE community_id = :community_id ORDER BY id DESC LIMIT :most OFFSET :skip")
_BETWEEN = sql(
    f"SELECT {_COLUMNS} FROM broadcast WHERE community_id = :community_id AND created_ms >= :from_ms AND created_ms < :until_ms"
    " ORDER BY id"
)
_STATE = sql(
    "UPDATE broadcast SET state = :state, result = :result, done_ms = CAST(:done_ms AS BIGINT)"
    " WHERE id = :id AND state = :was RETURNING id"
)
_MISSED = sql("UPDATE broadcast SET unreached = unreached + :number WHERE id = :id RETURNING id")
_MEANT = (
    "p.community_id = :community_id AND p.erased_ms IS NULL AND (p.birth_date IS NULL OR p.birth_date <= :grown_by)"
    " AND (:building = '' OR p.building = :building)"
    " AND (:born_from = '' OR p.birth_date >= :born_from) AND (:born_until = '' OR p.birth_date <= :born_until)"
    " AND (CAST(:course_id AS BIGINT) = 0 OR EXISTS (SELECT 1 FROM enrolment e WHERE e.course_id = :course_id"
    " AND e.state <> 'cancelled' AND (e.attendee_id = p.id OR e.companion_id = p.id OR e.booked_by = p.id)))"
    " AND (CAST(:team_id AS BIGINT) = 0 OR EXISTS (SELECT 1 FROM team_member m WHERE m.team_id = :team_id AND m.person_id = p.id))"
)
# Who only stands in a register that the office brought in has never used the service nor agreed to anything: they are not bothered.
# Of a course or a team only those are meant who are in it, and so use it.
_USES = (
    "(p.verified_ms IS NOT NULL OR p.consent_version > 0 OR :course_id > 0 OR :team_id > 0"
    " OR EXISTS (SELECT 1 FROM account a WHERE a.person_id = p.id)"
    " OR EXISTS (SELECT 1 FROM kinship k WHERE k.member_id = p.id) OR EXISTS (SELECT 1 FROM kinship k WHERE k.guardian_id = p.id)"
    " OR EXISTS (SELECT 1 FROM role r WHERE r.person_id = p.id)"
    " OR EXISTS (SELECT 1 FROM enrolment e WHERE e.attendee_id = p.id)"
    " OR EXISTS (SELECT 1 FROM meal_order m WHERE m.eater_id = p.id))"
)
_STRANGERS = sql(f"SELECT COUNT(*) FROM person p WHERE {_MEANT} AND NOT {_USES}")
_FITTING = f"{_MEANT} AND {_USES}"
_PEOPLE = sql(f"SELECT p.id FROM person p WHERE {_FITTING} AND p.id > :after ORDER BY p.id LIMIT :most")
_COUNT = sql(
    "SELECT COUNT(*), COALESCE(CAST(SUM(CASE WHEN EXISTS (SELECT 1 FROM account a WHERE a.person_id = p.id"
    f" AND a.blocked_ms IS NULL) THEN 1 ELSE 0 END) AS BIGINT), 0) FROM person p WHERE {_FITTING}"
)
# Those who were there when it was said, and whom nothing of it reached, or ever will.
_NOT_REACHED = (
    f"{_FITTING} AND p.created_ms <= :said_ms AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.cause = :cause AND o.n = p.id"
    " AND o.state NOT IN ('unreachable', 'failed'))"
)
_MISSED_PEOPLE = sql(
    f"SELECT p.id, p.name, p.phone FROM person p WHERE {_NOT_REACHED} AND p.id > :after ORDER BY p.id LIMIT :most"
)
_COUNT_MISSED = sql(f"SELECT COUNT(*) FROM person p WHERE {_NOT_REACHED}")
_WISH_CALLS = sql("UPDATE broadcast SET to_call = :number WHERE id = :id AND to_call = 0 AND state = 'done' RETURNING id")
_CALLED = sql("UPDATE broadcast SET called = called + :number WHERE id = :id RETURNING id")
_BUILDINGS = sql(
    "SELECT building, COUNT(*) FROM person WHERE community_id = :community_id AND building <> '' AND erased_ms IS NULL"
    " GROUP BY building ORDER BY COUNT(*) DESC, building LIMIT :most"
)


async def add(community_id: int, made_by: int, words: str, audience: str, urgent: bool, total: int, now_ms: int) -> int:
    """A new broadcast; returns its id."""
    made = await _ADD.value(
        community_id=community_id,
        made_by=made_by,
        words=words,
        audience=audience,
        urgent=int(urgent),
        total=total,
        now_ms=now_ms,
    )
    return int(made)


async def get(broadcast_id: int) -> Broadcast | None:
    """The broadcast, or None."""
    return await _GET.one(Broadcast, id=broadcast_id)


async def latest(community_id: int, most: int, skip: int = 0) -> list[Broadcast]:
    """The broadcasts of a community, the newest first."""
    return await _LATEST.all(Broadcast, community_id=community_id, most=most, skip=skip)


async def between(community_id: int, from_ms: int, until_ms: int) -> list[Broadcast]:
    """Those that were made from one moment to before the other, the oldest first."""
    return await _BETWEEN.all(Broadcast, community_id=community_id, from_ms=from_ms, until_ms=until_ms)


async def turn(broadcast_id: int, was: str, state: str, now_ms: int | None = None, result: str = "{}") -> bool:
    """From one state to another; with `now_ms` it is over. False where it was no longer in that state."""
    return await _STATE.run(id=broadcast_id, was=was, state=state, done_ms=now_ms, result=result)


async def missed(broadcast_id: int, number: int) -> None:
    """So many more have no account that can be reached."""
    await _MISSED.run(id=broadcast_id, number=number)


async def people(community_id: int, audience: Audience, grown_by: str, after: int, most: int) -> list[int]:
    """Those who hear it, by id: at most so many after that one. Who was born after `grown_by` is a child, and hears nothing."""
    return await _PEOPLE.all(int, after=after, most=most, **_params(community_id, audience, grown_by))


async def count(community_id: int, audience: Audience, grown_by: str) -> tuple[int, int]:
    """How many hear it, and how many of them have an account that can be reached."""
    found = await _COUNT.one(
        lambda everyone, reached: (int(everyone), int(reached)), **_params(community_id, audience, grown_by)
    )
    assert found is not None
    return found


async def strangers(community_id: int, audience: Audience, grown_by: str) -> int:
    """How many more would be meant, but only stand in a register and hear nothing."""
    return int(await _STRANGERS.value(**_params(community_id, audience, grown_by)))


async def not_reached(
    community_id: int, audience: Audience, grown_by: str, said_ms: int, cause: str, after: int, most: int
) -> list[Missed]:
    """Those whom it did not reach, by id: at most so many after that one. Right as long as the outbox remembers its messages."""
    params = _params(community_id, audience, grown_by)
    return await _MISSED_PEOPLE.all(Missed, said_ms=said_ms, cause=cause, after=after, most=most, **params)


async def count_not_reached(community_id: int, audience: Audience, grown_by: str, said_ms: int, cause: str) -> int:
    """How many these are."""
    return int(await _COUNT_MISSED.value(said_ms=said_ms, cause=cause, **_params(community_id, audience, grown_by)))


async def wish_calls(broadcast_id: int, number: int) -> bool:
    """So many are to be called. False where that was wished before, and unless it went to its end."""
    return await _WISH_CALLS.run(id=broadcast_id, number=number)


async def called(broadcast_id: int, number: int) -> None:
    """There is a call for so many more."""
    await _CALLED.run(id=broadcast_id, number=number)


async def buildings(community_id: int, most: int) -> list[str]:
    """The buildings that residents named, those of most residents first."""
    return await _BUILDINGS.all(lambda building, _number: str(building), community_id=community_id, most=most)


def _params(community_id: int, audience: Audience, grown_by: str) -> dict[str, object]:
    return {
        "community_id": community_id, "grown_by": grown_by, "building": audience.building, "course_id": audience.course_id,
        "born_from": audience.born_from, "born_until": audience.born_until, "team_id": audience.team_id,
    }  # fmt: skip
