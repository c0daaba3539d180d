"""Suggesting something: words or pictures, what neighbours suggested already, a last look, and it is handed in."""

from __future__ import annotations

from itertools import count
from typing import Any

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.questions import Option
from conversation.screen import HOME
from conversation.sending import ChooseOrSend, Photos, Sent
from handlers.asking import consent
from language.message import Attached, Button
from language.text import Saying, Text, _, lines, paragraphs
from services import households, people
from services.cases import danger, files, following, kinds, naming, reports, suggestions
from services.cases.kinds import Kind
from services.cases.outcomes import Already, Opened, OpenOutcome, Refused
from services.cases.reports import Report
from services.telling import is_child
from storage.households import Member
from storage.people import Person

flows = Flows()

SUGGESTIONS = Button(_("看大家的建议"), "/suggestions")
NONE, ANONYMOUS = "none", "anonymous"
_YES = ("好", "好的", "可以", "确认", "是", "对", "行", "没错", "ok", "yes")


@flows.flow("suggest", _("提建议"), command="suggest", argument="kind_id")
async def suggest(chat: Chat, kind_id: str = "", words: str = "", sent: list[Any] | None = None) -> None:
    """Suggest something, for oneself or for a child of one's own. `words` and `sent` are what was said before anything was asked."""
    person = await people.get(chat.person_id)
    if person is None or person.community_id is None:
        return await chat.become("community", then="suggest", args={"kind_id": kind_id, "words": words, "sent": sent})
    if is_child(person, chat.now_ms):
        chat.say(_("小朋友，请让爸爸妈妈用他们的手机帮你提，你的画也可以一起发来。"), SUGGESTIONS, HOME)
        return None
    kind = await _which(chat, person.community_id, kind_id)
    if kind is None and await kinds.get(person.community_id, kind_id or kinds.SUGGESTION) is not None:  # it asks for more
        return await chat.become("case_new", kind_id=kind_id or kinds.SUGGESTION, words=words, sent=sent)
    if kind is None:
        chat.say(_("社区还没有开通提建议，有话请直接找工作人员说。"), Button(_("找人帮忙"), "/human", "main"), HOME)
        return None
    agreed = await consent(chat, person)
    if agreed is False:
        chat.say(_("没关系，不同意也能看大家的建议。"), SUGGESTIONS, HOME)
        return None
    idea = await _idea(chat, kind, Sent(words, tuple(Attached(*file) for file in sent or [])))
    child = await _whose(chat) if kind.children else None
    same = await _same(chat, person.community_id, kind, idea.words)
    if same is not None:
        return await _support(chat, same, idea, kind.id)
    pictures, anonymous = await _review(chat, person, kind, idea, child)
    if agreed:
        await people.consent(chat.person_id, chat.now_ms)
    outcome = await reports.open_case(
        Report(kind.id, words=idea.words, files=pictures, anonymous=anonymous),
        child.id if child else chat.person_id, chat.person_id, chat.account_id, chat.channel, chat.now_ms,
    )  # fmt: skip
    _told(chat, outcome)
    return None


async def _which(chat: Chat, community_id: int, kind_id: str) -> Kind | None:
    known = {kind.id: kind for kind in await suggestions.offered(community_id)}
    if kind_id in known or len(known) <= 1:
        return known.get(kind_id) or next(iter(known.values()), None)
    return await chat.choose("kind", _("想提哪一种？"), [Option(one.id, kinds.shown(one.name), one) for one in known.values()])


async def _idea(chat: Chat, kind: Kind, said: Sent) -> Sent:
    """What is suggested, in words; with whatever else was sent."""
    if not said.words and not said.files:
        question: Photos[str] = Photos(
            key="idea",
            text=lines(
                _("想给社区提什么建议？打字说一句就行。"),
                _("照片、孩子画的画，也可以直接发来。") if "photo" in kind.asks else None,
            ),
        )
        answer = await chat.ask(question)
        assert isinstance(answer, Sent)
        said = answer
    if danger.read(said.words):
        sent = [[file.kind, file.ref, file.size] for file in said.files]
        await chat.become("danger", words=said.words, sent=sent)
    if said.words:
        return said
    words = await chat.words("words", _("收到了。再打字说一句，您建议什么？"))
    return Sent(words, said.files)


async def _whose(chat: Chat) -> Member | None:
    """The child whose suggestion it is; None for one's own. Nothing is asked where there is no child."""
    children = [m for m in await households.members(chat.person_id) if m.kind == "child" and m.agreed_ms is not None]
    if not children:
        return None
    options: list[Option[Member | None]] = [Option("me", _("我自己的"), None, "main")]
    options += [Option(str(child.id), child.name, child) for child in children]
    return await chat.choose("whose", _("这是谁的建议？"), options)


async def _same(chat: Chat, community_id: int, kind: Kind, words: str) -> int | None:
    """The case that a neighbour brought up before and that is the same; None where there is none."""
    found = await suggestions.alike(community_id, kind, words)
    if not found:
        return None
    options = [
        Option(str(one.case.id), _("支持：{what}", what=naming.headline(one.case, kind)), one.case.id, "main") for one in found
    ]
    text = paragraphs(
        _("邻居提过差不多的。是一回事的话，点一下就算您支持："),
        lines(*(_("· {words}（{n}人支持）", words=naming.short(one.case.words, 80), n=one.case.followers) for one in found)),
    )
    chosen = await chat.choose("same", text, [*options, Option(NONE, _("不是一回事，我接着提"), 0)])
    return chosen or None


async def _support(chat: Chat, case_id: int, idea: Sent, kind_id: str) -> None:
    """Support it, with what was said and sent: nothing of it is lost."""
    outcome = await suggestions.support(case_id, chat.person_id, chat.now_ms)
    if isinstance(outcome, Refused):
        chat.say(_("那一条刚刚办完了，您说的接着提吧。"))
        sent = [[file.kind, file.ref, file.size] for file in idea.files]
        return await chat.become("suggest", kind_id=kind_id, words=idea.words, sent=sent)
    await following.add(outcome.case_id, idea.words, idea.files, chat.person_id, chat.account_id, chat.channel, chat.now_ms)
    already = isinstance(outcome, Already)
    chat.say(
        _("这一条您已经支持过了。您说的也转给社区了。") if already else _("好，算您一个！您说的也转给社区了，有进展告诉您。"),
        toast=_("您已经支持过了") if already else _("支持了"),
    )
    return await chat.become("suggestion", case_id=str(outcome.case_id))


async def _review(
    chat: Chat, person: Person, kind: Kind, idea: Sent, child: Member | None
) -> tuple[tuple[Attached, ...], bool]:
    """The last look; returns the pictures and voices, with those that were sent meanwhile, and whether no neighbour is to know whose it is."""
    pictures, about = idea.files[: files.MOST], (idea.words, f"person:{child.id if child else 0}")
    for n in count():
        text = paragraphs(
            _("请看一下，对不对？"),
            idea.words,
            lines(
                _("照片、图画、语音：{n}个", n=len(pictures)) if pictures else None,
                _author(person, child),
                _("社区看过以后公开，邻居们就能支持。"),
            ),
            _("还有照片、图画，直接发来就加上。") if "photo" in kind.asks else None,
        )
        options = [Option("send", _("提交"), "send", "main")]
        if child is None and person.name:
            options.append(Option(ANONYMOUS, _("匿名提，邻居看不到是谁"), ANONYMOUS))
        options.append(Option("back", _("不是，我重新说"), "again"))
        answer = await chat.ask(ChooseOrSend(key=f"review{n}", text=text, among=tuple(options), about=about))
        if answer == "again":
            await chat.become("suggest", kind_id=kind.id)
        if answer in ("send", ANONYMOUS) or (isinstance(answer, Sent) and answer.words in _YES and not answer.files):
            return pictures, answer == ANONYMOUS
        assert isinstance(answer, Sent)
        pictures = (*pictures, *answer.files)[: files.MOST]
        chat.say(_("加上了。") if answer.files else _("要改就点『不是，我重新说』；没错就点『提交』。"))
    raise AssertionError("unreachable")


def _author(person: Person, child: Member | None) -> Text:
    if child is not None:
        return _("邻居看到的是：一位小朋友")
    return _("邻居看到的是：{who}", who=f"{person.name[0]}**" if person.name else _("一位邻居"))


def _told(chat: Chat, outcome: OpenOutcome) -> None:
    if not isinstance(outcome, Opened):
        why: Saying = _("没有提成，请重新提一次，或者找人帮忙。")
        chat.say(why, Button(_("重新提"), "/suggest", "main"), Button(_("找人帮忙"), "/human"), HOME)
        return
    text = _("建议收到了，谢谢您！社区看过就公开，到时候告诉您。")
    if outcome.danger:
        text = _("收到了，已经马上告诉社区的人。有危险请先打 119、120 或 110。")
    mine = Button(_("看我的建议"), f"/suggestion {outcome.case_id}")
    chat.say(text, mine, SUGGESTIONS, HOME, toast=_("收到了"))
