"""People: residents, staff, and the tombstones of those who had themselves erased."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from msgspec import Struct

from language.pinyin import sound
from storage.sql import sql


class Person(Struct, frozen=True):
    """One human being. What nobody has said yet is empty or None. `birth_date` is an ISO day.

    `contact_name` and `contact_phone`: whom to call where something may have happened to the person.
    """

    id: int
    community_id: int | None
    name: str
    phone: str
    building: str
    unit: str
    room: str
    birth_date: str | None
    birth_lunar: str
    language: str
    consent_version: int
    consent_ms: int | None
    verified_ms: int | None
    age_seen_ms: int | None
    tell: str
    created_ms: int
    erased_ms: int | None
    contact_name: str = ""
    contact_phone: str = ""

    @property
    def born(self) -> date | None:
        """The day of birth, where it is known."""
        return date.fromisoformat(self.birth_date) if self.birth_date else None


_COLUMNS = ", ".join(Person.__struct_fields__)
_BY_ID = sql(f"SELECT {_COLUMNS} FROM person WHERE id = :id")
_BY_PHONE = sql(f"SELECT {_COLUMNS} FROM person WHERE phone = :phone AND phone <> '' AND erased_ms IS NULL ORDER BY id")
_NAMED = sql(
    f"SELECT {_COLUMNS} FROM person WHERE community_id = :community_id AND name = :name AND erased_ms IS NULL ORDER BY id LIMIT :most"
)
_SAME_DOOR = sql(
    f"SELECT {_COLUMNS} FROM person WHERE community_id = :community_id AND room = :room AND room <> '' AND building = :building"
    " AND unit = :unit AND erased_ms IS NULL ORDER BY id LIMIT :most"
)
_ADD = sql(
    "INSERT INTO person (community_id, name, initials, pinyin, language, created_ms, erased_ms) VALUES"
    " (CAST(:community_id AS BIGINT), :name, :initials, :pinyin, :language, :now_ms, CAST(:erased_ms AS BIGINT)) RETURNING id"
)
_SET_COMMUNITY = sql("UPDATE person SET community_id = :community_id WHERE id = :id RETURNING id")
_SET_NAME = sql("UPDATE person SET name = :name, initials = :initials, pinyin = :pinyin WHERE id = :id RETURNING id")
_SET_PHONE = sql("UPDATE person SET phone = :phone WHERE id = :id RETURNING id")
_BUILDINGS = sql(
    "SELECT DISTINCT building FROM person WHERE community_id = :community_id AND building <> '' AND erased_ms IS NULL LIMIT 200"
)
_SET_HOME = sql("UPDATE person SET building = :building, unit = :unit, room = :room WHERE id = :id RETURNING id")
_SET_BIRTH = sql(
    "UPDATE person SET birth_date = :birth_date, birth_lunar = :birth_lunar,"
    " age_seen_ms = CASE WHEN birth_date = :birth_date THEN age_seen_ms END WHERE id = :id RETURNING id"
)
_FORGET_BIRTH = sql("UPDATE person SET birth_date = NULL, birth_lunar = '', age_seen_ms = NULL WHERE id = :id RETURNING id")
_SEE_AGE = sql("UPDATE person SET age_seen_ms = :now_ms WHERE id = :id AND birth_date = :birth_date RETURNING id")
_SET_LANGUAGE = sql("UPDATE person SET language = :language WHERE id = :id RETURNING id")
_CLEAR = sql(
    "UPDATE person SET phone = '', building = '', unit = '', room = '', birth_date = NULL, birth_lunar = '',"
    " age_seen_ms = NULL, contact_name = '', contact_phone = '' WHERE id = :id RETURNING id"
)
_SET_CONTACT = sql("UPDATE person SET contact_name = :name, contact_phone = :phone WHERE id = :id RETURNING id")
_VERIFY = sql("UPDATE person SET verified_ms = COALESCE(verified_ms, :now_ms) WHERE id = :id RETURNING id")
_SET_CONSENT = sql(
    "UPDATE person SET consent_version = :version, consent_ms = CAST(:now_ms AS BIGINT) WHERE id = :id RETURNING id"
)
_CONSENT = sql(
    "INSERT INTO consent (person_id, purpose, version, given_ms, given_by)"
    " VALUES (:person_id, :purpose, :version, :now_ms, :given_by)"
    " ON CONFLICT (person_id, purpose) DO UPDATE SET version = excluded.version, given_ms = excluded.given_ms,"
    " given_by = excluded.given_by RETURNING person_id"
)
_WITHDRAW = sql("DELETE FROM consent WHERE person_id = :person_id AND purpose = :purpose RETURNING person_id")
_CONSENTS = sql(
    "SELECT purpose, version, given_ms, given_by FROM consent WHERE person_id = :person_id ORDER BY given_ms, purpose"
)
_HAS_CONSENT = sql("SELECT version FROM consent WHERE person_id = :person_id AND purpose = :purpose")
_WITH_BIRTHDAYS = sql(
    f"SELECT {_COLUMNS} FROM person WHERE community_id = :community_id AND id > :after AND birth_date IS NOT NULL"
    " AND erased_ms IS NULL AND (substr(birth_date, 6, 2) = :month OR birth_lunar <> '') ORDER BY id LIMIT :most"
)
_BORN_ON = sql(
    f"SELECT {_COLUMNS} FROM person WHERE community_id = :community_id AND birth_date IS NOT NULL AND erased_ms IS NULL"
    " AND birth_lunar = '' AND substr(birth_date, 6, 5) IN (:day, :leap_day) ORDER BY birth_date, id"
)
_BY_OLD_CALENDAR = sql(
    f"SELECT {_COLUMNS} FROM person WHERE community_id = :community_id AND birth_lunar <> '' AND erased_ms IS NULL"
    " AND birth_date IS NOT NULL ORDER BY birth_date, id"
)
_DELETE = sql("DELETE FROM person WHERE id = :id RETURNING id")


@dataclass(frozen=True, slots=True)
class Consent:
    """What a person (or a guardian for a child) agreed to, and when."""

    purpose: str
    version: int
    given_ms: int
    given_by: int | None


async def get(person_id: int) -> Person | None:
    """The person with this id."""
    return await _BY_ID.one(Person, id=person_id)


async def by_phone(phone: str) -> list[Person]:
    """Everyone who gave this number, the oldest entry first."""
    return await _BY_PHONE.all(Person, phone=phone)


async def named(community_id: int, name: str, most: int) -> list[Person]:
    """Those of the community who are called exactly so, the oldest entry first."""
    return await _NAMED.all(Person, community_id=community_id, name=name, most=most)


async def behind_one_door(community_id: int, building: str, unit: str, room: str, most: int) -> list[Person]:
    """Those who live there, the oldest entry first."""
    return await _SAME_DOOR.all(Person, community_id=community_id, building=building, unit=unit, room=room, most=most)


async def with_birthdays(community_id: int, month: str, after: int, most: int) -> list[Person]:
    """Those whose birthday is, or by the old calendar may be, in that month ("03"): at most so many after that id."""
    return await _WITH_BIRTHDAYS.all(Person, community_id=community_id, month=month, after=after, most=most)


async def born_on(community_id: int, day: str, leap_day: str) -> list[Person]:
    """Those whose birthday by our calendar is on that day ("03-08"), or on the other one; who keep the old calendar are left out."""
    return await _BORN_ON.all(Person, community_id=community_id, day=day, leap_day=leap_day)


async def by_old_calendar(community_id: int) -> list[Person]:
    """Those who keep their birthday by the old calendar."""
    return await _BY_OLD_CALENDAR.all(Person, community_id=community_id)


async def add(community_id: int | None, name: str, now_ms: int, *, language: str = "zh", erased_ms: int | None = None) -> int:
    """A new person; returns the id. With `erased_ms` it is a tombstone."""
    heard = sound(name) if erased_ms is None else sound("")
    made = await _ADD.value(
        community_id=community_id, name=name, initials=heard.initials, pinyin=heard.whole, language=language, now_ms=now_ms,
        erased_ms=erased_ms,
    )  # fmt: skip
    return int(made)


async def set_community(person_id: int, community_id: int) -> None:
    """The person belongs to this community from now on."""
    await _SET_COMMUNITY.run(id=person_id, community_id=community_id)


async def set_name(person_id: int, name: str) -> None:
    """What the person is called; how that sounds is kept with it, for whoever looks for them."""
    heard = sound(name)
    await _SET_NAME.run(id=person_id, name=name, initials=heard.initials, pinyin=heard.whole)


async def set_phone(person_id: int, phone: str) -> None:
    """The number, already brought into its plain form."""
    await _SET_PHONE.run(id=person_id, phone=phone)


async def buildings(community_id: int) -> list[str]:
    """The buildings of the community in which somebody is known to live."""
    return await _BUILDINGS.all(str, community_id=community_id)


async def set_home(person_id: int, building: str, unit: str, room: str) -> None:
    """Where the person lives."""
    await _SET_HOME.run(id=person_id, building=building, unit=unit, room=room)


async def set_birth(person_id: int, born: date, lunar: str = "") -> None:
    """The day of birth; `lunar` keeps the words where it was said by the old calendar. Another day is one that nobody has seen."""
    await _SET_BIRTH.run(id=person_id, birth_date=born.isoformat(), birth_lunar=lunar)


async def forget_birth(person_id: int) -> None:
    """The day of birth is not known (any more)."""
    await _FORGET_BIRTH.run(id=person_id)


async def see_age(person_id: int, born: date, now_ms: int) -> bool:
    """The office has seen that day of birth on a card. False where another one is known."""
    return await _SEE_AGE.run(id=person_id, birth_date=born.isoformat(), now_ms=now_ms)


async def set_contact(person_id: int, name: str, phone: str) -> None:
    """Whom to call in an emergency; both empty: nobody."""
    await _SET_CONTACT.run(id=person_id, name=name, phone=phone)


async def clear_details(person_id: int) -> None:
    """Forget the number, where the person lives, the day of birth, and whom to call in an emergency."""
    await _CLEAR.run(id=person_id)


async def set_language(person_id: int, language: str) -> None:
    """The language the person reads."""
    await _SET_LANGUAGE.run(id=person_id, language=language)


async def verify(person_id: int, now_ms: int) -> None:
    """The office knows this person. The first time counts."""
    await _VERIFY.run(id=person_id, now_ms=now_ms)


async def give_consent(person_id: int, purpose: str, version: int, given_by: int, now_ms: int) -> None:
    """Note a consent. The general one also stands on the person, where every turn sees it."""
    await _CONSENT.run(person_id=person_id, purpose=purpose, version=version, now_ms=now_ms, given_by=given_by)
    if purpose == "general":
        await _SET_CONSENT.run(id=person_id, version=version, now_ms=now_ms)


async def withdraw_consent(person_id: int, purpose: str) -> None:
    """Take a consent back."""
    await _WITHDRAW.run(person_id=person_id, purpose=purpose)
    if purpose == "general":
        await _SET_CONSENT.run(id=person_id, version=0, now_ms=None)


async def consents(person_id: int) -> list[Consent]:
    """Everything the person consents to."""
    return await _CONSENTS.all(Consent, person_id=person_id)


async def consent_version(person_id: int, purpose: str) -> int:
    """The version agreed to, 0 where there is no consent."""
    return int(await _HAS_CONSENT.value(person_id=person_id, purpose=purpose) or 0)


async def delete(person_id: int) -> None:
    """Remove the row and all that hangs on it. Fails while an enrolment still names the person."""
    await _DELETE.run(id=person_id)
