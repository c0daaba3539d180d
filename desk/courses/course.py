"""One course: how it stands, its dates, sign-up, and a poster of it."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from desk.courses.common import ROLL_AHEAD_MS, course_of, details_of, done, reader
from desk.courses.overview import LOOKS
from desk.forms import Wrong
from desk.pages import Done, NoFields, Pages, Shown, Visit
from language.text import _
from services import course_changes, course_words
from services.calendar import to_ms
from storage import attendance
from storage.sessions import Session

pages = Pages()


@dataclass(frozen=True, slots=True)
class Line:
    """A date: what it is now ("over", "now", "ahead", "off"), and who was there where a roll was called."""

    session: Session
    state: str
    present: int
    called: bool


class Open(msgspec.Struct, frozen=True):
    """Sign-up is to be open until then; "" until the course begins."""

    closes: str = ""


@pages.get("/courses/{course_id:int}", may="courses.see")
async def course(visit: Visit) -> Shown:
    """Everything about a course, but nobody's name."""
    details = await details_of(visit)
    found, now_ms = details.course, visit.now_ms
    called = await attendance.counts(found.id)
    lines = [_line(session, called.get(session.id, {}), now_ms) for session in details.sessions]
    to_come = [line.session for line in lines if line.state == "ahead"]
    return visit.show(
        "courses/course.html", course=found, lines=lines, ahead=to_come, state=course_words.said(found, now_ms),
        look=LOOKS[course_words.state(found, now_ms)], audience=course_words.audience(found), every=course_words.EVERY,
        mode=course_words.MODES[found.mode], taking=found.taking(now_ms), over=now_ms >= found.ends_ms,
        roll_ms=now_ms + ROLL_AHEAD_MS, drawing=found.mode == "draw" and found.drawn_ms is None,
    )  # fmt: skip


@pages.post("/courses/{course_id:int}/open", may="courses.change", form=Open, again=course)
async def open_(visit: Visit, form: Open) -> Done:
    """Open sign-up now."""
    found, read = await course_of(visit), reader(visit)
    closes = read.moment("closes", form.closes)
    if closes is not None and closes <= read.now:
        read.wrong["closes"] = _("截止的时间已经过去了，请写以后的。")
    if read.wrong:
        raise Wrong(**read.wrong)
    closes_ms = to_ms(closes, visit.zone) if closes is not None else None
    change = await course_changes.open_(found.id, visit.by, visit.now_ms, closes_ms=closes_ms)
    return Done(f"/courses/{found.id}", done(change, _("已开放报名。")))


@pages.post("/courses/{course_id:int}/close", may="courses.change", again=course)
async def close(visit: Visit, form: NoFields) -> Done:
    """End sign-up. It can be opened again."""
    found = await course_of(visit)
    change = await course_changes.close(found.id, visit.by, visit.now_ms)
    return Done(f"/courses/{found.id}", done(change, _("已停止报名：报上的不变，候补照样递补。")))


@pages.get("/courses/{course_id:int}/poster", may="courses.see")
async def poster(visit: Visit) -> Shown:
    """A page for the notice board, with a code to sign up by."""
    found = await course_of(visit)
    address = visit.links(f"course_{found.id}").get("web", "")
    return visit.show("courses/poster.html", course=found, address=address, audience=course_words.audience(found))


def _line(session: Session, marks: dict[str, int], now_ms: int) -> Line:
    state = "ahead" if session.starts_ms > now_ms else "now" if now_ms < session.ends_ms else "over"
    return Line(
        session, "off" if session.status != "planned" else state, marks.get("present", 0), bool(marks.keys() - {"excused"})
    )
