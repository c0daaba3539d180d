"""What residents could not get done because something failed."""

from __future__ import annotations

import msgspec

from desk.messages.words import CHANNELS
from desk.pages import Done, Pages, Shown, Visit
from language.text import _
from services import desk

pages = Pages()


class Seen(msgspec.Struct, frozen=True):
    """Up to which one they were seen."""

    up_to: int


@pages.get("/messages/parked", may="messages.see")
async def parked(visit: Visit) -> Shown:
    """What nobody has seen yet, the oldest first."""
    found = await desk.failed(visit.community_id, visit.by)
    return visit.show("messages/parked.html", failed=found, most=desk.MOST_PARKED, channels=CHANNELS)


@pages.post("/messages/parked", may="messages.change", form=Seen, again=parked)
async def see(visit: Visit, form: Seen) -> Done:
    """They have been seen."""
    seen = await desk.see(visit.community_id, form.up_to, visit.by, visit.now_ms)
    return Done("/messages/parked", _("好的，{n}件都记为看过了。", n=seen))
