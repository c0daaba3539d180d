"""Standing orders: who wants which meal on which weekdays without ordering each time. At most one for each who eats."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec import Struct

from storage import reminders
from storage.people import Person
from storage.sql import sql


class Standing(Struct, frozen=True):
    """One standing order.

    `weekdays` are ISO numbers ("1,3,5"), "" is every day on which the canteen cooks; `n` is the choice, the same from day to day.
    `way` is as in an order; what is delivered goes to `address`, or to where the eater lives at that time where it is "". From
    `paused_from` to `paused_until` (ISO days, both included; "" for none) nothing is ordered. `ordered_by` is who made it, None once
    that person had themselves erased.
    """

    id: int
    community_id: int
    eater_id: int
    ordered_by: int | None
    weekdays: str
    n: int
    portions: int
    way: str
    address: str
    note: str
    paused_from: str
    paused_until: str
    created_ms: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A standing order as one day looks at it: its eater with the words of their diet card, whether they `had` an order for that day
    (even one given back), and whether who made it may still act for them as `kin`."""

    standing: Standing
    eater: Person
    diet: str
    had: bool
    kin: bool


_FIELDS = Standing.__struct_fields__
_COLUMNS = ", ".join(_FIELDS)
_OURS = ", ".join(f"s.{name}" for name in _FIELDS)
_EATER = ", ".join(f"p.{name}" for name in Person.__struct_fields__)
_GET = sql(f"SELECT {_COLUMNS} FROM standing_order WHERE id = :id")
_OF = sql(f"SELECT {_COLUMNS} FROM standing_order WHERE eater_id = :eater_id")
_MADE_BY = sql(f"SELECT {_COLUMNS} FROM standing_order WHERE ordered_by = :person_id ORDER BY id")
_PAGE = sql(f"SELECT {_COLUMNS} FROM standing_order WHERE community_id = :community_id AND id > :after ORDER BY id LIMIT :most")
_LISTED = sql(
    f"SELECT p.name, {_OURS} FROM standing_order s JOIN person p ON p.id = s.eater_id WHERE s.community_id = :community_id"
    " ORDER BY s.id LIMIT :most OFFSET :skip"
)
_SAVE = sql(
    "INSERT INTO standing_order (community_id, eater_id, ordered_by, weekdays, n, portions, way, address, note, created_ms)"
    " VALUES (:community_id, :eater_id, :ordered_by, :weekdays, :n, :portions, :way, :address, :note, :now_ms)"
    " ON CONFLICT (eater_id) DO UPDATE SET community_id = excluded.community_id, ordered_by = excluded.ordered_by,"
    " weekdays = excluded.weekdays, n = excluded.n, portions = excluded.portions, way = excluded.way, address = excluded.address,"
    " note = excluded.note RETURNING id"
)
_PAUSE = sql("UPDATE standing_order SET paused_from = :paused_from, paused_until = :paused_until WHERE id = :id RETURNING id")
_SET_MAKER = sql("UPDATE standing_order SET ordered_by = :ordered_by WHERE id = :id RETURNING id")
_SET_EATER = sql("UPDATE standing_order SET eater_id = :eater_id WHERE id = :id RETURNING id")
_FORGET_ADDRESS = sql(
    "UPDATE standing_order SET address = '', note = '', way = CASE WHEN way = 'delivered' THEN 'pickup' ELSE way END"
    " WHERE eater_id = :eater_id RETURNING id"
)
_DELETE = sql("DELETE FROM standing_order WHERE id = :id RETURNING id")
# The two searches for an order that is or was are two partial indexes: what the eater ordered in other years costs nothing here.
_HAD = "SELECT 1 FROM meal_order o WHERE o.meal_day_id = :day_id AND o.eater_id = s.eater_id AND o.state ="
_CANDIDATES = sql(
    f"SELECT {_OURS}, {_EATER}, COALESCE(d.tags, ''), CASE WHEN EXISTS ({_HAD} 'ordered') OR EXISTS ({_HAD} 'cancelled') THEN 1 ELSE 0 END,"
    " CASE WHEN k.agreed_ms IS NOT NULL THEN 1 ELSE 0 END"
    " FROM standing_order s JOIN person p ON p.id = s.eater_id"
    " LEFT JOIN diet_card d ON d.person_id = s.eater_id LEFT JOIN kinship k ON k.guardian_id = s.ordered_by AND k.member_id = s.eater_id"
    " WHERE s.community_id = :community_id AND s.id > :after ORDER BY s.id LIMIT :most"
)


async def get(standing_id: int) -> Standing | None:
    """The standing order with this id."""
    return await _GET.one(Standing, id=standing_id)


async def of(eater_id: int) -> Standing | None:
    """The person's standing order, None where there is none."""
    return await _OF.one(Standing, eater_id=eater_id)


async def made_by(person_id: int) -> list[Standing]:
    """What the person made, for themselves and for others."""
    return await _MADE_BY.all(Standing, person_id=person_id)


async def page(community_id: int, after: int, most: int) -> list[Standing]:
    """A part of a community's standing orders: so many behind that id, by id."""
    return await _PAGE.all(Standing, community_id=community_id, after=after, most=most)


async def listed(community_id: int, most: int, skip: int) -> list[tuple[str, Standing]]:
    """A community's standing orders with the names of their eaters, by id: so many, behind so many others."""
    return await _LISTED.all(lambda name, *row: (str(name), Standing(*row)), community_id=community_id, most=most, skip=skip)


async def save(
    community_id: int, eater_id: int, ordered_by: int, weekdays: str, n: int, portions: int, way: str, address: str, note: str,
    now_ms: int,
) -> int:  # fmt: skip
    """A new standing order, or other wishes in the one that the eater has, whose pause stays. Returns its id."""
    return int(
        await _SAVE.value(
            community_id=community_id, eater_id=eater_id, ordered_by=ordered_by, weekdays=weekdays, n=n, portions=portions, way=way,
            address=address, note=note, now_ms=now_ms,
        )
    )  # fmt: skip


async def pause(standing_id: int, first: str, last: str) -> None:
    """Nothing is ordered from the first to the last day (ISO); "" twice ends a pause."""
    await _PAUSE.run(id=standing_id, paused_from=first, paused_until=last)


async def set_maker(standing_id: int, person_id: int) -> None:
    """It counts as made by that person from now on."""
    await _SET_MAKER.run(id=standing_id, ordered_by=person_id)


async def set_eater(standing_id: int, person_id: int) -> None:
    """It is another person record's (a merge)."""
    await _SET_EATER.run(id=standing_id, eater_id=person_id)


async def forget_address(eater_id: int) -> None:
    """Remove where the person's meals go; what would be brought is fetched instead."""
    await _FORGET_ADDRESS.all(int, eater_id=eater_id)


async def delete(standing_id: int) -> None:
    """Remove the row."""
    await _DELETE.run(id=standing_id)


async def look_again(eater_id: int) -> None:
    """Who acts for the person, or where they belong, has changed: have their standing order looked at at once, where there is one."""
    if found := await of(eater_id):
        await reminders.follow("standing", eater_id, found.community_id, 0)


async def candidates(day_id: int, community_id: int, after: int, most: int) -> list[Candidate]:
    """A part of a community's standing orders as that day looks at them: so many behind that id, by id."""
    return await _CANDIDATES.all(_candidate, day_id=day_id, community_id=community_id, after=after, most=most)


def _candidate(*row: object) -> Candidate:
    standing, eater, (diet, had, kin) = row[: len(_FIELDS)], row[len(_FIELDS) : -3], row[-3:]
    return Candidate(Standing(*standing), Person(*eater), str(diet), bool(had), bool(kin))  # type: ignore[arg-type]
