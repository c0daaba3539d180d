"""Volunteers: their teams, what these do and where, and who is on which shift."""

from __future__ import annotations

from datetime import datetime

from services.calendar import HOUR_MS, to_ms
from services.patrol import checkins, duties
from storage import checkins as checkins_stored
from storage import duties as duties_stored
from storage import shift_places, shifts, spots, teams
from tests.conversations.directions.stage import HERE, Stage, direction
from tests.conversations.world import ZONE


@direction(r"(\S+) (is in|leads) the team (\S+)")
async def is_in_team(stage: Stage, name: str, how: str, team: str) -> None:
    """王强 is in the team 老街坊巡逻队 — which is made where it is missing
    张汉梅 leads the team 老街坊巡逻队"""
    person_id, team_id = await stage.known(name), await stage.do(_team(team))
    await stage.do(teams.join(team_id, person_id, stage.now_ms))
    await stage.do(teams.set_lead(team_id, person_id, lead=how == "leads"))


@direction(r"the duty (\S+) of (\S+) needs (\d+), (?:daily|on (\S+)) at (\d\d:\d\d)(?: for (\d) hours)?")
async def needs(stage: Stage, duty: str, team: str, need: str, weekdays: str | None, at: str, hours: str | None) -> None:
    """the duty 晚巡 of 老街坊巡逻队 needs 2, daily at 19:00 — an hour and a half each; said again, it has changed
    the duty 晚巡 of 老街坊巡逻队 needs 2, on 1,3 at 19:00 for 2 hours — Mondays and Wednesdays"""
    minutes = int(hours) * 60 if hours else 90
    await stage.do(duties_stored.save(HERE, await stage.do(_team(team)), duty, 1, duty, weekdays or "", at, minutes, int(need)))
    await stage.do(duties.plan_ahead(HERE, stage.now_ms, ZONE))
    await stage.do(duties.follow(HERE, stage.now_ms))


@direction(r"(\S+) has the shift of (\S+) on (\S+)")
async def has_shift(stage: Stage, name: str, duty: str, day: str) -> None:
    """王强 has the shift of 晚巡 on 2026-11-25"""
    person_id, shift_id = await stage.known(name), await stage.do(_shift(duty, day))
    assert await stage.do(shift_places.take(shift_id, person_id, stage.now_ms)), "no such place is free"


@direction(r"(\S+) has come to the shift of (\S+) on (\S+)")
async def has_come(stage: Stage, name: str, duty: str, day: str) -> None:
    """王强 has come to the shift of 晚巡 on 2026-11-25 — checked in to the shift that they have, from half an hour before it"""
    person_id, shift_id = await stage.known(name), await stage.do(_shift(duty, day))
    there = await stage.do(checkins.check_in(shift_id, person_id, "spot", stage.now_ms))
    assert isinstance(there, checkins.There), there


@direction(r"(\S+) has kept (\d+) shifts of (\S+)")
async def has_kept(stage: Stage, name: str, number: str, duty: str) -> None:
    """王强 has kept 3 shifts of 晚巡 — checked in, long ago: is new no more"""
    await stage.do(_keep(await stage.known(name), int(number), duty))


@direction(r"there is a spot (\S+), code (\w+)(?: at (\S+))?")
async def there_is_a_spot(stage: Stage, name: str, code: str, point: str | None) -> None:
    """there is a spot 滑梯, code SLIDE123 — a place with a QR code
    there is a spot 滑梯, code SLIDE123 at 30.5,114.3"""
    await stage.do(_spot(name, code, point or ""))


@direction(r"(\S+) passes (.+)")
async def passes(stage: Stage, duty: str, route: str) -> None:
    """晚巡 passes 北门 N1 30.5,114.3; 南门 S1 — its checkpoints, with what their codes say and where they are"""
    round = [await stage.do(_spot(*stop.split(" "))) for stop in route.split("; ")]
    await stage.do(spots.set_round(await stage.do(_duty(duty)), round))


async def _team(name: str) -> int:
    made = await teams.of_community(HERE)
    known = next((team.id for team in made if team.name == name), 0)
    return known or await teams.save(HERE, name, len(made) + 1, name, "")


async def _duty(name: str) -> int:
    return next(duty.id for duty in await duties_stored.of_community(HERE) if duty.name == name)


async def _shift(duty: str, day: str) -> int:
    return next(shift.id for shift in await shifts.of_duty(await _duty(duty), 0) if shift.day == day)


async def _keep(person_id: int, number: int, duty: str) -> None:
    for n in range(number):
        starts = datetime(2026, 9, 1 + n, 9)  # noqa: DTZ001  # local on purpose
        starts_ms, day = to_ms(starts, ZONE), f"{starts:%Y-%m-%d}"
        await shifts.add(await _duty(duty), day, starts_ms, starts_ms + HOUR_MS, 99)
        shift_id = await _shift(duty, day)
        await shift_places.take(shift_id, person_id, starts_ms - 1)
        assert await checkins_stored.check_in(shift_id, person_id, "spot", starts_ms, starts_ms, starts_ms)


async def _spot(name: str, code: str, point: str = "") -> int:
    return await spots.save(
        HERE, code, 1, name, code, *(round(float(degrees) * 1e6) for degrees in point.split(",") if degrees)
    )
