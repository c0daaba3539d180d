"""Coming to a shift and going: the code at a checkpoint, or one's location; what comes next on the round."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from conversation.chat import Chat
from conversation.flows import Entry, Flows
from conversation.journal import Value
from conversation.questions import Accepted, Given, Option, Question, Refusal, Wants
from conversation.screen import HOME
from handlers.patrol.trouble import trouble
from language.message import Button
from language.numerals import row_id
from language.text import Moment, Saying, _, lines, paragraphs
from services.patrol import checkins, closing, spots
from services.patrol.checkins import EARLY_MS, WITHIN_M, Gone, How, InOutcome, NoShift, OffRoute, StandInOutcome, There
from services.patrol.hours import MY_HOURS, counted, duration
from services.patrol.shifts import Alone, TooMuch
from services.patrol.teams import PATROL
from storage.checkins import Stint
from storage.spots import Spot

flows = Flows()


class Here(Question[How], frozen=True, kw_only=True):
    """Where one is, compared with the checkpoints of a round. The answer is how one checks in: the point itself goes no further."""

    round: tuple[Spot, ...]
    kind: ClassVar[str] = "here"
    wants: ClassVar[Wants] = "place"

    def take(self, given: Given, today: date) -> Accepted | Refusal:
        if given.place is None:
            return Refusal(_("请点『发送我的位置』。发不了的话，请扫点位上的码。"), foreign=True)
        how = checkins.compared(self.round, given.place)
        if isinstance(how, int):
            text = _(
                "离最近的点还有{far}，要在{most}米以内。走近一点再发一次，或者扫点位上的码。", far=_far(how), most=WITHIN_M
            )
            return Refusal(text)
        return Accepted(how, _("位置"))

    def restore(self, value: Value) -> How:
        return "location" if value == "location" else "uncompared"


async def ways(chat: Chat) -> list[Option[Entry]]:
    """What the first screen of volunteers offers here and now: to check in, or out. Reads only; an option's value is the flow that goes on."""
    found = {one.shift_id: one for one in await checkins.at_hand(chat.person_id, chat.sent_ms) if one.out_ms is None}
    return [
        Option(f"out{id}", _("签退：{duty}", duty=one.duty), Entry("shift_out", {"shift_id": str(id)}), "main")
        if one.there
        else Option(f"in{id}", _("签到：{duty}", duty=one.duty), Entry("shift_in", {"shift_id": str(id)}), "main")
        for id, one in found.items()
    ]


@flows.flow("spot", _("点位"), command="spot", argument="code")
async def spot(chat: Chat, code: str = "") -> None:
    """Somebody scanned a code on the wall: it checks them in and notes the checkpoint; to everybody else it says what can be done here."""
    found = await spots.find(code, chat.person_id)
    if found is None:
        chat.say(_("这个码用不了了，或者是别的社区的。再扫一次试试，还不行请告诉社区。"), Button(_("找人帮忙"), "/human"), HOME)
        return
    _scanned(chat, found, await checkins.scan(found, chat.person_id, chat.sent_ms))


@flows.flow("stand_in", _("顶班签到"), command="stand_in", argument="words")
async def stand_in(chat: Chat, words: str = "") -> None:
    """Take a free place on the shift that passes this spot now, and be there. "12 CODE" is shift 12, at the spot of that code."""
    shift_id, _space, code = words.partition(" ")
    found = await spots.find(code, chat.person_id)
    if found is None:
        return await chat.become("spot", code=code)
    _scanned(chat, found, await checkins.stand_in(row_id(shift_id), found, chat.person_id, chat.sent_ms))
    return None


@flows.flow("shift_in", _("签到"), command="shift_in", argument="shift_id")
async def shift_in(chat: Chat, shift_id: str = "") -> None:
    """Check in by where one is. Without a number: to the shift that is now."""
    mine = [
        one for one in await checkins.at_hand(chat.person_id, chat.sent_ms) if not shift_id or one.shift_id == row_id(shift_id)
    ]
    stint = next((one for one in mine if one.in_ms is None), None)
    if stint is None:
        number = mine[0].shift_id if mine else row_id(shift_id)
        return _there_or_not(chat, await checkins.standing(number, chat.person_id, chat.sent_ms))
    text = paragraphs(
        _("「{duty}」签到：请点下面的按钮，发送您现在的位置。", duty=stint.duty),
        lines(_("位置只用来看您到没到，不会保存。"), _("不想发位置的话，扫点位上的码也能签到。")),
    )
    round = await checkins.round_of(stint)
    how = await chat.ask(Here(key="here", text=text, round=round, about=(f"shift:{stint.shift_id}",)))
    return _there_or_not(chat, await checkins.check_in(stint.shift_id, chat.person_id, how, chat.sent_ms))


@flows.flow("shift_out", _("签退"), command="shift_out", argument="shift_id")
async def shift_out(chat: Chat, shift_id: str = "") -> None:
    """Say that one goes: one tap. Without a number: from the shift that is now."""
    stint = await _at_hand(chat, shift_id)
    number = stint.shift_id if stint else row_id(shift_id)
    outcome = await checkins.check_out(number, chat.person_id, chat.sent_ms)
    if not isinstance(outcome, Gone):
        return _there_or_not(chat, outcome)
    head = _("签退了，辛苦啦！{long}", long=_counts(outcome.stints))
    if outcome.stint.out_how == "clock":
        head = _(
            "这一班早结束了，先按 {time} 算。{long}", time=Moment(outcome.stint.ends_ms, "time"), long=_counts(outcome.stints)
        )
    left = _("还没到的点：{where}", where=closing.named([one.name for one in outcome.ahead])) if outcome.ahead else None
    back = Button(_("点错了，接着巡"), f"/shift_on {outcome.stint.shift_id}")
    buttons = (back,) if outcome.again else ()
    chat.say(lines(head, left), *buttons, MY_HOURS, HOME, toast=_("签退了"))
    return None


@flows.flow("shift_on", _("接着巡"), command="shift_on", argument="shift_id")
async def shift_on(chat: Chat, shift_id: str = "") -> None:
    """It was the wrong button: one is still there."""
    outcome = await checkins.go_on(row_id(shift_id), chat.person_id, chat.sent_ms)
    if isinstance(outcome, There):
        chat.say(_("好的，接着巡。"))
    _there_or_not(chat, outcome)


async def _at_hand(chat: Chat, shift_id: str) -> Stint | None:
    mine = await checkins.at_hand(chat.person_id, chat.sent_ms)
    there = sorted(mine, key=lambda one: not one.there)
    return next((one for one in there if not shift_id or one.shift_id == row_id(shift_id)), None)


def _scanned(chat: Chat, at: Spot, outcome: StandInOutcome) -> None:
    report = Button(_("在这里报隐患"), f"/report spot:{at.code}")
    match outcome:
        case There() as there:
            chat.say(paragraphs(lines(*_noted(chat, at, there)), _next(there)), _go(there), report, HOME, toast=_toast(there))
        case OffRoute(stint, round):
            where = closing.named([one.name for one in round])
            text = lines(
                _("「{spot}」不在「{duty}」的路线上，没有记。", spot=at.name, duty=stint.duty),
                _("请到这些点扫码：{where}", where=where),
            )
            here = Button(_("用位置签到"), f"/shift_in {stint.shift_id}", "main")
            chat.say(text, *((here,) if stint.in_ms is None else ()), report, HOME)
        case Gone() as gone:
            chat.say(_left(gone), *_back(gone), report, HOME)
        case TooMuch() | Alone() as hindrance:
            chat.say(trouble(hindrance), PATROL, report, HOME)
        case NoShift(next=coming, free=free):
            text = lines(_("这里是「{spot}」。", spot=at.name), _coming(coming) if coming else None)
            if free is not None:
                need = _("「{duty}」现在正缺人，您在的话，点『顶班签到』就行。", duty=free.duty)
                stand = Button(_("顶班签到"), f"/stand_in {free.shift_id} {at.code}", "main")
                chat.say(lines(text, need), stand, report, Button(_("看巡逻"), PATROL.data), HOME)
            else:
                say = _("看到有什么不安全，点一下就能报。")
                chat.say(lines(text, say), Button(report.label, report.data, "main"), Button(_("看巡逻"), PATROL.data), HOME)


def _there_or_not(chat: Chat, outcome: InOutcome) -> None:
    match outcome:
        case There() as there:
            chat.say(paragraphs(_came(chat, there), _next(there)), _go(there), HOME, toast=_toast(there))
        case Gone() as gone:
            chat.say(_left(gone), *_back(gone), HOME)
        case NoShift() as none:
            _none(chat, none)


def _none(chat: Chat, none: NoShift) -> None:
    text = _("您现在没有要签到的班。开始前半小时就可以签到。")
    chat.say(lines(text, _coming(none.next) if none.next else None), Button(_("看巡逻"), PATROL.data, "main"), HOME)


def _noted(chat: Chat, at: Spot, there: There) -> list[Saying]:
    """What a scan did."""
    if there.passed is None:
        return [_came(chat, there)]
    passed = _("「{spot}」记下了。", spot=at.name) if there.passed else _("「{spot}」已经记过了。", spot=at.name)
    return [_came(chat, there), passed] if there.came else [passed]


def _toast(there: There) -> Saying:
    return _("签到了") if there.came else (_("记下了") if there.passed else "")


def _came(chat: Chat, there: There) -> Saying:
    stint = there.stint
    if not there.came:
        return _("「{duty}」已经签到了。", duty=stint.duty)
    when = Moment(stint.starts_ms, "time")
    until = Moment(stint.ends_ms, "time")
    if [one.person_id for one in there.stints] != [chat.person_id]:
        who = closing.named([one.name for one in there.stints])
        return _("签到成功！{who} ·「{duty}」{when}–{until}", who=who, duty=stint.duty, when=when, until=until)
    return _("签到成功！「{duty}」{when}–{until}", duty=stint.duty, when=when, until=until)


def _next(there: There) -> Saying:
    """What comes next on the round."""
    if not there.ahead:
        if there.passed is not None:
            return _("路线都走完了，辛苦啦！走的时候点一下『签退』。")
        return _("走的时候点一下『签退』。")
    first, *later = there.ahead
    if not later:
        return _("下一个点：{spot}，这是最后一个。到了扫那里的码。", spot=first.name)
    return _("下一个点：{spot}，还有{n}个点。到了扫那里的码。", spot=first.name, n=len(there.ahead))


def _go(there: There) -> Button:
    return Button(_("签退"), f"/shift_out {there.stint.shift_id}", "answer" if there.ahead else "main")


def _left(gone: Gone) -> Saying:
    return _("「{duty}」您已经签退了。{long}", duty=gone.stint.duty, long=_counts(gone.stints))


def _back(gone: Gone) -> tuple[Button, ...]:
    return (Button(_("接着巡"), f"/shift_on {gone.stint.shift_id}", "main"),) if gone.again else ()


def _counts(stints: Sequence[Stint]) -> Saying:
    return _("这次记{long}。", long=duration(counted(stints[0]) or 0))


def _far(metres: int) -> Saying:
    """A distance, as exactly as a phone knows it."""
    return _("约{n}米", n=-(-metres // 10) * 10) if metres < 1000 else _("约{n}公里", n=round(metres / 1000))


def _coming(stint: Stint) -> Saying:
    return _(
        "您的「{duty}」{when} 开始，{early} 起可以签到。", duty=stint.duty, when=Moment(stint.starts_ms, "near"),
        early=Moment(stint.starts_ms - EARLY_MS, "time"),
    )  # fmt: skip
