"""Papers of the volunteers: the hours of a month as a sheet, and the codes of all spots to print and put up."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date

from language.text import Day, Moment, Saying, Text, Value, _
from services import staff
from services.canteen.months import Month
from services.courses import Refused
from services.patrol import hours, teams
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
    made = await hours.summed(team, month, of.asked_ms)
    first, last = month.first.isoformat(), month.last.isoformat()
    changes: dict[tuple[int, int], list[Change]] = {}
    for change in await volunteer_hours.changes_of_team(team.id, first, last):
        changes.setdefault((change.shift_id, change.person_id), []).append(change)
    changed = Counter(person_id for _shift_id, person_id in changes)
    whole = await staff.is_staff(of.by, team.community_id)  # who leads sees a child by its given name, as everywhere
    people: list[Row] = [
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
    people.append(["", _("合计"), *total, sum(one.no_shows for one in made.sums), sum(changed.values())])
    stints = await volunteer_hours.of_team(team.id, first, last, of.asked_ms)
    return HoursSheet(team, people, [_row(one, changes.get((one.shift_id, one.person_id), []), whole=whole) for one in stints])


async def codes(of: Wanted) -> tuple[Community, list[Spot]] | Refused:
    """The community and its spots, whose codes are printed. Refused to who is no longer staff."""
    community = await communities.get(of.subject_id)
    if community is None or not await staff.is_staff(of.by, of.subject_id):
        return Refused("not staff")
    return community, await spots.of_community(of.subject_id)


async def _team(team_id: int, by: int) -> Team | Refused:
    team = await teams.get(team_id)
    return team if team is not None and await teams.may_lead(by, team) else Refused("not staff")


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
