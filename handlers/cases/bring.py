"""The list of everything that one can bring up here, as the community describes it."""

from __future__ import annotations

from typing import Any

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.questions import Option
from language.message import Button
from language.text import _, paragraphs
from services import places
from services.cases import kinds

flows = Flows()

BRING = Button(_("提建议·求助"), "/bring")
STAFF, MINE, SUGGESTIONS = "human", "cases", "suggestions"
_OWN_WAY = {kinds.HAZARD: "report", kinds.SUGGESTION: "suggest"}
"""Kinds with a flow of their own; every other one has `case_new`."""


@flows.flow("bring", _("提建议·求助"), command="bring")
async def bring(chat: Chat, words: str = "", sent: list[Any] | None = None) -> None:
    """Which kind it is; what was sent already goes along."""
    community = await places.contact(chat.person_id)
    if community is None:
        return await chat.become("community", then="bring", args={"words": words, "sent": sent})
    known = {kind.id: kind for kind in await kinds.of(community.id)}
    options = [Option(kind.id, kinds.shown(kind.button), kind.id) for kind in known.values()]
    if not words and not sent:  # who has something to say reads nothing first
        moderated = any(kind.public == "moderated" for kind in known.values())
        options += [Option(SUGGESTIONS, _("看大家的建议"), SUGGESTIONS)] if moderated else []
        options.append(Option(MINE, _("我反映的，看进展"), MINE))
    options.append(Option(STAFF, _("找工作人员"), STAFF))
    got = _("照片收到了。") if sent else None
    chosen = await chat.choose("kind", paragraphs(got, _("想办哪一件？")), options)
    if chosen in (SUGGESTIONS, MINE):
        return await chat.become(chosen)
    if chosen == STAFF or chosen in _OWN_WAY:
        return await chat.become(_OWN_WAY.get(chosen, STAFF), words=words, sent=sent)
    return await chat.become("case_new", kind_id=chosen, words=words, sent=sent)
