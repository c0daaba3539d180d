"""Who a row of the register is: known already, new, or for a human to decide; and what the row would add or change."""

from __future__ import annotations

from dataclasses import dataclass

from services.people import address
from services.records.doubles import alike
from services.register.fields import FIELDS
from services.register.reading import Given
from storage import people
from storage.people import Person

MOST_ALIKE = 5
"""So many people whom a row may mean are shown to who decides."""


@dataclass(frozen=True, slots=True)
class Match:
    """What a row means. `what` as in `storage.register.Row`; of "ask" the people whom it may mean, the likeliest first.

    `choice` is what becomes of it where nobody decides otherwise.
    """

    what: str
    choice: str
    people: tuple[Person, ...] = ()

    @property
    def person_id(self) -> int | None:
        """The likeliest person."""
        return self.people[0].id if self.people else None


async def match(community_id: int, given: Given) -> Match:
    """Whom the row means: by number and name, else by name and door, else by name and birth. Who only may be meant is asked about."""
    named = await people.named(community_id, given.name, 50)
    with_phone = [one for one in await people.by_phone(given.phone) if one.community_id == community_id] if given.phone else []
    for sure in (
        [one for one in with_phone if one.name == given.name],
        [one for one in named if same_door(one, given) and not contradicts(one, given, "born")],
        [one for one in named if given.born and one.birth_date == given.born and not _lives_elsewhere(one, given)],
    ):
        if len(sure) == 1:
            return known(sure[0], given)
        if sure:
            return Match("ask", "skip", tuple(sure[:MOST_ALIKE]))
    likely = [one for one in with_phone if not one.name or alike(one.name, given.name)]
    likely = [one for one in [*likely, *(one for one in named if one not in likely)] if not _another(one, given)]
    if likely:
        return Match("ask", "skip", tuple(likely[:MOST_ALIKE]))
    return Match("new", "new")


def known(person: Person, given: Given) -> Match:
    """What a row changes of somebody who is certainly meant."""
    if any(contradicts(person, given, field) for field in FIELDS):
        return Match("ask", f"fill:{person.id}", (person,))
    return Match("change" if adds(person, given) else "same", f"fill:{person.id}", (person,))


def adds(person: Person, given: Given) -> list[str]:
    """Which of FIELDS the row knows and the record does not."""
    return [
        field
        for field in FIELDS
        if told(given, field) and not has(person, given, field) and not contradicts(person, given, field)
    ]


def contradicts(person: Person, given: Given, field: str) -> bool:
    """Whether the row says something else than the record."""
    match field:
        case "phone":
            return bool(given.phone and person.phone) and given.phone != person.phone
        case "born":
            return bool(given.born and person.birth_date) and given.born != person.birth_date
        case _:
            pairs = zip(_home(person), _home(given), strict=True)
            return any(one and other and one != other for one, other in pairs)


def has(person: Person, given: Given, field: str) -> bool:
    """Whether the record knows all that the row says of this."""
    match field:
        case "phone":
            return given.phone == person.phone
        case "born":
            return given.born == (person.birth_date or "")
        case _:
            return all(other in ("", one) for one, other in zip(_home(person), _home(given), strict=True))


def told(given: Given, field: str) -> str:
    """What the row says of this, as it is shown."""
    if field == "home":
        return address(given.building, given.unit, given.room) if given.building else ""
    return given.phone if field == "phone" else given.born


def same_door(person: Person, given: Given) -> bool:
    """Whether both live behind one door."""
    return bool(given.room) and _home(person) == _home(given)


def _lives_elsewhere(person: Person, given: Given) -> bool:
    """Whether both the number and the home are others: then name and birth alone are not enough."""
    return contradicts(person, given, "phone") and contradicts(person, given, "home")


def _another(person: Person, given: Given) -> bool:
    """Whether somebody of that name is certainly somebody else: born on another day, or with another number and another home."""
    return contradicts(person, given, "born") or _lives_elsewhere(person, given)


def _home(one: Person | Given) -> tuple[str, str, str]:
    return one.building, one.unit, one.room
