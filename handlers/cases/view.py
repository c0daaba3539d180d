"""A case as whoever may see it reads it: where it stands, what happened, and what they can do about it."""

from __future__ import annotations

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.questions import Option
from conversation.screen import HOME
from handlers.cases.bring import BRING
from language.message import Button
from language.numerals import row_id
from language.text import Moment, Saying, _, lines, paragraphs
from services.cases import files, following, kinds, naming, reports, seeing, steps
from services.cases.kinds import ENDS, SOLVED
from services.cases.seeing import Seen
from storage.case_events import Event
from storage.case_files import CaseFile
from storage.cases import Case

flows = Flows()

MINE = Button(_("我反映的"), "/cases")
REPORT = Button(_("报隐患"), "/report", "main")
MOST_EVENTS, MOST_PHOTOS = 6, 9
LONGEST = 80


async def seen_case(chat: Chat, case_id: str) -> Seen:
    """The case as the person may see it; without one the flow goes on as the list of their own."""
    found = await seeing.look(row_id(case_id), chat.person_id, chat.now_ms)
    if found is None:
        chat.say(_("没有这一件，或者您看不到。"))
        await chat.become("cases")
    assert found is not None
    return found


@flows.flow("case", _("进展"), command="case", argument="case_id")
async def case(chat: Chat, case_id: str = "") -> None:
    """Everything that this person may know of a case."""
    found = await seen_case(chat, case_id)
    if found.kind.public == "moderated":
        await chat.become("suggestion", case_id=case_id)
    if found.acts:
        await chat.become("staff_case", case_id=case_id)
    chat.say(await told(found), *buttons(found), MINE, HOME)


@flows.flow("case_files", _("照片和语音"), command="case_files", argument="case_id")
async def case_files(chat: Chat, case_id: str = "") -> None:
    """The newest photos and voices of a case that are kept here."""
    found = await seen_case(chat, case_id)
    kept = [file for file in found.files if file.state == "kept"][-MOST_PHOTOS:]
    for file in kept:
        if document := files.document(file):
            spoken = file.kind == "voice"
            chat.hand(document, _("第{n}号的语音", n=found.case.id) if spoken else _("第{n}号的照片", n=found.case.id))
    coming = sum(file.state == "coming" for file in found.files)
    text = _("一共{n}个。", n=len(kept)) if kept else _("照片还在路上，过一会儿再点。") if coming else _("没有照片。")
    if (every := sum(file.state == "kept" for file in found.files)) > len(kept):
        text = _("一共{n}个，这是最近的{shown}个。", n=every, shown=len(kept))
    chat.say(text, Button(_("回到这一件"), f"/case {found.case.id}", "main"), HOME)


@flows.flow("cases", _("我反映的"), command="cases")
async def mine(chat: Chat) -> None:
    """What the person brought up or follows."""
    listed = await following.followed(chat.person_id)
    if not listed:
        chat.say(_("您还没有反映过事情。看到隐患，拍张照片发来就行。"), REPORT, BRING, HOME)
        return
    known = {kind.id: kind for kind in await kinds.of(listed[0].community_id)}
    options = [Option(str(one.id), _line(one, known.get(one.kind) or kinds.lost(one.kind)), one.id) for one in listed]
    chosen = await chat.choose("case", _("您反映和关注的，点一下看进展："), options)
    await chat.become("case", case_id=str(chosen))


async def told(found: Seen) -> Saying:
    """The sheet of a case."""
    case, kind = found.case, found.kind
    stands = await reports.stands(case.id)
    who = found.who if found.role != "reporter" and found.who else ""
    due: Saying | None = None
    if stands is not None and stands.due_ms is not None and case.closed_ms is None:
        due = _("{when}之前处理", when=Moment(stands.due_ms, "near"))
    events = [line for event in found.events if (line := _event(event, found)) is not None]
    return paragraphs(
        lines(
            _("第{n}号：{what}", n=case.id, what=naming.headline(case, kind)),
            None if naming.told_whole(case, kind) else naming.short(case.words, LONGEST),
            _("{state} · {due}", state=naming.state(case, kind), due=due) if due else naming.state(case, kind),
            _("{who} 反映，{n}位邻居关注", who=who, n=case.followers) if who else _("{n}位邻居关注", n=case.followers),
            _("您匿名反映的，邻居看不到是谁") if case.anonymous and found.role == "reporter" else None,
        ),
        lines(*reports.said_details(found.details)) if found.details else None,
        lines(
            _("……更早的还有{n}条", n=len(events) - MOST_EVENTS) if len(events) > MOST_EVENTS else None, *events[-MOST_EVENTS:]
        ),
    )


def buttons(found: Seen) -> list[Button]:
    """What this person can do about it."""
    case = found.case
    sent = [file for file in found.files if file.there]
    own, goes_on = found.role == "reporter", case.merged_into is None
    ended = case.phase in (SOLVED, *ENDS)
    made = [
        Button(_("解决了"), f"/case_solved {case.id}", "main") if own and case.phase == SOLVED and goes_on else None,
        Button(_("还没好"), f"/case_again {case.id}")
        if found.follows and ended and case.phase != "declined" and goes_on
        else None,
        Button(files_label(sent), f"/case_files {case.id}") if sent else None,
        Button(_("补充一句或照片"), f"/case_more {case.id}") if not found.looks_on and goes_on and not ended else None,
        Button(_("看第{n}号", n=case.merged_into), f"/case {case.merged_into}", "main")
        if case.merged_into is not None
        else None,
        Button(_("不关注了"), f"/case_leave {case.id}") if found.follows and not own else None,
        Button(_("我也关注"), f"/case_follow {case.id}", "main") if not found.follows and case.closed_ms is None else None,
    ]
    return [button for button in made if button is not None]


def files_label(sent: list[CaseFile]) -> Saying:
    """What the button to the photos and voices of a case says."""
    kinds_sent = {file.kind for file in sent}
    if kinds_sent == {"photo"}:
        return _("看照片（{n}）", n=len(sent))
    return _("听语音（{n}）", n=len(sent)) if kinds_sent == {"voice"} else _("看照片、听语音（{n}）", n=len(sent))


def _event(event: Event, found: Seen) -> Saying | None:
    state = found.kind.state(event.state)
    what: Saying | None = steps.said(event.kind) or (kinds.shown(state.name) if state is not None else event.state or None)
    if event.kind == "reported":
        what = _("收到反映")
    words = "" if event.kind == "reported" else naming.short(event.words, LONGEST)
    if what is None and not words:
        return None
    when = Moment(event.at_ms)
    if event.erased:
        return _("{when} {what}（内容已删除）", when=when, what=what or "")
    if not words:
        return _("{when} {what}", when=when, what=what or "")
    return _("{when} {what}：{words}", when=when, what=what, words=words) if what else _("{when} {what}", when=when, what=words)


def _line(one: Case, kind: kinds.Kind) -> Saying:
    return _("第{n}号 {what} · {state}", n=one.id, what=naming.headline(one, kind), state=naming.state(one, kind))
