"""Booking for somebody without a phone: known to the office, or entered now. For children through a parent who stands there."""

from __future__ import annotations

from dataclasses import dataclass

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.questions import Option
from conversation.screen import HOME
from handlers.asking import birth_date, name_trouble
from handlers.staff import DESK, Worker, at_work, course_at_work
from handlers.staff_people import find_person
from language.births import Birth
from language.message import Button
from language.text import Moment, Money, Saying, Text, _, lines, paragraphs
from services import booking_for, eligibility, enrolment, office, people, wording
from services.masks import masked_phone
from storage.courses import Course

flows = Flows()


@dataclass
class Somebody:
    """Who is to come, or the parent who signs a child up: known (`id`), or to be entered when the flow acts."""

    name: str
    id: int | None = None
    phone: str = ""
    born: Birth | None = None
    known_birth: bool = False

    @property
    def key(self) -> str:
        """What an answer about this person is stored with."""
        return str(self.id) if self.id else f"new:{self.name}:{self.phone}"


@flows.flow("staff_book", _("代人报名"), command="staff_book", argument="course_id")
async def staff_book(chat: Chat, course_id: str = "") -> None:
    """From a name or a number to a seat, or to a place in the queue, or to the reason why not."""
    course = await course_at_work(chat, course_id)
    worker = await at_work(chat)
    with_child = booking_for.with_child(course)
    question = _("给谁报「{course}」？请打姓名里的两个字，或电话最后四位。", course=course.title)
    if with_child:
        question = _("「{course}」由家长来报。家长是谁？请打姓名里的两个字，或电话最后四位。", course=course.title)
    grown_up = await _grown_up(chat, worker, question)
    known = await office.person(grown_up.id, worker.id) if with_child and grown_up.id else None
    if known is not None and (no := booking_for.no_parent(known, chat.now_ms)):
        return _told(chat, course, no)
    attendee = await _child(chat, worker, grown_up) if with_child else grown_up
    if not attendee.known_birth and attendee.born is None and eligibility.has_ages(course):
        about = (f"person:{attendee.key}",)
        question = _("「{course}」有年龄要求。{who}的生日是哪天？", course=course.title, who=attendee.name)
        attendee.born = await birth_date(chat, "birth", question, about=about)
    if attendee.born and (too := eligibility.age_limit(course, attendee.born.day)):
        return _told(chat, course, wording.told(too, course, attendee.name))
    if attendee.id and (refused := await enrolment.obstacle(course.id, attendee.id, chat.person_id, chat.now_ms)):
        return _told(chat, course, wording.told(refused, course, attendee.name))
    pickup, allergy = await _childcare(chat, course, attendee)
    await chat.confirm(
        "ok",
        _review(course, attendee, grown_up, pickup, allergy),
        _("确认报名"),
        facts=(course.id, course.starts_ms, course.place, course.price_fen),
        about=(f"person:{attendee.key}", f"by:{grown_up.key}"),
    )
    grown_up_id = await booking_for.enter(_as_known(grown_up), worker.community_id, worker.id, chat.today, chat.now_ms)
    if grown_up_id is None:
        return _told(chat, course, _("这位居民登记不上，请核对姓名和电话。"))
    attendee_id: int | None = grown_up_id
    if with_child:
        attendee_id = await booking_for.enter_child(_as_known(attendee), grown_up_id, worker.id, chat.today, chat.now_ms)
    if attendee_id is None:
        return _told(chat, course, _("{who} 已经成年了，请直接给本人报名。", who=attendee.name))
    if allergy:
        await people.consent(attendee_id, chat.now_ms, purpose="sensitive", given_by=grown_up_id)
    outcome = await office.book(
        course.id, attendee_id, chat.person_id, chat.now_ms,
        companion_id=grown_up_id if course.audience == "family" else None, pickup=pickup, allergy=allergy,
    )  # fmt: skip
    return _told(chat, course, wording.told(outcome, course, attendee.name), toast=wording.toast(outcome))


async def _grown_up(chat: Chat, worker: Worker, question: Saying) -> Somebody:
    """Somebody of the community, known or to be entered."""
    known = await find_person(chat, worker, "who", question, new=_("新登记一位"))
    if known is not None:
        return Somebody(known.name, known.id, known.phone, known_birth=known.born is not None)
    name = await chat.words("name", _("这位居民叫什么名字？"), label=_("姓名"), check=name_trouble)
    phone = await chat.phone("phone", _("有电话吗？座机也行。"), label=_("电话"), skip=_("没有"))
    return Somebody(name, phone=phone)


async def _child(chat: Chat, worker: Worker, parent: Somebody) -> Somebody:
    """A child of the parent, known or to be entered with the parent's consent."""
    about = (f"parent:{parent.key}",)
    children = await office.children(parent.id, worker.id) if parent.id else []
    options: list[Option[Somebody | None]] = [
        Option(str(child.id), child.name, Somebody(child.name, child.id, known_birth=child.born is not None))
        for child in children
    ]
    options.append(Option("new", _("登记孩子"), None))
    question = _("{who} 的哪个孩子来上课？", who=parent.name)
    chosen = await chat.choose("child", question, options, about=about, label=_("孩子"))
    if chosen is not None:
        return chosen
    question = _("孩子叫什么名字？写下来就表示家长当面同意登记孩子的姓名和生日。")
    name = await chat.words("child_name", question, about=about, label=_("孩子姓名"), check=name_trouble)
    born = await birth_date(chat, "child_birth", _("{who}的生日是哪天？", who=name), about=(*about, name), oldest=17)
    return Somebody(name, born=born)


async def _childcare(chat: Chat, course: Course, child: Somebody) -> tuple[str, str]:
    if course.audience != "childcare":
        return "", ""
    about = (f"person:{child.key}",)
    question = _("下课后谁来接{who}？写上称呼和电话，比如：爷爷 13812345678。", who=child.name)
    pickup = await chat.words("pickup", question, about=about, label=_("谁来接"), longest=60)
    question = _("{who}有什么过敏或要特别留意的吗？家长当面同意才写。", who=child.name)
    allergy = await chat.words("allergy", question, about=about, label=_("过敏"), skip=_("没有"), longest=200)
    return pickup, allergy


def _as_known(somebody: Somebody) -> booking_for.Somebody:
    """What was learned about somebody, as services keep it."""
    born, lunar = (somebody.born.day, somebody.born.lunar) if somebody.born else (None, "")
    return booking_for.Somebody(id=somebody.id, name=somebody.name, phone=somebody.phone, born=born, lunar=lunar)


def _review(course: Course, attendee: Somebody, grown_up: Somebody, pickup: str, allergy: str) -> Saying:
    facts: list[Text | None] = [
        _("课程：{course}", course=course.title),
        _("谁来：{who}", who=attendee.name),
        _("家长：{who}", who=grown_up.name) if attendee is not grown_up else None,
        _("电话：{phone}", phone=masked_phone(grown_up.phone)) if grown_up.phone else None,
        _("生日：{born}", born=attendee.born.said) if attendee.born else None,
        _("时间：{when} 起，共{n}次", when=Moment(course.starts_ms), n=course.sessions),
        _("地点：{place}", place=course.place),
        _("费用：{price}", price=Money(course.price_fen)),
        _("陪同：家长一起来，占两个位子") if course.audience == "family" else None,
        _("谁来接：{who}", who=pickup) if pickup else None,
        _("过敏：{what}", what=allergy) if allergy else None,
    ]
    return paragraphs(_("请和本人核对一下："), lines(*facts), _("有名额就报上，满员则排候补。"))


def _told(chat: Chat, course: Course, text: Saying, toast: Saying = "") -> None:
    again = Button(_("再报一位"), f"/staff_book {course.id}", "main")
    chat.say(text, again, Button(_("回到这门课"), f"/staff_course {course.id}"), DESK, HOME, toast=toast)
