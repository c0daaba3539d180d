"""What a course says of itself, changed: looked at beside what it was, with who will be told, and then done."""

from __future__ import annotations

from typing import TypeVar

import msgspec

from desk.courses.common import course_of, done, local, reader, told
from desk.forms import Wrong
from desk.pages import Done, Pages, Shown, Visit
from language.text import _
from services import course_changes, course_edits, course_planning, course_rows, course_sheet, office
from services.calendar import Span, to_local, to_ms
from services.course_edits import Edit
from services.course_planning import Clash
from services.course_rows import MOST_HOURS, MOST_SEATS, OLDEST
from services.course_words import AUDIENCES
from services.courses import Refused
from services.refusals import refusal
from storage.courses import Course

T = TypeVar("T")

pages = Pages()


class Facts(msgspec.Struct, frozen=True):
    """The form. `go`: "" to look at it, "back" to go on typing, "do" to have it done."""

    title: str = ""
    teacher: str = ""
    place: str = ""
    seats: str = ""
    audience: str = ""
    min_age: str = ""
    max_age: str = ""
    price: str = ""
    cancel_hours: str = ""
    opens: str = ""
    closes: str = ""
    version: int = 0
    tell: bool = False
    go: str = ""


@pages.get("/courses/{course_id:int}/edit", may="courses.change")
async def edit(visit: Visit) -> Shown:
    """The form, as the course is."""
    course = await course_of(visit)
    values = {
        "title": course.title, "teacher": course.teacher, "place": course.place, "seats": course.seats,
        "audience": course.audience, "min_age": course.min_age, "max_age": course.max_age,
        "price": course_sheet.yuan(course.price_fen), "cancel_hours": course.cancel_hours,
        "opens": local(course.opens_ms, visit.zone), "closes": local(course.closes_ms, visit.zone),
    }  # fmt: skip
    return visit.show("courses/edit.html", course=course, values=values, audiences=list(AUDIENCES.items()))


@pages.post("/courses/{course_id:int}/edit", may="courses.change", form=Facts, again=edit)
async def edited(visit: Visit, form: Facts) -> Done | Shown:
    """What would change and who hears of it, or do it."""
    course = await course_of(visit)
    typed = {name: getattr(form, name) for name in Facts.__struct_fields__ if name not in ("go", "tell", "version")}
    if form.go == "back":
        return visit.show("courses/edit.html", course=course, values=typed, audiences=list(AUDIENCES.items()))
    wanted = _read(visit, course, form)
    changes = course_edits.differing(course, wanted)
    if not changes:
        raise Wrong(refusal(Refused("nothing to change")))
    if form.go != "do":
        reach = await office.reach(course.id, visit.now_ms)
        clashes = await _clashes(course, wanted, visit.now_ms) if {"place", "teacher"} & set(changes) else []
        return visit.show(
            "courses/edited.html", course=course, typed_values=typed, must=course_edits.must_tell(changes),
            may_tell=course_edits.may_tell(changes), reach=told(reach), booked=reach.told + reach.to_call,
            words=course_edits.told(course, wanted), clashes=clashes, eligible=bool({"audience", "min_age", "max_age"} & set(changes)),
            changes=[
                (course_edits.NAMES[name], course_edits.shown(name, getattr(course, name)), course_edits.shown(name, getattr(wanted, name)))
                for name in changes
            ],
        )  # fmt: skip
    change = await course_edits.edit(course.id, wanted, form.version, visit.by, visit.now_ms, tell=form.tell)
    return Done(f"/courses/{course.id}", done(change, _("改好了。")))


async def _clashes(course: Course, wanted: Edit, now_ms: int) -> list[Clash]:
    ahead = await course_changes.ahead(course.id, now_ms)
    if not ahead:
        return []
    there = msgspec.structs.replace(course, place=wanted.place, teacher=wanted.teacher)
    return await course_planning.clashes(there, [Span(one.starts_ms, one.ends_ms) for one in ahead], [one.id for one in ahead])


def _read(visit: Visit, course: Course, form: Facts) -> Edit:
    read = reader(visit)
    opens, closes = read.moment("opens", form.opens), read.moment("closes", form.closes)
    wanted = Edit(
        title=read.words("title", form.title, needed=_("课程叫什么？")),
        teacher=read.words("teacher", form.teacher),
        place=read.words("place", form.place, needed=_("在哪里上课？") if course.place else None),
        seats=read.number("seats", form.seats, 1, MOST_SEATS),
        audience=read.one_of("audience", form.audience, AUDIENCES),
        min_age=read.number_or_none("min_age", form.min_age, 0, OLDEST),
        max_age=read.number_or_none("max_age", form.max_age, 0, OLDEST),
        price_fen=read.fen("price", form.price),
        cancel_hours=read.number("cancel_hours", form.cancel_hours, 0, MOST_HOURS),
        opens_ms=_same(
            course.opens_ms, local(course.opens_ms, visit.zone), form.opens, to_ms(opens, visit.zone) if opens else 0
        ),
        closes_ms=_same(
            course.closes_ms, local(course.closes_ms, visit.zone), form.closes, to_ms(closes, visit.zone) if closes else None
        ),
    )
    if wanted.seats < course.taken:
        read.wrong.setdefault("seats", _("已经报上{n}个位子，名额不能比这个少。", n=course.taken))
    if wanted.min_age is not None and wanted.max_age is not None and wanted.min_age > wanted.max_age:
        read.wrong.setdefault("max_age", _("最大年龄不能小于最小年龄。"))
    if {"opens_ms", "closes_ms", "seats", "audience"} & set(course_edits.differing(course, wanted)):
        last = max(course.starts_ms, course.ends_ms if course.starts_ms <= visit.now_ms else 0)
        changed = wanted.closes_ms != course.closes_ms
        for name, say in course_rows.unfit(
            wanted.seats, wanted.audience, course.mode if course.drawn_ms is None else "grab", to_local(last, visit.zone),
            opens, closes, read.now if changed else None,
        ).items():  # fmt: skip
            read.wrong.setdefault(name, say)
    if read.wrong:
        raise Wrong(**read.wrong)
    return wanted


def _same(before: T, shown: str, typed: str, now: T) -> T:
    """A moment whose field was left as it stood is what it was, to the second."""
    return before if typed == shown else now
