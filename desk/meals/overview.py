"""The canteen's week at a glance: a column for each day, what is on its menu, how much of it is ordered, how it stands."""

from __future__ import annotations

from datetime import timedelta

from desk.meals.finding import done, monday_of, today
from desk.pages import Pages, Shown, Visit
from services.canteen import meals, numbers, workdays

pages = Pages()

LOOKS = {"open": "good", "full": "soon", "ending": "soon", "cooking": "info", "served": "", "off": "late"}
"""How the state of a day looks."""


@pages.get("/meals", may="meals.see")
async def overview(visit: Visit) -> Shown:
    """A week."""
    monday = monday_of(visit)
    days = [monday + timedelta(n) for n in range(7)]
    found = {one.meal.date: one for one in done(await numbers.week(visit.community_id, monday, visit.by))}
    return visit.show(
        "meals/overview.html",
        canteen=await meals.canteen(visit.community_id),
        monday=monday,
        days=[(day, found.get(day), workdays.holiday(day)) for day in days],
        before=monday - timedelta(7),
        after=monday + timedelta(7),
        today=today(visit),
        state=lambda day: numbers.state(day, visit.now_ms),
        states=numbers.STATES,
        looks=LOOKS,
        portions=sum(one.portions() for one in found.values()),
    )
