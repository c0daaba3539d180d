"""What becomes of a message that cannot be delivered: another account of the same person, else a call to make."""

from __future__ import annotations

import msgspec

from language.message import Outgoing
from language.text import Saying
from storage import accounts, calls, outbox, people
from storage.outbox import Lane, Row, Weight

_decode = msgspec.json.Decoder(Outgoing).decode
_encode = msgspec.json.Encoder().encode


async def gone(channel: str, chat: str, now_ms: int) -> None:
    """Nothing reaches this chat any more: note it, and find another way for all that waits for it."""
    await accounts.blocked(channel, chat, now_ms)
    for row in await outbox.waiting_for(channel, chat):
        await undelivered(row, "unreachable", now_ms)


async def undelivered(row: Row, state: str, now_ms: int, error: str = "") -> None:
    """This message does not arrive there: it goes to another account of the person, or ends in that state (and as a call)."""
    account = await accounts.by_id(row.account_id) if row.account_id is not None else None
    if account is None or row.lane == Lane.REPLY:
        return await outbox.end(row.id, state, now_ms, error)
    for other in await accounts.of_person(account.person_id):
        if other.blocked_ms is None and other.id != account.id:
            return await outbox.readdress(row.id, other, now_ms)
    await outbox.end(row.id, state, now_ms, error)
    if row.weight >= Weight.MATTERS:
        await to_call(account.person_id, words_of(row), row.cause, row.until_ms, now_ms)
    return None


async def to_call(person_id: int, words: Saying, cause: str, until_ms: int, now_ms: int) -> bool:
    """Somebody must be phoned and told this. False where that was known, or where it is nobody's office to call."""
    person = await people.get(person_id)
    if person is None or person.community_id is None or person.erased_ms is not None:
        return False
    return await calls.add(person.community_id, person_id, cause, _encode(words).decode(), until_ms, now_ms)


def words_of(row: Row) -> Saying:
    """What a message that was not rendered yet says; "" where nobody can read it any more."""
    try:
        return _decode(row.body).text
    except msgspec.MsgspecError:
        return ""
