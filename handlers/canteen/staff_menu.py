"""Next week's menu in one paste or one file: read, compared with what is planned, confirmed, published."""

from __future__ import annotations

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.screen import HOME
from conversation.typed import Paper
from handlers.staff import DESK, at_work
from language.message import Button
from language.text import Day, Joined, _, lines, paragraphs
from services.canteen import meals, menus
from services.canteen.menu_reader import Read, read_menu
from services.canteen.menus import Change
from services.courses import Refused
from services.refusals import refusal

flows = Flows()

MENU = Button(_("发下周菜单"), "/staff_menu")
DAYS = Button(_("订餐表"), "/staff_meals", "main")


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
    found = read(await chat.ask(Paper(key="menu", text=question, check=lambda text: menus.trouble(read(text)))))
    if trouble := menus.trouble(found):  # a day has gone by since it was sent
        chat.say(trouble, Button(_("重新发"), "/staff_menu", "main"), DESK, HOME)
        return
    changes = await menus.changes(worker.community_id, found.days, chat.zone, chat.now_ms)
    if not any(change.counts for change in changes):
        chat.say(paragraphs(_("没有要改的："), *map(_day, changes)), DAYS, DESK, HOME)
        return
    await chat.confirm("ok", await _review(worker.community_id, found, changes), _("确认发布"), facts=menus.facts(changes))
    done = await menus.publish(worker.id, worker.community_id, found.days, chat.zone, chat.now_ms)
    if isinstance(done, Refused):
        chat.say(refusal(done), DAYS, DESK, HOME)
    else:
        chat.say(_("发布好了，{n}天的菜单居民现在就能看到、能订。", n=done.days), DAYS, DESK, HOME, toast=_("发布好了"))


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
        _("【{state}】{day}{holiday}", state=menus.STATES[change.state], day=Day(change.planned.day, "near"),
          holiday=_("（{name}，请确认开餐）", name=change.holiday) if change.holiday else ""),
        *(_("{n}. {dish}", n=n, dish=dish) for n, dish in enumerate(change.planned.dishes, 1)),
        *(_("有人订了，留着：{dish}", dish=dish) for dish in change.kept),
    )  # fmt: skip
