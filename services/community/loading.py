"""Bringing a community file into the database. Loading the same file again changes nothing, and no enrolment is ever lost."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from language.text import Text, _
from services import opening
from services.calendar import to_local
from services.community.buildings import load_buildings
from services.community.load_cases import load_answers, load_cases
from services.community.load_courses import bring_back, load_course
from services.community.load_meals import load_meals
from services.community.load_volunteers import load_duties, load_spots, load_teams
from services.community.meals import meals_ahead
from services.community.reading import CommunityFile, CommunityPart
from services.course_planning import Seed
from services.patrol import duties
from storage import communities, courses, reminders
from storage.communities import Community


async def load(file: CommunityFile, now_ms: int, zone: ZoneInfo, seed: Seed) -> list[Text]:
    """Bring the community and what it offers up to date; returns a line on everything worth knowing.

    What staff changed in the chat since stays, unless the file itself changed for that course. Courses that the file no longer
    names stay as they are.
    """
    community = await _save(file.community, now_ms)
    remarks: list[Text] = []
    for listed in file.courses:
        remarks += await load_course(community.id, listed, now_ms, zone, seed)
    if file.meals is not None:
        remarks += await load_meals(community.id, file.meals, zone, now_ms)
    remarks += await _load_rest(community.id, file, seed, now_ms)
    named = {listed.id for listed in file.courses}
    for course in await courses.coming(community.id, now_ms):
        if course.slug not in named and await courses.filed(course.id):  # what was planned at the desk stands in no file
            remarks.append(_("文件里没有「{course}」了：原样保留；不办了请在聊天里取消。", course=course.title))
    return remarks


async def load_demo(file: CommunityFile, now_ms: int, zone: ZoneInfo, seed: Seed) -> int:
    """Have every course of the demo lie ahead: those missing or over are added, shifted by whole weeks. Returns how many."""
    community = await _save(file.community, now_ms)
    if file.meals is not None:
        await load_meals(community.id, meals_ahead(file.meals, to_local(now_ms, zone).date()), zone, now_ms, new_only=True)
    await _load_rest(community.id, file, seed, now_ms)
    known = await courses.every(community.id)
    return sum([await bring_back(known, community.id, listed, now_ms, zone, seed) for listed in file.courses])


async def _load_rest(community_id: int, file: CommunityFile, seed: Seed, now_ms: int) -> list[Text]:
    """What is the same whatever day it is: volunteers, kinds of case, answers, the map."""
    remarks = await load_teams(community_id, file.teams)
    remarks += await load_spots(community_id, file.spots, seed)
    remarks += await load_duties(community_id, file.duties)
    await duties.follow(community_id, now_ms)
    remarks += await load_cases(community_id, file.cases)
    await load_answers(community_id, file.answers)
    return remarks + await load_buildings(community_id, file.buildings)


async def _save(part: CommunityPart, now_ms: int) -> Community:
    community = await communities.save(
        part.id, part.name, part.address, part.phone, part.hours, part.birthday_party, opening.kept(part.spans)
    )
    await reminders.follow("birthdays", community.id, community.id, now_ms)
    return community
