"""A photo or a voice on its way from the platform to its case: it is fetched by an errand after the turn, and tried until it is there.

So a kill, a full disk, or a line that is down loses none. Only where the platform says again and again that it has it no more, or
where it is no picture, it is given up, and whoever sent it is told.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from language.message import Button
from language.text import _
from services.cases import files, kinds, naming, news
from services.telling import HOME, notice, tell
from storage import case_files, cases
from storage.case_files import CaseFile
from storage.errands import Errand


@dataclass(frozen=True, slots=True)
class Coming:
    """What an errand is to fetch: the file, and what it is called (`ref`) on which channel."""

    file_id: int
    channel: str
    ref: str

    @classmethod
    def of(cls, errand: Errand) -> Coming:
        """What this errand is to fetch."""
        return cls(**json.loads(errand.body))


async def awaited(file_id: int) -> CaseFile | None:
    """The file, as long as its bytes are waited for."""
    file = await case_files.get(file_id)
    return file if file is not None and file.state == "coming" else None


async def arrived(file: CaseFile, blob: str, name: str, now_ms: int) -> None:
    """The bytes are in the store, to be handed on under that name. Where nobody waits for them any more they are destroyed.

    The caller holds the store's `sharing` from before the bytes were saved until this is committed.
    """
    if not await case_files.kept(file.id, blob, name):
        await files.shred(blob, now_ms)
        return
    await _settled(file, now_ms)


async def gone(file: CaseFile, now_ms: int) -> None:
    """The bytes cannot be had, or are no picture. Whoever sent it hears so, once for all that came with it, and may send it again."""
    case = await cases.get(file.case_id)
    if case is None or not await case_files.lost(file.id):
        return
    if file.added_by is not None:
        what = naming.headline(case, await kinds.get(case.community_id, case.kind) or kinds.lost(case.kind))
        text = _("「{what}」的照片没有收到，请再拍一张发来。", what=what)
        if file.kind == "voice":
            text = _("「{what}」的语音没有收到，请再发一次。", what=what)
        again = Button(label=_("再发一次"), data=f"/case_more {case.merged_into or case.id}", look="main")
        await tell(file.added_by, notice(text, again, HOME), f"case_file:{file.event_id}:{file.kind}", now_ms)
    await _settled(file, now_ms)


async def _settled(file: CaseFile, now_ms: int) -> None:
    """Followers wait no longer once the last photo of an event has come; and what comes to a closed case is kept for its time only."""
    case = await cases.get(file.case_id)
    assert case is not None
    if file.event_id is not None:
        await news.photo_settled(file.event_id, case.community_id, now_ms)
    if case.closed_ms is not None:
        await files.case_closed(case, now_ms)
