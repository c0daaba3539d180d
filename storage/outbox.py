"""The outbox: everything that must be said, from the moment it is decided until it was delivered."""

from __future__ import annotations

from enum import IntEnum

import msgspec
from msgspec import Struct

from language.message import Outgoing
from storage.accounts import Account
from storage.sql import sql

KEPT_MS = 7 * 24 * 3_600_000
FOR_EVER = 9_000_000_000_000_000
"""A moment that never comes: what is of use without an end."""


TOGETHER = "together"
"""Begins the cause of several messages said as one."""


class Lane(IntEnum):
    """Who goes first when the platform's speed is short."""

    REPLY = 0
    NOTICE = 1
    BROADCAST = 2


class Weight(IntEnum):
    """How much depends on its arriving."""

    HINT = 0
    MATTERS = 1
    """Whoever cannot be reached is phoned."""
    DANGER = 2
    """Also in quiet hours, and aloud."""


class Terms(Struct, frozen=True):
    """On which terms something is said unasked.

    `topic` is what people can mute ("" cannot be). It is of use until `until_ms`, and only as long as what it is `about` is still
    so: words that `services.still` understands, such as "class:<enrolment>:<session>:<start>"; "" is always so. What must be known
    by a moment (`by_ms`) that comes before the morning, or soon after, is said at night, silently.
    """

    topic: str = ""
    until_ms: int = FOR_EVER
    about: str = ""
    weight: Weight = Weight.HINT
    by_ms: int = FOR_EVER


PLAIN = Terms()


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
    cause: str
    topic: str
    until_ms: int
    about: str
    weight: int
    by_ms: int

    @property
    def holds_others(self) -> bool:
        """Whether it is several messages said as one."""
        return self.cause.startswith(f"{TOGETHER}:")


class Told(Struct, frozen=True):
    """One message of a cause, and what has become of it."""

    n: int
    body: str
    state: str


class Depth(Struct, frozen=True):
    """How many messages wait."""

    channel: str
    lane: int
    number: int


_encode = msgspec.json.Encoder().encode

_COLUMNS = (
    "o.id, o.channel, o.chat, o.account_id, o.lane, o.body, o.ready, o.attempts, o.created_ms, o.cause, o.topic, o.until_ms,"
    " o.about, o.weight, o.by_ms"
)
# The last word to somebody who was erased in this very turn belongs to no account any more.
_REPLY = sql(
    "INSERT INTO outbox (cause, n, channel, chat, account_id, lane, body, ready, due_ms, created_ms)"
    " VALUES (:cause, :n, :channel, :chat, (SELECT id FROM account WHERE id = CAST(:account_id AS BIGINT)),"
    " 0, :body, 1, :now_ms, :now_ms) ON CONFLICT DO NOTHING RETURNING id"
)
_NOTICE = sql(
    "INSERT INTO outbox (cause, n, channel, chat, account_id, lane, body, ready, due_ms, created_ms,"
    " topic, until_ms, by_ms, about, weight)"
    " VALUES (:cause, :n, :channel, :chat, :account_id, :lane, :body, 0, :now_ms, :now_ms,"
    " :topic, :until_ms, :by_ms, :about, :weight)"
    " ON CONFLICT DO NOTHING RETURNING id"
)
_KNOWS = sql("SELECT id FROM outbox WHERE cause = :cause LIMIT 1")
_PENDING = "o.state = 'pending' AND o.channel = :channel AND o.due_ms <= :now_ms"
_EARLIER = (
    "SELECT 1 FROM outbox AS e WHERE e.state = 'pending' AND e.channel = o.channel AND e.chat = o.chat"
    " AND (e.lane < o.lane OR (e.lane = o.lane AND e.id < o.id))"
)
# A row is next when nothing earlier to the same chat still waits; what is of no use any more waits for nothing but being dropped.
_DUE = sql(
    f"SELECT {_COLUMNS} FROM outbox AS o WHERE {_PENDING} AND (o.lane = 0 OR o.until_ms > :now_ms)"
    f" AND NOT EXISTS ({_EARLIER} AND (e.lane = 0 OR e.until_ms > :now_ms)) ORDER BY o.lane, o.id LIMIT :most"
)
# At night: replies, danger, and what must be known by the morning. Three searches, each by its own index, for everything else may be
# very much; the plus signs keep SQLite from one index that all of it is in.
_UP = "(e.lane = 0 OR (e.until_ms > :now_ms AND (e.weight = 2 OR e.by_ms < :morning_ms)))"
_DUE_AT_NIGHT = sql(
    f"SELECT {_COLUMNS} FROM outbox AS o WHERE o.id IN ("
    f"SELECT o.id FROM outbox AS o WHERE {_PENDING} AND o.lane = 0"
    f" UNION ALL SELECT o.id FROM outbox AS o WHERE {_PENDING} AND o.lane > 0 AND +o.until_ms > :now_ms AND o.by_ms < :morning_ms"
    f" UNION ALL SELECT o.id FROM outbox AS o WHERE {_PENDING} AND +o.lane IN (1, 2) AND +o.until_ms > :now_ms AND o.weight = 2)"
    f" AND NOT EXISTS ({_EARLIER} AND {_UP}) ORDER BY o.lane, o.id LIMIT :most"
)
_NEXT_DUE = sql(
    "SELECT MIN(due_ms) FROM outbox WHERE state = 'pending' AND attempts > 0 AND channel = :channel AND due_ms > :now_ms"
)
_BESIDE = sql(
    f"SELECT {_COLUMNS} FROM outbox AS o WHERE {_PENDING} AND o.chat = :chat AND o.lane = :lane AND o.ready = 0"
    " AND o.until_ms > :now_ms AND o.weight < 2 AND (CAST(:morning_ms AS BIGINT) = 0 OR o.by_ms < :morning_ms)"
    " AND o.id > :id ORDER BY o.id LIMIT :most"
)
_OF_CHAT = sql(
    f"SELECT {_COLUMNS} FROM outbox AS o WHERE o.state = 'pending' AND o.channel = :channel AND o.chat = :chat ORDER BY o.id"
)
_SENT = sql("UPDATE outbox SET state = 'sent', message = :message, done_ms = :now_ms WHERE id = :id")
_END = sql(
    "UPDATE outbox SET state = :state, error = :error, done_ms = :now_ms WHERE id = :id AND state = 'pending' RETURNING id"
)
_LATER = sql("UPDATE outbox SET attempts = attempts + 1, due_ms = :due_ms WHERE id = :id")
_MOVED = sql("UPDATE outbox SET chat = :to WHERE state = 'pending' AND channel = :channel AND chat = :chat")
_READDRESS = sql(
    "UPDATE outbox SET channel = :channel, chat = :chat, account_id = :account_id, attempts = 0, due_ms = :now_ms WHERE id = :id"
)
_TOGETHER = sql(
    "INSERT INTO outbox (cause, n, channel, chat, account_id, lane, body, ready, due_ms, created_ms, until_ms, by_ms, weight)"
    " SELECT :cause, 0, o.channel, o.chat, o.account_id, o.lane, :body, 0, o.due_ms, o.created_ms, :until_ms, :by_ms, :weight"
    " FROM outbox AS o WHERE o.id = :id RETURNING id"
)
_GET = sql(f"SELECT {_COLUMNS} FROM outbox AS o WHERE o.id = :id")
_JOIN = sql("UPDATE outbox SET state = 'merged', together_id = :together_id, done_ms = :now_ms WHERE id = :id")
_PARTS = sql(f"SELECT {_COLUMNS} FROM outbox AS o WHERE o.together_id = :id ORDER BY o.id")
_PART = sql(
    "UPDATE outbox SET state = 'pending', together_id = NULL, done_ms = NULL WHERE together_id = :id AND state = 'merged'"
)
_WAITS = sql("SELECT 1 FROM outbox WHERE id = :id AND state = 'pending' AND channel = :channel AND chat = :chat")
_OTHERS_HEAR = sql("SELECT 1 FROM outbox WHERE cause = :cause AND id <> :id AND state IN ('pending', 'sent', 'merged')")
_EXPIRE = sql(
    "UPDATE outbox SET state = 'expired', done_ms = :now_ms WHERE id IN (SELECT id FROM outbox WHERE state = 'pending' AND lane > 0"
    " AND channel = :channel AND until_ms <= :now_ms ORDER BY until_ms LIMIT :most) AND state = 'pending' RETURNING lane"
)
_STOP = sql("UPDATE outbox SET state = 'stopped', done_ms = :now_ms WHERE cause = :cause AND state = 'pending' RETURNING id")
_STATES = sql("SELECT state, COUNT(*) FROM outbox WHERE cause = :cause GROUP BY state ORDER BY state")
_OF_CAUSE = sql("SELECT n, body, state FROM outbox WHERE cause = :cause ORDER BY n LIMIT :most")
# From the few messages to their people: the other way round every message to anybody of the community would be looked at.
_UNDELIVERED = sql(
    "SELECT COUNT(DISTINCT a.person_id), COUNT(*) FROM outbox AS o CROSS JOIN account a CROSS JOIN person p WHERE a.id = o.account_id"
    " AND p.id = a.person_id AND o.state IN ('unreachable', 'failed') AND o.done_ms > :since_ms AND p.community_id = :community_id"
)
_DEPTHS = sql(
    "SELECT channel, lane, COUNT(*) FROM outbox WHERE state = 'pending' GROUP BY channel, lane ORDER BY channel, lane"
)
_FORGET = sql(
    "DELETE FROM outbox WHERE channel = :channel AND chat = :chat AND account_id IS NULL AND state <> 'pending' RETURNING id"
)
_FORGET_CAUSE = sql("DELETE FROM outbox WHERE cause = :cause RETURNING id")
# Rows are written in the order of time, so what is old stands first: no index on the time is needed.
_PRUNE = sql(
    "DELETE FROM outbox WHERE done_ms < :before_ms AND id IN"
    " (SELECT id FROM outbox WHERE state <> 'pending' ORDER BY id LIMIT :most) RETURNING id"
)


async def reply(cause: str, n: int, channel: str, chat: str, account_id: int | None, payload: str, now_ms: int) -> None:
    """A ready payload in answer to an update; `account_id` is None in a group."""
    await _REPLY.run(cause=cause, n=n, channel=channel, chat=chat, account_id=account_id, body=payload, now_ms=now_ms)


async def knows(cause: str) -> bool:
    """Whether anybody was told something for that cause, as far back as the outbox reaches."""
    return await _KNOWS.run(cause=cause)


async def notice(
    cause: str, n: int, account: Account, message: Outgoing, lane: Lane, now_ms: int, terms: Terms = PLAIN
) -> None:
    """Something said unasked; rendered when it is sent. Said once per (cause, n), however often this is called."""
    await _NOTICE.run(
        cause=cause, n=n, channel=account.channel, chat=account.external_id, account_id=account.id, lane=lane,
        body=_encode(message).decode(), now_ms=now_ms,
        topic=terms.topic, until_ms=terms.until_ms, by_ms=min(terms.by_ms, terms.until_ms), about=terms.about,
        weight=terms.weight,
    )  # fmt: skip


async def due(channel: str, now_ms: int, most: int, morning_ms: int = 0) -> list[Row]:
    """What the channel can be given now, at most one message a chat, replies first.

    In quiet hours `morning_ms` is the end of them: then only replies, danger, and what must be known by then.
    """
    if morning_ms:
        return await _DUE_AT_NIGHT.all(Row, channel=channel, now_ms=now_ms, most=most, morning_ms=morning_ms)
    return await _DUE.all(Row, channel=channel, now_ms=now_ms, most=most)


async def next_due(channel: str, now_ms: int) -> int | None:
    """When the next message that was put off may be tried, in milliseconds; None where none was."""
    due_ms: int | None = await _NEXT_DUE.value(channel=channel, now_ms=now_ms)
    return due_ms


async def beside(row: Row, now_ms: int, most: int, morning_ms: int = 0) -> list[Row]:
    """What else can be said now (as in `due`) in the same chat and lane, after this one, not yet rendered and no danger."""
    return await _BESIDE.all(
        Row, channel=row.channel, chat=row.chat, lane=row.lane, id=row.id, now_ms=now_ms, most=most, morning_ms=morning_ms
    )


async def waiting_for(channel: str, chat: str) -> list[Row]:
    """Everything that waits for this chat, due or not."""
    return await _OF_CHAT.all(Row, channel=channel, chat=chat)


async def sent(row_id: int, message: str, now_ms: int) -> None:
    """Delivered, as `message` on the platform."""
    await _SENT.run(id=row_id, message=message, now_ms=now_ms)


async def end(row_id: int, state: str, now_ms: int, error: str = "") -> None:
    """It will not be sent: "failed", "unreachable", "muted" or "void" (not so any more)."""
    await _END.run(id=row_id, state=state, error=error, now_ms=now_ms)


async def later(row_id: int, due_ms: int) -> None:
    """Try again then."""
    await _LATER.run(id=row_id, due_ms=due_ms)


async def moved(channel: str, chat: str, to: str) -> None:
    """What waits for the chat goes to its new id."""
    await _MOVED.run(channel=channel, chat=chat, to=to)


async def readdress(row_id: int, account: Account, now_ms: int) -> None:
    """It goes to another account of the same person."""
    await _READDRESS.run(id=row_id, channel=account.channel, chat=account.external_id, account_id=account.id, now_ms=now_ms)


async def merge(rows: list[Row], message: Outgoing, now_ms: int) -> Row | None:
    """Say these together, as this message; returns its row, a new one. None where one of them does not wait there any more.

    It is a row of its own so that nothing is taken for said which a channel, that keys messages by rows, has not shown.
    """
    if not all([await _WAITS.run(id=row.id, channel=row.channel, chat=row.chat) for row in rows]):
        return None
    made = await _TOGETHER.value(
        id=rows[0].id, cause=f"{TOGETHER}:{rows[0].id}:{now_ms}", body=_encode(message).decode(),
        weight=max(row.weight for row in rows), until_ms=max(row.until_ms for row in rows),
        by_ms=min(row.by_ms for row in rows),
    )  # fmt: skip
    for row in rows:
        await _JOIN.run(id=row.id, together_id=made, now_ms=now_ms)
    return await _GET.one(Row, id=made)


async def parts(row: Row) -> list[Row]:
    """The messages that are said together as this one."""
    return await _PARTS.all(Row, id=row.id)


async def part(row: Row, now_ms: int) -> list[Row]:
    """Take them apart again: each waits for itself. Returns them."""
    found = await parts(row)
    await _PART.run(id=row.id)
    await end(row.id, "void", now_ms)
    return found


async def others_hear(row: Row) -> bool:
    """Whether somebody else has heard, or will, what this one says."""
    return await _OTHERS_HEAR.run(cause=row.cause, id=row.id)


async def expire(channel: str, now_ms: int, most: int = 1_000) -> list[Lane]:
    """Give up what is of no use any more; returns the lanes of these messages, at most so many in one go."""
    return await _EXPIRE.all(Lane, channel=channel, now_ms=now_ms, most=most)


async def stop(cause: str, now_ms: int) -> None:
    """Take back what waits and was caused by this."""
    await _STOP.run(cause=cause, now_ms=now_ms)


async def states(cause: str) -> dict[str, int]:
    """How many messages of this cause are in which state."""
    return dict(await _STATES.all(lambda state, number: (str(state), int(number)), cause=cause))


async def of_cause(cause: str, most: int = 100) -> list[Told]:
    """The messages of this cause, as long as they are remembered."""
    return await _OF_CAUSE.all(Told, cause=cause, most=most)


async def undelivered(community_id: int, since_ms: int) -> tuple[int, int]:
    """To how many residents of a community something could not be delivered since then, and how many messages that were."""
    found = await _UNDELIVERED.one(
        lambda people, number: (int(people), int(number)), community_id=community_id, since_ms=since_ms
    )
    assert found is not None
    return found


async def depths() -> list[Depth]:
    """How many messages wait, by channel and lane."""
    return await _DEPTHS.all(Depth)


async def prune(now_ms: int, most: int = 5_000) -> bool:
    """Forget what was delivered, or given up, more than seven days ago, the oldest first. True where there may be more."""
    return await _PRUNE.run(before_ms=now_ms - KEPT_MS, most=most)


async def forget(channel: str, chat: str) -> None:
    """Forget what was said to a chat that belongs to nobody any more."""
    await _FORGET.run(channel=channel, chat=chat)


async def forget_cause(cause: str) -> None:
    """Forget what was caused by this, said or not."""
    await _FORGET_CAUSE.run(cause=cause)
