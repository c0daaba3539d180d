"""What the service does for itself, once an hour: keep its figures, forget what need not be kept."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from zoneinfo import ZoneInfo

from bot.channels.web import WebChannel
from conversation.house import ABANDONED_MS
from conversation.parking import describe
from services import signin
from services.calendar import to_local
from services.figures import keeping
from services.register import importing
from storage import calls, codes, conversations, glances, inbox, outbox, talks
from storage.database import Database, StorageError

log = logging.getLogger(__name__)

CODES_KEPT_MS = 7 * 86_400_000
"""So long after it ran out, a code is still told from one that never was."""
CALLS_KEPT_MS = 30 * 86_400_000
TALKS_KEPT_MS = 30 * 86_400_000
"""So long after its end."""


async def tidy(db: Database, web: WebChannel, clock: Callable[[], int], zone: ZoneInfo) -> None:
    """Write down what is counted of the days that are over, then forget what need not be kept."""
    try:
        await count(db, clock(), zone)
        await db.write(lambda: prune(clock()))
        while await db.write(lambda: outbox.prune(clock())):
            pass  # in small steps, so that nobody waits behind a long one
        await web.prune()
        await db.tidy()
    except StorageError as error:
        log.error("tidying up waits: %s", error)
    except Exception as error:  # the service goes on with a little more to keep
        log.error("tidying up failed: %s", describe(error))


async def count(db: Database, now_ms: int, zone: ZoneInfo) -> None:
    """Keep the numbers of the days that are over, before what they are counted from is forgotten."""
    today = to_local(now_ms, zone).date()
    for day in await db.read(lambda: keeping.missing(today)):
        counts = await db.read(partial(keeping.count, day, zone))
        await db.write(partial(keeping.keep, day, counts, zone, now_ms))
    while meal_days := await db.read(lambda: keeping.meal_days(today)):
        for meal_day in meal_days:  # each by itself: nobody waits for more than one of them
            await db.write(partial(keeping.add_up, meal_day))


async def prune(now_ms: int) -> None:
    """Forget updates of more than seven days ago, conversations that were abandoned, codes that ran out, calls that were made, talks,
    sessions of the desk, imported registers."""
    await inbox.prune(now_ms)
    await conversations.prune(now_ms - ABANDONED_MS)
    await codes.prune(now_ms - CODES_KEPT_MS)
    await calls.prune(now_ms - CALLS_KEPT_MS)
    await talks.prune(now_ms - TALKS_KEPT_MS)
    await glances.prune(now_ms - TALKS_KEPT_MS)
    await signin.tidy(now_ms)
    await importing.tidy(now_ms)
