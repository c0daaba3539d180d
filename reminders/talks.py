"""Talks: somebody who was asked does not come, or nobody says anything any more."""

from __future__ import annotations

from reminders.steps import Look, Stand
from services.talks import talking
from storage import talks


async def talk(look: Look) -> Stand | None:
    """A talk: nothing is settled for good until it is over, so each look asks anew what is due next."""
    found = await talks.get(look.reminder.subject_id)
    if found is None or found.ended_ms is not None:
        return None
    due_ms = await talking.due_ms(found, look.zone)
    if due_ms > look.now_ms:
        return Stand(due_ms, look.reminder.seen_ms)
    await talking.see_to(found, look.now_ms, look.zone)
    return Stand(look.now_ms, look.now_ms)
