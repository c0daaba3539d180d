"""Meetings of the council, and authors who are asked something: what is said in time, and what ends by itself."""

from __future__ import annotations

from reminders.classes import day_before
from reminders.steps import Look, Stand, Step, take
from services.calendar import HOUR_MS
from services.cases import council_telling, merging
from storage import case_merges, meetings

AFTER_MS = 20 * HOUR_MS
"""So long after it began staff should have said what came of a meeting."""


async def meeting(look: Look) -> Stand | None:
    """A planned meeting: its authors hear of it the day before, and staff are asked afterwards."""
    found = await meetings.get(look.reminder.subject_id)
    if found is None or found.state != "planned":
        return None
    tomorrow_ms, until_ms = day_before(found.starts_ms, look.quiet)

    async def tomorrow(_cursor: int) -> None:
        await council_telling.say_tomorrow(found, until_ms, look.now_ms)

    async def after(_cursor: int) -> None:
        await council_telling.ask_outcome(found, look.now_ms)

    return await take([Step(tomorrow_ms, tomorrow, until_ms), Step(found.starts_ms + AFTER_MS, after)], look)


async def case_merge(look: Look) -> Stand | None:
    """An author who is asked whether theirs may go on as another one: after a week that counts as no."""
    wish = await case_merges.of(look.reminder.subject_id)
    if wish is None:
        return None

    async def lapse(_cursor: int) -> None:
        await merging.lapse(wish.case_id, look.now_ms)

    return await take([Step(wish.asked_ms + merging.ASKING_MS, lapse)], look)
