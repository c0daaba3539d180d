"""Sessions of the desk, and what was answered in them to each form: the same form sent twice is answered twice and done once."""

from __future__ import annotations

from dataclasses import dataclass

from storage.sql import sql


@dataclass(frozen=True, slots=True)
class DeskSession:
    """Somebody signed in on one device. `agent` is what the browser calls itself."""

    id: int
    person_id: int
    community_id: int
    agent: str
    created_ms: int
    seen_ms: int


_COLUMNS = "id, person_id, community_id, agent, created_ms, seen_ms"
_OPEN = sql(
    "INSERT INTO desk_session (token_hash, person_id, community_id, agent, created_ms, seen_ms)"
    " VALUES (:token_hash, :person_id, :community_id, :agent, :now_ms, :now_ms) RETURNING id"
)
_BY_TOKEN = sql(
    f"SELECT {_COLUMNS} FROM desk_session WHERE token_hash = :token_hash AND seen_ms > :seen_after AND created_ms > :made_after"
)
_OF = sql(
    f"SELECT {_COLUMNS} FROM desk_session WHERE person_id = :person_id AND seen_ms > :seen_after AND created_ms > :made_after"
    " ORDER BY seen_ms DESC, id DESC"
)
_USED = sql(
    "SELECT 1 FROM desk_session WHERE person_id = :person_id AND community_id = :community_id AND seen_ms > :seen_after LIMIT 1"
)
_LAST = sql(
    "SELECT person_id, max(seen_ms) FROM desk_session WHERE community_id = :community_id AND seen_ms > :seen_after"
    " AND created_ms > :made_after GROUP BY person_id"
)
_SEEN = sql("UPDATE desk_session SET seen_ms = :now_ms WHERE id = :id RETURNING id")
_MOVE = sql("UPDATE desk_session SET community_id = :community_id WHERE id = :id RETURNING id")
_HAND_OVER = sql("UPDATE desk_session SET person_id = :to WHERE person_id = :person_id RETURNING id")
_HELD = sql(f"SELECT {_COLUMNS} FROM desk_session WHERE person_id = :person_id ORDER BY id")
_END = sql("DELETE FROM desk_session WHERE id = :id AND person_id = :person_id RETURNING id")
_END_ALL = sql("DELETE FROM desk_session WHERE person_id = :person_id AND id <> :but RETURNING id")
_REPLACE = sql("DELETE FROM desk_session WHERE token_hash = :token_hash RETURNING id")
_EXPIRE = sql("DELETE FROM desk_session WHERE seen_ms <= :seen_before OR created_ms <= :made_before RETURNING id")
_ANSWERED = sql("SELECT answer FROM desk_answer WHERE session_id = :session_id AND digest = :digest")
_ANSWER = sql(
    "INSERT INTO desk_answer (session_id, digest, answer, at_ms)"
    " SELECT id, CAST(:digest AS TEXT), CAST(:answer AS TEXT), CAST(:now_ms AS BIGINT) FROM desk_session WHERE id = :session_id"
    " RETURNING session_id"
)
_EXPIRE_ANSWERS = sql("DELETE FROM desk_answer WHERE at_ms <= :before RETURNING session_id")


async def open_session(token_hash: str, person_id: int, community_id: int, agent: str, now_ms: int) -> int:
    """Somebody is in; returns the session's id."""
    made = await _OPEN.value(token_hash=token_hash, person_id=person_id, community_id=community_id, agent=agent, now_ms=now_ms)
    return int(made)


async def by_token(token_hash: str, seen_after: int, made_after: int) -> DeskSession | None:
    """The session of a token, where it was seen after the one time and opened after the other."""
    return await _BY_TOKEN.one(DeskSession, token_hash=token_hash, seen_after=seen_after, made_after=made_after)


async def of_person(person_id: int, seen_after: int, made_after: int) -> list[DeskSession]:
    """Where somebody is signed in, the last used first."""
    return await _OF.all(DeskSession, person_id=person_id, seen_after=seen_after, made_after=made_after)


async def held(person_id: int) -> list[DeskSession]:
    """Every session of somebody that is remembered, the oldest first."""
    return await _HELD.all(DeskSession, person_id=person_id)


async def hand_over(person_id: int, to: int) -> None:
    """Who is signed in as the one record goes on as the other (a merge)."""
    await _HAND_OVER.run(person_id=person_id, to=to)


async def used(person_id: int, community_id: int, seen_after: int) -> bool:
    """Whether somebody has used this community's desk since then."""
    return await _USED.run(person_id=person_id, community_id=community_id, seen_after=seen_after)


async def last_seen(community_id: int, seen_after: int, made_after: int) -> list[tuple[int, int]]:
    """Who is signed in for this community, and when they were seen last."""
    return await _LAST.all(
        lambda person_id, seen_ms: (int(person_id), int(seen_ms)),
        community_id=community_id, seen_after=seen_after, made_after=made_after,
    )  # fmt: skip


async def seen(session_id: int, now_ms: int) -> None:
    """The session was used."""
    await _SEEN.run(id=session_id, now_ms=now_ms)


async def move(session_id: int, community_id: int) -> None:
    """The session is about another community from now on."""
    await _MOVE.run(id=session_id, community_id=community_id)


async def end(session_id: int, person_id: int) -> bool:
    """End a session of this person. False where there is none."""
    return await _END.run(id=session_id, person_id=person_id)


async def end_all(person_id: int, but: int = 0) -> None:
    """End every session of this person `but` that one."""
    await _END_ALL.run(person_id=person_id, but=but)


async def replace(token_hash: str) -> None:
    """The browser with this token gets another session."""
    await _REPLACE.run(token_hash=token_hash)


async def expire(seen_before: int, made_before: int) -> None:
    """Drop sessions unused since the one time, or opened before the other."""
    await _EXPIRE.run(seen_before=seen_before, made_before=made_before)


async def answered(session_id: int, digest: str) -> str | None:
    """What was answered to this very form before; None where it is new."""
    value = await _ANSWERED.value(session_id=session_id, digest=digest)
    return None if value is None else str(value)


async def answer(session_id: int, digest: str, given: str, now_ms: int) -> None:
    """Keep what was answered to a form, unless it ended the session."""
    await _ANSWER.run(session_id=session_id, digest=digest, answer=given, now_ms=now_ms)


async def expire_answers(before_ms: int) -> None:
    """Drop answers given before that time."""
    await _EXPIRE_ANSWERS.run(before=before_ms)
