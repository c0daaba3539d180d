"""`[[courses]]` of a community file."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from language.text import Text, _
from services.community.checking import AGE, PRICE, SLUG, Age, Mend, Slug, Words, Yuan, part, unfit


class CoursePart(Struct, frozen=True, forbid_unknown_fields=True):
    """`[[courses]]`. Moments are local, `price` is in yuan."""

    id: Slug
    title: Words
    seats: Annotated[int, Meta(ge=1, le=100_000)]
    starts: datetime
    minutes: Annotated[int, Meta(ge=5, le=1440)]
    teacher: str = ""
    place: str = ""
    sessions: Annotated[int, Meta(ge=1, le=400)] = 1
    every: Literal["week", "day"] = "week"
    opens: datetime | None = None
    closes: datetime | None = None
    audience: Literal["everyone", "seniors", "adults", "children", "family", "childcare"] = "everyone"
    min_age: Age | None = None
    max_age: Age | None = None
    mode: Literal["grab", "draw"] = "grab"
    cancel_hours: Annotated[int, Meta(ge=0, le=720)] = 24
    price: Yuan = 0


MOMENTS = ("starts", "opens", "closes")
_MOMENT = _('写当地时间，例如 "2026-12-03 19:00"，不带时区')
MEND: Mend = {
    "id": SLUG,
    "title": _('写课程的名字，最多60个字，例如 title = "周一 瑜伽"'),
    "seats": _("写正整数，例如 seats = 20"),
    "starts": _MOMENT,
    "opens": _MOMENT,
    "closes": _MOMENT,
    "minutes": _("写每次多少分钟，5到1440的整数，例如 minutes = 90"),
    "sessions": _("写一共几次，1到400的整数，例如 sessions = 8"),
    "every": _('写 "week"（每周）或 "day"（每天）'),
    "audience": _("从 everyone、seniors、adults、children、family、childcare 里选一个"),
    "min_age": AGE,
    "max_age": AGE,
    "mode": _('写 "grab"（先到先得）或 "draw"（抽签）'),
    "cancel_hours": _("写开课前几小时可以取消，0到720的整数，例如 cancel_hours = 24"),
    "price": PRICE,
}


def parse_courses(listed: Any, problems: list[Text]) -> list[CoursePart]:
    """`[[courses]]`, with what is wrong added to `problems`."""
    if not isinstance(listed, list) or not all(isinstance(item, dict) for item in listed):
        problems.append(_("courses 要写成一节一节的：每门课以 [[courses]] 开头。"))
        return []
    courses: list[CoursePart] = []
    for n, item in enumerate(listed, 1):
        name = item.get("id")
        where = _("课程 {id}", id=name) if isinstance(name, str) and name else _("第{n}门课", n=n)
        course = part(CoursePart, item, where, problems, MEND)
        if course is not None:
            problems.extend(_sense(course, where))
            if any(other.id == course.id for other in courses):
                problems.append(_("{where} 的 id 用了两次：每门课的 id 要不一样，请改其中一个。", where=where))
            courses.append(course)
    return courses


def ahead(course: CoursePart, now: datetime) -> CoursePart:
    """The course shifted by whole weeks, so that its next milestone (opening, else closing, else the start) lies more than a day
    ahead of `now` (local). Weekday and time stay."""
    milestone = course.opens or course.closes or course.starts
    shift = timedelta()
    while milestone + shift <= now + timedelta(days=1):
        shift += timedelta(days=7)
    moved = {name: at + shift for name in MOMENTS if (at := getattr(course, name)) is not None}
    return msgspec.structs.replace(course, **moved)


def _sense(course: CoursePart, where: Text) -> list[Text]:
    closes = course.closes or course.starts
    wrong: list[tuple[bool, Text]] = [
        (course.opens is not None and course.opens >= closes, _("opens 要早于 closes（没写 closes 就是早于 starts）")),
        (course.closes is not None and course.closes > course.starts, _("closes 要早于 starts")),
        (course.mode == "draw" and course.closes is None, _("抽签的课要写 closes，到那时抽签")),
        (
            course.min_age is not None and course.max_age is not None and course.min_age > course.max_age,
            _("min_age 不能大于 max_age"),
        ),
        (course.audience == "family" and course.seats < 2, _("亲子课一次占两个位子，seats 至少写2")),
        (course.every == "day" and course.minutes > 1440, _("minutes 要少于一天")),
        (abs(course.price * 100 - round(course.price * 100)) > 1e-6, PRICE),
    ]
    return unfit(where, wrong)
