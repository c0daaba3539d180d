"""Putting a volunteer's hours right, for who leads the team and for staff: to how much, why, and once more to be sure."""

from __future__ import annotations

from conversation.chat import Chat
from conversation.choosing import Choose
from conversation.flows import Flows
from conversation.journal import Value
from conversation.questions import Accepted, Option, Refusal
from conversation.screen import HOME
from handlers.patrol.hours import line
from handlers.patrol.staff_hours import overseen
from language.message import Button
from language.numerals import number
from language.text import Moment, Saying, _, lines, paragraphs
from services.patrol import hour_papers, hours
from services.patrol.hours import REASONS, Corrected, NotSo, counted, duration
from services.patrol.roster import called
from storage.checkins import Stint
from storage.volunteer_hours import Change

flows = Flows()


@flows.flow("hours_fix", _("改时长"))
async def hours_fix(chat: Chat, shift_id: int = 0, person_id: int = 0) -> None:
    """Put a shift right. Who did it stays written down, and the volunteer hears of it."""
    await overseen(chat)
    found = await hours.stint_of(shift_id, person_id, chat.person_id)
    if found is None:
        return await chat.become("team_hours")
    stint, changes = found
    was, about = counted(stint), (f"shift:{shift_id}:{person_id}",)
    minutes = await chat.ask(_how_long(stint, changes, about))
    reason = await chat.ask(_why(about))
    text = lines(
        _("{who}，{shift}", who=called(stint), shift=line(stint)), _("改成{long}，原因：{reason}", long=duration(minutes), reason=reason),
        _("会告诉本人，也会记下是您改的。"),
    )  # fmt: skip
    await chat.confirm("ok", text, _("确认改"), facts=(shift_id, person_id, was, minutes, reason), about=about)
    outcome = await hours.correct(shift_id, person_id, was, minutes, reason, chat.person_id, chat.now_ms)
    back = Button(_("回到时长"), f"/team_hours {stint.team_id} {stint.day[:7]}", "main")
    match outcome:
        case Corrected():
            chat.say(_("改好了：{who} {long}。", who=called(stint), long=duration(minutes)), back, HOME, toast=_("改好了"))
        case NotSo():
            chat.say(_("没有改成：这一班刚刚有变动，请再看一眼。"), back, HOME)
        case _:
            chat.say(_("没有改成：自己的时长要请别人改。"), back, HOME)
    return None


def _how_long(stint: Stint, changes: list[Change], about: tuple[str, ...]) -> Choose[int]:
    def typed(words: str) -> Accepted | Refusal:
        minutes = number(words.removesuffix("分钟"))
        if minutes is None or not 0 <= minutes <= hours.most(stint):
            return Refusal(_("请写分钟数，0到{most}之间，比如：90。", most=hours.most(stint)))
        return Accepted(minutes, duration(minutes))

    def restored(value: Value) -> int:
        return int(str(value))

    whole, was = hours.planned(stint), counted(stint)
    options = [Option("whole", _("按整班：{long}", long=duration(whole)), whole)] if was != whole else []
    options += [Option("half", duration(whole // 2), whole // 2)] if was != whole // 2 else []
    options += [Option("none", _("不算"), 0)] if was else []
    text = paragraphs(
        lines(line(stint), _came(stint), *[hours.changed(one) for one in changes[-3:]]),
        _("改成多少？点一个，或者打字写分钟数，比如：90。"),
    )
    return Choose(key="long", text=text, among=options, about=about, label=_("时长"), typed=typed, restored=restored)


def _came(stint: Stint) -> Saying | None:
    if stint.in_ms is None:
        return _("没有签到")
    how = hour_papers.HOW.get(stint.in_how, "")
    if stint.out_ms is None or stint.out_how == "clock":
        return _("{since}签到（{how}），没签退", since=Moment(stint.in_ms, "time"), how=how)
    return _(
        "{since}签到（{how}），{until}签退", since=Moment(stint.in_ms, "time"), how=how, until=Moment(stint.out_ms, "time")
    )


def _why(about: tuple[str, ...]) -> Choose[str]:
    def typed(words: str) -> Accepted | Refusal:
        plain = " ".join(words.split())
        if len(plain) <= hours.LONGEST_REASON:
            return Accepted(plain, plain)
        return Refusal(_("有点长了，请缩短到{most}个字以内。", most=hours.LONGEST_REASON))

    def restored(value: Value) -> str:
        return str(value)

    options = [Option(key, label, label.source) for key, label in REASONS.items()]
    text = _("为什么改？点一个，或者打字写原因。")
    return Choose(key="why", text=text, among=options, about=about, label=_("原因"), typed=typed, restored=restored)
