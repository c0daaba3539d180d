"""What waits for those who see to cases: for staff all of their community's, for the lead of a team what is with the team."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from language.text import Saying, _
from services import staff
from services.cases import clock, kinds
from services.cases.kinds import Kind
from storage import case_queue, people, teams
from storage.cases import Case

View: TypeAlias = Literal["all", "mine", "free"]
COUNTED = 100
"""So many are counted; more are "100"."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One of them. `owner` and `team` are names, "" where it is with nobody."""

    case: Case
    kind: Kind
    owner: Saying
    team: str
    late: bool


@dataclass(frozen=True, slots=True)
class Count:
    """How many wait, `COUNTED` at most, and how many of these are late."""

    all: int
    late: int


async def leads(person_id: int) -> bool:
    """Whether the person leads a team, and so has a queue of their own."""
    return bool(await teams.led_by(person_id))


async def page(community_id: int, by: int, view: View, now_ms: int, most: int, skip: int = 0) -> list[Waiting]:
    """A part of what waits, the most urgent first: for staff of that community, or else for who leads teams. Empty for others."""
    if view == "mine":
        found = await case_queue.mine(by, most, skip)
    elif await staff.is_staff(by, community_id):
        found = await (case_queue.free if view == "free" else case_queue.every)(community_id, most, skip)
    else:
        found = await (case_queue.free_of_lead if view == "free" else case_queue.of_lead)(by, most, skip)
    return [await _waiting(case, now_ms) for case in found]


async def first(community_id: int, by: int) -> list[Case]:
    """What waits for staff of that community, the most urgent first, `COUNTED` at most; nothing for others."""
    return await case_queue.every(community_id, COUNTED) if await staff.is_staff(by, community_id) else []


def counted(found: list[Case], now_ms: int) -> Count:
    """How many these are, and how many of them are late."""
    return Count(len(found), sum(clock.late(case, now_ms) for case in found))


async def _waiting(case: Case, now_ms: int) -> Waiting:
    kind = await kinds.get(case.community_id, case.kind) or kinds.lost(case.kind)
    return Waiting(case, kind, await name(case.owner_id), await team_name(case.team_id), clock.late(case, now_ms))


async def name(person_id: int | None) -> Saying:
    """How a colleague is called, also one who never said their name; "" for nobody, and for who is gone."""
    person = await people.get(person_id) if person_id is not None else None
    return person.name or _("一位同事") if person is not None else ""


async def team_name(team_id: int | None) -> str:
    """How the team is called; "" for none."""
    team = await teams.get(team_id) if team_id is not None else None
    return team.name if team is not None else ""
