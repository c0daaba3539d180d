"""Routes that nobody takes, or that do not end, and doors where nobody came: staff hear of them in time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from reminders.steps import Look, Stand, Step, take
from services.calendar import HOUR_MS, MINUTE_MS
from services.canteen import loads, no_answer, route_care
from storage import drops, meals
from storage.outbox import FOR_EVER

FREE_MS = 45 * MINUTE_MS
"""So long after the sheet a route should be somebody's."""
DONE_MS = 4 * HOUR_MS
"""So long after the sheet everything should be brought."""
OPEN_MS = 15 * MINUTE_MS
"""So long after nobody came to a door the courier should have said what came of it."""
USE_MS = 2 * HOUR_MS
"""So long it is of use to hear of it."""


async def routes(look: Look) -> Stand | None:
    """The routes of a day."""
    day = await meals.day(look.reminder.subject_id)
    if day is None or day.status != "cooking":
        return None

    def step(after_ms: int, say: Callable[[int, int], Awaitable[None]], use_ms: int | None = USE_MS) -> Step:
        async def do(cursor: int) -> None:
            await say(day.id, look.now_ms)

        due_ms = day.closes_ms + after_ms
        return Step(due_ms, do, FOR_EVER if use_ms is None else due_ms + use_ms)

    ahead = [step(FREE_MS, route_care.say_not_taken), step(DONE_MS, route_care.say_not_done)]
    return await take([*ahead, step(loads.OVER_MS, route_care.end_unsaid, None)], look)


async def door(look: Look) -> Stand | None:
    """A door where nobody came."""
    drop = await drops.get(look.reminder.subject_id)
    if drop is None or drop.outcome != "waiting" or drop.knocked_ms is None:
        return None

    async def say(cursor: int) -> None:
        await no_answer.say_open(drop.order_id, look.now_ms)

    due_ms = drop.knocked_ms + OPEN_MS
    return await take([Step(due_ms, say, due_ms + USE_MS)], look)
