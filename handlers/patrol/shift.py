"""One's place in a shift: taking one in a tap, what can be done about it, handing it to somebody else."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from conversation.chat import Chat
from conversation.choosing import Choose
from conversation.flows import Flows
from conversation.journal import Value
from conversation.questions import Accepted, Option, Refusal
from conversation.screen import HOME
from handlers.patrol.patrol import pair
from handlers.patrol.trouble import is_for_parents, trouble
from language.message import Button
from language.numerals import row_id
from language.text import Saying, _, lines, paragraphs
from services import people
from services.patrol import own_shifts, shift_telling, shifts, swaps
from services.patrol.own_shifts import Mine
from services.patrol.shift_telling import REASONS, when
from services.patrol.shifts import EVENING, WEEK_MS, Noted, Over, Taken, TakeOutcome
from services.patrol.teams import PATROL, given
from storage.shifts import Listed

flows = Flows()


async def own_place(chat: Chat, place: str) -> Mine | None:
    """The place that a command names, where one says what becomes of it: one's own, or that of who one acts for; else None, with a word said."""
    if await is_for_parents(chat):
        return None
    left, _dash, right = place.partition("-")
    found = await own_shifts.of_ones_own(row_id(left), row_id(right), chat.person_id)
    if found is None:
        chat.say(_("这一班现在不是您的了。"), PATROL, HOME)
    return found


@flows.flow("shift", _("我的班"), command="shift", argument="place")
async def shift(chat: Chat, place: str = "") -> None:
    """One's shift, and what can be done about it."""
    found = await own_place(chat, place)
    if found is None:
        return None
    if not found.shift.coming(chat.now_ms):
        chat.say(await shift_telling.described(found.shift, found.place.person_id), PATROL, HOME)
        return None
    offered = found.place.state == "offered"
    swappable = await swaps.candidates(found.shift.id, found.place.person_id, chat.now_ms, 2 * WEEK_MS)
    options = [
        Option("keep", _("不用替了，我去"), "shift_keep", "main")
        if offered
        else Option("offer", _("请人替我去"), "shift_offer"),
        Option("swap", _("跟队友换一班"), "shift_swap") if swappable else None,
        Option("cannot", _("去不了"), "shift_cannot"),
        Option("back", _("回到值班"), "patrol"),
    ]
    theirs = found.place.person_id != chat.person_id
    text = paragraphs(
        _("{who}的班：", who=given(found.place.name)) if theirs else None,
        await shift_telling.described(found.shift, found.place.person_id),
        shift_telling.STILL_YOURS if offered else None,
    )
    about = (f"shift:{place}:{found.place.state}",)
    flow = await chat.choose("what", text, [option for option in options if option], about=about)
    return await chat.become(flow, place=place)


@flows.flow("shift_ok", _("知道了"), command="shift_ok", argument="place")
async def shift_ok(chat: Chat, place: str = "") -> None:
    """Somebody knows that they have a shift."""
    found = await own_place(chat, place)
    if found is not None:
        chat.say(_("好的，{shift}，辛苦您啦！", shift=when(found.shift)), PATROL, HOME, toast=_("记下了"))


@flows.flow("shift_take", _("报一班"), command="shift_take", argument="shift_id")
async def shift_take(chat: Chat, shift_id: str = "") -> None:
    """Take a free place; at once where it can only be for oneself."""
    person_id = await _who(chat, row_id(shift_id))
    if person_id is not None:
        _told(chat, await shifts.take(row_id(shift_id), person_id, chat.person_id, chat.now_ms), person_id)


@flows.flow("shift_over", _("替一班"), command="shift_over", argument="place")
async def shift_over(chat: Chat, place: str = "") -> None:
    """Take over the place that somebody offers."""
    left, _dash, right = place.partition("-")
    person_id = await _who(chat, row_id(left))
    if person_id is not None:
        outcome = await shifts.take_over(row_id(left), row_id(right), person_id, chat.person_id, chat.now_ms)
        _told(chat, outcome, person_id)


@flows.flow("shift_offer", _("请人替"), command="shift_offer", argument="place")
async def shift_offer(chat: Chat, place: str = "") -> None:
    """Have the others asked; the place stays one's own until somebody takes it over."""
    found = await own_place(chat, place)
    if found is None:
        return
    outcome = await shifts.offer(found.shift.id, found.place.person_id, chat.person_id, chat.now_ms)
    back = Button(_("看这一班"), f"/shift {place}")
    if not isinstance(outcome, Noted):
        chat.say(_("这一班不用再问了：已经问过队友，或者已经开始。"), back, PATROL, HOME)
    elif outcome.told:
        text = _("好的，问了{n}位队友。有人接了就告诉您；没人接的话，还是请您去。", n=outcome.told)
        chat.say(text, back, PATROL, HOME, toast=_("问了队友"))
    else:
        chat.say(_("眼下没有队友能替。真去不了，请点「去不了」，队长会想办法。"), cannot(place), back, HOME)


@flows.flow("shift_keep", _("还是我去"), command="shift_keep", argument="place")
async def shift_keep(chat: Chat, place: str = "") -> None:
    """Go after all."""
    found = await own_place(chat, place)
    if found is None:
        return
    await shifts.keep(found.shift.id, found.place.person_id, chat.person_id, chat.now_ms)
    chat.say(_("好的，{shift}，还是您去，辛苦啦！", shift=when(found.shift)), PATROL, HOME, toast=_("记下了"))


@flows.flow("shift_cannot", _("去不了"), command="shift_cannot", argument="place")
async def shift_cannot(chat: Chat, place: str = "") -> None:
    """Say why one cannot come; who leads the team hears of it."""
    found = await own_place(chat, place)
    if found is None:
        return
    if not found.shift.coming(chat.now_ms):
        chat.say(trouble(Over()), PATROL, HOME)
        return
    reason = await chat.ask(_why(when(found.shift), (f"shift:{place}",)))
    outcome = await shifts.decline(found.shift.id, found.place.person_id, chat.person_id, reason, chat.now_ms)
    if isinstance(outcome, Noted):
        chat.say(_("好的，已经告诉队里，您安心。"), PATROL, HOME, toast=_("记下了"))
    else:
        chat.say(trouble(outcome), PATROL, HOME)


def cannot(place: str) -> Button:
    """Leads to saying that one cannot come."""
    return Button(_("去不了"), f"/shift_cannot {place}")


def _why(shift_said: Saying, about: tuple[str, ...]) -> Choose[str]:
    def typed(words: str) -> Accepted | Refusal:
        plain = " ".join(words.split())
        if len(plain) > shifts.LONGEST_REASON:
            return Refusal(_("有点长了，请缩短到{most}个字以内。", most=shifts.LONGEST_REASON))
        return Accepted(plain, plain)

    def restored(value: Value) -> str:
        return str(value)

    among = [Option(key, said, key) for key, said in REASONS.items()]
    text = _("{shift} 去不了，是因为什么？点一个，或者打字说。只有队长和社区看得到。", shift=shift_said)
    return Choose(key="why", text=text, among=among, about=about, typed=typed, restored=restored)


def reminded(chat: Chat, shift: Listed) -> Saying | None:
    """That one will be reminded, where the evening before is yet to come."""
    eve = datetime.combine(date.fromisoformat(shift.day) - timedelta(1), EVENING)
    return _("前一天晚上会提醒您。") if chat.now.replace(tzinfo=None) < eve else None


async def _who(chat: Chat, shift_id: int) -> int | None:
    """Who of the household goes: asked only where there is a choice. None, with a word said, where nobody can."""
    if await is_for_parents(chat):
        return None
    could = await own_shifts.who_could(shift_id, chat.person_id)
    if not could:
        chat.say(_("这一班您已经有了，或者是别的队伍的。"), PATROL, HOME)
        return None
    if len(could) == 1:
        return could[0]
    found = [await people.get(person_id) for person_id in could]
    options = [
        Option(str(one.id), _("我自己") if one.id == chat.person_id else one.name, one.id) for one in found if one is not None
    ]
    return await chat.choose("who", _("谁去？"), options, about=(f"shift:{shift_id}",))


def _told(chat: Chat, outcome: TakeOutcome, person_id: int) -> None:
    if isinstance(outcome, Taken):
        place = pair(outcome.shift.id, person_id)
        text = lines(_("好的，记下了：{shift}", shift=when(outcome.shift)), reminded(chat, outcome.shift))
        chat.say(text, Button(_("看这一班"), f"/shift {place}"), PATROL, HOME, toast=_("记下了"))
    else:
        chat.say(trouble(outcome), PATROL, HOME)
