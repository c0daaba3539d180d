"""Each chart as a picture."""

from __future__ import annotations

from functools import partial

from desk.numbers import drawing
from desk.numbers.asked import asked
from desk.pages import NotHere, Pages, Picture, Visit
from services.figures import month

pages = Pages()


@pages.get("/numbers/chart/{name}.svg", may="numbers.see")
async def chart(visit: Visit) -> Picture:
    """The chart of one panel."""
    panel = await month.panel(await asked(visit), visit.params["name"])
    if panel is None:
        raise NotHere
    room = drawing.PAPER if visit.query.get("on") == "paper" else drawing.SCREEN
    return Picture(partial(drawing.draw, panel, visit.voice, room))
