"""Long lists behind the figures, to take along: every session and every case, a piece at a time. Nobody is named."""

from __future__ import annotations

from language.text import Saying, Text, _
from services.cases import kinds
from services.cases.kinds import shown
from services.figures import cases, courses
from services.figures.asking import Asked
from services.figures.panels import Cell, share
from storage import attendance, case_times

SESSION_COLUMNS: tuple[Text, ...] = (
    _("日期"), _("课程"), _("第几次"), _("应到（人次）"), _("来了"), _("没来"), _("请假"), _("到课率（%）"),
)  # fmt: skip
CASE_COLUMNS: tuple[Text, ...] = (
    _("编号"), _("哪一种"), _("哪一类"), _("报来"), _("办好"), _("不处理"), _("几天办好"), _("按时"),
)  # fmt: skip
Piece = tuple[list[list[Cell]], int | None]
"""Some rows, and behind which id to go on; None at the end."""


async def sessions(asked: Asked, after: int, most: int) -> Piece:
    """The sessions of the span that began by now, with what their roll calls came to: so many behind that id."""
    found = await attendance.sums(asked.community_id, asked.from_ms, min(asked.until_ms, asked.now_ms), after, most)
    rows: list[list[Cell]] = []
    for one in found:
        day = asked.day(one.starts_ms).isoformat()
        if courses.counts(one):
            due = one.present + one.absent + one.excused
            rows.append([day, one.title, one.n, due, one.present, one.absent, one.excused, share(one.present, due)])
        else:
            rows.append([day, one.title, one.n, None, None, None, None, None])
    return rows, found[-1].session_id if len(found) == most else None


async def every_case(asked: Asked, after: int, most: int) -> Piece:
    """The cases that were open at some time of the span, but for those merged into others: so many behind that id."""
    known = {kind.id: kind for kind in await kinds.of(asked.community_id)}
    came = await case_times.came(asked.community_id, asked.from_ms, asked.until_ms, after, most)
    changes = await case_times.steps(asked.community_id, asked.from_ms, asked.until_ms, after, most)
    rows: list[list[Cell]] = []
    for one in cases.tell(asked, came, changes, known):
        category = one.kind.category(one.category)
        about: Saying = shown(category.name) if category else ""
        in_time: Saying = "" if one.in_time is None else _("是") if one.in_time else _("否")
        rows.append(
            [
                one.id, shown(one.kind.name), about, one.brought.isoformat(), one.right.isoformat() if one.right else "",
                one.declined.isoformat() if one.declined else "", None if one.days is None else round(one.days, 1), in_time,
            ]
        )  # fmt: skip
    return rows, came[-1].id if len(came) == most else None
