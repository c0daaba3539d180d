"""Saying what became of a case: its new state, a reason (often one that was given before), photos of what was done."""

from __future__ import annotations

from conversation.chat import Chat
from conversation.choosing import Choose
from conversation.flows import Flows
from conversation.journal import Value
from conversation.questions import Accepted, Option, Refusal
from conversation.sending import Photos, Sent
from handlers.cases.desk import told
from handlers.cases.queue import case_at_hand
from language.text import Saying, _, lines, paragraphs
from services.cases import handling, kinds, moves, naming
from services.cases.kinds import DECLINED, DONE, SOLVED, State
from services.cases.seeing import Seen

flows = Flows()

LONGEST = 300
MOST_PHOTOS = 4
MOST_CANNED = 6


@flows.flow("staff_case_state", _("改状态"), command="staff_case_state", argument="case_id")
async def set_state(chat: Chat, case_id: str = "") -> None:
    """From a state and a reason to what all who follow the case hear."""
    hand, found = await case_at_hand(chat, case_id)
    case = found.case
    about = (f"case:{case.id}", f"state:{case.state}")
    states = [Option(state.id, kinds.shown(state.name), state) for state in moves.next_states(case, found.kind)]
    if case.merged_into is not None or not states:
        return await chat.become("staff_case_sheet", case_id=case_id)
    question = _("第{n}号现在是「{state}」，改成什么？", n=case.id, state=naming.state(case, found.kind))
    state = await chat.choose("state", question, states, about=about, label=_("状态"))
    words = await chat.ask(await _reason(found, state, about))
    shown = await _shown(chat, state, about)
    words = " ".join(part for part in (words, shown.words) if part)[:LONGEST]
    text = paragraphs(
        _("第{n}号改为「{state}」：", n=case.id, state=kinds.shown(state.name)),
        lines(words or None, _("照片{n}张", n=len(shown.files)) if shown.files else None),
        _("会告诉{n}位关注的人。", n=case.followers) if case.followers else None,
    )
    facts: list[str | int] = [case.id, case.state, state.id, words, *[photo.ref for photo in shown.files]]
    await chat.confirm("ok", text, _("确认"), facts=facts, about=about)
    outcome = await handling.move(
        case.id, state.id, words, chat.person_id, chat.now_ms, seen=case.state, photos=shown.files,
        account_id=chat.account_id, channel=chat.channel,
    )  # fmt: skip
    return await told(chat, hand, found, outcome, _("改好了。"))


async def _reason(found: Seen, state: State, about: tuple[str, ...]) -> Choose[str]:
    """What is said of it: one of the answers that are given often, or words of one's own; nothing only where it needs none."""

    def typed(words: str) -> Accepted | Refusal:
        plain = " ".join(words.split())
        if len(plain) > LONGEST:
            return Refusal(_("有点长了，请缩短到{most}个字以内。", most=LONGEST))
        return Accepted(plain, plain)

    def restored(value: Value) -> str:
        return str(value)

    canned = await kinds.answers(found.case.community_id)
    among = [Option(f"answer{one.id}", one.title, one.words) for one in canned[:MOST_CANNED]]
    must = state.phase == DECLINED
    if not must:
        among.append(Option("none", _("不用说明"), ""))
    text: Saying = _("怎么跟居民说？点一个，或者打字。") if among else _("怎么跟居民说？请打字。")
    if must:
        text = _("为什么不办？请跟居民说明，点一个，或者打字。") if among else _("为什么不办？请打字跟居民说明。")
    return Choose(
        key="reason", text=text, among=among, about=(*about, state.id), typed=typed, restored=restored, label=_("说明")
    )


async def _shown(chat: Chat, state: State, about: tuple[str, ...]) -> Sent:
    """Photos of what was done, where something was, and what is said with them: as many as are sent, an album at once."""
    found = Sent()
    while state.phase in (SOLVED, DONE) and len(found.files) < MOST_PHOTOS:
        n = len(found.files)
        text = _("收到{n}张。再发一张，或者点『就这些』。", n=n) if n else _("拍张处理后的照片，居民看了放心。")
        skip = Option("done", _("就这些") if n else _("没有照片"), None)
        question: Photos[None] = Photos(key=f"photo{n}_{len(found.words)}", text=text, among=(skip,), about=(*about, state.id))
        sent = await chat.ask(question)
        if sent is None:
            break
        photos = tuple(file for file in sent.files if file.kind == "photo")
        found = Sent(" ".join(part for part in (found.words, sent.words) if part), found.files + photos)
    return found
