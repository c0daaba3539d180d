"""Bringing meals: saying that one does, taking a route, handing it over. To everybody but couriers the commands do not exist."""

from __future__ import annotations

from datetime import date

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.questions import Option
from conversation.screen import HOME
from language.message import Button
from language.numerals import row_id
from language.text import Day, Moment, Saying, _, lines, paragraphs
from services import people, staff
from services.canteen import couriers, delivery, loads
from services.canteen.couriers import NotCourier, Said, Turn
from services.canteen.delivery import Busy, NotFree, Taken
from storage.drops import Sums

flows = Flows()

DELIVER = Button(_("送餐"), "/deliver", "main")


async def on_duty(chat: Chat) -> int:
    """The first thing in every flow of couriers; returns their community. Whoever is none goes on as with a word that nobody knows."""
    where = await staff.delivers_for(chat.person_id)
    if not where:
        await chat.become("words", words=chat.incoming.text)
    person = await people.get(chat.person_id)
    own = person.community_id if person else None
    return own if own in where and own is not None else where[0]


@flows.flow("deliver", _("送餐"), command="deliver")
async def deliver(chat: Chat) -> None:
    """The next door of one's route; without a route those that wait, and the days on which one comes."""
    community_id = await on_duty(chat)
    if await delivery.mine(chat.person_id):
        return await chat.become("deliver_door")
    free = await delivery.waiting(community_id, chat.person_id, chat.now_ms)
    turns = await couriers.turns(community_id, chat.person_id, chat.now_ms)
    options: list[Option[tuple[str, int]]] = [
        Option(f"take{of.route.id}", _("接第{n}条", n=of.route.n), ("take", of.route.id), "main") for of in free
    ]
    options += [_option(turn) for turn in turns]
    said = [turn for turn in turns if turn.said]
    text = paragraphs(
        lines(_("等人送的路线："), loads.several(free)) if free else None,
        lines(_("您说好来送："), *map(_promised, said)) if said else None,
        _("哪天有空来送餐，点一下就好。") if len(said) < len(turns) else None,
    )  # fmt: skip
    if not options:
        chat.say(_("眼下没有要送的餐，谢谢您！"), HOME)
        return None
    what, which = await chat.choose("what", text, options)
    if what == "take":
        return await chat.become("deliver_take", route_id=str(which))
    outcome = await couriers.say(which, chat.person_id, chat.now_ms, come=what == "come")
    match outcome:
        case Said() if what == "come":
            chat.say(_("好的，谢谢您！订餐截止后把路线发给您。"), DELIVER, HOME, toast=_("记下了"))
        case Said():
            chat.say(_("好的，那天您就不用来了。"), DELIVER, HOME, toast=_("记下了"))
        case _:
            chat.say(_("那天已经截止了，有没有路线要送，点「送餐」看看。"), DELIVER, HOME)
    return None


def _option(turn: Turn) -> Option[tuple[str, int]]:
    if turn.said:
        return Option(f"stay{turn.day.id}", _("{day}不来了", day=_day(turn)), ("stay", turn.day.id))
    return Option(f"come{turn.day.id}", _("{day}我来送", day=_day(turn)), ("come", turn.day.id))


def _promised(turn: Turn) -> Saying:
    return _("{day}，{until} 以后告诉您路线", day=_day(turn), until=Moment(turn.day.closes_ms, "time"))


def _day(turn: Turn) -> Day:
    return Day(date.fromisoformat(turn.day.day), "near")


@flows.flow("deliver_take", _("接一条路线"), command="deliver_take", argument="route_id")
async def take(chat: Chat, route_id: str = "") -> None:
    """Take a route; it opens at its first door."""
    await on_duty(chat)
    outcome = await delivery.take(row_id(route_id), chat.person_id, chat.now_ms)
    match outcome:
        case Taken():
            return await chat.become("deliver_door")
        case Busy():
            chat.say(_("您手上还有一条没送完，先送完那条吧。"), DELIVER, HOME)
        case NotFree():
            chat.say(_("这条路线别人接了，谢谢您！"), DELIVER, HOME, toast=_("别人接了"))
        case NotCourier():
            return await chat.become("deliver")
    return None


@flows.flow("deliver_hand_over", _("交给别人"), command="deliver_hand_over")
async def hand_over(chat: Chat) -> None:
    """Somebody else goes on with what is left."""
    await on_duty(chat)
    mine = await delivery.mine(chat.person_id)
    if mine is None:
        return await chat.become("deliver")
    text = _("还剩{n}家，交给别人送？交出去就看不到了。", n=len(mine.waiting))
    await chat.confirm("ok", text, _("确认交给别人"), facts=(mine.route.id,))
    done = await delivery.hand_over(mine.route.id, chat.person_id, chat.now_ms)
    if isinstance(done, NotFree):
        return await chat.become("deliver")
    chat.say(lines(_("好的，剩下的会有人接着送。"), thanks(done)), DELIVER, HOME, toast=_("交出去了"))
    return None


def thanks(done: Sums) -> Saying:
    """What somebody did, and what is to be handed in."""
    if not done.doors:
        return _("谢谢您！")
    return lines(
        _("谢谢您，一共跑了{n}家！", n=done.doors),
        _("没送出去的{n}份，请带回社区。", n=done.left) if done.left else None,
        _("收的现金{cash}，请交到社区。", cash=loads.cash(done.cash_fen)) if done.cash_fen else None,
    )
