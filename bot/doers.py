"""Who does which errand: the work that needs the network or the processor, after the turn that asked for it."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable, Mapping
from zoneinfo import ZoneInfo

from bot.case_files import case_file_doers
from bot.files import Files
from bot.links import Links
from bot.papers import papers_doers
from bot.takeouts import takeout_doers
from conversation.errand_runner import Doer
from conversation.fetching import FETCH, Fetching
from conversation.intake import LATER, Intake
from conversation.questions import Given
from language.message import Document
from language.text import _
from reminders.channel import Channel, DeliveryError, Refused
from services import places, tables
from services.canteen import doors
from services.talks import carrying
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

    async def voice(errand: Errand) -> None:
        """Fetch a voice message and hand it to staff; where it cannot be had any more, they hear that somebody spoke."""
        body = json.loads(errand.body)
        try:
            blob = await files.save(await channels[body["channel"]].fetch(body["ref"]))
            document = Document(blob, "voice.ogg")
        except (Refused, KeyError):
            document = None
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
            blob = await files.save(await channels[body["channel"]].fetch(body["ref"]))

        async def keep() -> None:
            if blob:
                await doors.photo_arrived(body["order_id"], blob, now_ms)
            await errands.done(errand.id)

        await db.write(keep)

    async def talk_file(errand: Errand) -> None:
        """Fetch what somebody sent in a talk and hand it on; what cannot be had, or not in time, is said to be lost."""
        body, now_ms = json.loads(errand.body), clock()
        blob = None
        try:
            blob = await files.save(await channels[body["channel"]].fetch(body["ref"]))
        except (Refused, KeyError):
            pass
        except DeliveryError:
            if errand.attempts + 1 < carrying.MOST_ATTEMPTS:
                raise

        async def hand_on() -> None:
            if await errands.done(errand.id):
                await carrying.file_arrived(errand, blob, now_ms)
            elif blob is not None:  # erased meanwhile, with whoever sent it
                await errands.add(errands.SHRED, None, blob, now_ms)

        await db.write(hand_on)
        committed()

    return {
        LATER: intake.bring_back,
        FETCH: fetch,
        places.VOICE: voice,
        doors.PHOTO: drop_photo,
        carrying.FILE: talk_file,
        **papers_doers(db, files, clock, committed, zone, links),
        **takeout_doers(db, files, clock, committed, zone),
        **case_file_doers(db, files, channels, clock, committed),
    }
