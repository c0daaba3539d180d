"""Broadcasts: staff say something to all, a building, a course or an age group. Written out in parts, so that nobody's reply waits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import msgspec

from language.message import Button
from language.text import Saying, Value, _, lines
from services.calendar import years_before
from services.staff import is_staff
from services.telling import HOME, OF_AGE_TO_ACT, ask_to_call, notice, tell
from services.topics import NEWS
from storage import audit, broadcasts, communities, outbox, reminders
from storage.broadcasts import Audience, Broadcast, Missed
from storage.outbox import Lane, Terms, Weight

AT_ONCE = 100
MOST_LISTED = 8
LONGEST = 800
"""Characters; with what stands around it still one message on the narrowest platform."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What has become of a broadcast by now: how many have it, wait for it, cannot be reached, muted it, or never will get it."""

    broadcast: Broadcast
    sent: int
    waiting: int
    unreached: int
    muted: int
    stopped: int

    @property
    def over(self) -> bool:
        """Whether nothing more will be sent."""
        return self.broadcast.done_ms is not None


async def count(community_id: int, audience: Audience, today: date) -> tuple[int, int]:
    """How many a broadcast would be for, and how many of them can be reached."""
    return await broadcasts.count(community_id, audience, _grown_by(today))


async def strangers(community_id: int, audience: Audience, today: date) -> int:
    """How many more of them only stand in the household register: they never came nor agreed, so nothing is sent and nobody calls."""
    return await broadcasts.strangers(community_id, audience, _grown_by(today))


async def begin(
    community_id: int, by: int, words: str, audience: Audience, today: date, now_ms: int, *, urgent: bool = False
) -> int | None:
    """Say it, in the next moments and as fast as the platforms allow. Returns the broadcast's id; None without the right.

    `urgent` is for danger: it is heard at night, too, and by those who muted the community's news.
    """
    if not await is_staff(by, community_id):
        return None
    total, _reached = await count(community_id, audience, today)
    encoded = msgspec.json.encode(audience).decode()
    broadcast_id = await broadcasts.add(community_id, by, words, encoded, urgent, total, now_ms)
    await reminders.follow("broadcast", broadcast_id, community_id, now_ms)
    await audit.note(community_id, by, "broadcast", f"broadcast:{broadcast_id}", now_ms, detail=encoded)
    return broadcast_id


async def wording(community_id: int, words: str, *, urgent: bool) -> Saying:
    """A broadcast as it is read."""
    community = await communities.get(community_id)
    facts: dict[str, Value] = {"name": community.name if community else "", "words": words}
    return _("【{name}·紧急】{words}", **facts) if urgent else _("【{name}】{words}", **facts)


async def spread(broadcast: Broadcast, after: int, today: date, now_ms: int) -> int | None:
    """Write the next part into the outbox; returns after whom to go on, None where everybody has been written to."""
    audience = msgspec.json.decode(broadcast.audience, type=Audience)
    found = await broadcasts.people(broadcast.community_id, audience, _grown_by(today), after, AT_ONCE)
    text = await wording(broadcast.community_id, broadcast.words, urgent=bool(broadcast.urgent))
    lane, terms = (Lane.NOTICE, Terms(weight=Weight.DANGER)) if broadcast.urgent else (Lane.BROADCAST, Terms(NEWS))
    missed = [
        person_id
        for person_id in found
        if not await tell(person_id, notice(text, HOME), cause(broadcast.id), now_ms, terms, lane)
    ]
    if missed:
        await broadcasts.missed(broadcast.id, len(missed))
    if broadcast.urgent:
        await ask_to_call(missed, text, cause(broadcast.id), now_ms)
    if len(found) == AT_ONCE:
        return found[-1]
    await broadcasts.turn(broadcast.id, "running", "sending")
    return None


async def progress(broadcast_id: int, by: int) -> Progress | None:
    """How far it has come, for the staff of the community; None for everybody else."""
    broadcast = await broadcasts.get(broadcast_id)
    if broadcast is None or not await is_staff(by, broadcast.community_id):
        return None
    return await _progress(broadcast)


async def stop(broadcast_id: int, by: int, now_ms: int) -> Progress | None:
    """Take back what has not been sent yet, as staff of the community; None for everybody else."""
    found = await progress(broadcast_id, by)
    if found is None or found.over:
        return found
    await outbox.stop(cause(broadcast_id), now_ms)
    stopped = replace(await _progress(found.broadcast), waiting=0)
    rest = stopped.broadcast.total - stopped.sent - stopped.unreached - stopped.muted  # also those never written to
    stopped = replace(stopped, stopped=max(0, rest))
    await broadcasts.turn(broadcast_id, found.broadcast.state, "stopped", now_ms, _result(stopped))
    await audit.note(found.broadcast.community_id, by, "stop broadcast", f"broadcast:{broadcast_id}", now_ms)
    return await progress(broadcast_id, by)


async def latest(community_id: int, by: int) -> list[Broadcast]:
    """What was said lately, the newest first. Empty for who is not staff."""
    return await broadcasts.latest(community_id, MOST_LISTED) if await is_staff(by, community_id) else []


async def listed(community_id: int, by: int, most: int, skip: int = 0) -> list[Progress]:
    """What was said, the newest first, and how far each has come. Empty for who is not staff."""
    found = await broadcasts.latest(community_id, most, skip) if await is_staff(by, community_id) else []
    return [await _progress(one) for one in found]


async def not_reached(broadcast: Broadcast, by: int, today: date, now_ms: int, after: int = 0) -> list[Missed]:
    """Whom it did not reach, by id after that one, at most a hundred; as long as that is known. Empty for who is not staff."""
    if not _remembered(broadcast, now_ms) or not await is_staff(by, broadcast.community_id):
        return []
    return await _missed(broadcast, today, after)


async def wish_calls(broadcast_id: int, by: int, today: date, now_ms: int) -> int:
    """Those whom it did not reach are to be called: they are put on the list in parts, and staff hear of it. Returns how many;
    0 where nobody is, or that was wished before."""
    found = await broadcasts.get(broadcast_id)
    if found is None or not await is_staff(by, found.community_id) or not _remembered(found, now_ms):
        return 0
    audience = msgspec.json.decode(found.audience, type=Audience)
    number = await broadcasts.count_not_reached(
        found.community_id, audience, _grown_by(today), found.created_ms, cause(found.id)
    )
    if not number or not await broadcasts.wish_calls(broadcast_id, number):
        return 0
    await reminders.follow("broadcast", broadcast_id, found.community_id, now_ms)
    await audit.note(found.community_id, by, "call about broadcast", f"broadcast:{broadcast_id}", now_ms)
    return number


async def call(broadcast: Broadcast, after: int, today: date, now_ms: int) -> int | None:
    """Put the next part of them on the list; returns after whom to go on, None where all of them are."""
    found = await _missed(broadcast, today, after)
    text = await wording(broadcast.community_id, broadcast.words, urgent=bool(broadcast.urgent))
    await ask_to_call([one.id for one in found], text, cause(broadcast.id), now_ms)
    await broadcasts.called(broadcast.id, len(found))
    return found[-1].id if len(found) == AT_ONCE else None


async def finish(broadcast: Broadcast, now_ms: int) -> int:
    """Where nothing waits any more: note the result and tell who made it. Returns how many messages wait."""
    found = await _progress(broadcast)
    if found.waiting:
        return found.waiting
    if await broadcasts.turn(broadcast.id, "sending", "done", now_ms, _result(found)) and broadcast.made_by is not None:
        text = lines(_("通知发完了：{words}", words=shortened(broadcast.words)), told(found))
        desk = Button(label=_("工作台"), data="/staff")
        terms = Terms(by_ms=now_ms)  # whoever sends something at night waits for this
        await tell(broadcast.made_by, notice(text, desk), f"broadcast-done:{broadcast.id}", now_ms, terms)
    return 0


def told(found: Progress) -> Saying:
    """The numbers in words."""
    waiting = (
        _("还在发{n}人", n=found.waiting)
        if found.broadcast.urgent
        else _("还有{n}人没送到，夜里不发，早上再送", n=found.waiting)
    )
    return lines(
        _("送到{n}人", n=found.sent),
        waiting if found.waiting else None,
        _("收不到{n}人", n=found.unreached) if found.unreached else None,
        _("关掉了社区通知{n}人", n=found.muted) if found.muted else None,
        _("没有再发{n}人", n=found.stopped) if found.stopped else None,
    )


def shortened(words: str) -> str:
    """The beginning of what was said."""
    return words if len(words) <= 30 else f"{words[:30]}…"


def cause(broadcast_id: int) -> str:
    """The cause of a broadcast's messages in the outbox."""
    return f"broadcast:{broadcast_id}"


async def _progress(broadcast: Broadcast) -> Progress:
    if broadcast.done_ms is not None and broadcast.result != "{}":  # the outbox forgets after a week
        return Progress(broadcast, **msgspec.json.decode(broadcast.result, type=dict[str, int]))
    states = await outbox.states(cause(broadcast.id))
    sent = states.get("sent", 0)
    unreached = broadcast.unreached + states.get("unreachable", 0) + states.get("failed", 0)
    muted, stopped = states.get("muted", 0), states.get("stopped", 0)
    waiting = broadcast.total - sent - unreached - muted - stopped
    if broadcast.state != "running":
        waiting = states.get("pending", 0)
    return Progress(broadcast, sent, max(0, waiting), unreached, muted, stopped)


def _remembered(broadcast: Broadcast, now_ms: int) -> bool:
    """Whether it went to its end so lately that it is known whom it reached."""
    return broadcast.state == "done" and broadcast.created_ms > now_ms - outbox.KEPT_MS


async def _missed(broadcast: Broadcast, today: date, after: int) -> list[Missed]:
    audience = msgspec.json.decode(broadcast.audience, type=Audience)
    return await broadcasts.not_reached(
        broadcast.community_id, audience, _grown_by(today), broadcast.created_ms, cause(broadcast.id), after, AT_ONCE
    )


def _result(found: Progress) -> str:
    names = ("sent", "waiting", "unreached", "muted", "stopped")
    return msgspec.json.encode({name: getattr(found, name) for name in names}).decode()


def _grown_by(today: date) -> str:
    """Who was born after this day is a child."""
    return years_before(today, OF_AGE_TO_ACT).isoformat()
