"""A month's meals of one person as they read them: what there was, what it costs, what is paid; and sent to them when it is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from language.message import Button
from language.text import Day, Money, Saying, _, lines
from services import households
from services.canteen.months import Month
from services.canteen.owing import Account, account, owing, payers, yuan
from services.people import get
from services.telling import notice, tell
from services.topics import MEALS
from storage import bills as stored
from storage import payments
from storage.bills import Billed
from storage.outbox import Terms
from storage.payments import Sums
from storage.people import Person


@dataclass(frozen=True, slots=True)
class Bill:
    """A person's month. `paid` is what was paid in it; `account` is where they stand on the day up to which it counts."""

    person: Person
    month: Month
    lines: tuple[Billed, ...]
    paid: Sums
    account: Account

    @property
    def portions(self) -> int:
        """How many meals."""
        return sum(one.portions for one in self.lines)

    @property
    def total_fen(self) -> int:
        """What they cost."""
        return sum(one.total_fen for one in self.lines)


async def month_of(person_id: int, by: int, month: Month, today: date) -> Bill | None:
    """The person's month up to today, for whoever acts for them; None for everybody else."""
    if not await households.may_act_for(by, person_id):
        return None
    return await _made(person_id, month, min(month.last, today), today)


async def whose(person_id: int, today: date) -> list[Person]:
    """Whose bills somebody looks at: their own and those of whom they act for, as far as there is anything on them."""
    ids = [person_id, *(one.id for one in await households.members(person_id) if one.agreed_ms is not None)]
    found = [await get(one) for one in ids if await stored.any_of(one, today.isoformat()) or await payments.any_of(one)]
    return [person for person in found if person is not None]


async def send(community_id: int, month: Month, now_ms: int, until_ms: int, most: int, after: int) -> int | None:
    """Tell those who ate in that month (`most` of them behind the id `after`) what it costs.

    Whom no message reaches is left alone, and so is whoever has nothing to pay for it.
    Returns the last who was looked at, None where it was the last of all.
    """
    first, last = month.first.isoformat(), month.last.isoformat()
    found = await stored.eaters(community_id, first, last, after, most)
    for person_id in found:
        made = await _made(person_id, month, month.last, month.last)
        if made is None:
            continue
        button = Button(label=_("看明细"), data=f"/bill {month} {person_id}", look="main")
        message = notice(_statement(made), button)
        for listener in await payers(person_id, now_ms, month.first, month.last):
            await tell(listener, message, f"meal-month:{month}:{person_id}", now_ms, Terms(MEALS, until_ms))
    return found[-1] if len(found) == most else None


def paid_words(paid: Sums) -> Saying:
    """What was paid in which way, and given back; "" where nothing was. What is below nothing puts another month right."""
    cash, card, topup = paid.cash_in_fen, paid.card_fen, paid.topup_in_fen
    return lines(
        _("付了现金：{sum}", sum=Money(cash)) if cash > 0 else None,
        _("更正，现金减{sum}", sum=Money(-cash)) if cash < 0 else None,
        _("用餐卡付了：{sum}", sum=Money(card)) if card > 0 else None,
        _("更正，用餐卡付的减{sum}", sum=Money(-card)) if card < 0 else None,
        _("用餐卡充了：{sum}", sum=Money(topup)) if topup > 0 else None,
        _("更正，充卡减{sum}", sum=Money(-topup)) if topup < 0 else None,
        _("退了现金：{sum}", sum=Money(paid.back_fen)) if paid.back_fen > 0 else None,
        _("更正，退的现金减{sum}", sum=Money(-paid.back_fen)) if paid.back_fen < 0 else None,
    )


def _statement(made: Bill) -> Saying:
    owed = made.account.owed_fen
    return lines(
        _(
            "{who} {month}的餐费：{n}份，一共{sum}。",
            who=made.person.name, month=made.month.said, n=made.portions, sum=yuan(made.total_fen),
        ),
        paid_words(made.paid),
        _("到{day}为止：", day=Day(made.month.last, "near")) if owed else None,
        owing(owed),
        _("用餐卡余额：{sum}。", sum=yuan(made.account.balance_fen)) if made.account.sums.topup_in_fen else None,
        _("方便的时候到社区付，现金、用餐卡都行。") if owed > 0 else None,
    )  # fmt: skip


async def _made(person_id: int, month: Month, last: date, today: date) -> Bill | None:
    person = await get(person_id)
    if person is None:
        return None
    first = month.first.isoformat()
    found = await stored.of_person(person_id, first, last.isoformat())
    paid = await payments.sums(person_id, first, month.last.isoformat())
    return Bill(person, month, tuple(found), paid, await account(person_id, today))
