"""Conversations: what an account is in the middle of. The journal and the question shown are the engine's own JSON."""

from __future__ import annotations

from msgspec import Struct

from storage.sql import sql


class Conversation(Struct, frozen=True):
    """One run of a flow. `turn` counts what was shown; `open` is 0 for one that was left and may be resumed.

    `id` is 0 until it waits for an answer for the first time: what ends in one turn need not be kept.
    """

    id: int
    account_id: int
    flow: str
    args: str
    journal: str
    shown: str
    turn: int
    open: int
    failures: int
    touched_ms: int


_COLUMNS = "id, account_id, flow, args, journal, shown, turn, open, failures, touched_ms"

_OF_ACCOUNT = sql(f"SELECT {_COLUMNS} FROM conversation WHERE account_id = :account_id ORDER BY open DESC, id DESC")
_START = sql(
    "INSERT INTO conversation (account_id, flow, args, journal, shown, turn, touched_ms)"
    " VALUES (:account_id, :flow, :args, :journal, :shown, :turn, :now_ms) RETURNING id"
)
_KEEP = sql(
    "UPDATE conversation SET flow = :flow, args = :args, journal = :journal, shown = :shown, turn = :turn, open = 1, failures = 0,"
    " touched_ms = :now_ms WHERE id = :id"
)
_LEAVE = sql("UPDATE conversation SET open = 0 WHERE id = :id")
_REOPEN = sql("UPDATE conversation SET open = 1 WHERE id = :id")
_CLOSE = sql("DELETE FROM conversation WHERE id = :id")
_CLOSE_LEFT = sql("DELETE FROM conversation WHERE account_id = :account_id AND open = 0")
_FAILED = sql("UPDATE conversation SET failures = failures + 1 WHERE id = :id RETURNING failures")
_GIVE_UP = sql("DELETE FROM conversation WHERE id = :id RETURNING flow")
_PRUNE = sql("DELETE FROM conversation WHERE touched_ms < :before_ms")


async def of_account(account_id: int) -> list[Conversation]:
    """The open conversation first, if there is one, then one that was left, if there is one."""
    return await _OF_ACCOUNT.all(Conversation, account_id=account_id)


def begun(account_id: int, flow: str, args: str, now_ms: int) -> Conversation:
    """A conversation that begins."""
    return Conversation(0, account_id, flow, args, "[]", "", 0, 1, 0, now_ms)


async def keep(conversation: Conversation, now_ms: int) -> int:
    """Store where the conversation stands; it is the open one from now on. Returns its id."""
    stands = {
        "flow": conversation.flow,
        "args": conversation.args,
        "journal": conversation.journal,
        "shown": conversation.shown,
        "turn": conversation.turn,
        "now_ms": now_ms,
    }
    if conversation.id == 0:
        return int(await _START.value(account_id=conversation.account_id, **stands))
    await _KEEP.run(id=conversation.id, **stands)
    return conversation.id


async def leave(conversation: Conversation) -> None:
    """Set the conversation aside; only the newest one left is kept."""
    await _CLOSE_LEFT.run(account_id=conversation.account_id)
    await _LEAVE.run(id=conversation.id)


async def reopen(conversation_id: int) -> None:
    """Take up again a conversation that was left; setting another aside leaves it alone from now on."""
    await _REOPEN.run(id=conversation_id)


async def close(conversation_id: int) -> None:
    """Delete the conversation: it is finished or cancelled."""
    await _CLOSE.run(id=conversation_id)


async def failed(conversation_id: int) -> int:
    """Count a failure of the conversation. Returns how many it has had in a row; 0 where there is no such conversation."""
    return await _FAILED.value(id=conversation_id) or 0


async def give_up(conversation_id: int) -> str:
    """Delete a conversation that fails again and again. Returns the name of its flow."""
    return await _GIVE_UP.value(id=conversation_id) or ""


async def prune(before_ms: int) -> None:
    """Delete the conversations that nobody has touched since."""
    await _PRUNE.run(before_ms=before_ms)
