"""A day of the canteen: an hour before orders close its regulars are asked, then the sheet of the kitchen is made."""

from __future__ import annotations

from functools import partial

from reminders.steps import AT_ONCE, Look, Stand, Step, take
from services import meals
from services.calendar import HOUR_MS, MINUTE_MS

LOOK_AGAIN_MS = 1_000
LONGEST_WAIT_MS = 10 * MINUTE_MS
"""So long the kitchen waits for orders that were sent in time and are not handled yet; what comes later is refused aloud."""


async def meal_day(look: Look) -> Stand | None:
    """A day on which meals are cooked."""
    meal = await meals.get(look.reminder.subject_id)
    if meal is None or meal.day.status != "open":
        return None
    closes_ms = meal.day.closes_ms
    if look.now_ms >= closes_ms:  # whatever was settled before: orders may have been made to close earlier
        if look.handled_ms < closes_ms and look.now_ms < closes_ms + LONGEST_WAIT_MS:
            return Stand(look.now_ms + LOOK_AGAIN_MS, look.reminder.seen_ms)
        await meals.start_cooking(meal.day.id, look.now_ms)
        return None
    ask = Step(look.quiet.plan(closes_ms - HOUR_MS, closes_ms), partial(_ask, meal.day.id, look.now_ms), closes_ms)
    return await take([ask], look) or Stand(closes_ms, look.now_ms)


async def _ask(day_id: int, now_ms: int, cursor: int) -> int | None:
    return await meals.remind_regulars(day_id, now_ms, cursor, AT_ONCE)
