"""How fast cases were seen to, against the clock: by severity, category, team and month; and as an Excel file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from desk.downloads import CHUNK, Cell, Chunk, Download, Table
from desk.pages import Pages, Shown, Visit
from language.text import Saying, Text, _
from services.calendar import DAY_MS, HOUR_MS, to_local, to_ms
from services.cases import clock, kinds, pace
from services.cases.pace import Paces, Pacing
from services.patrol import teams
from storage.case_pace import Pace

pages = Pages()

K = TypeVar("K")

MONTHS: Mapping[str, int] = {"1": 1, "3": 3, "6": 6, "12": 12}
"""So many months back, this one too."""
USUAL = "6"


@pages.get("/cases/times", may="cases.see")
async def times(visit: Visit) -> Shown:
    """The figures, and the tables."""
    months, since_ms = _since(visit)
    found = await pace.between(visit.community_id, visit.by, since_ms, visit.now_ms + 1, visit.now_ms)
    return visit.show(
        "cases/times.html", whole=found.whole, tables=await _tables(visit, found), months=months,
        periods=[(n, _period(count)) for n, count in MONTHS.items()], span=clock.span,
    )  # fmt: skip


@pages.get("/cases/times/file", may="cases.see")
async def file(visit: Visit) -> Download:
    """The same tables, and each case by its number."""
    _months, since_ms = _since(visit)
    until_ms = visit.now_ms + 1
    found = await pace.between(visit.community_id, visit.by, since_ms, until_ms, visit.now_ms)
    named = {team.id: team.name for team in await teams.of_community(visit.community_id)}

    async def rows(after: Any) -> Chunk:
        some, behind = await pace.behind(visit.community_id, visit.by, since_ms, until_ms, visit.now_ms, after or 0, CHUNK)
        return Chunk([_case(visit, some, case, named) for case in some.cases], behind)

    tables = [
        Table(title, [name, *_COLUMNS], [[said, *_figures(one)] for said, one in lines])
        for title, name, lines in await _tables(visit, found)
    ]
    return Download(_("办事用时"), [*tables, Table(_("每一件"), _CASE_COLUMNS, rows)])


_COLUMNS = (
    _("件数"), _("回应了的"), _("平均几小时回应"), _("处理好的"), _("平均几天处理好"), _("有时限的"), _("按时的"), _("按时%"),
)  # fmt: skip
_CASE_COLUMNS = (
    _("编号"), _("种类"), _("类别"), _("急不急"), _("队伍"), _("月份"), _("几小时回应"), _("几天处理好"), _("是否超时"),
)  # fmt: skip


def _since(visit: Visit) -> tuple[str, int]:
    """Which time is looked at, and when it began: at the first of a month."""
    months = visit.query.get("months", USUAL)
    months = months if months in MONTHS else USUAL
    first = to_local(visit.now_ms, visit.zone).date().replace(day=1)
    for _month in range(MONTHS[months] - 1):
        first = (first - timedelta(days=1)).replace(day=1)
    return months, to_ms(datetime(first.year, first.month, 1), visit.zone)  # noqa: DTZ001  # local on purpose


def _period(count: int) -> Text:
    return _("这个月") if count == 1 else _("最近{n}个月", n=count)


async def _tables(visit: Visit, found: Paces) -> list[tuple[Text, Text, list[tuple[Saying, Pacing]]]]:
    """For each table its title, what its lines are, and the lines."""
    named = {team.id: team.name for team in await teams.of_community(visit.community_id)}
    by_month = sorted(found.by(lambda case: pace.month(case, visit.zone)).items(), reverse=True)
    severities = _lines(found, lambda case: (case.kind, case.severity), lambda of: _severity(found, *of))
    categories = _lines(found, lambda case: (case.kind, case.category), lambda of: _category(found, *of))
    by_team = _lines(found, lambda case: case.team_id or 0, lambda of: named.get(of, "") or _("社区工作人员"))
    return [
        (_("按急不急"), _("急不急"), severities), (_("按类别"), _("类别"), categories), (_("按队伍"), _("队伍"), by_team),
        (_("按月"), _("月份"), list(by_month)),
    ]  # fmt: skip


def _lines(found: Paces, key: Callable[[Pace], K], say: Callable[[K], Saying]) -> list[tuple[Saying, Pacing]]:
    """The groups, those with most cases first."""
    grouped = sorted(found.by(key).items(), key=lambda line: -line[1].number)
    return [(say(group), one) for group, one in grouped]


def _severity(found: Paces, kind_id: str, severity_id: str) -> Saying:
    kind = found.kinds[kind_id]
    severity = kind.severity(severity_id)
    return kinds.shown(severity.name) if severity is not None else kinds.shown(kind.name)


def _category(found: Paces, kind_id: str, category_id: str) -> Saying:
    kind = found.kinds[kind_id]
    category = kind.category(category_id)
    return kinds.shown(category.name) if category is not None else kinds.shown(kind.name)


def _figures(one: Pacing) -> Sequence[Cell]:
    return (
        one.number, one.answered, _in(one.answer_ms, HOUR_MS), one.repaired, _in(one.repair_ms, DAY_MS), one.timed, one.in_time,
        one.share if one.share is not None else "",
    )  # fmt: skip


def _case(visit: Visit, found: Paces, case: Pace, named: Mapping[int, str]) -> Sequence[Cell]:
    first = case.first_ms - case.created_ms if case.first_ms is not None else None
    repaired = case.repaired_ms - case.created_ms if case.repaired_ms is not None else None
    return (
        case.id, kinds.shown(found.kinds[case.kind].name), _category(found, case.kind, case.category),
        _severity(found, case.kind, case.severity),
        named.get(case.team_id or 0, ""), pace.month(case, visit.zone), _in(first, HOUR_MS), _in(repaired, DAY_MS),
        _("超时") if case.late else _("按时") if found.timed(case) else "",
    )  # fmt: skip


def _in(ms: int | None, unit_ms: int) -> Cell:
    return "" if ms is None else round(max(ms, 0) / unit_ms, 1)
