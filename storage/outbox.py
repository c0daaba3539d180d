"""The outbox: everything that must be said, from the moment it is decided until it was delivered."""

from __future__ import annotations

from enum import IntEnum

import msgspec
from msgspec import Struct

from language.message import Outgoing
from storage.accounts import Account
from storage.sql import sql

KEPT_MS = 7 * 24 * 3_600_000


class Lane(IntEnum):
    """Who goes first when the platform's speed is short."""

    REPLY = 0
    NOTICE = 1
    BROADCAST = 2


class Row(Struct, frozen=True):
    """One message. `ready` is 1 where `body` is the channel's payload, 0 where it is a neutral Outgoing (JSON)."""

    id: int
    channel: str
    chat: str
    account_id: int | None
    lane: int
    body: str
    ready: int
    attempts: int
    created_ms: int


_encode = msgspec.json.Encoder().encode

# The last word to somebody who was erased in this very turn belongs to no account any more.
_ADD = sql(
    "INSERT INTO outbox (cause, n, channel, chat, account_id, lane, body, ready, due_ms, created_ms)"
    " VALUES (:cause, :n, :channel, :chat, (SELECT id FROM account WHERE id = CAST(:account_id AS BIGINT)),"
    " :lane, :body, :ready, :due_ms, :now_ms) ON CONFLICT DO NOTHING RETURNING id"
)
# A row is next when nothing earlier to the same chat still waits.
_DUE = sql(
    "SELECT id, channel, chat, account_id, lane, body, ready, attempts, created_ms FROM outbox AS o"
    " WHERE state = 'pending' AND channel = :channel AND due_ms <= :now_ms AND NOT EXISTS"
    " (SELECT 1 FROM outbox AS e WHERE e.state = 'pending' AND e.channel = o.channel AND e.chat = o.chat AND e.id < o.id)"
    " ORDER BY lane, id LIMIT :most"
)
# Only the first row of a chat counts: what stands behind one that waits is no reason to look again.
_NEXT_DUE = sql(
    "SELECT MIN(o.due_ms) FROM outbox AS o WHERE o.state = 'pending' AND o.channel = :channel AND NOT EXISTS"
    " (SELECT 1 FROM outbox AS e WHERE e.state = 'pending' AND e.channel = o.channel AND e.chat = o.chat AND e.id < o.id)"
)
_SENT = sql("UPDATE outbox SET state = 'sent', message = :message, done_ms = :now_ms WHERE id = :id")
_GAVE_UP = sql("UPDATE outbox SET state = :state, error = :error, done_ms = :now_ms WHERE id = :id")
_UNREACHABLE = sql(
    "UPDATE outbox SET state = 'unreachable', done_ms = :now_ms WHERE state = 'pending' AND channel = :channel AND chat = :chat"
)
_LATER = sql("UPDATE outbox SET attempts = attempts + 1, due_ms = :due_ms WHERE id = :id")
_MOVED = sql("UPDATE outbox SET chat = :to WHERE state = 'pending' AND channel = :channel AND chat = :chat")
_FORGET = sql(
    "DELETE FROM outbox WHERE channel = :channel AND chat = :chat AND account_id IS NULL AND state <> 'pending' RETURNING id"
)
# Rows are written in the order of time, so what is old stands first: no index on the time is needed.
_PRUNE = sql(
    "DELETE FROM outbox WHERE done_ms < :before_ms AND id IN"
    " (SELECT id FROM outbox WHERE state <> 'pending' ORDER BY id LIMIT :most) RETURNING id"
)


async def reply(cause: str, n: int, channel: str, chat: str, account_id: int | None, payload: str, now_ms: int) -> None:
    """A ready payload in answer to an update; `account_id` is None in a group."""
    await _ADD.run(
        cause=cause, n=n, channel=channel, chat=chat, account_id=account_id,
        lane=Lane.REPLY, body=payload, ready=1, due_ms=now_ms, now_ms=now_ms,
    )  # fmt: skip


async def notice(cause: str, n: int, account: Account, message: Outgoing, lane: Lane, now_ms: int) -> None:
    """Something said unasked; rendered when it is sent. Said once per (cause, n), however often this is called."""
    await _ADD.run(
        cause=cause, n=n, channel=account.channel, chat=account.external_id, account_id=account.id,
        lane=lane, body=_encode(message).decode(), ready=0, due_ms=now_ms, now_ms=now_ms,
    )  # fmt: skip


async def due(channel: str, now_ms: int, most: int) -> list[Row]:
    """What the channel can be given now, at most one message a chat, replies first."""
    return await _DUE.all(Row, channel=channel, now_ms=now_ms, most=most)


async def next_due(channel: str) -> int | None:
    """When the earliest waiting message of the channel may be tried, in milliseconds; None where nothing waits."""
    due_ms: int | None = await _NEXT_DUE.value(channel=channel)
    return due_ms


async def sent(row_id: int, message: str, now_ms: int) -> None:
    """Delivered, as `message` on the platform."""
    await _SENT.run(id=row_id, message=message, now_ms=now_ms)


async def gave_up(row_id: int, error: str, now_ms: int) -> None:
    """The platform will never take this one."""
    await _GAVE_UP.run(id=row_id, state="failed", error=error, now_ms=now_ms)


async def unreachable(channel: str, chat: str, now_ms: int) -> None:
    """Nothing that waits for this chat can arrive."""
    await _UNREACHABLE.run(channel=channel, chat=chat, now_ms=now_ms)


async def later(row_id: int, due_ms: int) -> None:
    """Try again then."""
    await _LATER.run(id=row_id, due_ms=due_ms)


async def moved(channel: str, chat: str, to: str) -> None:
    """What waits for the chat goes to its new id."""
    await _MOVED.run(channel=channel, chat=chat, to=to)


async def prune(now_ms: int, most: int = 5_000) -> bool:
    """Forget what was delivered, or given up, more than seven days ago, the oldest first. True where there may be more."""
    return await _PRUNE.run(before_ms=now_ms - KEPT_MS, most=most)


async def forget(channel: str, chat: str) -> None:
    """Forget what was said to a chat that belongs to nobody any more."""
    await _FORGET.run(channel=channel, chat=chat)
