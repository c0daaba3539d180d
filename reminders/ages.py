"""Ages as the office has seen them: a month before the look is a year old it is asked for again."""

from __future__ import annotations

from functools import partial

from reminders.steps import Look, Stand, Step, take
from services.canteen import card_again


async def age(look: Look) -> Stand | None:
    """Somebody whose card the office has seen."""
    until_ms = await card_again.ends_ms(look.reminder.subject_id)
    if until_ms is None:
        return None
    due_ms = look.quiet.plan(until_ms - card_again.AHEAD_MS, until_ms)
    return await take([Step(due_ms, partial(_ask, look), until_ms)], look)


async def _ask(look: Look, _cursor: int) -> None:
    await card_again.ask(look.reminder.subject_id, look.now_ms, look.zone)
