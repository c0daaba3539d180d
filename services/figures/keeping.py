"""Writing down what a day came to, once it is over, as long as it can still be counted."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from services.calendar import midnight_ms, to_local
from services.figures import residents
from services.figures.messages import CALLED, NAMES, SENT, TO_CALL, UNREACHED
from storage import communities, day_figures, meal_sums

BACK = 6
"""Messages of so many days can still be counted: the outbox keeps a week."""
PIECE = 5_000
"""Messages that are looked at in one statement."""

MOST_DAYS = 100
"""Days of meals that are found due at a time."""

Counts = Counter[tuple[int, str]]
"""By community and name."""


async def missing(today: date) -> list[date]:
    """The days before this one whose messages were not counted, the earliest first."""
    every = await communities.every()
    days = [today - timedelta(days=n) for n in range(BACK, 0, -1)]
    return [day for day in days if any([not await day_figures.known(one.id, day.isoformat(), SENT) for one in every])]


async def count(day: date, zone: ZoneInfo) -> Counts:
    """The messages and calls of that local day. It only reads, and takes a while: residents must not wait for it."""
    from_ms, until_ms = midnight_ms(day, zone), midnight_ms(day + timedelta(days=1), zone)
    counts: Counts = Counter()
    first, last = await day_figures.messages()
    for start in range(first, last + 1, PIECE):
        for sent in await day_figures.sent(start, start + PIECE - 1, from_ms, until_ms):
            counts[sent.community_id, SENT if sent.state == "sent" else UNREACHED] += sent.number
    for called in await day_figures.calls(from_ms, until_ms):
        counts[called.community_id, CALLED if called.made else TO_CALL] += called.number
    return counts


async def keep(day: date, counts: Counts, zone: ZoneInfo, now_ms: int) -> None:
    """Write a day down; of yesterday also how many people there are, which of days before cannot be told any more."""
    yesterday = to_local(now_ms, zone).date() - timedelta(days=1)
    for community in await communities.every():
        for name in NAMES:
            await day_figures.put(community.id, day.isoformat(), name, counts[community.id, name])
        if day == yesterday:
            heads = await residents.count(community.id, day, midnight_ms(day + timedelta(days=1), zone))
            for name in residents.NAMES:
                await day_figures.put(community.id, day.isoformat(), name, getattr(heads, name))


async def meal_days(today: date) -> list[int]:
    """Days of meals (ids) that are over and not added up yet: some of them, the earliest first."""
    return await meal_sums.due(today.isoformat(), MOST_DAYS)


async def add_up(meal_day_id: int) -> None:
    """Add a day of meals up: its figures are read from its sums from then on."""
    await meal_sums.sum_up(meal_day_id)
