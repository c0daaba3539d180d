"""Whom a broadcast is for: everybody, a building, a course, an age group, a team; and how that is called."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, TypeAlias

from language.text import Saying, Text, _
from services import courses
from services.calendar import years_before
from services.patrol import teams
from storage import broadcasts
from storage.broadcasts import Audience
from storage.courses import Course
from storage.teams import Team

MOST_BUILDINGS = 40
EVERYBODY = _("全社区")
Kind: TypeAlias = Literal["all", "building", "course", "age", "team"]


@dataclass(frozen=True, slots=True)
class Group:
    """An age group; ages are full years, None is no limit."""

    title: Text
    youngest: int | None
    oldest: int | None


AGES: dict[str, Group] = {
    "60": Group(_("60岁以上"), 60, None),
    "80": Group(_("80岁以上"), 80, None),
    "35": Group(_("35到59岁"), 35, 59),
    "18": Group(_("18到34岁"), 18, 34),
}


@dataclass(frozen=True, slots=True)
class Whom:
    """An audience, its name, and the fact that a confirmation covers: ages move on with the day, their group does not."""

    audience: Audience
    title: Saying
    fact: str


def everybody() -> Whom:
    """All of the community."""
    return Whom(Audience(), EVERYBODY, "all")


def of_building(name: str) -> Whom:
    """Who lives in a building."""
    return Whom(Audience(building=name), _("{building}栋", building=name), f"building:{name}")


def of_course(course: Course) -> Whom:
    """Who has to do with a course."""
    return Whom(Audience(course_id=course.id), _course(course.title), f"course:{course.id}")


def of_age(name: str, today: date) -> Whom:
    """Who is of that age today; `name` is one of AGES."""
    group = AGES[name]
    return Whom(born(today, group.youngest, group.oldest), group.title, f"age:{name}")


def of_team(team: Team) -> Whom:
    """Who is in a team."""
    return Whom(Audience(team_id=team.id), team.name, f"team:{team.id}")


async def read(community_id: int, kind: str, which: str, today: date) -> Whom | None:
    """An audience of this community by its kind and its building, age group, or the id of its course or team; None for no such one."""
    number = int(which) if which.isascii() and which.isdecimal() and len(which) < 16 else 0
    match kind:
        case "all":
            return everybody()
        case "building":
            return of_building(which) if which in await buildings(community_id) else None
        case "age":
            return of_age(which, today) if which in AGES else None
        case "course":
            course = await courses.get(number)
            return of_course(course) if course is not None and course.community_id == community_id else None
        case "team":
            team = await teams.get(number)
            return of_team(team) if team is not None and team.community_id == community_id else None
        case _:
            return None


async def named(audience: Audience, day: date) -> Saying:
    """How an audience of that day is called."""
    if audience.building:
        return of_building(audience.building).title
    if audience.course_id:
        course = await courses.get(audience.course_id)
        return _course(course.title if course is not None else _("一门课"))
    if audience.team_id:
        team = await teams.get(audience.team_id)
        return team.name if team is not None else _("一支队伍")
    if audience.born_from or audience.born_until:
        return next((AGES[name].title for name in AGES if of_age(name, day).audience == audience), _("某个年龄"))
    return EVERYBODY


async def buildings(community_id: int) -> list[str]:
    """The buildings that residents of the community named."""
    return await broadcasts.buildings(community_id, MOST_BUILDINGS)


def born(today: date, youngest: int | None, oldest: int | None) -> Audience:
    """Who is of that age today, in full years, by days of birth; None is no limit."""
    until = "" if youngest is None else years_before(today, youngest).isoformat()
    since = "" if oldest is None else (years_before(today, oldest + 1) + timedelta(days=1)).isoformat()
    return Audience(born_from=since, born_until=until)


def _course(title: Saying) -> Text:
    return _("「{course}」的人", course=title)
