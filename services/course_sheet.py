"""Courses as a sheet: what its columns are called, reading one that the office filled in, and writing down the courses there are."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from language.text import Text, _
from services.calendar import to_local
from services.course_rows import USUAL, Row, in_every_language
from services.course_words import AUDIENCES, EVERY, MODES
from services.tables import Unreadable
from storage.courses import Course

COLUMNS: dict[str, Text] = {
    "title": _("课程名"), "teacher": _("老师"), "place": _("地点"), "audience": _("给谁上"), "seats": _("名额"),
    "first": _("第一次上课"), "time": _("几点"), "minutes": _("每次几分钟"), "sessions": _("共几次"), "every": _("多久一次"),
    "opens": _("开始报名"), "closes": _("截止报名"), "price": _("费用（元）"), "mode": _("怎么报"), "min_age": _("最小年龄"),
    "max_age": _("最大年龄"), "cancel_hours": _("几小时前可取消"),
}  # fmt: skip
MOST = 40
"""Courses in one go."""


def read(table: str) -> list[Row]:
    """The courses of a sheet (`services.tables`), as they are typed there. Raises Unreadable."""
    lines = [line.split("\t") for line in table.split("\n")]
    for n, cells in enumerate(lines):
        heads = [_named(cell) for cell in cells]
        if "title" in heads and len([head for head in heads if head]) > 1:
            rows = [_row(heads, line) for line in lines[n + 1 :]]
            break
    else:
        raise Unreadable(_("没找到「课程名」这一列。请下载空白表格，照着上面的列填好再传。"))
    rows = [row for row in rows if not blank(row)]
    if not rows:
        raise Unreadable(_("表格里还没有课程，请填好再传。"))
    if len(rows) > MOST:
        raise Unreadable(_("一次最多开{most}门课，请分几次传。", most=MOST))
    return rows


def unused(table: str) -> list[str]:
    """The columns of a sheet that `read` makes nothing of, by what they are called there."""
    heads = next((cells for line in table.split("\n") if "title" in map(_named, cells := line.split("\t"))), [])
    return [cell.strip() for cell in heads if cell.strip() and not _named(cell)]


def blank(row: Row) -> bool:
    """Whether nothing was typed that tells of a course."""
    return not (row.title or row.teacher or row.place or row.first or row.time)


def like(course: Course, zone: ZoneInfo, not_before: date) -> Row:
    """The same course once more: on the same weekday, not before that day. Nothing is said of when one signs up."""
    starts = to_local(course.starts_ms, zone)
    first = not_before + timedelta(days=(starts.weekday() - not_before.weekday()) % 7)
    return row_of(course, zone, starts=datetime.combine(first, starts.time()), moments=False)


def row_of(course: Course, zone: ZoneInfo, *, starts: datetime | None = None, moments: bool = True) -> Row:
    """A course as one would type it."""
    at = starts or to_local(course.starts_ms, zone)
    return Row(
        title=course.title,
        teacher=course.teacher,
        place=course.place,
        audience=course.audience,
        seats=str(course.seats),
        first=at.date().isoformat(),
        time=f"{at:%H:%M}",
        minutes=str(course.minutes),
        sessions=str(course.sessions),
        every=course.every,
        opens=_typed(course.opens_ms, zone) if moments and course.opens_ms else "",
        closes=_typed(course.closes_ms, zone) if moments and course.closes_ms is not None else "",
        price=yuan(course.price_fen),
        mode=course.mode,
        min_age="" if course.min_age is None else str(course.min_age),
        max_age="" if course.max_age is None else str(course.max_age),
        cancel_hours=str(course.cancel_hours),
    )


def in_words(row: Row) -> list[Text | str]:
    """The cells of a row, in the order of the columns, as a person would write them."""
    words = {"audience": AUDIENCES, "every": EVERY, "mode": MODES}
    return [
        words[name].get(getattr(row, name), getattr(row, name)) if name in words else getattr(row, name) for name in COLUMNS
    ]


def example(today: date) -> Row:
    """What stands in an empty sheet, to show how it is meant."""
    first = today + timedelta(days=14)
    values = {name: getattr(USUAL, name) for name in USUAL.__struct_fields__}
    return Row(**{**values, "first": first.isoformat(), "time": "19:00"})


def yuan(fen: int) -> str:
    """An amount as it is typed: "8", "8.50"."""
    return f"{fen // 100}" if fen % 100 == 0 else f"{fen / 100:.2f}"


def _typed(at_ms: int, zone: ZoneInfo) -> str:
    return f"{to_local(at_ms, zone):%Y-%m-%dT%H:%M}"


def _row(heads: list[str], line: list[str]) -> Row:
    return Row(**{head: cell.strip() for head, cell in zip(heads, line, strict=False) if head})


def _named(cell: str) -> str:
    """The field that a column is about, by what it is called in any language; "" for any other."""
    said = cell.strip().lower()
    return next((name for name, heading in COLUMNS.items() if said in (name, *in_every_language(heading))), "")
