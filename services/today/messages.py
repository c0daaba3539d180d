"""Who waits for a word: people who ask for somebody, calls to make, what could not be done or delivered, and broadcasts under way."""

from __future__ import annotations

from dataclasses import dataclass

from language.text import Saying, _
from services import broadcasts
from services.broadcasts import Progress
from services.calendar import DAY_MS, HOUR_MS, MINUTE_MS
from services.talks import duty
from services.talks.asking import who
from services.today.items import Item, Urgency, by, waited
from services.today.viewing import Viewer
from services.today.waiting import Waiting
from storage import outbox, talks
from storage.calls import Call
from storage.talks import LEFT, Talk

PATIENT_MS = 3 * MINUTE_MS
"""Whoever waits longer than that for somebody waits too long."""
SOON_MS = 2 * HOUR_MS
MOST_NAMED = 6


@dataclass(frozen=True, slots=True)
class Messages:
    """Talks that are nobody's and one's own; calls; broadcasts under way; `missed`: to how many people something could not be delivered in
    the last day, and how many messages that were; `on_duty`: the names of those who are put through to residents."""

    talks: tuple[Talk, ...]
    own_talks: tuple[Talk, ...]
    calls: int
    failed: int
    broadcasts: tuple[Progress, ...]
    missed: tuple[int, int]
    on_duty: tuple[str, ...]


async def look(viewer: Viewer, waiting: Waiting, now_ms: int) -> tuple[Messages, list[Item]]:
    """What staff see of it."""
    community_id = viewer.community_id
    own_talks = [one for one in waiting.own_talks if one.community_id == community_id]
    running = [one for one in await broadcasts.latest(community_id, viewer.person_id) if one.done_ms is None]
    under_way = [await broadcasts.progress(one.id, viewer.person_id) for one in running]
    found = Messages(
        tuple(waiting.talks),
        tuple(own_talks),
        len(waiting.calls),
        len(waiting.failed),
        tuple(one for one in under_way if one is not None),
        await outbox.undelivered(community_id, now_ms - DAY_MS),
        tuple(one.name for one in await duty.roster(community_id, now_ms) if one.name),
    )
    items = _asking(waiting.talks, now_ms)
    for talk in own_talks:
        asked_ms, said_ms = await talks.said_last(talk.id, by_staff=False), await talks.said_last(talk.id, by_staff=True)
        if asked_ms is not None and asked_ms > (said_ms or 0):
            said = _("{who}在等您回话", who=who(talk))
            items.append(
                Item(Urgency.NOW, "own talk", said, when=waited(asked_ms, now_ms), since_ms=asked_ms, keys={"talk": talk.id})
            )
    items += _to_call(waiting.calls, now_ms)
    if waiting.failed:
        since_ms = waiting.failed[0].parked_ms
        said = _("{n}件事居民没有办成，请联系本人", n=len(waiting.failed))
        items.append(Item(Urgency.NOW, "parked", said, when=waited(since_ms, now_ms), since_ms=since_ms))
    return found, items


def _asking(waiting: list[Talk], now_ms: int) -> list[Item]:
    items = [_asks(talk, now_ms) for talk in waiting[:MOST_NAMED]]
    rest = waiting[MOST_NAMED:]
    if rest:
        since_ms = min(one.asked_ms for one in rest)
        said = _("还有{n}人在找人", n=len(rest))
        items.append(Item(Urgency.LATE, "talks", said, when=waited(since_ms, now_ms), since_ms=since_ms))
    return items


def _asks(talk: Talk, now_ms: int) -> Item:
    said: Saying = (
        _("{who}留了话，还没有人回", who=who(talk)) if talk.state == LEFT else _("{who}在找人，还没有人接", who=who(talk))
    )
    urgency = Urgency.LATE if now_ms - talk.asked_ms > PATIENT_MS else Urgency.NOW
    if talk.danger:
        urgency, said = Urgency.DANGER, _("紧急：{who}在找人，说到了危险", who=who(talk))
    return Item(urgency, "talk", said, when=waited(talk.asked_ms, now_ms), since_ms=talk.asked_ms, keys={"talk": talk.id})


def _to_call(waiting: list[Call], now_ms: int) -> list[Item]:
    """The calls together: they are made one after the other, on a page of their own."""
    if not waiting:
        return []
    first = waiting[0]  # what is of use for the shortest time
    people = len({call.person_id for call in waiting})
    said = _("{n}位居民收不到消息，请打电话转告", n=people)
    soon = first.dated and first.until_ms - now_ms < SOON_MS
    since_ms = min(call.created_ms for call in waiting)
    when = by(first.until_ms) if first.dated else waited(since_ms, now_ms)
    return [Item(Urgency.LATE if soon else Urgency.NOW, "calls", said, when=when, since_ms=since_ms)]
