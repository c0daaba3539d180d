"""The polling loop: an update is confirmed to Telegram only after everything about it is committed.

python-telegram-bot's own Updater confirms what is still only in memory; of 40 messages 14 were lost in a measured kill.
"""

from __future__ import annotations

import logging
from typing import Any

import msgspec

from bot.channels.telegram.api import Api, Conflict
from bot.channels.telegram.heard import Heard
from bot.channels.telegram.intake import Intake, id_of, now_ms
from bot.channels.telegram.line import LONGEST_S, Backoff, Line, Sleep, sleep
from bot.channels.telegram.receive import ALLOWED_UPDATES
from reminders.channel import DeliveryError, RetryAfter

log = logging.getLogger(__name__)

BATCH = 100


class Confirmed:
    """Which updates are done, so that the offset stops before the first that is not while later ones of others go on."""

    def __init__(self) -> None:
        self.offset = 0
        self._ahead: set[int] = set()

    def open(self, batch: list[Any]) -> list[Any]:
        """The updates of the batch that are still to be done, oldest first."""
        return sorted((update for update in batch if id_of(update) not in self._ahead), key=lambda update: id_of(update) or 0)

    def note(self, batch: list[Any], updates: list[Any], committed: list[bool]) -> None:
        """Move the offset to the first update of `batch` that is not done, or behind the last."""
        done = [id_of(update) for update, committed_now in zip(updates, committed, strict=True) if committed_now]
        self._ahead.update(found for found in done if found is not None)
        seen = sorted(found for update in batch if (found := id_of(update)) is not None)
        if seen:
            self.offset = next((found for found in seen if found not in self._ahead), seen[-1] + 1)
            self._ahead = {found for found in self._ahead if found > self.offset}


async def poll(api: Api, intake: Intake, *, sleep: Sleep = sleep, wait_s: int = 30, heard: Heard | None = None) -> None:
    """Take updates until cancelled; `wait_s` is the long poll's length. Raises BadToken when Telegram rejects the token."""
    confirmed = Confirmed()
    heard = heard or Heard(now_ms)
    line = Line()
    storage = Backoff()
    rivals = False
    while True:
        wanted = {"offset": confirmed.offset, "timeout": wait_s, "limit": BATCH, "allowed_updates": ALLOWED_UPDATES}
        heard.ask()
        try:
            batch = await api.updates(msgspec.json.encode(wanted), wait_s)
        except Conflict:
            heard.fail()
            if not rivals:
                log.error("Another program reads this bot's messages: stop it, or give this one its own bot. Trying again.")
            rivals = True
            await sleep(LONGEST_S)
            continue
        except DeliveryError as error:
            heard.fail()
            await sleep(line.down(error.__cause__ or error, error.seconds if isinstance(error, RetryAfter) else 0))
            continue
        rivals = False
        line.up()
        if not isinstance(batch, list):
            heard.fail()
            await sleep(line.down("its answer is no list of updates"))
            continue
        before = confirmed.offset
        updates = confirmed.open(batch)
        at_ms = heard.answer(all_of_it=len(batch) < BATCH)
        committed = await intake.take_all(updates, at_ms)
        confirmed.note(batch, updates, committed)
        if all(committed):
            heard.handled()
        if all(committed) and (confirmed.offset != before or not batch):
            storage.reset()
        else:
            await sleep(storage.next_s())
