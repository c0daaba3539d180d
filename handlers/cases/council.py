"""The council, as residents see it: the next meeting with what is talked about there, and what came of the earlier ones."""

from __future__ import annotations

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.questions import Option
from conversation.screen import HOME
from handlers.cases.suggest import SUGGESTIONS
from language.message import Button
from language.numerals import row_id
from language.text import Moment, Saying, _, lines, paragraphs
from services import people, staff
from services.cases import council, naming
from services.cases.council import Agenda

flows = Flows()

COUNCIL = Button(_("议事会"), "/council")
MOST_BUTTONS = 7
"""Besides the way home: so many fit every channel."""


@flows.flow("council", _("议事会"), command="council")
async def see_council(chat: Chat) -> None:
    """The next meeting; ways to the others."""
    person = await people.get(chat.person_id)
    if person is None or person.community_id is None:
        return await chat.become("community", then="council")
    works = await staff.is_staff(chat.person_id, person.community_id)
    planned = await council.coming(person.community_id)
    ahead = [meeting for meeting in planned if meeting.starts_ms > chat.now_ms]
    over = [meeting for meeting in planned if meeting.starts_ms <= chat.now_ms]
    ways: list[Button] = []
    agenda = await council.see(ahead[0].id, chat.person_id) if ahead else None
    text: Saying = _("还没有定下一次议事会。支持的人多的建议，会拿到会上商量。")
    if agenda is not None:
        text = lines(_("下一次议事会："), described(agenda))
        ways += [Button(_("改议题、时间"), f"/meeting {agenda.meeting.id}")] if works else []
    ways += [Button(_("再下一次：{title}", title=one.title), f"/meeting {one.id}") for one in ahead[1:2]]
    if works:
        ways += [Button(_("记结果：{title}", title=one.title), f"/meeting {one.id}", "main") for one in over[:2]]
        ways.append(Button(_("安排议事会"), "/council_plan"))
    if await council.past(person.community_id):
        ways.append(Button(_("以前的议事会"), "/council_past"))
    ways.append(SUGGESTIONS)
    items = _items(agenda, MOST_BUTTONS - len(ways)) if agenda is not None else []
    chat.say(text, *items, *ways, HOME)
    return None


@flows.flow("council_past", _("以前的议事会"), command="council_past")
async def past(chat: Chat) -> None:
    """What was held; one of it with what came of it."""
    person = await people.get(chat.person_id)
    held = await council.past(person.community_id) if person is not None and person.community_id is not None else []
    if not held:
        return await chat.become("council")
    options = [
        Option(str(one.id), _("{when} {title}", when=Moment(one.starts_ms), title=one.title), one.id) for one in held
    ]  # fmt: skip
    chosen = await chat.choose("which", _("以前的议事会，看哪一次？"), options)
    return await chat.become("meeting", meeting_id=str(chosen))


@flows.flow("meeting", _("议事会"), command="meeting", argument="meeting_id")
async def meeting(chat: Chat, meeting_id: str = "") -> None:
    """One meeting. Staff find what can be done about one that is planned."""
    agenda = await council.see(row_id(meeting_id), chat.person_id)
    if agenda is None:
        return await chat.become("council")
    works = await staff.is_staff(chat.person_id, agenda.meeting.community_id)
    if not works or agenda.meeting.state != "planned":
        chat.say(described(agenda), *_items(agenda, MOST_BUTTONS - 1), COUNCIL, HOME)
        return None
    begun = agenda.meeting.starts_ms <= chat.now_ms
    options = [
        Option("record", _("记结果"), "meeting_record", "main") if begun and agenda.undecided else None,
        Option("put", _("加一个议题"), "meeting_put", "answer" if begun else "main"),
        Option("off", _("去掉一个议题"), "meeting_off") if agenda.undecided else None,
        Option("move", _("改时间、地点"), "meeting_move"),
        Option("early", _("记结果"), "meeting_record") if not begun and agenda.undecided else None,
        Option("close", _("会开完了"), "meeting_close") if begun else None,
        Option("cancel", _("取消这次会"), "meeting_cancel", "danger"),
    ]
    about = (f"meeting:{agenda.meeting.id}",)
    flow = await chat.choose("what", described(agenda), [one for one in options if one], about=about)
    return await chat.become(flow, meeting_id=meeting_id)


def described(agenda: Agenda) -> Saying:
    """The meeting with its agenda, or with what came of it."""
    one = agenda.meeting
    called_off = one.state == "cancelled"
    listed = [
        _("{n}. {what}（{m}人支持）", n=n, what=naming.headline(case, kind), m=case.followers)
        if not item.outcome
        else lines(
            _("{n}. {what}：{outcome}", n=n, what=naming.headline(case, kind), outcome=council.OUTCOMES[item.outcome]),
            naming.short(item.words, 60) or None,
        )
        for n, (item, case, kind) in enumerate(agenda.items, 1)
    ]
    return paragraphs(
        lines(
            _("【{title}】", title=one.title),
            Moment(one.starts_ms, "near"),
            _("地点：{place}", place=one.place) if one.place else None,
            _("取消了：{words}", words=one.outcome) if called_off else None,
        ),
        lines(_("议题："), *listed) if listed else _("议题还没有定。"),
        one.outcome if one.outcome and not called_off else None,
    )


def _items(agenda: Agenda, most: int) -> list[Button]:
    return [
        Button(_("看：{what}", what=naming.headline(case, kind)), f"/suggestion {case.id}")
        for _item, case, kind in agenda.items[:most]
    ]
