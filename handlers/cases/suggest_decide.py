"""Staff decide on a suggestion and say how it gets on; its author says whether it may go on as another one."""

from __future__ import annotations

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.questions import Option
from conversation.screen import HOME
from language.message import Attached, Button
from language.numerals import row_id
from language.text import Saying, Text, _, lines, paragraphs
from services.cases import kinds, merging, moves, naming, seeing, suggestions
from services.cases.kinds import DECLINED, WAITING, State
from services.cases.outcomes import Already, CaseOutcome, Done
from services.cases.seeing import Seen

flows = Flows()

PROGRESS, MERGE = "+progress", "+merge"
"""Besides the states of the kind, whose ids are words."""


@flows.flow("suggest_decide", _("采纳、发进展"), command="suggest_decide", argument="case_id")
async def decide(chat: Chat, case_id: str = "") -> None:
    """Another state, with a reason; a step of progress; or a question to its author whether it may go on as another one."""
    found = await _at_hand(chat, case_id)
    case, about = found.case, (f"case:{found.case.id}",)
    options: list[Option[str]] = []
    if case.phase not in (WAITING, DECLINED):
        options.append(Option(PROGRESS, _("发一条进展"), PROGRESS, "main"))
    options += [Option(state.id, kinds.shown(state.name), state.id) for state in moves.next_states(case, found.kind)]
    if found.role == "staff" and case.closed_ms is None:
        options.append(Option(MERGE, _("和别的合到一起"), MERGE))
    text = lines(
        naming.short(case.words, 200) or kinds.shown(found.kind.name),
        _("{n}人支持 · {state}", n=case.followers, state=naming.state(case, found.kind)),
        _("办到哪一步了？"),
    )
    what = await chat.choose("what", text, options, about=about)
    if what == MERGE:
        return await chat.become("suggest_merge", case_id=case_id)
    state = found.kind.state(what)
    words = await _words(chat, state, about)
    declines = state is not None and state.phase == DECLINED
    skip = _("不发照片")
    photo = None if declines else await chat.photo("photo", _("有照片就发一张，大家都爱看。"), about=about, skip=skip)
    review = paragraphs(
        lines(
            _("现在是：{state}", state=naming.state(case, found.kind)) if state is not None else None,
            _("改成：{state}", state=kinds.shown(state.name)) if state is not None else _("发一条进展："),
            words or None,
            _("带一张照片") if photo else None,
        ),
        _("会告诉提的人和支持的人，一共{n}位。", n=case.followers),
    )
    facts = (case.id, case.state, what, words, photo.ref if photo else "")
    await chat.confirm("ok", review, _("确认"), facts=facts, about=about, danger=declines)
    outcome = await _act(chat, found, state, words, photo)
    _told(chat, outcome, found)
    return None


async def _words(chat: Chat, state: State | None, about: tuple[str, ...]) -> str:
    if state is None:
        return await chat.words("words", _("进展到哪儿了？说一句，比如：滑梯到货了，下周一安装。"), about=about, longest=300)
    if state.phase == DECLINED:
        return await chat.words(
            "words", _("为什么？用大白话说，会告诉提的人和支持的人。"), about=(*about, state.id), longest=300
        )
    text = _("想对提的人和支持的人说一句吗？比如：明年春天开工。")
    return await chat.words("words", text, about=(*about, state.id), longest=300, skip=_("不用说"))


async def _act(chat: Chat, found: Seen, state: State | None, words: str, photo: Attached | None) -> CaseOutcome:
    photos = (photo,) if photo else ()
    if state is None:
        return await suggestions.progress(
            found.case.id, words, chat.person_id, chat.now_ms,
            photos=photos, account_id=chat.account_id, channel=chat.channel,
        )  # fmt: skip
    return await moves.set_state(
        found.case.id, state.id, words, chat.person_id, chat.now_ms,
        seen=found.case.state, photos=photos, account_id=chat.account_id, channel=chat.channel,
    )  # fmt: skip


@flows.flow("suggest_merge", _("和别的合到一起"), command="suggest_merge", argument="case_id")
async def merge(chat: Chat, case_id: str = "") -> None:
    """Which one it may go on as; its author is asked."""
    found = await _at_hand(chat, case_id)
    case, about = found.case, (f"case:{found.case.id}",)
    others = await merging.candidates(case, chat.person_id)
    if not others:
        chat.say(_("没有别的公开的建议可以合。"), _see(case.id), HOME)
        return
    options = [
        Option(str(other.id), _("{what} · {n}人支持", what=naming.headline(other, found.kind), n=other.followers), other)
        for other in others
    ]
    target = await chat.choose("into", _("合到哪一条？"), options, about=about)
    text = lines(
        _("问问提「{one}」的人：能不能和这一条合到一起办？", one=naming.headline(case, found.kind)),
        naming.short(target.words, 200),
        _("对方同意才合；7天没回答就不合。"),
    )
    await chat.confirm("ok", text, _("去问"), facts=(case.id, target.id), about=about)
    outcome = await merging.propose(case.id, target.id, chat.person_id, chat.now_ms)
    if isinstance(outcome, Done):
        chat.say(_("问了，对方回答了告诉您。"), _see(case.id), HOME, toast=_("问了"))
    elif isinstance(outcome, Already):
        chat.say(_("已经问过了，还在等对方回答。"), _see(case.id), HOME)
    else:
        chat.say(_("现在不能合：有一条已经办完，或者提的人找不到了。"), _see(case.id), HOME)


@flows.flow("merge_yes", _("合到一起"), command="merge_yes", argument="case_id")
async def merge_yes(chat: Chat, case_id: str = "") -> None:
    """The author agrees."""
    outcome = await merging.answer(row_id(case_id), chat.person_id, chat.now_ms, agrees=True)
    if isinstance(outcome, Done):
        chat.say(_("好，合到一起办了，谢谢您！"), toast=_("合到一起了"))
        return await chat.become("suggestion", case_id=str(outcome.case_id))
    _answered_before(chat, row_id(case_id))
    return None


@flows.flow("merge_no", _("不合"), command="merge_no", argument="case_id")
async def merge_no(chat: Chat, case_id: str = "") -> None:
    """The author does not want it."""
    outcome = await merging.answer(row_id(case_id), chat.person_id, chat.now_ms, agrees=False)
    if isinstance(outcome, Done):
        chat.say(_("好，照旧单独办，有进展告诉您。"), _see(row_id(case_id)), HOME, toast=_("记下了"))
        return
    _answered_before(chat, row_id(case_id))


def _answered_before(chat: Chat, case_id: int) -> None:
    chat.say(_("这件事不用再回答了：已经回答过，或者过了时间。"), _see(case_id), HOME)


async def _at_hand(chat: Chat, case_id: str) -> Seen:
    """The case for who may move it. To everybody else the command does not exist."""
    found = await seeing.look(row_id(case_id), chat.person_id, chat.now_ms)
    if found is None or not found.acts or found.kind.public != "moderated" or found.case.merged_into is not None:
        await chat.become("words", words=chat.incoming.text)
    assert found is not None
    return found


def _told(chat: Chat, outcome: CaseOutcome, found: Seen) -> None:
    done: Text = _("记下了，已经告诉提的人和支持的人。")
    text: Saying = _("同事刚刚改过这一条，请再看一下。")
    if isinstance(outcome, Done):
        text = done
    elif isinstance(outcome, Already):
        text = _("同事刚刚已经这样改了。")
    chat.say(text, _see(found.case.id), HOME, toast=_("记下了") if isinstance(outcome, Done) else "")


def _see(case_id: int) -> Button:
    return Button(_("看这一条"), f"/suggestion {case_id}", "main")
