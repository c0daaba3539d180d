"""Accounts: a person as one channel knows them."""

from __future__ import annotations

from msgspec import Struct

from storage.sql import sql


class Account(Struct, frozen=True):
    """`last_message` is the newest message delivered to it, `last_tap` the newest tap that counted, `language` the person's.

    `seen_ms` is 0 until a first turn has come to its end.
    """

    id: int
    person_id: int
    channel: str
    external_id: str
    last_message: str
    last_tap: str
    blocked_ms: int | None
    seen_ms: int
    language: str


_SELECT = (
    "SELECT a.id, a.person_id, a.channel, a.external_id, a.last_message, a.last_tap, a.blocked_ms, a.seen_ms, p.language"
    " FROM account AS a JOIN person AS p ON p.id = a.person_id"
)

_BY_EXTERNAL = sql(f"{_SELECT} WHERE a.channel = :channel AND a.external_id = :external_id")
_BY_ID = sql(f"{_SELECT} WHERE a.id = :id")
_OF_PERSON = sql(f"{_SELECT} WHERE a.person_id = :person_id ORDER BY a.seen_ms DESC, a.id DESC")
_ADD_PERSON = sql("INSERT INTO person (language, created_ms) VALUES (:language, :now_ms) RETURNING id")
_ADD = sql("INSERT INTO account (person_id, channel, external_id, seen_ms) VALUES (:person_id, :channel, :external_id, 0)")
_SEEN = sql(
    "UPDATE account SET seen_ms = :now_ms, last_tap = :last_tap, last_message = :last_message, blocked_ms = NULL WHERE id = :id"
)
_SHOWED = sql("UPDATE account SET last_message = :message WHERE id = :id")
_BLOCKED = sql("UPDATE account SET blocked_ms = :now_ms WHERE channel = :channel AND external_id = :external_id")
_GIVE = sql("UPDATE account SET person_id = :person_id WHERE id = :id")


async def find(channel: str, external_id: str) -> Account | None:
    """The account with this id on this channel, or None."""
    return await _BY_EXTERNAL.one(Account, channel=channel, external_id=external_id)


async def by_id(account_id: int) -> Account | None:
    """The account, or None."""
    return await _BY_ID.one(Account, id=account_id)


async def of_person(person_id: int) -> list[Account]:
    """The person's accounts, the most recently used first."""
    return await _OF_PERSON.all(Account, person_id=person_id)


async def arrive(channel: str, external_id: str, language: str, now_ms: int) -> Account:
    """The account, made with a person of its own where there is none yet."""
    known = await find(channel, external_id)
    if known:
        return known
    person_id = await _ADD_PERSON.value(language=language, now_ms=now_ms)
    await _ADD.run(person_id=person_id, channel=channel, external_id=external_id)
    made = await find(channel, external_id)
    assert made
    return made


async def seen(account: Account, now_ms: int, *, last_tap: str, last_message: str) -> None:
    """Note that the person was here (so does not block us), the tap that counted, and which message is the newest now."""
    await _SEEN.run(id=account.id, now_ms=now_ms, last_tap=last_tap, last_message=last_message)


async def showed(account_id: int, message: str) -> None:
    """Note the newest message delivered."""
    await _SHOWED.run(id=account_id, message=message)


async def blocked(channel: str, external_id: str, now_ms: int) -> None:
    """Note that nothing reaches this account any more, until the person comes back."""
    await _BLOCKED.run(channel=channel, external_id=external_id, now_ms=now_ms)


async def give(account_id: int, person_id: int) -> None:
    """The account belongs to this person from now on."""
    await _GIVE.run(id=account_id, person_id=person_id)
