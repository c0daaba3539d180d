"""What the service does for itself: once an hour forget what need not be kept, once a minute do what the clock asks for."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from bot.channels.web import WebChannel
from conversation.house import ABANDONED_MS
from conversation.parking import describe
from services import courses, timetable
from storage import codes, conversations, inbox, outbox
from storage.database import Database, StorageError

log = logging.getLogger(__name__)

EVERY_S = 3600.0
LOOK_EVERY_S = 60.0
CODES_KEPT_MS = 7 * 86_400_000
"""So long after it ran out, a code is still told from one that never was."""


async def run(db: Database, web: WebChannel, clock: Callable[[], int]) -> None:
    """Tidy up now and once an hour, for ever."""
    while True:
        try:
            await db.write(lambda: prune(clock()))
            while await db.write(lambda: outbox.prune(clock())):
                pass  # in small steps, so that nobody waits behind a long one
            await web.prune()
            await db.tidy()
        except StorageError as error:
            log.error("tidying up waits: %s", error)
        except Exception as error:  # the service goes on with a little more to keep
            log.error("tidying up failed: %s", describe(error))
        await asyncio.sleep(EVERY_S)


async def watch(db: Database, clock: Callable[[], int], committed: Callable[[], None]) -> None:
    """Do what has become due (sign-up opens, draws, absences) now and at each full minute, for ever.

    `committed` is called when something was done.
    """
    while True:
        try:
            while await db.write(lambda: courses.tell_opened(clock())):
                committed()
            if await db.write(lambda: timetable.due(clock())):
                committed()
        except StorageError as error:
            log.error("what is due waits: %s", error)
        except Exception as error:  # a mistake in one course must not stop the service
            log.error("what is due could not be done: %s", describe(error))
        await asyncio.sleep(LOOK_EVERY_S - clock() / 1000 % LOOK_EVERY_S)


async def prune(now_ms: int) -> None:
    """Forget updates of more than seven days ago, and conversations that were abandoned, and codes that ran out."""
    await inbox.prune(now_ms)
    await conversations.prune(now_ms - ABANDONED_MS)
    await codes.prune(now_ms - CODES_KEPT_MS)
