"""What neighbours suggested: the list, one of them, and supporting it."""

from __future__ import annotations

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.questions import Option
from conversation.screen import HOME
from handlers.cases.suggest import SUGGESTIONS
from handlers.cases.view import files_label
from language.message import Button
from language.numerals import row_id
from language.text import Day, Saying, Text, _, lines, paragraphs
from services import people
from services.calendar import to_local
from services.cases import authors, kinds, naming, seeing, steps, suggestions
from services.cases.kinds import ENDS, WAITING, Kind
from services.cases.outcomes import Already, Done, Refused
from services.cases.seeing import Seen
from storage.case_events import Event
from storage.cases import Case

flows = Flows()

SUGGEST = Button(_("我也提一个"), "/suggest")
LONGEST, STEPS = 200, 4
"""Characters of the words, and steps of the timeline, that one message holds."""


@flows.flow("suggestions", _("大家的建议"), command="suggestions")
async def browse(chat: Chat) -> None:
    """Everything that staff let be seen, the most supported first."""
    person = await people.get(chat.person_id)
    if person is None or person.community_id is None:
        return await chat.become("community", then="suggestions")
    listed = await suggestions.public(person.community_id)
    if not listed:
        chat.say(_("还没有公开的建议。您有什么想法，说来听听？"), Button(_("提建议"), "/suggest", "main"), HOME)
        return None
    options = [Option(str(case.id), _line(case, kind), case.id) for case, kind in listed]
    text = lines(_("大家的建议，一共{n}条。点一条看看，觉得好就支持一下：", n=len(listed)))
    chosen = await chat.choose("which", text, options)
    return await chat.become("suggestion", case_id=str(chosen))


@flows.flow("suggestion", _("建议"), command="suggestion", argument="case_id")
async def suggestion(chat: Chat, case_id: str = "") -> None:
    """One of them, with what became of it, and the way to support it."""
    found = await seeing.look(row_id(case_id), chat.person_id, chat.now_ms)
    if found is None:
        chat.say(_("这一条看不了了。"), SUGGESTIONS, HOME)
        return None
    if found.kind.public != "moderated":
        return await chat.become("case", case_id=case_id)
    if found.case.merged_into is not None:
        chat.say(_("这一条和下面这一条合到一起办了："))
        return await chat.become("suggestion", case_id=str(found.case.merged_into))
    happened = [line for event in found.events if (line := _step(chat, event, found.kind))]
    text = paragraphs(
        naming.short(found.case.words, LONGEST) or kinds.shown(found.kind.name),
        await suggest_words(found, chat.now_ms),
        lines(*happened[-STEPS:]),
    )
    chat.say(text, *suggest_ways(found), SUGGESTIONS, SUGGEST, HOME)
    return None


@flows.flow("support", _("支持"), command="support", argument="case_id")
async def support(chat: Chat, case_id: str = "") -> None:
    """Support it, once."""
    outcome = await suggestions.support(row_id(case_id), chat.person_id, chat.now_ms)
    if isinstance(outcome, Refused):
        refused = (
            _("小朋友，请让爸爸妈妈来支持。") if outcome.why == "needs guardian" else _("这一条已经办完了，或者看不了了。")
        )
        chat.say(refused, SUGGESTIONS, HOME)
        return
    chat.say("", toast=_("支持了，谢谢您！") if isinstance(outcome, Done) else _("您已经支持过了"))
    await chat.become("suggestion", case_id=str(outcome.case_id))


@flows.flow("unsupport", _("不支持了"), command="unsupport", argument="case_id")
async def unsupport(chat: Chat, case_id: str = "") -> None:
    """Support it no more, and hear no more of it."""
    outcome = await suggestions.withdraw(row_id(case_id), chat.person_id)
    toast: Saying = _("好的，收回了") if isinstance(outcome, Done) else ""
    if isinstance(outcome, Already):
        toast = _("您本来就没有支持")
    chat.say("", toast=toast)
    await chat.become("suggestion", case_id=case_id)


def suggest_ways(seen: Seen) -> list[Button]:
    """What one can do about a case that neighbours support."""
    case, works = seen.case, seen.role == "staff"
    pictures = [file for file in seen.files if file.there]
    ways = [
        Button(_("我也支持"), f"/support {case.id}", "main") if _supportable(seen) and case.phase == WAITING else None,
        Button(_("支持，跟着看进展"), f"/support {case.id}", "main") if _supportable(seen) and case.phase != WAITING else None,
        Button(_("不支持了"), f"/unsupport {case.id}") if seen.follows and seen.role == "follower" else None,
        Button(files_label(pictures), f"/case_files {case.id}") if pictures else None,
        Button(_("补充一句或照片"), f"/case_more {case.id}") if seen.role == "reporter" and case.closed_ms is None else None,
        Button(_("审一审"), f"/moderate {case.id}", "main") if works and case.shown == "asked" else None,
        Button(_("重新公开"), f"/moderate {case.id}") if works and case.shown == "refused" and case.closed_ms is None else None,
        Button(_("采纳、发进展"), f"/suggest_decide {case.id}", "main") if seen.acts else None,
        Button(_("先不公开"), f"/suggest_hide {case.id}") if works and case.shown == "yes" else None,
    ]
    return [way for way in ways if way is not None]


async def suggest_words(seen: Seen, now_ms: int) -> Saying:
    """Who brought it up, how many support it and where it stands. Of supporters no name is told, nor a child's."""
    return lines(
        _("{who}提的", who=await authors.shown(seen, now_ms)),
        _("{n}人支持 · {state}", n=seen.case.followers, state=naming.state(seen.case, seen.kind)),
    )


def _supportable(seen: Seen) -> bool:
    shown = seen.case.shown == "yes" and seen.case.closed_ms is None
    return shown and not seen.follows and seen.role != "reporter"


def _line(case: Case, kind: Kind) -> Text:
    mark = "✓ " if case.phase in ENDS else ""
    what, state = naming.headline(case, kind), naming.state(case, kind)
    return _("{mark}{what} · {n}人支持 · {state}", mark=mark, what=what, n=case.followers, state=state)


def _step(chat: Chat, event: Event, kind: Kind) -> Saying | None:
    """A step of its timeline; None for what is no step of it: that it was suggested, and what staff noted."""
    if event.seen_by == "staff" or event.kind == "reported":
        return None
    state = kind.state(event.state)
    what: Saying = steps.said(event.kind) or (kinds.shown(state.name) if state is not None else event.state)
    day = Day(to_local(event.at_ms, chat.zone).date())
    words = naming.short(event.words, 60)
    return _("{day} {what}：{words}", day=day, what=what, words=words) if words else _("{day} {what}", day=day, what=what)
