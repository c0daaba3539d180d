"""People: what a resident tells about themselves, and the consents behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from language.homes import plain_part, read_home
from language.phones import read_phone
from language.text import _, paragraphs
from services.calendar import age_on
from services.staff import is_staff
from storage import audit, diets, drops, enrolments, errands, households, orders, people, reminders, standing
from storage.people import Person

CONSENT_VERSION = 3
"""The version of the words in the welcome. 3: couriers see name, address and phone where a meal is brought."""
CONSENT_TEXT = paragraphs(
    _("要记下您的称呼、电话、住址和报名、订餐情况，只给社区工作人员办事用。"),
    _("餐要送到家的，送餐员看得到姓名、住址和电话；没人应门，还看得到家人的电话。别人都看不到。"),
    _("您随时可以在『我的资料』里查看、导出或全部删除。"),
)
"""What one agrees to."""
CONSENT_HOLDS = 2
"""Whoever agreed to the words of this version is asked nothing again, but told what is new where it first concerns them: when a meal is
to be brought. What is agreed to for health data has not changed since."""
NAME_LENGTH = 40
OLDEST = 120


@dataclass(frozen=True, slots=True)
class Unfit:
    """What was said cannot be right; `why` names it for the one who words the answer."""

    why: Literal["empty", "too long", "not a phone", "in the future", "too long ago"]


def plain_name(words: str) -> str | Unfit:
    """A name without superfluous spaces. Any script, also emoji: people are called what they say."""
    name = " ".join(words.split())
    if not name:
        return Unfit("empty")
    return Unfit("too long") if len(name) > NAME_LENGTH else name


def plain_phone(words: str) -> str | Unfit:
    """A mainland number in its plain form, "13812345678", "027-84951234" or a local "84951234"; however it was typed."""
    return read_phone(words) or Unfit("not a phone")


def check_birth(born: date, today: date) -> date | Unfit:
    """The day of birth, where somebody alive can have it."""
    if born > today:
        return Unfit("in the future")
    return Unfit("too long ago") if age_on(born, today) > OLDEST else born


def address_of(person: Person) -> str:
    """Where the person lives, as it stands on an envelope: "3栋2单元501"; "" where nobody said."""
    return address(person.building, person.unit, person.room) if person.building else ""


def address(building: str, unit: str, room: str) -> str:
    """Building, unit (may be empty) and room as one writes them: "3栋2单元501"."""
    return f"{building}栋{f'{unit}单元' if unit else ''}{room}"


def plain_home(building: str, unit: str, room: str) -> tuple[str, str, str]:
    """ "3栋", "2单元" and "501室" as they are kept: "3", "2" and "501"."""
    return (plain_part(building)[:NAME_LENGTH], plain_part(unit)[:NAME_LENGTH], plain_part(room)[:NAME_LENGTH])


def plain_address(words: str) -> str:
    """An address as it stands on an envelope, however a home was typed: "3-2-501" is "3栋2单元501". Anything else stays as it is."""
    home = read_home(words)
    return address(*home) if home else " ".join(words.split())


async def get(person_id: int) -> Person | None:
    """The person, None once erased."""
    person = await people.get(person_id)
    return person if person is not None and person.erased_ms is None else None


async def set_name(person_id: int, words: str) -> str | Unfit:
    """Keep the name; returns it in its plain form."""
    name = plain_name(words)
    if isinstance(name, str):
        await people.set_name(person_id, name)
    return name


async def set_phone(person_id: int, words: str) -> str | Unfit:
    """Keep the number; returns it in its plain form."""
    phone = plain_phone(words)
    if isinstance(phone, str):
        await people.set_phone(person_id, phone)
    return phone


async def set_home(person_id: int, building: str, unit: str, room: str) -> None:
    """Keep where the person lives; "3栋", "2单元" and "501室" become "3", "2" and "501"."""
    await people.set_home(person_id, *plain_home(building, unit, room))


async def forget_phone(person_id: int) -> None:
    """The person has no number (any more)."""
    await people.set_phone(person_id, "")


async def forget_birth(person_id: int) -> None:
    """The day of birth is not known (any more)."""
    await people.forget_birth(person_id)


async def set_contact(person_id: int, name: str, phone: str) -> str | Unfit:
    """Keep whom to call where something may have happened to the person; both empty: nobody. Returns the number in its plain form."""
    if not name and not phone:
        await people.set_contact(person_id, "", "")
        return ""
    plain, number = plain_name(name), plain_phone(phone)
    if isinstance(plain, str) and isinstance(number, str):
        await people.set_contact(person_id, plain, number)
    return plain if isinstance(plain, Unfit) else number


async def set_contact_by_staff(person_id: int, name: str, phone: str, by: int, now_ms: int) -> bool:
    """Staff note it for a resident of their community. False without the right, and where the number is none."""
    person = await get(person_id)
    if (
        person is None
        or not await is_staff(by, person.community_id)
        or isinstance(await set_contact(person_id, name, phone), Unfit)
    ):
        return False
    await audit.note(person.community_id, by, "set contact", f"person:{person_id}", now_ms)
    return True


async def set_birth(person_id: int, born: date, today: date, *, lunar: str = "") -> date | Unfit:
    """Keep the day of birth; `lunar` keeps the words where it was said by the old calendar."""
    fit = check_birth(born, today)
    if isinstance(fit, date):
        await people.set_birth(person_id, fit, lunar)
    return fit


async def set_language(person_id: int, language: str) -> None:
    """The language in which the person is spoken to."""
    await people.set_language(person_id, language)


async def set_community(person_id: int, community_id: int) -> None:
    """The community to which the person belongs, and with them the children for whom nobody else acts."""
    await people.set_community(person_id, community_id)
    await standing.look_again(person_id)
    for member in await households.members(person_id):
        if member.kind == "child" and len(await households.guardians(member.id)) == 1:
            await people.set_community(member.id, community_id)
            await standing.look_again(member.id)


async def consent(person_id: int, now_ms: int, *, purpose: str = "general", given_by: int | None = None) -> None:
    """The person (or a guardian for a child) agrees to what is kept for this purpose."""
    await people.give_consent(person_id, purpose, CONSENT_VERSION, person_id if given_by is None else given_by, now_ms)


async def consents_to(person_id: int, purpose: str = "general") -> bool:
    """Whether there is a consent that still holds."""
    return await people.consent_version(person_id, purpose) >= CONSENT_HOLDS


def agreed(person: Person) -> bool:
    """Whether the person agreed to what is kept on them, by words that still hold."""
    return person.consent_version >= CONSENT_HOLDS


def knows_couriers(person: Person) -> bool:
    """Whether the person agreed to words that tell what couriers see."""
    return person.consent_version >= CONSENT_VERSION


async def withdraw(person_id: int, purpose: str) -> None:
    """The person takes a consent back, and what was kept only because of it goes: the name and the bookings stay."""
    await people.withdraw_consent(person_id, purpose)
    if purpose == "general":
        await people.clear_details(person_id)
        await orders.forget_addresses(person_id)
        await standing.forget_address(person_id)
        photos = [drop.photo for drop in await drops.brought_to(person_id) if drop.photo]
        await drops.blank(person_id)
        for blob in photos:
            await errands.add(errands.SHRED, None, blob, 0)
    elif purpose == "sensitive":
        await enrolments.blank_allergies(person_id)
        await diets.delete(person_id)


async def verify(person_id: int, by: int, now_ms: int) -> bool:
    """Staff know this person. False without the right."""
    person = await get(person_id)
    if person is None or not await is_staff(by, person.community_id):
        return False
    await people.verify(person_id, now_ms)
    await audit.note(person.community_id, by, "verify", f"person:{person_id}", now_ms)
    return True


async def see_age(person_id: int, born: date, by: int, now_ms: int) -> bool:
    """Staff have seen that day of birth on a card; it is kept, and holds for a year (`services.canteen.prices`). False without the right."""
    person = await get(person_id)
    if person is None or not await is_staff(by, person.community_id):
        return False
    if person.born != born:
        await people.set_birth(person_id, born)
    await people.see_age(person_id, born, now_ms)
    assert person.community_id is not None
    await reminders.follow("age", person_id, person.community_id, now_ms)
    await audit.note(person.community_id, by, "see age", f"person:{person_id}", now_ms)
    return True


async def add_by_staff(
    by: int, community_id: int, name: str, phone: str, now_ms: int, *, born: date | None = None, lunar: str = ""
) -> int | Unfit | None:
    """Somebody without a phone of their own, entered by staff and so verified. Returns the id, None without the right.

    Someone of that name and number who is known already is not entered twice.
    """
    if not await is_staff(by, community_id):
        return None
    plain = plain_name(name)
    number = plain_phone(phone) if phone.strip() else ""
    if isinstance(plain, Unfit):
        return plain
    if isinstance(number, Unfit):
        return number
    for known in await people.by_phone(number) if number else []:
        if known.name == plain and known.community_id == community_id:
            return known.id
    person_id = await people.add(community_id, plain, now_ms)
    await people.set_phone(person_id, number)
    if born is not None:
        await people.set_birth(person_id, born, lunar)
    await people.verify(person_id, now_ms)
    await audit.note(community_id, by, "add person", f"person:{person_id}", now_ms)
    return person_id
