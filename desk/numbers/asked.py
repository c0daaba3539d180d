"""Which figures an address asks for: `?month=2026-11&by=week`."""

from __future__ import annotations

from desk.pages import NotHere, Visit
from services.calendar import to_local
from services.figures import asking, spans
from services.figures.asking import Asked
from services.figures.spans import By


async def asked(visit: Visit, by: By | None = None) -> Asked:
    """What this visit asks for, in steps of `by` where the page says so. Raises NotHere for who may not see figures."""
    today = to_local(visit.now_ms, visit.zone).date()
    span = spans.read(visit.query.get("month", ""), by or visit.query.get("by", ""), today)
    found = await asking.ask(visit.community_id, visit.by, span, visit.zone, visit.now_ms)
    if not isinstance(found, Asked):
        raise NotHere
    return found
