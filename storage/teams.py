"""Teams of volunteers: who is in them, who leads them, and who would like to join."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec import Struct

from storage.sql import sql


class Team(Struct, frozen=True):
    """A team of a community, the n-th of its file. `purpose` says in a line what it does."""

    id: int
    community_id: int
    slug: str
    n: int
    name: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a team. `lead` is 1 for those who lead it; `birth_date` tells a child."""

    person_id: int
    name: str
    birth_date: str | None
    lead: int
    joined_ms: int


_TEAM = "t.id, t.community_id, t.slug, t.n, t.name, t.purpose"
_MEMBER = "m.person_id, p.name, p.birth_date, m.lead, m.joined_ms FROM team_member m JOIN person p ON p.id = m.person_id"
_OF_COMMUNITY = sql(f"SELECT {_TEAM} FROM team t WHERE t.community_id = :community_id ORDER BY t.n, t.id")
_GET = sql(f"SELECT {_TEAM} FROM team t WHERE t.id = :id")
_LED_BY = sql(
    f"SELECT {_TEAM} FROM team t JOIN team_member m ON m.team_id = t.id"
    " WHERE m.person_id = :person_id AND m.lead = 1 ORDER BY t.n, t.id"
)
_MEMBERS = sql(f"SELECT {_MEMBER} WHERE m.team_id = :team_id ORDER BY m.lead DESC, m.joined_ms, m.person_id")
_MEMBERSHIP = sql(f"SELECT {_MEMBER} WHERE m.team_id = :team_id AND m.person_id = :person_id")


async def of_community(community_id: int) -> list[Team]:
    """The teams of a community, in the order of its file."""
    return await _OF_COMMUNITY.all(Team, community_id=community_id)


async def get(team_id: int) -> Team | None:
    """The team with this id."""
    return await _GET.one(Team, id=team_id)


async def led_by(person_id: int) -> list[Team]:
    """The teams that somebody leads."""
    return await _LED_BY.all(Team, person_id=person_id)


async def members(team_id: int) -> list[Member]:
    """Who is in the team, those who lead it first, then as they came."""
    return await _MEMBERS.all(Member, team_id=team_id)


async def membership(team_id: int, person_id: int) -> Member | None:
    """Somebody as a member of the team; None where they are none."""
    return await _MEMBERSHIP.one(Member, team_id=team_id, person_id=person_id)
