"""Duties: what a team does again and again, on which weekdays, from when, how long and by how many."""

from __future__ import annotations

from msgspec import Struct

from storage.sql import sql


class Duty(Struct, frozen=True):
    """`weekdays` are ISO numbers with commas ("1,3"), "" is every day; `starts` is local ("19:00"); `need` people do it, 0: no more."""

    id: int
    community_id: int
    team_id: int
    slug: str
    n: int
    name: str
    weekdays: str
    starts: str
    minutes: int
    need: int


_DUTY = "id, community_id, team_id, slug, n, name, weekdays, starts, minutes, need"
_SAVE = sql(
    "INSERT INTO duty (community_id, team_id, slug, n, name, weekdays, starts, minutes, need)"
    " VALUES (:community_id, :team_id, :slug, :n, :name, :weekdays, :starts, :minutes, :need)"
    " ON CONFLICT (community_id, slug) DO UPDATE SET team_id = excluded.team_id, n = excluded.n, name = excluded.name,"
    " weekdays = excluded.weekdays, starts = excluded.starts, minutes = excluded.minutes, need = excluded.need RETURNING id"
)
_OF_COMMUNITY = sql(f"SELECT {_DUTY} FROM duty WHERE community_id = :community_id ORDER BY n, id")
_GET = sql(f"SELECT {_DUTY} FROM duty WHERE id = :id")
_OF_TEAM = sql(f"SELECT {_DUTY} FROM duty WHERE team_id = :team_id ORDER BY n, id")
_SET_NEED = sql("UPDATE duty SET need = :need WHERE id = :id AND need <> :need RETURNING id")
_SET = sql(
    "UPDATE duty SET name = :name, weekdays = :weekdays, starts = :starts, minutes = :minutes, need = :need WHERE id = :id"
    " AND (name <> :name OR weekdays <> :weekdays OR starts <> :starts OR minutes <> :minutes OR need <> :need) RETURNING id"
)
_FILED = sql("SELECT filed FROM duty WHERE id = :id")
_FILE = sql("UPDATE duty SET filed = :filed WHERE id = :id RETURNING id")


async def save(
    community_id: int, team_id: int, slug: str, n: int, name: str, weekdays: str, starts: str, minutes: int, need: int
) -> int:
    """Add the duty, or bring the one with this slug up to date; returns its id."""
    saved = await _SAVE.value(
        community_id=community_id, team_id=team_id, slug=slug, n=n, name=name, weekdays=weekdays, starts=starts,
        minutes=minutes, need=need,
    )  # fmt: skip
    return int(saved)


async def of_community(community_id: int) -> list[Duty]:
    """The duties of a community, in the order of its file."""
    return await _OF_COMMUNITY.all(Duty, community_id=community_id)


async def filed(duty_id: int) -> str:
    """The duty as the community file last said it (JSON); "" for none."""
    return str(await _FILED.value(id=duty_id) or "")


async def file(duty_id: int, said: str) -> None:
    """Remember what the community file says of it."""
    await _FILE.run(id=duty_id, filed=said)


async def get(duty_id: int) -> Duty | None:
    """The duty with this id."""
    return await _GET.one(Duty, id=duty_id)


async def of_team(team_id: int) -> list[Duty]:
    """The duties of a team."""
    return await _OF_TEAM.all(Duty, team_id=team_id)


async def set_need(duty_id: int, need: int) -> bool:
    """So many people do it from now on. False where so many did."""
    return await _SET_NEED.run(id=duty_id, need=need)


async def set_all(duty_id: int, name: str, weekdays: str, starts: str, minutes: int, need: int) -> bool:
    """It is done so from now on. False where it was."""
    return await _SET.run(id=duty_id, name=name, weekdays=weekdays, starts=starts, minutes=minutes, need=need)
