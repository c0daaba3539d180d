"""The work on a register that staff bring in: read in a thread, matched, applied and undone in pieces between which residents get their turn."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from zoneinfo import ZoneInfo

from conversation.errand_runner import Doer
from services.calendar import to_local
from services.register import importing, pieces
from services.register.reading import Read
from storage import errands, register
from storage.database import Database
from storage.errands import Errand
from storage.register import Import


def register_doers(db: Database, clock: Callable[[], int], committed: Callable[[], None], zone: ZoneInfo) -> dict[str, Doer]:
    """The doer of each kind of errand."""

    async def work(errand: Errand) -> None:
        import_id = int(errand.body)
        found = await db.read(lambda: register.get(import_id))
        if found is not None and found.state == "reading":
            await read(found)
        while await db.write(lambda: pieces.step(import_id, clock())):
            committed()
        await db.write(lambda: errands.done(errand.id))
        committed()

    async def read(found: Import) -> None:
        file, today = await db.read(lambda: register.file(found.id)), to_local(clock(), zone).date()
        said = await asyncio.to_thread(pieces.parse, file, today)
        if not isinstance(said, Read):
            await db.write(lambda: pieces.unread(found.id, said))
            return
        standing: Import | None = found
        while standing is not None:
            rows = await db.read(lambda at=standing: pieces.look_up(at, said))  # type: ignore[misc]  # the import as it stands
            standing = await db.write(lambda at=standing, rows=rows: pieces.take_in(at, said, rows))  # type: ignore[misc]
            committed()

    return {importing.REGISTER: work}
