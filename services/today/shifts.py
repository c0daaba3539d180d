"""Shifts: who is there now and who is not, who did not come, where people lack, and who would like to join a team."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from language.text import Moment, _
from services.calendar import DAY_MS, HOUR_MS, MINUTE_MS
from services.patrol import shift_telling
from services.patrol.closing import named
from services.patrol.roster import called
from services.today.items import Item, Urgency, waited
from services.today.viewing import Viewer
from storage import checkins, shifts, teams
from storage.checkins import Stint
from storage.shifts import Listed

CAME_WITHIN_MS = 10 * MINUTE_MS
"""So long after a shift began everybody should have checked in."""
AHEAD_MS = 3 * DAY_MS
SOON_MS = 3 * HOUR_MS
MISSED_MS = DAY_MS


@dataclass(frozen=True, slots=True)
class Shift:
    """A shift that is going on, and how many have checked in."""

    shift: Listed
    here: int


@dataclass(frozen=True, slots=True)
class Shifts:
    """The shifts that are going on, those of the next days, and how many places of these nobody has."""

    now: tuple[Shift, ...]
    ahead: tuple[Listed, ...]

    @property
    def lacking(self) -> tuple[Listed, ...]:
        """Those ahead for which somebody is still needed."""
        return tuple(one for one in self.ahead if one.free)


async def look(viewer: Viewer, now_ms: int) -> tuple[Shifts | None, list[Item]]:
    """The shifts as this viewer sees them: a lead those of their teams."""
    if not (viewer.counts or viewer.teams):
        return None, []
    community_id = viewer.community_id
    listed = await shifts.of_community(community_id, now_ms, now_ms + AHEAD_MS)
    if not viewer.counts:
        listed = [one for one in listed if viewer.leads(one.team_id)]
    here = await checkins.here(community_id, now_ms)
    running = [one for one in listed if one.starts_ms <= now_ms]
    found = Shifts(
        tuple(Shift(one, here.get(one.id, 0)) for one in running), tuple(one for one in listed if one.starts_ms > now_ms)
    )
    items = _awaited(await checkins.awaited(community_id, now_ms), now_ms)
    items += _nobody(running, now_ms) + _lacking(found.lacking, now_ms)
    items += _missed(await checkins.missed(community_id, now_ms - MISSED_MS, now_ms))
    items += await _wishes(community_id, now_ms)
    return found, [one for one in items if viewer.leads(int(one.keys["team"]))]


def _awaited(stints: list[Stint], now_ms: int) -> list[Item]:
    items = []
    for _shift_id, some in groupby(stints, key=lambda one: one.shift_id):
        missing = list(some)
        one = missing[0]
        if now_ms >= one.starts_ms + CAME_WITHIN_MS:
            said = _("「{duty}」开始了，{n}人还没有签到", duty=one.duty, n=len(missing))
            who = named([called(stint) for stint in missing])
            items.append(
                Item(Urgency.LATE, "running shift", said, who, waited(one.starts_ms, now_ms), one.starts_ms, _keys(one))
            )
    return items


def _nobody(running: list[Listed], now_ms: int) -> list[Item]:
    return [
        Item(Urgency.LATE, "running shift", _("「{duty}」这一班没有人值", duty=one.duty), one.team, waited(one.starts_ms, now_ms),
             one.starts_ms, {"shift": one.id, "team": one.team_id})
        for one in running
        if not one.taken
    ]  # fmt: skip


def _lacking(lacking: tuple[Listed, ...], now_ms: int) -> list[Item]:
    items = []
    for one in lacking:
        if one.starts_ms - now_ms < DAY_MS:
            urgency = Urgency.NOW if one.starts_ms - now_ms < SOON_MS else Urgency.TODAY
            said = _("{shift} 还缺{n}人", shift=shift_telling.label(one), n=one.free)
            keys: dict[str, int | str] = {"shift": one.id, "team": one.team_id}
            items.append(Item(urgency, "shift", said, one.team, since_ms=one.starts_ms, keys=keys))
    return items


def _missed(stints: list[Stint]) -> list[Item]:
    items = []
    for _shift_id, some in groupby(stints, key=lambda one: one.shift_id):
        absent = list(some)
        one = absent[0]
        said = _("「{duty}」有{n}人没有来", duty=one.duty, n=len(absent))
        who = named([called(stint) for stint in absent])
        when = Moment(one.starts_ms, "near")
        items.append(Item(Urgency.TODAY, "missed shift", said, who, when, one.starts_ms, _keys(one)))
    return items


async def _wishes(community_id: int, now_ms: int) -> list[Item]:
    return [
        Item(Urgency.TODAY, "team wishes", _("{n}人想参加{team}，等您答复", n=one.number, team=one.name), "",
             waited(one.since_ms, now_ms), one.since_ms, {"team": one.team_id})
        for one in await teams.wishes_in(community_id)
    ]  # fmt: skip


def _keys(stint: Stint) -> dict[str, int | str]:
    return {"shift": stint.shift_id, "team": stint.team_id}
