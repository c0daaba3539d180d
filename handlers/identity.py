"""One person on several devices: a code from one to the other. And what else a code that somebody sends may open."""

from __future__ import annotations

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.questions import Option
from conversation.screen import HOME
from handlers.kin import may_help, told_agreed
from handlers.me import ME
from language.message import Button
from language.text import Moment, Text, _, paragraphs
from services import codes, households, people, places, staff
from services.codes import looks_like_code
from services.masks import masked_name
from services.records import recovery
from storage.codes import Code
from storage.communities import Community

flows = Flows()


@flows.flow("recover", _("找回账号"), command="recover")
async def recover(chat: Chat) -> None:
    """Which of the two devices is this?"""
    device = await chat.choose(
        "device",
        _("换手机、换网页，原来的报名不会丢。现在用的是哪一个？"),
        [
            Option("old", _("是原来的，要接到新的上"), "old"),
            Option("new", _("是新的，要找回原来的"), "new"),
            Option("lost", _("原来的不在了"), "lost"),
        ],
    )
    if device == "old":
        return await chat.become("link")
    if device == "lost":
        office = await places.contact(chat.person_id)
        chat.say(
            paragraphs(_("没关系。请到社区办公室，工作人员认得您，会给您一个口令，在这里发给我就好。"), _office(office)), HOME
        )
        return None
    code = await chat.words(
        "code",
        _("请在原来的手机或网页上点『我的资料』→『换手机、找回账号』，会看到一个口令。把口令打在这里："),
        check=_no_code,
    )
    return await chat.become("code", words=code)


def _no_code(words: str) -> Text | None:
    return None if looks_like_code(words) else _("口令是连在一起的8个字母和数字。请照着再打一遍。")


def _office(office: Community | None) -> Text | None:
    if office is None or not office.address:
        return None
    return _("{address}，{hours}，电话 {phone}", address=office.address, hours=office.hours, phone=office.phone)


@flows.flow("link", _("接到新手机"), command="link")
async def link(chat: Chat) -> None:
    """A code for the person's own other device."""
    given = await recovery.recovery_code(chat.person_id, codes.fresh(), chat.now_ms)
    chat.say(
        paragraphs(
            _("请在新的手机或网页上打开这里，把这个口令发给我："),
            given.code,
            _(
                "{when} 前有效，只能用一次。谁拿到口令就能用您的账号，请不要告诉别人，工作人员也不会问您要。",
                when=Moment(given.expires_ms, "time"),
            ),
        ),
        ME,
        HOME,
    )


@flows.flow("code", _("口令"), command="code", argument="words")
async def code(chat: Chat, words: str = "") -> None:
    """Somebody sends a code: what kind it is decides what happens."""
    if not words:
        words = await chat.words("code", _("请把口令打在这里："), check=_no_code)
    sent = codes.find_code(words)
    found = await codes.look(sent, chat.person_id, chat.now_ms)
    if isinstance(found, codes.Wrong):
        left = 0 if found.why == "too many" else await codes.count_wrong(chat.person_id, chat.now_ms)
        return _told_wrong(chat, found, left)
    kind = found.purpose.partition(":")[0]
    if kind == "recover":
        return await _come_back(chat, sent, found)
    if kind == "parent":
        return await _let_help(chat, sent, found)
    if kind == "role":
        return await _take_role(chat, sent)
    return _told_wrong(chat, codes.Wrong("unknown"), await codes.count_wrong(chat.person_id, chat.now_ms))


def _told_wrong(chat: Chat, wrong: codes.Wrong, left: int) -> None:
    why: dict[str, Text] = {
        "unknown": _("这个口令不对，请照着再打一遍。"),
        "expired": _("这个口令过期了，请再要一个新的。"),
        "used": _("这个口令用过了，每个只能用一次。请再要一个新的。"),
        "too many": _("口令试得太多了，请 {when} 以后再来。", when=Moment(wrong.after_ms, "time")),
    }
    tries = _("还可以试{n}次。", n=left) if left else _("为了安全，请过一个小时再试。") if wrong.why != "too many" else None
    chat.say(paragraphs(why[wrong.why], tries), Button(_("找人帮忙"), "/human"), HOME)


async def _come_back(chat: Chat, sent: str, found: Code) -> None:
    """The account that sent the code becomes the person's who asked for it."""
    if found.person_id == chat.person_id:
        chat.say(_("这里已经是您的账号了。口令要在新的手机或网页上发。"), HOME)
        return
    keep = await people.get(found.person_id or 0)
    if keep is None:
        _told_wrong(chat, codes.Wrong("unknown"), await codes.count_wrong(chat.person_id, chat.now_ms))
        return
    mine = await chat.choose(
        "mine",
        paragraphs(
            _("把这里接到 {who} 的账号上，对吗？", who=masked_name(keep.name)),
            _("接好以后，两边的报名合在一起，一个也不会少。"),
        ),
        [Option("yes", _("对，接上"), True, "main"), Option("no", _("不是我"), False)],
        about=(f"code:{found.id}",),
    )
    if not mine:
        chat.say(_("好的，什么都没有动。"), HOME)
        return
    outcome = await recovery.recover(sent, chat.account_id, chat.now_ms)
    if isinstance(outcome, codes.Wrong):
        _told_wrong(chat, outcome, 0)
        return
    chat.speak(keep.language)
    chat.show_menu()
    chat.say(
        _("接好了，{who}，欢迎回来！原来的报名都在。", who=keep.name),
        Button(_("我的报名"), "/my", "main"),
        ME,
        HOME,
        toast=_("接好了"),
    )


async def _let_help(chat: Chat, sent: str, found: Code) -> None:
    """A parent lets the grown-up child act for them, who gave them the code."""
    asking = await people.get(found.person_id or 0)
    if asking is None or asking.id == chat.person_id:
        chat.say(_("这个口令是给您要代办的人的：请TA在自己的手机上打开这里，把口令发给我。"), HOME)
        return
    learned = await may_help(chat, asking)
    if learned is None:
        return
    await learned.keep(chat)
    outcome = await households.agree_by_code(sent, chat.person_id, chat.now_ms)
    if isinstance(outcome, codes.Wrong):
        _told_wrong(chat, outcome, 0)
    else:
        told_agreed(chat, asking)


async def _take_role(chat: Chat, sent: str) -> None:
    """Somebody was invited to work for a community."""
    outcome = await staff.accept(sent, chat.person_id, chat.now_ms)
    if not isinstance(outcome, staff.Granted):
        _told_wrong(chat, outcome if isinstance(outcome, codes.Wrong) else codes.Wrong("unknown"), 0)
        return
    community = await places.contact(chat.person_id)
    text = _("欢迎！您现在是{community}的工作人员了。", community=community.name if community else "")
    if outcome.role == staff.COURIER:
        text = _("欢迎来送餐！在首页点『送餐』就能开始。")
        chat.say(text, Button(_("送餐"), "/deliver", "main"), HOME, toast=_("欢迎"))
        return
    if outcome.role in (staff.KITCHEN, staff.READER):
        text = _("欢迎！点下面的『电脑版』，就会收到登录值守台的链接。")
        chat.say(text, Button(_("电脑版"), "/desk", "main"), HOME, toast=_("欢迎"))
        return
    if outcome.role == staff.ADMIN:
        text = _("欢迎！您现在是{community}的管理员了。", community=community.name if community else "")
    chat.say(text, Button(_("工作台"), "/staff", "main"), HOME, toast=_("欢迎"))
