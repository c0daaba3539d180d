"""The first page of the section."""

from __future__ import annotations

from desk.pages import Pages, Shown, Visit

pages = Pages()


@pages.get("/people", may="people.see")
async def overview(visit: Visit) -> Shown:
    """The first page."""
    return visit.show("people/overview.html")
