"""When the photos and voices of closed cases are destroyed."""

from __future__ import annotations

from reminders.steps import Look, Stand
from services.cases import files


async def case_keep(look: Look) -> Stand | None:
    """A closed case: what of its files was kept long enough is destroyed."""
    due_ms = await files.destroy_old(look.reminder.subject_id, look.now_ms)
    return None if due_ms is None else Stand(due_ms, look.reminder.seen_ms)
