"""Who works here: administrators invite, name and dismiss."""

from __future__ import annotations

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.questions import Option
from conversation.screen import HOME
from handlers.staff import DESK, Worker, at_work
from language.message import Button
from language.numerals import row_id
from language.text import Moment, _, lines, paragraphs
from services import codes, office, staff
from services.cases import freeing

flows = Flows()

AT_WORK = tuple(role for role in staff.GIVEN if role != staff.COURIER)
"""Couriers are named where meals are."""
BACK = Button(_("工作人员"), "/staff_roles", "main")


async def _admin(chat: Chat) -> Worker:
    """The first thing in flows of administrators; others go on at the desk."""
    worker = await at_work(chat)
    if not worker.admin:
        await chat.become("staff")
    return worker


@flows.flow("staff_roles", _("工作人员"), command="staff_roles")
async def staff_roles(chat: Chat) -> None:
    """Who works here, and the ways to change it."""
    worker = await _admin(chat)
    holders = [holder for holder in await staff.holders(worker.community_id) if holder.role in AT_WORK]
    listed = [_("{who} · {role}", who=holder.name or _("没有留姓名"), role=staff.TITLES[holder.role]) for holder in holders]
    options = [
        Option("invite", _("邀请新同事"), "staff_invite", "main"),
        Option("revoke", _("收回身份"), "staff_revoke"),
        Option("people", _("把居民设为工作人员"), "staff_people"),
        Option("audit", _("操作记录"), "audit"),
    ]
    await chat.become(await chat.choose("what", paragraphs(_("在这里工作的人："), lines(*listed)), options))


@flows.flow("staff_invite", _("邀请新同事"), command="staff_invite")
async def staff_invite(chat: Chat) -> None:
    """A code that makes whoever sends it first a colleague."""
    worker = await _admin(chat)
    options = [
        Option(staff.STAFF, staff.TITLES[staff.STAFF], staff.STAFF, "main"),
        *(Option(role, staff.TITLES[role], role) for role in AT_WORK if role != staff.STAFF),
    ]
    role = await chat.choose("role", _("邀请来做什么？管理员还能邀请和收回身份；厨房人员、只看数字的人只用电脑版。"), options)
    given = await staff.invite(worker.community_id, role, codes.fresh(), chat.now_ms, by=worker.id)
    if not isinstance(given, codes.Given):
        chat.say(_("只有管理员能邀请同事。"), DESK, HOME)
        return
    chat.say(
        paragraphs(
            _("{role}口令：", role=staff.TITLES[role]),
            given.code,
            _("请把口令告诉新同事，让他在自己的聊天里发出来。{until} 之前有效，只能用一次，这里只显示这一回。", until=Moment(given.expires_ms)),
        ),
        BACK, DESK, HOME,
    )  # fmt: skip


@flows.flow("staff_grant", _("设为工作人员"), command="staff_grant", argument="person_id")
async def staff_grant(chat: Chat, person_id: str = "") -> None:
    """Name a resident a colleague."""
    worker = await _admin(chat)
    person = await office.person(row_id(person_id), worker.id)
    if person is None:
        return await chat.become("staff_people")
    await chat.confirm(
        "ok",
        _("把 {who} 设为工作人员？能看到居民的姓名和电话，能改课程。", who=person.name),
        _("确认设为工作人员"),
        facts=(person.id, person.name),
    )
    granted = await staff.grant(worker.community_id, staff.STAFF, person.id, worker.id, chat.now_ms)
    text = _("好了，{who} 发 /staff 就能打开工作台。", who=person.name)
    chat.say(text if granted else _("{who} 已经是工作人员了。", who=person.name), BACK, DESK, HOME)
    return None


@flows.flow("staff_revoke", _("收回身份"), command="staff_revoke")
async def staff_revoke(chat: Chat) -> None:
    """Take a role away."""
    worker = await _admin(chat)
    holders = [holder for holder in await staff.holders(worker.community_id) if holder.role in AT_WORK]
    options = [
        Option(
            f"{holder.role}.{holder.person_id}",
            _("{who} · {role}", who=holder.name or _("没有留姓名"), role=staff.TITLES[holder.role]),
            holder,
        )
        for holder in holders
    ]
    holder = await chat.choose("who", _("收回谁的身份？"), options, label=_("谁"))
    text = _("收回 {who} 的{role}身份？马上就不能再打开工作台。", who=holder.name, role=staff.TITLES[holder.role])
    await chat.confirm("ok", text, _("确认收回"), facts=(holder.person_id, holder.role), danger=True)
    revoked = await staff.revoke(worker.community_id, holder.role, holder.person_id, worker.id, chat.now_ms)
    if revoked:
        await freeing.let_go(holder.person_id, chat.now_ms)
    done = _("已收回 {who} 的身份。", who=holder.name) if revoked else _("最后一位管理员要留着，请先邀请另一位管理员。")
    chat.say(done, BACK, DESK, HOME)
