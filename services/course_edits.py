"""What a course says of itself: title, teacher, place, seats, for whom, price, when one signs up. Dates are moved elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, fields

from language.text import Moment, Money, Saying, Text, Value, _, lines
from services import course_words
from services.course_changes import Change, Changed, changeable, follow, note, tell_all
from services.courses import Refused
from services.topics import CHANGE
from storage import courses, sessions
from storage.courses import Course
from storage.outbox import Terms, Weight

TOLD = ("title", "teacher", "place", "price_fen", "cancel_hours")
"""What those concern who are in the course already."""
MUST_BE_TOLD = ("place", "price_fen", "cancel_hours")
"""A changed title or teacher may be no more than a mistyping put right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """All of it, as it shall be."""

    title: str
    teacher: str
    place: str
    seats: int
    audience: str
    min_age: int | None
    max_age: int | None
    price_fen: int
    cancel_hours: int
    opens_ms: int
    closes_ms: int | None


def of(course: Course) -> Edit:
    """As it is."""
    return Edit(**{field.name: getattr(course, field.name) for field in fields(Edit)})


def differing(course: Course, edit: Edit) -> list[str]:
    """The names of what would change."""
    return [field.name for field in fields(Edit) if getattr(course, field.name) != getattr(edit, field.name)]


def must_tell(changes: list[str]) -> bool:
    """Whether those in the course have to hear of it."""
    return any(name in MUST_BE_TOLD for name in changes)


def may_tell(changes: list[str]) -> bool:
    """Whether there is anything to tell them."""
    return any(name in TOLD for name in changes)


async def edit(course_id: int, wanted: Edit, version: int, by: int, now_ms: int, *, tell: bool) -> Change:
    """Bring the course to what is wanted, where it still is as it was seen (its `version`).

    Place, price and until when one may cancel are told in any case, title and teacher where `tell` says so. Refused "below seats"
    where more seats are taken, "changed meanwhile" where somebody else was faster.
    """
    course = await changeable(course_id, by, now_ms)
    if isinstance(course, Refused):
        return course
    changes = differing(course, wanted)
    if not changes:
        return Refused("nothing to change")
    values = {field.name: getattr(wanted, field.name) for field in fields(Edit)}
    if course.version != version or not await courses.edit(course_id, version, **values):
        return Refused("below seats" if wanted.seats < course.taken else "changed meanwhile")
    await follow(course_id, now_ms)
    await note(course, by, "edit course", now_ms)
    fresh = await courses.get(course_id)
    assert fresh is not None
    if not (must_tell(changes) or (tell and may_tell(changes))):
        return Changed(fresh)
    next_ms = await sessions.next_start(course_id, now_ms)
    terms = Terms(CHANGE, course.ends_ms, weight=Weight.MATTERS, by_ms=next_ms or course.ends_ms)
    return await tell_all(fresh, told(course, wanted), f"edited:{course_id}:{fresh.version}", now_ms, terms)


def told(course: Course, wanted: Edit) -> Saying:
    """What those in the course read of it."""
    changes = differing(course, wanted)
    return lines(
        _("「{course}」有变动：", course=course.title),
        *(_("{what}：{new}", what=NAMES[name], new=shown(name, getattr(wanted, name))) for name in changes if name in TOLD),
        _("您的报名还在，不用重新报。"),
    )


NAMES: dict[str, Text] = {
    "title": _("课程名"), "teacher": _("老师"), "place": _("地点"), "seats": _("名额"), "audience": _("给谁上"),
    "min_age": _("最小年龄"), "max_age": _("最大年龄"), "price_fen": _("费用"), "cancel_hours": _("最晚取消"),
    "opens_ms": _("开始报名"), "closes_ms": _("截止报名"),
}  # fmt: skip


def shown(name: str, value: int | str | None) -> Value:
    """A value as it is read."""
    match name:
        case "price_fen":
            return Money(int(value or 0))
        case "opens_ms":
            return Moment(int(value)) if value else _("马上")
        case "closes_ms":
            return Moment(int(value)) if value else _("开课时")
        case "cancel_hours":
            return _("开课前{n}小时", n=int(value or 0))
        case "audience":
            return course_words.AUDIENCES[str(value)]
        case _:
            return "—" if value is None or value == "" else value
