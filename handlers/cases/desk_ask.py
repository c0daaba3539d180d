"""Asking whoever brought a case up, what they answer, and, for staff, who they are."""

from __future__ import annotations

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.screen import HOME
from conversation.sending import Photos, Sent
from handlers.cases.danger import stop_for_words
from handlers.cases.desk import see, told
from handlers.cases.queue import case_at_hand
from language.message import Button
from language.numerals import row_id
from language.text import _, lines
from services.cases import asking, handling, places, seeing
from services.cases.asking import Asked
from services.cases.outcomes import Done
from services.masks import masked_phone

flows = Flows()

_KEEP_QUIET = _("本人要求对邻居匿名，请不要说出去。")


@flows.flow("staff_case_ask", _("问一句"), command="staff_case_ask", argument="case_id")
async def ask(chat: Chat, case_id: str = "") -> None:
    """A question to whoever brought it up."""
    hand, found = await case_at_hand(chat, case_id)
    if found.case.closed_ms is not None or found.case.reporter_id is None:
        return await chat.become("staff_case_sheet", case_id=case_id)
    text = _("想问反映人什么？比如：在几楼？现在还漏吗？")
    words = await chat.words("words", text, about=(f"case:{found.case.id}",), longest=200)
    asked = await asking.ask(found.case.id, words, chat.person_id, chat.now_ms)
    if not isinstance(asked, Asked):
        return await told(chat, hand, found, asked, "")
    if asked.reached:
        chat.say(_("问了，对方一回答就告诉您。"), toast=_("问了"))
    else:
        chat.say(_("对方收不到消息，已经放进「要打电话的」。"))
    return await chat.become("staff_case_sheet", case_id=case_id)


@flows.flow("case_answer", _("回答社区的问题"), command="case_answer", argument="case_id")
async def answer(chat: Chat, case_id: str = "") -> None:
    """What whoever brought it up was asked; they answer in words, by photos or by voice."""
    asked = await asking.question(row_id(case_id), chat.person_id, chat.now_ms)
    found = await seeing.look(row_id(case_id), chat.person_id, chat.now_ms)
    if asked is None or found is None:
        return await chat.become("words", words=chat.incoming.text)
    text = lines(_("社区想问您：{words}", words=asked), _("打字、拍照、发语音都可以。"))
    question: Photos[str] = Photos(key="said", text=text, about=(f"case:{found.case.id}",))
    said = await chat.ask(question)
    assert isinstance(said, Sent)
    words = places.with_point(said.words, said.point)
    outcome = await handling.answer(
        found.case.id, words, said.files, chat.person_id, chat.account_id, chat.channel, chat.now_ms
    )
    await stop_for_words(chat, found.case, said.words)
    more = Button(_("再补充一句"), f"/case_answer {row_id(case_id)}")
    if isinstance(outcome, Done):
        chat.say(_("谢谢您，已经转给工作人员。"), more, HOME, toast=_("转给工作人员了"))
    else:
        chat.say(_("这件事您现在不能回答了。"), HOME)
    return None


@flows.flow("staff_case_reporter", _("看反映人"), command="staff_case_reporter", argument="case_id")
async def reporter(chat: Chat, case_id: str = "") -> None:
    """Who brought it up. That somebody looked is written down."""
    hand, found = await case_at_hand(chat, case_id)
    person = await asking.reporter(found.case.id, chat.person_id, chat.now_ms)
    if person is None:
        chat.say(_("没有留下反映人。"), see(found), *hand.ways)
        return
    text = lines(
        _("第{n}号是{who}反映的。", n=found.case.id, who=person.name or _("一位居民")),
        _("电话：{phone}", phone=masked_phone(person.phone)) if person.phone else _("电话：没有留"),
        _KEEP_QUIET if found.case.anonymous else None,
    )
    whole = [Button(_("显示电话"), f"/staff_case_phone {found.case.id}")] if person.phone else []
    chat.say(text, see(found), *whole, Button(_("看居民"), f"/staff_person {person.id}"), *hand.ways)


@flows.flow("staff_case_phone", _("反映人的电话"), command="staff_case_phone", argument="case_id")
async def phone(chat: Chat, case_id: str = "") -> None:
    """Whom to call back, and the whole number. That somebody looked is written down."""
    hand, found = await case_at_hand(chat, case_id)
    person = await asking.to_call(found.case.id, chat.person_id, chat.now_ms)
    if person is None:
        return await chat.become("staff_case_sheet", case_id=case_id)
    text = lines(
        _("第{n}号可以打给{who}：{phone}", n=found.case.id, who=person.name or _("一位居民"), phone=person.phone),
        _KEEP_QUIET if found.case.anonymous else None,
    )
    chat.say(text, see(found), *hand.ways)
    return None
