"""Saying something to many: to whom, what, how many will hear it; then how far it has come, and a way to stop it."""

from __future__ import annotations

from zlib import crc32

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.questions import Option
from conversation.screen import HOME
from handlers.staff import DESK, Worker, at_work
from language.message import Button
from language.numerals import row_id
from language.text import Moment, _, lines, paragraphs
from services import audiences, broadcasts, courses
from services.audiences import AGES, Whom
from services.broadcasts import Progress

flows = Flows()


@flows.flow("staff_broadcast", _("发通知"), command="staff_broadcast")
async def staff_broadcast(chat: Chat) -> None:
    """From an audience and words to a broadcast on its way."""
    worker = await at_work(chat)
    whom = await _whom(chat, worker)
    about = (f"whom:{whom.fact}",)
    everyone, reached = await broadcasts.count(worker.community_id, whom.audience, chat.today)
    strangers = await broadcasts.strangers(worker.community_id, whom.audience, chat.today)
    if not reached:
        chat.say(
            _("{who}：没有收得到消息的居民，换一群人试试。", who=whom.title),
            Button(_("重新选"), "/staff_broadcast", "main"),
            DESK,
            HOME,
        )
        return
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
    text = paragraphs(
        _("请看一下对不对："),
        lines(
            _("发给：{who}", who=whom.title),
            _("一共{n}人，{reached}人收得到。", n=everyone, reached=reached),
            _("另外{n}人只在名册里，没来办过事，也没同意过，不发也不打。", n=strangers) if strangers else None,
            _("有危险，马上响铃。") if urgent else None,
        ),
        words,
    )
    await chat.confirm("ok", text, _("确认发送"), facts=(whom.fact, words, int(urgent)), about=about, danger=urgent)
    made = await broadcasts.begin(worker.community_id, worker.id, words, whom.audience, chat.today, chat.now_ms, urgent=urgent)
    await chat.become("staff_sending", broadcast_id=str(made))


@flows.flow("staff_sent", _("最近的通知"), command="staff_sent")
async def staff_sent(chat: Chat) -> None:
    """What was said lately; one of it leads to what became of it."""
    worker = await at_work(chat)
    options = [
        Option(str(made.id), _("{when} {words}", when=Moment(made.created_ms), words=broadcasts.shortened(made.words)), made.id)
        for made in await broadcasts.latest(worker.community_id, worker.id)
    ]
    if not options:
        chat.say(_("还没有发过通知。"), DESK, HOME)
        return
    chosen = await chat.choose("which", _("最近的通知，看哪一条？"), options)
    await chat.become("staff_sending", broadcast_id=str(chosen))


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
    stopped, waits = made.state == "stopped", not found.over and found.waiting > 0
    head = _("已经停止：") if stopped else _("正在发送：") if waits else _("发完了：")
    buttons = [
        Button(_("看看发到哪了"), f"/staff_sending {made.id}", "main"),
        Button(_("停止发送"), f"/staff_stop_sending {made.id}", "danger"),
    ]
    text = paragraphs(lines(head, broadcasts.shortened(made.words)), broadcasts.told(found))
    chat.say(text, *(buttons if waits else []), Button(_("最近的通知"), "/staff_sent"), DESK, HOME)


async def _whom(chat: Chat, worker: Worker) -> Whom:
    buildings = await audiences.buildings(worker.community_id)
    coming = await courses.coming(worker.community_id, chat.now_ms)
    options = [
        Option("all", audiences.EVERYBODY, "all", "main"),
        Option("building", _("某一栋楼"), "building") if buildings else None,
        Option("course", _("某门课的人"), "course") if coming else None,
        Option("age", _("某个年龄"), "age"),
    ]
    what = await chat.choose("whom", _("要通知谁？"), [option for option in options if option], label=_("通知谁"))
    if what == "building":
        listed = [Option(f"{crc32(name.encode()):x}", _("{building}栋", building=name), name) for name in buildings]
        building = await chat.choose("building", _("哪一栋？"), listed, about=("whom",), label=_("哪一栋"))
        return audiences.of_building(building)
    if what == "course":
        titled = [Option(str(course.id), course.title, course) for course in coming]
        return audiences.of_course(await chat.choose("course", _("哪门课？"), titled, about=("whom",), label=_("哪门课")))
    if what == "age":
        groups = [Option(name, group.title, name) for name, group in AGES.items()]
        name = await chat.choose("age", _("哪个年龄？"), groups, about=("whom",), label=_("年龄"))
        return audiences.of_age(name, chat.today)
    return audiences.everybody()
