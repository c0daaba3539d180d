"""One human, one record: coming back on a new channel, merging duplicates, taking one's data along, and leaving for good."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, TypeAlias

from msgspec import to_builtins

from language.text import _
from services import codes, enrolment
from services.canteen import bills, delivery, detours, diets, order_records, standing
from services.staff import is_admin, is_staff, works_for
from services.telling import notice
from storage import (
    accounts,
    attendance,
    audit,
    calls,
    couriers,
    courses,
    draws,
    drops,
    enrolments,
    erasure,
    households,
    mutes,
    outbox,
    people,
    roles,
    routes,
)  # fmt: skip
from storage.drops import Drop
from storage.enrolments import Enrolment
from storage.outbox import Lane
from storage.people import Person

STAFF_CODE_MS = 24 * 3_600_000
_BLOB = re.compile(r"\b[0-9a-f]{64}\b")
_RANK = {"seat": 0, "offered": 1, "waiting": 2, "entered": 3}


@dataclass(frozen=True, slots=True)
class Recovered:
    """The account belongs to this person now; `merged` where a record of its own went into that one."""

    person_id: int
    merged: bool


@dataclass(frozen=True, slots=True)
class Merged:
    """There is one record now. `freed` are the courses in which both had a booking: the better one stays."""

    person_id: int
    freed: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NotAllowed:
    """Only staff of both persons' community do that, to a colleague only administrators, and not to somebody who is gone."""


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


RecoverOutcome: TypeAlias = Recovered | codes.Wrong


async def recovery_code(person_id: int, code: str, now_ms: int) -> codes.Given:
    """A code for the person's own other channel, asked for where they are known."""
    return await codes.give(code, "recover", now_ms, person_id=person_id, made_by=person_id)


async def recovery_code_by_staff(person_id: int, by: int, code: str, now_ms: int) -> codes.Given | NotAllowed:
    """A code that staff hand to somebody who stands before them."""
    person = await people.get(person_id)
    if person is None or person.erased_ms is not None or not await is_staff(by, person.community_id):
        return NotAllowed()
    if not await _above(by, person_id):
        return NotAllowed()
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
        await _merge(keep, duplicate, None, now_ms)
        return Recovered(keep.id, True)
    await accounts.give(account_id, keep.id)
    return Recovered(keep.id, False)


async def merge(keep_id: int, duplicate_id: int, by: int, now_ms: int) -> Merged | NotAllowed:
    """Staff: two records of one human become one. No booking is lost; where both are in a course, the better one stays."""
    keep, duplicate = await people.get(keep_id), await people.get(duplicate_id)
    if keep is None or duplicate is None or keep_id == duplicate_id or keep.erased_ms or duplicate.erased_ms:
        return NotAllowed()
    where = {keep.community_id, duplicate.community_id} - {None}
    if not where or not all([await is_staff(by, community_id) for community_id in where]):
        return NotAllowed()
    if not (await _above(by, keep_id) and await _above(by, duplicate_id)):
        return NotAllowed()
    return await _merge(keep, duplicate, by, now_ms)


async def export(person_id: int) -> dict[str, Any]:
    """Everything held on a person, ready to be written as JSON. Times are UTC milliseconds. Empty where there is nobody."""
    person = await people.get(person_id)
    if person is None:
        return {}
    bookings = []
    for booked in await enrolments.touching(person_id):
        course = await courses.get(booked.course_id)
        entry = await draws.entry(booked.id)
        bookings.append(
            {**to_builtins(booked), "course": course.title if course else "", "draw_number": entry.number if entry else None}
        )
    return {
        "person": to_builtins(person),
        "accounts": [
            {"channel": account.channel, "external_id": account.external_id, "seen_ms": account.seen_ms}
            for account in await accounts.of_person(person_id)
        ],
        "household": [to_builtins(kin) for kin in await households.links(person_id)],
        "members": [to_builtins(member) for member in await households.members(person_id)],
        "consents": [to_builtins(consent) for consent in await people.consents(person_id)],
        "roles": [{"community_id": where, "role": role} for where, role in await roles.of(person_id)],
        "enrolments": bookings,
        "meals": await order_records.told(person_id),
        "diet": (await diets.of(person_id)).tags,
        "standing_orders": await standing.told(person_id),
        "meal_payments": await bills.told(person_id),
        "brought_to_me": [_at_my_door(drop) for drop in await drops.brought_to(person_id)],
        "brought_by_me": {
            "days": await couriers.days_of(person_id),
            "routes": [to_builtins(route) for route in await routes.taken_by(person_id)],
            "drops": [_at_a_door(drop) for drop in await drops.brought_by(person_id)],
        },
        "attendance": [to_builtins(mark) for mark in await attendance.of_person(person_id)],
        "pauses": [{"since_ms": since, "until_ms": until} for since, until in await attendance.pauses(person_id)],
        "told_when_open": await courses.wants(person_id),
        "muted": await mutes.of(person_id),
        "calls": [to_builtins(call) for call in await calls.of_person(person_id)],
        "acts_by_me": [to_builtins(act) for act in await audit.by(person_id)],
        "acts_about_me": [to_builtins(act) for act in await audit.about(f"person:{person_id}")],
        "messages": [to_builtins(row) for row in await erasure.held(person_id)],
    }


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
    await audit.forget(f"person:{person_id}")
    blobs.update(await erasure.forget_messages(person_id))
    await people.delete(person_id)
    return Erased(tombstone_id, known, tuple(sorted(blobs)), tuple(children))


def _at_my_door(drop: Drop) -> dict[str, Any]:
    """What is kept of a meal that was brought, for who should have it."""
    kept = ("reason", "knocked_ms", "called_ms", "contact_called_ms", "staff_told_ms", "handled_ms", "photo")
    return _at_a_door(drop) | {name: getattr(drop, name) for name in kept}


def _at_a_door(drop: Drop) -> dict[str, Any]:
    """What a courier did at a door, without whose it is."""
    return {
        "meal_day_id": drop.meal_day_id, "outcome": drop.outcome, "done_ms": drop.done_ms, "cash_fen": drop.cash_fen,
    }  # fmt: skip


async def _above(by: int, person_id: int) -> bool:
    """Whether `by` may hand on what this record may do: one's own always, a colleague's as an administrator only."""
    return by == person_id or all([await is_admin(by, where) for where in await works_for(person_id)])


async def _merge(keep: Person, duplicate: Person, by: int | None, now_ms: int) -> Merged:
    by = keep.id if by == duplicate.id else by  # staff merge their own double: they go on as the record that stays
    for account in await accounts.of_person(duplicate.id):  # first: what is said below reaches them
        await accounts.give(account.id, keep.id)
    freed = []
    for booked in await enrolments.touching(duplicate.id):
        if booked.attendee_id == duplicate.id:
            if booked.state != "cancelled" and await _settle_double(keep.id, booked, by, now_ms):
                freed.append(booked.course_id)
            await enrolments.set_attendee(booked.id, keep.id)
            await attendance.hand_over(booked.id, keep.id)
        if booked.companion_id == duplicate.id:
            await enrolments.set_companion(booked.id, keep.id)
        if booked.booked_by == duplicate.id:
            await enrolments.set_booker(booked.id, keep.id)
    await standing.hand_over(duplicate.id, keep, now_ms)
    await order_records.hand_over(duplicate.id, keep, now_ms)
    await diets.hand_over(duplicate.id, keep.id, now_ms)
    await bills.hand_over(duplicate.id, keep.id)
    await attendance.move_pauses(duplicate.id, keep.id)
    for kin in await households.links(duplicate.id):
        guardian_id = keep.id if kin.guardian_id == duplicate.id else kin.guardian_id
        member_id = keep.id if kin.member_id == duplicate.id else kin.member_id
        if guardian_id != member_id:
            await households.link(guardian_id, member_id, kin.kind, kin.agreed_ms, now_ms)
            if kin.told_delivered:
                await households.tell_delivered(guardian_id, member_id, told=True)
    for where, role in await roles.of(duplicate.id):
        await roles.grant(where, role, keep.id, by, now_ms)
    for consent in await people.consents(duplicate.id):
        if await people.consent_version(keep.id, consent.purpose) < consent.version:
            await people.give_consent(keep.id, consent.purpose, consent.version, keep.id, consent.given_ms)
    for course_id in await courses.wants(duplicate.id):
        await courses.want(course_id, keep.id, now_ms)
    for topic in await mutes.of(duplicate.id):
        await mutes.mute(keep.id, topic)
    await calls.hand_over(duplicate.id, keep.id)
    await couriers.hand_over(duplicate.id, keep.id)
    await _fill(keep, duplicate, now_ms)
    await erasure.repoint(duplicate.id, keep.id)
    await people.delete(duplicate.id)
    await audit.note(keep.community_id, by, "merge", f"person:{keep.id}", now_ms)
    return Merged(keep.id, tuple(dict.fromkeys(freed)))


async def _settle_double(keep_id: int, theirs: Enrolment, by: int | None, now_ms: int) -> bool:
    """Where both records are in one course, let go of the worse booking. Whether there was one."""
    ours = await enrolments.active(theirs.course_id, keep_id)
    if ours is None:
        return False
    worse = max(ours, theirs, key=lambda booked: (_RANK[booked.state], booked.ticket or 0, booked.id))
    await enrolment.release(worse, by, now_ms)
    return True


async def _fill(keep: Person, duplicate: Person, now_ms: int) -> None:
    """What only the duplicate knew of the person."""
    if not keep.name and duplicate.name:
        await people.set_name(keep.id, duplicate.name)
    if not keep.phone and duplicate.phone:
        await people.set_phone(keep.id, duplicate.phone)
    if not keep.building and duplicate.building:
        await people.set_home(keep.id, duplicate.building, duplicate.unit, duplicate.room)
    if not keep.contact_phone and duplicate.contact_phone:
        await people.set_contact(keep.id, duplicate.contact_name, duplicate.contact_phone)
    if keep.born is None and duplicate.born is not None:
        await people.set_birth(keep.id, duplicate.born, duplicate.birth_lunar)
    if duplicate.born is not None and duplicate.age_seen_ms is not None and keep.age_seen_ms is None:
        await people.see_age(keep.id, duplicate.born, duplicate.age_seen_ms)
    if keep.community_id is None and duplicate.community_id is not None:
        await people.set_community(keep.id, duplicate.community_id)
    if duplicate.verified_ms is not None:
        await people.verify(keep.id, now_ms)


def _contradict(one: Person, other: Person) -> bool:
    """Whether these cannot well be the same human."""
    phones = {re.sub(r"\D", "", person.phone) for person in (one, other)} - {""}
    days = {person.birth_date for person in (one, other)} - {None, ""}
    return len(phones) > 1 or len(days) > 1
