"""Staff plan meetings of the council: when, where, what is talked about, and what came of it."""

from __future__ import annotations

from datetime import datetime, time

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.questions import Option
from conversation.screen import HOME
from handlers.cases.council import COUNCIL
from handlers.staff import at_work
from handlers.when import When, said
from language.message import Button
from language.numerals import row_id
from language.text import Moment, Saying, Text, _, lines
from services.calendar import to_ms
from services.cases import council, naming, refusing
from services.cases.council import Agenda, CouncilOutcome, NotNow, Planned
from storage.cases import Case

flows = Flows()

USUAL_HOUR = time(14, 30)


@flows.flow("council_plan", _("安排议事会"), command="council_plan")
async def plan(chat: Chat) -> None:
    """A new meeting; its agenda comes next."""
    worker = await at_work(chat)
    starts = await _when(chat, _("什么时候开？比如：下周六下午两点半。"))
    title = await chat.words("title", _("这次会叫什么？"), label=_("名字"), longest=30, skip=_("就叫「居民议事会」"))
    place = await chat.words("place", _("在哪里开？"), label=_("地点"), longest=60, skip=_("地点以后再说"))
    title = title or council.USUAL.source
    text = lines(_("【{title}】", title=title), said(starts), _("地点：{place}", place=place) if place else None)
    await chat.confirm("ok", text, _("确认安排"), facts=(title, starts.isoformat(), place))
    outcome = await council.plan(worker.community_id, title, to_ms(starts, chat.zone), place, worker.id, chat.now_ms)
    if isinstance(outcome, Planned):
        chat.say(_("定下来了。接着选议题吧。"), toast=_("定下来了"))
        await chat.become("meeting_put", meeting_id=str(outcome.meeting_id))
    _told(chat, outcome, _("定下来了。"), 0)


@flows.flow("meeting_put", _("加议题"), command="meeting_put", argument="meeting_id")
async def put(chat: Chat, meeting_id: str = "") -> None:
    """What is talked about: what so many support that it must be comes first. One after the other, until it is enough."""
    agenda = await _planned(chat, meeting_id)
    offered = await council.candidates(agenda.meeting.community_id, chat.person_id)
    if not offered or len(agenda.items) >= council.MOST_ITEMS:
        chat.say(_("没有别的建议可以加了。"), _see(agenda.meeting.id), HOME)
        return None
    options: list[Option[int]] = [
        Option(
            str(case.id),
            _("{what} · {n}人支持", what=naming.headline(case, kind), n=case.followers),
            case.id,
            "main" if kind.agenda and case.followers >= kind.agenda else "answer",
        )
        for case, kind in offered
    ]
    listed = [_("{n}. {what}", n=n, what=naming.headline(case, kind)) for n, (_i, case, kind) in enumerate(agenda.items, 1)]
    text = lines(
        _("「{title}」商量哪些？支持人数够了的排在前。加上就告诉提的人和支持的人。", title=agenda.meeting.title),
        *listed,
    )
    about = (f"meeting:{agenda.meeting.id}", str(len(agenda.items)))
    chosen = await chat.choose("case", text, [*options, Option("enough", _("够了"), 0)], about=about)
    if not chosen:
        return await chat.become("meeting", meeting_id=meeting_id)
    outcome = await council.put(agenda.meeting.id, chosen, chat.person_id, chat.now_ms)
    if isinstance(outcome, Planned):
        chat.say("", toast=_("加上了"))
        return await chat.become("meeting_put", meeting_id=meeting_id)
    _told(chat, outcome, _("加上了。"), agenda.meeting.id)
    return None


@flows.flow("meeting_off", _("去掉议题"), command="meeting_off", argument="meeting_id")
async def take_off(chat: Chat, meeting_id: str = "") -> None:
    """Not talked about after all."""
    agenda = await _planned(chat, meeting_id)
    case = await _item(chat, agenda, _("去掉哪一个？会告诉提的人和支持的人，另找时间商量。"))
    if case is None:
        return
    outcome = await council.take_off(agenda.meeting.id, case.id, chat.person_id, chat.now_ms)
    _told(chat, outcome, _("去掉了，已经告诉他们。"), agenda.meeting.id)


@flows.flow("meeting_move", _("改时间、地点"), command="meeting_move", argument="meeting_id")
async def move(chat: Chat, meeting_id: str = "") -> None:
    """Another time and place."""
    agenda = await _planned(chat, meeting_id)
    one, about = agenda.meeting, (f"meeting:{agenda.meeting.id}",)
    starts = await _when(chat, _("原来是{when}。改到什么时候？", when=Moment(one.starts_ms)), about)
    skip = _("还在{place}", place=one.place) if one.place else _("地点以后再说")
    place = await chat.words("place", _("在哪里开？"), about=about, label=_("地点"), longest=60, skip=skip) or one.place
    text = lines(_("「{title}」改成：", title=one.title), said(starts), _("地点：{place}", place=place) if place else None)
    await chat.confirm("ok", text, _("确认改动"), facts=(one.id, starts.isoformat(), place), about=about)
    outcome = await council.move(one.id, to_ms(starts, chat.zone), place, chat.person_id, chat.now_ms)
    _told(chat, outcome, _("改好了，已经告诉提的人和支持的人。"), one.id)


@flows.flow("meeting_cancel", _("取消议事会"), command="meeting_cancel", argument="meeting_id")
async def cancel(chat: Chat, meeting_id: str = "") -> None:
    """No meeting, with a reason."""
    agenda = await _planned(chat, meeting_id)
    one, about = agenda.meeting, (f"meeting:{agenda.meeting.id}",)
    words = await chat.words("words", _("为什么取消？会告诉提的人和支持的人。"), about=about, longest=200)
    text = lines(_("取消「{title}」？议题留着，下次再排。", title=one.title), words)
    await chat.confirm("ok", text, _("确认取消"), facts=(one.id, one.starts_ms, words), about=about, danger=True)
    outcome = await council.cancel(one.id, words, chat.person_id, chat.now_ms)
    _told(chat, outcome, _("取消了，已经告诉他们。"), 0)


@flows.flow("meeting_record", _("记结果"), command="meeting_record", argument="meeting_id")
async def record(chat: Chat, meeting_id: str = "") -> None:
    """What came of one item after the other."""
    agenda = await _planned(chat, meeting_id)
    case = await _item(chat, agenda, _("哪个议题有结果了？"))
    if case is None:
        return await chat.become("meeting_close", meeting_id=meeting_id)
    about = (f"meeting:{agenda.meeting.id}", f"case:{case.id}")
    kind = next(kind for _i, other, kind in agenda.items if other.id == case.id)
    what = naming.headline(case, kind)
    among: list[Option[council.Outcome]] = [
        Option("adopted", council.OUTCOMES["adopted"], "adopted", "main"),
        Option("later", council.OUTCOMES["later"], "later"),
        Option("declined", council.OUTCOMES["declined"], "declined"),
    ]
    came = await chat.choose("outcome", _("「{what}」商量得怎么样？", what=what), among, about=about)
    ask = _("说一句，会告诉提的人和支持的人：")
    if came == "declined":
        ask = _("为什么没有采纳？用大白话说，会告诉提的人和支持的人。")
    words = await chat.words("words", ask, about=(*about, came), longest=300, skip="" if came == "declined" else _("不用说"))
    text = lines(_("「{what}」：{outcome}", what=what, outcome=council.OUTCOMES[came]), words or None)
    await chat.confirm("ok", text, _("记下，告诉他们"), facts=(case.id, came, words), about=about, danger=came == "declined")
    outcome = await council.decide(agenda.meeting.id, case.id, came, words, chat.person_id, chat.now_ms)
    if isinstance(outcome, Planned):
        chat.say("", toast=_("记下了，已经告诉他们"))
        return await chat.become("meeting_record", meeting_id=meeting_id)
    _told(chat, outcome, _("记下了。"), agenda.meeting.id)
    return None


@flows.flow("meeting_close", _("会开完了"), command="meeting_close", argument="meeting_id")
async def close(chat: Chat, meeting_id: str = "") -> None:
    """It was held; what nothing came of is put off."""
    agenda = await _planned(chat, meeting_id)
    one, about = agenda.meeting, (f"meeting:{agenda.meeting.id}",)
    words = await chat.words("words", _("这次会说一句总结吧，比如：来了26位邻居。"), about=about, longest=200, skip=_("不用说"))
    left = len(agenda.undecided)
    text = lines(
        _("「{title}」开完了？", title=one.title),
        words or None,
        _("还有{n}个议题没记结果，会记成「下次再商量」。", n=left) if left else None,
    )
    await chat.confirm("ok", text, _("开完了"), facts=(one.id, words, *(case.id for case in agenda.undecided)), about=about)
    outcome = await council.close(one.id, words, chat.person_id, chat.now_ms)
    _told(chat, outcome, _("记好了，邻居们在「以前的议事会」里看得到。"), one.id)


async def _planned(chat: Chat, meeting_id: str) -> Agenda:
    """The planned meeting that a flow of staff is about; without it the flow goes on as the council."""
    worker = await at_work(chat)
    agenda = await council.see(row_id(meeting_id), worker.id)
    if agenda is None or agenda.meeting.state != "planned":
        await chat.become("council")
    assert agenda is not None
    return agenda


async def _when(chat: Chat, text: Saying, about: tuple[str, ...] = ()) -> datetime:
    now = chat.now.replace(tzinfo=None)
    return await chat.ask(When(key="when", text=text, now=now, hour=USUAL_HOUR, about=about, label=_("时间")))


async def _item(chat: Chat, agenda: Agenda, text: Saying) -> Case | None:
    """One of the items of which nothing has come; None where there is none."""
    options: list[Option[Case | None]] = [
        Option(str(case.id), naming.headline(case, kind), case) for item, case, kind in agenda.items if not item.outcome
    ]
    return await chat.choose("item", text, options, about=(f"meeting:{agenda.meeting.id}",)) if options else None


def _told(chat: Chat, outcome: CouncilOutcome, done: Text, meeting_id: int) -> None:
    back = _see(meeting_id) if meeting_id else COUNCIL
    if isinstance(outcome, NotNow):
        chat.say(refusing.COUNCIL[outcome.why], back, HOME)
    else:
        chat.say(done, back, HOME, toast=done)


def _see(meeting_id: int) -> Button:
    return Button(_("回到这次会"), f"/meeting {meeting_id}", "main")
