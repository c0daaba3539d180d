"""What one wants to be told of, and what not."""

from __future__ import annotations

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.questions import Option
from language.text import Text, _, lines, paragraphs
from services import topics
from services.topics import BIRTHDAY, CHANGE, CLASS, NEWS, OFFER, OPENS

flows = Flows()

_WHAT: dict[str, Text] = {
    CLASS: _("上课前一天、前一小时告诉您。"),
    OFFER: _("候补有了位子，告诉您去确认。"),
    CHANGE: _("课停了、改了时间地点，马上告诉您。"),
    OPENS: _("您想上的课开始报名时告诉您。"),
    BIRTHDAY: _("生日月请您来社区生日会。"),
    NEWS: _("社区发的通知。"),
}
_WITHOUT: dict[str, Text] = {
    CLASS: _("好的，上课前不再提醒您，请自己记好时间。"),
    OFFER: _("好的，有位子时不再告诉您。请常到『我的报名』看看，位子只留一阵子。"),
    CHANGE: _("好的。以后课停了、改了，也不会告诉您，出门前请到『我的报名』看一眼。"),
    OPENS: _("好的，开始报名时不再告诉您。"),
    BIRTHDAY: _("好的，生日会不再告诉您。"),
    NEWS: _("好的，社区通知不再发给您。有危险的急事还是会告诉您。"),
}


@flows.flow("reminders", _("提醒设置"), command="reminders", argument="topic")
async def reminders(chat: Chat, topic: str = "") -> None:
    """Every topic with whether it is heard; a tap turns it."""
    muted = await topics.muted(chat.person_id)
    if topic in topics.TOPICS:
        chat.say(_WITHOUT[topic] if topic in muted else _("好的，「{topic}」又打开了。", topic=topics.TOPICS[topic]))
    listed = [
        _("{mark} {topic}：{what}", mark="○" if name in muted else "●", topic=title, what=_WHAT[name])
        for name, title in topics.TOPICS.items()
    ]
    options = [
        Option(name, _("打开：{topic}", topic=title) if name in muted else _("关掉：{topic}", topic=title), name)
        for name, title in topics.TOPICS.items()
    ]
    text = paragraphs(_("您会收到这些提醒（● 开着，○ 关着）。夜里不打扰您。"), lines(*listed))
    chosen = await chat.choose("topic", text, options, about=tuple(muted))
    await topics.turn(chat.person_id, chosen)
    await chat.become("reminders", topic=chosen)
