"""Meals for residents who call or come by: staff order and take back for them, also once the kitchen is at work."""

from __future__ import annotations

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.questions import Option
from conversation.screen import HOME
from handlers.asking import name_trouble
from handlers.canteen.meal_asking import Eater
from handlers.canteen.meal_wish import ask_wish
from handlers.canteen.meal_words import told
from handlers.staff import DESK, Worker, at_work
from handlers.staff_people import find_person
from language.message import Button
from language.numerals import row_id
from language.text import Saying, _, lines, paragraphs
from services import desk, people
from services.canteen import meals, orders
from services.canteen.meal_wording import day_of, line, near
from services.canteen.meals import Meal
from services.canteen.orders import Cancelled, Ordered
from storage.people import Person

flows = Flows()


@flows.flow("staff_order", _("代人订餐"), command="staff_order", argument="person_id")
async def staff_order(chat: Chat, person_id: str = "", day_id: str = "") -> None:
    """From a resident, and perhaps a day, to an order or to one less."""
    worker = await at_work(chat)
    person = await _who(chat, worker, person_id)
    if person is None:
        return await chat.become("staff_order_new", day_id=day_id)
    back = Button(_("回到{who}", who=person.name or _("这位居民")), f"/staff_person {person.id}", "main")
    days = await meals.orderable(worker.community_id, worker.id, chat.sent_ms)
    days = [meal for meal in days if not day_id or meal.day.id == row_id(day_id)]
    held = {one.meal_day_id: one for one in await orders.mine(person.id, chat.today.isoformat()) if one.eater_id == person.id}
    options: list[Option[tuple[str, int]]] = []
    for meal in days:
        one = held.get(meal.day.id)
        if one is None and meal.day.left and meal.offered:
            options.append(Option(str(meal.day.id), _("订 {day}", day=near(meal)), ("order", meal.day.id)))
        elif one and await orders.kept(one.id, worker.id, chat.sent_ms) is None:
            options.append(Option(f"cancel{one.id}", _("退 {day}的餐", day=day_of(one)), ("cancel", one.id)))
    text = paragraphs(
        lines(_("{who}已经订好：", who=person.name), *map(line, held.values())) if held else None,
        _question(person, options),
    )
    if not options:
        chat.say(text, back, DESK, HOME)
        return None
    what, which = await chat.choose("what", text, options, about=(f"person:{person.id}",))
    if what == "cancel":
        return await _take_back(chat, worker, person, which, back)
    return await _order(chat, worker, person, next(meal for meal in days if meal.day.id == which), back)


def _question(person: Person, options: list[Option[tuple[str, int]]]) -> Saying:
    if any(option.value[0] == "order" for option in options):
        return _("给{who}订哪天的餐？", who=person.name)
    return _("要退吗？") if options else _("眼下没有能订、能退的餐。")


@flows.flow("staff_order_new", _("登记订餐的人"))
async def staff_order_new(chat: Chat, day_id: str = "") -> None:
    """Somebody whom the office did not know, without a phone of their own: entered, then ordered for."""
    worker = await at_work(chat)
    name = await chat.words("name", _("这位居民叫什么名字？"), label=_("姓名"), check=name_trouble)
    phone = await chat.phone("phone", _("有电话吗？座机也行。"), label=_("电话"), skip=_("没有"))
    text = lines(
        _("登记：{who}", who=name), _("电话：{phone}", phone=phone) if phone else None, _("本人同意登记吗？登记好接着订餐。")
    )
    await chat.confirm("ok", text, _("本人同意，登记"), facts=(name, phone))
    made = await people.add_by_staff(worker.id, worker.community_id, name, phone, chat.now_ms)
    if not isinstance(made, int):
        chat.say(_("这位居民登记不上，请核对姓名和电话。"), DESK, HOME)
        return None
    return await chat.become("staff_order", person_id=str(made), day_id=day_id)


async def _who(chat: Chat, worker: Worker, person_id: str) -> Person | None:
    """The resident, as given or found by name."""
    if person_id:
        known = await desk.person(row_id(person_id), worker.id)
        if known is not None:
            return known
    question = _("给谁订餐？请打姓名里的两个字，或电话最后四位。")
    return await find_person(chat, worker, "person", question, new=_("新登记一位"))


async def _order(chat: Chat, worker: Worker, person: Person, meal: Meal, back: Button) -> None:
    eater = Eater(person.id, person.name, people.address_of(person))
    late = not meal.day.taking(chat.sent_ms)
    foot = _("已经截止，厨房在做了：订上以后请告诉厨房。") if late else None
    wish = await ask_wish(chat, meal, eater, _("请和本人核对一下："), foot, back)
    if wish is None:
        return None
    outcome = await wish.order(worker.id, chat.sent_ms)
    if not isinstance(outcome, Ordered):
        return told(chat, outcome, meal, person.name)
    text: Saying = lines(_("订好了！"), line(outcome.listed), _("别忘了告诉厨房。") if late else None)
    chat.say(text, back, Button(_("看这一天"), f"/staff_meal {meal.day.id}"), DESK, HOME, toast=_("订好了"))
    return None


async def _take_back(chat: Chat, worker: Worker, person: Person, order_id: int, back: Button) -> None:
    one = next((one for one in await orders.mine(person.id, chat.today.isoformat()) if one.id == order_id), None)
    if one is None:
        chat.say(_("这份餐刚才已经退了。"), back, DESK, HOME)
        return
    text = _("要退{day}{who}的「{dish}」吗？", day=day_of(one), who=one.eater, dish=one.dish)
    await chat.confirm("cancel", text, _("确认退餐"), facts=(one.id, one.dish), danger=True)
    outcome = await orders.cancel(one.id, worker.id, chat.sent_ms)
    day = Button(_("看这一天"), f"/staff_meal {one.meal_day_id}")
    if isinstance(outcome, Cancelled):
        chat.say(_("退好了，不收钱。"), back, day, DESK, HOME, toast=_("退好了"))
    else:
        chat.say(_("现在退不了了，请看看这一天。"), back, day, DESK, HOME)
