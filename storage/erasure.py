"""What every table holds on a person: for the export, for moving it to another record, and for the erasure.

Deleting a person's row takes along, by foreign keys, their household links, consents, roles, codes, pauses and wishes. What
others depend on is repointed before.
"""

from __future__ import annotations

from dataclasses import dataclass

from storage import accounts, web
from storage.sql import sql


@dataclass(frozen=True, slots=True)
class Held:
    """One stored row about a person: what kind of thing, when, and its words."""

    kind: str
    at_ms: int
    words: str


_AUTHORED = (
    ("consent", "given_by"), ("role", "granted_by"), ("code", "made_by"), ("code", "used_by"), ("audit", "actor_id"),
    ("enrolment", "changed_by"), ("enrolment", "booked_by"), ("attendance", "marked_by"), ("pause", "lifted_by"),
    ("call", "done_by"), ("broadcast", "made_by"), ("meal_order", "ordered_by"), ("standing_order", "ordered_by"),
    ("payment", "made_by"), ("route", "courier_id"), ("meal_drop", "courier_id"),
    ("meeting", "made_by"), ("case_merge", "asked_by"), ("register_import", "made_by"), ("apart", "said_by"),
)  # fmt: skip
_REPOINT = [
    sql(f"UPDATE {table} SET {column} = :to WHERE {column} = :person_id RETURNING {column}") for table, column in _AUTHORED
]
_RENAME = sql("UPDATE audit SET subject = :to WHERE subject = :subject RETURNING id")
_CONVERSATIONS = sql(
    "SELECT 'conversation ' || c.flow, c.touched_ms, c.journal FROM conversation c JOIN account a ON a.id = c.account_id"
    " WHERE a.person_id = :person_id ORDER BY c.id"
)
_OUTBOX = sql(
    "SELECT 'message', o.created_ms, o.body FROM outbox o JOIN account a ON a.id = o.account_id"
    " WHERE a.person_id = :person_id ORDER BY o.id"
)
_PARKED = sql(
    "SELECT 'parked update', p.parked_ms, p.body FROM parked p JOIN account a ON a.id = p.account_id"
    " WHERE a.person_id = :person_id ORDER BY p.id"
)
_ERRANDS = sql(
    "SELECT 'errand ' || e.kind, e.due_ms, e.body FROM errand e JOIN account a ON a.id = e.account_id"
    " WHERE a.person_id = :person_id ORDER BY e.id"
)
_WEB = sql(
    "SELECT 'web chat', w.at_ms, w.body FROM web_message w JOIN account a ON a.external_id = w.external_id"
    " WHERE a.person_id = :person_id AND a.channel = 'web' ORDER BY w.id"
)
_FORGET_CONVERSATIONS = sql(
    "DELETE FROM conversation WHERE account_id IN (SELECT id FROM account WHERE person_id = :person_id) RETURNING id"
)
_FORGET_OUTBOX = sql(
    "DELETE FROM outbox WHERE account_id IN (SELECT id FROM account WHERE person_id = :person_id) RETURNING id"
)
_FORGET_PARKED = sql(
    "DELETE FROM parked WHERE account_id IN (SELECT id FROM account WHERE person_id = :person_id) RETURNING id"
)
_FORGET_ERRANDS = sql(
    "DELETE FROM errand WHERE account_id IN (SELECT id FROM account WHERE person_id = :person_id) RETURNING id"
)
# What no channel code could read belongs to no account; it is found by the person's own id in its words.
_FORGET_UNREADABLE = sql(
    "DELETE FROM parked WHERE account_id IS NULL AND channel = :channel AND body LIKE '%' || :external_id || '%' RETURNING id"
)
_FILES_TO_SHRED = sql(
    "SELECT e.body FROM errand e JOIN account a ON a.id = e.account_id WHERE a.person_id = :person_id AND e.kind = 'shred'"
)
_FORGET_ACCOUNTS = sql("DELETE FROM account WHERE person_id = :person_id RETURNING id")


async def held(person_id: int) -> list[Held]:
    """What the way of a message keeps on the person: journals, messages to them, parked updates, errands, the web chat."""
    found: list[Held] = []
    for statement in (_CONVERSATIONS, _OUTBOX, _PARKED, _ERRANDS, _WEB):
        found += await statement.all(Held, person_id=person_id)
    return found


async def repoint(person_id: int, to: int) -> None:
    """Whatever the person did to others' rows was done by the other record."""
    for statement in _REPOINT:
        await statement.run(person_id=person_id, to=to)
    await _RENAME.run(subject=f"person:{person_id}", to=f"person:{to}")


async def forget_messages(person_id: int) -> list[str]:
    """Remove the person's accounts and everything on its way to or from them. Returns the blobs of their files."""
    blobs = await _FILES_TO_SHRED.all(str, person_id=person_id)
    for account in await accounts.of_person(person_id):
        await _FORGET_UNREADABLE.run(channel=account.channel, external_id=account.external_id)
        if account.channel == "web":
            blobs += await web.erase(account.external_id)
    for statement in (_FORGET_CONVERSATIONS, _FORGET_OUTBOX, _FORGET_PARKED, _FORGET_ERRANDS, _FORGET_ACCOUNTS):
        await statement.run(person_id=person_id)
    return blobs
