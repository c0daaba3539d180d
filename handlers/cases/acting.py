"""What residents do about a case: solved, not solved, one more word or photo, follow it or not."""

from __future__ import annotations

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.questions import Option
from conversation.screen import HOME
from conversation.sending import Photos, Sent
from handlers.cases.danger import stop_for_words
from handlers.cases.view import MINE, seen_case
from language.message import Button
from language.text import Text, _
from services.cases import following, moves, places
from services.cases.outcomes import Already, CaseOutcome, Done

flows = Flows()


@flows.flow("case_solved", _("解决了"), command="case_solved", argument="case_id")
async def solved(chat: Chat, case_id: str = "") -> None:
    """Whoever reported it says that it is solved."""
    found = await seen_case(chat, case_id)
    outcome = await moves.solved(found.case.id, chat.person_id, chat.now_ms)
    _told(chat, outcome, found.case.id, _("太好了，谢谢您告诉我们！这一件就办完了。"), _("这一件早就办完了，谢谢您。"))


@flows.flow("case_again", _("还没好"), command="case_again", argument="case_id")
async def again(chat: Chat, case_id: str = "") -> None:
    """It is not solved: a photo or a word if one likes, and it is open again."""
    found = await seen_case(chat, case_id)
    question = Photos(
        key="why",
        text=_("哪里还没好？拍张照片或说一句，工作人员看得更明白。"),
        among=(Option("none", _("没有照片，直接告诉他们"), ""),),
        about=(f"case:{found.case.id}",),
    )
    said = await chat.ask(question)
    sent = said if isinstance(said, Sent) else Sent()
    words = places.with_point(sent.words, sent.point)
    outcome = await moves.again(found.case.id, words, sent.files, chat.person_id, chat.account_id, chat.channel, chat.now_ms)
    if not isinstance(outcome, Done) and (words or sent.files):  # somebody was faster; what was sent is kept all the same
        await following.add(found.case.id, words, sent.files, chat.person_id, chat.account_id, chat.channel, chat.now_ms)
    await stop_for_words(chat, found.case, sent.words)
    done = _("已经重新打开，马上告诉工作人员了。再处理好，还会问您。")
    _told(chat, outcome, found.case.id, done, _("这一件还在处理，有进展会告诉您。"))


@flows.flow("case_more", _("补充一句或照片"), command="case_more", argument="case_id")
async def more(chat: Chat, case_id: str = "") -> None:
    """One more word, photo or voice."""
    found = await seen_case(chat, case_id)
    question: Photos[str] = Photos(key="more", text=_("想补充什么？打字、照片、语音都行。"), about=(f"case:{found.case.id}",))
    sent = await chat.ask(question)
    assert isinstance(sent, Sent)
    words = places.with_point(sent.words, sent.point)
    outcome = await following.add(found.case.id, words, sent.files, chat.person_id, chat.account_id, chat.channel, chat.now_ms)
    await stop_for_words(chat, found.case, sent.words)
    _told(chat, outcome, found.case.id, _("加上了，工作人员看得到。"), _("加上了，工作人员看得到。"))


@flows.flow("case_follow", _("关注"), command="case_follow", argument="case_id")
async def follow(chat: Chat, case_id: str = "") -> None:
    """Hear what becomes of it."""
    found = await seen_case(chat, case_id)
    outcome = await following.join(found.case.id, chat.person_id, chat.now_ms)
    _told(chat, outcome, found.case.id, _("好，有进展告诉您。"), _("您已经在关注了。"))


@flows.flow("case_leave", _("不关注了"), command="case_leave", argument="case_id")
async def leave(chat: Chat, case_id: str = "") -> None:
    """Hear no more of it."""
    found = await seen_case(chat, case_id)
    left = await following.leave(found.case.id, chat.person_id)
    text = _("好，这一件不再告诉您了。") if left else _("您本来就没有关注这一件。")
    chat.say(text, Button(_("还是关注"), f"/case_follow {found.case.id}"), MINE, HOME)


def _told(chat: Chat, outcome: CaseOutcome, case_id: int, done: Text, already: Text) -> None:
    text = _("这一件现在不能这样办了，点『看看进展』看现在怎样。")
    if isinstance(outcome, Done):
        text = done
    elif isinstance(outcome, Already):
        text = already
    toast = _("记下了") if isinstance(outcome, Done) else ""
    chat.say(text, Button(_("看看进展"), f"/case {case_id}", "main"), MINE, HOME, toast=toast)
