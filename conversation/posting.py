"""Posting: what a turn says goes into the outbox, in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence

from conversation.house import House
from language.message import Incoming, Outgoing
from storage import outbox
from storage.accounts import Account


async def post(
    incoming: Incoming, account: Account | None, said: Sequence[Outgoing], house: House, language: str, now_ms: int
) -> None:
    """Put messages into the outbox as the replies to this update, as ready payloads of its channel."""
    render, voice = house.renderers[incoming.channel], house.voice(language).at(now_ms)
    cause = f"{incoming.channel}:{incoming.update_id}"
    for n, payload in enumerate([payload for message in said for payload in render(message, voice)]):
        await outbox.reply(cause, n, incoming.channel, incoming.chat, account.id if account else None, payload, now_ms)
