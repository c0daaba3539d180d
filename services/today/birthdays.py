"""Whose birthday is today, by the calendar by which it is kept."""

from __future__ import annotations

from calendar import isleap
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from language.lunar import FIRST_YEAR, LAST_YEAR, LunarDay, from_solar, read_lunar_day, to_solar
from services.calendar import age_on
from storage import people
from storage.people import Person


@dataclass(frozen=True, slots=True)
class Birthday:
    """Somebody has a birthday. `age`: how old by our calendar on this day, for who keeps the old one the age of this year."""

    person_id: int
    name: str
    age: int


async def today(community_id: int, day: date) -> list[Birthday]:
    """Those of a community whose birthday is on this day, the oldest first. Who was born on 29 February has it on 1 March of a common year."""
    plain = f"{day:%m-%d}"
    leap = "02-29" if plain == "03-01" and not isleap(day.year) else plain
    found = await people.born_on(community_id, plain, leap)
    found += [one for one in await people.by_old_calendar(community_id) if _falls_on(one, day)]
    return sorted((_of(one, day) for one in found if one.name), key=lambda one: (-one.age, one.person_id))


def _of(person: Person, day: date) -> Birthday:
    assert person.born is not None
    age = day.year - person.born.year if person.birth_lunar else age_on(person.born, day)
    return Birthday(person.id, person.name, age)


def _falls_on(person: Person, day: date) -> bool:
    lunar = _read(person.birth_lunar)
    if lunar is None or not FIRST_YEAR < day.year < LAST_YEAR:
        return False
    year, now = from_solar(day)
    # Asked exactly only of whom it may be: the others are many, and the old calendar takes its time.
    may_be = lunar.month == now.month and (lunar.day == now.day or (lunar.day == 30 and now.day == 29))
    return may_be and to_solar(year, lunar) == day


@lru_cache(4096)
def _read(words: str) -> LunarDay | None:
    return read_lunar_day(words)
