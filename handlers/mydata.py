"""What is held of a resident, in plain words; a copy to take along; taking a consent back; and leaving for good."""

from __future__ import annotations

import secrets

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.questions import Option
from conversation.screen import HOME
from handlers.me import ME
from language.message import Button
from language.text import Joined, Saying, _, lines, paragraphs
from services import enrolment, households, people
from services.canteen import diets
from services.records import departure, takeout
from storage.people import Person

flows = Flows()

MYDATA = Button(_("我的数据"), "/mydata")


@flows.flow("mydata", _("我的数据"), command="mydata")
async def mydata(chat: Chat) -> None:
    """What is held and why, and what one can do about it."""
    person = await people.get(chat.person_id)
    assert person is not None
    booked = [b for b in await enrolment.mine(chat.person_id, chat.now_ms) if b.state != "cancelled"]
    members = [member for member in await households.members(chat.person_id) if member.agreed_ms is not None]
    chosen = await chat.choose(
        "what",
        paragraphs(
            _("我们记下的，只有办事要用的："),
            lines(
                _("· 您填的：{what}", what=_told(person)),
                _("· 家人：{n}位", n=len(members)) if members else None,
                _("· 饮食卡") if await diets.of(chat.person_id) else None,
                _("· 报名和上课签到：现在有{n}个报名", n=len(booked)),
                _("· 最近七天的消息，和您办过的事"),
            ),
            _("只有社区工作人员办事时看得到；餐送上门时，送餐员看得到姓名、地址和电话。不给别人，也不拿去做别的。"),
        ),
        [
            Option("export", _("导出一份给我"), "export"),
            *([Option("withdraw", _("收回同意"), "withdraw")] if await _consents(chat, person) else []),
            Option("erase", _("全部删除"), "erase", "danger"),
        ],
    )
    return await chat.become(chosen)


def _told(person: Person) -> Saying:
    given: list[Saying] = []
    for value, name in (
        (person.name, _("姓名")), (person.phone, _("电话")), (person.building, _("住址")), (person.birth_date, _("生日")),
        (person.contact_phone, _("紧急联系人")),
    ):  # fmt: skip
        if value:
            given.append(name)
    return Joined(tuple(given), "、") if given else _("还没有")


@flows.flow("export", _("导出我的数据"))
async def export(chat: Chat) -> None:
    """Have the files made; they come as messages of their own."""
    await takeout.ask(chat.account_id, chat.now_ms)
    chat.say(_("正在整理，好了马上发给您。"), ME, HOME)


async def _consents(chat: Chat, person: Person) -> list[Option[tuple[int, str]]]:
    """What the person agreed to for themselves and for their children: person and purpose."""
    found: list[Option[tuple[int, str]]] = []
    if await people.consents_to(person.id):
        found.append(Option("general", _("记下我的资料"), (person.id, "general")))
    known = [(person.id, person.name)]
    known += [(m.id, m.name) for m in await households.members(person.id) if m.kind == "child" and m.agreed_ms is not None]
    for person_id, name in known:
        if await people.consents_to(person_id, "sensitive"):
            found.append(Option(f"sensitive:{person_id}", _("{who}的过敏等情况", who=name), (person_id, "sensitive")))
    return found


@flows.flow("withdraw", _("收回同意"))
async def withdraw(chat: Chat) -> None:
    """Take a consent back."""
    person = await people.get(chat.person_id)
    assert person is not None
    consents = await _consents(chat, person)
    if not consents:
        return await chat.become("mydata")
    person_id, purpose = await chat.choose("which", _("要收回哪一项？"), consents)
    text = _(
        "收回后，电话、住址、生日、紧急联系人会马上删掉，已订的送餐改成自己取；姓名和已经报上的课还在，老师要点名。以后再报名会重新问您。"
    )
    if purpose == "sensitive":
        text = _("收回后，记下的过敏等情况和饮食卡会马上删掉，老师和厨房就看不到了。请您自己和他们说一声。")
    sure = await chat.choose(
        "sure",
        text,
        [Option("no", _("先不收回"), False, "main"), Option("yes", _("确认收回"), True, "danger")],
        about=(f"consent:{person_id}:{purpose}",),
    )
    if not sure:
        return await chat.become("mydata")
    await people.withdraw(person_id, purpose)
    chat.say(_("已收回，该删的删掉了。"), MYDATA, HOME, toast=_("已收回"))
    return None


@flows.flow("erase", _("全部删除"))
async def erase(chat: Chat) -> None:
    """Leave for good, after two clear words."""
    booked = [b for b in await enrolment.mine(chat.person_id, chat.now_ms) if b.state != "cancelled"]
    alone = [
        member.name
        for member in await households.members(chat.person_id)
        if member.kind == "child" and await departure.only_guardian(chat.person_id, member.id)
    ]
    wish = await chat.choose(
        "wish",
        paragraphs(
            _("全部删除是真的删除，找不回来。"),
            lines(
                _("会删掉：姓名、电话、住址、生日、饮食卡、家人关系、消息记录和文件。"),
                _("孩子的资料也一起删：{names}", names="、".join(alone)) if alone else None,
                _("{n}个报名会取消，位子让给候补的邻居。", n=len(booked)) if booked else None,
            ),
            lines(
                _("会留下：抽过签、点过名的课，只留一条没有名字的记录，好让别人能查公不公正。"),
                _("已经发给工作人员和家人的通知，七天后清掉。"),
                _("备份里的，最多{days}天后也没有了。", days=departure.BACKUP_DAYS),
                _("您手机上的聊天记录，要您自己删。"),
            ),
        ),
        [
            Option("stay", _("不删了"), "stay", "main"),
            Option("export", _("先导出一份"), "export"),
            Option("erase", _("继续删除"), "erase", "danger"),
        ],
    )
    if wish == "export":
        return await chat.become("export")
    sure = wish == "erase" and await chat.choose(
        "sure",
        _("最后问一次：真的全部删除吗？"),
        [Option("no", _("不删了"), False, "main"), Option("yes", _("确认全部删除"), True, "danger")],
    )
    if not sure:
        chat.say(_("好的，什么都没有删。"), MYDATA, HOME)
        return None
    await departure.leave(chat.person_id, chat.now_ms, secrets.token_hex(8))
    chat.say(_("已经全部删除。谢谢您来过，以后想来，随时欢迎。"), Button(_("重新开始"), "/start"), toast=_("已全部删除"))
    return None
