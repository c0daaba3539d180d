"""Who does which errand: the work that needs the network or the processor, after the turn that asked for it."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable, Mapping
from zoneinfo import ZoneInfo

from bot.case_files import case_file_doers
from bot.desk_links import desk_link_doers
from bot.files import Files
from bot.links import Links
from bot.papers import papers_doers
from bot.register import register_doers
from bot.sent import plain
from bot.takeouts import takeout_doers
from bot.talk_files import talk_file_doers
from conversation.errand_runner import Doer
from conversation.fetching import FETCH, Fetching
from conversation.intake import LATER, Intake
from conversation.questions import Given
from language.message import Document
from language.text import _
from reminders.channel import Channel, Refused
from services import places, tables
from services.canteen import doors
from storage import errands
from storage.database import Database
from storage.errands import Errand

VOICE_KEPT_MS = 30 * 24 * 3_600_000
"""So long staff can listen to what somebody said; then it is destroyed."""


def doers(
    db: Database,
    intake: Intake,
    files: Files,
    channels: Mapping[str, Channel],
    clock: Callable[[], int],
    committed: Callable[[], None],
    zone: ZoneInfo,
    links: Links,
) -> dict[str, Doer]:
    """The doer of each kind of errand."""
    one = asyncio.Lock()

    async def voice(errand: Errand) -> None:
        """Fetch a voice message and hand it to staff; where it cannot be had any more, they hear that somebody spoke."""
        body = json.loads(errand.body)
        document = None
        with contextlib.suppress(Refused, KeyError):
            if kept := await plain("voice", await channels[body["channel"]].fetch(body["ref"]), one):
                document = Document(await files.save(kept.content), kept.name)
        now_ms = clock()

        async def hand_over() -> None:
            await places.voice_arrived(body["person_id"], document, f"voice:{errand.id}", now_ms)
            if document is not None:
                await errands.add(errands.SHRED, errand.account_id, document.blob, now_ms + VOICE_KEPT_MS)
            await errands.done(errand.id)

        await db.write(hand_over)
        committed()

    async def fetch(errand: Errand) -> None:
        """Fetch a file that answers a question, and bring back what it says, or why it cannot be read."""
        fetching = Fetching.of(errand)
        gone = _("文件没有取到，请再发一次，或者直接把内容粘贴过来。")
        try:
            if fetching.file.size > tables.MOST_BYTES:
                raise tables.Unreadable(_("文件太大了，请发1MB以内的，或者直接把内容粘贴过来。"))
            content = await channels[fetching.incoming.channel].fetch(fetching.file.ref)
            given = Given(text=await asyncio.to_thread(tables.as_text, content))
        except tables.Unreadable as error:
            given = Given(unread=error.say)
        except (Refused, KeyError):
            given = Given(unread=gone)
        await intake.answer(errand, given)

    async def drop_photo(errand: Errand) -> None:
        """Fetch the photo of a door; where it cannot be had any more, the drop is delivered all the same."""
        body, now_ms = json.loads(errand.body), clock()
        blob = ""
        with contextlib.suppress(Refused, KeyError):
            if kept := await plain("photo", await channels[body["channel"]].fetch(body["ref"]), one):
                blob = await files.save(kept.content)

        async def keep() -> None:
            if blob:
                await doors.photo_arrived(body["order_id"], blob, now_ms)
            await errands.done(errand.id)

        await db.write(keep)

    return {
        LATER: intake.bring_back,
        FETCH: fetch,
        places.VOICE: voice,
        doors.PHOTO: drop_photo,
        **papers_doers(db, files, clock, committed, zone, links),
        **register_doers(db, clock, committed, zone),
        **takeout_doers(db, files, clock, committed, zone),
        **case_file_doers(db, files, channels, clock, committed),
        **talk_file_doers(db, files, channels, clock, committed),
        **desk_link_doers(db, clock, committed, links),
    }
