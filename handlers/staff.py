"""The desk of those who work for the community. To everybody else its commands do not exist."""

from __future__ import annotations

from dataclasses import dataclass

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.questions import Option
from conversation.screen import HOME, PAGE
from language.message import Button
from language.numerals import row_id
from language.text import Moment, Text, _, lines, paragraphs
from services import courses, desk, people, staff, timetable
from services.canteen import meals
from services.cases import queue
from services.course_changes import Change
from services.courses import Refused
from services.masks import masked_phone
from services.patrol import teams
from services.refusals import refusal
from services.talks import duty
from services.today.waiting import waiting
from storage.courses import Course

flows = Flows()

DESK = Button(_("工作台"), "/staff")


@dataclass(frozen=True, slots=True)
class Worker:
    """Who works here, and for which community."""

    id: int
    community_id: int
    admin: bool


async def at_work(chat: Chat) -> Worker:
    """The first thing in every flow of staff. Whoever is no staff goes on as if they had said a word that nobody knows."""
    where = await staff.works_for(chat.person_id)
    if not where:
        await chat.become("words", words=chat.incoming.text)
    person = await people.get(chat.person_id)
    own = person.community_id if person else None
    community_id = own if own in where and own is not None else where[0]
    return Worker(chat.person_id, community_id, await staff.is_admin(chat.person_id, community_id))


async def course_at_work(chat: Chat, course_id: str) -> Course:
    """The course that a flow of staff is about; without it the flow goes on as the list of courses."""
    worker = await at_work(chat)
    course = await courses.get(row_id(course_id))
    if course is None or not await staff.is_staff(worker.id, course.community_id):
        await chat.become("staff_courses")
    assert course is not None
    return course


@flows.flow("staff", _("工作台"), command="staff")
async def work(chat: Chat) -> None:
    """What there is to do today, and the tools, as many as there is room for."""
    worker = await at_work(chat)
    today = await timetable.today(worker.community_id, chat.now_ms, chat.zone)
    options = [*await _waiting(chat, worker, len(today)), *await _tools(chat, worker)]
    if len(options) > PAGE:
        options = [*options[: PAGE - 1], Option("more", _("更多"), "staff_more")]
    listed = [
        _(
            "{when} {title} · {where} · {n}人",
            when=Moment(date.starts_ms, "time"),
            title=date.title,
            where=date.place,
            n=date.taken,
        )
        for date in today
    ]
    text = paragraphs(_("工作台"), lines(_("今天的课："), *listed) if listed else _("今天没有课。"))
    await _go(chat, await chat.choose("what", text, options))


@flows.flow("staff_more", _("工作台"), command="staff_more")
async def more(chat: Chat) -> None:
    """The tools for which the desk has no room where much is to be done."""
    worker = await at_work(chat)
    _people, on_duty, *rest = await _tools(chat, worker)
    chat.say(_("工作台"), DESK)
    await _go(chat, await chat.choose("what", _("还有这些："), [*rest, on_duty]))


async def _waiting(chat: Chat, worker: Worker, today: int) -> list[Option[str]]:
    """What waits for somebody: first who is there now."""
    waits = await waiting(worker.community_id, worker.id, chat.now_ms)
    talks, cases = len(waits.talks) + len(waits.own_talks), queue.counted(waits.cases, chat.now_ms)
    to_call, to_read, failed = len(waits.calls), len(waits.to_read), len(waits.failed)
    options = [
        Option("talks", _("找人的 · {n}个", n=talks), "staff_talks", "main") if talks else None,
        Option("queue", queued(cases), "queue", "main") if cases.all else None,
        Option("today", _("今天点名 · {n}节课", n=today), "staff_today") if today else None,
        Option("calls", _("要打电话的 · {n}个", n=to_call), "staff_calls") if to_call else None,
        Option("moderate", _("待审的建议 · {n}条", n=to_read), "moderate") if to_read else None,
        Option("parked", _("未办成的 · {n}件", n=failed), "parked") if failed else None,
    ]
    return [option for option in options if option]


async def _tools(chat: Chat, worker: Worker) -> list[Option[str]]:
    """What one works with, the daily ones first."""
    present = await duty.until_ms(worker.community_id, worker.id, chat.now_ms)
    canteen, volunteers = await meals.canteen(worker.community_id), await teams.of_community(worker.community_id)
    options = [
        Option("people", _("找居民"), "staff_people"),
        Option("duty", _("我下班了") if present else _("我在岗"), "duty off" if present else "duty on"),
        Option("meals", _("订餐表"), "staff_meals") if canteen else None,
        Option("courses", _("课程管理"), "staff_courses"),
        Option("broadcast", _("发通知"), "staff_broadcast"),
        Option("payments", _("收餐费"), "staff_payments") if canteen else None,
        Option("teams", _("志愿队和值班"), "staff_teams") if volunteers else None,
        Option("desk", _("电脑版"), "desk"),
        Option("roles", _("工作人员"), "staff_roles") if worker.admin else None,
    ]
    return [option for option in options if option]


async def _go(chat: Chat, chosen: str) -> None:
    flow, _space, what = chosen.partition(" ")
    await chat.become(flow, **({"what": what} if what else {}))


def queued(count: queue.Count) -> Text:
    """How many cases wait here, and how many of them are late."""
    if count.all >= queue.COUNTED:
        return _("待办 · {n}件以上（{late}件超时）", n=count.all, late=count.late)
    return _("待办 · {n}件（{late}件超时）", n=count.all, late=count.late) if count.late else _("待办 · {n}件", n=count.all)


@flows.flow("parked", _("未办成的"), command="parked")
async def parked(chat: Chat) -> None:
    """What went wrong for residents, so that somebody calls them."""
    worker = await at_work(chat)
    failed = await desk.failed(worker.community_id, worker.id)
    if not failed:
        chat.say(_("没有未办成的事，都处理好了。"), DESK, HOME)
        return
    listed = [
        lines(
            _("{when} · {who} {phone} · {channel}", when=Moment(row.parked_ms), who=row.name or _("不知是谁"),
              phone=masked_phone(row.phone) if row.phone else "", channel=row.channel),
            _("出错：{error}", error=row.error[:120]),
        )
        for row in failed
    ]  # fmt: skip
    await chat.choose(
        "seen",
        paragraphs(_("这些事居民没办成，请联系本人，或把出错信息转给技术人员："), *listed),
        [Option("yes", _("都看过了"), True, "main")],
        about=(f"parked:{failed[-1].id}",),
    )
    seen = await desk.see(worker.community_id, failed[-1].id, worker.id, chat.now_ms)
    chat.say(_("好的，{n}件都记为看过了。", n=seen), DESK, HOME)


def told_change(chat: Chat, change: Change, done: Text, course_id: int) -> None:
    """Say what came of a change, and to how many it was told."""
    back = Button(_("回到这门课"), f"/staff_course {course_id}", "main")
    if isinstance(change, Refused):
        chat.say(refusal(change), back, DESK, HOME)
        return
    text = lines(
        done,
        _("已通知{n}个报名的人。", n=change.told) if change.told else None,
        _("{n}个人收不到消息，名单另外发给大家，请打电话。", n=len(change.unreached)) if change.unreached else None,
    )
    chat.say(text, back, DESK, HOME, toast=done)
