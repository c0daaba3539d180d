"""Bringing something up: a hazard, a suggestion, a request, or whatever kinds a community has."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from language.message import Attached, Button
from language.text import Saying, _
from services import households, staff
from services.calendar import HOUR_MS
from services.cases import alerts, clock, danger, files, kinds, naming, places, seeing, similar
from services.cases.kinds import Kind, Severity
from services.cases.outcomes import Already, CaseOutcome, Done, Opened, OpenOutcome, Refused
from services.cases.places import Where
from services.patrol import checkins
from services.telling import HOME, guardians_or_self, is_child, notice, tell
from storage import audit, case_events, case_followers, cases, people, reminders, teams
from storage.cases import Case
from storage.outbox import Terms, Weight
from storage.people import Person

NAMELESS = ("来电", "居民打电话说的，没留姓名")
"""How a case says that the member of staff who entered it only wrote down what was said."""
WALK_MS = HOUR_MS
"""What is entered within that is most likely near what was entered before."""


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


@dataclass(frozen=True, slots=True)
class Stands:
    """Who sees to a case, "" where staff do, and by when it must be seen to."""

    team: str
    due_ms: int | None


async def stands(case_id: int) -> Stands | None:
    """How a case stands that was just opened or joined."""
    case = await cases.get(case_id)
    if case is None:
        return None
    team = await teams.get(case.team_id) if case.team_id is not None else None
    return Stands(team.name if team else "", case.due_ms)


def said_details(details: str, most: int = 500) -> list[Saying]:
    """The answers to a kind's own questions, a line each, of at most so many characters; none for ""."""
    listed: list[tuple[str, str]] = json.loads(details or "[]")
    return [_("{label}：{said}", label=kinds.shown(label), said=naming.short(said, most)) for label, said in listed]


async def open_case(
    report: Report, whose: int, by: int, account_id: int, channel: str, now_ms: int, *, at_work: int | None = None
) -> OpenOutcome:
    """Open a case for `whose` it is: oneself, a child or somebody one acts for, or, as staff, a resident of the community.

    `at_work` is the community in which somebody who works there writes down what a caller without a name says: it may not be the one
    where they live.

    It is told to those who see to it in the same transaction; what is dangerous also at night. A child brings nothing up by itself,
    but danger to life.
    """
    reporter = await people.get(whose)
    works = at_work is not None and whose == by and await staff.is_staff(by, at_work)
    if reporter is None or reporter.erased_ms is not None or (at_work is not None and not works):
        return Refused("not yours")
    community_id = reporter.community_id if at_work is None else at_work
    if community_id is None:
        return Refused("not yours")
    kind = await kinds.get(community_id, report.kind)
    if kind is None:
        return Refused("no such kind")
    child, in_danger = is_child(reporter, now_ms), dangerous(report, kind)
    own = await households.acts_as_family(by, whose)
    by_staff = not own and await staff.is_staff(by, community_id)
    if not (own or by_staff):
        return Refused("not yours")
    if child and not (by_staff or in_danger or await households.has_guardian(whose, by)):
        return Refused("needs guardian")
    if not (report.words.strip() or report.files or report.category):
        return Refused("nothing said")
    case_id = await _add(report, kind, community_id, whose, by, now_ms, in_danger=in_danger)
    event_id = await case_events.add(case_id, by, "reported", now_ms, state=kind.first.id, words=report.words)
    await files.keep(case_id, event_id, by, report.files, account_id, channel, now_ms)
    following = [by] if child and own else await guardians_or_self(reporter, now_ms)
    for person_id in following:
        await case_followers.add(case_id, person_id, "reporter", now_ms)
    await cases.recount(case_id)
    case = await cases.get(case_id)
    assert case is not None
    await similar.index(case)
    await reminders.follow(clock.CASE, case_id, case.community_id, now_ms)
    told = await alerts.tell_new(case, kind, now_ms)
    if by_staff or works:
        detail = f"person:{whose}" if by_staff else ""
        await audit.note(case.community_id, by, "report", f"case:{case_id}", now_ms, detail=detail)
    if by_staff:
        text = _("社区帮您报上了：{what}，是第{n}号。有进展告诉您。", what=naming.headline(case, kind), n=case_id)
        message = notice(text, Button(label=_("看看"), data=f"/case {case_id}", look="main"), HOME)
        for person_id in following:
            await tell(person_id, message, f"reported:{case_id}", now_ms)
    elif child and by == whose:
        await _tell_guardians(case, kind, reporter, now_ms)
    return Opened(case_id, in_danger, told)


async def _tell_guardians(case: Case, kind: Kind, child: Person, now_ms: int) -> None:
    """A child is in danger, or beside one: whoever acts for it hears so at once, and follows what becomes of it."""
    text = _("{child}报告了危险：{what}。已经告诉社区，请马上联系孩子。", child=child.name, what=naming.headline(case, kind))
    message = notice(text, Button(label=_("看看"), data=f"/case {case.id}", look="main"), HOME)
    for person_id in await guardians_or_self(child, now_ms):
        await case_followers.add(case.id, person_id, "joined", now_ms)
        await tell(person_id, message, f"reported:{case.id}", now_ms, Terms(weight=Weight.DANGER))
    await cases.recount(case.id)


async def current_shift(person_id: int, now_ms: int) -> int | None:
    """The shift on which the person is walking now: what they report belongs to it."""
    return next((stint.shift_id for stint in await checkins.at_hand(person_id, now_ms) if stint.there), None)


async def last_of(by: int, now_ms: int) -> Case | None:
    """What the person entered last, on the same walk."""
    return await cases.last_made(by, now_ms - WALK_MS)


async def say_where(case_id: int, where: Where, by: int, now_ms: int) -> CaseOutcome:
    """Whoever reported it says where it is, which was not asked before it was opened: danger waits for nothing."""
    found = await seeing.look(case_id, by, now_ms)
    if found is None:
        return Refused("no such case")
    if found.role not in ("reporter", "staff"):
        return Refused("not yours")
    point = where.point
    known = await cases.place(
        case_id, where.words, where.key, round(point.latitude * 1e6) if point else None,
        round(point.longitude * 1e6) if point else None, where.spot_id,
    )  # fmt: skip
    if not known:
        return Already(case_id)
    case = await cases.get(case_id)
    assert case is not None
    await similar.index(case)
    event_id = await case_events.add(case_id, by, "place", now_ms, words=where.words)
    await alerts.tell_more(case, found.kind, event_id, where.words or places.on_the_map(where), now_ms)
    return Done(case_id, event_id)


def _severity(report: Report, kind: Kind) -> Severity | None:
    """As it was said, else as its category usually is."""
    category = kind.category(report.category)
    return kind.severity(report.severity or (category.severity if category else ""))


def dangerous(report: Report, kind: Kind) -> bool:
    """Whether it is a danger to life: by its severity, or by its words."""
    severity = _severity(report, kind)
    return (severity is not None and severity.danger) or danger.read(report.words) is not None


async def _add(report: Report, kind: Kind, community_id: int, whose: int, by: int, now_ms: int, *, in_danger: bool) -> int:
    category, severity = kind.category(report.category), _severity(report, kind)
    if in_danger and (severity is None or not severity.danger):
        severity = next((one for one in kind.severities if one.danger), severity)
    level = severity.id if severity else ""
    team = await teams.by_slug(community_id, (category.team if category else "") or kind.team)
    return await cases.add(
        community_id, kind.id, kind.first.id, kind.first.phase, now_ms,
        words=report.words, details=json.dumps(report.details, ensure_ascii=False) if report.details else "",
        category=report.category, severity=level, danger=in_danger, place=report.where.words, place_key=report.where.key,
        latitude_e6=round(report.where.point.latitude * 1e6) if report.where.point else None,
        longitude_e6=round(report.where.point.longitude * 1e6) if report.where.point else None,
        spot_id=report.where.spot_id, reporter_id=whose, made_by=by, anonymous=report.anonymous,
        shown="asked" if kind.public == "moderated" else "no", team_id=team.id if team else None,
        due_ms=clock.due(kind, level, kind.first, now_ms, None), shift_id=report.shift_id,
    )  # fmt: skip
