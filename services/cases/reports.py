"""Bringing something up: a hazard, a suggestion, a request, or whatever kinds a community has."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from language.message import Attached
from services import households, staff
from services.cases import alerts, clock, danger, files, kinds, similar
from services.cases.kinds import Kind
from services.cases.outcomes import Opened, OpenOutcome, Refused
from services.cases.places import Where
from services.telling import is_child
from storage import audit, case_events, case_followers, cases, people, reminders, teams


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody brings up. `details` are [label, words] of a kind's own questions; `severity` "" means what the category says."""

    kind: str
    words: str = ""
    category: str = ""
    severity: str = ""
    where: Where = field(default_factory=Where)
    details: tuple[tuple[str, str], ...] = ()
    anonymous: bool = False
    files: tuple[Attached, ...] = ()
    shift_id: int | None = None


async def open_case(report: Report, whose: int, by: int, account_id: int, channel: str, now_ms: int) -> OpenOutcome:
    """Open a case for `whose` it is: oneself, a child or somebody one acts for, or, as staff, a resident of the community.

    It is told to those who see to it in the same transaction; what is dangerous also at night.
    """
    reporter = await people.get(whose)
    if reporter is None or reporter.erased_ms is not None or reporter.community_id is None:
        return Refused("not yours")
    by_staff = by != whose and await staff.is_staff(by, reporter.community_id)
    if not by_staff:
        if is_child(reporter, now_ms) and not await households.has_guardian(whose, by):
            return Refused("needs guardian")
        if by != whose and not await households.may_act_for(by, whose):
            return Refused("not yours")
    kind = await kinds.get(reporter.community_id, report.kind)
    if kind is None:
        return Refused("no such kind")
    if not (report.words.strip() or report.files or report.category):
        return Refused("nothing said")
    case_id, dangerous = await _add(report, kind, reporter.community_id, whose, by, now_ms)
    event_id = await case_events.add(case_id, by, "reported", now_ms, state=kind.first.id, words=report.words)
    await files.keep(case_id, event_id, by, report.files, account_id, channel, now_ms)
    await case_followers.add(case_id, by if is_child(reporter, now_ms) else whose, "reporter", now_ms)
    await cases.recount(case_id)
    case = await cases.get(case_id)
    assert case is not None
    await similar.index(case)
    await reminders.follow(clock.CASE, case_id, case.community_id, now_ms)
    await alerts.tell_new(case, kind, now_ms)
    if by_staff:
        await audit.note(case.community_id, by, "report", f"case:{case_id}", now_ms, detail=f"person:{whose}")
    return Opened(case_id, dangerous)


async def _add(report: Report, kind: Kind, community_id: int, whose: int, by: int, now_ms: int) -> tuple[int, bool]:
    category = kind.category(report.category)
    severity = kind.severity(report.severity or (category.severity if category else ""))
    dangerous = (severity is not None and severity.danger) or danger.read(report.words) is not None
    if dangerous and (severity is None or not severity.danger):
        severity = next((one for one in kind.severities if one.danger), severity)
    level = severity.id if severity else ""
    team = await teams.by_slug(community_id, (category.team if category else "") or kind.team)
    case_id = await cases.add(
        community_id, kind.id, kind.first.id, kind.first.phase, now_ms,
        words=report.words, details=json.dumps(report.details, ensure_ascii=False) if report.details else "",
        category=report.category, severity=level, danger=dangerous, place=report.where.words, place_key=report.where.key,
        latitude_e6=round(report.where.point.latitude * 1e6) if report.where.point else None,
        longitude_e6=round(report.where.point.longitude * 1e6) if report.where.point else None,
        spot_id=report.where.spot_id, reporter_id=whose, made_by=by, anonymous=report.anonymous,
        shown="asked" if kind.public == "moderated" else "no", team_id=team.id if team else None,
        due_ms=clock.due(kind, level, kind.first, now_ms, None), shift_id=report.shift_id,
    )  # fmt: skip
    return case_id, dangerous
