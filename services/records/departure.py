"""Leaving for good: the person is erased with everything that hung on them, now or as soon as the last word is delivered."""

from __future__ import annotations

import json

from services.calendar import HOUR_MS
from services.records import erasing
from services.records.erasing import Erased
from storage import errands, households, outbox, web

CHATS = "erase_chats"
"""The errand that forgets what was last said to chats that belong to nobody now."""
BACKUP_DAYS = 30
"""So long backups are kept by those who follow the README; the erased live on in them until then."""


async def leave(person_id: int, now_ms: int, secret: str) -> Erased:
    """Erase the person, and leave errands for their files and for the goodbye. `secret` names what must stay without a name."""
    erased = await erasing.erase(person_id, now_ms, secret)
    for blob in erased.blobs:
        if not await web.in_use(blob):  # the same picture may be somebody else's too
            await errands.add(errands.SHRED, None, blob, now_ms)
    if erased.accounts:
        await errands.add(CHATS, None, json.dumps(erased.accounts), now_ms + HOUR_MS)
    return erased


async def forget_goodbye(errand_id: int, chats: list[tuple[str, str]]) -> None:
    """The goodbye was delivered: forget to whom."""
    for channel, chat in chats:
        await outbox.forget(channel, chat)
    await errands.done(errand_id)


async def only_guardian(guardian_id: int, child_id: int) -> bool:
    """Whether nobody else acts for the child."""
    return {kin.guardian_id for kin in await households.guardians(child_id)} <= {guardian_id}
