"""A day of the canteen: an hour before orders close its regulars are asked, then the sheet of the kitchen is made."""

from __future__ import annotations

from functools import partial

from reminders.steps import AT_ONCE, Look, Stand, Step, take
from services import meals
from services.calendar import HOUR_MS


async def meal_day(look: Look) -> Stand | None:
    """A day on which meals are cooked."""
    meal = await meals.get(look.reminder.subject_id)
    if meal is None or meal.day.status != "open":
        return None
    closes_ms = meal.day.closes_ms
    if look.now_ms >= closes_ms:  # whatever was settled before: orders may have been made to close earlier
        await meals.start_cooking(meal.day.id, look.now_ms)
        return None
    ask = Step(look.quiet.plan(closes_ms - HOUR_MS, closes_ms), partial(_ask, meal.day.id, look.now_ms), closes_ms)
    return await take([ask], look) or Stand(closes_ms, look.now_ms)


async def _ask(day_id: int, now_ms: int, cursor: int) -> int | None:
    return await meals.remind_regulars(day_id, now_ms, cursor, AT_ONCE)
