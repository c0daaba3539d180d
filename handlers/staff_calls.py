"""Calls to make: to those whom no message reaches, with the words to say."""

from __future__ import annotations

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.questions import Option
from conversation.screen import HOME
from handlers.staff import DESK, at_work
from language.message import Button
from language.numerals import row_id
from language.text import Moment, Text, _, lines, paragraphs
from services import calls
from storage.calls import Call

flows = Flows()

CALLS = Button(_("要打电话的"), "/staff_calls", "main")


@flows.flow("staff_calls", _("要打电话的"), command="staff_calls")
async def staff_calls(chat: Chat) -> None:
    """Everybody to phone; one of them leads to what to say."""
    worker = await at_work(chat)
    waiting = await calls.waiting(worker.community_id, worker.id, chat.now_ms)
    if not waiting:
        chat.say(_("要打的电话都打完了。"), DESK, HOME)
        return
    options = [Option(str(call.id), _label(call), call.id) for call in waiting]
    text = _("下面的居民收不到消息，请打电话转告。点名字看号码和要说的话：")
    chosen = await chat.choose("call", text, options)
    await calls.look_up(chosen, worker.id, chat.now_ms)
    await chat.become("staff_call_one", call_id=str(chosen))


@flows.flow("staff_call_one", _("打电话"))
async def call_one(chat: Chat, call_id: str = "") -> None:
    """Whom to phone, under which number, and what to say; then what came of it."""
    worker = await at_work(chat)
    call = await calls.get(row_id(call_id), worker.id)
    if call is None:
        chat.say(_("这个电话不用打了。"), CALLS, DESK, HOME)
        return None
    text = paragraphs(
        _("{who}  {phone}", who=call.name, phone=call.phone or _("没有留电话，请上门说一声")),
        lines(_("要说的话："), calls.said(call)),
        _("{when} 之前说才来得及。", when=Moment(call.until_ms, "near")) if call.dated else None,
    )
    held = calls.offered(call)
    answers = [
        Option("take", _("要这个位子，替居民确认"), "take", "main"),
        Option("leave", _("不要了"), "leave"),
    ]
    rest = [
        Option("done", _("已经转告"), "done", "answer" if held else "main"),
        Option("tried", _("没打通，等会儿再打"), "tried"),
    ]
    came = await chat.choose("came", text, [*(answers if held else []), *rest], about=(f"call:{call.id}",))
    await calls.made(call.id, worker.id, chat.now_ms, reached=came != "tried")
    if held and came in ("take", "leave"):
        return await chat.become("accept" if came == "take" else "decline", enrolment_id=str(held))
    chat.say(_("好的，还留在名单里。") if came == "tried" else _("好的，记下了。"), toast=_("记下了"))
    return await chat.become("staff_calls")


def _label(call: Call) -> Text:
    if call.tries:
        return _("{who} · {n}次没打通", who=call.name, n=call.tries)
    return (
        _("{who} · {when} 前", who=call.name, when=Moment(call.until_ms, "near")) if call.dated else _("{who}", who=call.name)
    )
