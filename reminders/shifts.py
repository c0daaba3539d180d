"""Shifts: duties are planned on every day; where somebody is missing the team is asked; the evening before everybody is reminded."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from reminders.steps import Look, Stand, Step, take
from services.calendar import to_local, to_ms
from services.patrol import duties, shift_telling
from services.patrol.shifts import EVENING
from storage import shifts as stored

PLAN_AT = time(3)
ASK_AT = time(10)
"""Not in the evening: then "cannot come" below a reminder could be taken for an answer to what is asked."""
ASK_DAYS = 2
"""So many days before, the team is asked where places are free."""


async def plan(look: Look) -> Stand | None:
    """The duties of a community, every day."""
    await duties.plan_ahead(look.reminder.subject_id, look.now_ms, look.zone)
    tomorrow = to_local(look.now_ms, look.zone).date() + timedelta(1)
    return Stand(to_ms(datetime.combine(tomorrow, PLAN_AT), look.zone), look.now_ms)


async def shift(look: Look) -> Stand | None:
    """A shift: the team is asked two days before, its people are reminded the evening before, and who leads hears what is missing."""
    found = await stored.get(look.reminder.subject_id)
    if found is None or not found.coming(look.now_ms):
        return None
    day = to_local(found.starts_ms, look.zone).date()

    def before(days: int, at: time, until_ms: int) -> int:
        return look.quiet.plan(to_ms(datetime.combine(day - timedelta(days), at), look.zone), until_ms)

    async def ask(_cursor: int) -> None:
        await shift_telling.ask_team(found.id, f"shift-missing:{found.id}:{found.starts_ms}", look.now_ms)

    async def remind(_cursor: int) -> None:
        await shift_telling.remind(found.id, look.now_ms)
        await shift_telling.warn_lead(found.id, look.now_ms)

    eve_ms = before(1, EVENING, found.starts_ms)
    return await take([Step(before(ASK_DAYS, ASK_AT, eve_ms), ask, eve_ms), Step(eve_ms, remind, found.starts_ms)], look)
