"""Leaving for good: the person is erased with everything that hung on them, now or as soon as the last word is delivered."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from services.calendar import DAY_MS, HOUR_MS
from services.canteen import bills, owing
from services.records import erasing
from services.records.erasing import Erased
from services.records.merging import NotAllowed, above
from services.staff import ADMIN, is_admin
from storage import (
    audit,
    case_records,
    enrolments,
    errands,
    households,
    orders,
    outbox,
    people,
    roles,
    shifts,
    standing,
    web,
)

CHATS = "erase_chats"
"""The errand that forgets what was last said to chats that belong to nobody now."""
BACKUP_DAYS = 30
"""So long backups are kept by those who follow the README; the erased live on in them until then."""


async def leave(person_id: int, now_ms: int, secret: str) -> Erased:
    """Erase the person, and leave errands for their files and for the goodbye. `secret` names what must stay without a name."""
    erased = await erasing.erase(person_id, now_ms, secret)
    for blob in erased.blobs:
        if not await web.in_use(blob):  # the same picture may be somebody else's too
            await errands.add(errands.SHRED, None, blob, now_ms)
    if erased.accounts:
        await errands.add(CHATS, None, json.dumps(erased.accounts), now_ms + HOUR_MS)
    return erased


@dataclass(frozen=True, slots=True)
class Ahead:
    """What would go with a person, and what would stay without a name.

    `seats`: bookings that go to who waits; `meals`: ordered and not cooked yet; `children`: names of those for whom nobody else acts;
    `shifts` that somebody else must take; `paid`: whether payments stay in the books; `owed_fen`: what is not settled (below 0: ours to pay back).
    """

    seats: int
    meals: int
    standing: bool
    cases: int
    shifts: int
    children: tuple[str, ...]
    paid: bool
    owed_fen: int
    card_fen: int


async def ahead(person_id: int, now_ms: int, today: date) -> Ahead:
    """What erasing a person would mean."""
    members = await households.members(person_id)
    alone = [one.name for one in members if one.kind == "child" and await only_guardian(person_id, one.id)]
    stands = await owing.account(person_id, today)
    return Ahead(
        seats=sum(booked.attendee_id == person_id for booked in await enrolments.mine(person_id, now_ms)),
        meals=sum(
            order.eater_id == person_id and order.closes_ms > now_ms
            for order in await orders.mine(person_id, today.isoformat())
        ),
        standing=await standing.of(person_id) is not None,
        cases=sum(case.reporter_id == person_id and case.closed_ms is None for case in await case_records.of(person_id)),
        shifts=len(await shifts.of_person(person_id, now_ms, now_ms + 365 * DAY_MS)),
        children=tuple(alone),
        paid=await bills.paid_ever(person_id),
        owed_fen=stands.owed_fen,
        card_fen=stands.balance_fen,
    )


async def leave_by_staff(person_id: int, by: int, now_ms: int, secret: str) -> Erased | NotAllowed:
    """An administrator erases a resident who asked for it at the counter. Not the last administrator, who first names another."""
    person = await people.get(person_id)
    if person is None or person.erased_ms is not None or person.community_id is None:
        return NotAllowed()
    if not await is_admin(by, person.community_id) or not await above(by, person_id):
        return NotAllowed()
    for where, role in await roles.of(person_id):
        if role == ADMIN and [one.person_id for one in await roles.holders(where) if one.role == ADMIN] == [person_id]:
            return NotAllowed()
    erased = await leave(person_id, now_ms, secret)
    await audit.note(person.community_id, None if by == person_id else by, "erase person", "person:0", now_ms)
    return erased


async def forget_goodbye(errand_id: int, chats: list[tuple[str, str]]) -> None:
    """The goodbye was delivered: forget to whom."""
    for channel, chat in chats:
        await outbox.forget(channel, chat)
    await errands.done(errand_id)


async def only_guardian(guardian_id: int, child_id: int) -> bool:
    """Whether nobody else acts for the child."""
    return {kin.guardian_id for kin in await households.guardians(child_id)} <= {guardian_id}
