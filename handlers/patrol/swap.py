"""Swapping a shift with a team-mate: one asks, the other agrees or not in one tap."""

from __future__ import annotations

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.questions import Option
from conversation.screen import HOME
from handlers.patrol.patrol import pair
from handlers.patrol.shift import own_place, reminded
from handlers.patrol.trouble import trouble
from language.message import Button
from language.numerals import row_id
from language.text import _, lines
from services.patrol import swaps
from services.patrol.shift_telling import label, when
from services.patrol.shifts import WEEK_MS, TooMuch
from services.patrol.swaps import Asked, Swapped
from services.patrol.teams import PATROL, given

flows = Flows()


@flows.flow("shift_swap", _("换班"), command="shift_swap", argument="place")
async def shift_swap(chat: Chat, place: str = "") -> None:
    """Choose against which shift of whom; that one is asked."""
    found = await own_place(chat, place)
    if found is None:
        return
    among = await swaps.candidates(found.shift.id, found.place.person_id, chat.now_ms, 2 * WEEK_MS)
    if not among:
        chat.say(
            _("眼下没有能换的班。可以请人替您去。"), Button(_("请人替我去"), f"/shift_offer {place}", "main"), PATROL, HOME
        )
        return
    options = [
        Option(
            pair(one.shift.id, one.place.person_id),
            _("{who}的 {shift}", who=given(one.place.name), shift=label(one.shift)),
            one,
        )
        for one in among
    ]
    text = _("您的班：{shift}。想换成谁的哪一班？点一下就去问。", shift=when(found.shift))
    chosen = await chat.choose("with", text, options, about=(f"shift:{place}",))
    outcome = await swaps.ask(
        found.shift.id, found.place.person_id, chosen.shift.id, chosen.place.person_id, chat.person_id, chat.now_ms
    )
    if isinstance(outcome, Asked):
        text = _("已经问{who}了，TA同意了就告诉您。在那以前，各去各的班。", who=outcome.who)
        chat.say(text, PATROL, HOME, toast=_("问了"))
    else:
        chat.say(trouble(outcome), PATROL, HOME)


@flows.flow("swap_yes", _("跟TA换"), command="swap_yes", argument="place")
async def swap_yes(chat: Chat, place: str = "") -> None:
    """Agree to what a team-mate asked."""
    left, _dash, right = place.partition("-")
    swap = await swaps.asked(row_id(left), row_id(right), chat.person_id, chat.now_ms)
    if swap is None:
        chat.say(_("这件事已经定下来了，看看您的班吧。"), PATROL, HOME)
        return
    outcome = await swaps.agree(row_id(left), row_id(right), chat.person_id, chat.now_ms)
    if isinstance(outcome, Swapped):
        text = lines(_("换好了。您现在的班：{shift}", shift=when(outcome.shift)), reminded(chat, outcome.shift))
        button = Button(_("看这一班"), f"/shift {pair(outcome.shift.id, swap.other_id)}")
        chat.say(text, button, PATROL, HOME, toast=_("换好了"))
    elif isinstance(outcome, TooMuch):
        chat.say(_("这样换，两班离得太近，或者七天里班太多，身体要紧，就不换了。"), PATROL, HOME)
    else:
        chat.say(_("这两班刚有变动，换不了了，各去各的班。"), PATROL, HOME)


@flows.flow("swap_no", _("不换"), command="swap_no", argument="place")
async def swap_no(chat: Chat, place: str = "") -> None:
    """Rather not; who asked hears of it."""
    left, _dash, right = place.partition("-")
    refused = await swaps.refuse(row_id(left), row_id(right), chat.person_id, chat.now_ms)
    text = _("好的，没有换，已经告诉TA。") if refused else _("这件事已经定下来了，看看您的班吧。")
    chat.say(text, PATROL, HOME, toast=_("没有换") if refused else "")
