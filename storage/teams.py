"""Teams of volunteers, and who is in them."""

from __future__ import annotations

from msgspec import Struct

from storage.sql import sql


class Team(Struct, frozen=True):
    """A team of a community, in the order `n` of its file."""

    id: int
    community_id: int
    slug: str
    n: int
    name: str
    purpose: str


_COLUMNS = "t.id, t.community_id, t.slug, t.n, t.name, t.purpose"
_SAVE = sql(
    "INSERT INTO team (community_id, slug, n, name, purpose) VALUES (:community_id, :slug, :n, :name, :purpose)"
    " ON CONFLICT (community_id, slug) DO UPDATE SET n = excluded.n, name = excluded.name, purpose = excluded.purpose RETURNING id"
)
_OF_COMMUNITY = sql(f"SELECT {_COLUMNS} FROM team t WHERE t.community_id = :community_id ORDER BY t.n, t.id")
_GET = sql(f"SELECT {_COLUMNS} FROM team t WHERE t.id = :id")
_BY_SLUG = sql(f"SELECT {_COLUMNS} FROM team t WHERE t.community_id = :community_id AND t.slug = :slug")
_OF_PERSON = sql(
    f"SELECT {_COLUMNS} FROM team_member m JOIN team t ON t.id = m.team_id WHERE m.person_id = :person_id ORDER BY t.n, t.id"
)
_LEAD = sql("SELECT lead FROM team_member WHERE team_id = :team_id AND person_id = :person_id")
_LEADS = sql("SELECT person_id FROM team_member WHERE team_id = :team_id AND lead = 1 ORDER BY joined_ms, person_id")
_JOIN = sql(
    "INSERT INTO team_member (team_id, person_id, lead, joined_ms) VALUES (:team_id, :person_id, :lead, :now_ms)"
    " ON CONFLICT (team_id, person_id) DO NOTHING RETURNING person_id"
)


async def save(community_id: int, slug: str, n: int, name: str, purpose: str) -> int:
    """Add the team, or bring the one with this slug up to date; returns its id."""
    saved: int = await _SAVE.value(community_id=community_id, slug=slug, n=n, name=name, purpose=purpose)
    return saved


async def of_community(community_id: int) -> list[Team]:
    """The teams of a community."""
    return await _OF_COMMUNITY.all(Team, community_id=community_id)


async def get(team_id: int) -> Team | None:
    """The team."""
    return await _GET.one(Team, id=team_id)


async def by_slug(community_id: int, slug: str) -> Team | None:
    """The team that the community's file calls so."""
    return await _BY_SLUG.one(Team, community_id=community_id, slug=slug)


async def of_person(person_id: int) -> list[Team]:
    """The teams in which the person is."""
    return await _OF_PERSON.all(Team, person_id=person_id)


async def membership(team_id: int, person_id: int) -> int | None:
    """1 for a lead of the team, 0 for another member, None for who is not in it."""
    lead: int | None = await _LEAD.value(team_id=team_id, person_id=person_id)
    return lead


async def leads(team_id: int) -> list[int]:
    """Who leads the team."""
    return await _LEADS.all(int, team_id=team_id)


async def join(team_id: int, person_id: int, now_ms: int, *, lead: bool = False) -> bool:
    """Have the person in the team. False where they are."""
    return await _JOIN.run(team_id=team_id, person_id=person_id, lead=int(lead), now_ms=now_ms)
