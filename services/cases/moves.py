"""What becomes of a case: another state, solved or not, the same as another one. Every move is an event, and told to its followers."""

from __future__ import annotations

from collections.abc import Sequence

from language.message import Attached, Button, Outgoing
from language.text import _, lines
from services import staff
from services.cases import clock, files, hearing, kinds, naming, news, seeing, similar
from services.cases.kinds import DECLINED, DONE, ENDS, SOLVED, WAITING, WORKING, Kind, State
from services.cases.outcomes import Already, CaseOutcome, Done, Moved, Refused
from services.cases.seeing import Seen
from services.telling import tell_staff
from storage import audit, case_events, case_followers, cases, reminders
from storage.cases import Case
from storage.outbox import Terms, Weight


async def set_state(
    case_id: int, state_id: str, words: str, by: int, now_ms: int, *, seen: str,
    photos: Sequence[Attached] = (), account_id: int = 0, channel: str = "",
) -> CaseOutcome:  # fmt: skip
    """Staff, or the lead of the team that sees to it, have the case in another state. `seen` is the state that they saw.

    Declining needs a reason in plain words. Every follower hears of it, with the first photo of what was done.
    """
    found = await seeing.look(case_id, by, now_ms)
    if found is None:
        return Refused("no such case")
    if not found.acts:
        return Refused("not yours")
    case, state = found.case, found.kind.state(state_id)
    if state is None:
        return Refused("no such state")
    if case.merged_into is not None:
        return Refused("closed")
    if state.phase == DECLINED and not words.strip():
        return Refused("no reason")
    if case.state != seen:
        return Already(case_id) if case.state == state_id else Moved(case_id)
    event_id = await _move(case, found.kind, state, by, "state", words, now_ms)
    if event_id is None:
        return Moved(case_id)
    await files.keep(case_id, event_id, by, photos, account_id, channel, now_ms)
    await audit.note(case.community_id, by, f"case {state_id}", f"case:{case_id}", now_ms)
    return Done(case_id, event_id)


async def solved(case_id: int, by: int, now_ms: int) -> CaseOutcome:
    """Whoever brought it up, be it somebody who works here, says that it is solved."""
    found = await seeing.look(case_id, by, now_ms)
    if found is None:
        return Refused("no such case")
    if not (found.own or by == found.case.made_by):
        return Refused("not yours")
    return await _end(found.case, found.kind, by, now_ms)


async def end_unanswered(case: Case, now_ms: int) -> None:
    """Nobody said whether it is solved for so long that it counts as solved."""
    kind = await kinds.get(case.community_id, case.kind) or kinds.lost(case.kind)
    await _end(case, kind, None, now_ms)


async def again(
    case_id: int, words: str, photos: Sequence[Attached], by: int, account_id: int, channel: str, now_ms: int
) -> CaseOutcome:
    """Whoever brought it up or follows it says that it is not solved: it is open again, and staff and who saw to it hear so at once."""
    found = await seeing.look(case_id, by, now_ms)
    if found is None:
        return Refused("no such case")
    if found.looks_on:
        return Refused("not yours")
    case, kind = found.case, found.kind
    if case.merged_into is not None or case.phase == DECLINED:
        return Refused("closed")
    if case.phase not in (SOLVED, *ENDS):
        return Already(case_id)
    event_id = await _move(case, kind, reopened(found), by, "reopened", words, now_ms)
    if event_id is None:
        return Moved(case_id)
    await files.keep(case_id, event_id, by, photos, account_id, channel, now_ms)
    what = naming.headline(case, kind)
    text = lines(_("居民说还没好，又打开了：{what}", what=what), words or None)
    terms = Terms(weight=Weight.DANGER if case.danger else Weight.MATTERS)
    await hearing.tell_all(case, text, f"case:{case_id}:{event_id}:again", now_ms, terms)
    return Done(case_id, event_id)


async def merge(case_ids: Sequence[int], into: int, by: int, now_ms: int) -> list[int] | Refused:
    """Staff: these are the same as another one. Their followers follow that one, and hear so once. Returns those that were merged.

    A suggestion is its author's: it is merged only by `services.cases.merging`, once they agreed.
    """
    target = await cases.get(into)
    if target is None or not await staff.is_staff(by, target.community_id):
        return Refused("not yours")
    if target.merged_into is not None or target.closed_ms is not None:
        return Refused("closed")
    kind = await kinds.get(target.community_id, target.kind)
    if kind is not None and kind.public == "moderated":
        return Refused("needs author")
    merged = []
    for case_id in dict.fromkeys(case_ids):
        case = await cases.get(case_id)
        if case is None or case.community_id != target.community_id or case.kind != target.kind or case_id == into:
            continue
        if await join_together(case, target, by, now_ms):
            merged.append(case_id)
    if merged:
        await cases.recount(into)
        await case_events.add(into, by, "merged in", now_ms, words=str(len(merged)), seen_by="staff")
        await audit.note(target.community_id, by, "merge cases", f"case:{into}", now_ms, detail=f"{len(merged)}")
    return merged


async def join_together(case: Case, target: Case, by: int, now_ms: int) -> bool:
    """Have a case go on as another one. False where it is closed."""
    if not await cases.merge(case.id, target.id, now_ms):
        return False
    await similar.drop(case.id)
    await files.case_closed(case, now_ms)
    await case_followers.move(case.id, target.id)
    event_id = await case_events.add(case.id, by, "merged", now_ms)
    await news.spread(event_id, case.community_id, now_ms)
    return True


async def begin(case: Case, kind: Kind, by: int, now_ms: int) -> int | None:
    """Somebody sees to a case that waited: its first state in which somebody works on it. None where it has none, or did not wait."""
    if case.phase != WAITING or kind.begun is None:
        return None
    return await _move(case, kind, kind.begun, by, "taken", "", now_ms)


async def count_for_agenda(case_id: int, now_ms: int) -> None:
    """Where so many support a case by now, have the council talk about it; its followers and staff hear so, once."""
    case = await cases.get(case_id)
    kind = await kinds.get(case.community_id, case.kind) if case is not None else None
    if case is None or kind is None or not kind.agenda or case.followers < kind.agenda:
        return
    if case.shown != "yes" or case.phase != WAITING or case.closed_ms is not None:
        return
    event_id = await set_on_agenda(case, kind, now_ms)
    if event_id is None:
        return
    text = _("「{what}」有{n}人支持了，请安排上议事会。", what=naming.headline(case, kind), n=case.followers)
    buttons = (
        Button(label=_("排进议事会"), data="/council", look="main"),
        Button(label=_("看看"), data=f"/case {case_id}"),
    )
    await tell_staff(case.community_id, Outgoing(text=text, buttons=buttons), f"case:{case_id}:{event_id}:agenda", now_ms)


async def set_on_agenda(
    case: Case, kind: Kind, now_ms: int, *, by: int | None = None, what: str = "agenda", words: str = ""
) -> int | None:
    """The council is to talk about it: its first state in which somebody works on it. `by` is None where supporters did it.

    Returns the event, None where it is in another state than `case` says, or its kind has no such state.
    """
    state = kind.working
    return await _move(case, kind, state, by, what, words, now_ms) if state is not None else None


async def keep_back(case: Case, kind: Kind, words: str, by: int, now_ms: int) -> int | None:
    """It is neither shown to neighbours nor followed up, because of `words`, which only its reporter reads.

    Returns the event, None where it has moved.
    """
    state = next((one for one in kind.states if one.phase == DECLINED), None)
    return await _move(case, kind, state, by, "refused", words, now_ms, seen_by="reporter") if state is not None else None


def reopened(found: Seen) -> State:
    """The state in which something goes on that was at its end: somebody works on it; what neighbours support stands where it stood."""
    kind = found.kind
    if kind.public != "moderated":
        return kind.working or kind.first
    stood = [
        state for event in found.events if (state := kind.state(event.state)) is not None and state.phase in (WAITING, WORKING)
    ]
    return stood[-1] if stood else kind.first


def next_states(case: Case, kind: Kind) -> list[State]:
    """The states that a case may be moved to, in the order of its kind."""
    return [state for state in kind.states if state.id != case.state]


async def _end(case: Case, kind: Kind, by: int | None, now_ms: int) -> CaseOutcome:
    if case.phase == DONE:
        return Already(case.id)
    end = next((state for state in kind.states if state.phase == DONE), None)
    if end is None:
        return Refused("no such state")
    if case.phase != SOLVED:
        return Moved(case.id)
    event_id = await _move(case, kind, end, by, "state", "", now_ms)
    return Moved(case.id) if event_id is None else Done(case.id, event_id)


async def _move(
    case: Case, kind: Kind, state: State, by: int | None, what: str, words: str, now_ms: int, *, seen_by: str = "followers"
) -> int | None:
    """Move the case and write it down; returns the event, None where somebody was faster."""
    ends = state.phase in ENDS
    was_ms = case.due_ms if what != "reopened" else None
    due_ms = clock.due(kind, case.severity, state, now_ms, was_ms)
    same_clock = due_ms == case.due_ms and what != "reopened"
    moved = await cases.move(
        case, state.id, state.phase, now_ms, closed_ms=now_ms if ends else None, due_ms=due_ms,
        level=case.level if same_clock else 0,
    )  # fmt: skip
    if not moved:
        return None
    if ends:
        await similar.drop(case.id)
        await files.case_closed(case, now_ms)
    elif case.closed_ms is not None:
        await similar.index(case)
    event_id = await case_events.add(case.id, by, what, now_ms, state=state.id, words=words.strip(), seen_by=seen_by)
    if seen_by == "followers":
        await news.spread(event_id, case.community_id, now_ms)
    await reminders.follow(clock.CASE, case.id, case.community_id, now_ms)
    return event_id
