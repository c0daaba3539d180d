"""A new term: one form with a row for each course, or a sheet; then every date that comes of it to look at; then the courses are there."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import msgspec

from desk.courses.overview import overview
from desk.downloads import Download, Table
from desk.forms import TableFile, Wrong
from desk.pages import Done, NotHere, Pages, Shown, Visit
from language.text import Joined, Saying, _, lines
from services import course_planning, course_rows, course_sheet, days_off
from services.calendar import to_local
from services.course_planning import Planned
from services.course_rows import USUAL, Row, Wanted
from services.course_words import AUDIENCES, EVERY, MODES
from services.courses import Refused
from services.refusals import refusal
from services.tables import Unreadable
from storage import courses

pages = Pages()

IN_DETAILS = ("opens", "closes", "price", "mode", "min_age", "max_age", "cancel_hours")
"""Fields that most courses leave as they are: they stand folded under the others."""
GAP = timedelta(days=7)
"""Between a term and the next one that is proposed."""


class Term(msgspec.Struct, frozen=True):
    """The form. `go`: "" to look at it, "more" for another row, "back" to go on typing, "create" to have it done; `seen` is what was looked at."""

    rows: dict[int, Row] = {}
    opens: str = ""
    holidays: bool = False
    off: str = ""
    go: str = ""
    seen: str = ""


class Sheet(msgspec.Struct, frozen=True):
    """A sheet that was filled in."""

    sheet: TableFile


class Like(msgspec.Struct, frozen=True):
    """Courses to hold once more, from a day on."""

    like: list[int] = []
    from_day: date | None = None


@pages.get("/courses/new", may="courses.change")
async def new(visit: Visit) -> Shown:
    """The form, with what was typed."""
    rows = {int(n): row for n, row in _numbers(visit.typed).items()}
    return _form(visit, rows or {1: USUAL}, visit.typed, visit.wrong)


@pages.post("/courses/new", may="courses.change", form=Term, again=new)
async def plan(visit: Visit, form: Term) -> Done | Shown:
    """Show what would be, or do it."""
    rows = {n: row for n, row in form.rows.items() if not course_sheet.blank(row)}
    if form.go in ("more", "back"):
        shown = rows if form.go == "back" else form.rows
        if form.go == "more" and len(shown) < course_sheet.MOST:
            shown = {**shown, max(shown, default=0) + 1: USUAL}
        return _form(visit, shown or {1: USUAL}, _typed(form, shown), {})
    wanted, why_off = _read(visit, form, rows)
    planned = await _planned(visit, wanted, why_off)
    overtaken = form.go == "create" and form.seen != _seen(planned)
    if form.go != "create" or overtaken:
        values = {name: value for name, [value] in _typed(form, rows).items()}
        return _preview(visit, planned, values, overtaken=overtaken)
    made = await course_planning.create(
        visit.community_id, planned, visit.by, visit.now_ms, visit.zone, lambda: secrets.token_hex(32)
    )
    if isinstance(made, Refused):
        raise Wrong(refusal(made))
    said = lines(_("开好了{n}门课。", n=len(made)), _("居民在聊天里点「看课程」就能看到。"))
    return Done(f"/courses/{made[0]}" if len(made) == 1 else "/courses", said)


@pages.post("/courses/new/sheet", may="courses.change", form=Sheet, again=new)
async def sheet(visit: Visit, form: Sheet) -> Shown:
    """The courses of a sheet: what they would be, or the form with what is to be mended."""
    try:
        listed = course_sheet.read(form.sheet)
    except Unreadable as error:
        raise Wrong(sheet=error.say) from error
    term = Term(dict(enumerate(listed, 1)), holidays=True)
    try:
        wanted, why_off = _read(visit, term, term.rows)
        planned = await _planned(visit, wanted, why_off)
    except Wrong as error:
        return _form(visit, term.rows, _typed(term, term.rows), error.fields, unused=course_sheet.unused(form.sheet))
    values = {name: value for name, [value] in _typed(term, term.rows).items()}
    return _preview(visit, planned, values, unused=course_sheet.unused(form.sheet))


@pages.post("/courses/new/like", may="courses.change", form=Like, again=overview)
async def like(visit: Visit, form: Like) -> Shown:
    """The form, filled with courses there are, at a later time."""
    if not form.like:
        raise Wrong(_("请先勾选要再开一期的课程。"))
    rows: dict[int, Row] = {}
    today = to_local(visit.now_ms, visit.zone).date()
    for course_id in form.like[: course_sheet.MOST]:
        course = await courses.get(course_id)
        if course is None or course.community_id != visit.community_id:
            raise NotHere
        begins = form.from_day or max(to_local(course.ends_ms, visit.zone).date() + timedelta(days=1), today + GAP)
        rows[len(rows) + 1] = course_sheet.like(course, visit.zone, max(begins, today))
    return _form(visit, rows or {1: USUAL}, _typed(Term(rows, holidays=True), rows), {})


@pages.get("/courses/new/sheet", may="courses.change")
async def empty_sheet(visit: Visit) -> Download:
    """A sheet to fill in, with an example."""
    today = to_local(visit.now_ms, visit.zone).date()
    example = msgspec.structs.replace(
        course_sheet.example(today), title="瑜伽（示例，请改掉）", teacher="王老师", place="瑜伽室"
    )
    explained: list[list[Saying]] = [
        [
            _("第一次上课"),
            _("第一次上课的日期，例如 {day}。以后每周（或每天）同一时间，遇节假日自动顺延。", day=today.isoformat()),
        ],
        [_("给谁上"), _("写其中一个：{choices}。", choices=Joined(tuple(AUDIENCES.values()), "、"))],
        [_("怎么报"), _("写「先到先得」或「抽签」。抽签的课要写截止报名的时间，到时自动抽。")],
        [_("开始报名"), _("不写就是马上可以报。")],
        [_("截止报名"), _("不写就是到第一次上课为止。")],
        [_("费用（元）"), _("免费写 0 或不写。")],
    ]
    return Download(
        _("新课程"),
        [
            Table(_("课程"), list(course_sheet.COLUMNS.values()), [course_sheet.in_words(example)]),
            Table(_("怎么填"), [_("列"), _("怎么填")], explained),
        ],
    )


def _read(visit: Visit, form: Term, rows: Mapping[int, Row]) -> tuple[list[Wanted], days_off.WhyOff]:
    """What the form means. Raises Wrong."""
    now = to_local(visit.now_ms, visit.zone)
    term = course_rows.Reader(now)
    opens = term.moment("opens", form.opens)
    days = days_off.read_days(form.off, now.date())
    if days is None:
        term.wrong["off"] = _("这里有一天没看懂，请这样写：2026-12-24、12月31日，或 12月24日到12月26日。")
    wanted: list[Wanted] = []
    for n, row in rows.items():
        found = course_rows.read(row, now, opens)
        if isinstance(found, Wanted):
            wanted.append(found)
        else:
            term.wrong |= {f"rows.{n}.{name}": say for name, say in found.items()}
    if not rows:
        term.wrong[""] = _("还没有填课程，请至少写一门。")
    if len(rows) > course_sheet.MOST:
        term.wrong[""] = _("一次最多开{most}门课，请分几次。", most=course_sheet.MOST)
    if term.wrong:
        raise Wrong(term.wrong.pop("", None), **term.wrong)
    return wanted, days_off.around(holidays=form.holidays, days=days or ())


async def _planned(visit: Visit, wanted: Sequence[Wanted], why_off: days_off.WhyOff) -> list[Planned]:
    try:
        return await course_planning.plan(visit.community_id, wanted, visit.zone, why_off)
    except ValueError as error:
        raise Wrong(_("停课的日子太多，排不出这么多次课，请再看一下。")) from error


def _seen(planned: Sequence[Planned]) -> str:
    spans = [span for one in planned for span in one.spans]
    return course_planning.seen(spans, [clash for one in planned for clash in one.clashes])


def _preview(
    visit: Visit, planned: list[Planned], values: Mapping[str, str], *, overtaken: bool = False, unused: Sequence[str] = ()
) -> Shown:
    return visit.show(
        "courses/plan.html", planned=planned, values={**values, "seen": _seen(planned)}, overtaken=overtaken, unused=unused,
        audiences=AUDIENCES, modes=MODES, every=EVERY,
        sessions=sum(len(one.spans) for one in planned), left_out=sum(len(one.left_out) for one in planned),
        clashes=sum(bool(one.clashes) for one in planned),
    )  # fmt: skip


def _form(
    visit: Visit,
    rows: Mapping[int, Row],
    typed: Mapping[str, Sequence[str]],
    wrong: Mapping[str, Saying],
    *,
    unused: Sequence[str] = (),
) -> Shown:
    folded = {n: not any(f"rows.{n}.{name}" in wrong or _unusual(row, name) for name in IN_DETAILS) for n, row in rows.items()}
    return visit.show(
        "courses/new.html", rows=rows, unused=unused, folded=folded, typed=typed, wrong=wrong, most=course_sheet.MOST,
        audiences=list(AUDIENCES.items()), modes=list(MODES.items()), every=list(EVERY.items()),
    )  # fmt: skip


def _unusual(row: Row, name: str) -> bool:
    return getattr(row, name) not in ("", getattr(USUAL, name))


def _typed(form: Term, rows: Mapping[int, Row]) -> dict[str, list[str]]:
    """The form's fields by their names."""
    term = {"opens": form.opens, "off": form.off, **({"holidays": "1"} if form.holidays else {})}
    each = {f"rows.{n}.{name}": getattr(row, name) for n, row in rows.items() for name in row.__struct_fields__}
    return {name: [value] for name, value in (term | each).items()}


def _numbers(typed: Mapping[str, Sequence[str]]) -> dict[str, Row]:
    """The rows that were typed."""
    found: dict[str, dict[str, str]] = {}
    for key, values in typed.items():
        parts = key.split(".")
        if len(parts) == 3 and parts[0] == "rows" and parts[1].isdecimal() and parts[2] in Row.__struct_fields__ and values:
            found.setdefault(parts[1], {})[parts[2]] = values[0]
    return {n: Row(**values) for n, values in found.items()}
