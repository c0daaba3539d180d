"""Money for meals that staff give back in cash: what is on the card, or what was paid too much."""

from __future__ import annotations

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.questions import Option
from handlers.canteen.staff_payments import ask_amount, last_entry, payer, tell_outcome, ways_on
from language.text import Money, _, lines
from services.canteen import bills
from services.canteen.bills import BACK, MOST_FEN, left_to_give
from services.canteen.owing import account

flows = Flows()


@flows.flow("staff_payment_back", _("退现金"), command="staff_payment_back", argument="person_id")
async def back(chat: Chat, person_id: str = "") -> None:
    """From the card, or of what was paid too much: all of it or a part, and why."""
    person = await payer(chat, person_id)
    about = (f"person:{person.id}",)
    stands = await account(person.id, chat.today)
    card, over = (min(left_to_give(kind, stands), MOST_FEN) for kind in ("topup", "cash"))
    options: list[Option[tuple[str, int]] | None] = [
        Option(f"topup{card}", _("卡里的{sum}全退", sum=Money(card)), ("topup", card), "main") if card else None,
        Option("topup", _("卡里的退一部分"), ("topup", 0)) if card else None,
        Option(f"cash{over}", _("多付的{sum}全退", sum=Money(over)), ("cash", over), "main") if over else None,
        Option("cash", _("多付的退一部分"), ("cash", 0)) if over else None,
    ]
    if not any(options):
        chat.say(_("现在没有能退的钱：没有多付，卡里也没有剩。"), *ways_on(person))
        return
    kind, fen = await chat.choose("what", _("退{who}什么钱？", who=person.name), [one for one in options if one], about=about)
    if not fen:
        fen = await ask_amount(chat, person, kind, BACK[kind], card if kind == "topup" else over)
    reason = await chat.words(
        "reason", _("为什么退？这句话会告诉居民，比如：搬走了。"), about=(*about, kind), label=_("原因"), longest=60
    )
    entries = await bills.entries(person.id, chat.person_id, 1)
    text = lines(
        _("退给{who}现金{sum}（{what}）？", who=person.name, sum=Money(fen), what=BACK[kind]),
        _("原因：{reason}", reason=reason),
        last_entry(entries[0]) if entries else None,
    )
    await chat.confirm("ok", text, _("现金给了，记下"), facts=(person.id, kind, fen, stands.last_id), about=about)
    outcome = await bills.give_back(person.id, chat.person_id, kind, fen, reason, chat.now_ms, chat.today, seen=stands.last_id)
    tell_outcome(chat, person, outcome, "back")
