"""What is said of a meeting unasked: to the authors of what is talked about the day before, to staff where nothing is said of it after."""

from __future__ import annotations

from language.message import Button, Outgoing
from language.text import Moment, Saying, _, lines
from services.cases import authors, kinds, naming
from services.telling import HOME, tell, tell_staff
from services.topics import CASE
from storage import cases, meetings
from storage.meetings import Meeting
from storage.outbox import Terms


async def say_tomorrow(meeting: Meeting, until_ms: int, now_ms: int) -> None:
    """Tell the authors that theirs is talked about."""
    for item in await meetings.items(meeting.id):
        case = await cases.get(item.case_id)
        if case is None or item.outcome or case.closed_ms is not None:
            continue
        kind = await kinds.get(case.community_id, case.kind) or kinds.lost(case.kind)
        child, what = await authors.childs_name(case, now_ms), naming.headline(case, kind)
        said: Saying = _("要商量您提的「{what}」，欢迎您来听、来说。", what=what)
        if child:
            said = _("要商量{child}提的「{what}」，欢迎您带孩子来听、来说。", child=child, what=what)
        text = lines(
            _("{when}「{title}」", when=Moment(meeting.starts_ms, "near"), title=meeting.title),
            said,
            _("地点：{place}", place=meeting.place) if meeting.place else None,
        )
        terms = Terms(topic=CASE, until_ms=until_ms, about=f"meeting:{meeting.id}:{meeting.starts_ms}")
        see = Button(label=_("看议题"), data=f"/meeting {meeting.id}", look="main")
        for person_id in await authors.of(case, now_ms):
            cause = f"meeting:{meeting.id}:{meeting.starts_ms}:{case.id}"
            await tell(person_id, Outgoing(text=text, buttons=(see, HOME)), cause, now_ms, terms)


async def ask_outcome(meeting: Meeting, now_ms: int) -> None:
    """Ask staff what came of it."""
    text = _("「{title}」开过了吗？请把结果记下来，提建议的人都等着呢。", title=meeting.title)
    record = Button(label=_("记结果"), data=f"/meeting {meeting.id}", look="main")
    cause = f"meeting:{meeting.id}:{meeting.starts_ms}:outcome"
    await tell_staff(meeting.community_id, Outgoing(text=text, buttons=(record, HOME)), cause, now_ms)


async def still_then(meeting_id: int, starts_ms: int) -> bool:
    """That meeting is still to be, at that time."""
    meeting = await meetings.get(meeting_id)
    return meeting is not None and meeting.state == "planned" and meeting.starts_ms == starts_ms
