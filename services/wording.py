"""What comes of signing up and cancelling, in the words a resident reads.

Fixed words: 报名成功 for a seat, 候补第N位 for a place in the queue, 已取消 after a cancel.
"""

from __future__ import annotations

from datetime import date

from language.text import Day, Moment, Saying, Text, _, lines
from services.outcomes import (
    AgeLimit,
    AlreadyIn,
    Cancelled,
    CancelOutcome,
    Closed,
    CourseCancelled,
    Entered,
    Gone,
    Missing,
    MustWait,
    NeedsConsent,
    NeedsGuardian,
    NotAllowed,
    NotBooked,
    NotYet,
    NotYours,
    OfferOutcome,
    OfferOver,
    Outcome,
    Seat,
    TooLate,
    TooMany,
    Waiting,
    WrongAudience,
)  # fmt: skip
from storage.courses import Course


def toast(outcome: Outcome | OfferOutcome) -> Text:
    """A few words for the toast of a tap."""
    match outcome:
        case Seat():
            return _("报名成功")
        case Waiting(position=n):
            return _("候补第{n}位", n=n)
        case Entered():
            return _("已参加抽签")
        case Cancelled():
            return _("已取消")
        case OfferOver():
            return _("位子不在了，请看说明")
        case AlreadyIn(position=n) if n is not None:
            return _("您已在候补第{n}位", n=n)
        case AlreadyIn():
            return _("已经报过了")
        case _:
            return (
                _("没有报上，请看说明") if not isinstance(outcome, TooLate | NotYours | NotBooked) else _("没有取消，请看说明")
            )


def told(outcome: Outcome, course: Course, who: str) -> Saying:
    """The answer to a sign-up; `who` is the attendee's name."""
    when = Moment(course.starts_ms)
    match outcome:
        case Seat(cancel_by_ms=until_ms):
            return lines(
                _("报名成功！{who} · {course}", who=who, course=course.title),
                _("{when}，{where}", when=when, where=course.place),
                _("来不了的话，{until} 之前可以取消，让给候补的邻居。", until=Moment(until_ms))
                if until_ms is not None
                else _("快要开课了，来不了请给社区打个电话。"),
            )
        case Waiting(position=n):
            return lines(
                _("候补第{n}位。{who} · {course}", n=n, who=who, course=course.title),
                _("名额已满。有人退出，会按顺序给您留位子，到时点一下『要这个位子』就行。"),
            )
        case Entered(number=number, draws_ms=draws_ms):
            return lines(
                _("已参加抽签。{who} · {course}", who=who, course=course.title),
                _("抽签号 {number}，{when} 截止后抽签，结果会告诉您。", number=number, when=Moment(draws_ms)),
            )
        case AlreadyIn(position=n) if n is not None:
            return _("{who} 已经在「{course}」候补第{n}位，不用再报。", who=who, course=course.title, n=n)
        case AlreadyIn(state="offered"):
            return _("「{course}」正给 {who} 留着位子，在『我的报名』里确认就好。", who=who, course=course.title)
        case AlreadyIn(state="entered"):
            return _("{who} 已经参加了「{course}」的抽签，等结果就好。", who=who, course=course.title)
        case AlreadyIn():
            return _("{who} 已经报上「{course}」了，到时来上课就好。", who=who, course=course.title)
        case NotYet(opens_ms=opens_ms):
            return _("「{course}」{when} 开始报名，到时再来，或让我提醒您。", course=course.title, when=Moment(opens_ms))
        case Closed():
            return _("「{course}」报名已经截止，看看别的课程吧。", course=course.title)
        case CourseCancelled():
            return _("「{course}」取消了，看看别的课程吧。", course=course.title)
        case Gone():
            return _("这门课已经没有了，看看别的课程吧。")
        case AgeLimit():
            return _age(outcome, course, who)
        case WrongAudience(audience="community"):
            return _("「{course}」是别的社区的课程，只收那边的居民。", course=course.title)
        case WrongAudience():
            return _("「{course}」不适合 {who}，看看别的课程吧。", course=course.title, who=who)
        case TooMany(limit=limit):
            return _("{who} 已经报了{n}门课，先上完或退掉一门，再报新的，也给邻居留点机会。", who=who, n=limit)
        case MustWait(until_ms=until_ms, absences=absences, phone=phone):
            return lines(
                _(
                    "{who} 最近有{n}次报了名没来，位子空着很可惜。{until} 以后可以再抢课。",
                    who=who,
                    n=absences,
                    until=Moment(until_ms),
                ),
                _("有特殊情况，请联系社区：{phone}", phone=phone) if phone else None,
            )
        case NeedsGuardian():
            return _("{who} 还小，请由爸爸妈妈或监护人来报名。", who=who)
        case Missing(what="birth_date"):
            return _("「{course}」有年龄要求，请先告诉我 {who} 的生日。", course=course.title, who=who)
        case Missing(what="companion"):
            return _("「{course}」要家长陪着一起上，请选一位陪同的家长。", course=course.title)
        case Missing():
            return _("请先告诉我，下课后谁来接 {who}。", who=who)
        case NeedsConsent():
            return _("过敏情况属于敏感信息，要您同意后才能记下来。")
        case NotAllowed():
            return _("您还不能替 {who} 报名，要先得到本人同意，或请社区帮忙确认。", who=who)


def told_cancel(outcome: CancelOutcome, course: Course | None, who: str) -> Saying:
    """The answer to a cancel."""
    title = course.title if course else ""
    match outcome:
        case Cancelled():
            return _("已取消：{who} · {course}。想再来，随时可以重新报名。", who=who, course=title)
        case TooLate(deadline_ms=deadline_ms, phone=phone):
            return lines(
                _("「{course}」{when} 之前可以取消，现在已经过了。", course=title, when=Moment(deadline_ms)),
                _("实在来不了，请给社区打个电话：{phone}", phone=phone) if phone else _("实在来不了，请到社区说一声。"),
            )
        case NotYours():
            return _("这个报名不是您的，只能由本人或家人取消。")
        case NotBooked():
            return _("这个报名之前就已取消，不用再点了。")
        case Gone():
            return _("没有找到这个报名，看看「我的报名」吧。")


def told_offer(outcome: OfferOutcome, course: Course | None, who: str) -> Saying:
    """The answer to who takes or leaves a seat that is held."""
    title = course.title if course else ""
    match outcome:
        case Seat() | AlreadyIn() | CourseCancelled() if course:
            return told(outcome, course, who)
        case Cancelled():
            return _("好的，「{course}」这个位子不留了。想上可以再报。", course=title)
        case OfferOver(given_up=True):
            return _("「{course}」这个位子已经不留了。想上可以再报。", course=title)
        case OfferOver(until_ms=until_ms):
            return _(
                "「{course}」的位子留到 {until}，现在已经过了。还想上，可以再报一次。", course=title, until=Moment(until_ms)
            )
        case NotBooked():
            return _("现在没有给您留的位子，看看『我的报名』吧。")
        case NotYours():
            return _("这个位子不是留给您的，只能由本人或家人回复。")
        case _:
            return _("没有找到这个报名，看看『我的报名』吧。")


def ages(low: int | None, high: int | None) -> Text | None:
    """The ages a course is for, None where it is for everyone."""
    if low is not None and high is not None:
        return _("{low}到{high}岁", low=low, high=high)
    if low is not None:
        return _("{low}岁以上", low=low)
    return None if high is None else _("{high}岁以下", high=high)


def _age(limit: AgeLimit, course: Course, who: str) -> Text:
    return _(
        "「{course}」收{ages}的居民。{day} 开课那天 {who} 是{age}岁，暂时报不了。",
        course=course.title, ages=ages(limit.min_age, limit.max_age) or "", day=Day(date.fromisoformat(limit.first_day), "year"),
        who=who, age=limit.age,
    )  # fmt: skip
