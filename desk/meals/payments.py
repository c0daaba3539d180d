"""The money of one resident: where they stand, what they pay now, an entry taken back, cash given back, a meal for which nothing is taken."""

from __future__ import annotations

from datetime import date

import msgspec

from desk.forms import Fen, Wrong
from desk.meals.finding import month_of, resident_of, today
from desk.pages import Done, NotHere, Pages, Shown, Visit
from language.text import Day, Money, Text, _, lines
from services.canteen import bills, money_words, statements
from services.canteen.bills import BACK, KINDS, MOST_FEN, Recorded, RecordOutcome, Waived, left_to_give
from services.canteen.months import Month
from services.canteen.owing import account, standing, yuan
from storage.bills import Billed
from storage.payments import Entry
from storage.people import Person

pages = Pages()

FEW, MANY = 20, 300
"""Entries and meals that are shown; and among which one is looked for."""
LONGEST_REASON = 60


class Record(msgspec.Struct, frozen=True):
    """What was given. `seen` is the newest entry that whoever writes it down knew of."""

    kind: str
    amount: Fen
    seen: int = 0


class Back(msgspec.Struct, frozen=True):
    """What is given back, and why. It stands on the same page as `Record`: its fields have names of their own."""

    back_kind: str
    back_amount: Fen
    back_reason: str
    seen: int = 0


class Reason(msgspec.Struct, frozen=True):
    """Why."""

    reason: str


@pages.get("/meals/money/{person_id:int}", may="meals.people")
async def person(visit: Visit) -> Shown:
    """Where somebody stands."""
    who, day = await resident_of(visit), today(visit)
    stands = await account(who.id, day)
    return visit.show(
        "meals/account.html",
        person=who,
        stands=stands,
        owed_fen=max(0, stands.owed_fen),
        entries=await bills.entries(who.id, visit.by, FEW),
        what=money_words.what,
        meals=await bills.cooked(who.id, visit.by, day, FEW),
        kinds=[(kind, title) for kind, title in KINDS.items() if kind != "card" or stands.balance_fen > 0],
        backs=[(kind, _("{what}，最多{sum}", what=BACK[kind], sum=yuan(left_to_give(kind, stands)))) for kind in BACK
               if stands.owed_fen <= 0 and left_to_give(kind, stands)],
        yuan=yuan,
        months=_last_months(Month.of(day)),
    )  # fmt: skip


@pages.post("/meals/money/{person_id:int}/record", may="meals.people", form=Record, again=person)
async def record(visit: Visit, form: Record) -> Done:
    """Write down what was given."""
    who = await resident_of(visit)
    if form.kind not in KINDS:
        raise Wrong(kind=_("请选一项。"))
    fen = _amount(form.amount)
    outcome = await bills.record(who.id, visit.by, form.kind, fen, visit.now_ms, today(visit), seen=form.seen)
    return _written(who, outcome)


@pages.post("/meals/money/{person_id:int}/back", may="meals.people", form=Back, again=person)
async def back(visit: Visit, form: Back) -> Done:
    """Give cash back."""
    who = await resident_of(visit)
    if form.back_kind not in BACK:
        raise Wrong(back_kind=_("请选一项。"))
    fen, reason = _amount(form.back_amount, "back_amount"), _reason(form.back_reason, "back_reason")
    outcome = await bills.give_back(who.id, visit.by, form.back_kind, fen, reason, visit.now_ms, today(visit), seen=form.seen)
    return _written(who, outcome, "back")


@pages.get("/meals/money/{person_id:int}/undo/{payment_id:int}", may="meals.people")
async def wrong(visit: Visit) -> Shown:
    """An entry that is to be taken back."""
    who, one = await _entry(visit)
    return visit.show("meals/undo.html", person=who, entry=one, said=money_words.entry(one))


@pages.post("/meals/money/{person_id:int}/undo/{payment_id:int}", may="meals.people", form=Reason, again=wrong)
async def undo(visit: Visit, form: Reason) -> Done:
    """Take it back by one of the opposite amount."""
    who, one = await _entry(visit)
    outcome = await bills.reverse(one.id, visit.by, _reason(form.reason), visit.now_ms, today(visit))
    return _written(who, outcome, "reverse")


@pages.get("/meals/money/{person_id:int}/waive/{order_id:int}", may="meals.people")
async def meal(visit: Visit) -> Shown:
    """A meal for which nothing is to be taken."""
    who, one = await _meal(visit)
    return visit.show("meals/waive.html", person=who, meal=one)


@pages.post("/meals/money/{person_id:int}/waive/{order_id:int}", may="meals.people", form=Reason, again=meal)
async def waive(visit: Visit, form: Reason) -> Done:
    """Take nothing for it."""
    who, one = await _meal(visit)
    outcome = await bills.waive(one.id, visit.by, _reason(form.reason), visit.now_ms, today(visit))
    if not isinstance(outcome, Waived):
        raise Wrong(_("这份餐不能免：之前免过了，或者已经退了。"))
    stands = await account(who.id, today(visit))
    said = lines(_("好的，这份{sum}不收了。", sum=Money(outcome.fen)), standing(stands))
    return Done(f"/meals/money/{who.id}", said)


@pages.get("/meals/money/{person_id:int}/bill", may="meals.people")
async def bill(visit: Visit) -> Shown:
    """A month's bill, to be printed and handed over."""
    who, month, day = await resident_of(visit), month_of(visit), today(visit)
    made = await statements.month_of(who.id, visit.by, month, day)
    if made is None:
        raise NotHere
    return visit.show(
        "meals/bill.html",
        person=who,
        bill=made,
        paid=statements.paid_words(made.paid),
        standing=standing(made.account),
        lines=[(Day(date.fromisoformat(one.day)), one) for one in made.lines],
        yuan=yuan,
        month=month,
        before=month.before,
        after=month.next if month < Month.of(day) else None,
        today=day,
    )


async def _entry(visit: Visit) -> tuple[Person, Entry]:
    who, wanted = await resident_of(visit), visit.number("payment_id")
    found = await bills.entries(who.id, visit.by, MANY)
    one = next((one for one in found if one.id == wanted and one.reverses is None), None)
    if one is None:
        raise NotHere
    return who, one


async def _meal(visit: Visit) -> tuple[Person, Billed]:
    who, wanted = await resident_of(visit), visit.number("order_id")
    found = await bills.cooked(who.id, visit.by, today(visit), MANY)
    one = next((one for one in found if one.id == wanted), None)
    if one is None:
        raise NotHere
    return who, one


def _amount(fen: int, field: str = "amount") -> int:
    if fen <= 0:
        raise Wrong(**{field: _("请写多少元，比如：8、8.5。")})
    if fen > MOST_FEN:
        raise Wrong(**{field: _("最多{sum}，请再看一下。", sum=Money(MOST_FEN))})
    return fen


def _reason(words: str, field: str = "reason") -> str:
    if len(words) > LONGEST_REASON:
        raise Wrong(**{field: _("有点长了，请缩短到{most}个字以内。", most=LONGEST_REASON)})
    return words


def _written(who: Person, outcome: RecordOutcome, doing: str = "") -> Done:
    if not isinstance(outcome, Recorded):
        raise Wrong(money_words.not_written(outcome, doing))
    return Done(f"/meals/money/{who.id}", lines(_("{who}的餐费记好了。", who=who.name), standing(outcome.account)))


def _last_months(month: Month) -> list[tuple[str, Text]]:
    """This month and the five before it."""
    found = [month]
    while len(found) < 6:
        found.append(found[-1].before)
    return [(str(one), one.said) for one in found]
