"""Talking: a talk becomes somebody's, each side hears what the other says, it goes on to a colleague, and it ends."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from language.message import Button
from language.text import _
from services.calendar import MINUTE_MS
from services.staff import is_staff
from services.talks import asking, carrying, duty
from services.talks.carrying import Said
from services.telling import HOME, notice
from storage import audit, case_kinds, people, roles, talks
from storage.case_kinds import CannedAnswer
from storage.people import Person
from storage.talks import TALKING, WAITING, Line, Talk

IDLE_MS = 30 * MINUTE_MS
"""A talk in which nobody says anything for so long is over."""
SPEECHLESS_MS = 10 * MINUTE_MS
"""Whoever takes a talk and says nothing for so long does not have it any more."""
MOST_OTHERS = 30
AGAIN = Button(label=_("找人帮忙"), data="/human", look="main")
TALKS = Button(label=_("找人的"), data="/talks")


@dataclass(frozen=True, slots=True)
class Taken:
    """It is theirs now; this is what was said so far."""

    talk: Talk
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Theirs:
    """A colleague has it."""

    name: str


@dataclass(frozen=True, slots=True)
class Heard:
    """It was handed on, or waits with the talk. `first`: the first thing that was said while nobody has it.

    Not `reached`: danger was spoken of, and nobody could be told.
    """

    talk: Talk
    first: bool = False
    reached: bool = True


@dataclass(frozen=True, slots=True)
class Over:
    """There is no such talk (any more), or it is none of theirs: nothing was changed."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody to hand a talk on to."""

    id: int
    name: str
    on_duty: bool


async def take(talk_id: int, by: int, now_ms: int) -> Taken | Theirs | Over:
    """Staff take a talk that waits; the resident hears who has come. That its history is read is written down."""
    found = await seen_by_staff(talk_id, by)
    if found is None or found.ended_ms is not None or found.person_id == by:
        return Over()
    if not await talks.take(talk_id, by, now_ms):
        return Theirs(found.staff_name)
    await audit.note(found.community_id, by, "take talk", f"person:{found.person_id}", now_ms, detail=f"talk:{talk_id}")
    await audit.note(found.community_id, by, "read talk", f"person:{found.person_id}", now_ms, detail=f"talk:{talk_id}")
    await asking.follow(found, now_ms)
    now = await talks.get(talk_id)
    assert now is not None
    text = _("{who}（社区）来了，您直接说就行。", who=now.staff_name or _("工作人员"))
    await carrying.to_resident(now, notice(text, asking.BACK), f"talk-taken:{talk_id}:{now_ms}", now_ms)
    return Taken(now, await talks.lines(talk_id))


async def seen_by_staff(talk_id: int, by: int) -> Talk | None:
    """A talk, open or over, for the staff of its community; None for everybody else."""
    found = await talks.get(talk_id)
    return found if found is not None and await is_staff(by, found.community_id) else None


async def before(talk_id: int, line_id: int, by: int, now_ms: int) -> list[Line]:
    """What was said in one's own talk before that line; that it is read is written down. Empty for who does not have the talk."""
    found = await _theirs(talk_id, by)
    if found is None:
        return []
    await audit.note(found.community_id, by, "read talk", f"person:{found.person_id}", now_ms, detail=f"talk:{talk_id}")
    return [line for line in await talks.lines(talk_id) if line.id < line_id]


async def own(by: int) -> list[Talk]:
    """The talks that somebody is in as staff, the liveliest first."""
    return [one for one in await talks.of_staff(by) if await is_staff(by, one.community_id)]


async def others(community_id: int, by: int) -> list[Talk]:
    """The talks that colleagues are in. Empty for who is not staff."""
    found = await talks.going_on(community_id, MOST_OTHERS) if await is_staff(by, community_id) else []
    return [one for one in found if one.staff_id != by]


async def hear(person_id: int, said: Said, now_ms: int) -> Heard | Over:
    """The resident says something in their open talk. Danger is told to everybody at once, also where somebody has the talk."""
    found = await talks.open_of(person_id)
    if found is None:
        return Over()
    if found.talking and found.staff_id is not None and not await duty.hears(found.community_id, found.staff_id, now_ms):
        await leave(found, now_ms)  # who has it does not work here any more, or had it at the desk and left
        found = await talks.get(found.id) or found
    first = not found.talking and not await asking.spoken(found)
    await carrying.carry(found, said, now_ms, by_staff=False)
    reached = True
    if said.danger and await talks.alarm(found.id):
        reached = await asking.alarm(found, said.words, now_ms) or found.talking
    return Heard(found, first, reached)


async def answer(talk_id: int, by: int, said: Said, now_ms: int) -> Heard | Over:
    """Staff say something in a talk that is theirs."""
    found = await _theirs(talk_id, by)
    if found is None:
        return Over()
    await carrying.carry(found, said, now_ms, by_staff=True)
    return Heard(found)


async def resident(talk_id: int, by: int, now_ms: int) -> Person | None:
    """With whom one talks; that staff looked is written down. None for who does not have the talk."""
    found = await _theirs(talk_id, by)
    if found is None:
        return None
    await audit.note(found.community_id, by, "see person", f"person:{found.person_id}", now_ms, detail=f"talk:{talk_id}")
    return await people.get(found.person_id)


async def answers(talk: Talk) -> list[CannedAnswer]:
    """What staff of that community often answer."""
    return await case_kinds.answers(talk.community_id)


async def colleagues(talk: Talk, by: int, now_ms: int) -> list[Colleague]:
    """To whom the talk can be handed on, as they hear of it: who is on duty first."""
    present = await duty.present(talk.community_id, now_ms)
    names = {one.person_id: one.name for one in await roles.holders(talk.community_id) if one.role in ("admin", "staff")}
    wanted = [*(one for one in present if one in names), *(one for one in names if one not in present)]
    there = [one for one in wanted if one not in (by, talk.person_id) and await duty.hears(talk.community_id, one, now_ms)]
    return [Colleague(one, names[one], one in present) for one in there]


async def hand_on(talk_id: int, by: int, to: int | None, now_ms: int) -> Talk | Over:
    """Ask a colleague to go on, or whoever is free (None): the clock asks them at once. Everything that was said goes along."""
    found = await _theirs(talk_id, by)
    if found is None or to in (by, found.person_id) or not await _let_go(found, now_ms):
        return Over()
    await audit.note(found.community_id, by, "hand on talk", f"person:{found.person_id}", now_ms, detail=f"talk:{talk_id}")
    text = _("{who}正在帮您转给同事，请稍等。", who=found.staff_name)
    await carrying.to_resident(found, notice(text, asking.BACK), f"talk-on:{talk_id}:{now_ms}", now_ms)
    text = _("{name}请您接着和{who}聊。", name=found.staff_name, who=asking.who(found))
    if to is not None and await is_staff(to, found.community_id) and await asking.request(found, to, now_ms, text):
        waits = await talks.get(talk_id)
        assert waits is not None
        await talks.put(waits, WAITING, [*waits.put_to, to], now_ms, to=to)
    return found


async def end(talk_id: int, by: int, now_ms: int) -> Talk | Over:
    """The resident ends the talk, or whoever of the staff has it; the other side hears it."""
    found = await talks.get(talk_id)
    if found is None or (by != found.person_id and await _theirs(talk_id, by) is None) or not await talks.end(talk_id, now_ms):
        return Over()
    await asking.follow(found, now_ms)
    cause = f"talk-ended:{talk_id}"
    if by != found.person_id:
        await audit.note(found.community_id, by, "end talk", f"person:{found.person_id}", now_ms, detail=f"talk:{talk_id}")
        text = _("{who}（社区）结束了这次聊天。还有事，随时再找人。", who=found.staff_name)
        await carrying.to_resident(found, notice(text, AGAIN, HOME), cause, now_ms)
    elif found.staff_id is not None:
        text = _("{who}说聊完了。", who=asking.who(found)) if found.talking else _("{who}不用找人了。", who=asking.who(found))
        await carrying.to_staff(found, notice(text, TALKS), cause, now_ms)
    return found


async def due_ms(talk: Talk, zone: ZoneInfo) -> int:
    """When the clock must see to the talk: it waits too long for somebody, for a first word, or for any."""
    if not talk.talking:
        return await asking.due_ms(talk, zone)
    since_ms = await _speechless_since(talk)
    return talk.said_ms + IDLE_MS if since_ms is None else since_ms + SPEECHLESS_MS


async def see_to(talk: Talk, now_ms: int, zone: ZoneInfo) -> None:
    """That moment has come."""
    if not talk.talking:
        await asking.wait_on(talk, now_ms, zone)
    elif await _speechless_since(talk) is not None:
        text = _("{who}等了十分钟没有回话，已经再找别人了。", who=asking.who(talk))
        await carrying.to_staff(talk, notice(text, TALKS), f"talk-passed:{talk.id}:{now_ms}", now_ms)
        await leave(talk, now_ms)
    elif await talks.end(talk.id, now_ms):
        cause = f"talk-ended:{talk.id}"
        text = _("有半小时没人说话了，这次先聊到这里。事情没办完的话，点「找人帮忙」，马上再帮您找人。")
        await carrying.to_resident(talk, notice(text, AGAIN, HOME), cause, now_ms)
        text = _("和{who}有半小时没说话了，这次聊天先结束了。", who=asking.who(talk))
        await carrying.to_staff(talk, notice(text, TALKS), cause, now_ms)


async def leave(talk: Talk, now_ms: int) -> None:
    """Whoever has the talk does not answer any more: the clock asks somebody else at once, and the resident hears that."""
    if not await _let_go(talk, now_ms):
        return
    text = _("{who}暂时回不了话，再帮您找别人，请稍等。", who=talk.staff_name or _("工作人员"))
    await carrying.to_resident(talk, notice(text, asking.BACK), f"talk-passed:{talk.id}:{now_ms}", now_ms)


async def _let_go(talk: Talk, now_ms: int) -> bool:
    """It is nobody's, and the next one is due to be asked. Danger that was spoken of is everybody's again."""
    if not talk.talking or talk.staff_id is None or not await talks.let_go(talk.id, talk.staff_id, now_ms - asking.WAIT_MS):
        return False
    await asking.follow(talk, now_ms)
    if talk.danger:
        said = [line.words for line in await talks.lines(talk.id) if line.words and not line.by_staff]
        await asking.alarm(replace(talk, state=WAITING), said[-1] if said else "", now_ms)
    return True


async def _speechless_since(talk: Talk) -> int | None:
    """Since when the resident waits for the first word of who took the talk; None where nobody waits for one."""
    taken_ms = talk.answered_ms or 0
    asked_ms, said_ms = await talks.said_last(talk.id, by_staff=False), await talks.said_last(talk.id, by_staff=True)
    return None if asked_ms is None or (said_ms or 0) >= taken_ms else max(taken_ms, asked_ms)


async def _theirs(talk_id: int, by: int) -> Talk | None:
    found = await seen_by_staff(talk_id, by)
    return found if found is not None and found.state == TALKING and found.staff_id == by else None
