"""The courses of a day, a weekday or a time of day, with the date said back so that nobody comes on the wrong one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.questions import Option
from conversation.screen import HOME
from handlers.courses import PARTS, label
from language.message import Button
from language.numerals import row_id
from language.text import Day, Joined, Saying, _, paragraphs
from services import courses, people
from services.calendar import WEEKDAYS, to_local
from services.course_words import AUDIENCES
from storage.courses import Course

flows = Flows()

_HOURS = {"morning": (0, 12), "noon": (11, 14), "afternoon": (12, 18), "evening": (17, 24)}
_PARTS = {**PARTS, "noon": _("中午")}
_SPECIALLY_FOR = {"children": ("children", "family", "childcare")}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the courses shall be like. `days` are local days, `weekday` is set where a habit was meant (0 = Monday)."""

    days: tuple[date, ...]
    weekday: int
    part: str
    clock: time | None
    audience: str
    free: bool
    gratis: bool
    course_ids: tuple[int, ...]


@flows.flow("which_day", _("选日子"))
async def which_day(
    chat: Chat,
    then: str = "timetable",
    between: list[str] | None = None,
    rest: dict[str, str | int | bool | list[int]] | None = None,
) -> None:
    """Where words fit two days (这周六, said on a Sunday), the person says which."""
    options = [Option(day, Day(date.fromisoformat(day)), day) for day in between or []]
    chosen = await chat.choose("day", _("您说的是哪一天？"), options)
    await chat.become(then, **{**(rest or {}), "days": [chosen]})


@flows.flow("timetable", _("哪天有什么课"))
async def timetable(
    chat: Chat,
    days: list[str] | None = None,
    weekday: int = -1,
    part: str = "",
    clock: str = "",
    audience: str = "",
    free: bool = False,
    gratis: bool = False,
    course_ids: list[int] | None = None,
    then: str = "course",
    kin: str = "",
    pupil_name: str = "",
) -> None:
    """The courses that fit, or, where none does, the nearest ones; one of them leads on to its page or to signing up."""
    person = await people.get(chat.person_id)
    if person is None or person.community_id is None:
        return await chat.become("community", then="courses")
    asked = Asked(
        tuple(map(date.fromisoformat, days or [])), weekday, part, time.fromisoformat(clock) if clock else None,
        audience, free, gratis, tuple(course_ids or ()),
    )  # fmt: skip
    every = await courses.coming(person.community_id, chat.now_ms)
    fitting = [course for course in every if course.status == "open" and await _fits(course, asked, chat)]
    text = _heading(asked)
    if asked.days and max(asked.days) < chat.today:
        fitting, text = [], _("{day} 已经过去了，看看接下来的课：", day=_days(asked.days))
    elif not fitting:
        text = _none(asked)
    shown = fitting or [c for c in every if c.taking(chat.now_ms) or c.opens_ms > chat.now_ms]
    if not shown:
        chat.say(paragraphs(text, _("眼下没有可报的课，有新课会贴出来。")), Button(_("找人帮忙"), "/human"), HOME)
        return None
    chosen = await chat.choose("course", text, [Option(str(c.id), label(c, chat.now_ms), c) for c in shown])
    return await chat.become("open_course", course_id=str(chosen.id), then=then, kin=kin, pupil_name=pupil_name)


@flows.flow("open_course", _("报名"))
async def open_course(chat: Chat, course_id: str = "", then: str = "course", kin: str = "", pupil_name: str = "") -> None:
    """Sign up where that was wished and is possible now; else the course's page, which says when it is."""
    course = await courses.get(row_id(course_id))
    if then == "sign_up" and course is not None and course.taking(chat.now_ms):
        await chat.become("sign_up", course_id=course_id, kin=kin, pupil_name=pupil_name)
    await chat.become("course", course_id=course_id)


async def _fits(course: Course, asked: Asked, chat: Chat) -> bool:
    first = to_local(course.starts_ms, chat.zone)
    weekday_fits = asked.weekday < 0 or asked.weekday == first.weekday() or (course.every == "day" and course.sessions >= 7)
    return (
        (not asked.course_ids or course.id in asked.course_ids)
        and (not asked.audience or course.audience in (*_SPECIALLY_FOR.get(asked.audience, (asked.audience,)), "everyone"))
        and (not asked.free or (course.taking(chat.now_ms) and course.free >= course.places))
        and (not asked.gratis or course.price_fen == 0)
        and _at_that_time(course, first.time(), asked)
        and (weekday_fits if asked.weekday >= 0 else not asked.days or await _on_these_days(course, asked.days, chat))
    )


def _at_that_time(course: Course, starts: time, asked: Asked) -> bool:
    """Whether it is going on at the named hour, or begins within an hour of it; a part of the day counts by the beginning."""
    if asked.clock:
        begins, named = starts.hour * 60 + starts.minute, asked.clock.hour * 60 + asked.clock.minute
        return begins - 60 <= named < begins + max(course.minutes, 60)
    since, until = _HOURS.get(asked.part, (0, 24))
    return since <= starts.hour < until


async def _on_these_days(course: Course, days: tuple[date, ...], chat: Chat) -> bool:
    last = to_local(course.ends_ms, chat.zone).date()
    if not any(date.fromisoformat(course.first_day) - timedelta(days=1) <= day <= last for day in days):
        return False
    shown = await courses.details(course.id)
    sessions = shown.sessions if shown else ()
    return any(s.status != "cancelled" and to_local(s.starts_ms, chat.zone).date() in days for s in sessions)


def _heading(asked: Asked) -> Saying:
    what = _what(asked)
    if what is None:
        return _("想上哪门课？")
    if asked.weekday >= 0 and asked.days:
        since = asked.days[0]
        return _("{what}的课（{month}月{day}日起）：", what=what, month=since.month, day=since.day)
    return _("{what}的课：", what=what)


def _none(asked: Asked) -> Saying:
    what = _what(asked)
    return _("{what}的课暂时没有，看看这些吧：", what=what) if what else _("这样的课暂时没有，看看这些吧：")


def _what(asked: Asked) -> Saying | None:
    """What was asked for, as it is said back: 11月25日 周三晚上、还有名额."""
    day: Saying = WEEKDAYS[asked.weekday] if asked.weekday >= 0 else _days(asked.days) if asked.days else ""
    hour: Saying = f" {asked.clock:%H:%M} " if asked.clock else _PARTS[asked.part] if asked.part else ""
    wishes: list[Saying] = [Joined((day, hour), "")] if day or hour else []
    wishes += [AUDIENCES[asked.audience]] if asked.audience else []
    wishes += [_("还有名额")] if asked.free else []
    wishes += [_("免费")] if asked.gratis else []
    return Joined(tuple(wishes), "、") if wishes else None


def _days(days: tuple[date, ...]) -> Saying:
    if len(days) <= 2:
        return Joined(tuple(map(Day, days)), "、")
    return _("{first} 到 {last}", first=Day(days[0]), last=Day(days[-1]))
