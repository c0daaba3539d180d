"""Teams of volunteers: who is in them, who leads them, and who would like to join."""

from __future__ import annotations

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


_TEAM = "t.id, t.community_id, t.slug, t.n, t.name, t.purpose"
_SAVE = sql(
    "INSERT INTO team (community_id, slug, n, name, purpose) VALUES (:community_id, :slug, :n, :name, :purpose)"
    " ON CONFLICT (community_id, slug) DO UPDATE SET n = excluded.n, name = excluded.name, purpose = excluded.purpose RETURNING id"
)
_OF_COMMUNITY = sql(f"SELECT {_TEAM} FROM team t WHERE t.community_id = :community_id ORDER BY t.n, t.id")


async def save(community_id: int, slug: str, n: int, name: str, purpose: str) -> int:
    """Add the team, or bring the one with this slug up to date; returns its id."""
    return int(await _SAVE.value(community_id=community_id, slug=slug, n=n, name=name, purpose=purpose))


async def of_community(community_id: int) -> list[Team]:
    """The teams of a community, in the order of its file."""
    return await _OF_COMMUNITY.all(Team, community_id=community_id)
