"""Volunteers: teams, rosters, hours."""

from desk.volunteers import call_off, correct, duties, extra, hours, overview, shift, spots, team, week

WAYS = [
    *overview.pages.ways,
    *hours.pages.ways,
    *spots.pages.ways,
    *team.pages.ways,
    *duties.pages.ways,
    *week.pages.ways,
    *extra.pages.ways,
    *shift.pages.ways,
    *call_off.pages.ways,
    *correct.pages.ways,
]
