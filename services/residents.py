"""A resident's record as staff keep it for them: put right, opened, agreed to on paper, taken back. What is done is written down."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any

from language.message import Button
from language.text import _
from services import people
from services.people import Unfit
from services.records import takeout
from services.staff import is_staff
from services.telling import HOME, is_child, notice, tell
from storage import audit, finding
from storage import people as stored
from storage.finding import Tally
from storage.people import Person

MOST_BEHIND_DOOR = 20


@dataclass(frozen=True, slots=True)
class Details:
    """What staff know of a resident; "" and None for what they do not know."""

    name: str
    phone: str = ""
    building: str = ""
    unit: str = ""
    room: str = ""
    born: date | None = None
    contact_name: str = ""
    contact_phone: str = ""


@dataclass(frozen=True, slots=True)
class Unsuitable:
    """What was written in that field cannot be right."""

    field: str
    why: Unfit


async def enter(community_id: int, details: Details, by: int, now_ms: int, today: date) -> int | Unsuitable | None:
    """Somebody who stands at the counter, and so is known. Returns the id; None without the right.

    Someone of that name and number who is known already is not entered twice.
    """
    if wrong := check(details, today):
        return wrong
    name, number = people.plain_name(details.name), people.plain_phone(details.phone) if details.phone else ""
    same = [one for one in await stored.by_phone(str(number)) if one.name == name and one.community_id == community_id]
    made = await people.add_by_staff(by, community_id, details.name, details.phone, now_ms)
    if not isinstance(made, int):
        return None
    if not same:
        await put_right(made, details, by, now_ms, today)
    return made


def check(details: Details, today: date) -> Unsuitable | None:
    """What of it cannot be right; None where nothing is wrong."""
    name = people.plain_name(details.name)
    if isinstance(name, Unfit):
        return Unsuitable("name", name)
    if details.phone and isinstance(unfit := people.plain_phone(details.phone), Unfit):
        return Unsuitable("phone", unfit)
    if details.born is not None and isinstance(too := people.check_birth(details.born, today), Unfit):
        return Unsuitable("born", too)
    if (details.unit or details.room) and not details.building:
        return Unsuitable("building", Unfit("empty"))
    if bool(details.contact_name.strip()) != bool(details.contact_phone.strip()):
        return Unsuitable("contact_phone" if details.contact_name.strip() else "contact_name", Unfit("empty"))
    if details.contact_phone and isinstance(unfit := people.plain_phone(details.contact_phone), Unfit):
        return Unsuitable("contact_phone", unfit)
    return None


async def put_right(person_id: int, details: Details, by: int, now_ms: int, today: date) -> list[str] | Unsuitable | None:
    """Have the record say that. Returns the fields that changed; None without the right. What it was before is kept nowhere."""
    person = await people.get(person_id)
    if person is None or not await is_staff(by, person.community_id):
        return None
    if wrong := check(details, today):
        return wrong
    changed = []
    for field, change in (
        ("name", _name(person, details)), ("phone", _phone(person, details)), ("home", _home(person, details)),
        ("birth", _birth(person, details, today)), ("contact", _contact(person, details)),
    ):  # fmt: skip
        if await change:
            changed.append(field)
    if changed:
        await audit.note(person.community_id, by, "edit person", f"person:{person_id}", now_ms, detail=" ".join(changed))
    return changed


async def _name(person: Person, details: Details) -> bool:
    plain = people.plain_name(details.name)
    if plain == person.name:
        return False
    await people.set_name(person.id, details.name)
    return True


async def _phone(person: Person, details: Details) -> bool:
    if not details.phone:
        if person.phone:
            await people.forget_phone(person.id)
        return bool(person.phone)
    if people.plain_phone(details.phone) == person.phone:
        return False
    await people.set_phone(person.id, details.phone)
    return True


async def _home(person: Person, details: Details) -> bool:
    home = people.plain_home(details.building, details.unit, details.room)
    if home == (person.building, person.unit, person.room):
        return False
    await people.set_home(person.id, *home)
    return True


async def _birth(person: Person, details: Details, today: date) -> bool:
    if details.born == person.born:
        return False
    if details.born is None:
        await people.forget_birth(person.id)
    else:
        await people.set_birth(person.id, details.born, today)
    return True


async def _contact(person: Person, details: Details) -> bool:
    name = people.plain_name(details.contact_name) if details.contact_name.strip() else ""
    phone = people.plain_phone(details.contact_phone) if details.contact_phone.strip() else ""
    if (name, phone) == (person.contact_name, person.contact_phone):
        return False
    await people.set_contact(person.id, details.contact_name.strip(), details.contact_phone.strip())
    return True


async def page(
    community_id: int, by: int, most: int, skip: int, *, building: str = "", who: str = "", newest: bool = False
) -> list[Person]:
    """A part of all residents, by how their names sound or the newest first; `who`: "no_chat", "no_consent" or all. Empty for who is not staff."""
    if not await is_staff(by, community_id):
        return []
    return await finding.page(
        community_id, most, skip, holds=people.CONSENT_HOLDS, building=building, no_chat=who == "no_chat", no_consent=who == "no_consent",
        newest=newest,
    )  # fmt: skip


async def tally(community_id: int, by: int) -> Tally:
    """How many residents there are. Nobody for who is not staff."""
    return await finding.tally(community_id, people.CONSENT_HOLDS) if await is_staff(by, community_id) else Tally(0, 0, 0)


async def agreed(person: Person) -> bool:
    """Whether the person agreed to what is kept on them, or a guardian did."""
    return people.agreed(person) or bool(await stored.consent_version(person.id, "child"))


def fingerprint(person: Person) -> str:
    """What an editor saw, so that nothing that changed meanwhile is overwritten unseen; it tells nothing to who reads it."""
    seen = (
        person.name, person.phone, person.building, person.unit, person.room, person.birth_date, person.contact_name, person.contact_phone,
    )  # fmt: skip
    return hashlib.sha256(repr((person.id, person.created_ms, seen)).encode()).hexdigest()[:16]


async def behind_their_door(person: Person, by: int) -> list[Person]:
    """Who else lives there. Empty for who is not staff, and where nobody said where that is."""
    if person.community_id is None or not person.room or not await is_staff(by, person.community_id):
        return []
    found = await stored.behind_one_door(person.community_id, person.building, person.unit, person.room, MOST_BEHIND_DOOR)
    return [one for one in found if one.id != person.id]


async def taken_along(community_id: int, by: int, now_ms: int) -> bool:
    """The whole list of residents is saved as a file: that is written down. False without the right."""
    if not await is_staff(by, community_id):
        return False
    await audit.note(community_id, by, "export people", f"community:{community_id}", now_ms)
    return True


async def handed_out(person_id: int, by: int, now_ms: int) -> dict[str, Any] | None:
    """Everything held on a resident, to be handed to them on paper or as a file: that is written down. None without the right."""
    person = await people.get(person_id)
    if person is None or not await is_staff(by, person.community_id):
        return None
    await audit.note(person.community_id, by, "export person", f"person:{person_id}", now_ms)
    return await takeout.collect(person_id)


async def opened(person_id: int, by: int, now_ms: int) -> Person | None:
    """A resident with number, address, birth and diet to be read; that somebody does is written down. None without the right."""
    person = await people.get(person_id)
    if person is None or not await is_staff(by, person.community_id):
        return None
    await audit.note(person.community_id, by, "see person", f"person:{person_id}", now_ms)
    return person


async def agreed_on_paper(person_id: int, by: int, now_ms: int) -> bool:
    """A resident agreed at the counter to what is kept about them; they are told so where a message reaches them.

    False without the right, and for a child: its guardian agrees (`households.staff_links`).
    """
    person = await people.get(person_id)
    if person is None or is_child(person, now_ms) or not await is_staff(by, person.community_id):
        return False
    await people.consent(person_id, now_ms)
    await audit.note(person.community_id, by, "note consent", f"person:{person_id}", now_ms)
    text = _("社区记下了：您当面同意社区保存您的资料，只用来办事。想收回，随时可以在『我的数据』里收回。")
    await tell(person_id, notice(text, _MYDATA, HOME), f"consent:{person_id}:{now_ms}", now_ms)
    return True


async def withdraw(person_id: int, purpose: str, by: int, now_ms: int) -> bool:
    """A resident asked at the counter to take a consent back; they are told so. False without the right, or where there is none."""
    person = await people.get(person_id)
    if person is None or purpose not in ("general", "sensitive") or not await is_staff(by, person.community_id):
        return False
    if not await people.consents_to(person_id, purpose):
        return False
    await people.withdraw(person_id, purpose)
    await audit.note(person.community_id, by, "withdraw consent", f"person:{person_id}", now_ms, detail=purpose)
    text = _("按您说的，社区收回了您对「{what}」的同意，该删的删掉了。", what=takeout.PURPOSES[purpose])
    await tell(person_id, notice(text, _MYDATA, HOME), f"withdrawn:{purpose}:{person_id}:{now_ms}", now_ms)
    return True


_MYDATA = Button(label=_("我的数据"), data="/mydata")
