"""The canteen for those who work here: what is ordered for a day, the sheet of the kitchen, a day without a meal, orders for others."""

from __future__ import annotations

from datetime import date

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.questions import Option
from conversation.screen import HOME
from handlers.canteen.staff_meal_day import changed_late
from handlers.staff import DESK, at_work
from language.message import Button
from language.numerals import row_id
from language.text import Day, Moment, Saying, Text, _, lines, paragraphs
from services.canteen import day_papers, kitchen_sheet, meals
from services.canteen.kitchen_sheet import Sheet
from services.canteen.meals import WAYS
from services.courses import Refused
from services.refusals import refusal
from storage.meals import MealDay
from storage.orders import Listed

flows = Flows()

DAYS = Button(_("别的日子"), "/staff_meals")
BILLS = Button(_("月度账单"), "/staff_bills")
LINES = 20


@flows.flow("staff_meals", _("订餐表"), command="staff_meals")
async def staff_meals(chat: Chat) -> None:
    """Today and the coming days; one of them leads to its sheet."""
    worker = await at_work(chat)
    found = await meals.days(worker.community_id, worker.id, chat.now_ms)
    if not found:
        send = Button(_("发下周菜单"), "/staff_menu", "main")
        chat.say(_("还没有菜单。把下周的菜单发过来就行。"), send, BILLS, DESK, HOME)
        return
    options: list[Option[int | str]] = [Option(str(day.id), _label(day), day.id) for day in found]
    options += [Option("menu", _("发下周菜单"), "staff_menu"), Option("bills", BILLS.label, "staff_bills")]
    chosen = await chat.choose("day", _("看哪一天的订餐？"), options)
    if isinstance(chosen, str):
        await chat.become(chosen)
    await chat.become("staff_meal", day_id=str(chosen))


@flows.flow("staff_meal", _("一天的订餐"), command="staff_meal", argument="day_id")
async def staff_meal(chat: Chat, day_id: str = "") -> None:
    """What is to be cooked, and for whom."""
    await _show(chat, day_id)


@flows.flow("staff_meal_list", _("订餐名单"), command="staff_meal_list", argument="day_id")
async def staff_meal_list(chat: Chat, day_id: str = "") -> None:
    """Who has ordered what, page by page."""
    number, _space, wanted = day_id.partition(" ")
    worker = await at_work(chat)
    made = await kitchen_sheet.sheet(row_id(number), worker.id)
    if isinstance(made, Refused):
        chat.say(refusal(made), DAYS, DESK, HOME)
        return
    pages = max(1, -(-len(made.listed) // LINES))
    page = min(max(1, row_id(wanted)), pages)
    first = (page - 1) * LINES
    shown = made.listed[first : first + LINES]
    buttons = [
        Button(_("上一页"), f"/staff_meal_list {number} {page - 1}") if page > 1 else None,
        Button(_("下一页"), f"/staff_meal_list {number} {page + 1}", "main") if page < pages else None,
        Button(_("回到这一天"), f"/staff_meal {number}"),
        HOME,
    ]
    text = paragraphs(
        _("{day}订餐名单，{n}份", day=Day(made.meal.date, "near"), n=made.portions()),
        lines(*(_one(n, one, made) for n, one in enumerate(shown, first + 1))) if shown else _("还没有人订。"),
        _("第{page}页，共{pages}页", page=page, pages=pages) if pages > 1 else None,
    )
    await kitchen_sheet.read(made, worker.id, chat.now_ms)
    chat.say(text, *(button for button in buttons if button))


@flows.flow("staff_meal_sheet", _("导出订餐表"), command="staff_meal_sheet", argument="day_id")
async def staff_meal_sheet(chat: Chat, day_id: str = "") -> None:
    """The orders of a day as a sheet for Excel, door by door."""
    await _make(chat, day_id, day_papers.SHEET, _("正在做表格"))


@flows.flow("staff_meal_print", _("打印"), command="staff_meal_print", argument="day_id")
async def staff_meal_print(chat: Chat, day_id: str = "") -> None:
    """The sheet of the kitchen, labels and routes of a day as a page to print."""
    await _make(chat, day_id, day_papers.PRINT, _("正在做打印页"))


async def _make(chat: Chat, day_id: str, kind: day_papers.Kind, doing: Text) -> None:
    worker = await at_work(chat)
    made = await day_papers.ask(kind, row_id(day_id), worker.id, chat.account_id, chat.now_ms)
    if isinstance(made, Refused):
        chat.say(refusal(made), DAYS, DESK, HOME)
        return
    back = Button(_("回到这一天"), f"/staff_meal {day_id}", "main")
    chat.say(_("{doing}，马上发给您。", doing=doing), back, DESK, HOME, toast=doing)


@flows.flow("staff_close_meal", _("这天不开餐"), command="staff_close_meal", argument="day_id")
async def staff_close_meal(chat: Chat, day_id: str = "") -> None:
    """No meal that day: whoever ordered is told and pays nothing."""
    worker = await at_work(chat)
    made = await kitchen_sheet.sheet(row_id(day_id), worker.id)
    if isinstance(made, Refused):
        chat.say(refusal(made), DAYS, DESK, HOME)
        return
    about = (f"meal:{made.meal.day.id}",)
    reason = await chat.words(
        "reason", _("{day}为什么不开餐？这句话会发给订餐的居民，比如：厨房停气。", day=Day(made.meal.date, "near")),
        about=about, label=_("原因"), skip=_("不写原因"), longest=100,
    )  # fmt: skip
    text = paragraphs(
        _("{day}不开餐？已订的{n}份全部取消，不收钱。取消后不能恢复。", day=Day(made.meal.date, "near"), n=made.portions()),
        _("原因：{reason}", reason=reason) if reason else None,
    )
    await chat.confirm(
        "ok", text, _("确认不开餐"), facts=(made.meal.day.id, made.meal.day.status, reason), about=about, danger=True
    )
    closed = await meals.close(made.meal.day.id, worker.id, reason, chat.now_ms)
    if isinstance(closed, Refused):
        chat.say(refusal(closed), DAYS, DESK, HOME)
    else:
        chat.say(_("这天不开餐了，{n}位订餐的都会收到消息。", n=closed), DAYS, DESK, HOME, toast=_("已取消"))


async def _show(chat: Chat, day_id: str) -> None:
    worker = await at_work(chat)
    made = await kitchen_sheet.sheet(row_id(day_id), worker.id)
    if isinstance(made, Refused):
        chat.say(refusal(made), DAYS, DESK, HOME)
        return
    day = made.meal.day
    changed, kitchen_told = await changed_late(chat, worker, made)
    buttons = [
        kitchen_told,
        Button(_("名单"), f"/staff_meal_list {day.id}", "main") if made.listed else None,
        Button(_("导出表格"), f"/staff_meal_sheet {day.id}") if made.listed else None,
        Button(_("打印"), f"/staff_meal_print {day.id}") if made.listed else None,
        Button(_("送餐情况"), f"/staff_routes {day.id}") if made.portions(way="delivered") else None,
        Button(_("改这一天"), f"/staff_meal_change {day.id}")
        if day.status != "closed" and not meals.over(day, chat.now_ms)
        else None,
        DAYS,
        DESK,
        HOME,
    ]
    chat.say(paragraphs(_sheet(made, chat.now_ms), changed), *(button for button in buttons if button))


def _sheet(made: Sheet, now_ms: int) -> Saying:
    day = made.meal.day
    state = _("{until} 截止", until=Moment(day.closes_ms, "time")) if day.taking(now_ms) else _("已截止")
    if day.status == "closed":
        return lines(
            _("{day}不开餐。", day=Day(made.meal.date, "near")), _("原因：{reason}", reason=day.reason) if day.reason else None
        )
    return paragraphs(
        _("{day}：{n}份，{state}", day=Day(made.meal.date, "near"), n=made.portions(), state=state),
        kitchen_sheet.summary(made),
    )


def _label(day: MealDay) -> Saying:
    when = Day(date.fromisoformat(day.day), "near")
    return _("{day} · 不开餐", day=when) if day.status == "closed" else _("{day} · {n}份", day=when, n=day.taken)


def _one(n: int, one: Listed, made: Sheet) -> Saying:
    portions = _(" ×{n}", n=one.portions) if one.portions > 1 else ""
    where = _("，{address}", address=one.address) if one.address else ""
    text = _(
        "{n}. {who}：{dish}{portions}，{way}{where}",
        n=n, who=one.eater or _("已离开的居民"), dish=one.dish, portions=portions, way=WAYS[one.way], where=where,
    )  # fmt: skip
    remark = kitchen_sheet.remark(made, one)
    return _("{line}（{what}）", line=text, what=remark) if remark else text
