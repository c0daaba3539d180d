"""What the pages about one course share."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from desk.forms import Wrong
from desk.pages import NotHere, Visit
from language.text import Saying, Text, _, lines
from services import courses
from services.calendar import to_local
from services.course_changes import Change
from services.course_rows import Reader
from services.course_words import will_be_told
from services.courses import Details, Refused
from services.desk import Reach
from services.refusals import refusal
from storage.courses import Course
from storage.sessions import Session

ROLL_AHEAD_MS = 12 * 3_600_000
"""From then on the roll of a session may be called."""


async def course_of(visit: Visit) -> Course:
    """The course that the address names. Raises NotHere where it is none of this community's."""
    course = await courses.get(visit.number("course_id"))
    if course is None or course.community_id != visit.community_id:
        raise NotHere
    return course


async def details_of(visit: Visit) -> Details:
    """The same with its dates."""
    course = await course_of(visit)
    found = await courses.details(course.id)
    assert found is not None
    return found


def session_of(visit: Visit, details: Details) -> Session:
    """The date of the course that the address names."""
    wanted = visit.number("session_id")
    found = next((session for session in details.sessions if session.id == wanted), None)
    if found is None:
        raise NotHere
    return found


def done(change: Change, said: Text) -> Saying:
    """What came of a change, and whom it reached. Raises Wrong where it was refused."""
    if isinstance(change, Refused):
        raise Wrong(refusal(change))
    return lines(
        said,
        _("已通知{n}个报名的人。", n=change.told) if change.told else None,
        _("{n}个人收不到消息，已经列进要打电话的名单。", n=len(change.unreached)) if change.unreached else None,
    )


def told(reach: Reach) -> Saying:
    """Who will hear of a change, and whom somebody has to call."""
    more = "……" if reach.to_call > len(reach.names) else ""
    return lines(will_be_told(reach), _("要打电话的：{names}", names="、".join(reach.names) + more) if reach.names else None)


def local(at_ms: int | None, zone: ZoneInfo) -> str:
    """A moment as a field for day and time holds it; "" for none, and for what was always so."""
    return f"{to_local(at_ms, zone):%Y-%m-%dT%H:%M}" if at_ms else ""


def reader(visit: Visit) -> Reader:
    """Reads what was typed, as of now."""
    return Reader(to_local(visit.now_ms, visit.zone))


def starts_typed(visit: Visit, day: str, clock: str) -> datetime:
    """A day and an hour of two fields, `day` and `time`. Raises Wrong with a sentence for each that is none."""
    read = reader(visit)
    starts = datetime.combine(read.day("day", day), read.clock("time", clock))
    if not read.wrong and starts <= read.now:
        read.wrong["day"] = _("这个时间已经过去了，请写以后的。")
    if read.wrong:
        raise Wrong(**read.wrong)
    return starts
