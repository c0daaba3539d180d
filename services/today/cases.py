"""Cases: danger that nobody took, what is late or due, what was answered and not read, and suggestions to be read."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from language.text import Saying, _
from services.calendar import DAY_MS, HOUR_MS, to_local
from services.cases import clock, escalation, kinds, naming, queue
from services.cases.kinds import Kind
from services.today.items import Item, Urgency, by, overdue, waited
from services.today.viewing import Viewer
from services.today.waiting import Waiting
from storage import case_events, case_queue, people
from storage import cases as stored
from storage.cases import Case

SOON_MS = 2 * HOUR_MS
ANSWERED_MS = 30 * DAY_MS
MOST_NAMED = 5
"""So many that are late stand there one by one; the others are counted."""
MOST_ANSWERS = 10


@dataclass(frozen=True, slots=True)
class Cases:
    """How many wait (`queue.COUNTED` at most), how many of them are late, due today, and nobody's; and how many suggestions are to be read."""

    all: int
    late: int
    today: int
    free: int
    to_read: int

    @property
    def more(self) -> bool:
        """Whether there are more than were counted."""
        return self.all >= queue.COUNTED


async def look(viewer: Viewer, waiting: Waiting | None, now_ms: int, zone: ZoneInfo) -> tuple[Cases | None, list[Item]]:
    """The cases as this viewer sees them: `waiting` is what waits for staff, None for others."""
    if waiting is not None:
        found = waiting.cases
    elif viewer.reads:
        found = await case_queue.every(viewer.community_id, queue.COUNTED)
    elif viewer.teams:
        found = [
            one for one in await case_queue.of_lead(viewer.person_id, queue.COUNTED) if one.community_id == viewer.community_id
        ]
    else:
        return None, []
    to_read = waiting.to_read if waiting is not None else []
    due_today = [one for one in found if not clock.late(one, now_ms) and _due_today(one, now_ms, zone)]
    counted = Cases(
        len(found), sum(clock.late(one, now_ms) for one in found), len(due_today), sum(one.owner_id is None for one in found),
        len(to_read),
    )  # fmt: skip
    theirs = found if viewer.office else [one for one in found if one.team_id in viewer.teams]
    if not theirs and not to_read and not viewer.office:
        return counted, []
    known = {kind.id: kind for kind in await kinds.of(viewer.community_id)}
    items = await _urgent(theirs, known, now_ms, zone)
    if viewer.office:
        items += await _answered(viewer.community_id, known, now_ms)
    if to_read:
        items.append(_to_read(to_read, now_ms))
    return counted, items


async def _urgent(found: list[Case], known: dict[str, Kind], now_ms: int, zone: ZoneInfo) -> list[Item]:
    """Danger, what is late and what is due today: of each the first ones, and how many more there are."""
    items: list[Item] = []
    sorted_out: dict[Urgency, list[Case]] = {}
    for case in found:
        urgency = _urgency(case, known.get(case.kind) or kinds.lost(case.kind), now_ms, zone)
        if urgency is not None:
            sorted_out.setdefault(urgency, []).append(case)
    for urgency, some in sorted_out.items():
        for case in some[:MOST_NAMED]:
            kind = known.get(case.kind) or kinds.lost(case.kind)
            items.append(await _item(case, kind, urgency, now_ms))
        if len(some) > MOST_NAMED:
            items.append(_rest(some[MOST_NAMED:], urgency, now_ms))
    return items


def _urgency(case: Case, kind: Kind, now_ms: int, zone: ZoneInfo) -> Urgency | None:
    late = clock.late(case, now_ms)
    if case.danger and (late or escalation.untaken(case, kind)):
        return Urgency.DANGER
    if late:
        return Urgency.LATE
    if case.due_ms is None or not _due_today(case, now_ms, zone):
        return None
    return Urgency.NOW if case.due_ms - now_ms <= SOON_MS else Urgency.TODAY


async def _item(case: Case, kind: Kind, urgency: Urgency, now_ms: int) -> Item:
    what, since_ms = naming.headline(case, kind), case.due_ms or case.created_ms
    if urgency == Urgency.DANGER and escalation.untaken(case, kind):
        said, when, since_ms = _("危险，还没有人去：{what}", what=what), waited(case.created_ms, now_ms), case.created_ms
    elif clock.late(case, now_ms):
        said, when = _("超时了：{what}", what=what), overdue(since_ms, now_ms)
    else:
        said, when = _("快到时间了：{what}", what=what), by(since_ms)
    return Item(urgency, "case", said, await _owner(case), when, since_ms, {"case": case.id})


def _rest(some: list[Case], urgency: Urgency, now_ms: int) -> Item:
    since_ms = min(one.due_ms or one.created_ms for one in some)
    said = {
        Urgency.DANGER: _("还有{n}件危险的事没有处理", n=len(some)),
        Urgency.LATE: _("还有{n}件待办超时了", n=len(some)),
    }.get(urgency, _("还有{n}件待办今天到时间", n=len(some)))
    return Item(
        urgency,
        "cases",
        said,
        when=overdue(since_ms, now_ms) if urgency <= Urgency.LATE else "",
        since_ms=now_ms,
        keys={"urgency": urgency.name.lower()},
    )


async def _answered(community_id: int, known: dict[str, Kind], now_ms: int) -> list[Item]:
    """What residents answered to staff, and nobody has looked into."""
    items = []
    for event in await case_events.unread(community_id, now_ms - ANSWERED_MS, MOST_ANSWERS):
        case = await stored.get(event.case_id)
        if case is not None:
            what = naming.headline(case, known.get(case.kind) or kinds.lost(case.kind))
            said = _("居民回答了，还没有人看：{what}", what=what)
            when = waited(event.at_ms, now_ms)
            items.append(Item(Urgency.NOW, "answer", said, naming.short(event.words), when, event.at_ms, {"case": case.id}))
    return items


def _to_read(to_read: list[Case], now_ms: int) -> Item:
    oldest = to_read[0]
    said = _("{n}条建议等您看过再公开", n=len(to_read))
    urgency = Urgency.NOW if now_ms - oldest.created_ms > DAY_MS else Urgency.TODAY
    return Item(urgency, "moderate", said, naming.short(oldest.words), waited(oldest.created_ms, now_ms), oldest.created_ms)


def _due_today(case: Case, now_ms: int, zone: ZoneInfo) -> bool:
    return case.due_ms is not None and (
        case.due_ms - now_ms <= SOON_MS or to_local(case.due_ms, zone).date() <= to_local(now_ms, zone).date()
    )


async def _owner(case: Case) -> Saying:
    person = await people.get(case.owner_id) if case.owner_id is not None else None
    if person is not None:
        return _("{who}在办", who=await queue.name(case.owner_id))
    team = await queue.team_name(case.team_id)
    return _("{team}，还没有人接", team=team) if team else _("还没有人接")
