"""Forgetting a person for real."""

from __future__ import annotations

import re
from dataclasses import dataclass

from services import enrolment
from services.canteen import bills, delivery, detours, order_records, standing
from services.cases import records as cases
from services.figures import volunteers
from services.patrol import leaving
from services.talks import records as talks
from storage import accounts, attendance, audit, calls, enrolments, erasure, households, people, register

_BLOB = re.compile(r"\b[0-9a-f]{64}\b")


@dataclass(frozen=True, slots=True)
class Erased:
    """It is done. `tombstone_id` is the nameless record on which draws and roll calls rest, None where nothing does.

    `accounts` are the (channel, external id) that were known, for caches; `blobs` name the files to delete; `children` are the
    records that went along.
    """

    tombstone_id: int | None
    accounts: tuple[tuple[str, str], ...]
    blobs: tuple[str, ...] = ()
    children: tuple[int, ...] = ()


async def erase(person_id: int, now_ms: int, secret: str) -> Erased:
    """Forget a person for real, and the children for whom nobody else acts.

    Seats and places in the queue go to the next. Rows on which a draw or a roll call rests are moved to a record that holds
    nothing but `secret` (random words, `secrets.token_hex(8)`) as its name; all others are deleted. The caller answers on the
    account's address, for the account itself is gone.
    """
    person = await people.get(person_id)
    if person is None or person.erased_ms is not None:
        return Erased(None, ())
    children = []
    for member in await households.members(person_id):
        if member.kind == "child" and not await accounts.of_person(member.id):
            others = [kin for kin in await households.guardians(member.id) if kin.guardian_id != person_id]
            if not others:
                children.append(member.id)
    for n, child_id in enumerate(children):
        await erase(child_id, now_ms, f"{secret}-{n}")
    blobs = {blob for row in await erasure.held(person_id) for blob in _BLOB.findall(row.words)}
    known = tuple((account.channel, account.external_id) for account in await accounts.of_person(person_id))
    tombstone_id: int | None = None
    for booked in await enrolments.touching(person_id):
        if booked.attendee_id != person_id and booked.companion_id != person_id:
            continue  # booked for somebody else: the booking is theirs and stays
        if booked.state != "cancelled":
            await enrolment.release(booked, None, now_ms)
        if booked.companion_id == person_id:
            await enrolments.set_companion(booked.id, None)
        if booked.attendee_id != person_id:
            continue
        if not await enrolments.leaned_on(booked.id):
            await enrolments.delete(booked.id)
            continue
        if tombstone_id is None:
            tombstone_id = await people.add(person.community_id, secret, now_ms, erased_ms=now_ms)
        await calls.forget(booked.id)
        await enrolments.set_attendee(booked.id, tombstone_id)
        await enrolments.blank(booked.id)
        await attendance.hand_over(booked.id, tombstone_id)
        await attendance.blank(booked.id)
    blobs.update(await cases.forget(person_id, now_ms))
    blobs.update(await talks.forget(person_id, now_ms))
    await volunteers.remember(person_id, now_ms)
    await leaving.forget(person_id, now_ms)
    await standing.orphaned(person_id)
    blobs.update(await detours.forget(person_id, now_ms))
    await delivery.let_go(person_id, now_ms)
    for order_id in await order_records.let_go(person_id, now_ms):
        if tombstone_id is None:
            tombstone_id = await people.add(person.community_id, secret, now_ms, erased_ms=now_ms)
        await order_records.give(order_id, tombstone_id)
    if await bills.paid_ever(person_id):
        if tombstone_id is None:
            tombstone_id = await people.add(person.community_id, secret, now_ms, erased_ms=now_ms)
        await bills.let_go(person_id, tombstone_id)
    await register.forget(person_id)
    await audit.forget(f"person:{person_id}")
    blobs.update(await erasure.forget_messages(person_id))
    await people.delete(person_id)
    return Erased(tombstone_id, known, tuple(sorted(blobs)), tuple(children))
