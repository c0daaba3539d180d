"""Deliveries for those who work here: how the routes of a day stand, a route for somebody else, doors to see to, who is a courier."""

from __future__ import annotations

from collections import Counter

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.questions import Option
from conversation.screen import HOME
from handlers.staff import DESK, at_work
from language.message import Button, Document
from language.numerals import row_id
from language.text import Joined, Saying, _, lines, paragraphs
from services import desk, staff
from services.canteen import couriers, delivery, doors, loads, no_answer
from services.canteen.loads import Load
from services.courses import Refused
from services.refusals import refusal
from storage.drops import Drop
from storage.people import Person

flows = Flows()

MOST_TROUBLES = 5
MOST_LINES = 10
"""So many routes are written out; the others are behind their buttons."""


@flows.flow("staff_routes", _("送餐情况"), command="staff_routes", argument="day_id")
async def staff_routes(chat: Chat, day_id: str = "") -> None:
    """Every route of a day: who has it, how far they are, and where something went wrong."""
    worker = await at_work(chat)
    found = await delivery.state(row_id(day_id), worker.id)
    if isinstance(found, Refused):
        chat.say(refusal(found), Button(_("别的日子"), "/staff_meals"), DESK, HOME)
        return None
    back = Button(_("回到这一天"), f"/staff_meal {day_id}")
    if not found:
        chat.say(_("这一天还没有送餐路线，订餐截止后才分。"), back, DESK, HOME)
        return None
    troubles = [drop for of in found for drop in of.drops if doors.failed(drop)]
    more = len(troubles) - MOST_TROUBLES
    text = paragraphs(
        lines(*[await _line(of) for of in found[:MOST_LINES]]),
        lines(_("没有送成的："), *map(_trouble, troubles[:MOST_TROUBLES]), _("……还有{n}家", n=more) if more > 0 else None)
        if troubles
        else None,
    )
    options = [Option(str(of.route.id), _("第{n}条", n=of.route.n), of.route.id) for of in found]
    options.append(Option("day", back.label, 0))
    chosen = await chat.choose("route", text, options, about=(f"day:{day_id}",))
    if not chosen:
        return await chat.become("staff_meal", day_id=day_id)
    return await chat.become("staff_route", route_id=str(chosen))


@flows.flow("staff_route", _("一条送餐路线"), command="staff_route", argument="route_id")
async def staff_route(chat: Chat, route_id: str = "") -> None:
    """One route, and what staff can do about it."""
    worker = await at_work(chat)
    of = await loads.load(row_id(route_id))
    if of is None or not await staff.is_staff(worker.id, of.day.community_id):
        return await chat.become("staff_meals")
    others = [one for one in await staff.couriers(of.day.community_id) if one.person_id != of.route.courier_id]
    pictures = [one for one in of.drops if doors.photo_kept(one, chat.now_ms)]
    going_on = of.route.done_ms is None
    options: list[Option[tuple[str, int]]] = []
    if going_on and of.route.courier_id is not None:
        options.append(Option(f"free{of.route.courier_id}", _("收回来，让别人接"), ("free", 0)))
    if going_on:
        options += [
            Option(f"give{one.person_id}", _("交给{who}", who=one.name or _("没有留姓名")), ("give", one.person_id))
            for one in others
        ]
    options += [
        Option(f"done{one.order_id}", _("已处理：{where}", where=one.address or _("没有地址")), ("done", one.order_id))
        for one in of.drops
        if doors.failed(one) and one.staff_told_ms is not None and one.handled_ms is None
    ]
    options += [
        Option(f"photo{one.order_id}", _("看照片：{where}", where=one.address), ("photo", one.order_id)) for one in pictures
    ]
    if options:
        options.append(Option("routes", _("送餐情况"), ("routes", 0)))
    text = paragraphs(await _line(of), lines(*(_trouble(drop) for drop in of.drops if doors.failed(drop))))
    back = Button(_("送餐情况"), f"/staff_routes {of.day.id}", "main")
    if not options:
        chat.say(text, back, DESK, HOME)
        return None
    what, which = await chat.choose("what", text, options, about=(f"route:{of.route.id}:{of.route.courier_id}",))
    if what == "done":
        return await chat.become("staff_drop_done", order_id=str(which))
    if what == "routes":
        return await chat.become("staff_routes", day_id=str(of.day.id))
    if what == "photo":
        if blob := await doors.photo_of(which, worker.id, chat.now_ms):
            chat.hand(Document(blob, "door.jpg", "photo"), next(one.address for one in pictures if one.order_id == which))
        chat.say(_("照片在上面。"), back, DESK, HOME)
        return None
    if what == "free":
        done = await delivery.call_back(of.route.id, worker.id, chat.now_ms)
    else:
        done = await delivery.give(of.route.id, which, worker.id, chat.now_ms)
    if isinstance(done, Refused):
        chat.say(refusal(done), back, DESK, HOME)
    elif done:
        chat.say(_("办好了，送餐员都会收到消息。"), back, DESK, HOME, toast=_("办好了"))
    else:
        chat.say(_("没有办成：这条路线已经变了，或者那位手上还有一条。"), back, DESK, HOME)
    return None


@flows.flow("staff_drop_done", _("处理好了"), command="staff_drop_done", argument="order_id")
async def staff_drop_done(chat: Chat, order_id: str = "") -> None:
    """Somebody has seen to a door where nobody opened."""
    worker = await at_work(chat)
    done = await doors.handle(row_id(order_id), worker.id, chat.now_ms)
    if isinstance(done, Refused):
        chat.say(refusal(done), DESK, HOME)
    else:
        chat.say(_("记下了，谢谢！") if done else _("同事已经处理过了。"), DESK, HOME, toast=_("记下了") if done else "")


@flows.flow("staff_courier", _("设为送餐员"), command="staff_courier", argument="person_id")
async def staff_courier(chat: Chat, person_id: str = "") -> None:
    """Name a resident a courier, or no longer."""
    worker = await at_work(chat)
    person = await desk.person(row_id(person_id), worker.id)
    if person is None or person.community_id is None:
        return await chat.become("staff_people")
    about = (f"person:{person.id}",)
    if await couriers.is_courier(person.id, person.community_id):
        text = _("{who} 不再送餐？手上没送完的会交给别人。", who=person.name)
        await chat.confirm("stop", text, _("不再送餐"), facts=(person.id,), about=about, danger=True)
        await delivery.dismiss(person.id, person.community_id, worker.id, chat.now_ms)
        chat.say(_("好的，{who} 不再送餐。", who=person.name), _back(person), DESK, HOME)
        return None
    text = _(
        "把 {who} 设为送餐员？送餐时只看得到自己路线上下一家的姓名、地址、电话和备注；没人应门，还看得到家人的电话。",
        who=person.name,
    )
    await chat.confirm("start", text, _("设为送餐员"), facts=(person.id, person.name), about=about)
    await couriers.name(person.id, worker.id, chat.now_ms)
    chat.say(_("好了，{who}在首页点「送餐」就能开始。", who=person.name), _back(person), DESK, HOME, toast=_("办好了"))
    return None


async def _line(of: Load) -> Saying:
    who: Saying = _("送完了") if of.route.done_ms is not None else _("还没人接")
    if of.route.courier_id is not None:
        who = await loads.called(of.route.courier_id)
    held = Counter[int | None]()
    for one in of.drops:
        held[one.courier_id] += one.cash_fen
    others = [
        _("{who}手上有现金{cash}", who=await loads.called(courier_id), cash=loads.cash(fen))
        for courier_id, fen in held.items()
        if courier_id is not None and courier_id != of.route.courier_id and fen
    ]
    line = _(
        "第{n}条 · {who} · 共{all}家，跑了{done}家 · 收现金{cash}",
        n=of.route.n, who=who, done=len(of.drops) - len(of.waiting), all=len(of.drops), cash=loads.cash(sum(held.values())),
    )  # fmt: skip
    return _("{line}（其中{others}）", line=line, others=Joined(tuple(others), "，")) if others else line


def _trouble(drop: Drop) -> Saying:
    where, who = drop.address or _("没有地址"), drop.eater or _("一位居民")
    return lines(
        _(
            "· {where} {who}：{what}{seen}",
            where=where,
            who=who,
            what=doors.outcome(drop),
            seen=_("（已处理）") if drop.handled_ms else "",
        ),
        *no_answer.tried(drop),
    )


def _back(person: Person) -> Button:
    return Button(_("回到{who}", who=person.name or _("这位居民")), f"/staff_person {person.id}", "main")
