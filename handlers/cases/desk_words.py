"""A case as those read it who see to it: what is known of it, and what happened so far, without who brought it up."""

from __future__ import annotations

from language.text import Joined, Moment, Saying, _, lines, paragraphs
from services.cases import clock, kinds, naming, queue, reports, timeline
from services.cases.seeing import Seen
from storage.case_events import Event

MOST_EVENTS = 5


async def sheet(found: Seen, now_ms: int) -> Saying:
    """Everything about it that fits one message."""
    case, kind = found.case, found.kind
    severity = kind.severity(case.severity)
    parts = (await queue.name(case.owner_id), await queue.team_name(case.team_id))
    who = Joined(tuple(part for part in parts if part), "，")
    coming = sum(file.state == "coming" for file in found.files)
    facts = (
        _("状态：{state}", state=naming.state(case, kind)),
        _("谁在办：{who}", who=who if who.parts else _("还没人接")),
        _("紧急程度：{how}", how=kinds.shown(severity.name)) if severity else None,
        _("时限：{when}", when=when) if (when := clock.deadline(case, now_ms)) else None,
        _("地图：{where}", where=f"{case.latitude_e6 / 1e6:.5f},{case.longitude_e6 / 1e6:.5f}")
        if case.latitude_e6 is not None and case.longitude_e6 is not None
        else None,
        _("{n}人关注", n=case.followers) if case.followers > 1 else None,
        _("对邻居匿名") if case.anonymous else None,
        _("还有{n}个照片或语音在路上", n=coming) if coming else None,
    )
    return paragraphs(
        lines(_("第{n}号 · {kind}", n=case.id, kind=kinds.shown(kind.name)), naming.headline(case, kind)),
        lines(
            _("原话：{words}", words=naming.short(case.words, 150)) if case.words else None,
            *reports.said_details(found.details, 60),
        ),
        lines(*facts),
        lines(_("经过："), *[await _event(event, found) for event in found.events[-MOST_EVENTS:]]),
    )


async def _event(event: Event, found: Seen) -> Saying:
    sent = sum(file.event_id == event.id for file in found.files)
    pictures = _("（{n}个照片或语音）", n=sent) if sent else ""
    return _("{when} {what}{files}", when=Moment(event.at_ms, "near"), what=await timeline.said(event, found), files=pictures)
