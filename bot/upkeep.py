"""What the service does for itself, once an hour: forget what need not be kept any longer."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from bot.channels.web import WebChannel
from conversation.house import ABANDONED_MS
from storage import conversations, inbox, outbox
from storage.database import Database, StorageError

log = logging.getLogger(__name__)

EVERY_S = 3600.0


async def run(db: Database, web: WebChannel, clock: Callable[[], int]) -> None:
    """Tidy up now and once an hour, for ever."""
    while True:
        try:
            await db.write(lambda: prune(clock()))
            await web.prune()
        except StorageError as error:
            log.error("tidying up waits: %s", error)
        await asyncio.sleep(EVERY_S)


async def prune(now_ms: int) -> None:
    """Forget updates and messages of more than seven days ago, and conversations that were abandoned."""
    await inbox.prune(now_ms)
    await outbox.prune(now_ms)
    await conversations.prune(now_ms - ABANDONED_MS)
