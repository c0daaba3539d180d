"""A case as those read it who see to it: what is known of it, and what happened so far, without who brought it up."""

from __future__ import annotations

from collections.abc import Callable

from handlers.cases.queue import deadline
from language.text import Joined, Moment, Saying, Text, _, lines, paragraphs
from services.cases import clock, escalation, kinds, naming, queue, reports, steps
from services.cases.seeing import Seen
from storage.case_events import Event

MOST_EVENTS = 5
_STAFFS = ("taken", "given", "asked", "note", "severity", "category", "merged in")
"""Kinds of events that only those who see to cases make."""
_HAPPENED: dict[str, Callable[[Saying, Saying], Text]] = {
    "reported": lambda who, words: _("报上来了"),
    "taken": lambda who, words: _("{who}接手了", who=who),
    "asked": lambda who, words: _("{who}问反映人：{words}", who=who, words=words),
    "answered": lambda who, words: _("反映人回答：{words}", words=words),
    "note": lambda who, words: _("{who}备注：{words}", who=who, words=words),
    "severity": lambda who, words: _("{who}改了紧急程度：{words}", who=who, words=words),
    "category": lambda who, words: _("{who}改了类别：{words}", who=who, words=words),
    "merged in": lambda who, words: _("{who}并进来{words}件相同的", who=who, words=words),
    "merged": lambda who, words: _("并到另一件里了"),
    "progress": lambda who, words: _("进展：{words}", words=words),
    "more": lambda who, words: _("{who}补充：{words}", who=who, words=words),
    "place": lambda who, words: _("{who}补充地方：{words}", who=who, words=words),
    "reopened": lambda who, words: _("{who}说还没好：{words}", who=who, words=words),
    "late": lambda who, words: _("超时，提醒了{to}", to=words),
    "untaken": lambda who, words: _("没人接，已经再提醒"),
    "freed": lambda who, words: _("又没人处理了"),
    "orphaned": lambda who, words: _("反映人注销了，没有别人关注，结束了"),
}
_REMINDED: dict[str, Text] = {
    str(escalation.LATE): _("在办的人"), str(escalation.LATER): _("全体工作人员"), str(escalation.LATEST): _("管理员")
}  # fmt: skip
"""Who was, by the level."""


async def sheet(found: Seen, now_ms: int) -> Saying:
    """Everything about it that fits one message."""
    case, kind = found.case, found.kind
    severity = kind.severity(case.severity)
    parts = (await queue.name(case.owner_id), await queue.team_name(case.team_id))
    who = Joined(tuple(part for part in parts if part), "，")
    coming = sum(file.state == "coming" for file in found.files)
    facts = (
        _("状态：{state}", state=naming.state(case, kind)),
        _("谁在办：{who}", who=who if who.parts else _("还没人接")),
        _("紧急程度：{how}", how=kinds.shown(severity.name)) if severity else None,
        _("时限：{when}", when=when) if (when := deadline(found, clock.late(case, now_ms))) else None,
        _("地图：{where}", where=f"{case.latitude_e6 / 1e6:.5f},{case.longitude_e6 / 1e6:.5f}")
        if case.latitude_e6 is not None and case.longitude_e6 is not None
        else None,
        _("{n}人关注", n=case.followers) if case.followers > 1 else None,
        _("对邻居匿名") if case.anonymous else None,
        _("还有{n}个照片或语音在路上", n=coming) if coming else None,
    )
    return paragraphs(
        lines(_("第{n}号 · {kind}", n=case.id, kind=kinds.shown(kind.name)), naming.headline(case, kind)),
        lines(
            _("原话：{words}", words=naming.short(case.words, 150)) if case.words else None,
            *reports.said_details(found.details, 60),
        ),
        lines(*facts),
        lines(_("经过："), *[await _event(event, found) for event in found.events[-MOST_EVENTS:]]),
    )


async def _event(event: Event, found: Seen) -> Saying:
    who = await _who(event, found)
    words: Saying = _("（内容已经删除）") if event.erased else naming.short(event.words, 60)
    sent = sum(file.event_id == event.id for file in found.files)
    if event.kind in ("severity", "category"):
        named = found.kind.severity(event.words) if event.kind == "severity" else found.kind.category(event.words)
        words = kinds.shown(named.name) if named is not None else words
    if event.kind == "given":
        said: Saying = await _given(event, who)
    elif event.kind == "state":
        state = found.kind.state(event.state)
        name = kinds.shown(state.name) if state is not None else event.state
        said = _("{who}改为「{state}」", who=who, state=name)
        said = _("{said}：{words}", said=said, words=words) if event.words or event.erased else said
    else:
        words = _REMINDED.get(event.words, words) if event.kind == "late" else words
        happened, step = _HAPPENED.get(event.kind), steps.said(event.kind)
        said = happened(who, words) if happened is not None else step if step is not None else _("有变动")
    pictures = _("（{n}个照片或语音）", n=sent) if sent else ""
    return _("{when} {what}{files}", when=Moment(event.at_ms, "near"), what=said, files=pictures)


async def _given(event: Event, who: Saying) -> Saying:
    word, _colon, which = event.words.partition(":")
    if word == "team":
        return _("{who}转给{to}", who=who, to=await queue.team_name(int(which)) or _("一个队"))
    if word == "person":
        return _("{who}转给{to}", who=who, to=await queue.name(int(which)) or _("一位同事"))
    return _("{who}交还社区", who=who)


async def _who(event: Event, found: Seen) -> Saying:
    """Colleagues by name; who brought it up, and others who live here, are not named."""
    if event.actor_id is not None and event.actor_id in (found.case.reporter_id, found.case.made_by):
        if event.kind not in _STAFFS:
            return _("反映人")
    elif event.kind not in (*_STAFFS, "state"):
        return _("居民")
    return await queue.name(event.actor_id) or _("系统")
