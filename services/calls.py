"""Calls that staff have to make to those whom no message reaches, and the words to say."""

from __future__ import annotations

import msgspec

from language.message import Button
from language.text import Saying, _, lines
from services.staff import is_staff
from services.still import still_so
from services.telling import notice, tell_staff
from storage import audit, calls
from storage.calls import Call

MOST = 200
MOST_NAMED = 20

_decode = msgspec.json.Decoder(Saying).decode


def said(call: Call) -> Saying:
    """What to say."""
    words: Saying = _decode(call.words)
    return words


def offered(call: Call) -> int | None:
    """The enrolment to which a seat is held, where the call is about that: staff can answer for the person."""
    word, _colon, enrolment_id = call.about.partition(":")
    return int(enrolment_id) if word == "offer" else None


async def waiting(community_id: int, by: int, now_ms: int) -> list[Call]:
    """Whom to phone about what is still so, the most urgent first. Empty for who is not staff."""
    if not await is_staff(by, community_id):
        return []
    return [call for call in await calls.waiting(community_id, now_ms, MOST) if await still_so(call.about)]


async def get(call_id: int, by: int) -> Call | None:
    """One call with number and words. None for who is not staff, and once it was made or is not so any more."""
    found = await calls.get(call_id)
    return found if found is not None and await is_staff(by, found.community_id) and await still_so(found.about) else None


async def look_up(call_id: int, by: int, now_ms: int) -> None:
    """Somebody looks at the number and the words of a call: it is written down."""
    if found := await get(call_id, by):
        await audit.note(found.community_id, by, "see phone", f"person:{found.person_id}", now_ms)


async def made(call_id: int, by: int, now_ms: int, *, reached: bool) -> None:
    """Somebody was told, or did not answer and is called again later. Does nothing without the right, and where it was done before."""
    found = await get(call_id, by)
    if found is None:
        return
    await audit.note(found.community_id, by, "call" if reached else "call in vain", f"person:{found.person_id}", now_ms)
    await (calls.done(call_id, by, now_ms) if reached else calls.tried(call_id))


async def tell_new(community_id: int, now_ms: int) -> bool:
    """Tell staff of the calls of which they have not heard. False where there are none."""
    new = await calls.untold(community_id, MOST)
    names = list(dict.fromkeys([call.name for call in new if await still_so(call.about)]))
    for call in new:
        await calls.told(call.id, now_ms)
    if not names:
        return bool(new)
    text = lines(
        _("有{n}位居民收不到消息，请打电话转告：", n=len(names)),
        "、".join(names[:MOST_NAMED]),
        _("……还有{n}个", n=len(names) - MOST_NAMED) if len(names) > MOST_NAMED else None,
    )
    to_call = Button(label=_("要打电话的"), data="/staff_calls", look="main")
    await tell_staff(community_id, notice(text, to_call), f"calls:{new[-1].id}", now_ms)
    return True
