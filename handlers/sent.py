"""What was sent with no question: photos, places, voices, papers. Whoever is in a talk means it for whom they talk with."""

from __future__ import annotations

from typing import Any

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.screen import HOME
from handlers.menu import SERVICES
from handlers.talks.human import in_talk
from handlers.understanding import reported, suggested, understand
from language.message import Button
from language.text import _
from services import places
from services.cases import danger

flows = Flows()


@flows.flow("unasked_photo", _("收到的照片"))
async def unasked_photo(chat: Chat, words: str = "", sent: list[Any] | None = None) -> None:
    """Photos, and the words beside them: a suggestion where these say so, else a hazard."""
    if danger.read(words):
        return await chat.become("danger", words=words, sent=sent)
    if await in_talk(chat):
        return await chat.become("talk_heard")
    if understand(words, chat.now).verb == "suggest":
        return await chat.become("suggest", words=suggested(words), sent=sent)
    return await chat.become("report", words="" if words.startswith("/") else reported(words), sent=sent, unasked=True)


@flows.flow("unasked_place", _("收到的位置"))
async def unasked_place(chat: Chat, point: list[int] | None = None) -> None:
    """A point on the map: whoever shows where they are has found something there."""
    await chat.become("talk_heard") if await in_talk(chat) else await chat.become("report", point=point)


@flows.flow("voice", _("语音"))
async def voice(chat: Chat, ref: str = "") -> None:
    """Elders speak: a voice message is kept and handed to staff, who call back or answer."""
    if await in_talk(chat):
        return await chat.become("talk_heard")
    await places.hand_voice(chat.account_id, chat.person_id, chat.channel, ref, chat.now_ms)
    chat.say(
        _("语音收到了，已转给社区工作人员，他们会听了再联系您。急事请直接打电话。"),
        Button(_("社区电话"), "/office", "main"),
        HOME,
        toast=_("语音收到了"),
    )
    return None


@flows.flow("unasked_file", _("收到的文件"))
async def unasked_file(chat: Chat, kind: str = "other") -> None:
    """A sticker, a film or a paper."""
    if await in_talk(chat):
        return await chat.become("talk_heard")
    if kind == "sticker":
        chat.say(_("收到，谢谢您！想办什么，点一下就好。"), *(Button(label, command) for label, command in SERVICES))
    else:
        chat.say(
            _("这个文件我还看不懂。请用文字说说要办什么，或者找人帮忙。"),
            Button(_("找人帮忙"), "/human", "main"),
            HOME,
        )
    return None
