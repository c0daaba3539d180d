"""What one has booked, and giving it back."""

from __future__ import annotations

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.questions import Option
from conversation.screen import HOME
from language.message import Button
from language.text import Moment, Saying, _, lines, paragraphs
from services import courses, enrolment, wording
from storage.enrolments import Booking

flows = Flows()


@flows.flow("my", _("我的报名"), command="my")
async def my(chat: Chat) -> None:
    """Everything booked, each with the way to cancel it."""
    booked = [b for b in await enrolment.mine(chat.person_id, chat.now_ms) if b.state != "cancelled"]
    if not booked:
        chat.say(_("您还没有报名。看看最近有什么课吧。"), Button(_("看课程"), "/courses", "main"), HOME)
        return None
    listed = [await _line(booking) for booking in booked]
    options = [Option(str(b.id), _("取消报名"), b.id) for b in booked]
    if len(booked) > 1:
        options = [Option(str(b.id), _("取消报名：{course} {who}", course=b.title, who=b.attendee), b.id) for b in booked]
    held = [
        Option(f"take{b.id}", _("要「{course}」的位子 · {who}", course=b.title, who=b.attendee), -b.id, "main")
        for b in booked
        if b.state == "offered"
    ]
    chosen = await chat.choose("booking", paragraphs(_("您的报名："), *listed), [*held, *options])
    if chosen < 0:
        return await chat.become("accept", enrolment_id=str(-chosen))
    return await chat.become("cancel_booking", booking_id=str(chosen))


@flows.flow("cancel_booking", _("取消报名"), command="cancel_booking", argument="booking_id")
async def cancel_booking(chat: Chat, booking_id: str = "") -> None:
    """Give a seat or a place in the queue back."""
    mine = {str(b.id): b for b in await enrolment.mine(chat.person_id, chat.now_ms)}
    booking = mine.get(booking_id)
    if booking is None or booking.state == "cancelled":
        chat.say(_("这个报名之前就已取消，或者不在您名下。"), Button(_("我的报名"), "/my"), HOME)
        return
    course = await courses.get(booking.course_id)
    ways = (Button(_("我的报名"), "/my"), Button(_("看课程"), "/courses"), HOME)
    if refusal := await enrolment.kept(booking.id, chat.person_id, chat.now_ms):
        chat.say(wording.told_cancel(refusal, course, booking.attendee), *ways, toast=wording.toast(refusal))
        return
    await chat.confirm(
        "ok",
        _question(booking),
        _("确认取消"),
        facts=(booking.id, booking.state),
        danger=True,
    )
    outcome = await enrolment.cancel(booking.id, chat.person_id, chat.now_ms)
    chat.say(wording.told_cancel(outcome, course, booking.attendee), *ways, toast=wording.toast(outcome))


def _question(booking: Booking) -> Saying:
    who, course = booking.attendee, booking.title
    if booking.state == "entered":
        return _("要取消 {who} 的「{course}」吗？取消后就不参加抽签了。", who=who, course=course)
    if booking.state == "offered":
        return _("不要 {who} 的「{course}」位子了吗？位子会让给后面的邻居。", who=who, course=course)
    if booking.state == "waiting":
        return _("要取消 {who} 的「{course}」候补吗？后面的邻居会往前排。", who=who, course=course)
    return _("要取消 {who} 的「{course}」吗？取消后位子会让给候补的邻居。", who=who, course=course)


async def state_of(booking: Booking) -> Saying:
    """How a booking stands: with a seat, at which place in the queue, or in the draw."""
    if booking.state == "offered" and booking.offer_until_ms is not None:
        return _("有位子了，请在 {until} 之前确认", until=Moment(booking.offer_until_ms))
    if place := await enrolment.position(booking):
        return _("候补第{n}位", n=place)
    return _("等抽签") if booking.state == "entered" else _("已报上")


async def _line(booking: Booking) -> Saying:
    return lines(
        _("{course} · {who} · {state}", course=booking.title, who=booking.attendee, state=await state_of(booking)),
        _("{when}，{where}", when=Moment(booking.starts_ms), where=booking.place),
    )
