"""What a notice becomes at the moment of sending: asked once more whether it may be said, put together with others, rendered."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from language.catalogue import Voice
from language.message import Button, Outgoing
from language.text import Joined, _, paragraphs
from reminders.channel import Channel
from reminders.quiet import Quiet
from services.still import still_so
from storage import accounts, mutes, outbox
from storage.accounts import Account
from storage.database import Database
from storage.outbox import Lane, Row, Weight

MOST_TOGETHER = 5
LONGEST_TOGETHER = 600
"""Characters: what the narrowest platform shows as one message."""
MOST_BUTTONS = 8
PARTED = "parted"
"""How several messages said as one end where one of them is not to be said any more."""

_decode = msgspec.json.Decoder(Outgoing).decode


class Speaker:
    """Makes ready payloads of the outbox's rows for one channel. `voice` says texts in a language."""

    def __init__(self, db: Database, channel: Channel, voice: Callable[[str], Voice], quiet: Quiet) -> None:
        self._db = db
        self._channel = channel
        self._voice = voice
        self._quiet = quiet

    async def ready(self, row: Row, now_ms: int) -> tuple[Row, list[str]]:
        """The row as ready payloads, with what else waits for the same chat (then another row); none where it is not to be said.

        Raises whatever a broken row makes rendering raise.
        """
        if row.ready:
            return row, [row.body]
        account, ended, beside = await self._db.read(lambda: self._look(row, now_ms))
        if ended == PARTED:
            await self._db.write(lambda: outbox.part(row, now_ms))
        elif ended:
            await self._db.write(lambda: outbox.end(row.id, ended, now_ms))
        if ended:
            return row, []
        voice = self._voice(account.language if account else "zh").at(now_ms)
        message = _decode(row.body)
        if together := _together(message, beside, voice):
            message, others = together
            rows = [row, *others]
            merged = await self._db.write(lambda: outbox.merge(rows, message, now_ms))
            if merged is None:
                return row, []
            row = merged
        return row, self._channel.render(message, voice)

    async def _look(self, row: Row, now_ms: int) -> tuple[Account | None, str, list[Row]]:
        """The account, how the row ends where it is not to be said, and what could be said together with it."""
        account = await accounts.by_id(row.account_id) if row.account_id is not None else None
        if row.lane == Lane.REPLY:
            return account, "", []
        if row.holds_others:  # it comes up again, after a crash or a delay: each of them is asked again
            stale = [part for part in await outbox.parts(row) if part.until_ms <= now_ms or await _against(part, account)]
            return account, PARTED if stale else "", []
        if ended := await _against(row, account):
            return account, ended, []
        if row.lane != Lane.NOTICE or row.weight == Weight.DANGER:
            return account, "", []
        found = await outbox.beside(row, now_ms, MOST_TOGETHER - 1, self._quiet.morning(now_ms))
        return account, "", [other for other in found if not other.holds_others and not await _against(other, account)]


async def _against(row: Row, account: Account | None) -> str:
    """Why it is not to be said now: "muted", or "void" because it is not so any more; "" where nothing is against it."""
    if row.topic and account is not None and await mutes.has(account.person_id, row.topic):
        return "muted"
    return "" if not row.about or await still_so(row.about) else "void"


def _together(first: Outgoing, beside: Sequence[Row], voice: Voice) -> tuple[Outgoing, list[Row]] | None:
    """The message with as many of the others as fit into one; None where none does."""
    messages, rows = [first], []
    for row in beside:
        merged = _merged([*messages, _decode(row.body)], voice)
        if merged is None:
            break
        messages.append(_decode(row.body))
        rows.append(row)
    merged = _merged(messages, voice)
    return (merged, rows) if rows and merged else None


def _merged(messages: Sequence[Outgoing], voice: Voice) -> Outgoing | None:
    """One message of several; None where one would not be clear: files, buttons of the same label, too long."""
    buttons: dict[str, Button] = {}
    for message in messages:
        for button in message.buttons:
            label = voice.say(button.label)
            if buttons.setdefault(label, button).data != button.data:
                return None
    head = _("有{n}件事告诉您：", n=len(messages))
    text = paragraphs(head, *(message.text for message in messages))
    if any(message.document or message.public for message in messages) or len(buttons) > MOST_BUTTONS:
        return None
    return None if _length(text, voice) > LONGEST_TOGETHER else Outgoing(text=text, buttons=tuple(buttons.values()))


def _length(text: Joined, voice: Voice) -> int:
    return len(voice.say(text))
