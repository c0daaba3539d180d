"""Courses in words: for whom they are, how one comes to a seat, how sign-up stands, and who will hear of a change."""

from __future__ import annotations

from typing import Literal, TypeAlias

from language.text import Moment, Saying, Text, _, lines
from services import wording
from services.desk import Reach
from storage.courses import Course

AUDIENCES: dict[str, Text] = {
    "everyone": _("人人可报"),
    "seniors": _("60岁以上"),
    "adults": _("成年人"),
    "children": _("少年儿童"),
    "family": _("亲子"),
    "childcare": _("托管"),
}
MODES: dict[str, Text] = {"grab": _("先到先得"), "draw": _("抽签")}
EVERY: dict[str, Text] = {"week": _("每周"), "day": _("每天")}

State: TypeAlias = Literal["cancelled", "over", "soon", "open", "full", "stopped", "closed", "to draw"]


def audience(course: Course) -> Saying:
    """For whom a course is, ages included."""
    name = AUDIENCES.get(course.audience, AUDIENCES["everyone"])
    ages = wording.ages(course.min_age, course.max_age)
    if ages is None or course.audience == "seniors":
        return name
    return ages if course.audience == "everyone" else _("{who}，{ages}", who=name, ages=ages)


def left(course: Course, now_ms: int) -> Saying:
    """What is left of a course's seats, in two or three words."""
    if course.status != "open" or now_ms >= course.closing_ms:
        return _("已截止")
    if now_ms < course.opens_ms:
        return _("未开始")
    if course.mode == "draw":
        return _("抽签")
    if course.free >= course.places:
        return _("余{n}", n=course.free)
    return _("可候补")


def state(course: Course, now_ms: int) -> State:
    """How a course stands: "soon" where sign-up opens later, "stopped" where staff ended it, "full" where one can only wait."""
    if course.status == "cancelled":
        return "cancelled"
    if now_ms >= course.ends_ms:
        return "over"
    drawing = course.mode == "draw" and course.drawn_ms is None
    if course.status != "open":
        return "stopped"
    if now_ms < course.opens_ms:
        return "soon"
    if now_ms >= course.closing_ms:
        return "to draw" if drawing else "closed"
    return "full" if not drawing and course.free < course.places else "open"


def said(course: Course, now_ms: int) -> Text:
    """How a course stands, in words."""
    return _SAID.get(state(course, now_ms)) or _("{when} 开始报名", when=Moment(course.opens_ms))


_SAID: dict[State, Text] = {
    "cancelled": _("已取消"), "over": _("上完了"), "open": _("报名中"), "full": _("满了，可候补"), "stopped": _("报名已停止"),
    "closed": _("报名已截止"), "to draw": _("等抽签"),
}  # fmt: skip


def will_be_told(reach: Reach) -> Saying:
    """Who will hear of a change, and who has to be called."""
    if not reach.told and not reach.to_call:
        return _("还没有人报名，不用通知谁。")
    return lines(
        _("会通知{n}个报名的人。", n=reach.told) if reach.told else None,
        _("有{n}个人收不到消息，要打电话，名单会发给您。", n=reach.to_call) if reach.to_call else None,
    )
