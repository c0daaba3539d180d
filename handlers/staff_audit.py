"""Who did what here, in plain words, for administrators."""

from __future__ import annotations

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.screen import HOME
from handlers.staff import DESK, at_work
from language.message import Button
from language.numerals import row_id
from language.text import Moment, Saying, _, lines, paragraphs
from services import acts
from services.acts import Line

flows = Flows()

A_PAGE = 10


@flows.flow("audit", _("操作记录"), command="audit", argument="page")
async def audit(chat: Chat, page: str = "") -> None:
    """The newest acts, a page at a time."""
    worker = await at_work(chat)
    if not worker.admin:
        return await chat.become("staff")
    done = await acts.latest(worker.community_id, worker.id)
    number = max(row_id(page), 1)
    shown = done[(number - 1) * A_PAGE : number * A_PAGE]
    if not shown:
        chat.say(_("还没有操作记录。") if number == 1 else _("没有更早的了。"), DESK, HOME)
        return None
    ways = [Button(_("新一些的"), f"/audit {number - 1}")] if number > 1 else []
    ways += [Button(_("早一些的"), f"/audit {number + 1}")] if len(done) > number * A_PAGE else []
    text = paragraphs(_("操作记录（新的在前）："), lines(*[read(line) for line in shown]))
    chat.say(text, *ways, DESK, HOME)
    return None


def read(line: Line) -> Saying:
    """One act in one line."""
    who, when = line.who or _("系统"), Moment(line.at_ms, "near")
    if not line.about:
        return _("{when} {who} {what}", when=when, who=who, what=line.what)
    return _("{when} {who} {what} · {about}", when=when, who=who, what=line.what, about=line.about)
