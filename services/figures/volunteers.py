"""Volunteers in figures: shifts and how well they were filled, who came, and the hours.

What somebody did who was erased since is kept as numbers (`remember`): a month does not shrink because somebody left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from language.text import _
from services.figures.asking import Asked
from services.figures.panels import Panel, Row, share
from services.figures.spans import Step, within
from services.patrol import hours, left
from services.patrol.left import Left, OfDay
from storage import checkins, volunteer_hours
from storage.checkins import Stint
from storage.volunteer_hours import ShiftSums


@dataclass(frozen=True, slots=True)
class Sums:
    """`need` people in so many `shifts`, `filled` of these places; `times` somebody came, `no_shows` nobody did who had said so."""

    shifts: int
    need: int
    filled: int
    times: int
    no_shows: int
    minutes: int
    people: int

    @property
    def filling(self) -> float | None:
        """Of a hundred places, how many somebody had."""
        return share(self.filled, self.need)

    @property
    def hours(self) -> float:
        """All of it."""
        return round(self.minutes / 60, 1)


@dataclass(frozen=True, slots=True)
class Volunteers:
    """The shifts of a span that are over and everybody's part in them, by day; and what those did who were erased since."""

    shift_days: tuple[date, ...]
    shifts: tuple[ShiftSums, ...]
    stint_days: tuple[date, ...]
    stints: tuple[Stint, ...]
    left: tuple[OfDay, ...]

    def over(self, step: Step) -> Sums:
        """All teams together."""
        gone = left.summed(one for one in self.left if step.holds(one.day))
        return _summed(self.shifts[within(self.shift_days, step)], self.stints[within(self.stint_days, step)], gone)

    def by_team(self, step: Step) -> list[tuple[str, Sums]]:
        """Team by team, that with the most hours first."""
        shifts, stints = self.shifts[within(self.shift_days, step)], self.stints[within(self.stint_days, step)]
        gone = [one for one in self.left if step.holds(one.day)]
        found = []
        for team, name in {one.team_id: one.team for one in shifts}.items():
            of_left = left.summed(one for one in gone if one.team_id == team)
            own = [one for one in shifts if one.team_id == team], [one for one in stints if one.team_id == team]
            found.append((name, _summed(*own, of_left)))
        return sorted(found, key=lambda one: (-one[1].minutes, one[0]))


async def read(asked: Asked) -> Volunteers:
    """The shifts of the span that are over."""
    shifts = await volunteer_hours.shifts(asked.community_id, *asked.days, asked.now_ms)
    stints = await volunteer_hours.of_community(asked.community_id, *asked.days, asked.now_ms)
    stints.sort(key=lambda one: one.day)
    return Volunteers(
        tuple(date.fromisoformat(one.day) for one in shifts),
        tuple(shifts),
        tuple(date.fromisoformat(one.day) for one in stints),
        tuple(stints),
        tuple(await left.between(asked.community_id, *asked.days)),
    )


async def remember(person_id: int, now_ms: int) -> None:
    """Somebody is erased: keep what they did as numbers of its day. Before the person's row goes."""
    for stint in await checkins.of_person(person_id):
        if stint.ends_ms > now_ms or not await checkins.get(stint.shift_id, person_id):
            continue
        minutes = hours.counted(stint) or 0
        did = Left(places=1, times=int(minutes > 0), minutes=minutes, no_shows=stint.no_show)
        await left.note(stint.community_id, stint.team_id, stint.day, did)


def panels(asked: Asked, found: Volunteers) -> list[Panel]:
    """Hours, how shifts were filled, and the teams."""
    head = (
        _("时长（小时）"), _("班次"), _("需要（人次）"), _("有人（人次）"), _("到岗（人次）"), _("没来（人次）"), _("志愿者（人）"),
        _("排满率（%）"),
    )  # fmt: skip
    rows = [Row((step.said, *_cells(found.over(step))), step.mark) for step in asked.span.steps]
    teams = [Row((name, *_cells(sums))) for name, sums in found.by_team(asked.span.step)]
    title = _("{month}各队多少小时", month=asked.span.step.said)
    return [
        Panel("hours", _("志愿服务多少小时"), (_("时间"), *head), tuple(rows), (1,), _("小时")),
        Panel("shifts", _("班次有没有排满"), (_("时间"), *head), tuple(rows), (3, 4), _("人次")),
        Panel("teams", title, (_("队伍"), *head), tuple(teams), (1,), _("小时"), "lying"),
    ]  # fmt: skip


def _summed(shifts: Sequence[ShiftSums], stints: Sequence[Stint], gone: Left) -> Sums:
    need, filled = sum(one.need for one in shifts), sum(min(one.held, one.need) for one in shifts)
    return Sums(
        len(shifts), need, min(filled + gone.places, need), hours.times(stints) + gone.times,
        sum(one.no_show for one in stints) + gone.no_shows, hours.total(stints) + gone.minutes,
        len({one.person_id for one in stints if hours.counted(one)}),
    )  # fmt: skip


def _cells(sums: Sums) -> tuple[int | float | None, ...]:
    return (sums.hours, sums.shifts, sums.need, sums.filled, sums.times, sums.no_shows, sums.people, sums.filling)
