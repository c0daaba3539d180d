"""What staff do to a course: open, close, move, cancel, draw. Whoever is concerned is counted before and told after."""

from __future__ import annotations

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.questions import Option
from conversation.screen import HOME
from handlers.staff import DESK, at_work, course_at_work, told_change
from handlers.when import When, said
from language.message import Button
from language.text import Joined, Moment, Text, _, lines, paragraphs
from services import course_changes, course_words, courses, desk, draw
from services.calendar import HOUR_MS, to_local, to_ms
from services.course_words import EVERY, will_be_told
from services.courses import Details
from storage.courses import Course
from storage.sessions import Session

flows = Flows()

ROLL_AHEAD_MS = 12 * HOUR_MS
"""From then on the sheet of a course offers the roll call."""


@flows.flow("staff_courses", _("课程管理"), command="staff_courses")
async def staff_courses(chat: Chat) -> None:
    """Every course that is not over; one of them leads to its sheet."""
    worker = await at_work(chat)
    coming = await courses.coming(worker.community_id, chat.now_ms)
    if not coming:
        chat.say(_("眼下没有课程。新课在电脑上的值守台里开（/desk），或者写进社区文件由管理员载入。"), DESK, HOME)
        return
    options = [
        Option(
            str(course.id),
            _("{title} · {n}/{seats}", title=course.title, n=course.taken, seats=course.seats),
            course.id,
        )
        for course in coming
    ]
    chosen = await chat.choose("course", _("要管哪门课？"), options)
    await chat.become("staff_course", course_id=str(chosen))


@flows.flow("staff_course", _("管课程"), command="staff_course", argument="course_id")
async def staff_course(chat: Chat, course_id: str = "") -> None:
    """A course's sheet, with everything that can be done to it."""
    course = await course_at_work(chat, course_id)
    shown = await courses.details(course.id)
    assert shown is not None
    ahead = _ahead(shown, chat.now_ms)
    drawing = course.mode == "draw" and course.drawn_ms is None
    options = [
        Option("roll", _("点名"), "staff_call", "main") if _current(shown, chat.now_ms) else None,
        Option("roster", _("名单"), "staff_roster"),
        Option("book", _("代人报名"), "staff_book") if course.taking(chat.now_ms) else None,
        Option("draw", _("现在抽签"), "staff_draw") if drawing and not course.taking(chat.now_ms) else None,
        Option("close", _("停止报名"), "staff_close")
        if course.taking(chat.now_ms)
        else Option("open", _("开放报名"), "staff_open"),
        Option("move", _("改时间"), "staff_move") if ahead else None,
        Option("place", _("改地点"), "staff_place") if ahead else None,
        Option("poster", _("海报"), "staff_poster"),
        Option("pause", _("某一次停课"), "staff_cancel_session") if len(ahead) > 1 else None,
        Option("cancel", _("取消整门课"), "staff_cancel_course", "danger"),
    ]
    if course.status == "cancelled":
        options = [Option("roster", _("名单"), "staff_roster")]
    flow = await chat.choose("what", _sheet(course, ahead, chat.now_ms), [option for option in options if option])
    if flow == "staff_call":
        await chat.become("staff_roll", session_id=str(_current(shown, chat.now_ms)))
    await chat.become(flow, course_id=course_id)


@flows.flow("staff_open", _("开放报名"), command="staff_open", argument="course_id")
async def staff_open(chat: Chat, course_id: str = "") -> None:
    """Open sign-up now."""
    course = await course_at_work(chat, course_id)
    closes = None
    if course.mode == "draw" and course.drawn_ms is None:
        local = to_local(course.starts_ms, chat.zone)
        closes = await chat.ask(
            When(key="closes", text=_("抽签课什么时候截止报名？比如：12月3号18:00。"), now=chat.now.replace(tzinfo=None), hour=local.time(),
                 before=local if course.starts_ms > chat.now_ms else None, about=(f"course:{course.id}",))
        )  # fmt: skip
    until = Moment(course.starts_ms) if closes is None else Moment(to_ms(closes, chat.zone))
    text = _("现在开放「{course}」的报名，到 {until} 为止。想听消息的居民会马上知道。", course=course.title, until=until)
    await chat.confirm(
        "ok", text, _("确认开放"), facts=(course.id, course.status, closes.isoformat() if closes else None),
        about=(f"course:{course.id}",),
    )  # fmt: skip
    change = await course_changes.open_(
        course.id, chat.person_id, chat.now_ms, closes_ms=to_ms(closes, chat.zone) if closes else None
    )
    told_change(chat, change, _("已开放报名"), course.id)


@flows.flow("staff_close", _("停止报名"), command="staff_close", argument="course_id")
async def staff_close(chat: Chat, course_id: str = "") -> None:
    """End sign-up."""
    course = await course_at_work(chat, course_id)
    text = _("停止「{course}」的报名？已报上的不变，候补照样递补。", course=course.title)
    await chat.confirm("ok", text, _("确认停止"), facts=(course.id, course.status), about=(f"course:{course.id}",))
    told_change(chat, await course_changes.close(course.id, chat.person_id, chat.now_ms), _("已停止报名"), course.id)


@flows.flow("staff_move", _("改时间"), command="staff_move", argument="course_id")
async def staff_move(chat: Chat, course_id: str = "") -> None:
    """Move what is still to come to another day and hour."""
    course = await course_at_work(chat, course_id)
    shown = await courses.details(course.id)
    ahead = _ahead(shown, chat.now_ms) if shown else []
    if not ahead:
        chat.say(
            _("这门课没有还没上的了，改不了时间。"), Button(_("回到这门课"), f"/staff_course {course.id}", "main"), DESK, HOME
        )
        return
    about = (f"course:{course.id}",)
    old = to_local(ahead[0].starts_ms, chat.zone)
    starts = await chat.ask(
        When(
            key="starts",
            text=_("「{course}」下一次是 {when}。改到什么时候？比如：下周三晚上七点。", course=course.title, when=Moment(ahead[0].starts_ms)),
            now=chat.now.replace(tzinfo=None), hour=old.time(), about=about, label=_("新时间"),
        )
    )  # fmt: skip
    text = paragraphs(
        lines(
            _("「{course}」改时间：", course=course.title),
            _("原来：{when}", when=Moment(ahead[0].starts_ms)),
            _("改到：{when}", when=said(starts)),
            _("后面{n}次也从这天起，{every}一次。", n=len(ahead) - 1, every=EVERY[course.every]) if len(ahead) > 1 else None,
        ),
        will_be_told(await desk.reach(course.id, chat.now_ms)),
    )
    await chat.confirm(
        "ok", text, _("确认改时间"), facts=(course.id, course.version, ahead[0].starts_ms, starts.isoformat()), about=about
    )
    change = await course_changes.move_course(course.id, chat.person_id, chat.now_ms, chat.zone, starts=starts)
    told_change(chat, change, _("已改时间"), course.id)


@flows.flow("staff_place", _("改地点"), command="staff_place", argument="course_id")
async def staff_place(chat: Chat, course_id: str = "") -> None:
    """Move a course to another place."""
    course = await course_at_work(chat, course_id)
    about = (f"course:{course.id}",)
    place = await chat.words(
        "place", _("「{course}」现在在{where}。改到哪里？", course=course.title, where=course.place),
        about=about, label=_("新地点"), longest=60,
    )  # fmt: skip
    text = paragraphs(
        lines(
            _("「{course}」改地点：", course=course.title),
            _("原来：{where}", where=course.place),
            _("改到：{where}", where=place),
        ),
        will_be_told(await desk.reach(course.id, chat.now_ms)),
    )
    await chat.confirm("ok", text, _("确认改地点"), facts=(course.id, course.version, place), about=about)
    change = await course_changes.move_course(course.id, chat.person_id, chat.now_ms, chat.zone, place=place)
    told_change(chat, change, _("已改地点"), course.id)


@flows.flow("staff_cancel_session", _("某一次停课"), command="staff_cancel_session", argument="course_id")
async def staff_cancel_session(chat: Chat, course_id: str = "") -> None:
    """Drop one date."""
    course = await course_at_work(chat, course_id)
    shown = await courses.details(course.id)
    ahead = _ahead(shown, chat.now_ms) if shown else []
    if not ahead:
        chat.say(_("这门课没有还没上的了。"), Button(_("回到这门课"), f"/staff_course {course.id}", "main"), DESK, HOME)
        return
    about = (f"course:{course.id}",)
    options = [Option(str(session.id), Moment(session.starts_ms), session) for session in ahead]
    session = await chat.choose(
        "session", _("「{course}」哪一次停课？", course=course.title), options, about=about, label=_("停哪一次")
    )
    text = paragraphs(
        _("「{course}」{when} 这一次停课，其他时间照常。", course=course.title, when=Moment(session.starts_ms)),
        will_be_told(await desk.reach(course.id, chat.now_ms, only_seats=True)),
    )
    await chat.confirm("ok", text, _("确认停课"), facts=(session.id, session.starts_ms), about=about, danger=True)
    told_change(
        chat,
        await course_changes.cancel_session(session.id, chat.person_id, chat.now_ms, chat.zone),
        _("已停课一次"),
        course.id,
    )


@flows.flow("staff_cancel_course", _("取消整门课"), command="staff_cancel_course", argument="course_id")
async def staff_cancel_course(chat: Chat, course_id: str = "") -> None:
    """The whole course does not take place."""
    course = await course_at_work(chat, course_id)
    about = (f"course:{course.id}",)
    reason = await chat.words(
        "reason", _("为什么取消「{course}」？这句话会发给报名的居民，比如：老师生病。", course=course.title),
        about=about, label=_("原因"), skip=_("不写原因"), longest=100,
    )  # fmt: skip
    text = paragraphs(
        lines(
            _("取消整门「{course}」，原定 {when}。取消后不能恢复。", course=course.title, when=Moment(course.starts_ms)),
            _("原因：{reason}", reason=reason) if reason else None,
        ),
        will_be_told(await desk.reach(course.id, chat.now_ms)),
    )
    await chat.confirm("ok", text, _("确认取消"), facts=(course.id, course.version, reason), about=about, danger=True)
    change = await course_changes.cancel_course(course.id, chat.person_id, chat.now_ms, reason=reason)
    told_change(chat, change, _("已取消"), course.id)


@flows.flow("staff_draw", _("现在抽签"), command="staff_draw", argument="course_id")
async def staff_draw(chat: Chat, course_id: str = "") -> None:
    """Hold the draw once entries are closed."""
    course = await course_at_work(chat, course_id)
    back = Button(_("回到这门课"), f"/staff_course {course.id}", "main")
    if course.mode != "draw":
        chat.say(_("这门课先到先得，不用抽签。"), back, DESK, HOME)
        return
    if course.drawn_ms is None and course.taking(chat.now_ms):
        text = _("{until} 截止后会自动抽签。想提前抽，请先停止报名。", until=Moment(course.closing_ms))
        chat.say(text, back, DESK, HOME)
        return
    if course.drawn_ms is None:
        text = _("现在给「{course}」抽签？只抽一次，结果马上发给每个人。", course=course.title)
        await chat.confirm("ok", text, _("确认抽签"), facts=(course.id, course.seats), about=(f"course:{course.id}",))
    outcome = await draw.hold(course.id, chat.person_id, chat.now_ms)
    if not isinstance(outcome, draw.Drawn):
        chat.say(_("现在还不能抽签，请先停止报名。"), back, DESK, HOME)
        return
    chat.say(
        lines(
            _("抽签结果：{n}人参加，{seats}个名额。", n=len(outcome.entries), seats=outcome.seats),
            _("种子：{seed}", seed=outcome.seed),
            _("任何人都可以用种子重新算一遍，核对结果。"),
        ),
        back, DESK, HOME, toast=_("已抽签"),
    )  # fmt: skip


def _sheet(course: Course, ahead: list[Session], now_ms: int) -> Joined:
    """What staff need to know of a course."""
    taken: Text | None = _("报上：{n}人 / {seats}个名额", n=course.taken, seats=course.seats)
    if course.mode == "draw" and course.drawn_ms is None:
        taken = _("抽签课，{seats}个名额", seats=course.seats)
    return paragraphs(
        _("【{title}】{state}", title=course.title, state=course_words.said(course, now_ms)),
        lines(
            taken,
            _("报名到 {until} 为止", until=Moment(course.closing_ms)) if course.taking(now_ms) else None,
            _("候补：{n}人", n=course.waiting) if course.waiting else None,
            _("下一次：{when}", when=Moment(ahead[0].starts_ms)) if ahead else _("都上完了。"),
            _("地点：{place}", place=course.place),
        ),
    )


def _ahead(shown: Details, now_ms: int) -> list[Session]:
    return [session for session in shown.sessions if session.status == "planned" and session.starts_ms > now_ms]


def _current(shown: Details, now_ms: int) -> int | None:
    """The session for which a roll is called now: the one that runs or begins within hours."""
    soon = now_ms + ROLL_AHEAD_MS
    near = (session.id for session in shown.sessions if session.status == "planned" and now_ms < session.ends_ms <= soon)
    return next(near, None)
