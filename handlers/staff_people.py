"""Residents as staff help them: finding one, knowing one, a way back in, two records of one human, a parent without a phone."""

from __future__ import annotations

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.questions import Option
from conversation.screen import HOME
from handlers.asking import birth_date, name_trouble
from handlers.staff import DESK, Worker, at_work
from language.message import Button
from language.numerals import row_id
from language.text import Day, Joined, Moment, Saying, Text, _, lines, paragraphs
from services import codes, enrolment, households, office, papers, people, rollcall, staff
from services.canteen import meals
from services.masks import masked_phone
from services.records import merging, recovery
from storage.people import Person

flows = Flows()

MOST_ATTEMPTS = 20
PEOPLE = Button(_("找别的居民"), "/staff_people")


async def find_person(
    chat: Chat, worker: Worker, key: str, question: Saying, *, new: Saying = "", without: int | None = None
) -> Person | None:
    """Ask for a name or a number, then which of those found. None where `new`, the button for somebody unknown, was tapped."""

    def trouble(words: str) -> Text | None:
        plain = "".join(words.split())
        digits = sum(character.isdigit() for character in plain)
        if len(plain) < office.SHORTEST or (0 < digits < 4 and digits == len(plain)):
            return _("请打姓名里连着的两个字，或电话最后四位。")
        return None

    words, found = "", list[Person]()
    for attempt in range(MOST_ATTEMPTS):
        text = _("没有找到「{words}」，换个写法再试试？", words=words) if words else question
        words = await chat.words(f"{key}.words{attempt}", text, check=trouble, longest=40)
        found = [person for person in await office.find(worker.community_id, words, worker.id) if person.id != without]
        if found or new:
            break
    options: list[Option[Person | None]] = [Option(str(person.id), _known_as(person), person) for person in found]
    if new:
        options.append(Option("new", new, None, "answer" if found else "main"))
    text = _("找到{n}位，是哪一位？", n=len(found)) if found else _("没有找到「{words}」。", words=words)
    return await chat.choose(f"{key}.one", text, options, about=(f"search:{words}",), label=_("哪一位"))


@flows.flow("staff_people", _("找居民"), command="staff_people")
async def staff_people(chat: Chat) -> None:
    """Find a resident; leads to the resident's sheet."""
    worker = await at_work(chat)
    person = await find_person(chat, worker, "person", _("找谁？请打姓名里的两个字，或电话最后四位。"))
    if person is not None:
        await chat.become("staff_person", person_id=str(person.id))


@flows.flow("staff_person", _("居民情况"), command="staff_person", argument="person_id")
async def staff_person(chat: Chat, person_id: str = "") -> None:
    """A resident's sheet, with everything that staff can do for them."""
    worker = await at_work(chat)
    person = await _resident(chat, worker, person_id)
    paused = await office.paused_until(person.id, chat.now_ms)
    roles, courier = await _roles(person, worker)
    canteen = await meals.canteen(worker.community_id) is not None
    options = [
        Option("verify", _("认识本人"), "staff_verify") if person.verified_ms is None else None,
        Option("age", _("核实年龄（看身份证）"), "staff_age"),
        Option("phone", _("显示电话"), "staff_phone") if person.phone or person.contact_phone else None,
        Option("contact", _("紧急联系人"), "staff_contact"),
        Option("lift", _("恢复抢课"), "staff_lift", "main") if paused else None,
        Option("meal", _("订餐"), "staff_order") if canteen else None,
        Option("payment", _("收餐费"), "staff_payment") if canteen else None,
        Option("more", _("口令、父母、合并、设为……"), "staff_person_more"),
    ]
    booked = await enrolment.mine(person.id, chat.now_ms)
    text = paragraphs(
        _sheet(person),
        lines(
            *(_("{course} · {who} · {state}", course=b.title, who=b.attendee, state=papers.STATES[b.state]) for b in booked[:8])
        ),
        _("因多次没来，{until} 以后才能再抢课。", until=Moment(paused)) if paused else None,
        _("在这里工作。") if roles else None,
        _("是送餐员。") if courier else None,
    )
    flow = await chat.choose("what", text, [option for option in options if option], about=(f"person:{person.id}",))
    await chat.become(flow, person_id=person_id)


@flows.flow("staff_person_more", _("居民情况的更多"), command="staff_person_more", argument="person_id")
async def staff_person_more(chat: Chat, person_id: str = "") -> None:
    """What is seldom done for a resident."""
    worker = await at_work(chat)
    person = await _resident(chat, worker, person_id)
    roles, courier = await _roles(person, worker)
    canteen = await meals.canteen(worker.community_id) is not None
    options = [
        Option("code", _("给口令（换手机）"), "staff_recovery"),
        Option("parent", _("登记父母"), "staff_parent"),
        Option("merge", _("合并重复的记录"), "staff_merge"),
        Option("courier", _("不再送餐") if courier else _("设为送餐员"), "staff_courier") if canteen else None,
        Option("grant", _("设为工作人员"), "staff_grant") if worker.admin and not roles else None,
        Option("back", _("回到{who}", who=person.name or _("这位居民")), "staff_person"),
    ]
    text = _("{who}，要办什么？", who=person.name or _("这位居民"))
    flow = await chat.choose("what", text, [option for option in options if option], about=(f"person:{person.id}",))
    await chat.become(flow, person_id=person_id)


async def _roles(person: Person, worker: Worker) -> tuple[list[str], bool]:
    """With which rights the resident works here, and whether they bring meals."""
    held = await office.roles_of(person.id, worker.community_id)
    return [role for role in held if role in staff.ROLES], staff.COURIER in held


@flows.flow("staff_verify", _("认识本人"), command="staff_verify", argument="person_id")
async def staff_verify(chat: Chat, person_id: str = "") -> None:
    """Staff say that they know this person."""
    person = await _resident(chat, await at_work(chat), person_id)
    text = paragraphs(_sheet(person), _("您见过本人，姓名和电话都对得上？"))
    await chat.confirm("ok", text, _("是本人"), facts=(person.id, person.name, person.phone))
    await people.verify(person.id, chat.person_id, chat.now_ms)
    chat.say(_("记下了：{who} 是社区认识的居民。", who=person.name), *_ways_on(person), toast=_("记下了"))


@flows.flow("staff_age", _("核实年龄"), command="staff_age", argument="person_id")
async def staff_age(chat: Chat, person_id: str = "") -> None:
    """Staff have the card before them: the day of birth on it counts for prices, for a year."""
    person = await _resident(chat, await at_work(chat), person_id)
    about = (f"person:{person.id}", f"born:{person.birth_date}")
    same = person.born is not None and await chat.choose(
        "same",
        _("{who}的生日登记的是{born}，身份证上也是这一天？", who=person.name, born=Day(person.born, "birth")),
        [Option("yes", _("是这一天"), True, "main"), Option("no", _("不是，改一下"), False)],
        about=about,
    )
    born = person.born
    if not same or born is None:
        question = _("{who}身份证上的生日是哪天？", who=person.name)
        born = (await birth_date(chat, "birth", question, about=about)).day
        text = _("{who}，{born}出生，和身份证一致？", who=person.name, born=Day(born, "birth"))
        await chat.confirm("ok", text, _("一致"), facts=(person.id, born.isoformat()))
    await people.see_age(person.id, born, chat.person_id, chat.now_ms)
    text = _("核实好了：{who}，{born}出生。一年内都按这个算价钱。", who=person.name, born=Day(born, "birth"))
    chat.say(text, *_ways_on(person), toast=_("核实好了"))


@flows.flow("staff_phone", _("显示电话"), command="staff_phone", argument="person_id")
async def staff_phone(chat: Chat, person_id: str = "") -> None:
    """The whole number. That somebody looked is written down."""
    person = await _resident(chat, await at_work(chat), person_id)
    phone = await office.phone(person.id, chat.person_id, chat.now_ms)
    contact = (
        _("紧急联系人：{who} {phone}", who=person.contact_name, phone=person.contact_phone) if person.contact_phone else None
    )
    text = lines(_("{who} 的电话：{phone}", who=person.name, phone=phone or _("没有留")), contact)
    chat.say(text, *_ways_on(person))


@flows.flow("staff_lift", _("恢复抢课"), command="staff_lift", argument="person_id")
async def staff_lift(chat: Chat, person_id: str = "") -> None:
    """Let somebody grab again at once."""
    person = await _resident(chat, await at_work(chat), person_id)
    text = _("让 {who} 现在就能再抢课？会告诉本人。", who=person.name)
    await chat.confirm("ok", text, _("确认恢复"), facts=(person.id,))
    lifted = await rollcall.lift_pause(person.id, chat.person_id, chat.now_ms)
    chat.say(
        _("好了，{who} 可以抢课了。", who=person.name) if lifted else _("{who} 本来就能抢课。", who=person.name),
        *_ways_on(person),
    )


@flows.flow("staff_recovery", _("口令"), command="staff_recovery", argument="person_id")
async def staff_recovery(chat: Chat, person_id: str = "") -> None:
    """A code with which somebody who lost their phone gets back to what is theirs."""
    person = await _resident(chat, await at_work(chat), person_id)
    await chat.confirm(
        "ok",
        _("给 {who} 一个口令？谁拿到口令，谁就能用 {who} 的账号。请当面核对本人。", who=person.name),
        _("已核对，给口令"),
        facts=(person.id, person.name),
    )
    given = await recovery.recovery_code_by_staff(person.id, chat.person_id, codes.fresh(), chat.now_ms)
    if not isinstance(given, codes.Given):
        child = isinstance(given, recovery.Underage)
        chat.say(recovery.UNDERAGE if child else _("同事的账号要由管理员给口令。"), PEOPLE, DESK, HOME)
        return
    chat.say(
        paragraphs(
            _("{who} 的口令：", who=person.name),
            given.code,
            _("请本人在新的手机或网页上，把这个口令发到聊天里。{until} 之前有效，只能用一次。", until=Moment(given.expires_ms)),
        ),
        *_ways_on(person),
    )


@flows.flow("staff_merge", _("合并重复的记录"), command="staff_merge", argument="person_id")
async def staff_merge(chat: Chat, person_id: str = "") -> None:
    """Two records of one human become one."""
    worker = await at_work(chat)
    keep = await _resident(chat, worker, person_id)
    question = _("和 {who} 重复的是哪条记录？请打姓名里的两个字，或电话最后四位。", who=keep.name)
    other = await find_person(chat, worker, "other", question, without=keep.id)
    if other is None:
        return
    text = paragraphs(
        _("这两条是同一个人吗？"),
        lines(_("留下："), _sheet(keep), *await _bookings(chat, keep)),
        lines(_("并入后删掉："), _sheet(other), *await _bookings(chat, other)),
        _("报名都会保留；同一门课报了两次的，留好的那个。合并后不能分开。"),
    )
    await chat.confirm("ok", text, _("确认合并"), facts=(keep.id, other.id), danger=True)
    merged = await merging.merge(keep.id, other.id, chat.person_id, chat.now_ms)
    if isinstance(merged, merging.NotAllowed):
        chat.say(_("这两条记录您不能合并：同事的要请管理员来办，别的社区的请联系那边。"), *_ways_on(keep))
        return
    doubled = _("有{n}门课两边都报了，只留一个。", n=len(merged.freed)) if merged.freed else None
    chat.say(lines(_("合并好了：{who}。", who=keep.name), doubled), *_ways_on(keep), toast=_("合并好了"))


@flows.flow("staff_parent", _("登记父母"), command="staff_parent", argument="person_id")
async def staff_parent(chat: Chat, person_id: str = "") -> None:
    """A parent without a phone of their own, for whom this resident acts from now on."""
    child = await _resident(chat, await at_work(chat), person_id)
    about = (f"person:{child.id}",)
    question = _("{who} 的父亲或母亲叫什么？（没有手机、由 {who} 代办的老人）", who=child.name)
    name = await chat.words("name", question, about=about, label=_("姓名"), check=name_trouble)
    phone = await chat.phone("phone", _("有座机吗？"), about=about, label=_("电话"), skip=_("没有"))
    born = await birth_date(chat, "birth", _("{who} 的生日是哪天？", who=name), about=(*about, name), youngest=30)
    text = lines(
        _("登记：{who}", who=name),
        _("生日：{born}", born=born.said),
        _("电话：{phone}", phone=phone) if phone else None,
        _("由 {child} 代为报名。您见过双方，他们都同意？", child=child.name),
    )
    await chat.confirm("ok", text, _("双方都同意"), facts=(child.id, name, born.day.isoformat()))
    made = await households.staff_links_parent(chat.person_id, child.id, name, born.day, phone, chat.now_ms, lunar=born.lunar)
    text_done = _("登记好了，{child} 可以帮 {who} 报名了。", child=child.name, who=name)
    chat.say(text_done if made else _("这位居民归别的社区管，请联系那边。"), *_ways_on(child))


async def _resident(chat: Chat, worker: Worker, person_id: str) -> Person:
    """The resident whom a flow is about; without them the flow goes on as the search."""
    person = await office.person(row_id(person_id), worker.id)
    if person is None:
        await chat.become("staff_people")
    assert person is not None
    return person


async def _bookings(chat: Chat, person: Person) -> list[Text]:
    booked = await enrolment.mine(person.id, chat.now_ms)
    return [_("· {course} {state}", course=b.title, state=papers.STATES[b.state]) for b in booked[:8]]


def _sheet(person: Person) -> Joined:
    home = "-".join(part for part in (person.building, person.unit, person.room) if part)
    return lines(
        _("【{who}】{known}", who=person.name or _("没有留姓名"), known=_("社区认识") if person.verified_ms else ""),
        _("电话：{phone}", phone=masked_phone(person.phone)) if person.phone else _("电话：没有留"),
        _("住址：{home}", home=home) if home else None,
        _("生日：{born}", born=Day(person.born, "birth")) if person.born else None,
        _("紧急联系人：{who} {phone}", who=person.contact_name, phone=masked_phone(person.contact_phone))
        if person.contact_phone
        else None,
    )


def _known_as(person: Person) -> Saying:
    return _("{who} {phone}", who=person.name, phone=masked_phone(person.phone)) if person.phone else person.name


def _ways_on(person: Person) -> tuple[Button, ...]:
    return Button(_("回到{who}", who=person.name or _("这位居民")), f"/staff_person {person.id}", "main"), PEOPLE, DESK, HOME
