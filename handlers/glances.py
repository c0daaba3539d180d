"""Staff ask to see what was said in the chat lately: the person answers, takes it back, and sees who looked."""

from __future__ import annotations

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.screen import HOME
from handlers.me import ME
from handlers.talks import human
from language.message import Button
from language.numerals import row_id
from language.text import Moment, Saying, _, lines, paragraphs
from services import glances
from storage.glances import Glance

flows = Flows()

LOOKS = Button(_("谁看过我的对话"), "/glances")


@flows.flow("glance_yes", _("给工作人员看对话"), command="glance_yes", argument="glance_id")
async def yes(chat: Chat, glance_id: str = "") -> None:
    """They may look, for a day."""
    found = await glances.answer(row_id(glance_id), chat.person_id, chat.now_ms, given=True)
    if found is None or not found.holds(chat.now_ms):
        return await _over(chat)
    text = _("好的，{who}能看到{until}，到时自动收回。", who=glances.asker(found), until=_until(found))
    chat.say(text, _take_back(found), LOOKS, toast=_("给看了"))
    return await _go_on(chat)


@flows.flow("glance_no", _("不给看对话"), command="glance_no", argument="glance_id")
async def no(chat: Chat, glance_id: str = "") -> None:
    """They may not; nobody is told why."""
    found = await glances.answer(row_id(glance_id), chat.person_id, chat.now_ms, given=False)
    if found is None or found.given:
        return await _over(chat)
    chat.say(_("好的，不给看。有事照样随时找我们。"), toast=_("没有给看"))
    return await _go_on(chat)


@flows.flow("glance_end", _("收回，不给看了"), command="glance_end", argument="glance_id")
async def end(chat: Chat, glance_id: str = "") -> None:
    """Take it back before the day is over."""
    found = await glances.end(row_id(glance_id), chat.person_id, chat.now_ms)
    if found is None:
        return await _over(chat)
    chat.say(_("收回了，{who}看不到了。", who=glances.asker(found)), LOOKS, toast=_("收回了"))
    return await _go_on(chat)


@flows.flow("glances", _("谁看过我的对话"), command="glances")
async def looks(chat: Chat) -> None:
    """Who may look now, and who did."""
    running, looked = await glances.given(chat.person_id, chat.now_ms), await glances.looks(chat.person_id)
    seen = [_("{when} {who}", when=Moment(one.at_ms), who=one.who or _("工作人员")) for one in looked]
    text = paragraphs(
        lines(*(_("现在{who}能看您的对话，到{until}为止。", who=glances.asker(one), until=_until(one)) for one in running)),
        lines(_("看过您对话的："), *seen) if seen else _("还没有人看过您的对话。"),
    )
    chat.say(text, *map(_take_back, running), ME, HOME)


def _take_back(found: Glance) -> Button:
    return Button(_("不给{who}看了", who=glances.asker(found)), f"/glance_end {found.id}")


def _until(found: Glance) -> Saying:
    return Moment(found.until_ms, "near")


async def _over(chat: Chat) -> None:
    chat.say(_("这件事已经过去了。现在谁能看、谁看过，都在这里查得到。"), LOOKS)
    await _go_on(chat)


async def _go_on(chat: Chat) -> None:
    """Whoever talks with somebody goes on talking."""
    if await human.listener(chat.person_id) is not None:
        await chat.become("talk")
    chat.say("", HOME)
