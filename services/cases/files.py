"""The photos and voices of cases: kept with what happened, handed on, and destroyed when their time is over.

A photo stands with its case in the transaction of the message that brought it; its bytes come after it (`services.cases.arriving`).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Literal

from language.message import Attached, Document
from services.calendar import DAY_MS
from storage import case_files, cases, errands, reminders
from storage.case_files import CaseFile
from storage.cases import Case

FETCH = "case_file"
"""The errand that fetches a photo or a voice; its body names the file, and on which channel it is called what."""
HERE = "desk"
"""Stands for a channel where a photo is in the store already, small and plain: its ref is the blob. The caller holds the store's
`sharing` from before the bytes were saved until what names them is committed."""
TAKEN: dict[str, Literal["photo", "voice"]] = {"photo": "photo", "document": "photo", "voice": "voice"}
"""What of a message is kept, as what. A picture may be sent as a document; whether it is one is seen when its bytes are there."""
MOST = 9
"""Photos of one message: as many as an album has."""
KEEP = "case_keep"
"""The kind of reminder that destroys the files of a closed case when their time is over; its subject is the case."""
KEPT_MS = {"voice": 30 * DAY_MS, "photo": 2 * 365 * DAY_MS}
"""So long after a case was closed. A voice tells who spoke, and is needed until the case is understood; a photo shows in what state
something was left, for as long as that may be asked about."""


async def keep(
    case_id: int, event_id: int, by: int, files: Sequence[Attached], account_id: int, channel: str, now_ms: int
) -> int:
    """Have the photos and voices of a message kept with what happened to a case. Returns how many there are."""
    taken = [file for file in files if file.kind in TAKEN][:MOST]
    for file in taken:
        file_id = await case_files.add(case_id, event_id, by, TAKEN[file.kind], now_ms)
        if channel == HERE:
            await case_files.kept(file_id, file.ref, "photo.jpg")
            continue
        body = json.dumps({"file_id": file_id, "channel": channel, "ref": file.ref})
        await errands.add(FETCH, account_id, body, now_ms)
    case = await cases.get(case_id) if taken and channel == HERE else None
    if case is not None and case.closed_ms is not None:
        await case_closed(case, now_ms)
    return len(taken)


def document(file: CaseFile) -> Document | None:
    """The file, to be handed to somebody who may have it (`services.cases.seeing`); None where its bytes are not there."""
    return Document(file.blob, file.name, "photo" if file.kind == "photo" else "document") if file.blob else None


async def case_closed(case: Case, now_ms: int) -> None:
    """From now on the time counts after which the files of the case are destroyed."""
    if await case_files.of_case(case.id):
        await reminders.follow(KEEP, case.id, case.community_id, now_ms)


async def destroy_old(case_id: int, now_ms: int) -> int | None:
    """Destroy what of a closed case was kept long enough; returns when to look again, None where nothing is left to destroy.

    A case that is open again keeps what it has.
    """
    case = await cases.get(case_id)
    if case is None or case.closed_ms is None:
        return None
    ahead = []
    for file in await case_files.of_case(case_id):
        until_ms = case.closed_ms + KEPT_MS[file.kind]
        if until_ms <= now_ms:
            if await case_files.destroyed(file.id):
                await shred(file.blob, now_ms)
        elif file.there:
            ahead.append(until_ms)
    return min(ahead, default=None)


async def shred(blob: str, now_ms: int) -> None:
    """Have the bytes destroyed, unless a case has them (any more); whoever does it looks once more."""
    if blob and not await case_files.used(blob):
        await errands.add(errands.SHRED, None, blob, now_ms)
