"""How bad a case is, and what it is about, as staff see it: that changes by when it must be seen to."""

from __future__ import annotations

from services.cases import alerts, clock, kinds, seeing, similar
from services.cases.kinds import ENDS, SOLVED
from services.cases.outcomes import Already, CaseOutcome, Done, Moved, Refused
from services.cases.places import Where
from services.cases.seeing import Seen
from storage import audit, case_events, cases, reminders
from storage.cases import Case


async def set_severity(case_id: int, severity_id: str, by: int, now_ms: int) -> CaseOutcome:
    """Staff say how bad it is: its time begins anew. What is dangerous now is told at once."""
    found = await seeing.look(case_id, by, now_ms)
    if found is None or found.role != "staff":
        return Refused("not yours")
    case, kind = found.case, found.kind
    severity = kind.severity(severity_id)
    state = kind.state(case.state)
    if severity is None or state is None:
        return Refused("no such state")
    if case.phase in (SOLVED, *ENDS) or case.closed_ms is not None:
        return Refused("closed")
    if case.severity == severity_id:
        return Already(case_id)
    due_ms = clock.due(kind, severity_id, state, now_ms, None)
    if not await cases.classify(case, case.category, severity_id, int(severity.danger), due_ms, 0, now_ms):
        return Moved(case_id)
    event_id = await case_events.add(case_id, by, "severity", now_ms, words=severity_id, seen_by="staff")
    await audit.note(case.community_id, by, "set severity", f"case:{case_id}", now_ms, detail=severity_id)
    await reminders.follow(clock.CASE, case_id, case.community_id, now_ms)
    changed = await cases.get(case_id)
    if severity.danger and changed is not None:
        await alerts.tell_new(changed, kind, now_ms)
    return Done(case_id, event_id)


async def set_category(case_id: int, category_id: str, by: int, now_ms: int) -> CaseOutcome:
    """Staff say what it is about. Its time, and who sees to it, stay."""
    found = await seeing.look(case_id, by, now_ms)
    if found is None or found.role != "staff":
        return Refused("not yours")
    case = found.case
    if found.kind.category(category_id) is None:
        return Refused("no such state")
    if case.closed_ms is not None:
        return Refused("closed")
    if case.category == category_id:
        return Already(case_id)
    if not await cases.classify(case, category_id, case.severity, case.danger, case.due_ms, case.level, now_ms):
        return Moved(case_id)
    event_id = await case_events.add(case_id, by, "category", now_ms, words=category_id, seen_by="staff")
    await audit.note(case.community_id, by, "set category", f"case:{case_id}", now_ms, detail=category_id)
    return Done(case_id, event_id)


async def set_kind(case_id: int, kind_id: str, by: int, now_ms: int) -> CaseOutcome:
    """Staff say that it is of another kind: it waits anew there, by that kind's clock. What neighbours are to support is read first."""
    found = await _sortable(case_id, by, now_ms)
    if isinstance(found, Refused):
        return found
    case, kind = found.case, await kinds.get(found.case.community_id, kind_id)
    if kind is None:
        return Refused("no such kind")
    if case.kind == kind_id:
        return Already(case_id)
    category = case.category if kind.category(case.category) is not None else ""
    severity = case.severity if kind.severity(case.severity) is not None else ""
    state = next((one for one in kind.states if one.phase == case.phase), kind.first)
    due_ms = clock.due(kind, severity, state, now_ms, None)
    shown = "asked" if kind.public == "moderated" else "no"
    if not await cases.rekind(case, kind_id, state.id, state.phase, shown, category, severity, due_ms, now_ms):
        return Moved(case_id)
    event_id = await case_events.add(case_id, by, "kind", now_ms, words=kind_id, seen_by="staff")
    await audit.note(case.community_id, by, "set kind", f"case:{case_id}", now_ms, detail=kind_id)
    await _index_again(case_id)
    await reminders.follow(clock.CASE, case_id, case.community_id, now_ms)
    return Done(case_id, event_id)


async def set_place(case_id: int, where: Where, by: int, now_ms: int) -> CaseOutcome:
    """Staff say where it is, also where something else was said before. Of danger everybody hears it who is to go there."""
    found = await _sortable(case_id, by, now_ms)
    if isinstance(found, Refused):
        return found
    case = found.case
    if not (where.words or where.key):
        return Refused("nothing said")
    if (case.place, case.place_key) == (where.words, where.key):
        return Already(case_id)
    if not await cases.replace(case, where.words, where.key, where.spot_id, now_ms):
        return Moved(case_id)
    event_id = await case_events.add(case_id, by, "moved", now_ms, words=where.words)
    await audit.note(case.community_id, by, "set place", f"case:{case_id}", now_ms)
    changed = await _index_again(case_id)
    if changed.danger:
        await alerts.tell_more(changed, found.kind, event_id, where.words, now_ms)
    return Done(case_id, event_id)


async def _sortable(case_id: int, by: int, now_ms: int) -> Seen | Refused:
    found = await seeing.look(case_id, by, now_ms)
    if found is None or found.role != "staff":
        return Refused("not yours")
    return Refused("closed") if found.case.closed_ms is not None else found


async def _index_again(case_id: int) -> Case:
    """Have it found by what it is now, and by nothing that it was. Returns it."""
    case = await cases.get(case_id)
    assert case is not None
    await similar.drop(case_id)
    await similar.index(case)
    return case
