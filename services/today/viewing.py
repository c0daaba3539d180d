"""Who looks, and what of the day is theirs: staff see all of it, the kitchen its part, a lead their teams', a reader numbers alone."""

from __future__ import annotations

from dataclasses import dataclass

from services.staff import KITCHEN, READER, ROLES
from storage import roles, teams


@dataclass(frozen=True, slots=True)
class Viewer:
    """`office`: works here; `kitchen`: cooks; `reads`: sees numbers and nobody's name; `teams` are those that they lead here (ids)."""

    person_id: int
    community_id: int
    office: bool
    kitchen: bool
    reads: bool
    teams: frozenset[int]

    def leads(self, team_id: int) -> bool:
        """Whether what a team does is theirs to look after."""
        return self.office or team_id in self.teams

    @property
    def counts(self) -> bool:
        """Whether the numbers of the whole community are theirs to see."""
        return self.office or self.reads


async def viewer(person_id: int, community_id: int) -> Viewer:
    """Somebody as they look at the day of a community; nothing of it is theirs where they have no role there."""
    held = {role for where, role in await roles.of(person_id) if where == community_id}
    led = frozenset(team.id for team in await teams.led_by(person_id) if team.community_id == community_id)
    return Viewer(person_id, community_id, bool(held & {*ROLES}), KITCHEN in held, READER in held, led)
