"""Who may see what of a case: one place that answers, for every screen.

| | neighbour | follower | reporter | volunteer | lead | staff | reader³ | another community |
|---|---|---|---|---|---|---|---|---|
| that it is, words, place, state | where the kind is "open" (while it is open), or staff let it be seen | ✓¹ | ✓ | ✓ | ✓ | ✓ | as neighbour | – |
| what happened ("followers") | where staff let it be seen | ✓ | ✓ | ✓ | ✓ | ✓ | as neighbour | – |
| photos (but those that came with what only staff may read)² | where staff let it be seen | ✓ | ✓ | ✓ | ✓ | ✓ | as neighbour | – |
| voices, what staff asked the reporter | – | – | ✓ | – | ✓ | ✓ | – | – |
| who brought it up | family name; no child's, none where anonymous | as neighbour | ✓ | as neighbour | as neighbour | asks, which is noted | – | – |
| what staff noted | – | – | – | – | – | ✓ | – | – |
| answers to a kind's own questions | – | – | ✓ | – | ✓ | ✓ | – | – |

¹ Of a kind of which staff let be seen what neighbours see ("moderated"): only what they let be seen, and did not take back.
² Of such a kind: but those that came with what one may not read, for staff did not look at what was sent later.
³ Who may look at numbers here, for the street office say, and is nothing else to the case.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from services import staff
from services.cases import kinds
from services.cases.kinds import Kind
from services.telling import is_child
from storage import case_events, case_files, case_followers, cases, people, teams
from storage.case_events import Event
from storage.case_files import CaseFile
from storage.cases import Case

Role: TypeAlias = Literal["staff", "reporter", "lead", "volunteer", "follower", "neighbour", "reader"]
_HEARS = ("staff", "reporter", "lead")
_GOES = ("staff", "reporter", "lead", "volunteer", "follower")


@dataclass(frozen=True, slots=True)
class Seen:
    """A case as somebody may see it: nothing in here is hidden from them. `who` brought it up, "" where they may not know.

    `own`: they answer for who brought it up, be it as somebody who works here, too.
    """

    case: Case
    kind: Kind
    role: Role
    own: bool
    leads: bool
    follows: bool
    who: str
    events: tuple[Event, ...]
    files: tuple[CaseFile, ...]
    details: str

    @property
    def acts(self) -> bool:
        """Whether they may move it: staff, and the lead of the team that sees to it, who may have brought it up, too."""
        return self.role == "staff" or self.leads

    @property
    def looks_on(self) -> bool:
        """Whether they only look: what becomes of it is no business of theirs, unless they follow it."""
        return self.role in ("neighbour", "reader")


async def role(case: Case, kind: Kind, by: int) -> Role | None:
    """What the person is to the case; None for whom it does not exist.

    A lead who brought it up is its reporter, and so are the guardians of a child for whom staff wrote it down.
    """
    if await staff.is_staff(by, case.community_id):
        return "staff"
    follower = await case_followers.get(case.id, by)
    if by in (case.reporter_id, case.made_by) or (follower is not None and follower.why == "reporter"):
        return "reporter"
    member = await teams.membership(case.team_id, by) if case.team_id is not None else None
    if member is not None:
        return "lead" if member.lead else "volunteer"
    if follower is not None and told_of(case, kind):
        return "follower"
    if await staff.may_look(by, case.community_id):
        return "reader" if _shown(case, kind) else None
    person = await people.get(by)
    if person is None or person.community_id != case.community_id:
        return None
    return "neighbour" if _shown(case, kind) else None


async def acts(case: Case, person_id: int) -> bool:
    """Whether the person may see to the case: who works here, and who leads the team that it is with."""
    return await staff.is_staff(person_id, case.community_id) or await _leads(case, person_id)


async def look(case_id: int, by: int, now_ms: int) -> Seen | None:
    """The case as `by` may see it; None where they may not, or there is none."""
    case = await cases.get(case_id)
    if case is None:
        return None
    kind = await kinds.get(case.community_id, case.kind) or kinds.lost(case.kind)
    as_what = await role(case, kind, by)
    if as_what is None:
        return None
    follows = await case_followers.get(case_id, by) is not None
    events, files = await case_events.of_case(case_id), await case_files.of_case(case_id)
    public = as_what in _GOES or case.shown == "yes"
    closely = kind.public == "moderated"
    hidden = {event.id for event in events if (closely or event.seen_by == "staff") and not _may(event, as_what, public)}
    return Seen(
        case,
        kind,
        as_what,
        as_what == "reporter" or by == case.reporter_id,
        await _leads(case, by),
        follows,
        await _who(case, as_what, now_ms),
        tuple(event for event in events if _may(event, as_what, public)),
        tuple(file for file in files if public and file.event_id not in hidden and (file.kind == "photo" or as_what in _HEARS)),
        case.details if as_what in _HEARS else "",
    )


async def _leads(case: Case, person_id: int) -> bool:
    member = await teams.membership(case.team_id, person_id) if case.team_id is not None else None
    return member is not None and member.lead == 1


def told_of(case: Case, kind: Kind) -> bool:
    """Whether those who follow a case besides its author see it and hear of it: not what staff have not let be seen, or took back."""
    return kind.public != "moderated" or case.shown == "yes"


def _shown(case: Case, kind: Kind) -> bool:
    if kind.public == "open":
        return case.closed_ms is None
    return kind.public == "moderated" and case.shown == "yes"


def _may(event: Event, role: Role, public: bool) -> bool:
    if event.seen_by == "followers":
        return public
    return role == "staff" or (event.seen_by == "reporter" and role in _HEARS)


async def _who(case: Case, role: Role, now_ms: int) -> str:
    """The reporter as this role may know them: to neighbours by the family name alone, and never a child."""
    reporter = await people.get(case.reporter_id) if case.reporter_id is not None else None
    if reporter is None or not reporter.name:
        return ""
    if role == "reporter":
        return reporter.name
    if case.anonymous or role in ("staff", "reader") or is_child(reporter, now_ms):
        return ""
    return reporter.name[0] + "**"
