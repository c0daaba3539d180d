"""What becomes of a message that cannot be delivered: another account of the same person, else a call to make."""

from __future__ import annotations

import msgspec

from language.message import Outgoing
from language.text import Saying
from storage import accounts, calls, mutes, outbox, people, reminders
from storage.outbox import FOR_EVER, Lane, Row, Weight

UNREACHABLE = "unreachable"
_BOOKINGS = ("class", "offer", "moved", "drawn")
"""What a message can be about (`Terms.about`) whose first number is an enrolment."""

_decode = msgspec.json.Decoder(Outgoing).decode
_encode = msgspec.json.Encoder().encode


async def gone(channel: str, chat: str, now_ms: int) -> None:
    """Nothing reaches this chat any more: note it, and find another way for all that waits for it."""
    await accounts.blocked(channel, chat, now_ms)
    for row in await outbox.waiting_for(channel, chat):
        for one in await outbox.part(row, now_ms) if row.holds_others else [row]:
            await undelivered(one, UNREACHABLE, now_ms)


async def undelivered(row: Row, state: str, now_ms: int, error: str = "") -> None:
    """This message ends in that state, and where it matters as a call. One that is UNREACHABLE goes to the person's other account.

    What failed ("failed") would fail there, too.
    """
    account = await accounts.by_id(row.account_id) if row.account_id is not None else None
    if account is None or row.lane == Lane.REPLY:
        return await outbox.end(row.id, state, now_ms, error)
    for other in await accounts.of_person(account.person_id):
        if state == UNREACHABLE and other.blocked_ms is None and other.id != account.id:
            return await outbox.readdress(row.id, other, now_ms)
    if row.topic and await mutes.has(account.person_id, row.topic):
        return await outbox.end(row.id, "muted", now_ms)
    await outbox.end(row.id, state, now_ms, error)
    # Where a booking concerns several people, it is enough that one of them hears of it.
    if row.weight == Weight.DANGER or (row.weight == Weight.MATTERS and not await outbox.others_hear(row)):
        await to_call(account.person_id, words_of(row), row.cause, now_ms, row.until_ms, row.about)
    return None


async def to_call(person_id: int, words: Saying, cause: str, now_ms: int, until_ms: int = FOR_EVER, about: str = "") -> None:
    """Somebody must be phoned and told this, once per cause; staff hear of it from the clock. Not where it is nobody's office to call."""
    person = await people.get(person_id)
    if person is None or person.community_id is None or person.erased_ms is not None:
        return
    word, *numbers = about.split(":")
    enrolment_id = int(numbers[0]) if word in _BOOKINGS else None
    if await calls.add(person.community_id, person_id, cause, _encode(words).decode(), about, enrolment_id, until_ms, now_ms):
        await reminders.follow("calls", person.community_id, person.community_id, now_ms)


def words_of(row: Row) -> Saying:
    """What a message that was not rendered yet says; "" where nobody can read it any more."""
    try:
        return _decode(row.body).text
    except msgspec.MsgspecError:
        return ""
