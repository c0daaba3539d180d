"""The inbox: which updates have been taken in, and the ones that failed."""

from __future__ import annotations

from dataclasses import dataclass

from storage.sql import sql

KEPT_MS = 7 * 24 * 3_600_000


@dataclass(frozen=True, slots=True)
class Parked:
    """An update that could not be handled, kept until staff have seen it."""

    id: int
    channel: str
    update_id: str
    account_id: int | None
    body: str
    error: str
    parked_ms: int


_RECORD = sql(
    "INSERT INTO inbox (channel, update_id, received_ms) VALUES (:channel, :update_id, :now_ms)"
    " ON CONFLICT DO NOTHING RETURNING 1"
)
_LAST = sql("SELECT MAX(received_ms) FROM inbox")
_PRUNE = sql("DELETE FROM inbox WHERE received_ms < :before_ms")
_PARK = sql(
    "INSERT INTO parked (channel, update_id, account_id, body, error, parked_ms)"
    " VALUES (:channel, :update_id, :account_id, :body, :error, :now_ms) RETURNING id"
)
_UNSEEN = sql(
    "SELECT id, channel, update_id, account_id, body, error, parked_ms FROM parked WHERE seen_ms IS NULL ORDER BY id LIMIT 100"
)
_COUNT_UNSEEN = sql("SELECT COUNT(*) FROM parked WHERE seen_ms IS NULL")
_MARK_SEEN = sql("UPDATE parked SET seen_ms = :now_ms WHERE seen_ms IS NULL AND id <= :up_to")
_PRUNE_PARKED = sql("DELETE FROM parked WHERE seen_ms < :before_ms")


async def record(channel: str, update_id: str, now_ms: int) -> bool:
    """Note that the update was taken in. False where it had been already."""
    return await _RECORD.run(channel=channel, update_id=update_id, now_ms=now_ms)


async def last() -> int:
    """When the last update was taken in, on whatever channel; 0 where there was none."""
    return int(await _LAST.value() or 0)


async def park(channel: str, update_id: str, account_id: int | None, body: str, error: str, now_ms: int) -> int:
    """Keep an update that failed, with its error, for staff. Returns its id."""
    parked: int = await _PARK.value(
        channel=channel, update_id=update_id, account_id=account_id, body=body, error=error, now_ms=now_ms
    )
    return parked


async def unseen() -> list[Parked]:
    """The parked updates that no staff has seen, oldest first, at most 100."""
    return await _UNSEEN.all(Parked)


async def count_unseen() -> int:
    """How many parked updates no staff has seen."""
    return int(await _COUNT_UNSEEN.value())


async def mark_seen(up_to: int, now_ms: int) -> None:
    """Staff have seen the parked updates up to this id."""
    await _MARK_SEEN.run(up_to=up_to, now_ms=now_ms)


async def prune(now_ms: int) -> None:
    """Forget updates taken in more than seven days ago, and parked ones that staff saw that long ago."""
    await _PRUNE.run(before_ms=now_ms - KEPT_MS)
    await _PRUNE_PARKED.run(before_ms=now_ms - KEPT_MS)
