"""Standing orders: set once, then the canteen's days are ordered by themselves; paused, changed, ended."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import count

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.questions import Option
from conversation.screen import HOME
from handlers.asking import learn_contact
from handlers.canteen.meal_asking import Eater, ask_eater, ask_note, ask_way
from handlers.canteen.meal_words import MEALS
from handlers.canteen.standing_words import described, refused, review, told_ended, told_made, told_paused, would_take
from language.message import Button
from language.numerals import row_id
from language.text import Day, Saying, _, lines, paragraphs
from services import households, people
from services.calendar import WEEKDAYS
from services.canteen import kitchens, meals, orders, standing
from services.canteen.meals import Meal
from services.canteen.standing import Wish
from storage.orders import Listed
from storage.people import Person
from storage.standing import Standing

flows = Flows()

FARTHEST = timedelta(366)
WHAT = _("设一次，以后开餐的日子都自动订好，每周五告诉您下一周的安排。")


@flows.flow("standing", _("长期订餐"), command="standing", argument="eater_id")
async def see_standing(chat: Chat, eater_id: str = "") -> None:
    """What stands, and what can be done about it."""
    found = await standing.mine(chat.person_id)
    wanted = [(eater, one) for eater, one in found if eater_id in ("", str(eater.id))]
    if eater_id and not wanted:  # staff see those of their residents
        theirs, person = await standing.of(row_id(eater_id), chat.person_id), await people.get(row_id(eater_id))
        wanted = [(person, theirs)] if theirs and person else []
    if not wanted:
        return await chat.become("standing_new", eater_id=eater_id)
    eater, one = wanted[0]
    if len(wanted) > 1:
        options = [Option(str(who.id), who.name, (who, that)) for who, that in wanted]
        eater, one = await chat.choose("whose", _("看谁的长期订餐？"), options)
    family = [member for member in await households.members(chat.person_id) if member.agreed_ms is not None]
    others = {member.id for member in family} | {chat.person_id}
    choices: list[Option[str]] = [
        Option("standing_change", _("改一改"), "standing_change", "main"),
        Option("standing_resume", _("不暂停了，接着订"), "standing_resume")
        if standing.pausing(one, chat.today)
        else Option("standing_pause", _("暂停几天"), "standing_pause"),
        Option("standing_end", _("不再长期订"), "standing_end", "danger"),
        Option("meals", _("看订餐"), "meals"),
    ]
    if others - {who.id for who, _one in found}:
        choices.insert(3, Option("standing_new", _("给别的家人订"), "standing_new"))
    text = described(eater.name, one, people.address_of(eater), chat.today, await _open(one, chat.sent_ms))
    flow = await chat.choose("what", text, choices, about=(f"standing:{one.id}",))
    if flow in ("meals", "standing_new"):
        return await chat.become(flow)
    return await chat.become(flow, eater_id=str(eater.id))


@flows.flow("standing_new", _("长期订餐"))
async def new(chat: Chat, eater_id: str = "") -> None:
    """A standing order in a few taps: for whom, which days, which choice, how many, how it comes."""
    known = await people.get(row_id(eater_id))
    if known is not None and not await households.may_act_for(chat.person_id, known.id):
        known = None
    meal = await _nearest(chat, known)
    if meal is None:
        return
    learned = await learn_contact(chat, WHAT)
    if learned is None:
        return
    if known is not None and known.id != chat.person_id:
        eater = Eater(known.id, known.name, people.address_of(known))
    else:
        eater = await ask_eater(chat, learned, meal.day.community_id, _("谁吃？"))
    about = (f"eater:{eater.id}",)
    weekdays = await _weekdays(chat, about, paragraphs(WHAT, _("给{who}订哪几天？", who=eater.name)))
    n = await _choice(chat, about, meal)
    portions = await _portions(chat, about)
    way, address, home = await ask_way(chat, eater)
    wish = Wish(weekdays, n, portions, way, "" if home or address == eater.home else address)
    await _confirm(chat, eater, wish, meal, people.address(*home) if home else eater.home)
    await learned.keep(chat, brought=way == "delivered")
    if home:
        await people.set_home(eater.id, *home)
    told_made(chat, await standing.make(eater.id, chat.person_id, wish, chat.sent_ms), eater.name, _("长期订餐设好了！"))


@flows.flow("standing_from", _("以后每周都这样订"), command="standing_from", argument="order_id")
async def from_order(chat: Chat, order_id: str = "") -> None:
    """What was ordered just now, every week from now on."""
    mine = {one.id: one for one in await orders.mine(chat.person_id, chat.today.isoformat())}
    one = mine.get(row_id(order_id))
    found = await people.get(one.eater_id) if one else None
    if one is None or found is None or await standing.of(found.id, chat.person_id):
        return await chat.become("standing", eater_id=str(found.id) if found else "")
    meal = await meals.get(one.meal_day_id)
    assert meal is not None
    eater = Eater(found.id, found.name, people.address_of(found))
    weekday = str(meal.date.isoweekday())
    about = (f"order:{one.id}",)
    which = [
        Option(weekday, _("每{days}", days=WEEKDAYS[meal.date.weekday()]), weekday),
        Option("every", _("每天开餐都订"), ""),
    ]
    weekdays = await chat.choose("days", paragraphs(WHAT, _("给{who}订哪几天？", who=eater.name)), which, about=about)
    wish = Wish(weekdays, one.n, one.portions, one.way, "" if one.address == eater.home else one.address, one.note)
    await _confirm(chat, eater, wish, meal, eater.home)
    told_made(chat, await standing.make(eater.id, chat.person_id, wish, chat.sent_ms), eater.name, _("长期订餐设好了！"))
    return None


@flows.flow("standing_change", _("改长期订餐"))
async def change(chat: Chat, eater_id: str = "") -> None:
    """One of its wishes, or all of them by making it anew."""
    known = await _known(chat, eater_id)
    meal = await _nearest(chat, known[0]) if known else None
    if known is None or meal is None:
        return
    person, one = known
    eater, about = Eater(person.id, person.name, people.address_of(person)), (f"standing:{one.id}",)
    wish, home = Wish(one.weekdays, one.n, one.portions, one.way, one.address, one.note), None
    options = [
        Option("days", _("改日子"), "days"), Option("dish", _("改菜"), "dish"), Option("portions", _("改份数"), "portions"),
        Option("way", _("改怎么吃"), "way"), Option("note", _("改备注") if one.note else _("写备注"), "note"),
    ]  # fmt: skip
    what = await chat.choose("what", _("想改什么？"), options, about=about)
    if what == "days":
        wish = replace(wish, weekdays=await _weekdays(chat, about, _("给{who}订哪几天？", who=eater.name)))
    elif what == "dish":
        wish = replace(wish, n=await _choice(chat, about, meal))
    elif what == "portions":
        wish = replace(wish, portions=await _portions(chat, about))
    elif what == "note":
        wish = replace(wish, note=await ask_note(chat, one.note))
    else:
        way, address, home = await ask_way(chat, eater)
        wish = replace(wish, way=way, address="" if home or address == eater.home else address)
    await _confirm(chat, eater, wish, meal, people.address(*home) if home else eater.home)
    if home:
        await people.set_home(eater.id, *home)
    told_made(chat, await standing.make(eater.id, chat.person_id, wish, chat.sent_ms), eater.name, _("改好了！"))


@flows.flow("standing_pause", _("暂停长期订餐"))
async def pause(chat: Chat, eater_id: str = "") -> None:
    """No meals from one day to another."""
    known = await _known(chat, eater_id)
    if known is None:
        return
    person, one = known
    about, latest = (f"standing:{one.id}",), chat.today + FARTHEST
    first = await chat.date("first", _("从哪天开始不订？"), earliest=chat.today, latest=latest, about=about, label=_("从哪天"))
    question = _("停到哪天？这一天也不订，第二天起接着订。")
    last = await chat.date(
        "last", question, earliest=first, latest=latest, about=(*about, first.isoformat()), label=_("停到哪天")
    )
    within = [listed for listed in await _open(one, chat.sent_ms) if first.isoformat() <= listed.day <= last.isoformat()]
    text = lines(
        _("{first}到{last}，不给{who}订餐？", first=Day(first, "near"), last=Day(last, "near"), who=person.name),
        would_take(within),
    )
    await chat.confirm("ok", text, _("确认暂停"), facts=(one.id, first.isoformat(), last.isoformat()), about=about)
    told_paused(chat, await standing.pause(one.id, chat.person_id, first, last, chat.sent_ms))


@flows.flow("standing_resume", _("恢复长期订餐"))
async def resume(chat: Chat, eater_id: str = "") -> None:
    """The pause ends now."""
    known = await _known(chat, eater_id)
    if known is None:
        return
    person, one = known
    text = _("现在就恢复{who}的长期订餐？还没截止的日子会马上订上。", who=person.name)
    await chat.confirm("ok", text, _("恢复订餐"), facts=(one.id,))
    told_made(chat, await standing.resume(one.id, chat.person_id, chat.sent_ms), person.name, _("恢复好了！"))


@flows.flow("standing_end", _("不再长期订"))
async def end(chat: Chat, eater_id: str = "") -> None:
    """No standing order any more."""
    known = await _known(chat, eater_id)
    if known is None:
        return
    person, one = known
    text = lines(_("以后不再给{who}自动订餐？", who=person.name), would_take(await _open(one, chat.sent_ms)))
    await chat.confirm("ok", text, _("确认不再订"), facts=(one.id,), danger=True)
    told_ended(chat, await standing.end(one.id, chat.person_id, chat.sent_ms))


async def _known(chat: Chat, eater_id: str) -> tuple[Person, Standing] | None:
    """The standing order with its eater; None, with a word said, where there is none (any more)."""
    one, person = await standing.of(row_id(eater_id), chat.person_id), await people.get(row_id(eater_id))
    if one is not None and person is not None:
        return person, one
    refused(chat)
    return None


async def _open(one: Standing, now_ms: int) -> list[Listed]:
    """What it has ordered and could still be taken back."""
    return [listed for listed in await standing.ordered(one, now_ms) if listed.status == "open"]


async def _nearest(chat: Chat, eater: Person | None) -> Meal | None:
    """The next day on the menu of the eater's canteen (None: one's own, or of one's own people), best with all its choices.

    None, with a word said, where there is none.
    """
    where = await kitchens.of(eater.id if eater else chat.person_id)
    kitchen = next((one for one in where if eater is None or one.community_id == eater.community_id), None)
    if kitchen is None:
        chat.say(_("您的社区还没有助餐点。"), Button(_("看课程"), "/courses"), HOME)
        return None
    found = await meals.menu(kitchen.community_id, chat.sent_ms)
    if not found:
        chat.say(_("眼下没有菜单，没法选菜。出了新菜单再来设吧。"), MEALS, HOME)
    return next((meal for meal in found if meal.offered == meal.dishes), found[0] if found else None)


async def _weekdays(chat: Chat, about: tuple[str, ...], question: Saying) -> str:
    """Every day on which there is a meal, or some weekdays, each turned on and off with a tap."""
    ways = [Option("every", _("每天开餐都订"), True, "main"), Option("some", _("选星期几"), False)]
    if await chat.choose("every", question, ways, about=about, label=_("哪几天")):
        return ""
    picked: list[str] = []
    for turn in count():
        options = [
            Option(str(n), _("✓ {tag}", tag=day) if str(n) in picked else day, str(n)) for n, day in enumerate(WEEKDAYS, 1)
        ]
        if picked:
            options.append(Option("done", _("就这几天"), "", "main"))
        text = _("订哪几天？点一下选上，再点一下去掉。")
        if picked:
            text = _("已选：{days}。还可以接着点，选完点「就这几天」。", days=standing.said_days(",".join(picked)))
        tapped = await chat.choose(f"day{turn}", text, options, about=(*about, ",".join(picked)))
        if not tapped:
            return ",".join(picked)
        picked = sorted({*picked} ^ {tapped})
    raise AssertionError  # one can tap for ever


async def _choice(chat: Chat, about: tuple[str, ...], meal: Meal) -> int:
    """Which of the choices, the same from day to day, told by what they are on the next day."""
    options = [Option(str(dish.n), _("第{n}种：{dish}", n=dish.n, dish=dish.name), dish.n) for dish in meal.dishes]
    if len(options) == 1:
        return meal.dishes[0].n
    text = _("每次吃第几种菜？菜天天换，{day}是这些：", day=Day(meal.date, "near"))
    return await chat.choose("dish", text, options, about=(*about, f"meal:{meal.day.id}"), label=_("菜"))


async def _portions(chat: Chat, about: tuple[str, ...]) -> int:
    counts = [Option(str(n), _("{n}份", n=n), n) for n in range(1, orders.MOST_PORTIONS + 1)]
    return await chat.choose("portions", _("每次要几份？"), counts, about=about, label=_("份数"))


async def _confirm(chat: Chat, eater: Eater, wish: Wish, meal: Meal, home: str) -> None:
    dish = next((dish for dish in meal.dishes if dish.n == wish.n), None)
    cost = await orders.cost(meal, eater.id, wish.portions, chat.sent_ms)
    facts = (eater.id, wish.weekdays, wish.n, wish.portions, wish.way, wish.address or home, wish.note, cost.total_fen)
    await chat.confirm("ok", review(eater.name, wish, dish, meal, home, cost), _("确认长期订餐"), facts=facts)
