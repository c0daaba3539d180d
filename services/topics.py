"""What is said unasked, by topic, and which topics a person does not want to hear of."""

from __future__ import annotations

from language.text import Text, _
from storage import mutes

CLASS, OPENS, OFFER, CHANGE, MEALS, CASE, SHIFT, BIRTHDAY, NEWS = (
    "class", "opens", "offer", "change", "meals", "case", "shift", "birthday", "news",
)  # fmt: skip

TOPICS: dict[str, Text] = {
    CLASS: _("上课提醒"),
    OFFER: _("候补有位子"),
    CHANGE: _("停课、改时间"),
    OPENS: _("课程开始报名"),
    MEALS: _("订餐、送餐"),
    CASE: _("隐患、建议的进展"),
    SHIFT: _("值班、巡逻"),
    BIRTHDAY: _("生日会"),
    NEWS: _("社区通知"),
}
"""Every topic with its name. What answers a person's own act, and danger, has none: it is always said."""


async def muted(person_id: int) -> list[str]:
    """The topics the person does not want to hear of."""
    return [topic for topic in await mutes.of(person_id) if topic in TOPICS]


async def turn(person_id: int, topic: str) -> bool:
    """Mute a topic, or let it be heard again; returns whether it is heard now. Raises KeyError for a topic that is none."""
    assert TOPICS[topic]
    if await mutes.has(person_id, topic):
        await mutes.unmute(person_id, topic)
        return True
    await mutes.mute(person_id, topic)
    return False
