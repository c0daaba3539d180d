"""What was said to many: how far each has come, stop it, and call those whom it did not reach."""

from __future__ import annotations

from datetime import date

import msgspec

from desk.forms import Wrong
from desk.pages import Done, NoFields, NotHere, Pages, Shown, Visit
from language.text import Saying, _
from services import audiences, broadcasts
from services.broadcasts import Progress
from services.calendar import to_local
from storage.broadcasts import Audience, Broadcast

pages = Pages()

MOST = 20


@pages.get("/messages/broadcasts", may="messages.see")
async def listed(visit: Visit) -> Shown:
    """The newest first."""
    skip = visit.number("skip")
    found = await broadcasts.listed(visit.community_id, visit.by, MOST + 1, skip)
    return visit.show(
        "messages/broadcasts.html",
        listed=[(one, await named(visit, one.broadcast)) for one in found[:MOST]],
        skip=skip,
        most=MOST,
        more=len(found) > MOST,
        shortened=broadcasts.shortened,
    )


@pages.get("/messages/broadcasts/{broadcast_id:int}", may="messages.see")
async def one(visit: Visit) -> Shown:
    """What was said, to whom, what has become of it, and whom it did not reach."""
    found = await _known(visit)
    missed = await broadcasts.not_reached(found.broadcast, visit.by, today(visit), visit.now_ms, visit.number("after"))
    return visit.show(
        "messages/broadcast.html",
        found=found,
        whom=await named(visit, found.broadcast),
        missed=missed,
        more=len(missed) == broadcasts.AT_ONCE,
    )


@pages.get("/messages/broadcasts/{broadcast_id:int}/stop", may="messages.change")
async def stopping(visit: Visit) -> Shown:
    """What stopping it means."""
    found = await _known(visit)
    return visit.show("messages/stop.html", found=found, whom=await named(visit, found.broadcast))


@pages.post("/messages/broadcasts/{broadcast_id:int}/stop", may="messages.change", again=stopping)
async def stop(visit: Visit, form: NoFields) -> Done:
    """Take back what was not sent."""
    found = await _known(visit)
    stopped = await broadcasts.stop(found.broadcast.id, visit.by, visit.now_ms)
    assert stopped is not None
    said = (
        _("停了，{n}人不再收到。", n=stopped.stopped) if stopped.broadcast.state == "stopped" else _("已经发完了，停不了了。")
    )
    return Done(f"/messages/broadcasts/{found.broadcast.id}", said)


@pages.post("/messages/broadcasts/{broadcast_id:int}/call", may="messages.change", again=one)
async def call(visit: Visit, form: NoFields) -> Done:
    """Those whom it did not reach are phoned."""
    found = await _known(visit)
    number = await broadcasts.wish_calls(found.broadcast.id, visit.by, today(visit), visit.now_ms)
    if not number:
        raise Wrong(_("没有要打电话的，或者已经放进名单了。"))
    return Done(f"/messages/broadcasts/{found.broadcast.id}", _("{n}人正在放进要打电话的名单。", n=number))


def today(visit: Visit) -> date:
    """The local day."""
    return to_local(visit.now_ms, visit.zone).date()


async def _known(visit: Visit) -> Progress:
    found = await broadcasts.progress(visit.number("broadcast_id"), visit.by)
    if found is None or found.broadcast.community_id != visit.community_id:
        raise NotHere
    return found


async def named(visit: Visit, broadcast: Broadcast) -> Saying:
    """For whom it was."""
    audience = msgspec.json.decode(broadcast.audience, type=Audience)
    return await audiences.named(audience, to_local(broadcast.created_ms, visit.zone).date())
