"""One shift in the hands of who leads the team: asking the others, placing somebody, how many, calling it off."""

from __future__ import annotations

from conversation.chat import Chat
from conversation.choosing import Choose
from conversation.flows import Flows
from conversation.journal import Value
from conversation.questions import Accepted, Option
from conversation.screen import HOME
from handlers.patrol.lead import NEEDS, on_it
from language.message import Button
from language.numerals import row_id
from language.text import Saying, _
from services.patrol import duties, roster, shifts
from services.patrol.refusals import of_another
from services.patrol.roster import Line
from services.patrol.shift_telling import CALLED_OFF, when
from services.patrol.shifts import Noted, Taken
from services.patrol.teams import PATROL

flows = Flows()


async def led(chat: Chat, shift_id: str) -> Line:
    """The shift, for who may lead its team; whoever may not goes on as with a word that nobody knows."""
    found = await roster.of_shift(row_id(shift_id), chat.person_id)
    if found is None:
        await chat.become("words", words=chat.incoming.text)
    assert found is not None
    if not found.shift.coming(chat.now_ms):
        chat.say(_("{shift} 已经开始，或者取消了。", shift=when(found.shift)))
        await chat.become("team_lead", team_id=str(found.shift.team_id))
    return found


@flows.flow("shift_lead", _("看这一班"), command="shift_lead", argument="shift_id")
async def shift_lead(chat: Chat, shift_id: str = "") -> None:
    """One shift, who is on it, and what can be done about it."""
    line = await led(chat, shift_id)
    options = [
        Option("ask", _("问问队员谁能去"), "shift_ask", "main") if line.shift.free else None,
        Option("place", _("安排一位队员"), "shift_place") if line.shift.free else None,
        Option("off", _("让一位不用去"), "shift_off") if line.places else None,
        Option("need", _("改人数"), "shift_need"),
        Option("cancel", _("取消这一班"), "shift_cancel", "danger"),
        Option("team", _("回到{team}", team=line.shift.team), "team_lead"),
    ]
    about = (f"shift:{line.shift.id}",)
    flow = await chat.choose("what", on_it(line, chat.now_ms), [option for option in options if option], about=about)
    if flow == "team_lead":
        return await chat.become(flow, team_id=str(line.shift.team_id))
    return await chat.become(flow, shift_id=shift_id)


@flows.flow("shift_ask", _("问问队员"), command="shift_ask", argument="shift_id")
async def shift_ask(chat: Chat, shift_id: str = "") -> None:
    """Have the members asked who could go."""
    line = await led(chat, shift_id)
    asked = await shifts.ask_team(line.shift.id, chat.person_id, chat.now_ms)
    text: Saying = _("眼下没有能去的队员，大家都有班，或者要歇一歇。")
    if isinstance(asked, int) and asked:
        text = _("问了{n}位队员，谁先点「我去」就是谁。", n=asked)
    chat.say(text, _back(line), PATROL, HOME)


@flows.flow("shift_place", _("安排一位队员"), command="shift_place", argument="shift_id")
async def shift_place(chat: Chat, shift_id: str = "") -> None:
    """Have a member take a free place; they hear of it, and may still say that they cannot."""
    line = await led(chat, shift_id)
    found = [one for one in await roster.free_members(line) if not roster.is_young(one.birth_date, chat.now_ms)]
    if not found or not line.shift.free:
        chat.say(_("这一班安排不了了：人满了，或者没有别的队员。"), _back(line), PATROL, HOME)
        return
    options = [Option(str(one.person_id), roster.named(one.name, None, chat.now_ms), one.person_id) for one in found]
    text = _("{shift}，请谁去？会告诉本人，去不了可以说。", shift=when(line.shift))
    person_id = await chat.choose("who", text, options, about=(f"shift:{line.shift.id}",))
    outcome = await shifts.take(line.shift.id, person_id, chat.person_id, chat.now_ms)
    match outcome:
        case Taken():
            chat.say(_("安排好了，已经告诉本人。"), _back(line), PATROL, HOME, toast=_("安排好了"))
        case _:
            chat.say(of_another(outcome), _back(line), PATROL, HOME)


@flows.flow("shift_off", _("让一位不用去"), command="shift_off", argument="shift_id")
async def shift_off(chat: Chat, shift_id: str = "") -> None:
    """Take somebody off the shift; they hear of it."""
    line = await led(chat, shift_id)
    if not line.places:
        return await chat.become("shift_lead", shift_id=shift_id)
    options = [Option(str(one.person_id), roster.named(one.name, one.birth_date, chat.now_ms), one) for one in line.places]
    about = (f"shift:{line.shift.id}",)
    place = await chat.choose("who", _("{shift}，谁不用去了？会告诉本人。", shift=when(line.shift)), options, about=about)
    outcome = await shifts.decline(line.shift.id, place.person_id, chat.person_id, "", chat.now_ms)
    text = _("好了，已经告诉本人。") if isinstance(outcome, Noted) else _("没有变动，可能别人刚改过。")
    chat.say(text, _back(line), PATROL, HOME)
    return None


@flows.flow("shift_need", _("改人数"), command="shift_need", argument="shift_id")
async def shift_need(chat: Chat, shift_id: str = "") -> None:
    """How many people this one shift needs."""
    line = await led(chat, shift_id)
    options = [Option(str(n), _("{n}人", n=n), n) for n in NEEDS if n >= line.shift.taken]
    text = _("{shift}，这一班要几个人？现在是{n}人。", shift=when(line.shift), n=line.shift.need)
    need = await chat.choose("need", text, options, about=(f"shift:{line.shift.id}:{line.shift.need}",))
    done = await duties.set_shift_need(line.shift.id, need, chat.person_id, chat.now_ms)
    said = _("好的，这一班{n}人。", n=need) if done is True else _("没有变动：本来就是这样，或者去的人更多。")
    chat.say(said, _back(line), PATROL, HOME)


@flows.flow("shift_cancel", _("取消这一班"), command="shift_cancel", argument="shift_id")
async def shift_cancel(chat: Chat, shift_id: str = "") -> None:
    """Call the shift off; its people hear why."""
    line = await led(chat, shift_id)
    about = (f"shift:{line.shift.id}",)

    def typed(words: str) -> Accepted:
        plain = " ".join(words.split())[: shifts.LONGEST_REASON]
        return Accepted(plain, plain)

    def restored(value: Value) -> str:
        return str(value)

    text = _("取消 {shift}，为什么？点一个，或者打字说，会告诉大家。", shift=when(line.shift))
    why = await chat.ask(
        Choose(
            key="why",
            text=text,
            among=[Option(key, said, key) for key, said in CALLED_OFF.items()],
            about=about,
            typed=typed,
            restored=restored,
        )
    )
    text = _("取消 {shift}？报了名的人都会收到消息。", shift=when(line.shift))
    await chat.confirm("ok", text, _("确认取消"), facts=(line.shift.id, line.shift.starts_ms), danger=True)
    await duties.cancel(line.shift.id, chat.person_id, why, chat.now_ms)
    to_team = Button(_("回到{team}", team=line.shift.team), f"/team_lead {line.shift.team_id}", "main")
    chat.say(_("取消了，已经告诉大家。"), to_team, PATROL, HOME, toast=_("取消了"))


def _back(line: Line) -> Button:
    return Button(_("看这一班"), f"/shift_lead {line.shift.id}", "main")
