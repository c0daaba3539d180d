"""One human, one record: coming back on a new channel."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

from language.text import _
from services import codes
from services.records.merging import NotAllowed, above, join
from services.staff import is_staff, works_for
from services.telling import is_child, notice
from storage import accounts, audit, outbox, people
from storage.outbox import Lane
from storage.people import Person

STAFF_CODE_MS = 24 * 3_600_000


@dataclass(frozen=True, slots=True)
class Recovered:
    """The account belongs to this person now; `merged` where a record of its own went into that one."""

    person_id: int
    merged: bool


@dataclass(frozen=True, slots=True)
class Underage:
    """A child has no account of its own: its guardians act for it."""


UNDERAGE = _("未满14岁的孩子没有自己的账号，由监护人替 TA 办。")

RecoverOutcome: TypeAlias = Recovered | codes.Wrong


async def recovery_code(person_id: int, code: str, now_ms: int) -> codes.Given:
    """A code for the person's own other channel, asked for where they are known."""
    return await codes.give(code, "recover", now_ms, person_id=person_id, made_by=person_id)


async def recovery_code_by_staff(person_id: int, by: int, code: str, now_ms: int) -> codes.Given | NotAllowed | Underage:
    """A code that staff hand to somebody who stands before them."""
    person = await people.get(person_id)
    if person is None or person.erased_ms is not None or not await is_staff(by, person.community_id):
        return NotAllowed()
    if not await above(by, person_id):
        return NotAllowed()
    if is_child(person, now_ms):
        return Underage()
    await audit.note(person.community_id, by, "recovery code", f"person:{person_id}", now_ms)
    return await codes.give(code, "recover", now_ms, person_id=person_id, made_by=by, holds_ms=STAFF_CODE_MS)


async def recover(code: str, account_id: int, now_ms: int) -> RecoverOutcome:
    """The code arrived on an account: from now on it is that person's, and so is what the account had booked before.

    Their other accounts are told, so that nobody comes in unnoticed. Where the two records contradict each other (two phone
    numbers, two birthdays) only the account moves; the rest is left to staff.
    """
    account = await accounts.by_id(account_id)
    assert account is not None
    redeemed = await codes.redeem(code, "recover", account.person_id, now_ms)
    if isinstance(redeemed, codes.Wrong):
        return redeemed
    keep, duplicate = await people.get(redeemed.person_id or 0), await people.get(account.person_id)
    if keep is None or duplicate is None:
        return codes.Wrong("unknown")
    if keep.id == duplicate.id:
        return Recovered(keep.id, False)
    text = _("您的账号刚在另一个地方登录了。不是您本人的话，请马上联系社区。")
    for other in await accounts.of_person(keep.id):
        if other.blocked_ms is None:
            await outbox.notice(f"recovered:{redeemed.id}", other.id, other, notice(text), Lane.NOTICE, now_ms)
    alone = len(await accounts.of_person(duplicate.id)) == 1
    if alone and not _contradict(keep, duplicate) and not await works_for(duplicate.id):
        await join(keep, duplicate, None, now_ms)
        return Recovered(keep.id, True)
    await accounts.give(account_id, keep.id)
    return Recovered(keep.id, False)


def _contradict(one: Person, other: Person) -> bool:
    """Whether these cannot well be the same human."""
    phones = {re.sub(r"\D", "", person.phone) for person in (one, other)} - {""}
    days = {person.birth_date for person in (one, other)} - {None, ""}
    return len(phones) > 1 or len(days) > 1
