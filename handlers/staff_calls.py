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
from services import desk
from services.calls import said

flows = Flows()

CALLS = Button(_("要打电话的"), "/staff_calls", "main")


@flows.flow("staff_calls", _("要打电话的"), command="staff_calls")
async def calls(chat: Chat) -> None:
    """Everybody to phone; one of them leads to what to say."""
    worker = await at_work(chat)
    waiting = await desk.calls(worker.community_id, worker.id, chat.now_ms)
    if not waiting:
        chat.say(_("眼下没有要打的电话，居民都收得到消息。"), DESK, HOME)
        return
    options = [
        Option(
            str(call.id),
            _("{who} · {n}次没打通", who=call.name, n=call.tries) if call.tries else _("{who} · 还没打", who=call.name),
            call.id,
        )
        for call in waiting
    ]
    text = _("这{n}位居民收不到消息，请打电话转告。点名字看号码和要说的话：", n=len(waiting))
    chosen = await chat.choose("call", text, options)
    await desk.look_up(chosen, worker.id, chat.now_ms)
    await chat.become("staff_call_one", call_id=str(chosen))


@flows.flow("staff_call_one", _("打电话"))
async def call_one(chat: Chat, call_id: str = "") -> None:
    """Whom to phone, under which number, and what to say; then what came of it."""
    worker = await at_work(chat)
    call = await desk.call(row_id(call_id), worker.id)
    if call is None:
        chat.say(_("这个电话已经打过了。"), CALLS, DESK, HOME)
        return None
    text = paragraphs(
        _("{who}  {phone}", who=call.name, phone=call.phone or _("没有留电话，请上门或问邻居")),
        lines(_("要说的话："), said(call)),
        _("{when} 之前说才来得及。", when=Moment(call.until_ms, "near")) if call.dated else None,
    )
    options = [
        Option("done", _("已经转告"), True, "main"),
        Option("tried", _("没打通，等会儿再打"), False),
    ]
    done = await chat.choose("came", text, options, about=(f"call:{call.id}",))
    await desk.called(call.id, worker.id, chat.now_ms, done=done)
    result: Text = _("好的，记下了。") if done else _("好的，还留在名单里。")
    chat.say(result, toast=result)
    return await chat.become("staff_calls")
