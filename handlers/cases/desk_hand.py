"""Handing a case on: to a colleague, to a team, or, as the lead of one, back to the community."""

from __future__ import annotations

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.questions import Option
from handlers.cases.desk import told
from handlers.cases.queue import Hand, case_at_hand
from language.text import _
from services.cases import handling
from services.cases.seeing import Seen

flows = Flows()


@flows.flow("staff_case_give", _("转给别人"), command="staff_case_give", argument="case_id")
async def give(chat: Chat, case_id: str = "") -> None:
    """To whom; they hear so at once."""
    hand, found = await case_at_hand(chat, case_id)
    case = found.case
    if not hand.staff:
        return await _back(chat, hand, found)
    options: list[Option[tuple[str, int]]] = [
        Option(f"person{person_id}", name or _("一位同事"), ("person", person_id))
        for person_id, name in await handling.colleagues(case.id, hand.id, chat.now_ms)
    ]
    options += [
        Option(f"team{team.id}", team.name, ("team", team.id))
        for team in await handling.other_teams(case.id, hand.id, chat.now_ms)
    ]
    if not options:
        chat.say(_("没有别的同事和队伍可以转。"))
        return await chat.become("staff_case_sheet", case_id=case_id)
    about = (f"case:{case.id}", f"owner:{case.owner_id or 0}")
    what, which = await chat.choose("to", _("第{n}号转给谁？对方马上会收到。", n=case.id), options, about=about)
    if what == "person":
        outcome = await handling.give(case.id, which, hand.id, chat.now_ms, seen=case.owner_id)
        return await told(chat, hand, found, outcome, _("转过去了。"))
    led = await handling.has_lead(which)
    outcome = await handling.pass_on(case.id, which, hand.id, chat.now_ms, seen=case.owner_id)
    done = _("转过去了，已经告诉队长。") if led else _("转过去了。这个队还没有队长，请另外说一声。")
    return await told(chat, hand, found, outcome, done)


async def _back(chat: Chat, hand: Hand, found: Seen) -> None:
    about = (f"case:{found.case.id}", f"owner:{found.case.owner_id or 0}")
    text = _("把第{n}号交还社区？可以说一句原因。", n=found.case.id)
    words = await chat.words("why", text, about=about, skip=_("直接交还"), longest=200)
    outcome = await handling.pass_on(found.case.id, None, hand.id, chat.now_ms, words=words, seen=found.case.owner_id)
    await told(chat, hand, found, outcome, _("交还了，社区会接着办。"))
