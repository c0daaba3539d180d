"""Free text finds the way: what was said opens the right step, with what is known already filled in.

The flow `words` asks nothing itself. It hands on to a flow whose arguments hold what was understood, so that an answer given
tomorrow still belongs to what was said today.
"""

from __future__ import annotations

from typing import Any

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.questions import Option
from conversation.screen import HOME
from handlers.courses import label
from handlers.menu import SERVICES
from handlers.talks.human import in_talk
from handlers.understanding import Wish, reported, suggested, understand
from language.message import Button
from language.text import Day, Moment, Saying, _, lines, paragraphs
from services import courses, enrolment, households, people, staff
from services.calendar import to_local
from services.cases import danger, kinds
from services.patrol import checkins
from storage.courses import Course
from storage.enrolments import Booking
from storage.households import Member
from storage.people import Person

flows = Flows()

_NAMED = (
    "human", "office", "help", "recover", "mydata", "family", "me", "language", "bill", "meals", "diet", "patrol", "reminders",
    "cases", "bring", "suggestions", "council",
)  # fmt: skip
_ELSEWHERE = {"hello": "home"} | {name: name for name in _NAMED}
"""Wishes that are flows of their own, with their names."""
_SMALL_TALK = ("unknown", "hello", "thanks", "bye", "urgent")
"""What is said to whom one talks with, where there is somebody: nobody else knows what to do with it."""
_TO_DELIVER = ("送餐", "去送餐", "我来送餐", "今天我来送", "明天我来送")
"""What couriers say."""
_ON_SHIFT = {"签到": "shift_in", "我到了": "shift_in", "签退": "shift_out"}
"""What volunteers say on their shift, with the flows that it means."""
_BUTTONS = tuple(Button(label, command) for label, command in SERVICES)


@flows.flow("words", _("您说的"))
async def words(chat: Chat, words: str = "") -> None:
    """Find what the words are about, and go there."""
    if danger.read(words):
        return await chat.become("danger", words=words)
    if words.strip() in _TO_DELIVER and await staff.delivers_for(chat.person_id):
        return await chat.become("deliver")
    if (flow := _ON_SHIFT.get(words.strip())) and await checkins.at_hand(chat.person_id, chat.sent_ms):
        return await chat.become(flow)
    person = await people.get(chat.person_id)
    offered = await courses.coming(person.community_id, chat.now_ms) if person and person.community_id else []
    offered = [course for course in offered if course.status == "open"]
    members = await households.members(chat.person_id)
    wish = understand(words, chat.now, [course.title for course in offered], [m.name for m in members if m.name])
    if wish.verb in _SMALL_TALK and await in_talk(chat):
        return await chat.become("talk_heard")
    if flow := _ELSEWHERE.get(wish.verb):
        # A command that is not one's own ("/staff") asks for nobody.
        return await chat.become("office" if flow == "human" and words.startswith("/") else flow)
    found = [course for course in offered if course.title in wish.titles]
    match wish.verb:
        case "report":
            return await chat.become("report", words=reported(words))
        case "sign_up" | "about" if found:
            return await _to_course(chat, wish, found)
        case "sign_up" | "browse" | "about":
            return await _to_timetable(chat, wish, found)
        case "suggest":
            return await chat.become("suggest", words=suggested(words))
        case "cancel":
            return await _to_cancel(chat, wish, members)
        case "mine":
            return await _to_mine(chat, wish)
        case "thanks":
            chat.say(_("不客气，有事随时说。"), *_BUTTONS)
        case "bye":
            chat.say(_("再见，有事随时来坐坐。"), *_BUTTONS)
        case "urgent":
            chat.say(
                _("急事请马上打电话：急救 120，火警 119，报警 110。"),
                Button(_("也告诉社区"), "/report", "main"),
                Button(_("社区电话"), "/office"),
                HOME,
            )
        case _ if (kind_id := await _kind_named(words, person)) is not None:
            return await chat.become("case_new", kind_id=kind_id, words=words)
        case _:
            chat.say(_("您想办哪件事？点一下就好。也可以这样说：我想学瑜伽、周一晚上有什么课。"), *_BUTTONS)
    return None


async def _kind_named(words: str, person: Person | None) -> str | None:
    """The kind of case that the words name as its community does, such as 红白喜事."""
    if person is None or person.community_id is None:
        return None
    named = [kind.id for kind in await kinds.of(person.community_id) if kind.name in words or kind.button in words]
    return named[0] if named and named[0] != kinds.SUGGESTION else None


async def _to_course(chat: Chat, wish: Wish, found: list[Course]) -> None:
    then = "sign_up" if wish.verb == "sign_up" else "course"
    if wish.weekday is not None or (wish.days and not wish.which_day):
        on_the_day = [c for c in found if to_local(c.starts_ms, chat.zone).weekday() in _weekdays(wish)]
        found = on_the_day or found
    if len(found) == 1 and wish.sure:
        await chat.become("open_course", course_id=str(found[0].id), then=then, kin=wish.who, pupil_name=wish.name)
    ids = [course.id for course in found]
    await chat.become("which_course", course_ids=ids, then=then, kin=wish.who, pupil_name=wish.name, sure=wish.sure)


async def _to_timetable(chat: Chat, wish: Wish, found: list[Course]) -> None:
    if wish.no_such_day:
        chat.say(_("日历上没有这一天，请再看看日期，比如：12月3号、下周三。"), Button(_("看课程"), "/courses", "main"), HOME)
        return
    if wish.missing:
        chat.say(_("这门课眼下没有，看看别的吧。"))
    rest: dict[str, Any] = {
        "part": wish.part or "", "clock": wish.time.strftime("%H:%M") if wish.time else "", "audience": wish.audience,
        "free": wish.free, "gratis": wish.gratis, "course_ids": [course.id for course in found],
        "then": "sign_up" if wish.verb == "sign_up" else "course", "kin": wish.who, "pupil_name": wish.name,
    }  # fmt: skip
    days = [day.isoformat() for day in wish.days]
    if wish.which_day:
        await chat.become("which_day", between=days, rest=rest)
    await chat.become("timetable", days=days, weekday=-1 if wish.weekday is None else wish.weekday, **rest)


async def _to_cancel(chat: Chat, wish: Wish, members: list[Member]) -> None:
    booked = [b for b in await enrolment.mine(chat.person_id, chat.now_ms) if b.state != "cancelled"]
    kin = {member.id: member.kind for member in members}
    fitting = [
        b
        for b in booked
        if (not wish.titles or b.title in wish.titles)
        and (not wish.name or b.attendee == wish.name)
        and (wish.who not in ("parent", "child") or kin.get(b.attendee_id) == wish.who)
        and (not wish.days or to_local(b.starts_ms, chat.zone).weekday() in _weekdays(wish))
    ]
    if wish.missing or not booked:
        fitting = []
    if len(fitting) == 1 and (wish.titles or wish.name or wish.who or wish.days) and wish.sure:
        await chat.become("cancel_booking", booking_id=str(fitting[0].id))
    if fitting:
        await chat.become("which_booking", booking_ids=[b.id for b in fitting])
    if booked:
        chat.say(_("没有找到您说的这个报名。您现在报了这些："))
    await chat.become("my")


async def _to_mine(chat: Chat, wish: Wish) -> None:
    if not wish.days or wish.which_day or wish.weekday is not None:
        return await chat.become("my")
    now = [b for b in await enrolment.mine(chat.person_id, chat.now_ms) if b.state == "seat"]
    said: list[Saying] = [
        saying for day in wish.days for booking in now for saying in await _sessions_on(chat, booking, day.isoformat())
    ]
    first = Day(wish.days[0])
    when = first if len(wish.days) == 1 else _("{first} 到 {last}", first=first, last=Day(wish.days[-1]))
    if said:
        chat.say(paragraphs(_("{when}，您有：", when=when), lines(*said)), Button(_("我的报名"), "/my"), HOME)
    else:
        chat.say(_("{when}，您没有课。", when=when), Button(_("我的报名"), "/my"), Button(_("看课程"), "/courses"), HOME)
    return None


async def _sessions_on(chat: Chat, booking: Booking, day: str) -> list[Saying]:
    shown = await courses.details(booking.course_id)
    return [
        _(
            "{when} {course} · {who}，{where}",
            when=Moment(s.starts_ms, "time"),
            course=booking.title,
            who=booking.attendee,
            where=booking.place,
        )
        for s in (shown.sessions if shown else ())
        if s.status != "cancelled" and to_local(s.starts_ms, chat.zone).date().isoformat() == day
    ]


def _weekdays(wish: Wish) -> set[int]:
    return {wish.weekday} if wish.weekday is not None else {day.weekday() for day in wish.days}


@flows.flow("which_course", _("选课程"))
async def which_course(
    chat: Chat,
    course_ids: list[int] | None = None,
    then: str = "course",
    kin: str = "",
    pupil_name: str = "",
    sure: bool = True,
) -> None:
    """Where several courses fit what was said, or one only resembles it, the person says which."""
    fitting = [course for course_id in course_ids or [] if (course := await courses.get(course_id))]
    options: list[Option[Course | None]] = [Option(str(c.id), label(c, chat.now_ms), c) for c in fitting]
    options.append(Option("other", _("看全部课程"), None))
    text = _("您说的是哪一门？") if sure else _("您说的是这门课吗？")
    chosen = await chat.choose("course", text, options)
    if chosen is None:
        await chat.become("courses")
    else:
        await chat.become("open_course", course_id=str(chosen.id), then=then, kin=kin, pupil_name=pupil_name)


@flows.flow("which_booking", _("取消报名"))
async def which_booking(chat: Chat, booking_ids: list[int] | None = None) -> None:
    """Where several bookings fit what was said, the person says which to give back."""
    mine = {b.id: b for b in await enrolment.mine(chat.person_id, chat.now_ms) if b.state != "cancelled"}
    options: list[Option[int]] = [
        Option(str(b.id), _("{course} · {who}", course=b.title, who=b.attendee), b.id)
        for booking_id in booking_ids or []
        if (b := mine.get(booking_id))
    ]
    if not options:
        return await chat.become("my")
    chosen = await chat.choose("booking", _("要取消哪一个？"), options)
    return await chat.become("cancel_booking", booking_id=str(chosen))
