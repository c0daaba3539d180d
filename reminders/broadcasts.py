"""Broadcasts on their way: written out part by part, watched until the last one is sent, and reported; then the calls, part by part."""

from __future__ import annotations

from reminders.steps import Look, Stand
from services import broadcasts
from services.calendar import to_local
from storage import broadcasts as stored

EACH_MS = 30
"""About what a message takes on a platform of 30 a second: we look again when it may be over."""
OFTEN_MS, SELDOM_MS = 5_000, 60_000


async def broadcast(look: Look) -> Stand | None:
    """The next part of a broadcast, or whether it is over."""
    found = await stored.get(look.reminder.subject_id)
    seen_ms, today = look.reminder.seen_ms, to_local(look.now_ms, look.zone).date()
    if found is not None and found.called < found.to_call:
        after = await broadcasts.call(found, look.reminder.cursor, today, look.now_ms)
        return None if after is None else Stand(look.now_ms, seen_ms, after)
    if found is None or found.done_ms is not None:
        return None
    if found.state == "running":
        after = await broadcasts.spread(found, look.reminder.cursor, today, look.now_ms)
        return Stand(look.now_ms, seen_ms, after or 0)
    waiting = await broadcasts.finish(found, look.now_ms)
    if not waiting:
        return None
    morning_ms = 0 if found.urgent else look.quiet.end(look.now_ms)
    soon_ms = min(SELDOM_MS, max(OFTEN_MS, waiting * EACH_MS))
    return Stand(max(look.now_ms + soon_ms, morning_ms), seen_ms)
