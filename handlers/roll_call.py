"""The roll call, from both sides: staff show six digits and mark by hand, residents send the digits."""

from __future__ import annotations

import re
import secrets
import unicodedata
from typing import cast

from conversation.chat import Chat
from conversation.choosing import Choose
from conversation.flows import Flows
from conversation.journal import Value
from conversation.questions import Accepted, Option, Refusal
from conversation.screen import HOME
from handlers.staff import DESK, at_work
from language.message import Button
from language.numerals import row_id
from language.text import Joined, Moment, Saying, _, lines, paragraphs
from services import rollcall, timetable
from services.rollcall import MARKS, CheckedIn, Mark, NotAllowed, Noted, NotEnrolled, NotNow, RollCode, WrongCode
from storage.attendance import RollLine
from storage.timetable import Date

flows = Flows()

_SIX = re.compile(r"\d{6}")


def looks_like_roll_code(text: str) -> bool:
    """Whether somebody typed six digits and nothing else, also full-width or in groups."""
    return _SIX.fullmatch(_digits(text)) is not None


def _digits(text: str) -> str:
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text)) if len(text) < 30 else ""


# The resident's side


@flows.flow("checkin", _("签到"), command="checkin", argument="code")
async def check_in(chat: Chat, code: str = "") -> None:
    """Check in for the class that one is sitting in, with the digits that the teacher shows."""
    if not looks_like_roll_code(code):
        code = await chat.words("code", _("请输入老师给的6位数字。"), check=_code_trouble, longest=30)
    outcome = await rollcall.check_in(_digits(code), chat.person_id, chat.now_ms)
    again = Button(_("再输一次"), "/checkin", "main")
    match outcome:
        case CheckedIn(course, names, again=known):
            text = _("{who} 之前已经签过到了，不用再签。", who="、".join(names))
            if not known:
                text = _("签到成功！{who} · {course}", who="、".join(names), course=course.title)
            chat.say(text, Button(_("我的报名"), "/my"), HOME, toast=_("签到成功"))
        case NotEnrolled(course):
            text = _("您没有报上「{course}」，请问一下现场的老师。", course=course.title)
            chat.say(text, Button(_("我的报名"), "/my", "main"), HOME)
        case NotNow(from_ms, until_ms):
            text = _("这节课 {since} 到 {until} 可以签到。", since=Moment(from_ms), until=Moment(until_ms, "time"))
            chat.say(text, again, HOME)
        case WrongCode(after_ms) if after_ms:
            chat.say(_("输错好几次了，请直接找老师签到，或 {when} 以后再试。", when=Moment(after_ms, "time")), HOME)
        case WrongCode():
            chat.say(_("没有这个签到码，请看一下老师给的6位数字，再输一次。"), again, HOME)


def _code_trouble(words: str) -> Saying | None:
    return None if looks_like_roll_code(words) else _("签到码是6位数字，请看一下老师给的码，再输一次。")


# The staff's side


@flows.flow("staff_today", _("今天点名"), command="staff_today")
async def staff_today(chat: Chat) -> None:
    """Which of today's classes."""
    worker = await at_work(chat)
    today = await timetable.today(worker.community_id, chat.now_ms, chat.zone)
    if not today:
        chat.say(_("今天没有课。"), Button(_("课程管理"), "/staff_courses", "main"), DESK, HOME)
        return
    options = [
        Option(
            str(date.session_id), _("{when} {title}", when=Moment(date.starts_ms, "time"), title=date.title), date.session_id
        )
        for date in today
    ]
    chosen = await chat.choose("session", _("给哪节课点名？"), options)
    await chat.become("staff_roll", session_id=str(chosen))


@flows.flow("staff_roll", _("点名"), command="staff_roll", argument="session_id")
async def staff_roll(chat: Chat, session_id: str = "") -> None:
    """Open the roll call: the code, and who is there. Shown again, it tells how things stand."""
    date = await _date(chat, session_id)
    buttons = [
        Button(_("刷新"), f"/staff_roll {date.session_id}"),
        Button(_("回到这门课"), f"/staff_course {date.course_id}"),
        DESK,
        HOME,
    ]
    roll = await rollcall.roll(date.session_id, chat.person_id)
    if isinstance(roll, NotAllowed) or not roll:
        chat.say(_("「{course}」还没有人报上，不用点名。", course=date.title), *buttons[1:])
        return
    mark = _("送到、接走") if date.audience == "childcare" else _("手动点名")
    buttons.insert(0, Button(mark, f"/staff_mark {date.session_id}", "main"))
    if chat.now_ms >= date.ends_ms:
        chat.say(
            paragraphs(_("「{course}」{when} 已经下课。", course=date.title, when=Moment(date.starts_ms)), _standing(roll)),
            *buttons,
        )
        return
    opened = await rollcall.roll_code(date.session_id, chat.person_id, secrets.randbelow(rollcall.CODES), chat.now_ms)
    if not isinstance(opened, RollCode):
        chat.say(_("「{course}」{when} 这一次停课了，不用点名。", course=date.title, when=Moment(date.starts_ms)), *buttons[2:])
        return
    chat.say(
        paragraphs(
            _("「{course}」{when} 的签到码：", course=date.title, when=Moment(date.starts_ms)),
            f"【{opened.code}】",
            _("请学员在聊天里发这6位数字，{since} 到 {until} 有效。",
              since=Moment(opened.from_ms, "time"), until=Moment(opened.until_ms, "time")),
            _standing(roll),
        ),
        *buttons,
    )  # fmt: skip


@flows.flow("staff_mark", _("手动点名"), command="staff_mark", argument="session_id")
async def staff_mark(chat: Chat, session_id: str = "") -> None:
    """Mark one after the other by hand; in child care who brought and who fetched."""
    date = await _date(chat, session_id)
    roll = await rollcall.roll(date.session_id, chat.person_id)
    back = Button(_("回到点名"), f"/staff_roll {date.session_id}", "main")
    if isinstance(roll, NotAllowed) or not roll:
        chat.say(_("没有要点名的人。"), back, DESK, HOME)
        return None
    about: tuple[str, ...] = (f"session:{date.session_id}",)
    waiting = sorted(roll, key=lambda line: bool(line.state))  # those who are not marked yet stand first
    options: list[Option[RollLine | None]] = [
        Option(str(line.enrolment_id), _("{who} · {state}", who=line.name, state=_state(line)), line) for line in waiting
    ]
    options.insert(min(7, len(options)), Option("done", _("点完了"), None, "main"))
    line = await chat.choose("who", _("「{course}」点谁？", course=date.title), options, about=about)
    if line is None:
        return await chat.become("staff_roll", session_id=session_id)
    about = (*about, f"enrolment:{line.enrolment_id}")
    if date.audience == "childcare":
        done = await _childcare(chat, date, line, about)
    else:
        done = await _mark(chat, date, line, about)
    if isinstance(done, NotAllowed):
        chat.say(_("{who} 已经不在名单上了。", who=line.name))
    return await chat.become("staff_mark", session_id=session_id)


async def _mark(chat: Chat, date: Date, line: RollLine, about: tuple[str, ...]) -> Noted | NotAllowed:
    options = [Option(mark, said, mark) for mark, said in MARKS.items()]
    mark = cast(Mark, await chat.choose("mark", _("{who} 来了吗？", who=line.name), options, about=about))
    noted = await rollcall.mark(date.session_id, line.enrolment_id, mark, chat.person_id, chat.now_ms)
    chat.say(_("记下了：{who} {mark}。", who=line.name, mark=MARKS[mark]), toast=_("记下了"))
    return noted


async def _childcare(chat: Chat, date: Date, line: RollLine, about: tuple[str, ...]) -> Noted | NotAllowed:
    """A child's arrival or pick-up, with the time and by whom."""
    options = [
        Option("arrived", _("送到了"), "arrived", "answer" if line.arrived_ms else "main"),
        Option("collected", _("接走了"), "collected", "main" if line.arrived_ms else "answer"),
        Option("absent", _("没来"), "absent"),
    ]
    about_child = lines(
        _("{who}：", who=line.name),
        _("家长登记的接送人：{who}", who=line.pickup) if line.pickup else None,
        _("⚠ 过敏：{what}", what=line.allergy) if line.allergy else None,
        _("{when} 送到", when=Moment(line.arrived_ms, "time")) if line.arrived_ms else None,
        _("{when} 接走", when=Moment(line.collected_ms, "time")) if line.collected_ms else None,
    )
    what = await chat.choose("what", about_child, options, about=about)
    if what == "absent":
        noted = await rollcall.mark(date.session_id, line.enrolment_id, "absent", chat.person_id, chat.now_ms)
        chat.say(_("记下了：{who} 没来。", who=line.name), toast=_("记下了"))
        return noted
    question = _("谁送{who}来的？点一下，或打上称呼。", who=line.name)
    if what == "collected":
        question = _("谁来接{who}？请先核对是不是家长登记的人，再点一下或打上称呼。", who=line.name)
    registered = [Option("pickup", line.pickup[:60], line.pickup)] if line.pickup else []
    who = await chat.ask(
        Choose(key="who_comes", text=question, among=registered, typed=_name, restored=str, about=(*about, what))
    )
    if what == "arrived":
        noted = await rollcall.arrived(date.session_id, line.enrolment_id, who, chat.person_id, chat.now_ms)
        text = _("记下了：{who} {when} 送到，已告诉家长。", who=line.name, when=Moment(chat.now_ms, "time"))
    else:
        noted = await rollcall.collected(date.session_id, line.enrolment_id, who, chat.person_id, chat.now_ms)
        text = _("记下了：{who} {when} 由 {by} 接走，已告诉家长。", who=line.name, when=Moment(chat.now_ms, "time"), by=who)
    chat.say(text, toast=_("记下了"))
    if isinstance(noted, Noted) and not noted.expected:
        chat.say(_("⚠ 这不是家长登记的接送人，请给家长打个电话。"))
    return noted


def _name(words: str) -> Accepted | Refusal:
    name = " ".join(words.split())
    value: Value = name
    return Accepted(value, name) if 0 < len(name) <= 40 else Refusal(_("请写称呼，40个字以内，比如：爷爷。"))


async def _date(chat: Chat, session_id: str) -> Date:
    """The session that a flow is about; without it the flow goes on as the list of today's classes."""
    worker = await at_work(chat)
    date = await timetable.date(row_id(session_id), worker.id)
    if date is None:
        await chat.become("staff_today")
    assert date is not None
    return date


def _standing(roll: list[RollLine]) -> Joined:
    """Who is there, and who is not."""
    here = [line.name for line in roll if line.state == "present"]
    excused = [line.name for line in roll if line.state == "excused"]
    missing = [line.name for line in roll if line.state in ("", "absent")]
    return lines(
        _("已到{n}人：{who}", n=len(here), who="、".join(here)) if here else _("还没有人签到。"),
        _("请假{n}人：{who}", n=len(excused), who="、".join(excused)) if excused else None,
        _("未到{n}人：{who}", n=len(missing), who="、".join(missing)) if missing else None,
        _("都到齐了。") if here and not missing and not excused else None,
    )


def _state(line: RollLine) -> Saying:
    if line.collected_ms:
        return _("已接走")
    return MARKS.get(line.state, _("未点"))
