"""Other times, and what does not take place: of a whole course or of one of its dates. Who is told stands there before it is done."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from desk.courses.common import details_of, done, session_of, starts_typed, told
from desk.forms import Wrong
from desk.pages import Done, NoFields, Pages, Shown, Visit
from language.text import _
from services import course_changes, course_planning, office, session_changes
from services.calendar import Span, to_local, to_ms
from services.courses import Details, Refused
from services.days_off import Slot, around, held, lay
from services.refusals import refusal
from storage.sessions import Session

pages = Pages()

_OVER = _("这门课没有还没上的了，改不了时间。")


class Move(msgspec.Struct, frozen=True):
    """The next class is to be then. `go`: "" to look at it, "do" to have it done; `version` is that of the course as it was seen,
    `seen` what stood there besides."""

    day: str
    time: str
    holidays: bool = False
    go: str = ""
    version: int = 0
    seen: str = ""


class Reason(msgspec.Struct, frozen=True):
    """Why a course is called off: people read it."""

    reason: str = ""


@pages.get("/courses/{course_id:int}/move", may="courses.change")
async def move(visit: Visit) -> Shown:
    """Where to move what is still to come."""
    details = await details_of(visit)
    ahead = _ahead(details, visit.now_ms)
    return visit.show("courses/move.html", course=details.course, session=None, ahead=ahead, **_next(visit, ahead))


@pages.post("/courses/{course_id:int}/move", may="courses.change", form=Move, again=move)
async def move_all(visit: Visit, form: Move) -> Done | Shown:
    """What it would be, or do it."""
    details = await details_of(visit)
    course, ahead = details.course, _ahead(details, visit.now_ms)
    if not ahead:
        raise Wrong(_OVER)
    starts, why_off = starts_typed(visit, form.day, form.time), around(holidays=form.holidays)
    try:
        slots = lay(starts, len(ahead), course.every, course.minutes, visit.zone, why_off)
    except ValueError as error:
        raise Wrong(_("停课的日子太多，排不出这么多次课，请再看一下。")) from error
    if form.go == "do":
        _unchanged(form, course.version)
    if held(slots) == _spans(ahead):
        raise Wrong(refusal(Refused("nothing to change")))
    if preview := await _moved(visit, details, ahead, slots, form, only_seats=False):
        return preview
    change = await course_changes.move_course(
        course.id, visit.by, visit.now_ms, visit.zone, starts=starts, why_off=why_off
    )  # fmt: skip
    return Done(f"/courses/{course.id}", done(change, _("已改时间。")))


@pages.get("/courses/{course_id:int}/sessions/{session_id:int}/move", may="courses.change")
async def move_one(visit: Visit) -> Shown:
    """Where to move one date."""
    details = await details_of(visit)
    session = session_of(visit, details)
    ahead = [session] if session.starts_ms > visit.now_ms and session.status == "planned" else []
    return visit.show("courses/move.html", course=details.course, session=session, ahead=ahead, **_next(visit, [session]))


@pages.post("/courses/{course_id:int}/sessions/{session_id:int}/move", may="courses.change", form=Move, again=move_one)
async def move_it(visit: Visit, form: Move) -> Done | Shown:
    """What it would be, or do it."""
    details = await details_of(visit)
    session, starts = session_of(visit, details), starts_typed(visit, form.day, form.time)
    if form.go == "do":
        _unchanged(form, details.course.version)
    starts_ms = to_ms(starts, visit.zone)
    if starts_ms == session.starts_ms:
        raise Wrong(refusal(Refused("nothing to change")))
    slots = [Slot(Span(starts_ms, starts_ms + session.ends_ms - session.starts_ms), starts.date())]
    if preview := await _moved(visit, details, [session], slots, form, only_seats=True, session=session):
        return preview
    change = await session_changes.move(session.id, visit.by, visit.now_ms, visit.zone, starts)
    return Done(f"/courses/{details.course.id}", done(change, _("这一次已改时间。")))


@pages.get("/courses/{course_id:int}/sessions/{session_id:int}/cancel", may="courses.change")
async def drop(visit: Visit) -> Shown:
    """What dropping one date would mean."""
    details = await details_of(visit)
    session = session_of(visit, details)
    reach = await office.reach(details.course.id, visit.now_ms, only_seats=True)
    return visit.show(
        "courses/cancel.html",
        course=details.course,
        session=session,
        reach=told(reach),
        left=_ahead(details, visit.now_ms),
    )


@pages.post("/courses/{course_id:int}/sessions/{session_id:int}/cancel", may="courses.change", again=drop)
async def drop_it(visit: Visit, form: NoFields) -> Done:
    """Drop one date. It can be put back on."""
    details = await details_of(visit)
    session = session_of(visit, details)
    change = await course_changes.cancel_session(session.id, visit.by, visit.now_ms, visit.zone)
    return Done(f"/courses/{details.course.id}", done(change, _("这一次停课了。要恢复，在下面点「照常上课」。")))


@pages.get("/courses/{course_id:int}/sessions/{session_id:int}/restore", may="courses.change")
async def back(visit: Visit) -> Shown:
    """What putting a date back on would mean."""
    details = await details_of(visit)
    session = session_of(visit, details)
    reach = await office.reach(details.course.id, visit.now_ms, only_seats=True)
    clashes = await course_planning.clashes(details.course, _spans([session]), [session.id])
    return visit.show("courses/restore.html", course=details.course, session=session, reach=told(reach), clashes=clashes)


@pages.post("/courses/{course_id:int}/sessions/{session_id:int}/restore", may="courses.change", again=back)
async def restore(visit: Visit, form: NoFields) -> Done:
    """A date that was dropped takes place after all."""
    details = await details_of(visit)
    session = session_of(visit, details)
    change = await session_changes.restore(session.id, visit.by, visit.now_ms, visit.zone)
    return Done(f"/courses/{details.course.id}", done(change, _("这一次照常上课。")))


@pages.get("/courses/{course_id:int}/cancel", may="courses.change")
async def cancel(visit: Visit) -> Shown:
    """What calling the course off would mean."""
    details = await details_of(visit)
    reach = await office.reach(details.course.id, visit.now_ms)
    return visit.show(
        "courses/cancel.html",
        course=details.course,
        session=None,
        reach=told(reach),
        left=_ahead(details, visit.now_ms),
    )


@pages.post("/courses/{course_id:int}/cancel", may="courses.change", form=Reason, again=cancel)
async def cancel_it(visit: Visit, form: Reason) -> Done:
    """The whole course is off."""
    details = await details_of(visit)
    if len(form.reason) > 100:
        raise Wrong(reason=_("太长了，请写{most}个字以内。", most=100))
    change = await course_changes.cancel_course(details.course.id, visit.by, visit.now_ms, reason=form.reason)
    return Done(f"/courses/{details.course.id}", done(change, _("这门课已取消。")))


async def _moved(
    visit: Visit, details: Details, ahead: Sequence[Session], slots: Sequence[Slot], form: Move, *,
    only_seats: bool, session: Session | None = None,
) -> Shown | None:  # fmt: skip
    """The old times beside the new ones; None where it shall be done and everything still is as it was looked at."""
    course, spans = details.course, held(slots)
    clashes = await course_planning.clashes(course, spans, [one.id for one in ahead])
    seen = course_planning.seen(spans, clashes)
    if form.go == "do" and form.seen == seen:
        return None
    reach = await office.reach(course.id, visit.now_ms, only_seats=only_seats)
    return visit.show(
        "courses/moved.html", course=course, session=session, form=form, pairs=list(zip(ahead, spans, strict=True)),
        left_out=[slot for slot in slots if slot.off is not None], reach=told(reach),
        clashes=clashes, seen=seen, overtaken=form.go == "do",
    )  # fmt: skip


def _unchanged(form: Move, version: int) -> None:
    if form.version != version:
        raise Wrong(refusal(Refused("changed meanwhile")))


def _ahead(details: Details, now_ms: int) -> list[Session]:
    return [one for one in details.sessions if one.starts_ms > now_ms and one.status == "planned"]


def _spans(dated: Sequence[Session]) -> list[Span]:
    return [Span(one.starts_ms, one.ends_ms) for one in dated]


def _next(visit: Visit, ahead: Sequence[Session]) -> dict[str, str]:
    at = to_local(ahead[0].starts_ms if ahead else visit.now_ms, visit.zone)
    return {"day_now": at.date().isoformat(), "time_now": f"{at:%H:%M}"}
