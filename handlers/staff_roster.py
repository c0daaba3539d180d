"""Who is in a course: the roster in the chat and as a sheet, the poster, and giving up somebody's booking for them."""

from __future__ import annotations

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.questions import Option
from conversation.screen import HOME
from handlers.staff import DESK, course_at_work
from language.message import Button
from language.numerals import row_id
from language.text import Joined, Saying, Text, _, lines, paragraphs
from services import courses, desk, enrolment, papers, wording
from services.courses import Refused
from services.masks import masked_phone
from services.refusals import refusal
from storage.enrolments import RosterLine

flows = Flows()

LINES = 15
"""On one page: with names, numbers and notes this stays below 600 characters."""


@flows.flow("staff_roster", _("名单"), command="staff_roster", argument="course_id")
async def staff_roster(chat: Chat, course_id: str = "") -> None:
    """Who is in, with masked numbers. "12 2" is the second page of course 12."""
    await _show(chat, course_id, phones=False)


@flows.flow("staff_phones", _("名单和电话"), command="staff_phones", argument="course_id")
async def staff_phones(chat: Chat, course_id: str = "") -> None:
    """The same with whole numbers. That somebody looked is written down."""
    await _show(chat, course_id, phones=True)


@flows.flow("staff_export", _("导出名单"), command="staff_export", argument="course_id")
async def staff_export(chat: Chat, course_id: str = "") -> None:
    """The roster as a sheet; it follows as a file."""
    course = await course_at_work(chat, course_id)
    asked = await papers.ask_roster(course.id, chat.person_id, chat.account_id, chat.now_ms)
    text = (
        refusal(asked) if isinstance(asked, Refused) else _("正在做「{course}」的名单表格，马上发给您。", course=course.title)
    )
    chat.say(text, Button(_("回到这门课"), f"/staff_course {course.id}", "main"), DESK, HOME)


@flows.flow("staff_poster", _("海报"), command="staff_poster", argument="course_id")
async def staff_poster(chat: Chat, course_id: str = "") -> None:
    """A poster to print; it follows as a file."""
    course = await course_at_work(chat, course_id)
    asked = await papers.ask_poster(course.id, chat.person_id, chat.account_id, chat.now_ms)
    text = refusal(asked) if isinstance(asked, Refused) else _("正在做「{course}」的海报，马上发给您。", course=course.title)
    chat.say(text, Button(_("回到这门课"), f"/staff_course {course.id}", "main"), DESK, HOME)


@flows.flow("staff_unbook", _("取消某人的报名"), command="staff_unbook", argument="course_id")
async def staff_unbook(chat: Chat, course_id: str = "") -> None:
    """Give somebody's seat, or place in the queue, back for them."""
    course = await course_at_work(chat, course_id)
    found = await courses.roster(course.id, chat.person_id)
    back = Button(_("回到名单"), f"/staff_roster {course.id}", "main")
    if isinstance(found, Refused) or not found:
        chat.say(refusal(found) if isinstance(found, Refused) else _("还没有人报名。"), back, DESK, HOME)
        return
    about = (f"course:{course.id}",)
    options = [
        Option(str(line.enrolment_id), _("{who} · {state}", who=line.name, state=papers.STATES[line.state]), line)
        for line in found
    ]
    line = await chat.choose("who", _("取消谁的「{course}」报名？", course=course.title), options, about=about, label=_("谁"))
    await chat.confirm(
        "ok",
        _("替 {who} 取消「{course}」的报名？会告诉本人，位子让给候补的邻居。", who=line.name, course=course.title),
        _("确认取消"),
        facts=(line.enrolment_id, line.state),
        danger=True,
    )
    outcome = await enrolment.cancel(line.enrolment_id, chat.person_id, chat.now_ms)
    chat.say(wording.told_cancel(outcome, course, line.name), back, DESK, HOME, toast=wording.toast(outcome))


async def _show(chat: Chat, words: str, *, phones: bool) -> None:
    number, _space, wanted = words.partition(" ")
    course = await course_at_work(chat, number)
    found = await desk.roster(course.id, chat.person_id, chat.now_ms, phones=phones)
    if isinstance(found, Refused):
        chat.say(refusal(found), DESK, HOME)
        return
    pages = max(1, -(-len(found) // LINES))
    page = min(max(1, row_id(wanted)), pages)
    flow = "staff_phones" if phones else "staff_roster"
    buttons = [
        Button(_("上一页"), f"/{flow} {course.id} {page - 1}") if page > 1 else None,
        Button(_("下一页"), f"/{flow} {course.id} {page + 1}", "main") if page < pages else None,
        Button(_("显示电话"), f"/staff_phones {course.id} {page}") if found and not phones else None,
        Button(_("导出表格"), f"/staff_export {course.id}") if found else None,
        Button(_("取消某人的报名"), f"/staff_unbook {course.id}") if found else None,
        Button(_("回到这门课"), f"/staff_course {course.id}"),
        HOME,
    ]
    places = {line.enrolment_id: n for n, line in enumerate((line for line in found if line.state == "waiting"), 1)}
    first = (page - 1) * LINES
    listed = [
        _line(n, line, places.get(line.enrolment_id), phones) for n, line in enumerate(found[first : first + LINES], first + 1)
    ]
    chat.say(
        paragraphs(
            _("「{course}」名单，共{n}个报名", course=course.title, n=len(found)),
            lines(*listed) if listed else _("还没有人报名。"),
            _("第{page}页，共{pages}页", page=page, pages=pages) if pages > 1 else None,
        ),
        *(button for button in buttons if button),
    )


def _line(n: int, line: RosterLine, place: int | None, shown_phones: bool) -> Joined:
    phone = line.phone or line.kin_phone
    state: Saying | None = _("候补第{n}位", n=place) if place else None
    if line.state in ("entered", "offered"):
        state = papers.STATES[line.state]
    notes: list[Text | Saying | None] = [
        _("{n}. {who}", n=n, who=line.name),
        phone if shown_phones or not phone else masked_phone(phone),
        state,
        _("陪同 {who}", who=line.companion) if line.companion else None,
        _("接送 {who}", who=line.pickup) if line.pickup and shown_phones else None,
        _("过敏 {what}", what=line.allergy) if line.allergy else None,
    ]
    return Joined(tuple(note for note in notes if note), " ")
