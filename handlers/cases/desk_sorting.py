"""How bad a case is, what it is about, which others are the same, and who looked at it or changed it."""

from __future__ import annotations

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.questions import Option
from handlers.cases.desk import see, told
from handlers.cases.queue import case_at_hand
from handlers.staff_audit import read
from language.text import Saying, _, lines, paragraphs
from services import acts
from services.cases import classifying, kinds, naming, twins
from services.cases.outcomes import Refused
from storage.cases import Case

flows = Flows()

MOST_LISTED, MOST_PICKED = 5, 4
MOST_ACTS = 10


@flows.flow("staff_case_severity", _("改紧急程度"), command="staff_case_severity", argument="case_id")
async def severity(chat: Chat, case_id: str = "") -> None:
    """How bad it is; its time begins anew."""
    hand, found = await case_at_hand(chat, case_id)
    case = found.case
    options = [Option(one.id, kinds.shown(one.name), one.id) for one in found.kind.severities if one.id != case.severity]
    if not hand.staff or not options:
        return await chat.become("staff_case_sheet", case_id=case_id)
    about = (f"case:{case.id}", f"severity:{case.severity}")
    chosen = await chat.choose("severity", _("第{n}号有多急？时限从现在重新算。", n=case.id), options, about=about)
    outcome = await classifying.set_severity(case.id, chosen, hand.id, chat.now_ms)
    return await told(chat, hand, found, outcome, _("改好了。"))


@flows.flow("staff_case_category", _("改类别"), command="staff_case_category", argument="case_id")
async def category(chat: Chat, case_id: str = "") -> None:
    """What it is about."""
    hand, found = await case_at_hand(chat, case_id)
    case = found.case
    options = [Option(one.id, kinds.shown(one.name), one.id) for one in found.kind.categories if one.id != case.category]
    if not hand.staff or not options:
        return await chat.become("staff_case_sheet", case_id=case_id)
    about = (f"case:{case.id}", f"category:{case.category}")
    chosen = await chat.choose("category", _("第{n}号是哪一类？", n=case.id), options, about=about)
    outcome = await classifying.set_category(case.id, chosen, hand.id, chat.now_ms)
    return await told(chat, hand, found, outcome, _("改好了。"))


@flows.flow("staff_case_merge", _("合并相同的"), command="staff_case_merge", argument="case_id")
async def merge(chat: Chat, case_id: str = "") -> None:
    """The same thing, brought up more than once: one tap makes one of all of them."""
    hand, found = await case_at_hand(chat, case_id)
    case = found.case
    if not hand.staff:
        return await chat.become("staff_case_sheet", case_id=case_id)
    like = await twins.of(case.id, hand.id, chat.now_ms)
    every = len(like.same) + len(like.wave)
    if not every:
        chat.say(_("没有找到和第{n}号相同的。", n=case.id))
        return await chat.become("staff_case_sheet", case_id=case_id)
    both = bool(like.same and like.wave)
    options: list[Option[twins.Which | int]] = []
    if like.same:
        options.append(Option("same", _("把这{n}件都并进来", n=len(like.same)), "same", "main"))
    if like.wave:
        label = _("连前后几小时的，{n}件都并进来", n=every) if both else _("把这{n}件都并进来", n=every)
        options.append(Option("wave", label, "wave", "answer" if both else "main"))
    picked = (*like.same, *like.wave)[:MOST_PICKED]
    options += [Option(str(one.id), _("只并第{n}号", n=one.id), one.id) for one in picked if every > 1]
    text = paragraphs(
        lines(_("并进第{n}号：", n=case.id), naming.headline(case, found.kind)),
        _listed(_("同一个地方、说的差不多："), like.same, found.kind),
        _listed(_("同一类，前后几小时报的："), like.wave, found.kind),
        _("并了不能分开。他们会收到一条消息，以后有进展一起告诉。"),
    )
    which = await chat.choose("which", text, options, about=(f"case:{case.id}",))
    merged = await twins.merge(case.id, which, hand.id, chat.now_ms)
    if isinstance(merged, Refused):
        return await told(chat, hand, found, merged, "")
    done = _("并进来{n}件，都在第{case}号里了。", n=merged, case=case.id)
    chat.say(done, toast=done)
    return await chat.become("staff_case_sheet", case_id=case_id)


@flows.flow("staff_case_acts", _("谁看过、改过"), command="staff_case_acts", argument="case_id")
async def case_acts(chat: Chat, case_id: str = "") -> None:
    """Who looked at the case, and who changed it."""
    hand, found = await case_at_hand(chat, case_id)
    done = await acts.about_case(found.case.id, found.case.community_id, hand.id, chat.now_ms)
    if not done:
        return await chat.become("staff_case_sheet", case_id=case_id)
    listed = [read(line) for line in done[:MOST_ACTS]]
    older = _("更早的还有{n}条。", n=len(done) - MOST_ACTS) if len(done) > MOST_ACTS else None
    text = paragraphs(_("第{n}号，谁看过、改过（新的在前）：", n=found.case.id), lines(*listed), older)
    chat.say(text, see(found), *hand.ways)
    return None


def _listed(title: Saying, found: tuple[Case, ...], kind: kinds.Kind) -> Saying | None:
    if not found:
        return None
    rest = _("……还有{n}件", n=len(found) - MOST_LISTED) if len(found) > MOST_LISTED else None
    return lines(title, *[_("第{n}号 {what}", n=one.id, what=naming.headline(one, kind)) for one in found[:MOST_LISTED]], rest)
