"""Volunteers' hours: counted from check-ins, put right only by a lead or staff, with a reason that stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from language.message import Button
from language.text import Day, Saying, Text, Value, _
from services import households, people
from services.calendar import MINUTE_MS
from services.canteen.months import Span
from services.courses import Refused
from services.patrol import left, teams
from services.patrol.closing import COUNTED_MS, OFTEN
from services.patrol.left import Left
from services.patrol.roster import called
from services.telling import HOME, is_child, notice
from storage import audit, checkins, rounds, volunteer_hours
from storage.checkins import Stint
from storage.people import Person
from storage.teams import Team
from storage.volunteer_hours import Change

OVER_MINUTES = 60
"""So much more than was planned a shift may count."""
LONGEST_REASON = 60
REASONS: dict[str, Text] = {"in": _("忘了签到"), "out": _("忘了签退"), "phone": _("手机用不了"), "left": _("提前走了")}
"""Why hours are put right, or in words."""
MY_HOURS = Button(label=_("我的时长"), data="/hours")


@dataclass(frozen=True, slots=True)
class Sum:
    """What somebody did in a month: how many shifts, how many minutes, how often they did not come. `pointed`: too often lately.

    `shown` is the name as those who lead see it.
    """

    person_id: int
    name: str
    shown: Saying
    shifts: int
    minutes: int
    no_shows: int
    lately: int

    @property
    def pointed(self) -> bool:
        """Whether the lead should talk with them: they did not come too often within sixty days."""
        return self.lately >= OFTEN


@dataclass(frozen=True, slots=True)
class TeamMonth:
    """A team's month (or year), by people, those with most hours first; and what those did who were erased since."""

    team: Team
    month: Span
    sums: tuple[Sum, ...]
    left: Left

    @property
    def minutes(self) -> int:
        """All of it, but for what those did who were erased."""
        return sum(one.minutes for one in self.sums)


@dataclass(frozen=True, slots=True)
class Total:
    """What a team did in a month: how many people, on how many shifts of theirs, how many minutes, and how often nobody came.

    Who was erased since is not among the people, but what they did counts.
    """

    team: Team
    people: int
    shifts: int
    minutes: int
    no_shows: int


@dataclass(frozen=True, slots=True)
class Corrected:
    """It counts so many minutes now, and the volunteer knows."""

    stint: Stint
    minutes: int


@dataclass(frozen=True, slots=True)
class NotAllowed:
    """Only who leads the team, or staff, and nobody for themselves."""


@dataclass(frozen=True, slots=True)
class NotSo:
    """It was changed by somebody else meanwhile, the shift is not over, or it cannot be that many minutes."""


CorrectOutcome: TypeAlias = Corrected | NotAllowed | NotSo


def planned(stint: Stint) -> int:
    """How many minutes the shift was meant to last."""
    return (stint.ends_ms - stint.starts_ms) // MINUTE_MS


def most(stint: Stint) -> int:
    """How many minutes it may count at most."""
    return planned(stint) + OVER_MINUTES


def counted(stint: Stint) -> int | None:
    """How many minutes the shift counts: as somebody put it right, else from coming to going; None for who was not there, or still is."""
    if stint.minutes is not None:
        return stint.minutes
    if stint.in_ms is None or stint.out_ms is None:
        return None
    return min(max(stint.out_ms - stint.in_ms, 0) // MINUTE_MS, most(stint))


def duration(minutes: int) -> Text:
    """Minutes in words: 2小时5分钟."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("{n}分钟", n=rest)
    return _("{hours}小时{n}分钟", hours=hours, n=rest) if rest else _("{hours}小时", hours=hours)


def total(stints: Sequence[Stint]) -> int:
    """The minutes of some shifts together."""
    return sum(counted(stint) or 0 for stint in stints)


def times(stints: Sequence[Stint]) -> int:
    """How many of them count: what was put right to nothing does not."""
    return sum(bool(counted(one)) for one in stints)


def changed(one: Change) -> Saying:
    """What somebody put right, and why."""
    who = one.made_by or _("已离开的人")
    if one.was_minutes is None:
        return _("{who}改成了{long}：{reason}", who=who, long=duration(one.minutes), reason=one.reason)
    was = duration(one.was_minutes)
    return _("{who}从{was}改成了{long}：{reason}", who=who, was=was, long=duration(one.minutes), reason=one.reason)


async def totals(community_id: int, month: Span, by: int, now_ms: int) -> list[Total]:
    """The sums of each team of a community that somebody may look at, without names."""
    found = []
    for team in await teams.of_community(community_id):
        if await teams.may_look(by, team):
            made = await summed(team, month, now_ms)
            there, gone = sum(bool(one.shifts) for one in made.sums), made.left
            shifts = sum(one.shifts for one in made.sums) + gone.times
            no_shows = sum(one.no_shows for one in made.sums) + gone.no_shows
            found.append(Total(team, there, shifts, made.minutes + gone.minutes, no_shows))
    return found


async def mine(person_id: int, month: Span, now_ms: int) -> list[tuple[Person, list[Stint]]]:
    """The month's shifts that are over or going on: the person's own, and those of their children, of who had any."""
    found = []
    for one in [person_id, *[member.id for member in await households.members(person_id) if member.agreed_ms is not None]]:
        person = await people.get(one)
        if person is None or (one != person_id and not is_child(person, now_ms)):
            continue
        found.append((person, await volunteer_hours.of_person(one, *_days(month), now_ms)))
    return [one for one in found if one[1]] or found[:1]


async def overseen(person_id: int, community_id: int | None) -> list[Team]:
    """The teams whose hours somebody looks after: for staff all of the community (None: they are none), for a lead their own."""
    return await teams.of_community(community_id) if community_id is not None else await teams.led_by(person_id)


async def team_month(team_id: int, month: Span, by: int, now_ms: int) -> TeamMonth | Refused:
    """A team's month, for who leads it and staff; that somebody looked is written down."""
    team = await _allowed(team_id, by)
    if team is None:
        return Refused("not staff")
    made = await summed(team, month, now_ms)
    await audit.note(team.community_id, by, "see hours", f"team:{team_id}", now_ms, detail=str(month))
    return made


async def summed(team: Team, month: Span, now_ms: int) -> TeamMonth:
    """A team's month. Whoever calls this has checked who asks."""
    found: dict[int, list[Stint]] = {}
    for stint in await volunteer_hours.of_team(team.id, *_days(month), now_ms):
        found.setdefault(stint.person_id, []).append(stint)
    lately = await rounds.no_shows(team.id, now_ms - COUNTED_MS)
    sums = [
        Sum(
            person_id, stints[0].name, called(stints[-1]), times(stints), total(stints),
            sum(one.no_show for one in stints), lately.get(person_id, 0),
        )
        for person_id, stints in found.items()
    ]  # fmt: skip
    gone = left.summed(one for one in await left.between(team.community_id, *_days(month)) if one.team_id == team.id)
    return TeamMonth(team, month, tuple(sorted(sums, key=lambda one: (-one.minutes, one.name, one.person_id))), gone)


async def names(team_id: int, month: Span, by: int, now_ms: int) -> list[tuple[int, Saying]]:
    """Who had shifts with the team in a month (id, name), for who leads it and staff; empty for everybody else."""
    team = await _allowed(team_id, by)
    return [(one.person_id, one.shown) for one in (await summed(team, month, now_ms)).sums] if team else []


async def note_look(team_id: int, person_id: int, by: int, now_ms: int) -> None:
    """Write down that somebody looks at a volunteer's shifts one by one."""
    team = await _allowed(team_id, by)
    if team is not None:
        await audit.note(team.community_id, by, "see hours", f"person:{person_id}", now_ms, detail=f"team:{team_id}")


async def note_shift_look(team_id: int, shift_id: int, by: int, now_ms: int) -> None:
    """Write down that somebody looks at who came to a shift, and when."""
    team = await _allowed(team_id, by)
    if team is not None:
        await audit.note(team.community_id, by, "see hours", f"shift:{shift_id}", now_ms)


async def of_member(team_id: int, person_id: int, month: Span, by: int, now_ms: int) -> list[Stint]:
    """Somebody's shifts with a team in a month, for who leads it and staff; empty for everybody else."""
    if await _allowed(team_id, by) is None:
        return []
    return [one for one in await volunteer_hours.of_person(person_id, *_days(month), now_ms) if one.team_id == team_id]


async def stint_of(shift_id: int, person_id: int, by: int) -> tuple[Stint, list[Change]] | None:
    """Somebody's part in a shift and what was put right about it, for who may put it right; None for everybody else."""
    stint = await checkins.get(shift_id, person_id)
    if stint is None or person_id == by or await _allowed(stint.team_id, by) is None:
        return None
    return stint, await volunteer_hours.changes(shift_id, person_id)


async def correct(
    shift_id: int, person_id: int, was: int | None, minutes: int, reason: str, by: int, now_ms: int
) -> CorrectOutcome:
    """Count so many minutes for somebody's part in a shift, in place of `was`. Who, when and why stays; the volunteer hears of it."""
    found = await stint_of(shift_id, person_id, by)
    if found is None:
        return NotAllowed()
    stint, because = found[0], " ".join(reason.split())
    if counted(stint) != was or now_ms < stint.ends_ms or not 0 <= minutes <= most(stint) or not because:
        return NotSo()
    change_id = await volunteer_hours.correct(stint, was, minutes, because[:LONGEST_REASON], by, now_ms)
    if change_id is None:
        return NotSo()
    detail = f"shift:{shift_id} {'-' if was is None else was}→{minutes}"
    await audit.note(stint.community_id, by, "correct hours", f"person:{person_id}", now_ms, detail=detail)
    await _tell(stint, minutes, because, by, change_id, now_ms)
    return Corrected(stint, minutes)


async def _tell(stint: Stint, minutes: int, reason: str, by: int, change_id: int, now_ms: int) -> None:
    person, who = await people.get(stint.person_id), await people.get(by)
    if person is None:
        return
    said: dict[str, Value] = {
        "who": who.name if who else "", "day": Day(date.fromisoformat(stint.day), "near"), "duty": stint.duty,
        "long": duration(minutes), "reason": reason,
    }  # fmt: skip
    text = _("{who}把您{day}「{duty}」的时长改成了{long}：{reason}。觉得不对，请跟队长或社区说。", **said)
    if is_child(person, now_ms):
        text = _(
            "{who}把{child}{day}「{duty}」的时长改成了{long}：{reason}。觉得不对，请跟队长或社区说。", child=person.name, **said
        )
    await teams.tell_member(stint.person_id, notice(text, MY_HOURS, HOME), f"hours:{change_id}", now_ms, besides=by)


async def _allowed(team_id: int, by: int) -> Team | None:
    team = await teams.get(team_id)
    return team if team is not None and await teams.may_lead(by, team) else None


def _days(month: Span) -> tuple[str, str]:
    return month.first.isoformat(), month.last.isoformat()
