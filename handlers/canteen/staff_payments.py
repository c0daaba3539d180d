"""Money for meals, as staff write it down: cash, the meal card, an entry taken back, a meal for which nothing is taken."""

from __future__ import annotations

from datetime import date

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.questions import Option
from conversation.screen import HOME
from handlers.staff import DESK, at_work
from handlers.staff_people import find_person
from language.message import Button
from language.money import read_money
from language.numerals import row_id
from language.text import Day, Money, Saying, Text, _, lines, paragraphs
from services import desk
from services.canteen import bills
from services.canteen.bills import BACK, KINDS, MOST_FEN, NotAllowed, Recorded, RecordOutcome, Waived, left_to_give
from services.canteen.money_words import entry, not_written
from services.canteen.owing import Account, account, standing
from storage.payments import Entry
from storage.people import Person

flows = Flows()

PAYMENTS = Button(_("收别人的"), "/staff_payments")
FEW = 3
"""Entries that are shown before another is written down."""
MANY = 16
"""Entries and meals among which one is chosen."""


@flows.flow("staff_payments", _("收餐费"), command="staff_payments")
async def staff_payments(chat: Chat) -> None:
    """Find who pays; leads to where they stand."""
    worker = await at_work(chat)
    person = await find_person(chat, worker, "person", _("收谁的餐费？请打姓名里的两个字，或电话最后四位。"))
    if person is not None:
        await chat.become("staff_payment", person_id=str(person.id))


@flows.flow("staff_payment", _("收餐费"), command="staff_payment", argument="person_id")
async def staff_payment(chat: Chat, person_id: str = "") -> None:
    """Where somebody stands, and what they pay now."""
    person = await payer(chat, person_id)
    stands = await account(person.id, chat.today)
    entries = await bills.entries(person.id, chat.person_id, FEW)
    owed, balance = stands.owed_fen, stands.balance_fen
    in_cash, from_card = min(owed, MOST_FEN), min(owed, balance, MOST_FEN)
    options: list[Option[tuple[str, int]] | None] = [
        Option(f"cash{in_cash}", _("收现金{sum}", sum=Money(in_cash)), ("cash", in_cash), "main") if in_cash > 0 else None,
        Option(f"card{from_card}", _("用餐卡付{sum}", sum=Money(from_card)), ("card", from_card)) if from_card > 0 else None,
        Option("cash", _("收别的数"), ("cash", 0)),
        Option("topup", _("充用餐卡"), ("topup", 0)),
        Option("card", _("用餐卡付别的数"), ("card", 0)) if balance > 0 else None,
        Option("back", _("退现金"), ("back", 0)) if owed <= 0 and any(left_to_give(one, stands) for one in BACK) else None,
        Option("undo", _("更正"), ("undo", 0)) if entries else None,
        Option("waive", _("免一份餐费"), ("waive", 0)) if stands.ordered_fen else None,
        Option("bill", _("看明细"), ("bill", 0)),
    ]
    about = (f"person:{person.id}",)
    text = paragraphs(_("【{who}】", who=person.name), standing(stands), _listed(entries))
    kind, fen = await chat.choose("what", text, [option for option in options if option], about=about)
    if kind in ("undo", "waive", "back"):
        await chat.become(f"staff_payment_{kind}", person_id=person_id)
    if kind == "bill":
        await chat.become("bill", which=f"{chat.today:%Y-%m} {person.id}")
    if not fen:
        most = min(balance, MOST_FEN) if kind == "card" else MOST_FEN
        fen = await ask_amount(chat, person, kind, KINDS[kind], most)
    review = lines(
        _asked(person, kind, fen),
        last_entry(entries[0]) if entries else None,
        _("比欠的多{sum}，会记成多付。", sum=Money(fen - max(owed, 0))) if kind != "topup" and fen > max(owed, 0) else None,
    )
    await chat.confirm("ok", review, _("确认记下"), facts=(person.id, kind, fen, stands.last_id), about=about)
    outcome = await bills.record(person.id, chat.person_id, kind, fen, chat.now_ms, chat.today, seen=stands.last_id)
    tell_outcome(chat, person, outcome)


@flows.flow("staff_payment_undo", _("更正一笔"), command="staff_payment_undo", argument="person_id")
async def undo(chat: Chat, person_id: str = "") -> None:
    """Take back an entry that was wrong; the right one is written down anew."""
    person = await payer(chat, person_id)
    about = (f"person:{person.id}",)
    entries = [one for one in await bills.entries(person.id, chat.person_id, MANY) if one.reverses is None and not one.reversed]
    if not entries:
        chat.say(_("没有能更正的记录。"), *ways_on(person))
        return
    wrong = await chat.choose(
        "which", _("哪一笔记错了？"), [Option(str(one.id), entry(one), one) for one in entries], about=about
    )
    reason = await chat.words(
        "reason",
        _("为什么更正？这句话会告诉居民，比如：数字打错了。"),
        about=(*about, str(wrong.id)),
        label=_("原因"),
        longest=60,
    )
    text = lines(
        _("把这一笔作废？记错的和作废的都会留着。"),
        entry(wrong),
        _("原因：{reason}", reason=reason),
        _("正确的数请作废以后再记一次。"),
    )
    await chat.confirm("ok", text, _("确认作废"), facts=(person.id, wrong.id, wrong.fen), about=about, danger=True)
    outcome = await bills.reverse(wrong.id, chat.person_id, reason, chat.now_ms, chat.today)
    tell_outcome(chat, person, outcome, "reverse")


@flows.flow("staff_payment_waive", _("免一份餐费"), command="staff_payment_waive", argument="person_id")
async def waive(chat: Chat, person_id: str = "") -> None:
    """No money for a meal that was cooked."""
    person = await payer(chat, person_id)
    about = (f"person:{person.id}",)
    meals = await bills.cooked(person.id, chat.person_id, chat.today, MANY)
    if not meals:
        chat.say(_("没有要付钱的餐。今天的餐等订餐截止以后才能免。"), *ways_on(person))
        return
    options = [
        Option(
            str(one.id),
            _("{day}{dish} · {sum}", day=Day(date.fromisoformat(one.day), "near"), dish=one.dish, sum=Money(one.total_fen)),
            one,
        )
        for one in meals
    ]
    meal = await chat.choose("meal", _("{who}的哪份餐不收钱？", who=person.name), options, about=about)
    reason = await chat.words(
        "reason",
        _("为什么不收？这句话会告诉居民，比如：送到时凉了。"),
        about=(*about, str(meal.id)),
        label=_("原因"),
        longest=60,
    )
    text = lines(
        _("{day}{dish}，{sum}，不收了？免了以后不能恢复，也不算补贴。",
          day=Day(date.fromisoformat(meal.day), "near"), dish=meal.dish, sum=Money(meal.total_fen)),
        _("原因：{reason}", reason=reason),
    )  # fmt: skip
    await chat.confirm("ok", text, _("确认不收"), facts=(person.id, meal.id, meal.total_fen), about=about, danger=True)
    outcome = await bills.waive(meal.id, chat.person_id, reason, chat.now_ms, chat.today)
    if isinstance(outcome, Waived):
        stands = await account(person.id, chat.today)
        text = lines(_("好的，这份{sum}不收了。", sum=Money(outcome.fen)), standing(stands))
        chat.say(text, *ways_on(person), toast=_("记下了"))
    else:
        chat.say(_("这份餐不能免：之前免过了，或者已经退了。"), *ways_on(person))


async def payer(chat: Chat, person_id: str) -> Person:
    """Who pays; without them the flow goes on as the search."""
    worker = await at_work(chat)
    person = await desk.person(row_id(person_id), worker.id)
    if person is None or person.erased_ms is not None:
        await chat.become("staff_payments")
    assert person is not None
    return person


async def ask_amount(chat: Chat, person: Person, kind: str, what: Text, most: int) -> int:
    """How much, in fen: more than nothing, and not more than that."""

    def trouble(words: str) -> Text | None:
        fen = read_money(words)
        if fen is None or fen == 0:
            return _("请打多少元，比如：8、8.5、八块五。")
        if fen > most:
            return _("最多{sum}，请再看一下。", sum=Money(most))
        return None

    words = await chat.words(
        "amount", _("{who} {what}，多少元？", who=person.name, what=what), about=(f"person:{person.id}", kind), label=_("多少"),
        longest=20, check=trouble,
    )  # fmt: skip
    return read_money(words) or 0


def tell_outcome(chat: Chat, person: Person, outcome: RecordOutcome, doing: str = "") -> None:
    """Say what became of it; `doing` as in `money_words.too_little`."""
    if isinstance(outcome, Recorded):
        chat.say(_done(person, outcome.account), *ways_on(person), toast=_("记下了"))
    elif isinstance(outcome, NotAllowed):
        chat.say(not_written(outcome), *ways_on(person))
    else:
        chat.say(not_written(outcome, doing), *ways_on(person), toast=_("没有记，请看说明"))


def _done(person: Person, stands: Account) -> Saying:
    return lines(_("{who}的餐费记好了。", who=person.name), standing(stands))


def _asked(person: Person, kind: str, fen: int) -> Text:
    if kind == "topup":
        return _("{who}交来{sum}，充进用餐卡？", who=person.name, sum=Money(fen))
    if kind == "card":
        return _("从{who}的用餐卡付餐费{sum}？", who=person.name, sum=Money(fen))
    return _("收到{who}的现金{sum}，付餐费？", who=person.name, sum=Money(fen))


def _listed(entries: list[Entry]) -> Saying | None:
    return lines(_("最近记的："), *map(entry, entries)) if entries else None


def last_entry(one: Entry) -> Saying:
    """The newest entry, as it is shown before another one is written down."""
    return _("上一笔：{entry}", entry=entry(one))


def ways_on(person: Person) -> tuple[Button, ...]:
    """Where one goes on after an entry."""
    back = Button(_("回到{who}的餐费", who=person.name or _("这位居民")), f"/staff_payment {person.id}", "main")
    return back, PAYMENTS, DESK, HOME
