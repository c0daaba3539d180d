"""What meals cost whom, and what was paid: the bot takes no money, staff write down what they were given.

Owed is what was ordered and cooked, eaten or not, up to a day, less what was paid in cash or from the meal card. Nothing written
down is ever changed: a wrong entry is taken back by another one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from msgspec import to_builtins

from language.text import Day, Money, Text, _, lines
from services.canteen.owing import Account, account, receipt, standing
from services.people import get
from services.staff import is_staff
from storage import audit, bills, meals, orders, payments
from storage.bills import Billed
from storage.payments import Entry
from storage.people import Person

KINDS: dict[str, Text] = {"cash": _("现金"), "topup": _("充用餐卡"), "card": _("用餐卡付")}
"""What can be written down."""
BACK: dict[str, Text] = {"cash": _("退多付的餐费"), "topup": _("用餐卡退现金")}
"""Of what cash can be given back."""
MOST_FEN = 500_000
"""More at once is a slip of the finger."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """It is written down; `account` is where the person stands now."""

    payment_id: int
    account: Account


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """Something else was written down since: look again before writing the same twice."""


@dataclass(frozen=True, slots=True)
class TooMuch:
    """There is less than that on the meal card, or to be given back."""

    left_fen: int


@dataclass(frozen=True, slots=True)
class NotAllowed:
    """Only staff of the person's community do that; or there is no such entry or order (any more), or it was taken back before."""


@dataclass(frozen=True, slots=True)
class Waived:
    """That much is not to be paid."""

    fen: int


RecordOutcome: TypeAlias = Recorded | Meanwhile | TooMuch | NotAllowed


async def entries(person_id: int, by: int, most: int) -> list[Entry]:
    """What was written down last, the newest first, for staff."""
    return await payments.newest(person_id, most) if await _payer(person_id, by) else []


async def cooked(person_id: int, by: int, today: date, most: int) -> list[Billed]:
    """The meals up to that day that cost something, the newest first, for staff."""
    return await bills.newest(person_id, today.isoformat(), most) if await _payer(person_id, by) else []


async def record(person_id: int, by: int, kind: str, fen: int, now_ms: int, today: date, *, seen: int) -> RecordOutcome:
    """Staff write down what they were given. `seen` is the newest entry that they knew of (`Account.last_id`)."""
    person = await _payer(person_id, by)
    if person is None or person.community_id is None or kind not in KINDS or not 0 < fen <= MOST_FEN:
        return NotAllowed()
    await payments.hold(person_id)
    if await payments.last_id(person_id) != seen:
        return Meanwhile()
    balance_fen = (await payments.sums(person_id)).balance_fen
    if kind == "card" and fen > balance_fen:
        return TooMuch(balance_fen)
    made = await payments.add(person.community_id, person_id, kind, fen, today.isoformat(), by, now_ms)
    assert made is not None
    await audit.note(person.community_id, by, f"meal {kind}", f"person:{person_id}", now_ms, detail=str(fen))
    stands = await account(person_id, today)
    await receipt(person, lines(_received(person.name, kind, fen), standing(stands)), f"paid:{made}", now_ms, today)
    return Recorded(made, stands)


def left_to_give(kind: str, stands: Account) -> int:
    """How much cash of that kind can be given back: what was paid too much, or what is on the card and not owed."""
    owed_fen = stands.owed_fen
    return max(0, -owed_fen if kind == "cash" else stands.balance_fen - max(0, owed_fen))


async def give_back(
    person_id: int, by: int, kind: str, fen: int, reason: str, now_ms: int, today: date, *, seen: int
) -> RecordOutcome:
    """Staff give cash back (BACK), never more than there is. `seen` as in `record`."""
    person = await _payer(person_id, by)
    if person is None or person.community_id is None or kind not in BACK or not 0 < fen <= MOST_FEN or not reason.strip():
        return NotAllowed()
    await payments.hold(person_id)
    stands = await account(person_id, today)
    if stands.last_id != seen:
        return Meanwhile()
    if fen > left_to_give(kind, stands):
        return TooMuch(left_to_give(kind, stands))
    made = await payments.add(person.community_id, person_id, kind, -fen, today.isoformat(), by, now_ms, note=reason)
    assert made is not None
    await audit.note(
        person.community_id, by, f"give back meal {kind}", f"person:{person_id}", now_ms, detail=f"{fen}: {reason}"
    )
    stands = await account(person_id, today)
    text = lines(
        _("退给{who}现金{sum}（{what}）。", who=person.name, sum=Money(fen), what=BACK[kind]),
        _("原因：{reason}", reason=reason),
        standing(stands),
    )
    await receipt(person, text, f"paid:{made}", now_ms, today)
    return Recorded(made, stands)


def named(kind: str, fen: int) -> Text:
    """What an entry of so much is called; one that was given back is negative."""
    return KINDS[kind] if fen > 0 else BACK[kind]


async def cash_at_door(order_id: int, by: int, fen: int, now_ms: int) -> Recorded | NotAllowed:
    """Whoever brought that order was given cash for it; of the same order twice, the first counts. It is of the meal's own day."""
    order = await orders.get(order_id)
    day = await meals.day(order.meal_day_id) if order else None
    if order is None or day is None or not 0 < fen <= MOST_FEN:
        return NotAllowed()
    if not (await bills.brought_by(order_id, by) or await is_staff(by, day.community_id)):
        return NotAllowed()
    await payments.hold(order.eater_id)
    made = await payments.add(day.community_id, order.eater_id, "cash", fen, day.day, by, now_ms, order_id=order_id)
    known = await payments.of_order(order_id)
    assert known is not None
    today = date.fromisoformat(day.day)
    stands = await account(order.eater_id, today)
    person = await get(order.eater_id)
    if made is not None and person is not None:
        await audit.note(
            day.community_id, by, "meal cash at door", f"person:{person.id}", now_ms, detail=f"meal_order:{order_id} {fen}"
        )
        await receipt(person, lines(_received(person.name, "cash", fen), standing(stands)), f"paid:{made}", now_ms, today)
    return Recorded(known.id, stands)


async def reverse(payment_id: int, by: int, reason: str, now_ms: int, today: date) -> RecordOutcome:
    """Staff take a wrong entry back, by one of the opposite amount; each entry once. What was spent from the card stays on it."""
    wrong = await payments.get(payment_id)
    person = await _payer(wrong.person_id, by) if wrong else None
    if wrong is None or person is None or wrong.reverses is not None:
        return NotAllowed()
    await payments.hold(person.id)
    balance_fen = (await payments.sums(person.id)).balance_fen
    if wrong.kind == "topup" and wrong.fen > balance_fen:
        return TooMuch(balance_fen)
    made = await payments.add(
        wrong.community_id, person.id, wrong.kind, -wrong.fen, today.isoformat(), by, now_ms, reverses=wrong.id, note=reason
    )
    if made is None:
        return NotAllowed()
    await audit.note(
        wrong.community_id, by, "reverse meal payment", f"person:{person.id}", now_ms, detail=f"{wrong.fen}: {reason}"
    )
    stands = await account(person.id, today)
    text = lines(
        _(
            "更正：{day}给{who}记的「{what}{sum}」记错了，不算了。",
            day=Day(date.fromisoformat(wrong.day), "near"), who=person.name, what=named(wrong.kind, wrong.fen),
            sum=Money(abs(wrong.fen)),
        ),
        _("原因：{reason}", reason=reason),
        standing(stands),
    )  # fmt: skip
    await receipt(person, text, f"paid:{made}", now_ms, today)
    return Recorded(made, stands)


async def waive(order_id: int, by: int, reason: str, now_ms: int, today: date) -> Waived | NotAllowed:
    """Staff do not take money for an order that was cooked (it came cold, nobody was at home). No subsidy is claimed for it either."""
    order = await orders.get(order_id)
    day = await meals.day(order.meal_day_id) if order else None
    if order is None or day is None or day.status != "cooking" or not await is_staff(by, day.community_id):
        return NotAllowed()
    if order.total_fen == 0 or not await bills.waive(order_id, order.total_fen, now_ms):
        return NotAllowed()
    detail = f"meal_order:{order_id} {order.total_fen}/{order.full_fen}: {reason}"
    await audit.note(day.community_id, by, "waive meal", f"person:{order.eater_id}", now_ms, detail=detail)
    person = await get(order.eater_id)
    if person is not None:
        text = lines(
            _(
                "{who}{day}的餐不收钱了，原来是{sum}。",
                day=Day(date.fromisoformat(day.day), "near"), who=person.name, sum=Money(order.total_fen),
            ),
            _("原因：{reason}", reason=reason),
            standing(await account(person.id, today)),
        )  # fmt: skip
        await receipt(person, text, f"waived:{order_id}", now_ms, today)
    return Waived(order.total_fen)


async def told(person_id: int) -> list[dict[str, Any]]:
    """Every payment, as the person takes it along."""
    return [to_builtins(one) for one in await payments.of_person(person_id)]


async def hand_over(duplicate_id: int, keep_id: int) -> None:
    """What the duplicate paid, the other record has paid. Its orders were handed over before."""
    await payments.hold(keep_id)
    await payments.hand_over(duplicate_id, keep_id)


async def paid_ever(person_id: int) -> bool:
    """Whether anything is written down, on which the sums of the office rest."""
    return await payments.any_of(person_id)


async def let_go(person_id: int, tombstone_id: int) -> None:
    """Somebody leaves for good: what they paid stands under a record that names nobody."""
    await payments.give(person_id, tombstone_id)


def _received(who: str, kind: str, fen: int) -> Text:
    if kind == "topup":
        return _("{who}的用餐卡充了{sum}。", who=who, sum=Money(fen))
    if kind == "card":
        return _("{who}用餐卡付了餐费{sum}。", who=who, sum=Money(fen))
    return _("收到{who}的餐费：现金{sum}，谢谢！", who=who, sum=Money(fen))


async def _payer(person_id: int, by: int) -> Person | None:
    """The person, if they are still here and `by` works for their community."""
    person = await get(person_id)
    if person is None or person.erased_ms is not None or not await is_staff(by, person.community_id):
        return None
    return person
