"""The way from the chat to the desk on a computer or a tablet. For all who may come there: staff, the kitchen, leads, readers."""

from __future__ import annotations

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.screen import HOME
from language.text import _
from services import people, signin

flows = Flows()


@flows.flow("desk", _("电脑版"), command="desk")
async def to_desk(chat: Chat) -> None:
    """A link that opens the desk once. To everybody else the command does not exist."""
    where = await signin.desks(chat.person_id)
    if not where:
        await chat.become("words", words=chat.incoming.text)
    person = await people.get(chat.person_id)
    own = person.community_id if person else None
    community_id = own if own in where and own is not None else where[0]
    await signin.ask_link(chat.person_id, community_id, chat.account_id, chat.now_ms)
    chat.say(_("值守台是给电脑和平板用的。登录的链接马上发来。"), HOME)
