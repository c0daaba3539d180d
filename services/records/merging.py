"""Two records of one human become one, and nothing that either had is lost."""

from __future__ import annotations

from dataclasses import dataclass

from services import enrolment, glances
from services.canteen import bills, diets, order_records, standing
from services.cases import records as cases
from services.patrol import leaving
from services.patrol import records as volunteering
from services.staff import is_admin, is_staff, works_for
from services.talks import records as talks
from storage import (
    accounts,
    attendance,
    audit,
    calls,
    couriers,
    courses,
    desk_sessions,
    doubles,
    enrolments,
    erasure,
    households,
    mutes,
    people,
    register,
    roles,
)  # fmt: skip
from storage.enrolments import Enrolment
from storage.people import Person

_RANK = {"seat": 0, "offered": 1, "waiting": 2, "entered": 3}


@dataclass(frozen=True, slots=True)
class Merged:
    """There is one record now. `freed` are the courses in which both had a booking: the better one stays."""

    person_id: int
    freed: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NotAllowed:
    """Only staff of both persons' community do that, to a colleague only administrators, and not to somebody who is gone."""


async def merge(keep_id: int, duplicate_id: int, by: int, now_ms: int) -> Merged | NotAllowed:
    """Staff: two records of one human become one. No booking is lost; where both are in a course, the better one stays."""
    keep, duplicate = await people.get(keep_id), await people.get(duplicate_id)
    if keep is None or duplicate is None or keep_id == duplicate_id or keep.erased_ms or duplicate.erased_ms:
        return NotAllowed()
    where = {keep.community_id, duplicate.community_id} - {None}
    if not where or not all([await is_staff(by, community_id) for community_id in where]):
        return NotAllowed()
    if not (await above(by, keep_id) and await above(by, duplicate_id)):
        return NotAllowed()
    return await join(keep, duplicate, by, now_ms)


async def join(keep: Person, duplicate: Person, by: int | None, now_ms: int) -> Merged:
    """Have everything of the duplicate be of the record that stays, whoever asked for it (None: the person, by a code)."""
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
            given_by = keep.id if consent.given_by in (None, duplicate.id) else consent.given_by
            await people.give_consent(keep.id, consent.purpose, consent.version, given_by, consent.given_ms)
    for course_id in await courses.wants(duplicate.id):
        await courses.want(course_id, keep.id, now_ms)
    for topic in await mutes.of(duplicate.id):
        await mutes.mute(keep.id, topic)
    await calls.hand_over(duplicate.id, keep.id)
    await couriers.hand_over(duplicate.id, keep.id)
    await volunteering.hand_over(duplicate.id, keep.id)  # before the places in shifts: where both came it is one stint
    await leaving.hand_over(duplicate.id, keep.id)
    await cases.hand_over(duplicate.id, keep.id)
    await talks.hand_over(duplicate.id, keep.id, now_ms)
    await glances.hand_over(duplicate.id, keep.id, now_ms)
    await register.hand_over(duplicate.id, keep.id)
    await doubles.hand_over(duplicate.id, keep.id)
    await desk_sessions.hand_over(duplicate.id, keep.id)
    await _fill(keep, duplicate, now_ms)
    await leaving.moved(keep.id, now_ms)  # of two communities one is left
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


async def above(by: int, person_id: int) -> bool:
    """Whether `by` may hand on what this record may do: one's own always, a colleague's as an administrator only."""
    return by == person_id or all([await is_admin(by, where) for where in await works_for(person_id)])
