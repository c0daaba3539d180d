"""A day of the canteen: an hour before orders close its regulars are asked, then the sheet of the kitchen is made."""

from __future__ import annotations

from functools import partial

from reminders.steps import AT_ONCE, Look, Stand, Step, take
from services.calendar import HOUR_MS, MINUTE_MS
from services.canteen import dish_gone, kitchen_sheet, meal_limits, meal_telling, meals

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
        await kitchen_sheet.start_cooking(meal.day.id, look.now_ms)
        return None
    ask = Step(look.quiet.plan(closes_ms - HOUR_MS, closes_ms), partial(_ask, meal.day.id, look.now_ms), closes_ms)
    return await take([ask], look) or Stand(closes_ms, look.now_ms)


async def _ask(day_id: int, now_ms: int, cursor: int) -> int | None:
    return await meal_telling.remind_regulars(day_id, now_ms, cursor, AT_ONCE)


async def meal_closed(look: Look) -> Stand | None:
    """Everybody who had ordered hears that there is no meal that day."""
    return _on(look, await meal_telling.tell_closed(look.reminder.subject_id, look.now_ms, look.reminder.cursor, AT_ONCE))


async def meal_earlier(look: Look) -> Stand | None:
    """Everybody who has ordered hears that orders end earlier."""
    return _on(look, await meal_limits.tell_earlier(look.reminder.subject_id, look.now_ms, look.reminder.cursor, AT_ONCE))


async def gone(look: Look) -> Stand | None:
    """Everybody whose dish ran out hears what took its place."""
    return _on(look, await dish_gone.tell_gone(look.reminder.subject_id, look.now_ms, look.reminder.cursor, AT_ONCE))


def _on(look: Look, cursor: int | None) -> Stand | None:
    """The next part at once, from where this one ended."""
    return None if cursor is None else Stand(look.now_ms, look.reminder.seen_ms, cursor)
