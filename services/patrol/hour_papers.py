"""Papers of the volunteers: the hours of a month as a sheet, and the codes of all spots to print and put up."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date

from language.text import Day, Moment, Saying, Text, Value, _
from services import people, staff
from services.canteen.months import Month, Span
from services.courses import Refused
from services.patrol import hours, roster, teams
from services.patrol.hours import counted
from services.patrol.roster import called
from storage import audit, communities, errands, spots, volunteer_hours
from storage.checkins import Stint
from storage.communities import Community
from storage.errands import Errand
from storage.spots import Spot
from storage.teams import Team
from storage.volunteer_hours import Change

HOURS, CODES = "team_hours", "spot_codes"
"""Kinds of errands."""
HOW: dict[str, Text] = {"spot": _("扫码"), "location": _("定位"), "uncompared": _("定位（没核对）")}

SUM_COLUMNS: tuple[Text, ...] = (
    _("序号"),
    _("姓名"),
    _("值班次数"),
    _("时长（分钟）"),
    _("时长（小时）"),
    _("没来的次数"),
    _("改过几次"),
)
SHIFT_COLUMNS: tuple[Text, ...] = (
    _("日期"), _("班次"), _("姓名"), _("签到"), _("签退"), _("怎么签到"), _("时长（分钟）"), _("说明"),
)  # fmt: skip

Row = list[Value | float]
Key = tuple[int, int, int]
"""Where a row stands among the shifts: when the shift begins, its id, the person's."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which month of which team, or the codes of which community, for whom."""

    subject_id: int
    by: int
    month: Month | None = None
    asked_ms: int = 0


@dataclass(frozen=True, slots=True)
class HoursSheet:
    """A row for each volunteer as SUM_COLUMNS say, the sums below, and one for each shift as SHIFT_COLUMNS say."""

    team: Team
    people: list[Row]
    shifts: list[Row]


@dataclass(frozen=True, slots=True)
class Part:
    """What somebody did with a team: a duty, how often, how many minutes."""

    team: str
    duty: str
    times: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Paper:
    """What somebody did as a volunteer in a month or a year."""

    community: str
    name: Saying
    span: Span
    parts: tuple[Part, ...]

    @property
    def times(self) -> int:
        """How often, of all duties."""
        return sum(part.times for part in self.parts)

    @property
    def minutes(self) -> int:
        """How many minutes, of all duties."""
        return sum(part.minutes for part in self.parts)


def wanted(errand: Errand) -> Wanted:
    """What the errand asks for."""
    body = json.loads(errand.body)
    return Wanted(body["subject_id"], body["by"], Month.read(body.get("month", "")), body.get("asked_ms", 0))


async def ask_hours(team_id: int, month: Month, by: int, account_id: int, now_ms: int) -> Team | Refused:
    """Have the sheet of a month made for this account; that somebody takes it along is written down."""
    team = await _team(team_id, by)
    if isinstance(team, Team):
        body = {"subject_id": team_id, "by": by, "month": str(month), "asked_ms": now_ms}
        await errands.add(HOURS, account_id, json.dumps(body), now_ms)
        await audit.note(team.community_id, by, "export hours", f"team:{team_id}", now_ms, detail=str(month))
    return team


async def ask_codes(community_id: int, by: int, account_id: int, now_ms: int) -> list[Spot] | Refused:
    """Have the codes of all spots made for this account. Only staff: whoever has a code can check in with it."""
    if not await staff.is_staff(by, community_id):
        return Refused("not staff")
    found = await spots.of_community(community_id)
    if found:
        await errands.add(CODES, account_id, json.dumps({"subject_id": community_id, "by": by}), now_ms)
        await audit.note(community_id, by, "print spot codes", f"community:{community_id}", now_ms)
    return found


async def hours_sheet(of: Wanted) -> HoursSheet | Refused:
    """The sheet of a month. Refused to who may not see it (any more)."""
    team = await _team(of.subject_id, of.by)
    if isinstance(team, Refused):
        return team
    month = of.month
    assert month is not None
    whole = await staff.is_staff(of.by, team.community_id)
    first, last = month.first.isoformat(), month.last.isoformat()
    changes = await _changes(team, month)
    stints = await volunteer_hours.of_team(team.id, first, last, of.asked_ms)
    shifts = [_row(one, changes.get((one.shift_id, one.person_id), []), whole=whole) for one in stints]
    return HoursSheet(team, await people_rows(team, month, of.asked_ms, whole=whole), shifts)


async def take_along(team_id: int, span: Span, by: int, now_ms: int) -> Team | Refused:
    """Whoever may take the sheet of a month or year along; that they do is written down."""
    team = await _team(team_id, by)
    if isinstance(team, Team):
        await audit.note(team.community_id, by, "export hours", f"team:{team_id}", now_ms, detail=str(span))
    return team


async def people_rows(team: Team, span: Span, now_ms: int, *, whole: bool) -> list[Row]:
    """A row for each volunteer as SUM_COLUMNS say, the sums below. Who leads sees a child by its given name, staff the `whole` one."""
    made = await hours.summed(team, span, now_ms)
    changed = Counter(person_id for _shift_id, person_id in await _changes(team, span))
    rows: list[Row] = [
        [
            n,
            one.name if whole else one.shown,
            one.shifts,
            one.minutes,
            round(one.minutes / 60, 2),
            one.no_shows,
            changed[one.person_id],
        ]
        for n, one in enumerate(made.sums, 1)
    ]
    total = [sum(one.shifts for one in made.sums), made.minutes, round(made.minutes / 60, 2)]
    rows.append(["", _("合计"), *total, sum(one.no_shows for one in made.sums), sum(changed.values())])
    return rows


async def shift_rows(
    team: Team, span: Span, now_ms: int, behind: Key | None, most: int, *, whole: bool
) -> tuple[list[Row], Key | None]:
    """At most so many rows as SHIFT_COLUMNS say, and behind which one the others stand; None at the end."""
    first, last = span.first.isoformat(), span.last.isoformat()
    stints = await volunteer_hours.piece_of_team(team.id, first, last, now_ms, behind or (0, 0, 0), most)
    changes = await _changes(team, span)
    rows = [_row(one, changes.get((one.shift_id, one.person_id), []), whole=whole) for one in stints]
    key = (stints[-1].starts_ms, stints[-1].shift_id, stints[-1].person_id) if len(stints) == most else None
    return rows, key


async def paper(person_id: int, span: Span, by: int, now_ms: int) -> Paper | Refused:
    """What somebody did as a volunteer, to print and sign: of the teams that `by` looks after. That it is made is written down."""
    person = await people.get(person_id)
    if person is None or person.community_id is None or person.erased_ms is not None:
        return Refused("no such person")
    whole = await staff.is_staff(by, person.community_id)
    overseen = await hours.overseen(by, person.community_id if whole else None)
    mine = {team.id: team for team in overseen if team.community_id == person.community_id}
    first, last = span.first.isoformat(), span.last.isoformat()
    stints = [one for one in await volunteer_hours.of_person(person_id, first, last, now_ms) if one.team_id in mine]
    if not stints and not any([await teams.is_member(person_id, team_id) for team_id in mine]):
        return Refused("not of theirs")
    done: dict[tuple[int, str], list[Stint]] = {}
    for one in stints:
        if counted(one):
            done.setdefault((one.team_id, one.duty), []).append(one)
    parts = tuple(
        Part(mine[team_id].name, duty, hours.times(some), hours.total(some)) for (team_id, duty), some in sorted(done.items())
    )
    name = person.name if whole else roster.named(person.name, person.birth_date, now_ms)
    community = await communities.get(person.community_id)
    assert community is not None
    await audit.note(person.community_id, by, "export hours", f"person:{person_id}", now_ms, detail=str(span))
    return Paper(community.name, name, span, parts)


async def print_codes(community_id: int, by: int, now_ms: int) -> list[Spot] | Refused:
    """All spots, whose codes are printed; that is written down. Only staff: whoever has a code can check in with it."""
    if not await staff.is_staff(by, community_id):
        return Refused("not staff")
    await audit.note(community_id, by, "print spot codes", f"community:{community_id}", now_ms)
    return await spots.of_community(community_id)


async def codes(of: Wanted) -> tuple[Community, list[Spot]] | Refused:
    """The community and its spots, whose codes are printed. Refused to who is no longer staff."""
    community = await communities.get(of.subject_id)
    if community is None or not await staff.is_staff(of.by, of.subject_id):
        return Refused("not staff")
    return community, await spots.of_community(of.subject_id)


async def _team(team_id: int, by: int) -> Team | Refused:
    team = await teams.get(team_id)
    return team if team is not None and await teams.may_lead(by, team) else Refused("not staff")


async def _changes(team: Team, span: Span) -> dict[tuple[int, int], list[Change]]:
    """What was put right, by shift and person."""
    found: dict[tuple[int, int], list[Change]] = {}
    for change in await volunteer_hours.changes_of_team(team.id, span.first.isoformat(), span.last.isoformat()):
        found.setdefault((change.shift_id, change.person_id), []).append(change)
    return found


def _row(stint: Stint, changes: list[Change], *, whole: bool) -> Row:
    said: Saying = ""
    if changes:
        last = changes[-1]
        said = _("{who}改的：{reason}", who=last.made_by or _("已离开的人"), reason=last.reason)
    elif stint.no_show:
        said = _("没来")
    elif stint.out_how == "clock":
        said = _("没签退")
    minutes = counted(stint)
    return [
        Day(date.fromisoformat(stint.day)), stint.duty, stint.name if whole else called(stint),
        Moment(stint.in_ms, "time") if stint.in_ms is not None else "",
        Moment(stint.out_ms, "time") if stint.out_ms is not None and stint.out_how != "clock" else "",
        HOW.get(stint.in_how, ""), "" if minutes is None else minutes, said,
    ]  # fmt: skip
