"""What staff change about a day of the canteen: until when and how many, a dish that ran out, and that the kitchen knows."""

from __future__ import annotations

from datetime import datetime
from datetime import time as Clock

from conversation.chat import Chat
from conversation.choosing import Choose
from conversation.flows import Flows
from conversation.questions import Accepted, Option, Refusal
from conversation.screen import HOME
from handlers.staff import DESK, Worker, at_work
from language.dates import find_when
from language.message import Button
from language.numerals import row_id
from language.text import Moment, Saying, _, lines, paragraphs
from services.calendar import to_ms
from services.canteen import dish_gone, kitchen_sheet, late_meals, meal_limits, meals
from services.canteen.kitchen_sheet import Sheet
from services.canteen.meal_wording import near
from services.canteen.meals import Meal
from services.courses import Refused
from services.refusals import refusal

flows = Flows()

EARLIEST = Clock(5)
"""No office closes its orders at night; 早一点 and 晚一点 are no hours."""


@flows.flow("staff_meal_change", _("改这一天"), command="staff_meal_change", argument="day_id")
async def staff_meal_change(chat: Chat, day_id: str = "") -> None:
    """What can still be changed about a day."""
    made = await _day(chat, await at_work(chat), day_id)
    if made is None:
        return
    day = made.meal.day
    options = [
        Option("cutoff", _("改截止时间"), "staff_meal_cutoff") if day.taking(chat.now_ms) else None,
        Option("capacity", _("改份数"), "staff_meal_capacity"),
        Option("gone", _("菜卖完了"), "staff_meal_gone") if made.meal.offered else None,
        Option("order", _("给居民加餐、退餐"), "staff_order"),
        Option("close", _("这天不开餐"), "staff_close_meal", "danger"),
    ]
    text = _("{day}：订了{n}份，最多{most}份，{until} 截止。要改什么？",
             day=near(made.meal), n=day.taken, most=day.capacity, until=Moment(day.closes_ms, "time"))  # fmt: skip
    flow = await chat.choose("what", text, [option for option in options if option], about=(f"meal:{day.id}",))
    await chat.become(flow, day_id=day_id)


@flows.flow("staff_meal_cutoff", _("改截止时间"), command="staff_meal_cutoff", argument="day_id")
async def staff_meal_cutoff(chat: Chat, day_id: str = "") -> None:
    """Another end of orders for this day alone."""
    worker = await at_work(chat)
    made = await _day(chat, worker, day_id)
    if made is None:
        return
    meal = made.meal
    if not meal.day.taking(chat.now_ms):
        chat.say(_("{day}已经截止，表做好了，改不了了。", day=near(meal)), _back(day_id), DESK, HOME)
        return

    def typed(words: str) -> Accepted | Refusal:
        when = find_when(words, datetime.combine(meal.date, Clock()))
        if when is None or when.time is None or when.time < EARLIEST:
            return Refusal(_("没看懂是几点，可以这样写：10:30、九点半。"))
        if to_ms(datetime.combine(meal.date, when.time), chat.zone) <= chat.now_ms:
            return Refusal(_("这个时间已经过了，请写晚一点的；要马上截止就点「现在就截止」。"))
        return Accepted(when.time.isoformat("minutes"), when.time.isoformat("minutes"))

    options: list[Option[Clock | None]] = [Option("now", _("现在就截止"), None, "danger")] if meal.date == chat.today else []
    text = _("{day}现在是 {until} 截止。改到几点？只改这一天，请打字，比如：10:30。",
             day=near(meal), until=Moment(meal.day.closes_ms, "time"))  # fmt: skip
    at = await chat.ask(
        Choose(
            key="at", text=text, among=options, about=(f"meal:{meal.day.id}",), label=_("截止时间"), typed=typed,
            restored=lambda value: Clock.fromisoformat(str(value)),
        )
    )  # fmt: skip
    closes_ms = to_ms(datetime.combine(meal.date, at), chat.zone) if at else None
    earlier = closes_ms is None or closes_ms < meal.day.closes_ms
    review = lines(
        _("{day}改成 {until} 截止？", day=near(meal), until=Moment(closes_ms, "time"))
        if closes_ms
        else _("{day}现在就截止？", day=near(meal)),
        _("比原来早：已经订了的人会收到消息。") if earlier and made.listed else None,
    )
    await chat.confirm(
        "ok", review, _("确认改时间"), facts=(meal.day.id, str(at or "now"), meal.day.closes_ms), danger=at is None
    )
    _say(chat, day_id, await meal_limits.set_cutoff(meal.day.id, worker.id, at, chat.zone, chat.now_ms), _("改好了。"))


@flows.flow("staff_meal_capacity", _("改份数"), command="staff_meal_capacity", argument="day_id")
async def staff_meal_capacity(chat: Chat, day_id: str = "") -> None:
    """Another number of portions for this day alone."""
    worker = await at_work(chat)
    made = await _day(chat, worker, day_id)
    if made is None:
        return
    day = made.meal.day
    text = _("{day}现在最多{most}份，已经订了{n}份。改成多少份？", day=near(made.meal), most=day.capacity, n=day.taken)
    wanted = await chat.number(
        "portions", text, least=max(1, day.taken), most=meal_limits.MOST, about=(f"meal:{day.id}",), label=_("份数")
    )
    await chat.confirm(
        "ok", _("{day}改成最多{n}份？", day=near(made.meal), n=wanted), _("确认改份数"), facts=(day.id, wanted, day.capacity)
    )
    _say(chat, day_id, await meal_limits.set_capacity(day.id, worker.id, wanted, chat.now_ms), _("改好了。"))


@flows.flow("staff_meal_gone", _("菜卖完了"), command="staff_meal_gone", argument="day_id")
async def staff_meal_gone(chat: Chat, day_id: str = "") -> None:
    """A dish that ran out, and what whoever ordered it gets instead."""
    worker = await at_work(chat)
    made = await _day(chat, worker, day_id)
    if made is None:
        return
    meal = made.meal
    about = (f"meal:{meal.day.id}",)
    dishes = [Option(str(one.id), _("{dish} · {n}份", dish=one.name, n=made.portions(one.n)), one) for one in meal.offered]
    if not dishes:
        chat.say(_("{day}的菜都没有了。", day=near(meal)), _back(day_id), DESK, HOME)
        return
    dish = await chat.choose("dish", _("{day}什么菜没有了？", day=near(meal)), dishes, about=about, label=_("没有了的菜"))

    def typed(words: str) -> Accepted | Refusal:
        name = " ".join(words.split())
        if len(name) > dish_gone.LONGEST:
            return Refusal(_("有点长了，请缩短到{most}个字以内。", most=dish_gone.LONGEST))
        if any(one.name == name for one in meal.dishes):
            return Refusal(
                _("这道菜在菜单上，请点下面的按钮选。") if _offered(meal, name, dish.id) else _("这道菜也没有了，请另换一道。")
            )
        return Accepted(f"new:{name}", name)

    others: list[Option[int | str]] = [Option(str(one.id), one.name, one.id) for one in meal.offered if one.id != dish.id]
    question = _("「{dish}」换成什么？也可以直接打字写一道新的菜。", dish=dish.name)
    instead = await chat.ask(
        Choose(
            key="instead", text=question, among=others, about=(*about, f"dish:{dish.id}"), label=_("换成"), typed=typed,
            restored=lambda value: str(value).removeprefix("new:"),
        )
    )  # fmt: skip
    name = next((one.name for one in meal.dishes if one.id == instead), str(instead))
    text = lines(
        _("「{dish}」没有了，换成「{instead}」？", dish=dish.name, instead=name),
        _("订了的人都会收到消息，不要的可以退，不收钱。") if made.portions(dish.n) else None,
    )
    await chat.confirm("ok", text, _("确认换菜"), facts=(dish.id, name), about=about, danger=True)
    done = await dish_gone.ran_out(dish.id, instead, worker.id, chat.now_ms)
    if isinstance(done, Refused):
        _say(chat, day_id, done, "")
        return
    told = _("换好了：{n}位订了的改成「{instead}」，马上通知他们。", n=done.orders, instead=done.instead)
    _say(chat, day_id, 0, told if done.orders else _("换好了，「{dish}」不再能订。", dish=dish.name))


@flows.flow("staff_meal_told", _("厨房知道了"), command="staff_meal_told", argument="which")
async def staff_meal_told(chat: Chat, which: str = "") -> None:
    """The kitchen knows what changed after the sheet stood: `which` is a day and, behind a space, up to which moment."""
    worker = await at_work(chat)
    day_id, _space, up_to = which.partition(" ")
    confirmed = await late_meals.confirm(row_id(day_id), row_id(up_to), worker.id, chat.now_ms)
    if isinstance(confirmed, Refused):
        _say(chat, day_id, confirmed, "")
        return
    meal = await meals.get(row_id(day_id))
    if meal and meal.day.unconfirmed:
        chat.say(_("后来又有变动，请再看一下这一天。"), _back(day_id), DESK, HOME)
    else:
        chat.say(_("记下了：厨房知道了。"), _back(day_id), DESK, HOME, toast=_("记下了"))


async def changed_late(chat: Chat, worker: Worker, made: Sheet) -> tuple[Saying | None, Button | None]:
    """What changed after the sheet stood, and the button for when the kitchen knows; None where nothing did."""
    changes = await late_meals.of_day(made.meal.day, worker.id)
    if isinstance(changes, Refused) or not changes:
        return None, None
    day = made.meal.day
    flagged = [
        _("{change} · 厨房还不知道", change=late_meals.said(one, day))
        if day.confirmed_ms is None or one.changed_ms > day.confirmed_ms
        else late_meals.said(one, day)
        for one in changes
    ]
    button = late_meals.told_button(day.id, day.changed_ms) if day.unconfirmed and day.changed_ms else None
    return lines(_("截止后有变动："), *flagged), button


async def _day(chat: Chat, worker: Worker, day_id: str) -> Sheet | None:
    """The day that a flow is about, where it can still be changed; None with the reason said."""
    made = await kitchen_sheet.sheet(row_id(day_id), worker.id)
    if not isinstance(made, Refused) and (made.meal.day.status == "closed" or meals.over(made.meal.day, chat.now_ms)):
        made = Refused("day closed" if made.meal.day.status == "closed" else "day over")
    if isinstance(made, Refused):
        _say(chat, day_id, made, "")
        return None
    return made


def _offered(meal: Meal, name: str, besides: int) -> bool:
    return any(one.name == name and one.id != besides for one in meal.offered)


def _back(day_id: str) -> Button:
    return Button(_("回到这一天"), f"/staff_meal {row_id(day_id)}", "main")


def _say(chat: Chat, day_id: str, outcome: int | Refused, done: Saying) -> None:
    chat.say(paragraphs(refusal(outcome) if isinstance(outcome, Refused) else done), _back(day_id), DESK, HOME)
