"""What a channel must be able to do. The house knows channels only through this page."""

from __future__ import annotations

from typing import Protocol

from msgspec import Struct

from language.catalogue import Voice
from language.message import Outgoing


class Delivery(Struct, frozen=True):
    """One ready payload on its way to one chat. `id` is the outbox row: a channel that stores messages keys them by it.

    A `silent` message shall not wake anybody up.
    """

    id: int
    chat: str
    payload: str
    silent: bool = False


class Channel(Protocol):
    """A way to reach people."""

    name: str
    paced: bool
    """Whether `messages_per_second` applies to it."""

    def render(self, message: Outgoing, voice: Voice) -> list[str]:
        """The message as ready payloads (JSON), one for each message of the platform; split where it is too long for one."""

    def is_group(self, chat: str) -> bool:
        """Whether several people read this chat."""

    async def deliver(self, delivery: Delivery) -> str:
        """Send one payload and return the platform's reference of the message.

        Raises Unreachable, Moved, RetryAfter, OutcomeUnknown or Refused; nothing else.
        """

    async def toast(self, callback: str, text: str) -> None:
        """Answer a tap at once with a few words. Best effort: never raises for what the platform says."""

    async def fetch(self, ref: str) -> bytes:
        """The bytes of a file that came with a message. Raises RetryAfter, OutcomeUnknown or Refused."""


class DeliveryError(Exception):
    """A message did not arrive, or nobody knows whether it did."""


class Unreachable(DeliveryError):
    """The person blocked the service or the chat is gone: no use to try again on this channel."""


class Moved(DeliveryError):
    """The chat has another id now (a group became a supergroup)."""

    def __init__(self, to: str) -> None:
        super().__init__(f"the chat moved to {to}")
        self.to = to


class RetryAfter(DeliveryError):
    """Nothing arrived, and it is to be tried again then. `everyone`: the wait is the whole channel's, not only this chat's.

    `asked` tells whether the platform asked for it, rather than that it was not reached.
    """

    def __init__(self, seconds: float, everyone: bool = True, asked: bool = True) -> None:
        super().__init__(f"{'asked to wait' if asked else 'to be tried again in'} {seconds} s")
        self.seconds = seconds
        self.everyone = everyone
        self.asked = asked


class OutcomeUnknown(DeliveryError):
    """The request went out and no answer came back: the message may or may not have arrived."""


class Refused(DeliveryError):
    """The platform will never take this payload. `str()` says why, for the log."""
