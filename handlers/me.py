"""What the service knows of a resident, as they see it, and how they change it."""

from __future__ import annotations

from collections.abc import Sequence

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.questions import Option
from conversation.screen import HOME
from handlers.asking import Learned, birth_date, consent, name_trouble
from handlers.contact import ask_contact
from language.births import Birth
from language.catalogue import LANGUAGES
from language.homes import read_home
from language.message import Button
from language.text import Moment, Saying, _, lines, paragraphs
from services import glances, households, people, places
from services.masks import masked_phone
from services.patrol import teams
from services.records import moving
from storage.glances import Glance
from storage.people import Person

flows = Flows()

_UNKNOWN = _("还没填")


@flows.flow("me", _("我的资料"), command="me")
async def me(chat: Chat, show_phone: bool = False) -> None:
    """Everything at a glance; the number only whole when asked for."""
    person = await people.get(chat.person_id)
    assert person is not None
    options: list[Option[str]] = [Option("edit_me", _("修改资料"), "edit_me", "main")]
    if person.phone and not show_phone:
        options.append(Option("show_phone", _("显示电话"), "show_phone"))
    looking = await glances.given(person.id, chat.now_ms)
    if looking or await glances.looks(person.id):
        options.append(Option("glances", _("谁看过我的对话"), "glances"))
    options += [
        Option("family", _("家人"), "family"),
        Option("diet", _("饮食卡"), "diet"),
        Option("reminders", _("提醒设置"), "reminders"),
        Option("language", _("语言 Language"), "language"),
        Option("mydata", _("我的数据"), "mydata"),
        Option("recover", _("换手机、找回账号"), "recover"),
    ]
    chosen = await chat.choose("what", await _profile(person, show_phone, looking), options)
    if chosen == "show_phone":
        return await chat.become("me", show_phone=True)
    return await chat.become(chosen)


async def _profile(person: Person, show_phone: bool, looking: Sequence[Glance]) -> Saying:
    community = await places.contact(person.id)
    members = [member.name for member in await households.members(person.id) if member.agreed_ms is not None]
    phone = person.phone if show_phone else masked_phone(person.phone)
    return paragraphs(
        _("您的资料："),
        lines(
            _("姓名：{name}", name=person.name or _UNKNOWN),
            _("电话：{phone}", phone=phone if person.phone else _UNKNOWN),
            _("住址：{home}", home=people.address_of(person) or _UNKNOWN),
            _("生日：{born}", born=_born(person) or _UNKNOWN),
            _("紧急联系人：{who} {phone}", who=person.contact_name, phone=masked_phone(person.contact_phone))
            if person.contact_phone
            else None,
            _("语言：{language}", language=LANGUAGES.get(person.language, person.language)),
            _("社区：{community}", community=community.name) if community else None,
            _("家人：{names}", names="、".join(members)) if members else None,
            _("社区已核实身份") if person.verified_ms is not None else None,
            *(
                _("{who}能看您最近的对话，到{until}为止", who=glances.asker(one), until=Moment(one.until_ms, "near"))
                for one in looking
            ),
        ),
    )


def _born(person: Person) -> Saying:
    return Birth(person.born, person.birth_lunar).said if person.born else ""


@flows.flow("edit_me", _("修改资料"))
async def edit(chat: Chat) -> None:
    """Change one thing."""
    person = await people.get(chat.person_id)
    assert person is not None
    agreed = await consent(chat, person)
    if agreed is False:
        chat.say(_("没关系，什么都没有记下。"), HOME)
        return None
    learned = Learned(person, general=agreed is True)
    several = len(await places.communities()) > 1
    what = await chat.choose(
        "what",
        _("要改哪一项？"),
        [
            Option("name", _("姓名"), "name"),
            Option("phone", _("电话"), "phone"),
            Option("home", _("住址"), "home"),
            Option("birth", _("生日"), "birth"),
            Option("contact", _("紧急联系人"), "contact"),
            *([Option("community", _("社区"), "community")] if several else []),
        ],
    )
    home, community_id, contact = None, None, None
    if what == "name":
        learned.name = await chat.words("name", _("怎么称呼您？请打上姓名。"), check=name_trouble)
    elif what == "phone":
        learned.phone = await chat.phone("phone", _("新的电话号码是多少？"))
    elif what == "home":
        home = await _home(chat)
    elif what == "birth":
        learned.born = await birth_date(chat, "birth", _("您的生日是哪天？"), about=(f"person:{person.id}",))
    elif what == "contact":
        contact = await ask_contact(chat, _("万一联系不上您，给谁打电话？请打上姓名。"))
    else:
        community_id = await chat.choose(
            "community",
            paragraphs(
                _("换到哪个社区？"),
                _("每个社区的课不一样：换了以后看到的是新社区的课，已经报上的课照旧。"),
                _("原来社区的志愿队就退出了，报过的班会让给别人。") if await teams.volunteers(person.id) else None,
            ),
            [Option(str(c.id), c.name, c.id) for c in await places.communities()],
        )
    await learned.keep(chat)
    if home:
        await people.set_home(person.id, *home)
    if contact:
        await people.set_contact(person.id, *contact)
    if community_id is not None:
        await moving.move(person.id, community_id, chat.now_ms)
    chat.say(_("改好了。"), toast=_("改好了"))
    return await chat.become("me")


async def _home(chat: Chat) -> tuple[str, str, str]:
    """Building, unit and room: in one go, or one by one."""
    words = await chat.words("building", _("您住在哪儿？可以一次写全，比如：3栋2单元501。"), longest=40)
    if whole := read_home(words):
        return whole
    unit = await chat.words("unit", _("几单元？"), skip=_("没有单元"), longest=20)
    room = await chat.words("room", _("门牌号是多少？比如：501。"), skip=_("先不填"), longest=20)
    return words, unit, room


ME = Button(_("我的资料"), "/me")
"""The way back to one's profile."""
