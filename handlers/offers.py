"""A seat that is held: taken or left with one tap."""

from __future__ import annotations

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.screen import HOME
from language.message import Button
from language.numerals import row_id
from language.text import _
from services import offers, wording
from services.outcomes import Cancelled, OfferOutcome, OfferOver, Seat

flows = Flows()


@flows.flow("accept", _("要这个位子"), command="accept", argument="enrolment_id")
async def accept(chat: Chat, enrolment_id: str = "") -> None:
    """Take it."""
    await _told(chat, row_id(enrolment_id), await offers.accept(row_id(enrolment_id), chat.person_id, chat.now_ms))


@flows.flow("decline", _("不要这个位子"), command="decline", argument="enrolment_id")
async def decline(chat: Chat, enrolment_id: str = "") -> None:
    """Leave it to the next."""
    await _told(chat, row_id(enrolment_id), await offers.decline(row_id(enrolment_id), chat.person_id, chat.now_ms))


async def _told(chat: Chat, enrolment_id: int, outcome: OfferOutcome) -> None:
    course, who = await offers.named(enrolment_id)
    again = isinstance(outcome, OfferOver) and course is not None and course.taking(chat.now_ms)
    buttons = [
        Button(_("再报一次"), f"/sign_up {course.id}", "main") if again and course else None,
        Button(_("我的报名"), "/my"),
        Button(_("看课程"), "/courses") if not isinstance(outcome, Seat) else None,
        HOME,
    ]
    text = wording.told_offer(outcome, course, who)
    toast = _("好的") if isinstance(outcome, Cancelled) else wording.toast(outcome)
    chat.say(text, *(button for button in buttons if button), toast=toast)
