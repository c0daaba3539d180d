"""The fields of a person that a register knows: what they hold, and setting them, so that it can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple, TypeAlias

from services.register.reading import Given
from storage import people
from storage.people import Person

FIELDS = ("phone", "home", "born")
Kept: TypeAlias = tuple[str, ...]


class Changed(NamedTuple):
    """What a field held, and what it was set to."""

    was: Kept
    now: Kept


Changes: TypeAlias = dict[str, Changed]
"""By field."""


def kept(person: Person, field: str) -> Kept:
    """All that the record holds in that field."""
    match field:
        case "phone":
            return (person.phone,)
        case "born":
            return (person.birth_date or "", person.birth_lunar, str(person.age_seen_ms or ""))
        case _:
            return (person.building, person.unit, person.room)


def wanted(person: Person, given: Given, field: str) -> Kept:
    """The same, with what the row says; what it does not say stays."""
    match field:
        case "phone":
            return (given.phone or person.phone,)
        case "born":
            return kept(person, "born") if given.born in ("", person.birth_date) else (given.born, "", "")
        case _:
            if not given.building:
                return kept(person, "home")
            same = person.building == given.building
            return (given.building, given.unit or (person.unit if same else ""), given.room or (person.room if same else ""))


async def change(person: Person, given: Given, fields: Sequence[str]) -> Changes:
    """Set these fields where the row says something else than the record."""
    changes = {field: Changed(kept(person, field), wanted(person, given, field)) for field in fields}
    changes = {field: one for field, one in changes.items() if one.was != one.now}
    for field, one in changes.items():
        await put(person.id, field, one.now)
    return changes


async def put(person_id: int, field: str, value: Kept) -> None:
    """Have the record hold that."""
    if field == "phone":
        await people.set_phone(person_id, value[0])
    elif field == "home":
        await people.set_home(person_id, value[0], value[1], value[2])
    elif not value[0]:
        await people.forget_birth(person_id)
    else:
        born = date.fromisoformat(value[0])
        await people.set_birth(person_id, born, value[1])
        if value[2]:
            await people.see_age(person_id, born, int(value[2]))
