"""Courses: what the office changes about them. A part of a course's title names it."""

from __future__ import annotations

from datetime import datetime

from services import course_changes, enrolment
from storage import courses, people, sessions
from storage.courses import Course
from storage.sql import sql
from tests.conversations.directions.stage import HERE, Stage, direction
from tests.conversations.world import ZONE

_SET_SEATS = sql("UPDATE course SET seats = :seats WHERE id = :id")


@direction(r"(\S+) is full")
async def is_full(stage: Stage, title: str) -> None:
    """剪纸 is full — neighbours without a phone have taken every seat"""
    await stage.do(_fill(await _named(stage, title), stage.now_ms))


@direction(r"the office moves (?!case )(\S+) to (.+)")
async def moves(stage: Stage, title: str, where: str) -> None:
    """the office moves 瑜伽 to 2026-11-30 18:30 — another time
    the office moves 瑜伽 to 多功能活动室 — another place"""
    course = await _named(stage, title)
    try:
        starts, place = datetime.fromisoformat(where), None
    except ValueError:
        starts, place = None, where
    _done(await stage.do(course_changes.move_course(course.id, None, stage.now_ms, ZONE, starts=starts, place=place)))


@direction(r"the office cancels ([^:]+): (.+)")
async def cancels(stage: Stage, title: str, reason: str) -> None:
    """the office cancels 剪纸: 老师生病"""
    course = await _named(stage, title)
    _done(await stage.do(course_changes.cancel_course(course.id, None, stage.now_ms, reason=reason)))


@direction(r"the office closes (\S+)")
async def closes(stage: Stage, title: str) -> None:
    """the office closes 剪纸 — nobody signs up any more"""
    course = await _named(stage, title)
    _done(await stage.do(course_changes.close(course.id, None, stage.now_ms)))


@direction(r"the office drops the next (\S+)")
async def drops(stage: Stage, title: str) -> None:
    """the office drops the next 瑜伽 — its next date does not take place"""
    dated = await stage.do(sessions.of_course((await _named(stage, title)).id))
    following = next(one for one in dated if one.starts_ms > stage.now_ms and one.status == "planned")
    _done(await stage.do(course_changes.cancel_session(following.id, None, stage.now_ms, ZONE)))


@direction(r"(\S+) has (\d+) seats")
async def has_seats(stage: Stage, title: str, seats: str) -> None:
    """亲子陶艺 has 4 seats — as a changed community file says it"""
    course = await _named(stage, title)
    await stage.do(_SET_SEATS.run(id=course.id, seats=int(seats)))
    await stage.do(course_changes.follow(course.id, stage.now_ms))


async def _named(stage: Stage, title: str) -> Course:
    found = [course for course in await stage.do(courses.every(HERE)) if title in course.title]
    assert len(found) == 1, f"{title!r} names {len(found)} courses"
    return found[0]


async def _fill(course: Course, now_ms: int) -> None:
    for number in range(course.free):
        neighbour = await people.add(course.community_id, f"邻居{number + 1}", now_ms)
        await enrolment.enrol(course.id, neighbour, neighbour, now_ms)


def _done(change: course_changes.Change) -> None:
    assert isinstance(change, course_changes.Changed), change
