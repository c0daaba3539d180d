"""Who hears what. A notice goes into the outbox in the transaction of what it tells, so neither exists without the other."""

from __future__ import annotations

from language.message import Button, Outgoing
from language.text import Saying, _
from services.calendar import age_on, today
from storage import accounts, households, outbox, people, roles, unreached
from storage.accounts import Account
from storage.enrolments import Enrolment
from storage.outbox import PLAIN, Lane, Terms
from storage.people import Person

OF_AGE_TO_ACT = 14
"""Below this age personal data is handled only with a guardian's consent (Personal Information Protection Law, article 31)."""

HOME = Button(label=_("首页"), data="/home", look="nav")
MY_BOOKINGS = Button(label=_("我的报名"), data="/my")


def notice(text: Saying, *buttons: Button) -> Outgoing:
    """A message with these buttons, or with the way to one's bookings where none are given."""
    return Outgoing(text=text, buttons=buttons or (MY_BOOKINGS,))


def is_child(person: Person, now_ms: int) -> bool:
    """Whether only a guardian may act and be told. Unknown age counts as grown up."""
    return person.born is not None and age_on(person.born, today(now_ms)) < OF_AGE_TO_ACT


async def guardians_or_self(person: Person, now_ms: int) -> list[int]:
    """Who is told what concerns a person: the guardians of a child, else the person."""
    return [kin.guardian_id for kin in await households.guardians(person.id)] if is_child(person, now_ms) else [person.id]


async def tell(
    person_id: int, message: Outgoing, cause: str, now_ms: int, terms: Terms = PLAIN, lane: Lane = Lane.NOTICE
) -> bool:
    """Tell one person on the account used last that still reaches them; once per cause. False where there is none."""
    account = await account_of(person_id)
    if account is None:
        return False
    await outbox.notice(cause, person_id, account, message, lane, now_ms, terms)
    return True


async def account_of(person_id: int) -> Account | None:
    """The account on which somebody is told things: the one used last that still reaches them; None where there is none."""
    return next((one for one in await accounts.of_person(person_id) if one.blocked_ms is None), None)


async def listeners(enrolment: Enrolment, now_ms: int) -> list[int]:
    """Who hears of a booking: as the household chose, the guardians of a child, and whoever comes along."""
    found = await concerned(enrolment.attendee_id, enrolment.booked_by, now_ms)
    if enrolment.companion_id is not None:
        found.append(enrolment.companion_id)
    return list(dict.fromkeys(found))


async def concerned(person_id: int, booker: int | None, now_ms: int) -> list[int]:
    """Who hears of what `booker` booked or ordered for a person: as the household chose; the guardians of a child."""
    person = await people.get(person_id)
    if person is None:
        return []
    if is_child(person, now_ms):
        return await guardians_or_self(person, now_ms)
    if booker is None or booker == person_id:
        return [person_id]
    kin = await households.between(booker, person_id)
    # Staff booked it for somebody and need not hear of it; nor does who may not act for the person any more.
    choice = kin.tell if kin and kin.agreed_ms is not None else "attendee"
    return {"booker": [booker], "attendee": [person_id]}.get(choice, [booker, person_id])


async def tell_booking(
    enrolment: Enrolment, message: Outgoing, cause: str, now_ms: int, terms: Terms = PLAIN, *, besides: int | None = None
) -> list[int]:
    """Tell everyone whom a booking concerns, but not `besides`, who knows already.

    Returns whom to call instead: empty as soon as one of them is reached in the chat.
    """
    wanted = await listeners(enrolment, now_ms)
    reached = [
        person_id for person_id in wanted if person_id == besides or await tell(person_id, message, cause, now_ms, terms)
    ]
    if reached:
        return []
    booker = enrolment.booked_by
    kin = await households.between(booker, enrolment.attendee_id) if booker is not None and booker not in wanted else None
    if kin is not None and (kin.guardian_id == besides or await tell(kin.guardian_id, message, cause, now_ms, terms)):
        return []
    return wanted or [enrolment.attendee_id]


async def ask_to_call(missed: list[int], words: Saying, cause: str, now_ms: int, terms: Terms = PLAIN) -> None:
    """Put those whom no message reaches on the list of calls to make, with the words to say."""
    for person_id in dict.fromkeys(missed):
        await unreached.to_call(person_id, words, cause, now_ms, terms.until_ms, terms.about)


async def tell_staff(community_id: int, message: Outgoing, cause: str, now_ms: int, terms: Terms = PLAIN) -> int:
    """Tell everyone who works for the community; returns how many were reached."""
    workers = dict.fromkeys(
        holder.person_id for holder in await roles.holders(community_id) if holder.role in ("admin", "staff")
    )
    return sum([await tell(person_id, message, cause, now_ms, terms) for person_id in workers])


async def tell_trouble(person_id: int, flow: str, cause: str, now_ms: int) -> None:
    """Tell staff that somebody could not get something done here, so that they can help."""
    person = await people.get(person_id)
    if person is None or person.community_id is None:
        return
    text = _("{who} 在办「{what}」时系统出了问题，没办成。请联系一下。", who=person.name or "一位居民", what=flow)
    await tell_staff(
        person.community_id, notice(text, Button(label=_("看未办成的"), data="/parked")), f"trouble:{cause}", now_ms
    )
