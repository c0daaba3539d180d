"""Parking: what becomes of an update that could not be handled. It is kept for staff, the person hears it and has a way on."""

from __future__ import annotations

import msgspec

from conversation.errors import FlowError
from conversation.house import House
from conversation.posting import post
from conversation.screen import plain
from conversation.turn import Receipt
from language.failures import told
from language.message import Incoming
from language.text import _
from storage import accounts, conversations, inbox

MOST_FAILURES = 2
"""A conversation that fails this often in a row is closed: it would only fail again."""


async def park(incoming: Incoming, house: House, error: str, conversation_id: int, now_ms: int) -> Receipt:
    """Keep the update with its error, apologise, and close a conversation that failed twice, telling staff.

    `conversation_id` is the one that was being replayed, 0 where it was none.
    """
    if not await inbox.record(incoming.channel, incoming.update_id, now_ms):
        return Receipt(repeated=True)
    account = await accounts.arrive(incoming.channel, incoming.sender, incoming.language or "zh", now_ms)
    body = msgspec.json.encode(incoming).decode()
    await inbox.park(incoming.channel, incoming.update_id, account.id, body, error, now_ms)
    text = _("对不起，刚才这一步没办成，工作人员会来看。请再试一次，或者从首页重新开始。")
    if await conversations.failed(conversation_id) >= MOST_FAILURES:
        flow = await conversations.give_up(conversation_id)
        await house.trouble(account.person_id, flow, f"{incoming.channel}:{incoming.update_id}", now_ms)
        text = _("对不起，这件事我现在办不成，已经告诉工作人员了。您可以先从首页办别的。")
    await post(incoming, account, [plain(text)], house, account.language, now_ms)
    return Receipt(toast=house.voice(account.language).say(_("刚才没办成，请看消息。")))


async def park_unreadable(channel: str, update_id: str, raw: str, error: str, now_ms: int) -> None:
    """Keep an update that no channel code could read."""
    if await inbox.record(channel, update_id, now_ms):
        await inbox.park(channel, update_id, None, raw, error, now_ms)


def describe(error: BaseException) -> str:
    """What went wrong and where, without what anybody said: an exception's message may quote it."""
    return f"{told(error)}: {error}" if isinstance(error, FlowError) else told(error)
