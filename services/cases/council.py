"""The council: meetings that staff plan, what is talked about there, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from language.text import Text, _
from services import staff
from services.cases import kinds, moves, news, suggestions
from services.cases.kinds import DECLINED, WAITING, WORKING, Kind, State
from storage import audit, case_events, cases, meetings, people, reminders
from storage.cases import Case
from storage.meetings import Item, Meeting

MEETING = "meeting"
"""The kind of reminder that says that a meeting is tomorrow, and asks staff what came of it; its subject is the meeting."""
MOST_ITEMS = 8
"""More than that no meeting gets through."""
MOST_PAST = 24
USUAL = _("居民议事会")
"""What a meeting is called that nobody called otherwise."""
OUTCOMES: dict[str, Text] = {"adopted": _("采纳了"), "declined": _("没有采纳"), "later": _("下次再商量")}
"""What can come of an item, in words."""
Outcome: TypeAlias = Literal["adopted", "declined", "later"]


@dataclass(frozen=True, slots=True)
class Planned:
    """It is so now."""

    meeting_id: int


@dataclass(frozen=True, slots=True)
class NotNow:
    """Nothing changed: whoever asks may not ("not yours"), or it is not so (any more)."""

    why: Literal["not yours", "gone", "past", "full", "no reason", "nothing to change"]


CouncilOutcome: TypeAlias = Planned | NotNow


@dataclass(frozen=True, slots=True)
class Agenda:
    """A meeting with what is, or was, talked about there: each item with its case and kind."""

    meeting: Meeting
    items: tuple[tuple[Item, Case, Kind], ...]

    @property
    def undecided(self) -> list[Case]:
        """Of what nothing has come yet."""
        return [case for item, case, _kind in self.items if not item.outcome]


async def plan(community_id: int, title: str, starts_ms: int, place: str, by: int, now_ms: int) -> CouncilOutcome:
    """Staff plan a meeting."""
    if not await staff.is_staff(by, community_id):
        return NotNow("not yours")
    if starts_ms <= now_ms:
        return NotNow("past")
    meeting_id = await meetings.add(community_id, title.strip(), starts_ms, place.strip(), by, now_ms)
    await reminders.follow(MEETING, meeting_id, community_id, now_ms)
    await audit.note(community_id, by, "plan meeting", f"meeting:{meeting_id}", now_ms)
    return Planned(meeting_id)


async def see(meeting_id: int, by: int) -> Agenda | None:
    """A meeting, for the people of its community and those who work there; None for others, and where there is none.

    What staff took back meanwhile only they see.
    """
    meeting, person = await meetings.get(meeting_id), await people.get(by)
    if meeting is None or person is None:
        return None
    works = await staff.is_staff(by, meeting.community_id)
    if person.community_id != meeting.community_id and not works:
        return None
    known = {kind.id: kind for kind in await kinds.of(meeting.community_id)}
    listed = [(item, await cases.get(item.case_id)) for item in await meetings.items(meeting_id)]
    seen = [(item, case) for item, case in listed if case is not None and (works or case.shown == "yes")]
    return Agenda(meeting, tuple((item, case, known.get(case.kind) or kinds.lost(case.kind)) for item, case in seen))


async def coming(community_id: int) -> list[Meeting]:
    """What is planned, the next first."""
    return await meetings.planned(community_id)


async def past(community_id: int) -> list[Meeting]:
    """What was held, the newest first."""
    return await meetings.held(community_id, MOST_PAST)


async def candidates(community_id: int, by: int) -> list[tuple[Case, Kind]]:
    """What could be talked about next, for staff: what so many support that it must be comes first, then the most supported."""
    if not await staff.is_staff(by, community_id):
        return []
    listed = [
        (case, kind)
        for case, kind in await suggestions.public(community_id)
        if _discussable(case, kind) and await meetings.ahead(case.id) is None
    ]
    return sorted(listed, key=lambda one: (one[0].phase == WAITING, -one[0].followers, one[0].id))


async def put(meeting_id: int, case_id: int, by: int, now_ms: int) -> CouncilOutcome:
    """Have the meeting talk about a case: its author and supporters hear so, once."""
    meeting = await _planned(meeting_id, by)
    if isinstance(meeting, NotNow):
        return meeting
    case = await cases.get(case_id)
    kind = await kinds.get(meeting.community_id, case.kind) if case is not None else None
    if case is None or kind is None or case.community_id != meeting.community_id or not _discussable(case, kind):
        return NotNow("gone")
    if await meetings.ahead(case_id) is not None:
        return NotNow("nothing to change")
    if len(await meetings.items(meeting_id)) >= MOST_ITEMS:
        return NotNow("full")
    if not await meetings.put(meeting_id, case_id):
        return NotNow("nothing to change")
    await _put_down(case, kind, meeting, by, now_ms)
    await audit.note(meeting.community_id, by, "put on agenda", f"case:{case_id}", now_ms, detail=f"meeting:{meeting_id}")
    return Planned(meeting_id)


async def inherit(case: Case, target: Case, now_ms: int) -> None:
    """A case went on as `target`: where a meeting was to talk about it, that one is talked about, and its followers hear so."""
    meeting, kind = await meetings.ahead(case.id), await kinds.get(target.community_id, target.kind)
    if meeting is not None and kind is not None and await meetings.ahead(target.id) is None:
        await meetings.hand_on(case.id, target.id)
        await _put_down(target, kind, meeting, None, now_ms)
    await meetings.leave(case.id)


async def take_off(meeting_id: int, case_id: int, by: int, now_ms: int) -> CouncilOutcome:
    """Have the meeting not talk about a case after all; it can be put on another one."""
    meeting = await _planned(meeting_id, by)
    if isinstance(meeting, NotNow):
        return meeting
    case = await cases.get(case_id)
    if case is None or not await meetings.take_off(meeting_id, case_id):
        return NotNow("gone")
    await _happened(case, "off agenda", by, now_ms)
    await audit.note(meeting.community_id, by, "take off agenda", f"case:{case_id}", now_ms, detail=f"meeting:{meeting_id}")
    return Planned(meeting_id)


async def move(meeting_id: int, starts_ms: int, place: str, by: int, now_ms: int) -> CouncilOutcome:
    """Have it at another time, or elsewhere; everybody who follows what is talked about hears so."""
    meeting = await _planned(meeting_id, by)
    if isinstance(meeting, NotNow):
        return meeting
    if starts_ms <= now_ms:
        return NotNow("past")
    if not await meetings.move(meeting_id, starts_ms, place.strip()):
        return NotNow("nothing to change")
    await _tell_all(meeting_id, by, "council moved", meeting.title, now_ms)
    await reminders.follow(MEETING, meeting_id, meeting.community_id, now_ms, moved=True)
    await audit.note(meeting.community_id, by, "move meeting", f"meeting:{meeting_id}", now_ms)
    return Planned(meeting_id)


async def cancel(meeting_id: int, words: str, by: int, now_ms: int) -> CouncilOutcome:
    """There is no such meeting, because of `words`; what was to be talked about waits for another one."""
    meeting = await _planned(meeting_id, by)
    if isinstance(meeting, NotNow):
        return meeting
    if not words.strip():
        return NotNow("no reason")
    await _tell_all(meeting_id, by, "council off", words, now_ms)
    if not await meetings.end(meeting_id, "cancelled", words.strip()):
        return NotNow("gone")
    await audit.note(meeting.community_id, by, "cancel meeting", f"meeting:{meeting_id}", now_ms)
    return Planned(meeting_id)


async def decide(meeting_id: int, case_id: int, outcome: Outcome, words: str, by: int, now_ms: int) -> CouncilOutcome:
    """Write down what came of an item: the case moves, and everybody who follows it hears so once. Declining needs a reason."""
    meeting = await _planned(meeting_id, by)
    if isinstance(meeting, NotNow):
        return meeting
    case = await cases.get(case_id)
    kind = await kinds.get(case.community_id, case.kind) if case is not None else None
    if case is None or kind is None:
        return NotNow("gone")
    if outcome == "declined" and not words.strip():
        return NotNow("no reason")
    if not await meetings.decide(meeting_id, case_id, outcome, words.strip()):
        return NotNow("nothing to change")
    if case.closed_ms is None:  # what was decided elsewhere meanwhile stays so
        await _follow_up(case, kind, outcome, words, by, now_ms)
    await audit.note(meeting.community_id, by, f"council {outcome}", f"case:{case_id}", now_ms, detail=f"meeting:{meeting_id}")
    return Planned(meeting_id)


async def close(meeting_id: int, words: str, by: int, now_ms: int) -> CouncilOutcome:
    """It was held, and this is said of it. What nothing came of is put off."""
    meeting = await _planned(meeting_id, by)
    if isinstance(meeting, NotNow):
        return meeting
    for item in await meetings.items(meeting_id):
        if not item.outcome:
            await decide(meeting_id, item.case_id, "later", "", by, now_ms)
    if not await meetings.end(meeting_id, "held", words.strip()):
        return NotNow("gone")
    await audit.note(meeting.community_id, by, "close meeting", f"meeting:{meeting_id}", now_ms)
    return Planned(meeting_id)


def adopted_state(kind: Kind) -> State | None:
    """The state of what was adopted: the next one after the council's in which somebody works on it."""
    working = [state for state in kind.states if state.phase == WORKING]
    return working[1] if len(working) > 1 else None


async def _put_down(case: Case, kind: Kind, meeting: Meeting, by: int | None, now_ms: int) -> None:
    """It is on the agenda of a meeting: where it waited, that is its state from now on."""
    if case.phase == WAITING and await moves.set_on_agenda(case, kind, now_ms, by=by, what="council", words=meeting.title):
        return
    await _happened(case, "council", by, now_ms, meeting.title)


def _discussable(case: Case, kind: Kind) -> bool:
    return case.shown == "yes" and case.closed_ms is None and case.merged_into is None and _undecided(case, kind)


def _undecided(case: Case, kind: Kind) -> bool:
    agenda = kind.working
    return case.phase == WAITING or (agenda is not None and case.state == agenda.id)


async def _planned(meeting_id: int, by: int) -> Meeting | NotNow:
    meeting = await meetings.get(meeting_id)
    if meeting is None or not await staff.is_staff(by, meeting.community_id):
        return NotNow("not yours")
    return meeting if meeting.state == "planned" else NotNow("gone")


async def _follow_up(case: Case, kind: Kind, outcome: Outcome, words: str, by: int, now_ms: int) -> None:
    state = None
    if outcome == "adopted" and _undecided(case, kind):  # what is being built already does not go back
        state = adopted_state(kind)
    elif outcome == "declined":
        state = next((one for one in kind.states if one.phase == DECLINED), None)
    if state is not None and state.id != case.state:
        await moves.set_state(case.id, state.id, words, by, now_ms, seen=case.state)
    else:
        await _happened(case, "put off" if outcome == "later" else outcome, by, now_ms, words)


async def _tell_all(meeting_id: int, by: int, what: str, words: str, now_ms: int) -> None:
    """Have everybody who follows an item of which nothing has come hear of the meeting."""
    for item in await meetings.items(meeting_id):
        case = await cases.get(item.case_id)
        if case is not None and not item.outcome and case.closed_ms is None:
            await _happened(case, what, by, now_ms, words)


async def _happened(case: Case, what: str, by: int | None, now_ms: int, words: str = "") -> None:
    event_id = await case_events.add(case.id, by, what, now_ms, words=words.strip())
    await news.spread(event_id, case.community_id, now_ms)
