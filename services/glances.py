"""Glances: staff may see what somebody and the house said to each other lately, where that person lets them.

Whoever asks is named, and only they may look, for a day at most. The person can end it earlier, and sees when it was looked at; a talk
in progress does not imply it. Numbers and one-time codes are not shown even then.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import msgspec

from language.catalogue import Voice
from language.message import Button, Outgoing
from language.text import Moment, Saying, _, paragraphs
from services import codes, people, telling
from services.calendar import DAY_MS, MINUTE_MS
from services.masks import STARS, masked_phone
from services.staff import is_staff, works_for
from services.telling import HOME, notice, tell
from storage import audit, chats, communities, glances, outbox
from storage import people as people_stored
from storage.chats import Bubble
from storage.glances import Glance
from storage.outbox import Lane, Terms
from storage.people import Person

HOLDS_MS = DAY_MS
"""So long a question waits for its answer, and a yes holds."""
THERE_MS = 30 * MINUTE_MS
"""Who used the chat so lately is there."""
GOES_BACK_MS = outbox.KEPT_MS
MOST = 100
"""Messages on one page."""
MOST_RUNNING = 20
MOST_LOOKS = 20
TWICE_MS = 10_000
"""The same words within so long are one message, kept by the page and by the talk."""
_PHONE = re.compile(r"(?<!\d)(?:(?:\+|00)?86[ -]?)?(?:1[3-9]\d[ -]?\d{4}[ -]?\d{4}|0\d{2,3}[ -]?\d{7,8})(?!\d)", re.ASCII)
_LONG = re.compile(r"(?<!\d)\d(?: ?\d){14,}[Xx]?", re.ASCII)
"""Numbers of identity cards and of bank cards."""
_DIGITS = set(codes.DIGITS)
_CODE = re.compile(
    rf"(?<![A-Za-z0-9])(?:[{codes.LETTERS}]{{4}}[ -]?[{codes.LETTERS}]{{4}}|[{codes.LETTERS}]{{9,}})(?![A-Za-z0-9])"
)


class _Payload(msgspec.Struct):
    text: str = ""
    caption: str = ""


_decode = msgspec.json.Decoder(Outgoing).decode


@dataclass(frozen=True, slots=True)
class Said:
    """One message as staff see it. `own`: the person said it."""

    at_ms: int
    own: bool
    words: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What was said, the newest first, and before which moment there is more; 0 where there is none."""

    said: list[Said]
    more_before_ms: int


@dataclass(frozen=True, slots=True)
class No:
    """It cannot be asked, and why."""

    say: Saying


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody looked."""

    who: str
    at_ms: int


async def standing(person_id: int, by: int, now_ms: int) -> Glance | None:
    """What this one of the staff asked the person last. None also where it is of no use any more: one of the two is no longer of that
    community, or the person is somebody whose chat is not seen (`_hidden`)."""
    person, found = await _known(person_id, by), await glances.newest(person_id, by)
    if person is None or found is None or found.community_id != person.community_id or await _hidden(person, now_ms):
        return None
    return found


async def running(community_id: int, by: int, now_ms: int) -> list[Glance]:
    """Whom one of the staff asked and who has not answered yet, and who lets them look."""
    found = await glances.running_by(by, community_id, now_ms, MOST_RUNNING) if await is_staff(by, community_id) else []
    return [one for one in found if one.open(now_ms) or one.holds(now_ms)]


async def why_not(person_id: int, by: int, now_ms: int) -> No | None:
    """Why it cannot be asked; None where it can."""
    person = await _known(person_id, by)
    if person is None or person.id == by:
        return No(_("这里没有这位居民。"))
    if (hidden := await _hidden(person, now_ms)) is not None:
        return hidden
    if await telling.account_of(person_id) is None:
        return No(_("现在没有消息能送到这位居民，没法问。请打电话。"))
    last = await glances.newest(person_id, by)
    if last is None or last.community_id != person.community_id:
        return None
    if last.holds(now_ms):
        return No(_("已经同意了，可以看。"))
    if last.open(now_ms):
        return No(_("已经问过了，在等居民回答。"))
    if now_ms - last.asked_ms >= HOLDS_MS:
        return None
    return No(_("居民收回了，请过一天再问。") if last.given else _("居民这次没有同意，请过一天再问。"))


async def ask(person_id: int, by: int, now_ms: int) -> Glance | No:
    """Ask the person. Where they are in a talk with somebody they are asked at once, else at an hour when people are up."""
    if (no := await why_not(person_id, by, now_ms)) is not None:
        return no
    person = await people.get(person_id)
    assert person is not None and person.community_id is not None
    until_ms = now_ms + HOLDS_MS
    glance_id = await glances.ask(person_id, person.community_id, by, until_ms, now_ms)
    found = await glances.get(glance_id)
    community = await communities.get(person.community_id)
    assert found is not None and community is not None
    who = asker(found)
    text = paragraphs(
        _(
            "{who}（{community}）想看看您最近七天在这里办事的对话，好帮您把事情办好。可以吗？",
            who=who,
            community=community.name,
        ),
        _("可以的话，只有{who}能看，只能看一天，您随时可以收回，谁看过也查得到。不看也没关系，照样帮您办。", who=who),
    )
    yes = Button(label=_("可以，给看一天"), data=f"/glance_yes {glance_id}", look="main")
    no_button = Button(label=_("不用看"), data=f"/glance_no {glance_id}")
    terms = Terms(until_ms=until_ms, about=f"glance:{glance_id}")
    lane = Lane.REPLY if await there(person_id, now_ms) else Lane.NOTICE
    await tell(person_id, notice(text, yes, no_button), f"glance:{glance_id}", now_ms, terms, lane)
    await audit.note(found.community_id, by, "ask to see chat", f"person:{person_id}", now_ms)
    return found


async def there(person_id: int, now_ms: int) -> bool:
    """Whether the person used the chat just now, and so is asked also at night."""
    account = await telling.account_of(person_id)
    return account is not None and now_ms - account.seen_ms <= THERE_MS


async def answer(glance_id: int, person_id: int, now_ms: int, *, given: bool) -> Glance | None:
    """The person answers. Returns how it stands now, also where it was answered before; None where nobody asked them that, or whoever
    did works here no more."""
    found = await glances.get(glance_id)
    if found is None or found.person_id != person_id or not await is_staff(found.asked_by, found.community_id):
        return None
    if await glances.answer(glance_id, now_ms + HOLDS_MS if given else now_ms, now_ms, given=given) and given:
        text = _(
            "{who}同意给您看对话了，到{until}为止。请在值守台的『消息』里看。",
            who=named(found),
            until=Moment(now_ms + HOLDS_MS, "near"),
        )
        await tell(found.asked_by, notice(text, HOME), f"glance-given:{glance_id}", now_ms)
    return await glances.get(glance_id)


async def end(glance_id: int, person_id: int, now_ms: int) -> Glance | None:
    """The person takes it back. Returns how it stands now; None where nobody asked them that."""
    found = await glances.get(glance_id)
    if found is None or found.person_id != person_id:
        return None
    await glances.end(glance_id, now_ms)
    return await glances.get(glance_id)


async def given(person_id: int, now_ms: int) -> list[Glance]:
    """Who may look at somebody's chat now."""
    return [one for one in await glances.of_person(person_id) if one.holds(now_ms)]


async def looks(person_id: int) -> list[Look]:
    """Who looked at somebody's chat, and when, the last one first."""
    found = []
    for act in await audit.latest_about(f"person:{person_id}", "see chat", MOST_LOOKS):
        actor = await people_stored.get(act.actor_id) if act.actor_id is not None else None
        found.append(Look(actor.name if actor is not None else "", act.at_ms))
    return found


async def look(person_id: int, by: int, now_ms: int, voice: Voice, before_ms: int = 0) -> Seen | None:
    """What was said lately, the newest first (before that moment, where it is one), as many as one page shows; that somebody looked is
    written down. None where the person does not let them."""
    found = await standing(person_id, by, now_ms)
    if found is None or not found.holds(now_ms):
        return None
    await audit.note(found.community_id, by, "see chat", f"person:{person_id}", now_ms, detail=f"glance:{found.id}")
    rows = await chats.said(person_id, now_ms - GOES_BACK_MS, before_ms or now_ms + 1, MOST)
    said = [Said(row.at_ms, bool(row.own), veiled(_words(row, voice))) for row in _once(rows)]
    return Seen([one for one in said if one.words], rows[-1].at_ms + 1 if len(rows) == MOST else 0)


async def still_asked(glance_id: int) -> bool:
    """Whether it waits for its answer, and whoever asked still works here (`services.still`)."""
    found = await glances.get(glance_id)
    return found is not None and found.answered_ms is None and await is_staff(found.asked_by, found.community_id)


async def hand_over(duplicate_id: int, keep_id: int, now_ms: int) -> None:
    """One record's are the other's (a merge). Who let somebody look at either did not mean both together."""
    await _end_all(duplicate_id, now_ms)
    await _end_all(keep_id, now_ms)
    await glances.hand_over(duplicate_id, keep_id)


async def moved(person_id: int, now_ms: int) -> None:
    """The person lives elsewhere now: nobody of the old community looks any more."""
    await _end_all(person_id, now_ms)


async def held(person_id: int) -> list[dict[str, Any]]:
    """What the person was asked, and what they answered."""
    return [
        {"asked_ms": one.asked_ms, "answered_ms": one.answered_ms, "given": bool(one.given), "until_ms": one.until_ms}
        for one in await glances.of_person(person_id)
    ]


def asker(found: Glance) -> Saying:
    """Who asked, for the person."""
    return found.staff_name or _("工作人员")


def named(found: Glance) -> Saying:
    """The person, for staff."""
    return found.name or _("一位居民")


def veiled(words: str) -> str:
    """The words without whole numbers and one-time codes: they are nobody's to see."""
    words = _LONG.sub(STARS, _PHONE.sub(lambda found: masked_phone(_plain(found[0])), words))
    return _CODE.sub(lambda match: STARS if set(match[0]) & _DIGITS and set(match[0]) - _DIGITS else match[0], words)


def _plain(phone: str) -> str:
    """A number without what stands before and between, but for the line behind the code of a city."""
    digits = re.sub(r"[ -]|^(?:\+|00)?86(?=[ -]?1)", "", phone)
    return digits if digits[0] == "1" else phone


def _once(rows: list[Bubble]) -> list[Bubble]:
    """Without what a talk has kept of what the page has kept, too."""
    typed = [(row.at_ms, _payload(row)) for row in rows if row.own and row.ready == 1]
    return [
        row for row in rows
        if row.ready != 2 or not any(row.body == words and abs(row.at_ms - at_ms) < TWICE_MS for at_ms, words in typed)
    ]  # fmt: skip


def _words(row: Bubble, voice: Voice) -> str:
    if row.ready == 2:
        return row.body
    return _payload(row) if row.ready == 1 else voice.say(_decode(row.body).text)


def _payload(row: Bubble) -> str:
    """The words of a channel's payload: each channel has them under one of these names."""
    try:
        body = msgspec.json.decode(row.body, type=_Payload)
    except msgspec.MsgspecError:
        return ""
    return body.text or body.caption


async def _end_all(person_id: int, now_ms: int) -> None:
    for one in await glances.of_person(person_id):
        await glances.end(one.id, now_ms)


async def _hidden(person: Person, now_ms: int) -> No | None:
    """Whose chat is not seen whatever they say, and why."""
    if await works_for(person.id):
        return No(_("同事的对话里有居民的事，不能看。"))
    if telling.is_child(person, now_ms):
        return No(_("孩子的对话不能看，有事请和家长说。"))
    return None


async def _known(person_id: int, by: int) -> Person | None:
    person = await people.get(person_id)
    return person if person is not None and await is_staff(by, person.community_id) else None
