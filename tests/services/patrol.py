"""Volunteers for the stories about them: a team, its duties, its people, and short ways to look at who is where."""

from __future__ import annotations

from services.calendar import HOUR_MS, to_ms
from services.patrol import duties, shifts
from services.patrol.shifts import Taken
from storage import checkins, shift_places, teams
from storage import duties as duties_stored
from storage import shifts as shifts_stored
from storage.shifts import Listed
from tests.services.conftest import ZONE, Town, local


def make_team(town: Town, name: str = "老街坊巡逻队") -> int:
    """A team; its id."""
    return town.do(teams.save(town.community_id, name, town.made, name, "每天走一走"))


def make_duty(
    town: Town, team_id: int, *, name: str = "晚巡", need: int = 2, weekdays: str = "", starts: str = "19:00", minutes: int = 90
) -> int:
    """A duty of the team, planned; its id."""
    made = town.do(
        duties_stored.save(town.community_id, team_id, f"{team_id}-{name}", 1, name, weekdays, starts, minutes, need)
    )
    plan(town)
    return made


def plan(town: Town) -> duties.Planned:
    """What the clock does every day."""
    return town.do(duties.plan_ahead(town.community_id, town.now_ms, ZONE))


def member(town: Town, team_id: int, name: str, *, lead: bool = False, kept: int = 0, chat: bool = True) -> int:
    """Somebody in the team, who has checked in to so many shifts of it."""
    person_id = town.person(name, chat=chat)
    town.do(teams.join(team_id, person_id, town.now_ms))
    town.do(teams.set_lead(team_id, person_id, lead=lead))
    if kept:
        keep(town, team_id, person_id, kept)
    return person_id


def keep(town: Town, team_id: int, person_id: int, times: int) -> None:
    """Somebody has checked in so often, long ago."""
    duty = town.do(duties_stored.save(town.community_id, team_id, f"{team_id}-long ago", 9, "从前", "", "09:00", 60, 0))
    for n in range(times):
        starts_ms = to_ms(local(f"2026-03-{n + 1:02} 09:00"), ZONE)
        town.do(shifts_stored.add(duty, f"2026-03-{n + 1:02}", starts_ms, starts_ms + HOUR_MS, 99))
        day = town.do(shifts_stored.of_duty(duty, starts_ms - 1))[0]
        town.do(shift_places.take(day.id, person_id, starts_ms - 1))
        town.do(checkins.check_in(day.id, person_id, "spot", starts_ms, starts_ms, starts_ms))


def shift_on(town: Town, duty_id: int, day: str) -> Listed:
    """The shift of a duty on a day of November 2026 ("24") or another one ("2026-12-01")."""
    wanted = day if "-" in day else f"2026-11-{day}"
    found = next(shift for shift in town.do(shifts_stored.of_duty(duty_id, 0)) if shift.day == wanted)
    shift = town.do(shifts_stored.get(found.id))
    assert shift is not None
    return shift


def take(town: Town, shift: Listed, person_id: int) -> None:
    """Somebody takes a place, who can."""
    outcome = town.do(shifts.take(shift.id, person_id, person_id, town.now_ms))
    assert isinstance(outcome, Taken), outcome


def on(town: Town, shift: Listed) -> set[int]:
    """Who has a place in the shift."""
    return {place.person_id for place in town.do(shift_places.of_shift(shift.id))}
