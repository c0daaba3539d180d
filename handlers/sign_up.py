"""Signing up for a course: for oneself, a child, or a parent."""

from __future__ import annotations

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.questions import Option
from conversation.screen import HOME
from handlers import fair
from handlers.asking import AGREE, Learned, birth_date, learn_contact
from language.births import Birth
from language.message import Button
from language.numerals import row_id
from language.text import Day, Moment, Money, Saying, Text, _, lines, paragraphs
from services import courses, eligibility, enrolment, households, people, rules, wording
from services.calendar import age_on
from services.eligibility import CHILDREN_ONLY, GROWN_UPS_ONLY
from services.outcomes import AgeLimit, AlreadyIn, Entered, NotYet, Outcome, Seat, Waiting
from storage.courses import Course

flows = Flows()


@flows.flow("sign_up", _("报名"), command="sign_up", argument="course_id")
async def sign_up(chat: Chat, course_id: str = "", pupil_name: str = "", kin: str = "") -> None:
    """From a course to a seat, or to a place in the queue, or to the reason why not.

    Who comes is asked, unless it was said already: by the name of a member of the household, or as `kin` ("self", "child",
    "parent") where that can be one person only.
    """
    course = await courses.get(row_id(course_id))
    if course is None:
        return await chat.become("courses")
    if refusal := rules.closed(course, chat.now_ms):
        return _told(chat, refusal, course, "")
    learned = await learn_contact(chat, _("好，报名「{course}」，{when}。", course=course.title, when=Moment(course.starts_ms)))
    if learned is None:
        return None
    pupil = await _pupil(chat, course, learned, kin, pupil_name)
    if pupil is None:
        return None
    if pupil.person_id and (refusal := await enrolment.obstacle(course.id, pupil.person_id, chat.person_id, chat.now_ms)):
        return _told(chat, refusal, course, pupil.name)
    pickup, allergy = await _childcare(chat, course, pupil)
    await chat.confirm(
        "ok",
        _review(course, pupil, pickup, allergy),
        _("确认报名"),
        facts=(course.id, course.starts_ms, course.place, course.price_fen),
        about=(f"pupil:{pupil.key}",),
    )
    await learned.keep(chat)
    attendee_id = await pupil.keep(chat, allergy)
    outcome = await enrolment.enrol(
        course.id,
        attendee_id,
        chat.person_id,
        chat.now_ms,
        companion_id=chat.person_id if course.audience == "family" else None,
        pickup=pickup,
        allergy=allergy,
    )
    return _told(chat, outcome, course, pupil.name)


class Pupil:
    """Who comes: a known person, or a child that is introduced now. `born` is a birth date just learned."""

    def __init__(self, person_id: int | None, name: str, born: Birth | None = None) -> None:
        self.person_id = person_id
        self.name = name
        self.born = born

    @property
    def key(self) -> str:
        """What an answer about this pupil is stored with."""
        return str(self.person_id) if self.person_id else f"new:{self.name}"

    async def keep(self, chat: Chat, allergy: str) -> int:
        """Keep what was learned about the pupil; returns the person's id."""
        if self.person_id is None:
            assert self.born is not None
            made = await households.add_child(chat.person_id, self.name, self.born.day, chat.now_ms, lunar=self.born.lunar)
            assert isinstance(made, int), "the age was checked when it was asked"
            self.person_id = made
        elif self.born is not None:
            await people.set_birth(self.person_id, self.born.day, chat.today, lunar=self.born.lunar)
        if allergy:
            await people.consent(self.person_id, chat.now_ms, purpose="sensitive", given_by=chat.person_id)
        return self.person_id


async def _pupil(chat: Chat, course: Course, learned: Learned, kin: str, pupil_name: str) -> Pupil | None:
    """Who comes. None where no one can, with the reason said."""
    options: list[Option[str]] = []
    names = {str(chat.person_id): learned.called}
    said: list[str] = []
    if course.audience not in CHILDREN_ONLY and course.audience != "children":
        options.append(Option(str(chat.person_id), _("我自己（{name}）", name=learned.called), str(chat.person_id)))
        said += [str(chat.person_id)] if kin == "self" and not pupil_name else []
    for member in await households.members(chat.person_id):
        wrong_kind = member.kind != "child" if course.audience in CHILDREN_ONLY else False
        if member.agreed_ms is not None and not wrong_kind:
            names[str(member.id)] = member.name
            options.append(Option(str(member.id), member.name, str(member.id)))
            said += [str(member.id)] if member.name == pupil_name or (member.kind == kin and not pupil_name) else []
    if course.audience not in GROWN_UPS_ONLY:
        options.append(Option("child", _("添加孩子"), "child"))
    if course.audience not in (*CHILDREN_ONLY, "children"):
        options.append(Option("parent", _("帮爸妈报"), "parent"))
    if not said and not pupil_name and any(option.id == kin for option in options):
        said = [kin]  # somebody of that kind is meant, and none is known yet
    asked = _("谁来上「{course}」？", course=course.title)
    who = said[0] if len(said) == 1 else await chat.choose("pupil", asked, options, label=_("谁来上课"))
    if who == "parent":
        await chat.become("add_parent", course_id=str(course.id))
    if who == "child":
        return await _new_child(chat, course)
    person = await people.get(int(who))
    if person is None:
        return None
    born = None
    if person.born is None and eligibility.has_ages(course):
        text = _("「{course}」有年龄要求。{who}的生日是哪天？", course=course.title, who=names[who])
        born = await birth_date(chat, "birth", text, about=(f"pupil:{who}",))
        if refusal := eligibility.age_limit(course, born.day):
            _told(chat, refusal, course, names[who], born=True)
            return None
    return Pupil(person.id, names[who], born)


async def _new_child(chat: Chat, course: Course) -> Pupil | None:
    """A child of the person, with the guardian's consent to keep its name and birth date."""
    agreed = await chat.choose(
        "child_consent",
        _("要为孩子记下姓名和生日，只用来报名和联系您。您是孩子的监护人，同意吗？"),
        [Option("yes", AGREE, True, "main"), Option("no", _("先不同意"), False)],
    )
    if not agreed:
        chat.say(_("没关系，这次先不报。孩子的信息没有留下。"), Button(_("看别的课"), "/courses"), HOME)
        return None
    name = await chat.words("child_name", _("孩子叫什么名字？"), label=_("孩子姓名"), longest=people.NAME_LENGTH)
    born = await birth_date(chat, "child_birth", _("{name}的生日是哪天？", name=name), about=(f"child:{name}",), oldest=17)
    if refusal := eligibility.age_limit(course, born.day):
        _told(chat, refusal, course, name, born=True)
        return None
    if age_on(born.day, chat.today) >= eligibility.GROWN_UP_FROM:
        chat.say(_("{name}已经成年了，请本人来报名就好。", name=name), Button(_("看别的课"), "/courses"), HOME)
        return None
    return Pupil(None, name, born)


async def _childcare(chat: Chat, course: Course, pupil: Pupil) -> tuple[str, str]:
    """Who fetches the child, and what it must not eat. Empty for other courses."""
    if course.audience != "childcare":
        return "", ""
    about = (f"pupil:{pupil.key}",)
    pickup = await chat.words(
        "pickup", _("下课后谁来接{who}？写上称呼和电话，比如：爷爷 13812345678。", who=pupil.name),
        about=about, label=_("谁来接"), longest=60,
    )  # fmt: skip
    allergy = await chat.words(
        "allergy",
        _("{who}有什么过敏或要特别留意的吗？写下来就表示您同意我们为照顾孩子记下它，只给老师看。", who=pupil.name),
        about=about, label=_("过敏"), skip=_("没有"), longest=200,
    )  # fmt: skip
    return pickup, allergy


def _review(course: Course, pupil: Pupil, pickup: str, allergy: str) -> Saying:
    facts: list[Text | None] = [
        _("课程：{course}", course=course.title),
        _("谁来：{who}", who=pupil.name),
        _("生日：{born}", born=Day(pupil.born.day, "birth")) if pupil.born else None,
        _("时间：{when} 起，共{n}次", when=Moment(course.starts_ms), n=course.sessions),
        _("地点：{place}", place=course.place),
        _("费用：{price}", price=Money(course.price_fen)),
        _("陪同：家长一起来，占两个位子") if course.audience == "family" else None,
        _("谁来接：{who}", who=pickup) if pickup else None,
        _("过敏：{what}", what=allergy) if allergy else None,
    ]
    hint = _("截止后抽签，结果会告诉您。") if course.mode == "draw" else _("有名额就报上，满员则排候补。")
    return paragraphs(_("请看一下对不对："), lines(*facts), hint)


def _told(chat: Chat, outcome: Outcome, course: Course, who: str, *, born: bool = False) -> None:
    """What came of it, with the ways on. `born`: the birth date was asked just now."""
    ways = [Button(_("看别的课"), "/courses", "main"), HOME]
    if isinstance(outcome, Seat | Waiting | Entered | AlreadyIn):
        cancel = Button(_("取消报名"), f"/cancel_booking {outcome.enrolment_id}")
        ways = [Button(_("我的报名"), "/my", "main"), cancel, Button(_("看别的课"), "/courses"), HOME]
    if isinstance(outcome, Entered):
        ways.insert(2, fair.way(course.id))
    if isinstance(outcome, AgeLimit) and born:
        ways.insert(0, Button(_("生日写错了，重填"), f"/sign_up {course.id}"))
    if isinstance(outcome, NotYet):
        ways.insert(0, Button(_("开始报名时提醒我"), f"/remind {course.id}", "main"))
    chat.say(wording.told(outcome, course, who), *ways, toast=wording.toast(outcome))
