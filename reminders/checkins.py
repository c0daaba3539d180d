"""The end of a shift: a word to those who are still there, then the clock closes it."""

from __future__ import annotations

from reminders.steps import Look, Stand, Step, take
from services.calendar import MINUTE_MS
from services.patrol import closing
from services.patrol.checkins import CLOSES_MS
from storage import rounds

LOOK_AGAIN_MS = 1_000
LONGEST_WAIT_MS = 10 * MINUTE_MS
"""So long the clock waits for what people did in time and is not handled yet: nobody is absent because others were served first."""


async def shift_over(look: Look) -> Stand | None:
    """A shift."""
    round = await rounds.get(look.reminder.subject_id)
    if round is None:
        return None
    closes_ms = round.ends_ms + CLOSES_MS
    if look.handled_ms < closes_ms <= look.now_ms < closes_ms + LONGEST_WAIT_MS:
        return Stand(look.now_ms + LOOK_AGAIN_MS, look.reminder.seen_ms)

    async def ask(cursor: int) -> None:
        await closing.ask_to_go(round.shift_id, look.now_ms)

    async def close(cursor: int) -> None:
        await closing.close(round.shift_id, look.now_ms)

    return await take([Step(round.ends_ms, ask, closes_ms), Step(closes_ms, close)], look)
