"""Hours: of all teams, of one, of one volunteer; as a sheet for Excel, and as a paper to sign."""

from __future__ import annotations

from typing import Any

from desk.downloads import CHUNK, Chunk, Download, Table
from desk.pages import NotHere, Pages, Shown, Visit
from desk.volunteers import asked
from language.text import Joined, _
from services.canteen.months import Month, Span, Year
from services.courses import Refused
from services.patrol import hour_papers, hours, roster, teams
from services.patrol.hour_papers import SHIFT_COLUMNS, SUM_COLUMNS
from storage import people

pages = Pages()
MOST = 100
"""So many shifts stand on a page."""


@pages.get("/volunteers/hours", may="volunteers.see")
async def every(visit: Visit) -> Shown:
    """The hours of each team, without names."""
    span = asked.span(visit)
    totals = await hours.totals(visit.community_id, span, visit.by, visit.now_ms)
    led = {one.team.id for one in totals if await teams.may_lead(visit.by, one.team)}
    return visit.show("volunteers/hours.html", totals=totals, led=led, duration=hours.duration, **_turn(visit, span))


@pages.get("/volunteers/{team_id:int}/hours", may="volunteers.change", notes=True)
async def team(visit: Visit) -> Shown:
    """A team's hours by people. That somebody looked is written down."""
    found, span = await asked.led(visit), asked.span(visit)
    made = await hours.team_month(found.id, span, visit.by, visit.now_ms)
    if isinstance(made, Refused):
        raise NotHere
    return visit.show("volunteers/team_hours.html", team=found, made=made, duration=hours.duration, **_turn(visit, span))


@pages.get("/volunteers/{team_id:int}/hours.xlsx", may="volunteers.change", notes=True)
async def sheet(visit: Visit) -> Download:
    """The same as a sheet, with every shift. It is read in pieces."""
    found, span = await asked.led(visit), asked.span(visit)
    if isinstance(await hour_papers.take_along(found.id, span, visit.by, visit.now_ms), Refused):
        raise NotHere
    whole, now_ms = await asked.works_here(visit), visit.now_ms

    async def shifts(after: Any) -> Chunk:
        return Chunk(*await hour_papers.shift_rows(found, span, now_ms, after, CHUNK, whole=whole))

    people = await hour_papers.people_rows(found, span, now_ms, whole=whole)
    return Download(
        Joined((found.name, str(span), _("志愿时长")), " "),
        [Table(_("时长"), SUM_COLUMNS, people), Table(_("每一班"), SHIFT_COLUMNS, shifts)],
    )


@pages.get("/volunteers/{team_id:int}/hours/{person_id:int}", may="volunteers.change", notes=True)
async def person(visit: Visit) -> Shown:
    """One volunteer's shifts with the team, each with a way to put it right. That somebody looked is written down."""
    found, span, person_id = await asked.led(visit), asked.span(visit), visit.number("person_id")
    stints = await hours.of_member(found.id, person_id, span, visit.by, visit.now_ms)
    who, skip = await people.get(person_id), visit.number("skip")
    if who is None or not (stints or await teams.is_member(person_id, found.id)):
        raise NotHere
    await hours.note_look(found.id, person_id, visit.by, visit.now_ms)
    return visit.show(
        "volunteers/person_hours.html",
        team=found, person_id=person_id, stints=list(reversed(stints))[skip : skip + MOST], skip=skip, most=MOST,
        more=len(stints) > skip + MOST, own=person_id == visit.by,
        who=roster.named(who.name, who.birth_date, visit.now_ms), total=hours.total(stints), times=hours.times(stints),
        counted=hours.counted, duration=hours.duration, how=hour_papers.HOW, **_turn(visit, span),
    )  # fmt: skip


@pages.get("/volunteers/people/{person_id:int}/paper", may="volunteers.change", notes=True)
async def paper(visit: Visit) -> Shown:
    """What somebody did in a month or a year, to print, sign and hand over."""
    span, person_id = asked.span(visit), visit.number("person_id")
    who = await people.get(person_id)
    if who is None or who.community_id != visit.community_id:
        raise NotHere
    made = await hour_papers.paper(person_id, span, visit.by, visit.now_ms)
    if isinstance(made, Refused):
        raise NotHere
    return visit.show(
        "volunteers/paper.html",
        made=made,
        person_id=person_id,
        duration=hours.duration,
        today=asked.today(visit),
        **_turn(visit, span),
    )


def _turn(visit: Visit, span: Span) -> dict[str, Any]:
    """The month or year that is shown, with the ways to others."""
    today = asked.today(visit)
    return {
        "span": span,
        "before": span.before,
        "after": span.next if span.next.first <= today else None,
        "month": Month.of(today) if isinstance(span, Year) else None,
        "year": Year(span.year) if isinstance(span, Month) else None,
    }
