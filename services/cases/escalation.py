"""What is not seen to in time is passed up: who hears next, and when. Each level is told once.

Danger that nobody took is told again after a quarter of an hour, also at night; after as long again the administrators are. Of one
danger that many reported this is said once.
What is late goes to whoever has it and the leads of its team; half its time later, if nobody moved it meanwhile, to everybody who
works here; once more half its time later to the administrators.
"""

from __future__ import annotations

from dataclasses import dataclass

from language.message import Outgoing
from language.text import Moment, Saying, _, lines
from services import staff
from services.calendar import HOUR_MS, MINUTE_MS
from services.cases import alerts, clock, hearing, kinds, naming
from services.cases.kinds import WAITING, WORKING, Kind
from services.telling import tell, tell_staff
from storage import case_events, case_queue, cases, roles, teams
from storage.cases import Case
from storage.outbox import Terms, Weight

UNTAKEN_MS = 15 * MINUTE_MS
"""So long danger may wait for somebody to take it."""
UNTAKEN, UNTAKEN_LONG, LATE, LATER, LATEST = 1, 2, 3, 4, 5
"""The levels, as they stand in `Case.level`."""
SHORTEST_MS = HOUR_MS
"""Half of its time is at least that."""
USE_MS = 24 * HOUR_MS
MOST_THERE = 20
"""So many at a place are looked at, the oldest first."""


@dataclass(frozen=True, slots=True)
class Rung:
    """The case is passed up to `level` at `at_ms`, unless something happens before."""

    level: int
    at_ms: int


async def rung(case: Case, told_ms: int) -> Rung | None:
    """The next rung of an open case; None where there is none. `told_ms` is when it was passed up last, if it was."""
    if case.closed_ms is not None or case.phase not in (WAITING, WORKING):
        return None
    kind = await kinds.get(case.community_id, case.kind) or kinds.lost(case.kind)
    if case.danger and case.level < UNTAKEN_LONG and untaken(case, kind) and not await _again(case):
        since_ms = case.changed_ms if case.level < UNTAKEN else max(told_ms, case.changed_ms)
        soon = Rung(case.level + 1, since_ms + UNTAKEN_MS)
        if case.due_ms is None or soon.at_ms <= case.due_ms:
            return soon
    if case.due_ms is None or case.level >= LATEST:
        return None
    if case.level < LATE:
        return Rung(LATE, case.due_ms)
    return Rung(case.level + 1, max(told_ms, case.changed_ms, case.due_ms) + _half_ms(case, kind))


def untaken(case: Case, kind: Kind) -> bool:
    """Whether nobody has said that they see to it: who was given it has not, until they take it."""
    return case.owner_id is None or (case.phase == WAITING and kind.begun is not None)


async def _again(case: Case) -> bool:
    """Whether somebody reported the same danger before, which is still open."""
    there = await case_queue.at(case, case.place_key, MOST_THERE)
    return any(one.danger and one.category == case.category and one.id < case.id for one in there)


async def climb(case: Case, level: int, now_ms: int) -> bool:
    """Pass the case up to that level, and tell those of that level. False where somebody was faster, or it is closed."""
    if not await cases.pass_up(case.id, case.level, level):
        return False
    await case_events.add(case.id, None, "late" if level >= LATE else "untaken", now_ms, words=str(level), seen_by="staff")
    kind = await kinds.get(case.community_id, case.kind) or kinds.lost(case.kind)
    text = await _said(case, kind, level)
    cause = f"case:{case.id}:up:{level}:{case.due_ms if level >= LATE else case.changed_ms}"
    about = f"case_late:{case.id}:{case.due_ms}" if level >= LATE else f"case_free:{case.id}"
    weight = Weight.DANGER if case.danger else Weight.MATTERS
    terms = Terms(until_ms=now_ms + USE_MS, weight=weight, about=about)
    message = Outgoing(text=text, buttons=hearing.ways(case, free=case.owner_id is None))
    if level == UNTAKEN:
        await hearing.tell_all(case, text, cause, now_ms, terms, calls=True)
    elif level == LATER:
        await tell_staff(case.community_id, message, cause, now_ms, terms)
    else:
        for person_id in await _listeners(case, level):
            await tell(person_id, message, cause, now_ms, terms)
    return True


async def still_late(case_id: int, due_ms: int) -> bool:
    """Whether a case still waits, by the same clock."""
    case = await cases.get(case_id)
    return case is not None and case.closed_ms is None and case.phase in (WAITING, WORKING) and case.due_ms == due_ms


async def still_free(case_id: int) -> bool:
    """Whether a case still waits for somebody to take it."""
    case = await cases.get(case_id)
    if case is None or case.closed_ms is not None or case.phase not in (WAITING, WORKING):
        return False
    return untaken(case, await kinds.get(case.community_id, case.kind) or kinds.lost(case.kind))


async def _listeners(case: Case, level: int) -> list[int]:
    """Who hears where not everybody does: who has it and the leads of its team, or else the administrators; never nobody."""
    holders = await roles.holders(case.community_id)
    if level == LATE:
        leads = await teams.leads(case.team_id) if case.team_id is not None else []
        found = [*([case.owner_id] if case.owner_id is not None else []), *leads]
    else:
        found = [holder.person_id for holder in holders if holder.role == staff.ADMIN]
    everybody = [holder.person_id for holder in holders if holder.role in staff.ROLES]
    return list(dict.fromkeys(found or everybody))


async def _said(case: Case, kind: Kind, level: int) -> Saying:
    what = naming.headline(case, kind)
    if level < LATE:
        told = await alerts.described(case, kind)
        since = _("{when} 报的。", when=Moment(case.created_ms, "near"))
        if level == UNTAKEN:
            return lines(_("危险还没有人去处理，谁能去？"), told, since)
        return lines(_("危险已经半小时没有人处理，请您马上安排人："), told, since)
    due = _("说好 {when} 前处理。", when=Moment(case.due_ms, "near")) if case.due_ms is not None else None
    if level == LATE:
        return lines(_("超时了，请尽快处理："), what, due)
    if level == LATER:
        return lines(_("超时了，一直没有进展，请大家看看谁能处理："), what, due)
    return lines(_("超时很久了，还是没有进展，请您安排人："), what, due)


def _half_ms(case: Case, kind: Kind) -> int:
    """Half the time that it had."""
    state = kind.state(case.state)
    allowed = (state.hours if state else None) or clock.hours(kind, case.severity)
    return max(round(allowed * HOUR_MS / 2), SHORTEST_MS)
