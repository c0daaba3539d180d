"""All courses: a list to look through, and a calendar of a week or a month."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from desk.courses import calendar
from desk.pages import Pages, Shown, Visit
from language.text import Saying, _
from services import course_words, courses
from services.calendar import WEEKDAYS, to_local
from storage import courses as stored
from storage import timetable
from storage.courses import Course

pages = Pages()

MOST = 100
SHOWN = {
    "": _("没上完的"), "upcoming": _("还没开课"), "running": _("正在上"), "over": _("上完和取消的"),
}  # fmt: skip
STATES: dict[str, Saying] = {
    "open": _("报名中"), "full": _("满了，可候补"), "soon": _("还没开始报名"), "stopped": _("报名已停止"), "closed": _("报名已截止"),
    "to draw": _("等抽签"),
}  # fmt: skip
LOOKS = {
    "open": "good", "full": "soon", "soon": "info", "stopped": "", "closed": "", "to draw": "soon", "over": "", "cancelled": "late",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A course in the list; `next_ms` is when its next class begins, None where there is none."""

    course: Course
    next_ms: int | None
    state: Saying
    look: str


@pages.get("/courses", may="courses.see")
async def overview(visit: Visit) -> Shown:
    """The list, or a calendar (`view`)."""
    view = visit.query.get("view", "")
    if view == "week":
        return await calendar.week(visit)
    if view == "month":
        return await calendar.month(visit)
    show = visit.query.get("show", "")
    show = show if show in SHOWN else ""
    skip = visit.number("skip")
    found = await _over(visit, skip) if show == "over" else await _coming(visit, show)
    listed = found[:MOST] if show == "over" else found[skip : skip + MOST]
    more = len(found) > (MOST if show == "over" else skip + MOST)
    next_ms = await timetable.next_starts(visit.community_id, visit.now_ms)
    kept = [(name, value) for name, value in visit.query.items() if name != "skip" and value]
    return visit.show(
        "courses/overview.html", lines=[_line(course, next_ms.get(course.id), visit.now_ms) for course in listed],
        show=show, shown=SHOWN, states=STATES, weekdays=list(enumerate(WEEKDAYS, 1)), skip=skip, most=MOST, more=more,
        base=f"/desk/courses?{urlencode(kept)}{'&' if kept else ''}", asked=dict(kept), view="",
        seats=sum(course.seats for course in listed), taken=sum(course.taken for course in listed),
        waiting=sum(course.waiting for course in listed),
    )  # fmt: skip


def _line(course: Course, next_ms: int | None, now_ms: int) -> Line:
    state = course_words.state(course, now_ms)
    return Line(course, next_ms, course_words.said(course, now_ms), LOOKS[state])


async def _over(visit: Visit, skip: int) -> list[Course]:
    return await stored.over(visit.community_id, visit.now_ms, MOST + 1, skip)


async def _coming(visit: Visit, show: str) -> list[Course]:
    """What is not over, as it was filtered."""
    now_ms, words = visit.now_ms, visit.query.get("q", "").strip()
    weekday, state, free = visit.number("weekday"), visit.query.get("state", ""), visit.query.get("free", "")
    return [
        course
        for course in await courses.coming(visit.community_id, now_ms)
        if (show != "upcoming" or course.starts_ms > now_ms)
        and (show != "running" or course.starts_ms <= now_ms)
        and (not weekday or course.every == "day" or to_local(course.starts_ms, visit.zone).isoweekday() == weekday)
        and (state not in STATES or course_words.state(course, now_ms) == state)
        and (not free or (course.taking(now_ms) and course.free >= course.places))
        and (not words or any(words in said for said in (course.title, course.teacher, course.place)))
    ]
