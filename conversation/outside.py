"""What belongs to no conversation: words in a group, and what the platform has to say of a chat."""

from __future__ import annotations

from conversation.house import House
from conversation.posting import post
from language.message import Button, Incoming, Outgoing
from language.text import _
from storage import outbox, unreached


async def answer_in_public(incoming: Incoming, house: House, now_ms: int) -> None:
    """In a group only a word to those who spoke to us, and nothing kept of them: what is private is said in private."""
    entry = house.flows.commanded(incoming.text) if incoming.text.startswith("/") else None
    message = Outgoing(
        text=_("这里人多，咱们私下说。请点下面的按钮。"),
        buttons=(Button(_("和我私聊"), incoming.text.strip() if entry else "/start", "main"),),
        public=True,
    )
    await post(incoming, None, [message], house, incoming.language, now_ms)


async def note_event(incoming: Incoming, now_ms: int) -> None:
    """The platform says that somebody cannot be reached any more, or where a chat has gone."""
    if incoming.event == "blocked":
        await unreached.gone(incoming.channel, incoming.sender, now_ms)
    elif incoming.event == "migrated":
        await outbox.moved(incoming.channel, incoming.chat, incoming.moved_to)
