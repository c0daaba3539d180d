"""Errands: what a turn leaves to be done after its commit, because it needs the network or the processor."""

from __future__ import annotations

from dataclasses import dataclass

from storage.sql import sql

SHRED = "shred"
"""The kind of errand that destroys a file: its body is the blob."""


@dataclass(frozen=True, slots=True)
class Errand:
    """`body` is JSON that the doer of this `kind` understands; what follows a colon in `kind` tells one from another."""

    id: int
    kind: str
    account_id: int | None
    body: str
    due_ms: int
    attempts: int


_ADD = sql("INSERT INTO errand (kind, account_id, body, due_ms) VALUES (:kind, :account_id, :body, :due_ms) RETURNING id")
_OF_KIND = sql("SELECT id, kind, account_id, body, due_ms, attempts FROM errand WHERE kind = :kind ORDER BY due_ms, id")
_FIRST = sql("SELECT id, kind, account_id, body, due_ms, attempts FROM errand ORDER BY due_ms, id LIMIT :most")
_BY_ID = sql("SELECT id, kind, account_id, body, due_ms, attempts FROM errand WHERE id = :id")
_FIND = sql(
    "SELECT id, kind, account_id, body, due_ms, attempts FROM errand WHERE account_id = :account_id AND kind = :kind ORDER BY id"
)
_CHANGE = sql("UPDATE errand SET body = :body, due_ms = :due_ms WHERE id = :id")
_LATER = sql("UPDATE errand SET attempts = attempts + 1, due_ms = :due_ms WHERE id = :id")
_DONE = sql("DELETE FROM errand WHERE id = :id RETURNING id")


async def add(kind: str, account_id: int | None, body: str, due_ms: int) -> int:
    """Leave an errand to be done at `due_ms` or soon after. Returns its id."""
    errand_id: int = await _ADD.value(kind=kind, account_id=account_id, body=body, due_ms=due_ms)
    return errand_id


async def of_kind(kind: str) -> list[Errand]:
    """Every waiting errand of this kind, in the order in which they are due."""
    return await _OF_KIND.all(Errand, kind=kind)


async def first(most: int) -> list[Errand]:
    """What waits, due or not, the earliest due first."""
    return await _FIRST.all(Errand, most=most)


async def by_id(errand_id: int) -> Errand | None:
    """The errand as it stands now, or None where it is done."""
    return await _BY_ID.one(Errand, id=errand_id)


async def find(kind: str, account_id: int) -> Errand | None:
    """The account's waiting errand of this kind, or None."""
    return await _FIND.one(Errand, kind=kind, account_id=account_id)


async def change(errand_id: int, body: str, due_ms: int) -> None:
    """There is more to it, and it is due then."""
    await _CHANGE.run(id=errand_id, body=body, due_ms=due_ms)


async def later(errand_id: int, due_ms: int) -> None:
    """It failed: try again then."""
    await _LATER.run(id=errand_id, due_ms=due_ms)


async def done(errand_id: int) -> bool:
    """It is done, or never will be. False where it is not waiting any more."""
    return await _DONE.run(id=errand_id)
