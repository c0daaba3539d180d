"""Fetches what people send each other in talks, beside the turns. What cannot be had, or not in time, is said to be lost: two people wait."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from bot.files import Files
from bot.sent import Kept, plain
from conversation.errand_runner import Doer
from language.message import Document
from reminders.channel import Channel, DeliveryError, Refused
from services.talks import carrying
from services.talks.carrying import Coming
from storage import errands
from storage.database import Database
from storage.errands import Errand


def talk_file_doers(
    db: Database, files: Files, channels: Mapping[str, Channel], clock: Callable[[], int], committed: Callable[[], None]
) -> dict[str, Doer]:
    """The doer that has a photo, a voice message or a paper handed on."""
    one = asyncio.Lock()

    async def bring(errand: Errand) -> None:
        line = await db.read(lambda: carrying.awaited(errand))
        if line is None:  # erased meanwhile, with whoever sent it
            await db.write(lambda: errands.done(errand.id))
            return
        try:
            kept = await fetched(errand, line.file_kind)
            async with files.sharing:
                await hand_on(errand, Document(await files.save(kept.content), kept.name) if kept else None)
        except (DeliveryError, OSError):
            if errand.attempts + 1 < carrying.MOST_ATTEMPTS:
                raise
            await hand_on(errand, None)
        committed()

    async def fetched(errand: Errand, kind: str) -> Kept | None:
        coming = Coming.of(errand)
        try:
            content = coming.content
            return await plain(kind, content or await channels[coming.channel].fetch(coming.ref), one)
        except (Refused, KeyError):
            return None

    async def hand_on(errand: Errand, document: Document | None) -> None:
        now_ms = clock()

        async def note() -> None:
            if await errands.done(errand.id):
                await carrying.file_arrived(errand, document, now_ms)
            elif document is not None:  # erased meanwhile, with whoever sent it
                await errands.add(errands.SHRED, None, document.blob, now_ms)

        await db.write(note)

    return {carrying.FILE: bring}
