"""Calls to make: staff are told of new ones, of many together."""

from __future__ import annotations

from reminders.steps import Look, Stand
from services import calls


async def new_calls(look: Look) -> Stand | None:
    """Calls of a community of which its staff have not heard."""
    more = await calls.tell_new(look.reminder.subject_id, look.now_ms)
    return Stand(look.now_ms, look.reminder.seen_ms) if more else None
