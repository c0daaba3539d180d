"""One-time codes. Only their hashes are kept."""

from __future__ import annotations

from dataclasses import dataclass

from storage.sql import sql


@dataclass(frozen=True, slots=True)
class Code:
    """A code that was given out: what it is for, whom it concerns, how long it holds."""

    id: int
    purpose: str
    community_id: int | None
    person_id: int | None
    detail: str
    made_by: int | None
    expires_ms: int
    used_ms: int | None


@dataclass(frozen=True, slots=True)
class Tries:
    """Wrong codes that a person sent since a moment."""

    failed: int
    since_ms: int


_ADD = sql(
    "INSERT INTO code (hash, purpose, community_id, person_id, detail, made_by, created_ms, expires_ms)"
    " VALUES (:hash, :purpose, CAST(:community_id AS BIGINT), CAST(:person_id AS BIGINT), :detail, CAST(:made_by AS BIGINT),"
    " :now_ms, :expires_ms) RETURNING id"
)
_BY_HASH = sql("SELECT id, purpose, community_id, person_id, detail, made_by, expires_ms, used_ms FROM code WHERE hash = :hash")
_USE = sql("UPDATE code SET used_ms = :now_ms, used_by = :used_by WHERE id = :id AND used_ms IS NULL RETURNING id")
_DROP = sql("DELETE FROM code WHERE person_id = :person_id AND purpose = :purpose AND used_ms IS NULL RETURNING id")
_PRUNE = sql("DELETE FROM code WHERE expires_ms < :before_ms RETURNING id")
_TRIES = sql("SELECT failed, since_ms FROM code_try WHERE person_id = :person_id")
_FAILED = sql(
    "INSERT INTO code_try (person_id, failed, since_ms) VALUES (:person_id, :failed, :since_ms)"
    " ON CONFLICT (person_id) DO UPDATE SET failed = excluded.failed, since_ms = excluded.since_ms RETURNING failed"
)


async def add(
    hashed: str, purpose: str, community_id: int | None, person_id: int | None, detail: str, made_by: int | None,
    expires_ms: int, now_ms: int,
) -> None:  # fmt: skip
    """Remember a code by its hash."""
    await _ADD.run(
        hash=hashed, purpose=purpose, community_id=community_id, person_id=person_id, detail=detail, made_by=made_by,
        expires_ms=expires_ms, now_ms=now_ms,
    )  # fmt: skip


async def by_hash(hashed: str) -> Code | None:
    """The code with this hash."""
    return await _BY_HASH.one(Code, hash=hashed)


async def use(code_id: int, used_by: int, now_ms: int) -> bool:
    """Use it up. False where it was used before."""
    return await _USE.run(id=code_id, used_by=used_by, now_ms=now_ms)


async def drop(person_id: int, purpose: str) -> None:
    """Unused codes for the same thing are worth nothing any more."""
    await _DROP.run(person_id=person_id, purpose=purpose)


async def prune(before_ms: int) -> None:
    """Forget codes that ran out before then."""
    await _PRUNE.run(before_ms=before_ms)


async def tries(person_id: int) -> Tries | None:
    """The person's wrong codes."""
    return await _TRIES.one(Tries, person_id=person_id)


async def set_tries(person_id: int, failed: int, since_ms: int) -> None:
    """Count wrong codes."""
    await _FAILED.run(person_id=person_id, failed=failed, since_ms=since_ms)
