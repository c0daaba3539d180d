"""What happened to a case, as those read it who see to it: colleagues by name, who brought it up and neighbours without."""

from __future__ import annotations

from collections.abc import Callable

from language.text import Saying, Text, _
from services import staff
from services.cases import escalation, kinds, naming, queue, steps
from services.cases.seeing import Seen
from storage.case_events import Event

_STAFFS = ("taken", "given", "asked", "note", "severity", "category", "kind", "moved", "merged in")
"""Kinds of events that only those who see to cases make."""
_ANYBODYS = ("state", "more", "place", "reopened")
"""Kinds of events that others make, too, and of which it is said who did."""
_HAPPENED: dict[str, Callable[[Saying, Saying], Text]] = {
    "reported": lambda who, words: _("报上来了"),
    "taken": lambda who, words: _("{who}接手了", who=who),
    "asked": lambda who, words: _("{who}问反映人：{words}", who=who, words=words),
    "answered": lambda who, words: _("反映人回答：{words}", words=words),
    "note": lambda who, words: _("{who}备注：{words}", who=who, words=words),
    "severity": lambda who, words: _("{who}改了紧急程度：{words}", who=who, words=words),
    "category": lambda who, words: _("{who}改了类别：{words}", who=who, words=words),
    "kind": lambda who, words: _("{who}改了种类：{words}", who=who, words=words),
    "moved": lambda who, words: _("{who}改了地方：{words}", who=who, words=words),
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


def tells_words(event: Event) -> bool:
    """Whether what is said of an event has the words that came with it, or they are none of somebody's."""
    return event.kind in (*_HAPPENED, "state", "given")


async def said(event: Event, found: Seen, most: int = 60) -> Saying:
    """What happened, with at most so many characters of somebody's words."""
    who = await _who(event, found)
    words: Saying = _("（内容已经删除）") if event.erased else naming.short(event.words, most)
    if event.kind in ("severity", "category"):
        named = found.kind.severity(event.words) if event.kind == "severity" else found.kind.category(event.words)
        words = kinds.shown(named.name) if named is not None else words
    if event.kind == "kind":
        words = kinds.shown(found.kind.name) if event.words == found.kind.id else words
    if event.kind == "given":
        return await _given(event, who)
    if event.kind == "state":
        state = found.kind.state(event.state)
        name = kinds.shown(state.name) if state is not None else event.state
        moved = _("{who}改为「{state}」", who=who, state=name)
        return _("{said}：{words}", said=moved, words=words) if event.words or event.erased else moved
    words = _REMINDED.get(event.words, words) if event.kind == "late" else words
    happened, step = _HAPPENED.get(event.kind), steps.said(event.kind)
    return happened(who, words) if happened is not None else step if step is not None else _("有变动")


async def _given(event: Event, who: Saying) -> Saying:
    word, _colon, which = event.words.partition(":")
    if word == "team":
        return _("{who}转给{to}", who=who, to=await queue.team_name(int(which)) or _("一个队"))
    if word == "person":
        return _("{who}转给{to}", who=who, to=await queue.name(int(which)) or _("一位同事"))
    return _("{who}交还社区", who=who)


async def _who(event: Event, found: Seen) -> Saying:
    """Colleagues by name; who brought it up, and others who live here, are not named. Whoever only looks on reads no names at all."""
    if not await _by_staff(event, found):
        if event.actor_id is not None and event.actor_id in (found.case.reporter_id, found.case.made_by):
            return _("反映人")
        if event.kind != "state":
            return _("居民")
    if found.looks_on:
        return _("工作人员")
    return await queue.name(event.actor_id) or _("系统")


async def _by_staff(event: Event, found: Seen) -> bool:
    """Whether somebody did it as who works here: also who wrote down what a caller said, or brought it up themselves."""
    if event.kind in _STAFFS or event.actor_id is None or event.kind not in _ANYBODYS:
        return event.kind in _STAFFS
    own = event.kind != "state" and event.actor_id == found.case.reporter_id
    return not own and await staff.is_staff(event.actor_id, found.case.community_id)
