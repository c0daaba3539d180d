"""Whom to call where something may have happened to a resident: said by the resident, or noted by staff."""

from __future__ import annotations

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.screen import HOME
from handlers.asking import name_trouble
from handlers.staff import DESK, at_work
from language.message import Button
from language.numerals import row_id
from language.text import Saying, _
from services import office, people

flows = Flows()


async def ask_contact(chat: Chat, question: Saying, about: tuple[str, ...] = ()) -> tuple[str, str]:
    """Ask for name and number; both empty where nobody shall be called."""
    name = await chat.words("contact_name", question, about=about, label=_("紧急联系人"), check=name_trouble, skip=_("不留"))
    if not name:
        return "", ""
    text = _("{who}的电话是多少？", who=name)
    return name, await chat.phone("contact_phone", text, about=(*about, name), label=_("联系人电话"))


@flows.flow("staff_contact", _("紧急联系人"), command="staff_contact", argument="person_id")
async def staff_contact(chat: Chat, person_id: str = "") -> None:
    """Staff note whom to call for a resident."""
    worker = await at_work(chat)
    person = await office.person(row_id(person_id), worker.id)
    if person is None:
        return await chat.become("staff_people")
    about = (f"person:{person.id}",)
    name, phone = await ask_contact(chat, _("万一联系不上{who}，给谁打电话？请打上姓名。", who=person.name), about)
    text = _("{who}的紧急联系人：{name} {phone}", who=person.name, name=name, phone=phone)
    if not name:
        text = _("{who}不留紧急联系人？", who=person.name)
    await chat.confirm("ok", text, _("确认"), facts=(person.id, name, phone), about=about)
    await people.set_contact_by_staff(person.id, name, phone, worker.id, chat.now_ms)
    back = Button(_("回到{who}", who=person.name or _("这位居民")), f"/staff_person {person.id}", "main")
    chat.say(_("记下了。"), back, DESK, HOME, toast=_("记下了"))
    return None
