"""What is said of cases unasked: to those who see to them, and to those who follow them."""

from __future__ import annotations

from reminders.steps import AT_ONCE, Look, Stand
from services.calendar import DAY_MS
from services.cases import alerts, escalation, moves, news
from services.cases.kinds import SOLVED
from storage import cases

SOON_MS = 5_000
ANSWER_MS = 3 * DAY_MS
"""So long whoever brought it up may say whether it is solved."""


async def new_cases(look: Look) -> Stand | None:
    """What was brought up in a community since its staff were told last."""
    seen_ms = look.reminder.seen_ms
    quiet_ms = seen_ms + alerts.EVERY_MS
    if look.now_ms < quiet_ms and not await alerts.never_told(
        look.reminder.community_id, seen_ms
    ):  # they were told a moment ago
        return Stand(quiet_ms, seen_ms)
    told = await alerts.tell_together(look.reminder.community_id, look.now_ms)
    return Stand(look.now_ms + DAY_MS, look.now_ms) if told else None


async def case_news(look: Look) -> Stand | None:
    """One event, told to the next followers of its case."""
    event = await news.event_of(look.reminder.subject_id)
    if event is None:
        return None
    if await news.waits_for_photo(event, look.now_ms):
        return Stand(look.now_ms + SOON_MS, look.reminder.seen_ms, look.reminder.cursor)
    after = await news.tell_some(event, look.reminder.cursor, AT_ONCE, look.now_ms)
    return None if after is None else Stand(look.now_ms, look.reminder.seen_ms, after)


async def case(look: Look) -> Stand | None:
    """One case: whether it is seen to in time, and whether somebody says that it is solved."""
    found = await cases.get(look.reminder.subject_id)
    if found is None or found.closed_ms is not None:
        return None
    told_ms = look.reminder.seen_ms
    if found.phase == SOLVED:
        if look.now_ms < found.changed_ms + ANSWER_MS:
            return Stand(found.changed_ms + ANSWER_MS, told_ms)
        await moves.end_unanswered(found, look.now_ms)
        return None
    rung = await escalation.rung(found, told_ms)
    if rung is None:
        return None
    morning_ms = 0 if found.danger else look.quiet.end(max(rung.at_ms, look.now_ms))
    due_ms = max(rung.at_ms, morning_ms)
    if look.now_ms < due_ms:
        return Stand(due_ms, told_ms)
    climbed = await escalation.climb(found, rung.level, look.now_ms)
    return Stand(look.now_ms + SOON_MS, look.now_ms if climbed else told_ms)
