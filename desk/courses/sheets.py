"""Courses and rosters as Excel files."""

from __future__ import annotations

from typing import Any

from desk.courses.common import course_of
from desk.downloads import CHUNK, Chunk, Download, Table
from desk.pages import NotHere, Pages, Visit
from language.text import Day, _
from services import course_sheet, course_words, papers
from services.calendar import to_local
from services.courses import Refused
from storage import audit, courses
from storage.courses import Course

pages = Pages()


@pages.get("/courses/all.xlsx", may="courses.see")
async def every(visit: Visit) -> Download:
    """Every course there ever was. Its first columns are those of a sheet that is filled in for a new term."""
    community_id, zone, now_ms = visit.community_id, visit.zone, visit.now_ms

    async def rows(after: Any) -> Chunk:
        found = await courses.after(community_id, after or 0, CHUNK)
        return Chunk([row(course) for course in found], found[-1].id if len(found) == CHUNK else None)

    def row(course: Course) -> list[Any]:
        last = Day(to_local(course.ends_ms, zone).date(), "year")
        standing = course_words.said(course, now_ms)
        return [*_typed(course_sheet.in_words(course_sheet.row_of(course, zone))), last, course.taken, course.waiting, standing]

    heads = [*course_sheet.COLUMNS.values(), _("最后一次"), _("报上"), _("候补"), _("情况")]
    return Download(_("全部课程"), [Table(_("课程"), heads, rows)])


@pages.get("/courses/{course_id:int}/roster.xlsx", may="courses.people", notes=True)
async def roster(visit: Visit) -> Download:
    """The roster with whole numbers; that somebody took it along is written down."""
    course = await course_of(visit)
    made = await papers.roster_rows(papers.Wanted(course.id, visit.by))
    if isinstance(made, Refused):
        raise NotHere
    title, rows = made
    await audit.note(course.community_id, visit.by, "export roster", f"course:{course.id}", visit.now_ms)
    return Download(_("{course} 名单", course=title), [Table(title, papers.COLUMNS, rows)])


def _typed(cells: list[Any]) -> list[Any]:
    """Numbers as numbers, and moments as people write them."""
    return [
        int(cell) if isinstance(cell, str) and cell.isascii() and cell.isdecimal() else
        cell.replace("T", " ") if isinstance(cell, str) and len(cell) == 16 and cell[10:11] == "T" else cell
        for cell in cells
    ]  # fmt: skip
