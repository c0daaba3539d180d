"""Looking around the courses, and one course close up."""

from __future__ import annotations

from datetime import timedelta

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.questions import Option
from conversation.screen import HOME
from handlers import fair, mine
from language.message import Button
from language.numerals import row_id
from language.text import Joined, Moment, Money, Saying, _, lines, paragraphs
from services import course_changes, courses, enrolment, people
from services.calendar import WEEKDAYS
from services.course_words import AUDIENCES, left
from services.course_words import audience as audience_of
from services.courses import Details
from storage.courses import Course

flows = Flows()

PARTS = {"morning": _("上午"), "afternoon": _("下午"), "evening": _("晚上")}
WEEKS = (_("这一周"), _("下一周"), _("再下一周"))


@flows.flow("courses", _("看课程"), command="courses")
async def browse(
    chat: Chat, weekday: int = -1, part: str = "", audience: str = "", free: bool = False, words: str = ""
) -> None:
    """The list, narrowed by what was said already; one of them leads to its page."""
    person = await people.get(chat.person_id)
    if person is None or person.community_id is None:
        return await chat.become("community", then="courses")
    found = await courses.browse(
        person.community_id,
        chat.now_ms,
        chat.zone,
        weekdays=(weekday,) if weekday >= 0 else (),
        part_of_day=part,
        audience=audience,
        free_only=free,
    )
    if words:
        found = [course for course in found if words in course.title] or found
    narrowed = weekday >= 0 or part or audience or free or words
    if not found:
        chat.say(
            _("这样的课暂时没有，看看全部课程吧。") if narrowed else _("眼下没有可报的课，有新课会贴出来。"),
            *([Button(_("全部课程"), "/courses", "main")] if narrowed else []),
            HOME,
        )
        return None
    options: list[Option[Course | None]] = [Option(str(c.id), label(c, chat.now_ms), c) for c in found]
    if len(found) > 3 and not narrowed:
        options.insert(7 if len(options) > 7 else len(options), Option("filter", _("按时间、对象挑选"), None))
    course = await chat.choose("course", _("想上哪门课？"), options)
    if course is None:
        return await chat.become("filter")
    return await chat.become("course", course_id=str(course.id))


@flows.flow("filter", _("挑课程"))
async def narrow(chat: Chat) -> None:
    """Which courses to show: by week, weekday, time of day, audience, or what is still free."""
    by = await chat.choose(
        "by",
        _("按什么挑？"),
        [
            Option("free", _("还有名额的"), "free", "main"),
            Option("week", _("哪一周"), "week"),
            Option("weekday", _("星期几"), "weekday"),
            Option("part", _("上午、下午、晚上"), "part"),
            Option("audience", _("给谁上"), "audience"),
        ],
    )
    if by == "free":
        return await chat.become("courses", free=True)
    if by == "week":
        weeks = [Option(str(n), name, timedelta(weeks=n)) for n, name in enumerate(WEEKS)]
        monday = chat.today - timedelta(days=chat.today.weekday()) + await chat.choose("week", _("哪一周？"), weeks)
        days = [monday + timedelta(days=n) for n in range(7)]
        return await chat.become("timetable", days=[day.isoformat() for day in days if day >= chat.today])
    if by == "weekday":
        options = [Option(str(n), name, n) for n, name in enumerate(WEEKDAYS)]
        return await chat.become("courses", weekday=await chat.choose("weekday", _("星期几有空？"), options))
    if by == "part":
        parts = [Option(part, name, part) for part, name in PARTS.items()]
        return await chat.become("courses", part=await chat.choose("part", _("什么时候有空？"), parts))
    audiences = [Option(key, name, key) for key, name in AUDIENCES.items() if key != "everyone"]
    return await chat.become("courses", audience=await chat.choose("audience", _("给谁上？"), audiences))


@flows.flow("course", _("课程介绍"), command="course", argument="course_id")
async def course_page(chat: Chat, course_id: str = "") -> None:
    """One course with everything about it, who of one's own is in it, and the button that fits: sign up, queue, be told."""
    shown = await courses.details(row_id(course_id))
    if shown is None:
        chat.say(_("这门课已经没有了，看看别的课程吧。"), Button(_("全部课程"), "/courses", "main"), HOME)
        return
    course = shown.course
    booked = [b for b in await enrolment.mine(chat.person_id, chat.now_ms) if b.course_id == course.id]
    standing = [_("{who} · {state}", who=b.attendee, state=await mine.state_of(b)) for b in booked]
    ways = _ways_on(course, chat.now_ms)
    ways[1:1] = [Button(_("我的报名"), "/my")] if booked else []
    ways[-1:-1] = [fair.way(course.id)] if course.mode == "draw" else []
    chat.say(paragraphs(described(shown, chat.now_ms), lines(*standing)), *ways)


def label(course: Course, now_ms: int) -> Saying:
    """A course as a button shows it: title, day and time, and what is left."""
    weekly = course.every == "week" and course.sessions > 1
    when = Moment(course.starts_ms, "week" if weekly else "full")
    return _("{title} {when} · {left}", title=course.title, when=when, left=left(course, now_ms))


def described(details: Details, now_ms: int) -> Joined:
    """Everything about a course."""
    course = details.course
    return paragraphs(
        _("【{title}】", title=course.title),
        lines(
            _("老师：{teacher}", teacher=course.teacher) if course.teacher else None,
            _("地点：{place}", place=course.place),
            _("对象：{audience}", audience=audience_of(course)),
            _("费用：{price}", price=Money(course.price_fen)),
            _("名额：{seats}人，{left}", seats=course.seats, left=left(course, now_ms)),
            _("候补：{n}人", n=course.waiting) if course.waiting else None,
        ),
        lines(_("每次{minutes}分钟，共{n}次：", minutes=course.minutes, n=len(details.sessions)), *_dates(details)),
        lines(
            _("报名：{when} 开始", when=Moment(course.opens_ms)) if now_ms < course.opens_ms else None,
            _("抽签课：{when} 截止后抽签，人人机会相同。", when=Moment(course.closing_ms))
            if course.mode == "draw" and course.drawn_ms is None
            else None,
        ),
    )


def _dates(details: Details) -> list[Saying]:
    shown: list[Saying] = [
        _("{when} 停课", when=Moment(s.starts_ms)) if s.status == "cancelled" else Moment(s.starts_ms)
        for s in details.sessions[:8]
    ]
    more = len(details.sessions) - len(shown)
    return [*shown, _("……还有{n}次", n=more)] if more > 0 else shown


def _ways_on(course: Course, now_ms: int) -> list[Button]:
    others = Button(_("看别的课"), "/courses")
    if course.status != "open" or now_ms >= course.closing_ms:
        return [others, HOME]
    if now_ms < course.opens_ms:
        return [Button(_("开始报名时提醒我"), f"/remind {course.id}", "main"), others, HOME]
    wish = _("参加抽签") if course.mode == "draw" else _("我要报名") if course.free >= course.places else _("排候补")
    return [Button(wish, f"/sign_up {course.id}", "main"), others, HOME]


@flows.flow("remind", _("开始报名提醒"), command="remind", argument="course_id")
async def remind(chat: Chat, course_id: str = "") -> None:
    """Remember that the person wants to hear when sign-up opens."""
    found = await courses.get(row_id(course_id))
    if found is None or chat.now_ms >= found.opens_ms or found.status != "open":
        return await chat.become("course", course_id=course_id)
    await course_changes.tell_me(found.id, chat.person_id, chat.now_ms)
    text = _("记下了，「{course}」{when} 开始报名时告诉您。", course=found.title, when=Moment(found.opens_ms))
    chat.say(text, Button(_("看别的课"), "/courses"), HOME, toast=_("记下了"))
    return None
