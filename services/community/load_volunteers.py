"""Bringing the teams, spots and duties of a community file into the database. What is no longer named stays, and is remarked on."""

from __future__ import annotations

import hashlib

import msgspec

from language.text import Text, _
from services.codes import new_code
from services.community.volunteers import DutyPart, SpotPart, TeamPart
from services.course_planning import Seed
from services.patrol.duty_changes import BY_HAND
from storage import duties, spots, teams

_CODE = 10
"""Letters of a spot's code: nobody guesses it who has not stood before it; longer than the one-time codes."""


async def load_teams(community_id: int, named: list[TeamPart]) -> list[Text]:
    """The teams, in the order of the file; returns what the office should know."""
    known = {team.slug: team.name for team in await teams.of_community(community_id)}
    for n, part in enumerate(named, 1):
        await teams.save(community_id, part.id, n, part.name, part.purpose)
    new, gone = _compared(known, {part.id: part.name for part in named})
    remarks = [_("新的队伍：{names}", names="、".join(new))] if new else []
    return remarks + [_("文件里没有「{name}」这支队伍了：原样保留，队员和记录都在。", name=name) for name in gone]


async def load_spots(community_id: int, named: list[SpotPart], seed: Seed) -> list[Text]:
    """The spots; the code of one is made when it is first named, and never again: it hangs on a wall."""
    known = {spot.slug: spot.name for spot in await spots.of_community(community_id)}
    for n, part in enumerate(named, 1):
        secret = hashlib.sha256(f"{seed()}:{community_id}:{part.id}".encode()).digest()
        latitude, longitude = _e6(part.latitude), _e6(part.longitude)
        await spots.save(community_id, part.id, n, part.name, new_code(secret, _CODE), latitude, longitude)
    new, gone = _compared(known, {part.id: part.name for part in named})
    remarks = [_("新的地点：{names}", names="、".join(new))] if new else []
    return remarks + [_("文件里没有「{name}」这个地点了：原样保留，墙上的二维码还能用。", name=name) for name in gone]


async def load_duties(community_id: int, named: list[DutyPart]) -> list[Text]:
    """The duties with their rounds. What staff changed about one stays, unless the file itself changed for that duty.

    What they made by hand is none of the file's business.
    """
    known = {duty.slug: duty for duty in await duties.of_community(community_id) if not duty.slug.startswith(BY_HAND)}
    team_ids = {team.slug: team.id for team in await teams.of_community(community_id)}
    spot_ids = {spot.slug: spot.id for spot in await spots.of_community(community_id)}
    changed = []
    for n, part in enumerate(named, 1):
        before, noted = known.get(part.id), msgspec.json.encode(part).decode()
        same = before is not None and await duties.filed(before.id) == noted
        said = (part.name, _weekdays(part), part.starts, part.minutes, part.need)
        if before is not None and same:
            said = (before.name, before.weekdays, before.starts, before.minutes, before.need)
        duty_id = await duties.save(community_id, team_ids[part.team], part.id, n, *said)
        if not same:
            await duties.file(duty_id, noted)
            await spots.set_round(duty_id, [spot_ids[spot] for spot in part.spots])
            changed += [part.name] if before is not None else []
    new, gone = _compared({slug: duty.name for slug, duty in known.items()}, {part.id: part.name for part in named})
    remarks = [_("新的值班：{names}", names="、".join(new))] if new else []
    remarks += [_("值班有改动：{names}", names="、".join(changed))] if changed else []
    return remarks + [_("文件里没有「{name}」这个值班了：原样保留；不办了请写上它，need = 0。", name=name) for name in gone]


def _compared(known: dict[str, str], named: dict[str, str]) -> tuple[list[str], list[str]]:
    """The names of what is new, and of what is named no more."""
    return [named[slug] for slug in named if slug not in known], [known[slug] for slug in known if slug not in named]


def _weekdays(part: DutyPart) -> str:
    days = sorted(set(part.weekdays))
    return "" if len(days) == 7 else ",".join(days)


def _e6(degrees: float | None) -> int | None:
    return None if degrees is None else round(degrees * 1_000_000)
