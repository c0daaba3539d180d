"""Fetches the photos and voices of cases, beside the turns.

Each step may be the last one before the power goes, and the errand begins anew then. The bytes are saved by the hash of what they
become, so that the second time they are there already; the row of the file, and that the errand is done, are one transaction. A blob
that was saved for a row that never came to name it can only be left where the platform, asked again, does not give the file any more:
a picture without a name, which nobody can open.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from bot.files import Files
from bot.sent import Kept, plain
from conversation.errand_runner import MOST_ATTEMPTS, Doer
from reminders.channel import Channel, DeliveryError, OutcomeUnknown, Refused
from services.cases import arriving
from services.cases.arriving import Coming
from services.cases.files import FETCH
from storage import errands
from storage.case_files import CaseFile
from storage.database import Database
from storage.errands import Errand

AT_ONCE = 4
"""So many are fetched side by side; they are in memory meanwhile."""
BELIEVED = 5
"""The platform is asked so often before its no is believed, a minute in all: Telegram also says no to what it cannot give just now
("wrong file_id or the file is temporarily unavailable")."""


class Unusable(Exception):
    """It is no picture, or no recording, or too large: it never will be one."""


def case_file_doers(
    db: Database, files: Files, channels: Mapping[str, Channel], clock: Callable[[], int], committed: Callable[[], None]
) -> dict[str, Doer]:
    """The doer that has a photo or a voice kept with its case."""
    few, one = asyncio.Semaphore(AT_ONCE), asyncio.Lock()

    async def bring(errand: Errand) -> None:
        coming = Coming.of(errand)
        file = await db.read(lambda: arriving.awaited(coming.file_id))
        try:
            if file is not None:
                async with few:
                    await keep(errand, file, await fetched(file, coming))
        except (Unusable, DeliveryError, OSError) as error:
            refused = isinstance(error, Refused) and errand.attempts >= BELIEVED
            if not (refused or isinstance(error, Unusable) or errand.attempts + 1 >= MOST_ATTEMPTS):
                raise
            await give_up(errand, file)
        if file is None:
            await db.write(lambda: errands.done(errand.id))
        committed()

    async def fetched(file: CaseFile, coming: Coming) -> Kept:
        channel = channels.get(coming.channel)
        if channel is None:
            raise OutcomeUnknown(f"{coming.channel} is switched off")
        kept = await plain(file.kind, await channel.fetch(coming.ref), one)
        if kept is None:
            raise Unusable
        return kept

    async def keep(errand: Errand, file: CaseFile, kept: Kept) -> None:
        async with files.sharing:
            blob, now_ms = await files.save(kept.content), clock()

            async def note() -> None:
                await arriving.arrived(file, blob, kept.name, now_ms)
                await errands.done(errand.id)

            await db.write(note)

    async def give_up(errand: Errand, file: CaseFile | None) -> None:
        now_ms = clock()

        async def note() -> None:
            if file is not None:
                await arriving.gone(file, now_ms)
            await errands.done(errand.id)

        await db.write(note)

    return {FETCH: bring}
