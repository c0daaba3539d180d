"""What one wants to be told of, and what not."""

from __future__ import annotations

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.questions import Option
from language.text import Text, _
from services import topics
from services.topics import BIRTHDAY, CASE, CHANGE, CLASS, MEALS, NEWS, OFFER, OPENS, SHIFT

flows = Flows()

_WITH: dict[str, Text] = {
    CLASS: _("好的，上课前一天、前一小时提醒您。"),
    OFFER: _("好的，候补有了位子就告诉您。"),
    CHANGE: _("好的，课停了、改了时间地点，马上告诉您。"),
    OPENS: _("好的，您想上的课开始报名时告诉您。"),
    MEALS: _("好的，订餐截止前您常订又没订、下周长期订餐怎么安排，都告诉您。"),
    CASE: _("好的，您反映和关注的事有进展就告诉您。"),
    SHIFT: _("好的，值班前一天提醒您，哪班缺人也告诉您。"),
    BIRTHDAY: _("好的，过生日那个月，请您来生日会。"),
    NEWS: _("好的，社区通知会发给您。"),
}
_WITHOUT: dict[str, Text] = {
    CLASS: _("好的，上课前不再提醒您，请自己记好时间。"),
    OFFER: _("好的，有位子时不再告诉您。请常到『我的报名』看看，位子只留一阵子。"),
    CHANGE: _("好的。以后课停了、改了，也不会告诉您，出门前请到『我的报名』看一眼。"),
    OPENS: _("好的，开始报名时不再告诉您。"),
    MEALS: _("好的，订餐截止前、下周的长期订餐，都不再提醒您。"),
    CASE: _("好的，您反映和关注的事，进展不再告诉您。说是处理好了，还是会问您一声。"),
    SHIFT: _("好的，值班前不再提醒您，哪班缺人也不告诉您了。自己的班在『志愿·值班』里看。"),
    BIRTHDAY: _("好的，生日会不再告诉您。"),
    NEWS: _("好的，社区通知不再发给您。有危险的急事还是会告诉您。"),
}


@flows.flow("reminders", _("提醒设置"), command="reminders", argument="topic")
async def reminders(chat: Chat, topic: str = "") -> None:
    """Every topic with whether it is heard; a tap turns it."""
    muted = await topics.muted(chat.person_id)
    if topic in topics.TOPICS:
        chat.say(_WITHOUT[topic] if topic in muted else _WITH[topic])
    options = [
        Option(name, _("○ {topic}：关着", topic=title) if name in muted else _("● {topic}：开着", topic=title), name)
        for name, title in topics.TOPICS.items()
    ]
    text = _("想收哪些提醒？点一下关掉，再点一下打开。夜里不响铃，有危险除外。")
    chosen = await chat.choose("topic", text, options, about=tuple(muted))
    await topics.turn(chat.person_id, chosen)
    await chat.become("reminders", topic=chosen)
