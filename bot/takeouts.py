"""What residents have done with their data beside the turns: the files to take along, and the last traces of who has left."""

from __future__ import annotations

import json
from collections.abc import Callable
from zoneinfo import ZoneInfo

from bot.files import Files
from conversation.errand_runner import Doer
from language.catalogue import Voice
from services.records import departure, takeout
from storage import accounts, errands
from storage.database import Database
from storage.errands import Errand


def takeout_doers(
    db: Database, files: Files, clock: Callable[[], int], committed: Callable[[], None], zone: ZoneInfo
) -> dict[str, Doer]:
    """The doer of each kind of errand."""

    async def export(errand: Errand) -> None:
        account_id = errand.account_id
        account = await db.read(lambda: accounts.by_id(account_id)) if account_id is not None else None
        if account is None:
            await db.write(lambda: errands.done(errand.id))
            return
        held = await db.read(lambda: takeout.collect(account.person_id))
        readable = await files.save(takeout.to_read(held, Voice(account.language, zone)))
        complete = await files.save(takeout.for_programs(held))
        await db.write(lambda: takeout.hand_over(errand.id, account.id, readable, complete, clock()))
        committed()

    async def erase_chats(errand: Errand) -> None:
        chats = [(channel, chat) for channel, chat in json.loads(errand.body)]
        await db.write(lambda: departure.forget_goodbye(errand.id, chats))

    return {takeout.EXPORT: export, departure.CHATS: erase_chats}
