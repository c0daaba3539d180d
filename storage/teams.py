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


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a team. `lead` is 1 for those who lead it; `birth_date` tells a child."""

    person_id: int
    name: str
    birth_date: str | None
    lead: int
    joined_ms: int


@dataclass(frozen=True, slots=True)
class Wish:
    """Somebody would like to join a team. `asked_by` is who said so: for a child its guardian."""

    team_id: int
    person_id: int
    name: str
    birth_date: str | None
    asked_by: int | None
    asked_ms: int


@dataclass(frozen=True, slots=True)
class Asked:
    """So many would like to join a team, the first of them since then."""

    team_id: int
    name: str
    number: int
    since_ms: int


_MEMBER = "m.person_id, p.name, p.birth_date, m.lead, m.joined_ms FROM team_member m JOIN person p ON p.id = m.person_id"
_WISH = (
    "w.team_id, w.person_id, p.name, p.birth_date, w.asked_by, w.asked_ms FROM team_wish w JOIN person p ON p.id = w.person_id"
)

_GET = sql(f"SELECT {_TEAM} FROM team t WHERE t.id = :id")
_OF_PERSON = sql(
    f"SELECT {_TEAM} FROM team t JOIN team_member m ON m.team_id = t.id WHERE m.person_id = :person_id ORDER BY t.n, t.id"
)
_LED_BY = sql(
    f"SELECT {_TEAM} FROM team t JOIN team_member m ON m.team_id = t.id"
    " WHERE m.person_id = :person_id AND m.lead = 1 ORDER BY t.n, t.id"
)
_MEMBERS = sql(f"SELECT {_MEMBER} WHERE m.team_id = :team_id ORDER BY m.lead DESC, m.joined_ms, m.person_id")
_MEMBERSHIP = sql(f"SELECT {_MEMBER} WHERE m.team_id = :team_id AND m.person_id = :person_id")
_BY_SLUG = sql(f"SELECT {_TEAM} FROM team t WHERE t.community_id = :community_id AND t.slug = :slug")
_LEADS = sql("SELECT person_id FROM team_member WHERE team_id = :team_id AND lead = 1 ORDER BY joined_ms, person_id")
_JOIN = sql(
    "INSERT INTO team_member (team_id, person_id, lead, joined_ms) VALUES (:team_id, :person_id, :lead, :now_ms)"
    " ON CONFLICT DO NOTHING RETURNING person_id"
)
_LEAVE = sql("DELETE FROM team_member WHERE team_id = :team_id AND person_id = :person_id RETURNING person_id")
_STANDING = sql(
    "SELECT t.id, (SELECT COUNT(*) FROM team_member m WHERE m.team_id = t.id), (SELECT COUNT(*) FROM team_wish w WHERE w.team_id = t.id)"
    " FROM team t WHERE t.community_id = :community_id ORDER BY t.n, t.id"
)
_SET_LEAD = sql(
    "UPDATE team_member SET lead = :lead WHERE team_id = :team_id AND person_id = :person_id AND lead <> :lead RETURNING person_id"
)
_ASK = sql(
    "INSERT INTO team_wish (team_id, person_id, asked_by, asked_ms) VALUES (:team_id, :person_id, :asked_by, :now_ms)"
    " ON CONFLICT DO NOTHING RETURNING person_id"
)
_UNASK = sql("DELETE FROM team_wish WHERE team_id = :team_id AND person_id = :person_id RETURNING asked_by")
_WISHES = sql(f"SELECT {_WISH} WHERE w.team_id = :team_id ORDER BY w.asked_ms, w.person_id")
_WISHES_IN = sql(
    "SELECT t.id, t.name, COUNT(*), MIN(w.asked_ms) FROM team t JOIN team_wish w ON w.team_id = t.id"
    " WHERE t.community_id = :community_id GROUP BY t.id, t.name ORDER BY MIN(w.asked_ms), t.id"
)
_WISHES_OF = sql(f"SELECT {_WISH} WHERE w.person_id = :person_id ORDER BY w.team_id")
_MOVE = sql(
    "INSERT INTO team_member (team_id, person_id, lead, joined_ms)"
    " SELECT m.team_id, CAST(:to AS BIGINT), m.lead, m.joined_ms FROM team_member m WHERE m.person_id = :person_id"
    " ON CONFLICT (team_id, person_id) DO UPDATE SET"
    " lead = CASE WHEN team_member.lead = 1 THEN 1 ELSE excluded.lead END,"
    " joined_ms = CASE WHEN excluded.joined_ms < team_member.joined_ms THEN excluded.joined_ms ELSE team_member.joined_ms END"
    " RETURNING team_id"
)
_MOVE_WISHES = sql(
    "INSERT INTO team_wish (team_id, person_id, asked_by, asked_ms)"
    " SELECT w.team_id, CAST(:to AS BIGINT), w.asked_by, w.asked_ms FROM team_wish w WHERE w.person_id = :person_id"
    " AND NOT EXISTS (SELECT 1 FROM team_member m WHERE m.team_id = w.team_id AND m.person_id = CAST(:to AS BIGINT))"
    " ON CONFLICT DO NOTHING RETURNING team_id"
)
_REPOINT_WISHES = sql("UPDATE team_wish SET asked_by = :to WHERE asked_by = :person_id RETURNING team_id")


async def get(team_id: int) -> Team | None:
    """The team with this id."""
    return await _GET.one(Team, id=team_id)


async def by_slug(community_id: int, slug: str) -> Team | None:
    """The team that the community's file calls so."""
    return await _BY_SLUG.one(Team, community_id=community_id, slug=slug)


async def leads(team_id: int) -> list[int]:
    """Who leads the team."""
    return await _LEADS.all(int, team_id=team_id)


async def of_person(person_id: int) -> list[Team]:
    """The teams in which somebody is."""
    return await _OF_PERSON.all(Team, person_id=person_id)


async def led_by(person_id: int) -> list[Team]:
    """The teams that somebody leads."""
    return await _LED_BY.all(Team, person_id=person_id)


async def members(team_id: int) -> list[Member]:
    """Who is in the team, those who lead it first, then as they came."""
    return await _MEMBERS.all(Member, team_id=team_id)


async def membership(team_id: int, person_id: int) -> Member | None:
    """Somebody as a member of the team; None where they are none."""
    return await _MEMBERSHIP.one(Member, team_id=team_id, person_id=person_id)


async def standing(community_id: int) -> dict[int, tuple[int, int]]:
    """How many are in each team of a community, and how many would like to join it."""
    found = await _STANDING.all(lambda *row: (int(row[0]), int(row[1]), int(row[2])), community_id=community_id)
    return {team_id: (members, wishes) for team_id, members, wishes in found}


async def join(team_id: int, person_id: int, now_ms: int, *, lead: bool = False) -> bool:
    """Somebody is in the team from now on. False where they were."""
    return await _JOIN.run(team_id=team_id, person_id=person_id, lead=int(lead), now_ms=now_ms)


async def leave(team_id: int, person_id: int) -> bool:
    """Somebody is in the team no more. False where they were not."""
    return await _LEAVE.run(team_id=team_id, person_id=person_id)


async def set_lead(team_id: int, person_id: int, *, lead: bool) -> bool:
    """A member leads the team, or does no more. False where nothing changes."""
    return await _SET_LEAD.run(team_id=team_id, person_id=person_id, lead=int(lead))


async def ask(team_id: int, person_id: int, asked_by: int, now_ms: int) -> bool:
    """Somebody would like to join. False where that was said before."""
    return await _ASK.run(team_id=team_id, person_id=person_id, asked_by=asked_by, now_ms=now_ms)


async def unask(team_id: int, person_id: int) -> bool:
    """The wish is answered. False where there is none (any more)."""
    return await _UNASK.run(team_id=team_id, person_id=person_id)


async def wishes(team_id: int) -> list[Wish]:
    """Who would like to join, the one who waits longest first."""
    return await _WISHES.all(Wish, team_id=team_id)


async def wishes_of(person_id: int) -> list[Wish]:
    """Which teams somebody would like to join."""
    return await _WISHES_OF.all(Wish, person_id=person_id)


async def wishes_in(community_id: int) -> list[Asked]:
    """How many would like to join each team of the community of which anybody does."""
    return await _WISHES_IN.all(Asked, community_id=community_id)


async def hand_over(person_id: int, to: int) -> None:
    """What the one record is in, leads or would like to join, the other is, does or would, too."""
    await _MOVE.all(int, person_id=person_id, to=to)
    await _MOVE_WISHES.all(int, person_id=person_id, to=to)
    await _REPOINT_WISHES.all(int, person_id=person_id, to=to)
