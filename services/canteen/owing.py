"""Where somebody stands with the money for their meals, in numbers and in words, and who hears of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from language.message import Button
from language.text import Money, Saying, Text, _, lines
from services.calendar import DAY_MS
from services.telling import concerned, notice, tell
from storage import bills, payments
from storage.outbox import Terms
from storage.payments import Sums
from storage.people import Person

FAMILY_DAYS = 62
"""Who ordered for somebody within so many days handles their meals, and hears what they cost."""
RECEIPT_MS = 7 * DAY_MS


@dataclass(frozen=True, slots=True)
class Account:
    """Where a person stands. `last_id` is the newest entry, 0 where there is none; `owed_fen` below 0 is paid in advance."""

    ordered_fen: int
    sums: Sums
    last_id: int

    @property
    def owed_fen(self) -> int:
        """What is still to be paid."""
        return self.ordered_fen - self.sums.paid_fen

    @property
    def balance_fen(self) -> int:
        """What is on the meal card."""
        return self.sums.balance_fen


async def account(person_id: int, today: date) -> Account:
    """Where the person stands: all that was cooked up to that day, and all that was paid."""
    ordered = await bills.total(person_id, today.isoformat())
    return Account(ordered, await payments.sums(person_id), await payments.last_id(person_id))


async def payers(person_id: int, now_ms: int, first: date, last: date) -> list[int]:
    """Who hears what a person's meals of those days cost: as their households chose, whoever ordered, else the person."""
    bookers: list[int | None] = [*await bills.bookers(person_id, first.isoformat(), last.isoformat())]
    found = [one for booker in bookers or [None] for one in await concerned(person_id, booker, now_ms)]
    return list(dict.fromkeys(found))


def standing(stands: Account) -> Saying:
    """What is owed, or that nothing is, and what is on the card."""
    return lines(
        owing(stands.owed_fen), _("用餐卡余额：{sum}。", sum=yuan(stands.balance_fen)) if stands.sums.topup_in_fen else None
    )


def owing(owed_fen: int) -> Text:
    """What is owed, in words."""
    if owed_fen > 0:
        return _("还有{sum}餐费没付。", sum=Money(owed_fen))
    return _("餐费都付清了。") if owed_fen == 0 else _("多付了{sum}，抵以后的餐费。", sum=Money(-owed_fen))


def yuan(fen: int) -> Saying:
    """An amount where nothing is nothing, and not for free."""
    return Money(fen) if fen else _("0元")


async def receipt(person: Person, text: Saying, cause: str, now_ms: int, today: date) -> None:
    """Say what was written down to whoever handles the person's meals; whom no message reaches is left alone."""
    button = Button(label=_("看餐费"), data=f"/bill {today:%Y-%m} {person.id}", look="main")
    for listener in await payers(person.id, now_ms, today - timedelta(FAMILY_DAYS), today):
        await tell(listener, notice(text, button), cause, now_ms, Terms(until_ms=now_ms + RECEIPT_MS))
