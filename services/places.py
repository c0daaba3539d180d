"""The communities, and how to reach the people who work there."""

from __future__ import annotations

import json

from language.message import Document, Outgoing
from language.text import _
from services.telling import tell_staff
from storage import communities as communities_
from storage import errands, people
from storage.communities import Community

VOICE = "voice"
"""The errand that fetches a voice message and hands it to staff."""


async def communities() -> list[Community]:
    """Every community that this service holds."""
    return await communities_.every()


async def contact(person_id: int) -> Community | None:
    """The person's community; None where none was chosen yet."""
    person = await people.get(person_id)
    return await communities_.get(person.community_id) if person and person.community_id is not None else None


async def named(community_id: int) -> str:
    """The community's name; "" where there is none."""
    found = await communities_.get(community_id)
    return found.name if found else ""


async def hand_voice(account_id: int, person_id: int, channel: str, ref: str, now_ms: int) -> None:
    """Have a voice message fetched after this turn, kept, and handed to the staff of the person's community."""
    body = json.dumps({"person_id": person_id, "channel": channel, "ref": ref})
    await errands.add(VOICE, account_id, body, now_ms)


async def voice_arrived(person_id: int, document: Document | None, cause: str, now_ms: int) -> None:
    """Hand a voice message to staff, with whom to call back. None for `document`: it could not be fetched any more."""
    person = await people.get(person_id)
    if person is None or person.community_id is None:
        return
    who = f"{person.name} {person.phone}".strip() or _("一位居民")
    text = _("{who} 发来一段语音，请听一下并回复。", who=who)
    if document is None:
        text = _("{who} 发来一段语音，没有取到，请打电话问问。", who=who)
    await tell_staff(person.community_id, Outgoing(text=text, document=document), cause, now_ms)
