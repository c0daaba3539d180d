"""Payments for meals, as staff wrote them down: the service itself never takes money. Nothing is ever deleted, only reversed."""

from __future__ import annotations

from msgspec import Struct

from storage.bills import EVERYBODY
from storage.sql import sql


class Payment(Struct, frozen=True):
    """One entry. `kind`: "cash" (paid for meals), "topup" (put on the meal card) or "card" (meals paid from the card).

    `fen` is negative where cash is given back (the note says why). An entry that takes another one back (`reverses`, with the reason
    as its note) is of the opposite amount. `day` is the local day (ISO).
    `order_id`: cash at the door for that order. `made_by` is None once whoever wrote it down had themselves erased.
    """

    id: int
    community_id: int
    person_id: int
    kind: str
    fen: int
    day: str
    order_id: int | None
    made_by: int | None
    reverses: int | None
    note: str
    at_ms: int


class Sums(Struct, frozen=True):
    """What was given in cash, paid from the card, and put on the card; and the cash given back: of what was paid, and from the card."""

    cash_in_fen: int = 0
    card_fen: int = 0
    topup_in_fen: int = 0
    cash_back_fen: int = 0
    topup_back_fen: int = 0

    @property
    def back_fen(self) -> int:
        """All the cash that was given back."""
        return self.cash_back_fen + self.topup_back_fen

    @property
    def paid_fen(self) -> int:
        """What was paid for meals."""
        return self.cash_in_fen - self.cash_back_fen + self.card_fen

    @property
    def balance_fen(self) -> int:
        """What is on the card."""
        return self.topup_in_fen - self.topup_back_fen - self.card_fen


class Entry(Struct, frozen=True):
    """An entry as staff see it: by whom it was written down ("" where that is not known any more), and whether it was taken back."""

    id: int
    kind: str
    fen: int
    at_ms: int
    by: str
    reverses: int | None
    reversed: int


class Booked(Struct, frozen=True):
    """An entry in the book of a month: for whom and by whom ("" where that is not known any more), and why."""

    id: int
    day: str
    person: str
    kind: str
    fen: int
    by: str
    reverses: int | None
    reversed: int
    note: str
    at_ms: int


class PersonSums(Sums, frozen=True, kw_only=True):
    """The sums of one person."""

    person_id: int


_COLUMNS = ", ".join(Payment.__struct_fields__)
# What was given back, and what takes that back.
_BACK = "((reverses IS NULL AND fen < 0) OR (reverses IS NOT NULL AND fen > 0))"
_SUMS = ", ".join(
    f"CAST(COALESCE(SUM(CASE WHEN {which} THEN {fen} ELSE 0 END), 0) AS BIGINT)"
    for which, fen in (
        (f"kind = 'cash' AND NOT {_BACK}", "fen"),
        ("kind = 'card'", "fen"),
        (f"kind = 'topup' AND NOT {_BACK}", "fen"),
        (f"kind = 'cash' AND {_BACK}", "-fen"),
        (f"kind = 'topup' AND {_BACK}", "-fen"),
    )
)
_HOLD = sql("UPDATE person SET name = name WHERE id = :person_id RETURNING id")
_ADD = sql(
    "INSERT INTO payment (community_id, person_id, kind, fen, day, order_id, made_by, reverses, note, at_ms)"
    " VALUES (:community_id, :person_id, :kind, :fen, :day, CAST(:order_id AS BIGINT), :made_by, CAST(:reverses AS BIGINT), :note,"
    " :now_ms) ON CONFLICT DO NOTHING RETURNING id"
)
_GET = sql(f"SELECT {_COLUMNS} FROM payment WHERE id = :id")
_OF_ORDER = sql(f"SELECT {_COLUMNS} FROM payment WHERE order_id = :order_id")
_OF_PERSON = sql(f"SELECT {_COLUMNS} FROM payment WHERE person_id = :person_id ORDER BY id")
_LAST_ID = sql("SELECT id FROM payment WHERE person_id = :person_id ORDER BY id DESC LIMIT 1")
_NEWEST = sql(
    "SELECT p.id, p.kind, p.fen, p.at_ms, COALESCE(w.name, ''), p.reverses, CASE WHEN r.id IS NULL THEN 0 ELSE 1 END"
    " FROM payment p LEFT JOIN person w ON w.id = p.made_by LEFT JOIN payment r ON r.reverses = p.id"
    " WHERE p.person_id = :person_id ORDER BY p.id DESC LIMIT :most"
)
_BOOK = sql(
    "SELECT p.id, p.day, CASE WHEN h.erased_ms IS NULL THEN h.name ELSE '' END, p.kind, p.fen, COALESCE(w.name, ''), p.reverses,"
    " CASE WHEN r.id IS NULL THEN 0 ELSE 1 END, p.note, p.at_ms FROM payment p JOIN person h ON h.id = p.person_id"
    " LEFT JOIN person w ON w.id = p.made_by LEFT JOIN payment r ON r.reverses = p.id"
    " WHERE p.community_id = :community_id AND p.day >= :day AND p.day <= :last AND (p.day > :day OR p.id > :after)"
    " ORDER BY p.day, p.id LIMIT :most"
)
_OF_PERSON_SUMS = sql(f"SELECT {_SUMS} FROM payment WHERE person_id = :person_id AND day >= :first AND day <= :last")
_BY_PERSON = sql(
    f"SELECT person_id, {_SUMS} FROM payment WHERE community_id = :community_id AND day >= :first AND day <= :last"
    " AND person_id >= :least AND person_id <= :most GROUP BY person_id ORDER BY person_id"
)
_ALL_SUMS = sql(f"SELECT {_SUMS} FROM payment WHERE community_id = :community_id AND day >= :first AND day <= :last")
# Cash at the door, and what takes it back, goes with its order, which a merge may have left to another record; everything else to
# the record that stays.
_HAND_OVER = sql(
    "UPDATE payment SET person_id = COALESCE((SELECT o.eater_id FROM meal_order o WHERE o.id = payment.order_id"
    " OR o.id = (SELECT r.order_id FROM payment r WHERE r.id = payment.reverses)), CAST(:to AS BIGINT))"
    " WHERE person_id = :person_id RETURNING id"
)
_GIVE = sql("UPDATE payment SET person_id = :to, note = '' WHERE person_id = :person_id RETURNING id")
_ANY = sql("SELECT id FROM payment WHERE person_id = :person_id LIMIT 1")


async def hold(person_id: int) -> None:
    """Nobody else writes payments of this person down until the end of the transaction."""
    await _HOLD.run(person_id=person_id)


async def add(
    community_id: int, person_id: int, kind: str, fen: int, day: str, made_by: int, now_ms: int,
    *, order_id: int | None = None, reverses: int | None = None, note: str = "",
) -> int | None:  # fmt: skip
    """A new entry; returns its id, or None where there is one for that order, or that entry was reversed before."""
    made = await _ADD.value(
        community_id=community_id, person_id=person_id, kind=kind, fen=fen, day=day, order_id=order_id, made_by=made_by,
        reverses=reverses, note=note, now_ms=now_ms,
    )  # fmt: skip
    return None if made is None else int(made)


async def get(payment_id: int) -> Payment | None:
    """The entry with this id."""
    return await _GET.one(Payment, id=payment_id)


async def of_order(order_id: int) -> Payment | None:
    """What was paid at the door for that order."""
    return await _OF_ORDER.one(Payment, order_id=order_id)


async def of_person(person_id: int) -> list[Payment]:
    """Everything that is written down on the person, the oldest first."""
    return await _OF_PERSON.all(Payment, person_id=person_id)


async def last_id(person_id: int) -> int:
    """The newest entry on the person, 0 where there is none."""
    return int(await _LAST_ID.value(person_id=person_id) or 0)


async def newest(person_id: int, most: int) -> list[Entry]:
    """The newest entries on the person, the newest first."""
    return await _NEWEST.all(Entry, person_id=person_id, most=most)


async def sums(person_id: int, first: str = "", last: str = "9") -> Sums:
    """The person's sums from one day to another (ISO, both included); without days of all time."""
    found = await _OF_PERSON_SUMS.one(Sums, person_id=person_id, first=first, last=last)
    assert found is not None
    return found


async def book(community_id: int, first: str, last: str, after: int, most: int) -> list[Booked]:
    """The entries of those days, by day: so many, of the first day only those behind that id."""
    return await _BOOK.all(Booked, community_id=community_id, day=first, last=last, after=after, most=most)


async def by_person(community_id: int, first: str, last: str, among: tuple[int, int] = (0, EVERYBODY)) -> list[PersonSums]:
    """The sums of everybody, or of those `among` two ids (both included), between those days."""
    least, most = among
    return await _BY_PERSON.all(_person_sums, community_id=community_id, first=first, last=last, least=least, most=most)


async def all_sums(community_id: int, first: str, last: str) -> Sums:
    """The sums of everybody together between those days."""
    found = await _ALL_SUMS.one(Sums, community_id=community_id, first=first, last=last)
    assert found is not None
    return found


async def hand_over(person_id: int, to: int) -> None:
    """What was paid is another record's (a merge); what was paid at the door goes where its order went."""
    await _HAND_OVER.all(int, person_id=person_id, to=to)


async def give(person_id: int, to: int) -> None:
    """What was paid is a nameless record's: the sums stand, what was noted goes."""
    await _GIVE.all(int, person_id=person_id, to=to)


async def any_of(person_id: int) -> bool:
    """Whether anything is written down on the person."""
    return await _ANY.value(person_id=person_id) is not None


def _person_sums(person_id: int, *sums: int) -> PersonSums:
    return PersonSums(*sums, person_id=person_id)
