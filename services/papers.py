"""Papers that staff ask for in the chat: a roster as a sheet, a poster of a class. They are made after the turn, and handed over."""

from __future__ import annotations

import json
from dataclasses import dataclass

from language.message import Document, Outgoing
from language.text import Moment, Saying, Text, Value, _
from services import courses
from services.calendar import DAY_MS
from services.courses import Refused
from services.staff import is_staff
from storage import accounts, audit, errands, outbox
from storage.courses import Course
from storage.enrolments import RosterLine
from storage.errands import Errand
from storage.outbox import Lane

ROSTER, POSTER = "roster", "poster"
"""Kinds of errands: make a roster, a poster."""
KEPT_MS = 7 * DAY_MS

COLUMNS: tuple[Text, ...] = (
    _("序号"), _("姓名"), _("电话"), _("状态"), _("候补位"), _("陪同"), _("接送"), _("过敏"), _("报名时间"),
)  # fmt: skip
STATES: dict[str, Text] = {"seat": _("已报上"), "offered": _("有位子，等确认"), "waiting": _("候补"), "entered": _("等抽签")}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an errand is to make, and for whom."""

    subject_id: int
    by: int


def wanted(errand: Errand) -> Wanted:
    """What the errand asks for."""
    body = json.loads(errand.body)
    return Wanted(body.get("subject_id") or body["course_id"], body["by"])  # an errand of an earlier version names a course


async def ask_roster(course_id: int, by: int, account_id: int, now_ms: int) -> Course | Refused:
    """Have the roster of a course made as a sheet for this account; that somebody takes it along is written down."""
    course = await _allowed(course_id, by)
    if isinstance(course, Course):
        await errands.add(ROSTER, account_id, json.dumps({"subject_id": course_id, "by": by}), now_ms)
        await audit.note(course.community_id, by, "export roster", f"course:{course_id}", now_ms)
    return course


async def ask_poster(course_id: int, by: int, account_id: int, now_ms: int) -> Course | Refused:
    """Have a poster of a course made for this account."""
    course = await _allowed(course_id, by)
    if isinstance(course, Course):
        await errands.add(POSTER, account_id, json.dumps({"subject_id": course_id, "by": by}), now_ms)
    return course


async def roster_rows(wanted: Wanted) -> tuple[str, list[list[Value]]] | Refused:
    """The title of the course and a row for each booking, as COLUMNS say. Refused to who is no longer staff."""
    lines, course = await courses.roster(wanted.subject_id, wanted.by), await courses.get(wanted.subject_id)
    if isinstance(lines, Refused) or course is None:
        return lines if isinstance(lines, Refused) else Refused("no such course")
    places = {line.enrolment_id: n for n, line in enumerate((x for x in lines if x.state == "waiting"), 1)}
    return course.title, [_row(n, line, places.get(line.enrolment_id)) for n, line in enumerate(lines, 1)]


async def poster_of(wanted: Wanted) -> Course | Refused:
    """The course of which a poster is to be made. Refused to who is no longer staff."""
    return await _allowed(wanted.subject_id, wanted.by)


async def hand_over(errand: Errand, text: Saying, document: Document | None, now_ms: int, *, shred: bool = False) -> None:
    """Send what was made to the account that asked, and take the errand off the list. With `shred` the file is destroyed later."""
    account = await accounts.by_id(errand.account_id) if errand.account_id is not None else None
    if account is not None:
        await outbox.notice(f"errand:{errand.id}", 0, account, Outgoing(text=text, document=document), Lane.REPLY, now_ms)
    if document is not None and shred:
        await errands.add(errands.SHRED, None, document.blob, now_ms + KEPT_MS)
    await errands.done(errand.id)


async def _allowed(course_id: int, by: int) -> Course | Refused:
    course = await courses.get(course_id)
    if course is None:
        return Refused("no such course")
    return course if await is_staff(by, course.community_id) else Refused("not staff")


def _row(n: int, line: RosterLine, place: int | None) -> list[Value]:
    phone = line.phone or line.kin_phone
    state = STATES.get(line.state, line.state)
    return [n, line.name, phone, state, place or "", line.companion, line.pickup, line.allergy, Moment(line.created_ms)]
