"""Asking for a person: who is asked, one after the other, and what is said where nobody comes.

First whoever is on duty and idle, after three minutes the next one, then everybody who works here at once; then the resident hears that
nobody is free, and what they said waits like a letter. The same while the office is closed and nobody is on duty: then it is told when the
office opens. Only danger is told at once whatever the hour.
"""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from language.message import Button, Outgoing
from language.text import Moment, Saying, _, lines
from services import people
from services.calendar import DAY_MS, MINUTE_MS
from services.staff import is_staff
from services.talks import duty
from services.telling import notice, tell
from storage import communities, reminders, roles, talks
from storage.outbox import Lane, Terms, Weight
from storage.talks import EVERYONE, LEFT, WAITING, Talk

WAIT_MS = 3 * MINUTE_MS
"""So long somebody who is asked has time to answer."""
KIND = "talk"
"""The kind of subject that a talk is to the clock."""
MOST_WAITING = 30

BACK = Button(label=_("回复"), data="/chat", look="main")
OFFICE = Button(label=_("社区电话"), data="/office")


async def mine(person_id: int) -> Talk | None:
    """The resident's open talk."""
    return await talks.open_of(person_id)


async def closed_until(community_id: int, now_ms: int, zone: ZoneInfo) -> int | None:
    """When somebody will be there again; None where the office is open or somebody is on duty all the same."""
    opens_ms = await duty.opens_ms(community_id, now_ms, zone)
    return None if opens_ms is None or await duty.present(community_id, now_ms) else opens_ms


async def begin(person_id: int, now_ms: int, zone: ZoneInfo) -> Talk | None:
    """The resident asks for a person; returns the talk, the open one where there is one. None for who belongs to no community.

    One that was left like a letter is put to people anew, as somebody may be free by now.
    """
    person = await people.get(person_id)
    if person is None or person.community_id is None:
        return None
    talk_id = await talks.begin(person.community_id, person_id, WAITING, now_ms)
    found = await (talks.get(talk_id) if talk_id is not None else talks.open_of(person_id))
    assert found is not None
    if talk_id is None and (found.state != LEFT or now_ms - found.said_ms < WAIT_MS):
        return found
    await ask_on(replace(found, asked=""), now_ms, zone)
    return await talks.get(found.id)


async def ask_on(talk: Talk, now_ms: int, zone: ZoneInfo) -> None:
    """Ask the next one on duty, after the last one everybody, then leave it like a letter. The clock follows."""
    asked, to, state = talk.put_to, None, LEFT
    opens_ms = await closed_until(talk.community_id, now_ms, zone)
    if opens_ms is None and talk.state != EVERYONE:
        for person_id in await duty.present(talk.community_id, now_ms):
            if person_id not in (*asked, talk.person_id) and await request(talk, person_id, now_ms):
                asked, to, state = [*asked, person_id], person_id, WAITING
                break
        else:
            if await _tell_everyone(talk, _asks(talk), now_ms, besides=asked):
                state = EVERYONE
    await talks.put(talk, state, asked, now_ms, to=to)
    await follow(talk, now_ms)


async def request(talk: Talk, person_id: int, now_ms: int, text: Saying | None = None) -> bool:
    """Ask this one, at once and aloud. False where no message reaches them and they are not at the desk, either."""
    message = notice(text or _asks(talk), take(talk))
    told = await tell(person_id, message, f"talk-ask:{talk.id}:{now_ms}", now_ms, lane=Lane.REPLY)
    return told or await duty.at_desk(talk.community_id, person_id, now_ms)


async def due_ms(talk: Talk, zone: ZoneInfo) -> int:
    """When somebody who waits must be seen to again, in a talk that is nobody's."""
    if talk.state in (WAITING, EVERYONE):
        return talk.said_ms + WAIT_MS
    at_ms = await duty.closes_ms(talk.community_id, talk.said_ms, zone) or talk.said_ms
    return await duty.opens_ms(talk.community_id, at_ms, zone) or at_ms + DAY_MS


async def wait_on(talk: Talk, now_ms: int, zone: ZoneInfo) -> None:
    """That moment has come: the next one is asked; whoever waits hears where nobody came; what was left is told when the office opens."""
    if talk.state == LEFT:
        text = _("{who}留了话，还没有人回。", who=who(talk))
        await _tell_everyone(talk, _("【紧急】{words}", words=text) if talk.danger else text, now_ms)
        await talks.put(talk, LEFT, talk.put_to, now_ms)
        return
    await ask_on(talk, now_ms, zone)
    now = await talks.get(talk.id)
    if now is not None and now.state == LEFT:
        sorry = await left(now, now_ms, zone)
        await tell(talk.person_id, notice(sorry, BACK, OFFICE), f"talk-left:{talk.id}:{now_ms}", now_ms, lane=Lane.REPLY)


async def left(talk: Talk, now_ms: int, zone: ZoneInfo) -> Saying:
    """Why nobody comes at once, and what becomes of what was said."""
    opens_ms = await closed_until(talk.community_id, now_ms, zone)
    if opens_ms is not None:
        return _("社区现在下班了，{when}上班。您留的话，一上班就有人看、有人回。", when=Moment(opens_ms, "near"))
    community = await communities.get(talk.community_id)
    phone = community.phone if community else ""
    return lines(
        _("对不起，现在大家都在忙，没人能马上来。您留的话，谁有空就回您。"),
        _("急的话请打电话：{phone}", phone=phone) if phone else None,
    )


async def spoken(talk: Talk) -> bool:
    """Whether the resident has said anything yet."""
    return await talks.said_last(talk.id, by_staff=False) is not None


async def alarm(talk: Talk, words: str, now_ms: int) -> bool:
    """Danger was spoken of: everybody else who works here hears it at once, aloud, at any hour. False if nobody does."""
    text = _("【紧急】{who}在找人：{words}", who=who(talk), words=words)
    if talk.talking:
        text = _("【紧急】{who}在和{staff}聊：{words}", who=who(talk), staff=talk.staff_name or _("工作人员"), words=words)
    besides = [talk.staff_id] if talk.talking and talk.staff_id else []
    terms = Terms(about="" if talk.talking else f"talk:{talk.id}", weight=Weight.DANGER)
    return await _tell_everyone(talk, text, now_ms, besides=besides, terms=terms) > 0


async def waiting(community_id: int, by: int) -> list[Talk]:
    """The talks that are nobody's yet, but for what one asked for oneself. Empty for who is not staff."""
    found = await talks.waiting(community_id, MOST_WAITING) if await is_staff(by, community_id) else []
    return [one for one in found if one.person_id != by]


async def follow(talk: Talk, now_ms: int) -> None:
    """Have the clock look at the talk as it is now."""
    await reminders.follow(KIND, talk.id, talk.community_id, now_ms)


async def free(talk_id: int) -> bool:
    """Whether a talk still waits for somebody (`services.still`)."""
    found = await talks.get(talk_id)
    return found is not None and found.ended_ms is None and not found.talking


def who(talk: Talk) -> Saying:
    """The resident, for staff."""
    return talk.name or _("一位居民")


def take(talk: Talk) -> Button:
    """The button that takes a talk."""
    return Button(label=_("接"), data=f"/talk {talk.id}", look="main")


def _asks(talk: Talk) -> Saying:
    return _("{who}在找人，请您接一下。", who=who(talk))


async def _tell_everyone(
    talk: Talk, text: Saying, now_ms: int, *, besides: Sequence[int] = (), terms: Terms | None = None
) -> int:
    """Tell all who work here; returns how many hear of it, in the chat or at the desk. It is of use as long as nobody has the talk."""
    message: Outgoing = notice(text, take(talk))
    terms = terms or Terms(about=f"talk:{talk.id}", weight=Weight.HINT)
    holders = [one.person_id for one in await roles.holders(talk.community_id) if one.role in ("admin", "staff")]
    wanted = [one for one in dict.fromkeys(holders) if one not in (*besides, talk.person_id)]
    cause = f"talk-all:{talk.id}:{now_ms}"
    told = [one for one in wanted if await tell(one, message, cause, now_ms, terms)]
    return len(told) + sum([await duty.at_desk(talk.community_id, one, now_ms) for one in wanted if one not in told])
