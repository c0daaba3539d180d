"""The roster: who is on which shift, for the eyes of those who lead the team, and of staff."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from language.text import Saying, _
from services.calendar import age_on, today
from services.patrol.shifts import leads
from services.patrol.teams import given
from services.telling import OF_AGE_TO_ACT
from storage import audit, shift_places, shifts
from storage import teams as teams_stored
from storage.checkins import Stint
from storage.shift_places import Place
from storage.shifts import Listed
from storage.teams import Member


@dataclass(frozen=True, slots=True)
class Line:
    """A shift with who has a place in it."""

    shift: Listed
    places: tuple[Place, ...]


async def of_team(team_id: int, now_ms: int, ahead_ms: int) -> list[Line]:
    """The planned shifts of a team that are going on or ahead, the next one first. Whoever shows it has asked `teams.may_lead`."""
    found = await shifts.of_team(team_id, now_ms, now_ms + ahead_ms)
    return [Line(shift, tuple(await shift_places.of_shift(shift.id))) for shift in found]


async def of_shift(shift_id: int, by: int) -> Line | None:
    """One shift, for who may lead its team; None for everybody else, and where it does not take place."""
    shift = await shifts.get(shift_id)
    if shift is None or shift.state != "planned" or not await leads(by, shift):
        return None
    return Line(shift, tuple(await shift_places.of_shift(shift_id)))


async def free_members(line: Line) -> list[Member]:
    """The members of the team who are not on the shift."""
    there = {place.person_id for place in line.places}
    return [one for one in await teams_stored.members(line.shift.team_id) if one.person_id not in there]


async def seen(community_id: int, by: int, now_ms: int, *, team_id: int = 0) -> None:
    """Staff look at the roster and the members of a team, or at the roster of the whole community: that is written down."""
    about = f"team:{team_id}" if team_id else f"community:{community_id}"
    await audit.note(community_id, by, "see duty roster", about, now_ms)


def is_young(birth_date: str | None, now_ms: int) -> bool:
    """Whether somebody of that day of birth is a child: see `services.telling.is_child`."""
    return bool(birth_date) and age_on(date.fromisoformat(str(birth_date)), today(now_ms)) < OF_AGE_TO_ACT


def named(name: str, birth_date: str | None, now_ms: int) -> Saying:
    """Somebody as those who lead see them: a child by its given name only."""
    return _("{who}（孩子）", who=given(name)) if is_young(birth_date, now_ms) else name or _("没有留姓名")


def called(stint: Stint) -> Saying:
    """Whoever was on a shift as those who lead see them: who was a child then by its given name only."""
    return named(stint.name, stint.birth_date, stint.starts_ms)
