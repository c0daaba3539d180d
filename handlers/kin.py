"""The other side of a household: the parent who is asked, and staff who are asked in their place."""

from __future__ import annotations

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.questions import Option
from conversation.screen import HOME
from handlers.asking import AGREE, Learned, learn_contact
from handlers.me import ME
from language.message import Button
from language.numerals import row_id
from language.text import _, paragraphs
from services import households, people, staff
from storage.people import Person

flows = Flows()

FAMILY = Button(_("家人"), "/family")


@flows.flow("agree", _("家人请您同意"), command="agree", argument="child_id")
async def agree(chat: Chat, child_id: str = "") -> None:
    """A grown-up child wants to act for the person, who agrees or not."""
    asking = await _asking(chat, child_id)
    if asking is None:
        return
    learned = await may_help(chat, asking)
    if learned is None:
        return
    await learned.keep(chat)
    await households.agree(chat.person_id, asking.id, chat.now_ms)
    told_agreed(chat, asking)


@flows.flow("disagree", _("不让人代办"), command="disagree", argument="child_id")
async def disagree(chat: Chat, child_id: str = "") -> None:
    """The person does not want that; who asked is not told."""
    asking = await _asking(chat, child_id)
    if asking is None:
        return
    await households.disagree(chat.person_id, asking.id)
    chat.say(_("好的，没有同意。{who} 不能替您办事。", who=asking.name), ME, HOME, toast=_("没有同意"))


async def _asking(chat: Chat, child_id: str) -> Person | None:
    """Who asks; None, with a word said, where nobody does any more."""
    asking = await households.asks(row_id(child_id), chat.person_id)
    if asking is None:
        chat.say(_("这个请求已经处理过了。谁能替您办事，在『家人』里可以看到。"), FAMILY, HOME)
    return asking


async def may_help(chat: Chat, asking: Person) -> Learned | None:
    """Ask whether this person may act for the one in the chat; None, with a word said, where not."""
    agreed = await chat.choose(
        "agree",
        paragraphs(
            _("{who} 想替您办社区的事：报名、订餐。您同意吗？", who=asking.name),
            _(
                "同意后，{who} 可以替您报名、订餐、取消，也看得到您报了什么、订了什么。以后不想了，在『我的资料』的『家人』里随时收回。",
                who=asking.name,
            ),
        ),
        [Option("yes", AGREE, True, "main"), Option("no", _("不同意"), False)],
        about=(f"person:{asking.id}",),
    )
    if not agreed:
        chat.say(_("好的，没有同意。{who} 不能替您办事。", who=asking.name), ME, HOME)
        return None
    return await learn_contact(chat)


def told_agreed(chat: Chat, asking: Person) -> None:
    """Say that it is agreed."""
    text = _("好的，{who} 可以替您报名、订餐了。以后想收回，在『家人』里点一下就行。", who=asking.name)
    chat.say(text, FAMILY, HOME, toast=_("已同意"))


@flows.flow("confirm_kin", _("核实家人"), command="confirm_kin", argument="pair")
async def confirm_kin(chat: Chat, pair: str = "") -> None:
    """Staff know that these two are a family."""
    found = await _pair(chat, pair)
    if found is None:
        return await chat.become("words", words="/confirm_kin")
    guardian, member = found
    done = await households.staff_confirms(chat.person_id, guardian.id, member.id, chat.now_ms)
    text = _("好的，{who} 可以替 {parent} 报名了，已经告诉 TA。", who=guardian.name, parent=member.name)
    chat.say(text if done else _HANDLED, HOME, toast=_("已核实") if done else "")
    return None


@flows.flow("decline_kin", _("核实家人"), command="decline_kin", argument="pair")
async def decline_kin(chat: Chat, pair: str = "") -> None:
    """Staff do not know them as a family."""
    found = await _pair(chat, pair)
    if found is None:
        return await chat.become("words", words="/decline_kin")
    guardian, member = found
    done = await households.staff_declines(chat.person_id, guardian.id, member.id, chat.now_ms)
    chat.say(_("好的，没有同意，已请 {who} 到社区来办。", who=guardian.name) if done else _HANDLED, HOME)
    return None


_HANDLED = _("这件事已经处理过了。")


async def _pair(chat: Chat, pair: str) -> tuple[Person, Person] | None:
    """Both people of a request; None for whoever does not work for their community."""
    left, _dash, right = pair.partition("-")
    guardian, member = await people.get(row_id(left)), await people.get(row_id(right))
    if guardian is None or not await staff.is_staff(chat.person_id, guardian.community_id):
        return None
    return guardian, member or guardian
