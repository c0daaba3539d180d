"""A case on the screen of those who see to it, and the acts that are one tap."""

from __future__ import annotations

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.questions import Option
from handlers.cases.desk_words import sheet
from handlers.cases.queue import Hand, case_at_hand
from language.message import Button
from language.numerals import row_id
from language.text import Saying, _
from services.cases import asking, files, handling, queue, refusing, seeing, twins
from services.cases.kinds import SOLVED, WAITING
from services.cases.outcomes import Already, CaseOutcome, Done, Moved, Refused
from services.cases.seeing import Seen

flows = Flows()

MOST_SHOWN = 9
"""Photos and voices that are handed over at once: as many as an album has."""


@flows.flow("staff_case", _("待办的一件"), command="staff_case", argument="case_id")
async def opened(chat: Chat, case_id: str = "") -> None:
    """Open a case: its photos and voices first, then its sheet."""
    await case_at_hand(chat, case_id)
    found = await asking.opened(row_id(case_id), chat.person_id, chat.now_ms)
    if found is not None:
        for document in list(filter(None, map(files.document, found.files)))[-MOST_SHOWN:]:
            chat.hand(document, _("第{n}号", n=found.case.id))
    await chat.become("staff_case_sheet", case_id=case_id)


@flows.flow("staff_case_sheet", _("待办的一件"), command="staff_case_sheet", argument="case_id")
async def case_sheet(chat: Chat, case_id: str = "") -> None:
    """What is known of a case, and what can be done with it."""
    hand, found = await case_at_hand(chat, case_id)
    flow = await chat.choose("what", await sheet(found, chat.now_ms), await _options(hand, found), about=_about(found))
    await chat.become(flow, case_id=case_id)


@flows.flow("case_take", _("我来处理"), command="case_take", argument="case_id")
async def take(chat: Chat, case_id: str = "") -> None:
    """Whoever taps first sees to it; the others hear who does."""
    hand, found = await case_at_hand(chat, case_id)
    outcome = await handling.take(found.case.id, chat.person_id, chat.now_ms)
    if isinstance(outcome, Moved):
        now = await seeing.look(found.case.id, chat.person_id, chat.now_ms)
        who = await queue.name(now.case.owner_id) if now is not None else ""
        chat.say(_("第{n}号已经由{who}去处理了，谢谢您！", n=found.case.id, who=who or _("别人")), see(found), *hand.ways)
        return
    await told(chat, hand, found, outcome, _("第{n}号归您处理。", n=found.case.id))


@flows.flow("staff_case_over", _("我来接手"), command="staff_case_over", argument="case_id")
async def take_over(chat: Chat, case_id: str = "") -> None:
    """Take a case over from a colleague, who hears so."""
    hand, found = await case_at_hand(chat, case_id)
    who = await queue.name(found.case.owner_id)
    if found.case.owner_id in (None, chat.person_id):
        return await chat.become("case_take", case_id=case_id)
    text = _("第{n}号现在是{who}在办，换您来？会告诉对方。", n=found.case.id, who=who or _("别人"))
    await chat.confirm("ok", text, _("换我来"), facts=(found.case.id, found.case.owner_id))
    outcome = await handling.give(found.case.id, chat.person_id, chat.person_id, chat.now_ms, seen=found.case.owner_id)
    return await told(chat, hand, found, outcome, _("第{n}号归您处理。", n=found.case.id))


@flows.flow("staff_case_note", _("备注"), command="staff_case_note", argument="case_id")
async def note(chat: Chat, case_id: str = "") -> None:
    """A word for colleagues."""
    hand, found = await case_at_hand(chat, case_id)
    if not hand.staff:
        return await chat.become("staff_case_sheet", case_id=case_id)
    text = _("给同事留句话（居民看不到）：")
    words = await chat.words("words", text, about=(f"case:{found.case.id}",), longest=300)
    outcome = await handling.note(found.case.id, words, chat.person_id, chat.now_ms)
    return await told(chat, hand, found, outcome, _("记下了。"))


@flows.flow("staff_case_more", _("这一件的更多"), command="staff_case_more", argument="case_id")
async def more(chat: Chat, case_id: str = "") -> None:
    """What is seldom done with a case."""
    hand, found = await case_at_hand(chat, case_id)
    if not hand.staff:
        return await chat.become("staff_case_sheet", case_id=case_id)
    is_open = found.case.closed_ms is None
    options = [
        Option("severity", _("改紧急程度"), "staff_case_severity") if is_open and found.kind.severities else None,
        Option("category", _("改类别"), "staff_case_category") if is_open and found.kind.categories else None,
        Option("merge", _("合并相同的"), "staff_case_merge") if is_open and found.kind.public != "moderated" else None,
        Option("reporter", _("看反映人"), "staff_case_reporter") if found.case.reporter_id is not None else None,
        Option("acts", _("谁看过、改过"), "staff_case_acts"),
        Option("back", _("回到第{n}号", n=found.case.id), "staff_case_sheet"),
    ]
    text = _("第{n}号，要办什么？", n=found.case.id)
    flow = await chat.choose("what", text, [one for one in options if one], about=(f"case:{found.case.id}",))
    return await chat.become(flow, case_id=case_id)


async def told(chat: Chat, hand: Hand, found: Seen, outcome: CaseOutcome, done: Saying) -> None:
    """Say what came of an act, and go on with the case."""
    match outcome:
        case Refused("no such case" | "not yours"):
            await chat.become("queue")
        case Refused(why):
            chat.say(refusing.ACT.get(why, _("没有办成，请再看一遍。")), see(found), *hand.ways)
            return
        case Moved():
            chat.say(_("刚有变动，这次没有改。请再看一遍。"), toast=_("刚有变动"))
        case Already():
            chat.say(_("已经是这样了。"), toast=_("已经是这样了"))
        case Done():
            chat.say(done, toast=done)
    await chat.become("staff_case_sheet", case_id=str(found.case.id))


def see(found: Seen) -> Button:
    """The way back to the case."""
    return Button(_("看第{n}号", n=found.case.id), f"/staff_case_sheet {found.case.id}", "main")


async def _options(hand: Hand, found: Seen) -> list[Option[str]]:
    case, kind = found.case, found.kind
    is_open = case.closed_ms is None and case.merged_into is None
    active = is_open and case.phase != SOLVED
    mine = case.owner_id == hand.id and not (case.phase == WAITING and kind.begun is not None)
    free = case.owner_id in (None, hand.id)
    moderated = kind.public == "moderated"
    alike = is_open and hand.staff and not moderated and await twins.some(case)
    state = (_("采纳、发进展"), "suggest_decide") if moderated else (_("改状态"), "staff_case_state")
    read = {"asked": _("审一审"), "refused": _("重新公开")}.get(case.shown)
    options = [
        Option("read", read, "moderate", "main") if read and hand.staff and is_open else None,
        Option("take", _("我来处理"), "case_take", "main") if active and free and not mine else None,
        Option("over", _("换我来处理"), "staff_case_over") if active and not free else None,
        Option("state", *state, "main" if mine else "answer") if case.merged_into is None else None,
        Option("ask", _("问一句"), "staff_case_ask") if is_open and case.reporter_id is not None else None,
        Option("give", _("转给别人") if hand.staff else _("交还社区"), "staff_case_give") if active else None,
        Option("merge", _("合并相同的"), "staff_case_merge") if alike else None,
        Option("note", _("备注"), "staff_case_note") if hand.staff else None,
        Option("more", _("更多"), "staff_case_more") if hand.staff else None,
        Option("queue", _("回待办"), "queue"),
    ]
    return [one for one in options if one is not None]


def _about(found: Seen) -> tuple[str, ...]:
    return (f"case:{found.case.id}", found.case.state, f"owner:{found.case.owner_id or 0}")
