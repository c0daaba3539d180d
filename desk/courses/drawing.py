"""The draw of a course: sealed before, held once, and everything that anybody needs to check it."""

from __future__ import annotations

from desk.courses.common import course_of, told
from desk.downloads import Download, Table
from desk.forms import Wrong
from desk.pages import Done, NoFields, NotHere, Pages, Shown, Visit
from language.text import Moment, Value, _
from services import courses, desk, draw
from services.draw import Check, Drawn
from storage import draws
from storage.courses import Course

pages = Pages()

MOST = 100


@pages.get("/courses/{course_id:int}/draw", may="courses.see")
async def proof(visit: Visit) -> Shown:
    """How it stands, or what came of it. It names nobody: entries have numbers."""
    course, skip = await _course(visit), visit.number("skip")
    details, drawn = await courses.details(course.id), await draw.published(course.id)
    assert details is not None
    if not isinstance(drawn, Drawn):
        reach = told(await desk.reach(course.id, visit.now_ms)) if visit.may("courses.change") else ""
        return visit.show(
            "courses/draw.html", reach=reach, course=course, drawn=None, seed_hash=details.seed_hash,
            entries=len(await draws.entries(course.id)), taking=course.taking(visit.now_ms),
            can=course.status != "cancelled" and (course.status != "open" or visit.now_ms >= course.closing_ms),
        )  # fmt: skip
    check = await draw.verify_course(course.id)
    return visit.show(
        "courses/draw.html", course=course, drawn=drawn, fits=isinstance(check, Check) and check.ok,
        listed=drawn.entries[skip : skip + MOST], skip=skip, most=MOST, more=len(drawn.entries) > skip + MOST,
        base=f"/desk/courses/{course.id}/draw?", won=sum(entry.result == "seat" for entry in drawn.entries),
    )  # fmt: skip


@pages.post("/courses/{course_id:int}/draw", may="courses.change", again=proof)
async def hold(visit: Visit, form: NoFields) -> Done:
    """Draw, once; everybody is told."""
    course = await _course(visit)
    outcome = await draw.hold(course.id, visit.by, visit.now_ms)
    if isinstance(outcome, draw.StillOpen):
        raise Wrong(_("{until} 截止后会自动抽签。想提前抽，请先停止报名。", until=Moment(outcome.closes_ms)))
    if not isinstance(outcome, Drawn):
        raise Wrong(_("现在还不能抽签，请先停止报名。"))
    return Done(
        f"/courses/{course.id}/draw",
        _("抽好了：{n}人参加，{seats}个名额，结果已发给每个人。", n=len(outcome.entries), seats=outcome.seats),
    )


@pages.get("/courses/{course_id:int}/draw.xlsx", may="courses.see")
async def sheet(visit: Visit) -> Download:
    """The proof as a sheet."""
    course = await _course(visit)
    drawn = await draw.published(course.id)
    if not isinstance(drawn, Drawn):
        raise NotHere
    rows: list[list[Value]] = [
        [entry.rank or 0, entry.number, entry.places, _("抽中") if entry.result == "seat" else _("候补")]
        for entry in drawn.entries
    ]
    facts: list[list[Value]] = [[_("随机数"), drawn.seed], [_("指纹（SHA-256）"), drawn.seed_hash], [_("名额"), drawn.seats]]
    return Download(
        _("{course} 抽签公示", course=course.title),
        [
            Table(_("结果"), [_("名次"), _("抽签号"), _("占几个位子"), _("结果")], rows),
            Table(_("核对用"), [_("项目"), _("内容")], facts),
        ],
    )


async def _course(visit: Visit) -> Course:
    course = await course_of(visit)
    if course.mode != "draw":
        raise NotHere
    return course
