"""What is to be paid for: the orders that were cooked. Cancelled ones and days that were closed are not.

Days are local (ISO), both ends included.
"""

from __future__ import annotations

from dataclasses import dataclass

from msgspec import Struct

from storage import meal_sums
from storage.sql import sql


class Billed(Struct, frozen=True):
    """An order on a bill."""

    id: int
    day: str
    dish: str
    portions: int
    total_fen: int
    full_fen: int


@dataclass(frozen=True, slots=True)
class BilledTo:
    """An order on the bill of everybody. `eater` is "" for who had themselves erased."""

    id: int
    eater: str
    day: str
    dish: str
    portions: int
    way: str
    full_fen: int
    total_fen: int


@dataclass(frozen=True, slots=True)
class Eaten:
    """What one person had on some days: the portions, and what they cost. `name` is "" for who had themselves erased."""

    person_id: int
    name: str
    phone: str
    portions: int
    total_fen: int


@dataclass(frozen=True, slots=True)
class Subsidy:
    """What was cheaper for one person by a price class: the meals, what these cost ordinarily, and how much less was to be paid."""

    person_id: int
    name: str
    birth_date: str | None
    age_seen_ms: int | None
    meals: int
    full_fen: int
    subsidy_fen: int


class Sums(Struct, frozen=True):
    """How many portions there were, what they cost, and how much less than ordinarily that is by price classes."""

    portions: int
    total_fen: int
    subsidy_fen: int


class Ordered(Struct, frozen=True):
    """What one person ordered in all, in fen."""

    person_id: int
    fen: int


class Known(Struct, frozen=True):
    """Somebody on a bill."""

    id: int
    name: str
    phone: str


EVERYBODY = 2**62
"""More people, and a higher id, than there ever will be."""

_COOKED = "o.state = 'ordered' AND d.status <> 'closed' AND d.day >= :first AND d.day <= :last"
_ORDERS = "FROM meal_order o JOIN meal_day d ON d.id = o.meal_day_id"
_DAYS = "FROM meal_day d JOIN meal_order o ON o.meal_day_id = d.id"
_NAME = "CASE WHEN p.erased_ms IS NULL THEN p.name ELSE '' END"
# A daily price is that of one portion; the others of such an order cost the ordinary one.
_CHEAP = "CASE WHEN o.reduced = 1 THEN 1 ELSE o.portions END"

_TOTAL = sql(f"SELECT CAST(COALESCE(SUM(o.total_fen), 0) AS BIGINT) {_ORDERS} WHERE o.eater_id = :person_id AND {_COOKED}")
_OF_PERSON = sql(
    f"SELECT o.id, d.day, x.name, o.portions, o.total_fen, o.full_fen {_ORDERS} JOIN dish x ON x.id = o.dish_id"
    f" WHERE o.eater_id = :person_id AND {_COOKED} ORDER BY d.day, o.id"
)
_NEWEST = sql(
    f"SELECT o.id, d.day, x.name, o.portions, o.total_fen, o.full_fen {_ORDERS} JOIN dish x ON x.id = o.dish_id"
    f" WHERE o.eater_id = :person_id AND o.total_fen > 0 AND d.status = 'cooking' AND {_COOKED} ORDER BY d.day DESC, o.id DESC LIMIT :most"
)
_ANY = sql(f"SELECT o.id {_ORDERS} WHERE o.eater_id = :person_id AND {_COOKED} LIMIT 1")
_BOOKERS = sql(
    f"SELECT DISTINCT o.ordered_by {_ORDERS} WHERE o.eater_id = :person_id AND o.ordered_by IS NOT NULL AND {_COOKED}"
    " ORDER BY o.ordered_by"
)
_EATERS = sql(
    f"SELECT DISTINCT o.eater_id {_DAYS} JOIN person p ON p.id = o.eater_id WHERE d.community_id = :community_id"
    f" AND p.erased_ms IS NULL AND o.eater_id > :after AND o.total_fen > 0 AND {_COOKED} ORDER BY o.eater_id LIMIT :most"
)
_OF_DAY = sql(
    f"SELECT o.id, {_NAME}, d.day, x.name, o.portions, o.way, o.full_fen, o.total_fen {_DAYS}"
    " JOIN person p ON p.id = o.eater_id JOIN dish x ON x.id = o.dish_id"
    " WHERE d.id = :meal_day_id AND d.status <> 'closed' AND o.state = 'ordered' AND o.id > :after ORDER BY o.id LIMIT :most"
)
_EATEN = sql(
    "SELECT found.eater_id, CASE WHEN p.erased_ms IS NULL THEN p.name ELSE '' END, p.phone, found.portions, found.fen FROM (SELECT o.eater_id,"
    " CAST(SUM(o.portions) AS BIGINT) AS portions, CAST(SUM(o.total_fen) AS BIGINT) AS fen"
    f" {_DAYS} WHERE d.community_id = :community_id AND {_COOKED} GROUP BY o.eater_id ORDER BY o.eater_id LIMIT :most OFFSET :skip) found"
    " JOIN person p ON p.id = found.eater_id ORDER BY found.eater_id"
)
# From the eaters to their days: the index of an eater's orders gives those of some people without those of all others.
_BY_PERSON = sql(
    "SELECT o.eater_id, CAST(SUM(o.total_fen) AS BIGINT) FROM meal_order o CROSS JOIN meal_day d WHERE d.id = o.meal_day_id"
    f" AND o.eater_id >= :least AND o.eater_id <= :most AND d.community_id = :community_id AND {_COOKED}"
    " GROUP BY o.eater_id ORDER BY o.eater_id"
)
# These and the subsidies stand in the index `meal_order_bill`: no order of the month is looked at itself.
_SUMS = sql(
    "SELECT CAST(COALESCE(SUM(o.portions), 0) AS BIGINT), CAST(COALESCE(SUM(o.total_fen), 0) AS BIGINT),"
    " CAST(COALESCE(SUM(CASE WHEN o.total_fen < o.full_fen THEN o.full_fen - o.total_fen ELSE 0 END), 0) AS BIGINT)"
    f" {_DAYS} WHERE d.community_id = :community_id AND {_COOKED}"
)
_KNOWN = sql(
    "SELECT p.id, p.name, p.phone FROM person p WHERE p.community_id = :community_id AND p.erased_ms IS NULL"
    " AND (EXISTS (SELECT 1 FROM meal_order o WHERE o.eater_id = p.id) OR EXISTS (SELECT 1 FROM payment y WHERE y.person_id = p.id))"
)
_SUBSIDIES = sql(
    f"SELECT found.eater_id, {_NAME}, p.birth_date, p.age_seen_ms, found.meals, found.full_fen, found.subsidy_fen FROM (SELECT o.eater_id,"
    f" CAST(SUM({_CHEAP}) AS BIGINT) AS meals, CAST(SUM(o.full_fen / o.portions * {_CHEAP}) AS BIGINT) AS full_fen,"
    f" CAST(SUM(o.full_fen - o.total_fen) AS BIGINT) AS subsidy_fen {_DAYS} WHERE d.community_id = :community_id"
    f" AND o.total_fen < o.full_fen AND {_COOKED} GROUP BY o.eater_id) found JOIN person p ON p.id = found.eater_id ORDER BY found.eater_id"
)
# Nothing is paid and nothing is claimed for it: the ordinary price goes, too.
_WAIVE = sql(
    "UPDATE meal_order SET total_fen = 0, full_fen = 0, changed_ms = :now_ms WHERE id = :id AND state = 'ordered'"
    " AND total_fen = :total_fen RETURNING id"
)
_BROUGHT_BY = sql(
    "SELECT m.order_id FROM meal_drop m JOIN route r ON r.id = m.route_id WHERE m.order_id = :order_id"
    " AND (r.courier_id = :person_id OR m.courier_id = :person_id)"
)


async def total(person_id: int, last: str) -> int:
    """Everything that the person ever ordered up to that day, in fen."""
    return int(await _TOTAL.value(person_id=person_id, first="", last=last))


async def of_person(person_id: int, first: str, last: str) -> list[Billed]:
    """What the person had on those days, by day."""
    return await _OF_PERSON.all(Billed, person_id=person_id, first=first, last=last)


async def any_of(person_id: int, last: str) -> bool:
    """Whether the person had anything up to that day."""
    return await _ANY.run(person_id=person_id, first="", last=last)


async def newest(person_id: int, last: str, most: int) -> list[Billed]:
    """What was cooked for the person up to that day and costs something, the newest day first."""
    return await _NEWEST.all(Billed, person_id=person_id, first="", last=last, most=most)


async def bookers(person_id: int, first: str, last: str) -> list[int]:
    """Who ordered for the person."""
    return await _BOOKERS.all(int, person_id=person_id, first=first, last=last)


async def eaters(community_id: int, first: str, last: str, after: int, most: int) -> list[int]:
    """Who ate something that is not free: so many behind that id, by id."""
    return await _EATERS.all(int, community_id=community_id, first=first, last=last, after=after, most=most)


async def of_day(day_id: int, after: int, most: int) -> list[BilledTo]:
    """The orders of a day: so many behind that id, by id."""
    return await _OF_DAY.all(BilledTo, meal_day_id=day_id, after=after, most=most)


async def eaten(community_id: int, first: str, last: str, most: int = EVERYBODY, skip: int = 0) -> list[Eaten]:
    """What everybody had on those days, by id: so many, behind so many others."""
    return await _EATEN.all(Eaten, community_id=community_id, first=first, last=last, most=most, skip=skip)


async def by_person(community_id: int, last: str, among: tuple[int, int] = (0, EVERYBODY)) -> list[Ordered]:
    """What everybody, or those `among` two ids (both included), ever ordered up to that day."""
    least, most = among
    return await _BY_PERSON.all(Ordered, community_id=community_id, first="", last=last, least=least, most=most)


async def sums(community_id: int, first: str, last: str) -> Sums:
    """What was cooked on those days, in sums."""
    found = await _SUMS.one(Sums, community_id=community_id, first=first, last=last)
    assert found is not None
    return found


async def known(community_id: int) -> list[Known]:
    """Everybody who ever ordered or paid and is still here."""
    return await _KNOWN.all(Known, community_id=community_id)


async def subsidies(community_id: int, first: str, last: str) -> list[Subsidy]:
    """What was cheaper on those days for whom."""
    return await _SUBSIDIES.all(Subsidy, community_id=community_id, first=first, last=last)


async def waive(order_id: int, total_fen: int, now_ms: int) -> bool:
    """Nothing is to be paid for that order. False where its price was no longer that."""
    waived = await _WAIVE.run(id=order_id, total_fen=total_fen, now_ms=now_ms)
    if waived:
        await meal_sums.changed(order_id)
    return waived


async def brought_by(order_id: int, person_id: int) -> bool:
    """Whether that person brings, or brought, that order to its door."""
    return await _BROUGHT_BY.run(order_id=order_id, person_id=person_id)
