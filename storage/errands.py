"""Errands: what a turn leaves to be done after its commit, because it needs the network or the processor."""

from __future__ import annotations

from dataclasses import dataclass

from storage.sql import sql


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
_DUE = sql(
    "SELECT id, kind, account_id, body, due_ms, attempts FROM errand WHERE due_ms <= :now_ms ORDER BY due_ms, id LIMIT :most"
)
_OF_KIND = sql("SELECT id, kind, account_id, body, due_ms, attempts FROM errand WHERE kind = :kind ORDER BY due_ms, id")
_NEXT_DUE = sql("SELECT MIN(due_ms) FROM errand")
_FIND = sql(
    "SELECT id, kind, account_id, body, due_ms, attempts FROM errand WHERE account_id = :account_id AND kind = :kind ORDER BY id"
)
_CHANGE = sql("UPDATE errand SET body = :body, due_ms = :due_ms WHERE id = :id")
_LATER = sql("UPDATE errand SET attempts = attempts + 1, due_ms = :due_ms WHERE id = :id")
_DONE = sql("DELETE FROM errand WHERE id = :id")


async def add(kind: str, account_id: int | None, body: str, due_ms: int) -> int:
    """Leave an errand to be done at `due_ms` or soon after. Returns its id."""
    errand_id: int = await _ADD.value(kind=kind, account_id=account_id, body=body, due_ms=due_ms)
    return errand_id


async def due(now_ms: int, most: int) -> list[Errand]:
    """What can be done now, the longest due first."""
    return await _DUE.all(Errand, now_ms=now_ms, most=most)


async def of_kind(kind: str) -> list[Errand]:
    """Every waiting errand of this kind, in the order in which they are due."""
    return await _OF_KIND.all(Errand, kind=kind)


async def next_due() -> int | None:
    """When the earliest errand is due, in milliseconds; None where there is none."""
    due_ms: int | None = await _NEXT_DUE.value()
    return due_ms


async def find(kind: str, account_id: int) -> Errand | None:
    """The account's waiting errand of this kind, or None."""
    return await _FIND.one(Errand, kind=kind, account_id=account_id)


async def change(errand_id: int, body: str, due_ms: int) -> None:
    """There is more to it, and it is due then."""
    await _CHANGE.run(id=errand_id, body=body, due_ms=due_ms)


async def later(errand_id: int, due_ms: int) -> None:
    """It failed: try again then."""
    await _LATER.run(id=errand_id, due_ms=due_ms)


async def done(errand_id: int) -> None:
    """It is done, or never will be."""
    await _DONE.run(id=errand_id)
