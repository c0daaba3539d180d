"""A resident asks for a person and talks with one. Meanwhile the house says nothing of its own: see `conversation.listening`."""

from __future__ import annotations

from typing import Any

from conversation.chat import Chat
from conversation.flows import Entry, Flows
from conversation.listening import END, NO_FILMS, Heard, Listen, heard_in
from conversation.questions import Given, Option, Refusal
from conversation.screen import HOME
from conversation.sending import unpacked
from handlers.cases.danger import unreached
from handlers.unasked import entry
from handlers.understanding import clearly_a_wish, urgent
from language.message import Button
from language.text import Moment, Saying, _, lines, paragraphs
from services import places
from services.cases.danger import first_words
from services.talks import asking, talking
from services.talks.carrying import Said
from storage.talks import LEFT, Talk

flows = Flows()

HUMAN = Button(_("找人帮忙"), "/human", "main")
OFFICE = Option("office", _("社区电话"), None)


@flows.flow("human", _("找人帮忙"), command="human")
async def human(chat: Chat, words: str = "", sent: list[Any] | None = None) -> None:
    """Somebody is asked to come at once; while the office is closed one leaves word. `words` and `sent` were meant for somebody before."""
    contact = await places.contact(chat.person_id)
    if contact is None:
        return await chat.become("community", then="human", args={"words": words, "sent": sent})
    heard = Heard("", words, unpacked(sent or []))
    closed = await asking.mine(chat.person_id) is None and await asking.closed_until(contact.id, chat.now_ms, chat.zone)
    if closed and heard == Heard():
        return await chat.become("talk_leave")
    await asking.begin(chat.person_id, chat.now_ms, chat.zone)
    if heard != Heard():
        await _hand_on(chat, heard)
    return await chat.become("talk")


@flows.flow("office", _("社区电话"), command="office")
async def office(chat: Chat) -> None:
    """How to reach the community office."""
    contact = await places.contact(chat.person_id)
    if contact is None:
        return await chat.become("community", then="office")
    chat.say(
        paragraphs(
            _("需要帮忙，就找{name}的工作人员：", name=contact.name),
            await _office(chat),
            _("也可以直接发一段语音，我会转给他们。"),
        ),
        Button(_("在这里找人"), "/human", "main"),
        HOME,
    )
    return None


async def _still(person_id: int, args: dict[str, Any]) -> bool:
    mine = await asking.mine(person_id)
    return mine is not None and mine.state != LEFT


async def listener(person_id: int) -> Entry | None:
    """The flow that hands on what answers nothing, where somebody is there or looked for."""
    return Entry("talk_heard") if await _still(person_id, {}) else None


@flows.flow("talk", _("和社区聊天"), command="chat", still=_still)
async def talk(chat: Chat) -> None:
    """Whatever is said goes to whoever comes, or has come."""
    mine = await asking.mine(chat.person_id)
    if mine is None:
        return await _over(chat)
    end = Option(END, _("结束聊天") if mine.talking else _("不用找人了"), None)
    heard = await chat.ask(Listen(key="line", text=await _where(chat, mine), among=[OFFICE, end]))
    if heard.choice == END:
        await talking.end(mine.id, chat.person_id, chat.now_ms)
        chat.say(_("好的，先聊到这里。还有事，随时找人。") if mine.talking else _("好的，不找了。有事随时说。"), HUMAN, HOME)
        return None
    if heard.choice:
        chat.say(await _office(chat))
    elif mine.state == LEFT and not heard.files and clearly_a_wish(heard.words):
        # Nobody is there to whom it could have been said.
        await chat.become("words", words=heard.words)
    else:
        await _hand_on(chat, heard)
    return await chat.become("talk")


@flows.flow("talk_leave", _("给社区留话"))
async def leave(chat: Chat) -> None:
    """Nobody is there: what is said waits for the office to open."""
    contact = await places.contact(chat.person_id)
    if contact is None:
        return await chat.become("community", then="human")
    opens_ms = await asking.closed_until(contact.id, chat.now_ms, chat.zone)
    text = paragraphs(
        _("社区现在下班了，{when}上班。", when=Moment(opens_ms, "near")) if opens_ms else None,
        _("有什么事，现在就可以说：打字、语音、拍照都行。一上班就有人看、有人回。"),
    )
    heard = await chat.ask(Listen(key="word", text=text, among=[OFFICE]))
    if heard.choice:
        chat.say(await _office(chat))
        return await chat.become("talk_leave")
    await asking.begin(chat.person_id, chat.now_ms, chat.zone)
    await _hand_on(chat, heard)
    return await chat.become("talk")


@flows.flow("talk_heard", _("您说的"))
async def heard_elsewhere(chat: Chat) -> None:
    """What nobody else understands is said to whom one talks with."""
    came = chat.incoming
    heard = heard_in(Given(text=came.text.strip(), phone=came.contact, place=came.place, files=came.files))
    if isinstance(heard, Refusal):
        chat.say(heard.text)
    else:
        mine = await _hand_on(chat, heard)
        if mine is not None and mine.talking:
            chat.say(_("发给{who}了。", who=mine.staff_name or _("工作人员")))
    await chat.become("talk")


async def in_talk(chat: Chat) -> bool:
    """Whether what was just typed or sent can be meant for somebody with whom one talks, or who is being looked for."""
    spoken = not chat.incoming.tap and not chat.incoming.text.startswith("/")
    return spoken and await _still(chat.person_id, {})


async def _hand_on(chat: Chat, heard: Heard) -> Talk | None:
    """Say it in the open talk, and what there is to be said of that; returns the talk."""
    danger = urgent(heard.words)
    said = Said(heard.words, heard.files, chat.account_id, chat.channel, danger)
    outcome = await talking.hear(chat.person_id, said, chat.now_ms)
    if any(file.kind == "other" for file in heard.files):
        chat.say(NO_FILMS)
    if isinstance(outcome, talking.Over):
        return None
    if danger:
        chat.say(lines(first_words(heard.words), _("您说的已经转给社区了。") if outcome.reached else await unreached(chat)))
    if outcome.first and not danger:
        chat.say(_("您说的记下了。"))
    elif outcome.talk.state == LEFT and not danger:
        chat.say(_("这句也记下了。"))
    return outcome.talk


async def _where(chat: Chat, mine: Talk) -> Saying:
    """How things stand with the talk."""
    if mine.talking:
        who = mine.staff_name or _("工作人员")
        return _("{who}（社区）在和您聊，直接打字、发语音、发照片都行。", who=who)
    spoken = await asking.spoken(mine)
    if mine.danger:
        return _("这是急事，社区谁先看到谁马上回您。还要补充的，接着说就好。")
    if mine.state != LEFT:
        more = _("还要补充的，接着说就好。") if spoken else _("先说说什么事吧：打字、语音、拍照都行，来的人一看就明白。")
        return paragraphs(_("正在帮您找人，请稍等。"), more)
    if not spoken:
        return await asking.left(mine, chat.now_ms, chat.zone)
    opens_ms = await asking.closed_until(mine.community_id, chat.now_ms, chat.zone)
    if opens_ms is None:
        return _("谁有空就回您，这里会有消息。还要补充的，接着说就好。")
    return _("{when}上班后有人看、有人回。还要补充的，接着说就好。", when=Moment(opens_ms, "near"))


async def _office(chat: Chat) -> Saying:
    contact = await places.contact(chat.person_id)
    assert contact is not None
    return lines(
        _("电话：{phone}", phone=contact.phone) if contact.phone else None,
        _("地址：{address}", address=contact.address) if contact.address else None,
        _("时间：{hours}", hours=contact.hours) if contact.hours else None,
    )


async def _over(chat: Chat) -> None:
    """The talk has ended meanwhile: what is said now is said to the house, as always."""
    came = chat.incoming
    if not came.tap and not came.text.startswith("/"):
        wanted = entry(came)
        await chat.become(wanted.flow, **wanted.args)
    chat.say(_("这次聊天已经结束了。还有事，随时再找人。"), HUMAN, HOME)
