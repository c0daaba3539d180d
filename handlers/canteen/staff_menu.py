"""Next week's menu in one paste or one file: read, compared with what is planned, confirmed, published."""

from __future__ import annotations

from zlib import crc32

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.screen import HOME
from conversation.typed import Paper
from handlers.staff import DESK, at_work
from language.message import Button
from language.text import Day, Joined, Saying, Text, _, lines, paragraphs
from services.canteen import meals, menus
from services.canteen.menu_reader import Planned, Read, read_menu
from services.canteen.menus import Change
from services.courses import Refused
from services.refusals import refusal

flows = Flows()

MENU = Button(_("发下周菜单"), "/staff_menu")
DAYS = Button(_("订餐表"), "/staff_meals", "main")
MOST_TROUBLES = 5
"""So many lines are told of at once; who mends these sends the menu again anyway."""
_STATES: dict[str, Text] = {
    "new": _("新"), "changed": _("改"), "same": _("没有变"), "cooking": _("已截止，不改"), "closed": _("已定不开餐，不改"),
}  # fmt: skip


@flows.flow("staff_menu", _("发下周菜单"), command="staff_menu")
async def staff_menu(chat: Chat) -> None:
    """From a pasted or copied table to a menu that residents can order from."""
    worker = await at_work(chat)
    if await meals.canteen(worker.community_id) is None:
        chat.say(_("还没有助餐点。请管理员把助餐点写进社区文件。"), DESK, HOME)
        return
    known = await menus.planned(worker.community_id, chat.now_ms)

    def read(text: str) -> Read:
        return read_menu(text, chat.today, known)

    question = paragraphs(
        _("把菜单打字或粘贴到这里，从 Excel 复制过来也行；也可以直接发文件（.xlsx、.csv、.txt）。"),
        lines(
            _("一天一行，比如："),
            _("周一：番茄牛腩套餐、清蒸鲈鱼套餐（低盐）"),
            _("周二：红烧豆腐套餐、冬瓜排骨套餐"),
            _("周三：不开餐"),
        ),
    )
    found = read(await chat.ask(Paper(key="menu", text=question, check=lambda text: _trouble(read(text)))))
    if trouble := _trouble(found):  # a day has gone by since it was sent
        chat.say(trouble, Button(_("重新发"), "/staff_menu", "main"), DESK, HOME)
        return
    changes = await menus.changes(worker.community_id, found.days, chat.zone, chat.now_ms)
    if not any(change.counts for change in changes):
        chat.say(paragraphs(_("没有要改的："), *map(_day, changes)), DAYS, DESK, HOME)
        return
    facts = [f"{change.planned.day}:{_sum(change.planned)}:{change.state}" for change in changes]
    await chat.confirm("ok", await _review(worker.community_id, found, changes), _("确认发布"), facts=facts)
    done = await menus.publish(worker.id, worker.community_id, found.days, chat.zone, chat.now_ms)
    if isinstance(done, Refused):
        chat.say(refusal(done), DAYS, DESK, HOME)
    else:
        chat.say(_("发布好了，{n}天的菜单居民现在就能看到、能订。", n=done.days), DAYS, DESK, HOME, toast=_("发布好了"))


def _trouble(found: Read) -> Saying | None:
    """Why the menu cannot be taken as it is; None where it can."""
    if found.troubles:
        more = len(found.troubles) - MOST_TROUBLES
        return paragraphs(
            _("有几行没看懂，请改好了整份再发一次："),
            lines(*found.troubles[:MOST_TROUBLES], _("还有{n}处。", n=more) if more > 0 else None),
        )
    return None if found.days else _("没有看到菜单，请一天一行写上日子和菜。")


async def _review(community_id: int, found: Read, changes: list[Change]) -> Joined:
    standing = [day for day in found.off if await menus.is_planned(community_id, day)]
    off = [Day(day, "near") for day in found.off if day not in standing]
    return paragraphs(
        _("请看一下对不对："),
        *map(_day, changes),
        lines(*(_("{day}：不开餐", day=day) for day in off)) if off else None,
        *(
            _("{day}原来有菜单，这里不会取消。要取消请到那天点「这天不开餐」，订了的人会收到消息。", day=Day(day, "near"))
            for day in standing
        ),
    )


def _day(change: Change) -> Joined:
    """A day as it would become."""
    return lines(
        _("【{state}】{day}{holiday}", state=_STATES[change.state], day=Day(change.planned.day, "near"),
          holiday=_("（{name}，请确认开餐）", name=change.holiday) if change.holiday else ""),
        *(_("{n}. {dish}", n=n, dish=dish) for n, dish in enumerate(change.planned.dishes, 1)),
        *(_("有人订了，留着：{dish}", dish=dish) for dish in change.kept),
    )  # fmt: skip


def _sum(planned: Planned) -> int:
    return crc32("\n".join(planned.dishes).encode())
