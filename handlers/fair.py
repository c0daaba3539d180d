"""Why a draw is fair: the fingerprint of its seed before entries close, the seed and the whole result after."""

from __future__ import annotations

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.screen import HOME
from language.message import Button
from language.numerals import row_id
from language.text import Moment, _, lines, paragraphs
from services import courses, draw

flows = Flows()

MOST_SHOWN = 60
"""Entries listed in the chat; the office has them all."""


@flows.flow("fair", _("抽签公示"), command="fair", argument="course_id")
async def fair(chat: Chat, course_id: str = "") -> None:
    """What everybody may see of a draw. It names nobody: entries have numbers."""
    shown = await courses.details(row_id(course_id))
    if shown is None or not shown.seed_hash:
        return await chat.become("course", course_id=course_id)
    course, drawn = shown.course, await draw.published(shown.course.id)
    ways = (Button(_("回到课程"), f"/course {course.id}", "main"), HOME)
    if isinstance(drawn, draw.NoDraw):
        chat.say(
            paragraphs(
                _("「{course}」抽签怎么保证公平：", course=course.title),
                lines(
                    _("· 报名前就定好了一个随机数，谁也改不了。下面是它的指纹，现在就公布。"),
                    _("· {when} 截止后，电脑按这个随机数排先后，人人机会相同。", when=Moment(course.closing_ms)),
                    _("· 抽完公布随机数，谁都可以重算一遍，核对指纹和名单。"),
                ),
                _("指纹（SHA-256）：\n{hash}", hash=shown.seed_hash),
            ),
            *ways,
        )
        return None
    numbers = [f"{entry.number} {'✓' if entry.result == 'seat' else ''}".strip() for entry in drawn.entries]
    chat.say(
        paragraphs(
            _("「{course}」抽签结果：{n}人参加，{seats}个名额。", course=course.title, n=len(numbers), seats=drawn.seats),
            _("抽签号按抽出的先后排，打 ✓ 的抽中："),
            lines(*numbers[:MOST_SHOWN], _("……还有{n}个", n=len(numbers) - MOST_SHOWN) if len(numbers) > MOST_SHOWN else None),
            _("随机数：\n{seed}", seed=drawn.seed),
            _("指纹（SHA-256）：\n{hash}", hash=drawn.seed_hash),
            _("想核对，可以请社区工作人员当面重算一遍。"),
        ),
        *ways,
    )
    return None


def way(course_id: int) -> Button:
    """The button that leads there."""
    return Button(_("抽签怎么保证公平"), f"/fair {course_id}")
