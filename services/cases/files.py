"""The photos and voices of cases, between the message that brought them and the file store.

A photo stands with its case in the transaction of the message that brought it; its bytes are fetched by an errand afterwards, which is
tried until it succeeds, or the platform says that they are gone. So none is lost by a kill, a full disk or a line that is down.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from language.message import Attached
from storage import case_files, errands

FETCH = "case_file"
"""The errand that fetches a photo or a voice; its body names the file, and on which channel it is called what."""
TAKEN = ("photo", "voice")
MOST = 9
"""Photos of one message: as many as an album has."""


async def keep(
    case_id: int, event_id: int, by: int, files: Sequence[Attached], account_id: int, channel: str, now_ms: int
) -> int:
    """Have the photos and voices of a message kept with what happened to a case. Returns how many there are."""
    taken = [file for file in files if file.kind in TAKEN][:MOST]
    for file in taken:
        file_id = await case_files.add(case_id, event_id, by, file.kind, now_ms)
        body = json.dumps({"file_id": file_id, "channel": channel, "ref": file.ref})
        await errands.add(FETCH, account_id, body, now_ms)
    return len(taken)


async def arrived(file_id: int, blob: str) -> bool:
    """The bytes are in the store. False where nobody waits for them any more: they are destroyed then, unless another case has them."""
    return await case_files.kept(file_id, blob)


async def gone(file_id: int) -> None:
    """The bytes cannot be had, or are no picture."""
    await case_files.lost(file_id)
