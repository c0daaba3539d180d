"""Staff read what residents suggest before neighbours see it: let it be seen, ask back, or not, with a reason."""

from __future__ import annotations

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.questions import Option
from conversation.screen import HOME
from handlers.cases.view import files_label
from handlers.staff import DESK, at_work
from language.message import Button
from language.numerals import row_id
from language.text import Moment, Saying, Text, _, lines, paragraphs
from services.cases import asking, authors, kinds, moderation, naming, seeing
from services.cases.asking import Asked
from services.cases.outcomes import Already, CaseOutcome, Done
from services.cases.seeing import Seen
from storage.case_events import Event

flows = Flows()

NEXT = Button(_("接着审"), "/moderate", "main")


@flows.flow("moderate", _("待审的建议"), command="moderate", argument="case_id")
async def moderate(chat: Chat, case_id: str = "") -> None:
    """What waits to be read; one of it, and what becomes of it."""
    worker = await at_work(chat)
    found = await seeing.look(row_id(case_id), worker.id, chat.now_ms) if case_id else None
    if found is None or found.role != "staff" or found.case.shown == "no":
        return await _choose(chat, worker.community_id)
    case, about = found.case, (f"case:{found.case.id}",)
    if case.shown == moderation.SHOWN or case.closed_ms is not None:
        return await chat.become("suggestion", case_id=case_id)
    waits = case.shown == moderation.ASKED
    pictures = [file for file in found.files if file.there]
    options = [
        Option("show", _("让邻居看到"), "show", "main"),
        Option("ask", _("先问一句"), "ask") if case.reporter_id is not None else None,
        Option("private", _("不公开，但社区来办"), "private") if waits else None,
        Option("refuse", _("不公开，也不办"), "refuse", "danger") if waits else None,
        Option("see", files_label(pictures), "see") if pictures else None,
        Option("later", _("先放着"), "later"),
    ]
    what = await chat.choose("what", await _said(found, chat.now_ms), [one for one in options if one], about=about)
    match what:
        case "see":
            return await chat.become("case_files", case_id=case_id)
        case "later":
            chat.say(_("好，先放着。"), NEXT, DESK, HOME)
        case "show":
            _told(chat, await moderation.let_be_seen(case.id, worker.id, chat.now_ms), _("公开了，已经告诉提的人。"))
        case "ask":
            await _ask(chat, found)
        case _:
            await _refuse(chat, found, goes_on=what == "private")
    return None


async def _choose(chat: Chat, community_id: int) -> None:
    """Which one; where there is only one, that."""
    waiting = await moderation.waiting(community_id, chat.person_id)
    if not waiting:
        chat.say(_("没有待审的，都看过了。"), DESK, HOME)
        return
    if len(waiting) == 1:
        await chat.become("moderate", case_id=str(waiting[0].id))
    known = {kind.id: kind for kind in await kinds.of(community_id)}
    options = [
        Option(
            str(case.id),
            _("{when} {what}", when=Moment(case.created_ms), what=naming.headline(case, known.get(case.kind) or kinds.lost(case.kind))),
            case.id,
        )
        for case in waiting
    ]  # fmt: skip
    chosen = await chat.choose("which", _("待审的建议，先提的在前："), options)
    await chat.become("moderate", case_id=str(chosen))


async def _ask(chat: Chat, found: Seen) -> None:
    case = found.case
    words = await chat.words("words", _("想问什么？只有提的人看得到。"), about=(f"case:{case.id}",), longest=200)
    asked = await asking.ask(case.id, words, chat.person_id, chat.now_ms)
    if not isinstance(asked, Asked):
        text = _("现在问不了提的人，可能已经注销了。")
    elif asked.reached:
        text = _("问了，对方一回答就告诉您。")
    else:
        text = _("对方收不到消息，已经放进「要打电话的」。")
    chat.say(text, NEXT, DESK, HOME)


async def _refuse(chat: Chat, found: Seen, *, goes_on: bool) -> None:
    case, about = found.case, (f"case:{found.case.id}", "private" if goes_on else "refuse")
    words = await _reason(chat, _("为什么不公开？会原样告诉提的人。"), about)
    text = lines(_("不公开「{what}」？会告诉提的人：", what=naming.headline(case, found.kind)), words)
    await chat.confirm("ok", text, _("确认不公开"), facts=(case.id, words, goes_on), about=about, danger=True)
    outcome = await moderation.refuse(case.id, words, chat.person_id, chat.now_ms, goes_on=goes_on)
    _told(chat, outcome, _("没有公开，已经告诉提的人。"))


@flows.flow("suggest_hide", _("先不公开"), command="suggest_hide", argument="case_id")
async def hide(chat: Chat, case_id: str = "") -> None:
    """Take back what neighbours see already."""
    worker = await at_work(chat)
    found = await seeing.look(row_id(case_id), worker.id, chat.now_ms)
    if found is None or found.role != "staff" or found.case.shown != moderation.SHOWN:
        return await chat.become("moderate", case_id=case_id)
    case, about = found.case, (f"case:{found.case.id}", "hide")
    words = await _reason(chat, _("为什么先不公开了？会原样告诉提的人。"), about)
    text = lines(
        _("「{what}」先不公开了？会告诉提的人：", what=naming.headline(case, found.kind)),
        words,
        _("支持的人只会听到先不公开了；以后再公开，支持的人数还在。"),
    )
    await chat.confirm("ok", text, _("先不公开"), facts=(case.id, words), about=about, danger=True)
    outcome = await moderation.take_back(case.id, words, worker.id, chat.now_ms)
    _told(chat, outcome, _("邻居看不到了，已经告诉提的人。"))
    return None


async def _reason(chat: Chat, text: Text, about: tuple[str, ...]) -> str:
    options = [Option(name, words, name) for name, words in moderation.REASONS.items()]
    why = await chat.choose("why", text, [*options, Option("other", _("我自己写"), "other")], about=about)
    return (
        moderation.REASONS[why].source
        if why in moderation.REASONS
        else await chat.words("words", _("请写一句，说得客气些："), about=about)
    )


async def _said(found: Seen, now_ms: int) -> Saying:
    case = found.case
    head = _("现在没有公开的") if case.shown == moderation.REFUSED else _("待审的{kind}", kind=kinds.shown(found.kind.name))
    said = [event for event in found.events if event.kind in ("asked", "answered", "more") and event.words]
    return paragraphs(
        head,
        case.words,
        lines(
            _("{who}提的，{when}", who=await authors.shown(found, now_ms), when=Moment(case.created_ms)),
            *(_asked(event) for event in said[-2:]),
        ),
    )


def _asked(event: Event) -> Text:
    words = naming.short(event.words, 80)
    return _("问：{words}", words=words) if event.kind == "asked" else _("答：{words}", words=words)


def _told(chat: Chat, outcome: CaseOutcome, done: Text) -> None:
    text: Saying = _("同事刚刚处理过这一条了。") if isinstance(outcome, Already) else _("这一条刚刚有变动，请再看一下。")
    chat.say(done if isinstance(outcome, Done) else text, NEXT, DESK, HOME, toast=done if isinstance(outcome, Done) else "")
