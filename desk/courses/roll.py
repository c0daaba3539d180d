"""The roll call of a date: a tick for each who came, the code of the day, and in child care who brought and who fetched."""

from __future__ import annotations

import secrets

import msgspec

from desk.courses.common import ROLL_AHEAD_MS, details_of, session_of
from desk.forms import Wrong
from desk.pages import Done, NoFields, NotHere, Pages, Shown, Visit
from language.text import Moment, Saying, _
from services import rollcall
from services.courses import Details
from services.masks import masked_numbers, without_numbers
from services.rollcall import NotAllowed, RollCode
from storage import attendance, audit
from storage.attendance import RollLine
from storage.sessions import Session

pages = Pages()


class Ticks(msgspec.Struct, frozen=True):
    """Enrolments: who is `here`, who `excused` themselves; `was_here` and `was_excused` as it stood when the page was opened."""

    here: list[int] = []
    excused: list[int] = []
    was_here: list[int] = []
    was_excused: list[int] = []


class Child(msgspec.Struct, frozen=True):
    """A child came or went, and with whom."""

    enrolment: int
    who: str = ""
    what: str = "arrived"


@pages.get("/courses/{course_id:int}/roll", may="courses.people", notes=True)
async def nearest(visit: Visit) -> Shown:
    """The roll of the date that runs, or comes next, or was the last."""
    details = await details_of(visit)
    held = [session for session in details.sessions if session.status == "planned"]
    session = next((one for one in held if one.ends_ms > visit.now_ms), held[-1] if held else None)
    return await _shown(visit, details, session)


@pages.get("/courses/{course_id:int}/roll/{session_id:int}", may="courses.people", notes=True)
async def roll(visit: Visit) -> Shown:
    """The roll of one date."""
    details = await details_of(visit)
    return await _shown(visit, details, session_of(visit, details))


@pages.post("/courses/{course_id:int}/roll/{session_id:int}", may="courses.people", form=Ticks, again=roll)
async def ticked(visit: Visit, form: Ticks) -> Done:
    """Note what changed on the page. Who checked in meanwhile by the code is not touched."""
    details = await details_of(visit)
    session = session_of(visit, details)
    _takes_place(session)
    here, excused = set(form.here), set(form.excused) - set(form.here)
    if here - set(form.was_here) and session.starts_ms > visit.now_ms + ROLL_AHEAD_MS:
        raise Wrong(_("还没到上课那天，先只能记请假。"))
    left = (set(form.was_here) | set(form.was_excused)) - here - excused
    coming = set() if visit.now_ms >= session.ends_ms else left - set(form.was_here)  # they were only going to be away
    marks = [
        *((one, "present") for one in sorted(here - set(form.was_here))),
        *((one, "excused") for one in sorted(excused - set(form.was_excused))),
        *((one, "absent") for one in sorted(left - coming)),
    ]
    for enrolment_id in sorted(coming):
        await rollcall.unexcuse(session.id, enrolment_id, visit.by, visit.now_ms)
    for enrolment_id, state in marks:
        if isinstance(await rollcall.mark(session.id, enrolment_id, state, visit.by, visit.now_ms), NotAllowed):  # type: ignore[arg-type]
            raise Wrong(_("名单刚才变了，请再看一遍。"))
    said = _("记下了，改了{n}个人。", n=len(marks) + len(coming)) if marks or coming else _("没有变动。")
    return Done(_address(details, session), said)


@pages.post("/courses/{course_id:int}/roll/{session_id:int}/code", may="courses.people", again=roll)
async def code(visit: Visit, form: NoFields) -> Done:
    """Open the code of the day."""
    details = await details_of(visit)
    session = session_of(visit, details)
    opened = await rollcall.roll_code(session.id, visit.by, secrets.randbelow(rollcall.CODES), visit.now_ms)
    if not isinstance(opened, RollCode):
        raise Wrong(_("这一次已经下课或者停课了，不用签到码。"))
    return Done(_address(details, session))


@pages.post("/courses/{course_id:int}/roll/{session_id:int}/child", may="courses.people", form=Child, again=roll)
async def child(visit: Visit, form: Child) -> Done:
    """A child was brought or fetched; its guardians hear so."""
    details = await details_of(visit)
    session = session_of(visit, details)
    _takes_place(session)
    who = " ".join(form.who.split())
    if not who or len(who) > 40:
        raise Wrong(_("请写是谁送、谁接的，40个字以内，例如：爷爷。"))
    does = rollcall.collected if form.what == "collected" else rollcall.arrived
    noted = await does(session.id, form.enrolment, who, visit.by, visit.now_ms)
    if isinstance(noted, NotAllowed):
        raise Wrong(_("名单刚才变了，请再看一遍。"))
    at = Moment(visit.now_ms, "time")
    said: Saying = _("记下了：{who} {when} 送到，已告诉家长。", who=noted.child, when=at)
    if form.what == "collected":
        said = _("记下了：{who} {when} 由 {by} 接走，已告诉家长。", who=noted.child, when=at, by=who)
        if not noted.expected:
            said = _("{who} 由 {by} 接走了。⚠ 这不是家长登记的接送人，请给家长打个电话。", who=noted.child, by=who)
    return Done(_address(details, session), said)


async def _shown(visit: Visit, details: Details, session: Session | None) -> Shown:
    lines: list[RollLine] = []
    if session is not None:
        found = await rollcall.roll(session.id, visit.by)
        if isinstance(found, NotAllowed):
            raise NotHere
        lines = found
    childcare = details.course.audience == "childcare"
    if (
        childcare and lines and not visit.wrong
    ):  # it tells of children's health; shown again with a mistake, it is no other look
        await audit.note(visit.community_id, visit.by, "see roster", f"course:{details.course.id}", visit.now_ms)
    called = await attendance.counts(details.course.id)
    return visit.show(
        "courses/roll.html", course=details.course, session=session, sessions=details.sessions, lines=lines, called=called,
        marks=rollcall.MARKS, masked_numbers=masked_numbers, without_numbers=without_numbers, childcare=childcare,
        early=session is not None and session.starts_ms > visit.now_ms + ROLL_AHEAD_MS,
        codes=session is not None and session.status == "planned" and visit.now_ms < session.ends_ms,
        code_from_ms=session.starts_ms - rollcall.EARLY_MS if session else 0,
        here=sum(line.state == "present" for line in lines), excused=sum(line.state == "excused" for line in lines),
    )  # fmt: skip


def _takes_place(session: Session) -> None:
    if session.status != "planned":
        raise Wrong(_("这一次停课了，不用点名。"))


def _address(details: Details, session: Session) -> str:
    return f"/courses/{details.course.id}/roll/{session.id}"
