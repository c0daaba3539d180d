"""Family: children one is guardian of, parents one helps, and who may help oneself."""

from __future__ import annotations

import secrets

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.questions import Option
from conversation.screen import HOME
from handlers.asking import AGREE, birth_date, learn_contact, name_trouble
from handlers.kin import FAMILY
from language.births import Birth
from language.message import Button
from language.numerals import row_id
from language.text import Saying, _, lines, paragraphs
from services import codes, households, people, places
from services.calendar import age_on
from services.eligibility import GROWN_UP_FROM
from services.records import departure
from services.telling import OF_AGE_TO_ACT
from storage.households import Member
from storage.people import Person

flows = Flows()

TELL = {"booker": _("只告诉我"), "attendee": _("只告诉TA本人"), "both": _("两个人都告诉")}


@flows.flow("family", _("家人"), command="family")
async def family(chat: Chat) -> None:
    """Everyone, with what can be done."""
    members = [member for member in await households.members(chat.person_id) if member.agreed_ms is not None]
    waiting = await households.waiting_for_staff(chat.person_id)
    helpers = await households.acting_for(chat.person_id)
    options: list[Option[tuple[str, str]]] = [
        Option(f"member:{member.id}", member.name, ("member", str(member.id))) for member in members
    ]
    options += [
        Option(f"helper:{helper.id}", _("{who}（可替您办事）", who=helper.name), ("helper", str(helper.id)))
        for helper in helpers
    ]
    options += [Option("child", _("添加孩子"), ("add_child", "")), Option("parent", _("添加爸妈、邻居"), ("add_parent", ""))]
    listed = [_("{who}（等社区核实）", who=member.name) for member in waiting]
    text = paragraphs(
        _("您的家人：") if members or listed else _("添加了家人，就可以替孩子报名，替爸妈、您照看的邻居报名、订餐。"),
        lines(*(_line(member) for member in members), *listed),
        lines(*(_("{who} 可以替您报名、订餐。", who=helper.name) for helper in helpers)),
    )
    flow, who = await chat.choose("who", text, options)
    return await chat.become(flow, **({"member_id": who} if who else {}))


def _line(member: Member) -> Saying:
    kind = _("孩子") if member.kind == "child" else _("由您代办")
    return _("{who}（{kind}）", who=member.name, kind=kind)


@flows.flow("member", _("家人"))
async def member(chat: Chat, member_id: str = "") -> None:
    """One of the family: who is told of what is booked, and the end of it."""
    known = await _member(chat, member_id)
    if known is None:
        return await chat.become("family")
    link, person = known
    born = Birth(person.born, person.birth_lunar).said if person.born else None
    telling = person.born is None or age_on(person.born, chat.today) >= OF_AGE_TO_ACT
    what = await chat.choose(
        "what",
        paragraphs(
            _line(link),
            lines(
                _("生日：{born}", born=born) if born else None,
                _("报名的消息：{whom}", whom=TELL[link.tell]) if telling else _("未满14岁，报名的消息只告诉监护人。"),
            ),
        ),
        [
            *([Option("tell", _("改消息告诉谁"), "tell")] if telling else []),
            *([Option("edit", _("改姓名、生日"), "edit")] if link.kind == "child" else []),
            Option("end", _("删掉孩子的资料") if link.kind == "child" else _("不再代办"), "end", "danger"),
            Option("family", _("回到家人"), "family"),
        ],
    )
    if what == "family":
        return await chat.become("family")
    if what == "edit":
        return await chat.become("edit_child", member_id=member_id)
    if what == "tell":
        whom = await chat.choose(
            "tell",
            _("给 {who} 报的课有变动时，告诉谁？", who=link.name),
            [Option(key, label, key) for key, label in TELL.items()],
        )
        await households.set_tell(chat.person_id, link.id, whom)
        chat.say(_("改好了。"), toast=_("改好了"))
        return await chat.become("family")
    only_mine = link.kind == "child" and await departure.only_guardian(chat.person_id, link.id)
    text = _("不再替 {who} 办事吗？已经报上的课照旧。", who=link.name)
    yes = _("确认不再代办")
    if only_mine:
        text = _("要删掉 {who} 的资料吗？TA报的课会一起取消，位子让给候补的邻居。", who=link.name)
        yes = _("确认删除")
    sure = await chat.choose(
        "sure", text, [Option("no", _("先不"), False, "main"), Option("yes", yes, True, "danger")], about=(f"person:{link.id}",)
    )
    if not sure:
        return await chat.become("family")
    if only_mine:
        await departure.leave(link.id, chat.now_ms, secrets.token_hex(8))
    else:
        await households.disagree(link.id, chat.person_id)
    chat.say(_("好的，办好了。"), toast=_("办好了"))
    return await chat.become("family")


@flows.flow("edit_child", _("改孩子的资料"))
async def edit_child(chat: Chat, member_id: str = "") -> None:
    """A child's name or birth date, put right by the guardian."""
    known = await _member(chat, member_id)
    if known is None or known[0].kind != "child":
        return await chat.become("family")
    _link, child = known
    about = (f"person:{child.id}",)
    what = await chat.choose(
        "what", _("要改哪一项？"), [Option("name", _("姓名"), "name"), Option("birth", _("生日"), "birth")]
    )
    if what == "name":
        name = await chat.words("name", _("孩子叫什么名字？"), about=about, check=name_trouble)
        await people.set_name(child.id, name)
    else:
        text = _("{name}的生日是哪天？", name=child.name)
        born = await birth_date(chat, "birth", text, about=about, oldest=GROWN_UP_FROM)
        if age_on(born.day, chat.today) >= GROWN_UP_FROM:
            chat.say(_("{name}已经成年了，请本人来用就好。", name=child.name), FAMILY, HOME)
            return None
        await people.set_birth(child.id, born.day, chat.today, lunar=born.lunar)
    chat.say(_("改好了。"), toast=_("改好了"))
    return await chat.become("member", member_id=member_id)


async def _member(chat: Chat, member_id: str) -> tuple[Member, Person] | None:
    for link in await households.members(chat.person_id):
        if str(link.id) == member_id and link.agreed_ms is not None:
            person = await people.get(link.id)
            return (link, person) if person else None
    return None


@flows.flow("helper", _("谁替我办事"))
async def helper(chat: Chat, member_id: str = "") -> None:
    """Somebody who may act for the person, until the person no longer wants it."""
    found = next((h for h in await households.acting_for(chat.person_id) if str(h.id) == member_id), None)
    if found is None:
        return await chat.become("family")
    told = await households.told_delivered(chat.person_id, found.id)
    what = await chat.choose(
        "keep",
        paragraphs(
            _("{who} 可以替您报名、订餐，也看得到您报了什么、订了什么。", who=found.name),
            _("您的餐送到了，也会告诉TA。") if told else None,
        ),
        [
            Option("keep", _("就这样"), "keep", "main"),
            Option("quiet", _("餐送到了不用告诉TA"), "quiet") if told else Option("tell", _("餐送到了也告诉TA"), "tell"),
            Option("end", _("不让TA代办了"), "end", "danger"),
        ],
    )
    if what in ("tell", "quiet"):
        await households.tell_delivered(chat.person_id, found.id, told=what == "tell")
        chat.say(_("改好了。"), toast=_("改好了"))
    if what == "end":
        await households.disagree(chat.person_id, found.id)
        chat.say(_("好的，{who} 不能再替您办事了。", who=found.name), toast=_("办好了"))
    return await chat.become("family")


@flows.flow("add_child", _("添加孩子"), command="add_child")
async def add_child(chat: Chat) -> None:
    """A child, by its guardian."""
    learned = await learn_contact(chat)
    if learned is None:
        return
    agreed = await chat.choose(
        "child_consent",
        paragraphs(
            _("未满14岁的孩子，要监护人同意才能记下资料，也只能由监护人替他们报名。"),
            _("要为孩子记下姓名和生日，只用来报名和联系您。您是孩子的监护人，同意吗？"),
        ),
        [Option("yes", AGREE, True, "main"), Option("no", _("先不同意"), False)],
    )
    if not agreed:
        chat.say(_("没关系，孩子的信息没有留下。"), FAMILY, HOME)
        return
    name = await chat.words("child_name", _("孩子叫什么名字？"), label=_("孩子姓名"), longest=people.NAME_LENGTH)
    born = await birth_date(
        chat, "child_birth", _("{name}的生日是哪天？", name=name), about=(f"child:{name}",), oldest=GROWN_UP_FROM
    )
    if age_on(born.day, chat.today) >= GROWN_UP_FROM:
        chat.say(_("{name}已经成年了，请本人来用就好。", name=name), FAMILY, HOME)
        return
    await chat.confirm(
        "ok",
        paragraphs(_("请看一下对不对："), lines(_("孩子：{name}", name=name), _("生日：{born}", born=born.said))),
        _("确认添加"),
        facts=(name, born.day.isoformat()),
    )
    await learned.keep(chat)
    await households.add_child(chat.person_id, name, born.day, chat.now_ms, lunar=born.lunar)
    chat.say(
        _("记下了，可以给{name}报名了。", name=name), Button(_("看课程"), "/courses", "main"), FAMILY, HOME, toast=_("记下了")
    )
    return


@flows.flow("add_parent", _("添加爸妈、邻居"), command="add_parent", argument="course_id")
async def add_parent(chat: Chat, course_id: str = "") -> None:
    """A parent, or a neighbour one cares for, who agrees in the chat, by a code, or before staff. `course_id` is where the person came from."""
    learned = await learn_contact(chat)
    if learned is None:
        return
    way = await chat.choose(
        "way",
        _("替爸妈或您照看的邻居报名、订餐，要TA先同意。哪种方便？"),
        [
            Option("phone", _("给TA的手机发请求"), "phone"),
            Option("code", _("给TA念一个口令"), "code"),
            Option("staff", _("TA不用手机，请社区核实"), "staff"),
        ],
    )
    if way != "code" and await households.asked_too_often(chat.person_id, chat.now_ms):
        chat.say(_("今天发的请求有点多了，明天再发，或者给TA念一个口令。"), FAMILY, HOME)
        return
    if way == "staff":
        if learned.person.community_id is None:
            await chat.become("community", then="add_parent")
        name = await chat.words("parent_name", _("TA叫什么名字？"), longest=people.NAME_LENGTH)
        phone = await chat.phone("parent_phone", _("有电话吗？座机也行，社区好联系。"), skip=_("没有电话"))
        await learned.keep(chat)
        reached = await households.ask_staff(chat.person_id, name, phone, chat.now_ms)
        chat.say(await _asked_staff(chat, name, reached), *_onward(course_id))
        return
    phone = ""
    if way == "phone":
        phone = await chat.phone("phone_of_parent", _("TA的手机号是多少？"))
    await learned.keep(chat)
    if phone:
        await households.ask_by_phone(chat.person_id, plain(phone), chat.now_ms)
    given = await households.parent_code(chat.person_id, codes.fresh(), chat.now_ms)
    # The same words whether anybody has this number or not: who uses the service is nobody's business.
    text = paragraphs(
        _("已经发出请求，等对方同意。") if phone else _("请TA在自己的手机上打开这里，把口令发给我："),
        _("对方没收到也没关系：请TA打开这里，把口令发给我：") if phone else None,
        given.code,
        _("口令一天内有效，只能用一次。对方同意后，我会告诉您。"),
    )
    chat.say(text, *_onward(course_id))


def plain(phone: str) -> str:
    """The number as people are found by it."""
    found = people.plain_phone(phone)
    return found if isinstance(found, str) else phone


async def _asked_staff(chat: Chat, name: str, reached: int) -> Saying:
    if reached:
        return _("已请社区工作人员核实，核实好了就告诉您，那时就能替 {who} 报名、订餐。", who=name)
    office = await places.contact(chat.person_id)
    return paragraphs(
        _("记下了。请带上证件，到社区办公室核实一下，就能替 {who} 报名、订餐。", who=name),
        lines(office.address or None, office.phone or None, office.hours or None) if office else None,
    )


def _onward(course_id: str) -> tuple[Button, ...]:
    if row_id(course_id):
        return (Button(_("继续报名"), f"/sign_up {course_id}", "main"), FAMILY, HOME)
    return (FAMILY, HOME)
