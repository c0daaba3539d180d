"""The map of the estate: what is still to be done at which building and spot."""

from __future__ import annotations

from desk.cases.drawing import draw
from desk.pages import Pages, Shown, Visit
from services.cases import estate

pages = Pages()


@pages.get("/cases/map", may="cases.see")
async def overview(visit: Visit) -> Shown:
    """The map, and the same as a table."""
    found = await estate.overview(visit.community_id, visit.by, visit.now_ms)
    busy = sorted(found.pins, key=lambda pin: (("late", "soon", "ok", "").index(pin.mark), -pin.open))
    return visit.show("cases/map.html", drawing=draw(found.pins), pins=busy, elsewhere=found.elsewhere)
