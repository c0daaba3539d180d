"""Saying something to many: to whom, what, how many will hear it; then how far it has come, and a way to stop it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.questions import Option
from conversation.screen import HOME
from handlers.staff import DESK, Worker, at_work
from language.message import Button
from language.numerals import row_id
from language.text import Saying, Text, _, lines, paragraphs
from services import broadcasts, courses
from services.broadcasts import Progress
from storage.broadcasts import Audience

flows = Flows()


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


@flows.flow("staff_broadcast", _("发通知"), command="staff_broadcast")
async def staff_broadcast(chat: Chat) -> None:
    """From an audience and words to a broadcast on its way."""
    worker = await at_work(chat)
    audience, title = await _audience(chat, worker)
    about = ("audience",)
    words = await chat.words(
        "words", _("要通知什么？请打上要发的话，最多{n}个字。", n=broadcasts.LONGEST), about=about, label=_("内容"), longest=broadcasts.LONGEST
    )  # fmt: skip
    urgent = await chat.choose(
        "urgent",
        _("什么时候发？"),
        [
            Option("plain", _("平常通知：夜里不打扰，早上再送到"), False, "main"),
            Option("urgent", _("有危险，马上响铃（比如燃气泄漏）"), True, "danger"),
        ],
        about=about,
        label=_("轻重"),
    )
    everyone, reached = await broadcasts.count(worker.community_id, audience, chat.today)
    if not reached:
        chat.say(_("没有收得到消息的居民，发不了。换一群人试试。"), Button(_("重新选"), "/staff_broadcast", "main"), DESK, HOME)
        return
    text = paragraphs(
        _("请看一下对不对："),
        lines(
            _("发给：{who}", who=title),
            _("一共{n}人，{reached}人收得到。", n=everyone, reached=reached),
            _("有危险，马上响铃。") if urgent else None,
        ),
        words,
    )
    await chat.confirm("ok", text, _("确认发送"), facts=(title_of(audience), words, int(urgent)), about=about, danger=urgent)
    made = await broadcasts.begin(worker.community_id, worker.id, words, audience, chat.today, chat.now_ms, urgent=urgent)
    await chat.become("staff_sending", broadcast_id=str(made))


@flows.flow("staff_sending", _("通知发到哪了"), command="staff_sending", argument="broadcast_id")
async def staff_sending(chat: Chat, broadcast_id: str = "") -> None:
    """How far a broadcast has come."""
    worker = await at_work(chat)
    _show(chat, await broadcasts.progress(row_id(broadcast_id), worker.id))


@flows.flow("staff_stop_sending", _("停止发送"), command="staff_stop_sending", argument="broadcast_id")
async def staff_stop_sending(chat: Chat, broadcast_id: str = "") -> None:
    """Take back what has not been sent."""
    worker = await at_work(chat)
    _show(chat, await broadcasts.stop(row_id(broadcast_id), worker.id, chat.now_ms))


def _show(chat: Chat, found: Progress | None) -> None:
    if found is None:
        chat.say(_("没有这条通知。"), DESK, HOME)
        return
    made = found.broadcast
    head = {"stopped": _("已经停止："), "done": _("发完了：")}.get(made.state, _("正在发送："))
    buttons = [] if found.over else [
        Button(_("看看发到哪了"), f"/staff_sending {made.id}", "main"),
        Button(_("停止发送"), f"/staff_stop_sending {made.id}", "danger"),
    ]  # fmt: skip
    chat.say(paragraphs(lines(head, broadcasts.shortened(made.words)), broadcasts.told(found)), *buttons, DESK, HOME)


async def _audience(chat: Chat, worker: Worker) -> tuple[Audience, Saying]:
    what = await chat.choose(
        "whom",
        _("要通知谁？"),
        [
            Option("all", _("全社区"), "all", "main"),
            Option("building", _("某一栋楼"), "building"),
            Option("course", _("某门课的人"), "course"),
            Option("age", _("某个年龄"), "age"),
        ],
        label=_("通知谁"),
    )
    if what == "building":
        known = await broadcasts.buildings(worker.community_id)
        options = [Option(f"b{n}", _("{building}栋", building=building), building) for n, building in enumerate(known)]
        if not known:
            options = [Option("none", _("还没有人填住址"), "")]
        building = await chat.choose("building", _("哪一栋？"), options, about=("whom",), label=_("哪一栋"))
        return Audience(building=building), _("{building}栋", building=building)
    if what == "course":
        coming = await courses.coming(worker.community_id, chat.now_ms)
        listed = [Option(str(course.id), course.title, course.id) for course in coming] or [Option("0", _("眼下没有课程"), 0)]
        course_id = await chat.choose("course", _("哪门课？"), listed, about=("whom",), label=_("哪门课"))
        course = await courses.get(course_id)
        return Audience(course_id=course_id or -1), _("「{course}」的人", course=course.title if course else "")
    if what == "age":
        groups = [Option(name, group.title, name) for name, group in AGES.items()]
        group = AGES[await chat.choose("age", _("哪个年龄？"), groups, about=("whom",), label=_("年龄"))]
        return _born(group, chat.today), group.title
    return Audience(), _("全社区")


def title_of(audience: Audience) -> str:
    """The audience as a fact that a confirmation covers. Ages move on with the day and count by their group's words."""
    return f"{audience.building}|{audience.course_id}|{bool(audience.born_from)}|{bool(audience.born_until)}"


def _born(group: Group, today: date) -> Audience:
    """Who is of that age today, by days of birth."""
    until = "" if group.youngest is None else _years_before(today, group.youngest).isoformat()
    since = "" if group.oldest is None else (_years_before(today, group.oldest + 1) + timedelta(days=1)).isoformat()
    return Audience(born_from=since, born_until=until)


def _years_before(day: date, years: int) -> date:
    """The same day so many years before; 28 February for a 29th that the year lacks."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
