"""Everything held on a person, for them to take along."""

from __future__ import annotations

from typing import Any

from msgspec import to_builtins

from services import glances
from services.canteen import bills, diets, order_records, standing
from services.cases import records as cases
from services.patrol import leaving
from services.patrol import records as volunteering
from services.talks import records as talks
from storage import (
    accounts,
    attendance,
    audit,
    calls,
    couriers,
    courses,
    desk_sessions,
    draws,
    drops,
    enrolments,
    erasure,
    households,
    mutes,
    people,
    register,
    roles,
    routes,
)  # fmt: skip
from storage.drops import Drop


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
        "cases": await cases.held(person_id),
        "volunteering": await leaving.held(person_id) | {"came": await volunteering.held(person_id)},
        "talks": await talks.held(person_id),
        "glances": await glances.held(person_id),
        "attendance": [to_builtins(mark) for mark in await attendance.of_person(person_id)],
        "pauses": [{"since_ms": since, "until_ms": until} for since, until in await attendance.pauses(person_id)],
        "told_when_open": await courses.wants(person_id),
        "muted": await mutes.of(person_id),
        "calls": [to_builtins(call) for call in await calls.of_person(person_id)],
        "acts_by_me": [to_builtins(act) for act in await audit.by(person_id)],
        "acts_about_me": [to_builtins(act) for act in await audit.about(f"person:{person_id}")],
        "desk_sessions": [
            {"agent": one.agent, "created_ms": one.created_ms, "seen_ms": one.seen_ms}
            for one in await desk_sessions.held(person_id)
        ],
        "registers": [to_builtins(row) for row in await register.about(person_id)],
        "messages": [to_builtins(row) for row in await erasure.held(person_id)],
    }


async def bare(person_id: int) -> bool:
    """Whether nothing hangs on a person but their own record: no account, family or booking, nothing that they ever did here."""
    held = await export(person_id)
    return not any(_anything(value) for key, value in held.items() if key not in _THE_RECORD)


_THE_RECORD = ("person", "registers", "acts_about_me")


def _anything(value: Any) -> bool:
    return any(map(_anything, value.values())) if isinstance(value, dict) else bool(value)


def _at_my_door(drop: Drop) -> dict[str, Any]:
    """What is kept of a meal that was brought, for who should have it."""
    kept = ("reason", "knocked_ms", "called_ms", "contact_called_ms", "staff_told_ms", "handled_ms", "photo")
    return _at_a_door(drop) | {name: getattr(drop, name) for name in kept}


def _at_a_door(drop: Drop) -> dict[str, Any]:
    """What a courier did at a door, without whose it is."""
    return {
        "meal_day_id": drop.meal_day_id, "outcome": drop.outcome, "done_ms": drop.done_ms, "cash_fen": drop.cash_fen,
    }  # fmt: skip
