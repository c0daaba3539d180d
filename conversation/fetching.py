"""Answers that stand in a file: it is fetched and read after the turn, and what it says answers the question to which it was given.

Nobody waits at the network within a turn: the file's name is left as an errand, whoever gave it reads that it is being looked at, and
the question stays open. What comes back is not interpreted as typed words are: a table that begins with a slash is no command.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from conversation.interpret import Reply, Stale, expired
from conversation.journal import load_shown
from conversation.questions import Given, Question
from language.message import Attached, Incoming
from storage import errands
from storage.conversations import Conversation
from storage.errands import Errand

FETCH = "fetch"
"""The kind of errand that fetches and reads a file."""


class Fetching(Struct, frozen=True):
    """A file on its way: the message that will bring what it says, and the question that it answers (`Question.mark`)."""

    incoming: Incoming
    file: Attached
    conversation_id: int
    key: str
    mark: str

    @classmethod
    def of(cls, errand: Errand) -> Self:
        """What the errand is about."""
        return msgspec.json.decode(errand.body, type=cls)


@dataclass(frozen=True, slots=True)
class FromFile:
    """What a file says, as the answer to that question of that conversation."""

    conversation_id: int
    key: str
    mark: str
    given: Given


async def fetch_later(
    incoming: Incoming, account_id: int, file: Attached, conversation_id: int, question: Question[Any], now_ms: int
) -> None:
    """Have the file fetched and read after this turn, as an answer to that question. Of two on their way the last one counts."""
    if earlier := await errands.find(FETCH, account_id):
        await errands.done(earlier.id)
    back = replace(incoming, update_id=f"{incoming.update_id}~", files=(), text="", tap="", tapped="", callback="", album="")
    body = Fetching(back, file, conversation_id, question.key, question.mark)
    await errands.add(FETCH, account_id, msgspec.json.encode(body).decode(), now_ms)


def answered(answer: FromFile, open_one: Conversation | None, now_ms: int) -> Reply | Stale:
    """The answer, where its question is still on the screen."""
    if open_one is None or open_one.id != answer.conversation_id or expired(open_one, now_ms):
        return Stale()
    shown = load_shown(open_one.shown)
    if shown is None or shown.changing or (shown.key, shown.mark) != (answer.key, answer.mark):
        return Stale()
    return Reply(shown, answer.given)
