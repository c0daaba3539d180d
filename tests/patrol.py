"""Teams, duties, spots and shifts for stories about volunteers: the fewest rows that such a story needs."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from services.calendar import to_ms
from services.patrol import checkins
from storage.sql import sql

_TEAM = sql(
    "INSERT INTO team (community_id, slug, n, name) VALUES (:community_id, :name, 1, :name)"
    " ON CONFLICT (community_id, slug) DO UPDATE SET name = excluded.name RETURNING id"
)
_MEMBER = sql(
    "INSERT INTO team_member (team_id, person_id, lead, joined_ms) VALUES (:team_id, :person_id, :lead, 0)"
    " ON CONFLICT DO NOTHING RETURNING person_id"
)
_DUTY = sql(
    "INSERT INTO duty (community_id, team_id, slug, n, name, weekdays, starts, minutes, need)"
    " VALUES (:community_id, :team_id, :name, 1, :name, '', '00:00', :minutes, :need)"
    " ON CONFLICT (community_id, slug) DO UPDATE SET name = excluded.name RETURNING id"
)
_SHIFT = sql(
    "INSERT INTO shift (duty_id, day, starts_ms, ends_ms, need) VALUES (:duty_id, :day, :starts_ms, :ends_ms, :need)"
    " ON CONFLICT (duty_id, day) DO UPDATE SET need = excluded.need RETURNING id"
)
_WHEN = sql("UPDATE duty SET weekdays = :weekday, starts = :starts WHERE id = :duty_id RETURNING id")
_PLACE = sql(
    "INSERT INTO shift_place (shift_id, person_id, state, taken_ms) VALUES (:shift_id, :person_id, 'taken', 0)"
    " ON CONFLICT DO NOTHING RETURNING shift_id"
)
_SPOT = sql(
    "INSERT INTO spot (community_id, slug, n, name, code, latitude_e6, longitude_e6)"
    " VALUES (:community_id, :code, :n, :name, :code, CAST(:latitude_e6 AS BIGINT), CAST(:longitude_e6 AS BIGINT))"
    " ON CONFLICT (code) DO UPDATE SET name = excluded.name RETURNING id"
)
_DUTY_SPOT = sql(
    "INSERT INTO duty_spot (duty_id, spot_id, n) VALUES (:duty_id, :spot_id, :n) ON CONFLICT DO NOTHING RETURNING n"
)


async def team(community_id: int, name: str = "平安巡逻队") -> int:
    """A team; its id."""
    return int(await _TEAM.value(community_id=community_id, name=name))


async def member(team_id: int, person_id: int, *, lead: bool = False) -> None:
    """Somebody in the team, perhaps leading it."""
    await _MEMBER.run(team_id=team_id, person_id=person_id, lead=int(lead))


async def duty(community_id: int, team_id: int, name: str = "晚巡", *, minutes: int = 120, need: int = 2) -> int:
    """A duty; its id."""
    return int(await _DUTY.value(community_id=community_id, team_id=team_id, name=name, minutes=minutes, need=need))


async def spot(
    community_id: int, duty_id: int | None, name: str, code: str, point: tuple[float, float] | None = None, n: int = 1
) -> int:
    """A spot, the n-th of the duty's round where one is given; its id."""
    latitude_e6, longitude_e6 = (round(point[0] * 1e6), round(point[1] * 1e6)) if point else (None, None)
    spot_id = int(
        await _SPOT.value(
            community_id=community_id, code=code, n=n, name=name, latitude_e6=latitude_e6, longitude_e6=longitude_e6
        )
    )
    if duty_id is not None:
        await _DUTY_SPOT.run(duty_id=duty_id, spot_id=spot_id, n=n)
    return spot_id


async def shift(
    community_id: int, duty_id: int, starts: datetime, zone: ZoneInfo, now_ms: int, *, minutes: int = 120, need: int = 2
) -> int:
    """A shift of the duty, which the clock looks after; its id."""
    starts_ms, ends_ms = to_ms(starts, zone), to_ms(starts + timedelta(minutes=minutes), zone)
    await _WHEN.run(duty_id=duty_id, weekday=str(starts.isoweekday()), starts=f"{starts:%H:%M}")
    shift_id = int(
        await _SHIFT.value(duty_id=duty_id, day=starts.date().isoformat(), starts_ms=starts_ms, ends_ms=ends_ms, need=need)
    )
    await checkins.watch(shift_id, community_id, now_ms)
    return shift_id


async def place(shift_id: int, *people: int) -> None:
    """They have a place on the shift."""
    for person_id in people:
        await _PLACE.run(shift_id=shift_id, person_id=person_id)
