"""Being on duty: staff say that residents who ask for a person may be put through to them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from services import staff
from services.calendar import HOUR_MS, MINUTE_MS, to_local, to_ms
from services.opening import is_open, next_open, spans
from services.staff import is_staff
from services.telling import account_of
from storage import audit, communities, desk_sessions, on_duty, roles
from storage.on_duty import OnDuty

LASTS_MS = 4 * HOUR_MS
"""So long one is on duty where the office does not close before, or is closed already."""
AT_DESK_MS = 15 * MINUTE_MS
"""Whoever used the desk so lately sits there, and sees who asks for somebody. A page that is only left open does not count: it says so
when it asks for itself again (`desk/static/desk.js`)."""


async def opens_ms(community_id: int, now_ms: int, zone: ZoneInfo) -> int | None:
    """When the office opens next; None where it is open, also because nobody said when it is."""
    community = await communities.get(community_id)
    hours, now = spans(community) if community else [], to_local(now_ms, zone)
    opens = None if is_open(hours, now) else next_open(hours, now)
    return None if opens is None else to_ms(opens, zone)


async def closes_ms(community_id: int, now_ms: int, zone: ZoneInfo) -> int | None:
    """When the office closes today; None where it is closed, or nobody said when."""
    community = await communities.get(community_id)
    now = to_local(now_ms, zone)
    ends = [
        one.end
        for one in (spans(community) if community else [])
        if one.weekday == now.weekday() and one.start <= now.time() < one.end
    ]
    return to_ms(datetime.combine(now.date(), max(ends)), zone) if ends else None


async def come(community_id: int, by: int, now_ms: int, zone: ZoneInfo) -> int | None:
    """Go on duty. Returns until when: the office closes, or in four hours where that is not known. None for who is not staff."""
    if not await is_staff(by, community_id):
        return None
    until_ms = await closes_ms(community_id, now_ms, zone) or now_ms + LASTS_MS
    await on_duty.come(community_id, by, until_ms, now_ms)
    await audit.note(community_id, by, "on duty", f"person:{by}", now_ms)
    return until_ms


async def go(community_id: int, by: int, now_ms: int) -> bool:
    """Go off duty; talks that one is in go on. False for who was not on duty."""
    if not await on_duty.go(community_id, by):
        return False
    await audit.note(community_id, by, "off duty", f"person:{by}", now_ms)
    return True


async def until_ms(community_id: int, person_id: int, now_ms: int) -> int | None:
    """Until when somebody is on duty; None where they are not."""
    return await on_duty.until_ms(community_id, person_id, now_ms)


async def present(community_id: int, now_ms: int) -> list[int]:
    """Who is on duty and still works here, the idlest first."""
    return [one for one in await on_duty.by_idleness(community_id, now_ms) if await is_staff(one, community_id)]


async def at_desk(community_id: int, person_id: int, now_ms: int) -> bool:
    """Whether somebody sits at the desk of this community, and so needs no message to hear of what waits there."""
    return await desk_sessions.used(person_id, community_id, now_ms - AT_DESK_MS)


async def hears(community_id: int, person_id: int, now_ms: int) -> bool:
    """Whether somebody who works here hears of what is said to them now: a message reaches them, or they sit at the desk."""
    if not await is_staff(person_id, community_id):
        return False
    return await account_of(person_id) is not None or await at_desk(community_id, person_id, now_ms)


async def somebody_at_desk(community_id: int, now_ms: int, *, but: int | None = None) -> bool:
    """Whether anybody who works here, `but` for one, sits at the desk, where it stands what is urgent."""
    here = dict.fromkeys(one.person_id for one in await roles.holders(community_id) if one.role in staff.ROLES)
    for person_id in here:
        if person_id != but and await at_desk(community_id, person_id, now_ms):
            return True
    return False


async def roster(community_id: int, now_ms: int) -> list[OnDuty]:
    """Who is on duty and until when, whoever came first first."""
    return [one for one in await on_duty.present(community_id, now_ms) if await is_staff(one.person_id, community_id)]
