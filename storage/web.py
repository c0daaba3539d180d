"""What the web chat remembers: its devices, both sides of what was said there, and who may open which file.

A person of the web chat is known by `external_id`, like the account row. A message that the house sent carries the outbox row
(`delivery_id`), one that the person sent the page's own id (`client_id`); both are unique, so neither is ever kept twice.
"""

from __future__ import annotations

from msgspec import Struct

from storage import case_files, meals
from storage.sql import sql


class Session(Struct, frozen=True):
    """A device that has opened the chat."""

    id: int
    external_id: str
    seen_ms: int


class Kept(Struct, frozen=True):
    """One message of the history. `client_id` is empty where the house spoke; `body` is JSON, opaque here."""

    id: int
    client_id: str
    body: str
    at_ms: int


_OPEN = sql(
    "INSERT INTO web_session (token_hash, external_id, created_ms, seen_ms) VALUES (:token_hash, :external_id, :now_ms, :now_ms)"
)
_SESSION = sql("SELECT id, external_id, seen_ms FROM web_session WHERE token_hash = :token_hash AND seen_ms >= :since_ms")
_KNOWN = sql("SELECT 1 FROM web_session WHERE external_id = :external_id")
_TOUCH = sql("UPDATE web_session SET seen_ms = :now_ms WHERE id = :id")

_SAY = sql(
    "INSERT INTO web_message (external_id, delivery_id, body, at_ms) VALUES (:external_id, :delivery_id, :body, :at_ms)"
    " ON CONFLICT (delivery_id) DO NOTHING RETURNING id"
)
_SAID = sql("SELECT id FROM web_message WHERE delivery_id = :delivery_id")
_HEAR = sql(
    "INSERT INTO web_message (external_id, client_id, body, at_ms) VALUES (:external_id, :client_id, :body, :at_ms)"
    " ON CONFLICT (external_id, client_id) DO NOTHING RETURNING id"
)
_HEARD = sql("SELECT body FROM web_message WHERE external_id = :external_id AND client_id = :client_id")
_SHOWN = sql("SELECT body FROM web_message WHERE external_id = :external_id AND id = :id AND client_id IS NULL")

_COLUMNS = "SELECT id, COALESCE(client_id, ''), body, at_ms FROM web_message WHERE external_id = :external_id"
_AFTER = sql(f"{_COLUMNS} AND id > :after_id ORDER BY id LIMIT :count")
_BEFORE = sql(f"{_COLUMNS} AND id < :before_id ORDER BY id DESC LIMIT :count")

_GRANT = sql(
    "INSERT INTO web_file (external_id, blob, name, at_ms) VALUES (:external_id, :blob, :name, :at_ms)"
    " ON CONFLICT (external_id, blob) DO NOTHING"
)
_FILE = sql("SELECT name FROM web_file WHERE external_id = :external_id AND blob = :blob")
_OPEN_TO = sql("SELECT 1 FROM web_file WHERE blob = :blob")
_FILES = sql("SELECT blob FROM web_file WHERE external_id = :external_id ORDER BY blob")

_LEAVE = sql("DELETE FROM web_session WHERE external_id = :external_id")
_ERASE = [
    sql("DELETE FROM web_message WHERE external_id = :external_id"),
    sql("DELETE FROM web_file WHERE external_id = :external_id"),
]
_PRUNE_MESSAGES = sql("DELETE FROM web_message WHERE at_ms < :before_ms")
_PRUNE_FILES = sql("DELETE FROM web_file WHERE at_ms < :before_ms RETURNING blob")
_EXPIRE = sql("DELETE FROM web_session WHERE seen_ms < :before_ms")

NEWEST = 2**63 - 1
"""Stands for "after everything" where an id is asked for."""


async def open_session(token_hash: str, external_id: str, now_ms: int) -> None:
    """Remember a new device. Only the hash of its token is kept."""
    await _OPEN.run(token_hash=token_hash, external_id=external_id, now_ms=now_ms)


async def session(token_hash: str, since_ms: int) -> Session | None:
    """The device with this token, unless it was last seen before `since_ms`."""
    return await _SESSION.one(Session, token_hash=token_hash, since_ms=since_ms)


async def touch(session_id: int, now_ms: int) -> None:
    """The device was here now."""
    await _TOUCH.run(id=session_id, now_ms=now_ms)


async def say(external_id: str, delivery_id: int, body: str, at_ms: int) -> int | None:
    """Keep a message of the house and return its id, the same one for the same delivery; None where nobody is there any more."""
    if not await _KNOWN.run(external_id=external_id):
        return None
    made = await _SAY.value(external_id=external_id, delivery_id=delivery_id, body=body, at_ms=at_ms)
    return int(made if made is not None else await _SAID.value(delivery_id=delivery_id))


async def hear(external_id: str, client_id: str, body: str, at_ms: int) -> bool:
    """Keep a message of the person; False where this one is kept already."""
    return await _HEAR.run(external_id=external_id, client_id=client_id, body=body, at_ms=at_ms)


async def heard(external_id: str, client_id: str) -> str | None:
    """The body of a message that the person sent, or None."""
    body: str | None = await _HEARD.value(external_id=external_id, client_id=client_id)
    return body


async def shown(external_id: str, message_id: int) -> str | None:
    """The body of a message that the house sent to this person, or None."""
    body: str | None = await _SHOWN.value(external_id=external_id, id=message_id)
    return body


async def after(external_id: str, message_id: int, count: int) -> list[Kept]:
    """Up to `count` messages that came after that one, oldest first."""
    return await _AFTER.all(Kept, external_id=external_id, after_id=message_id, count=count)


async def before(external_id: str, message_id: int, count: int) -> list[Kept]:
    """The last `count` messages before that one, oldest first."""
    found = await _BEFORE.all(Kept, external_id=external_id, before_id=message_id, count=count)
    return found[::-1]


async def grant_file(external_id: str, blob: str, name: str, at_ms: int) -> None:
    """From now on this person may open the file, called `name`."""
    await _GRANT.run(external_id=external_id, blob=blob, name=name, at_ms=at_ms)


async def file_name(external_id: str, blob: str) -> str | None:
    """What the file is called for this person, or None where it is not theirs to open."""
    name: str | None = await _FILE.value(external_id=external_id, blob=blob)
    return name


async def in_use(blob: str) -> bool:
    """Whether anybody may open the file, or will be handed it again: a picture of the menu, a photo of a case."""
    return await _OPEN_TO.run(blob=blob) or await meals.pictured(blob) or await case_files.used(blob)


async def erase(external_id: str) -> list[str]:
    """Erase both sides of the history. Returns the blobs the person could open, for the file store.

    The device stays known, by a random id that leads to nobody any more, so that it can still be told that all is erased.
    """
    blobs = await _FILES.all(str, external_id=external_id)
    for statement in _ERASE:
        await statement.run(external_id=external_id)
    return blobs


async def forget(external_id: str) -> list[str]:
    """Erase the history and forget the device too. Returns the blobs the person could open, for the file store."""
    blobs = await erase(external_id)
    await _LEAVE.run(external_id=external_id)
    return blobs


async def prune(before_ms: int) -> list[str]:
    """Drop messages, and leave to open files, older than that. Returns the blobs that nobody may open any more."""
    await _PRUNE_MESSAGES.run(before_ms=before_ms)
    blobs = dict.fromkeys(await _PRUNE_FILES.all(str, before_ms=before_ms))
    return [blob for blob in blobs if not await in_use(blob)]


async def expire(before_ms: int) -> None:
    """Drop devices not seen since then."""
    await _EXPIRE.run(before_ms=before_ms)
