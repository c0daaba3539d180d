"""Who waits for a person now, who talks with whom, and whether one is on duty oneself."""

from __future__ import annotations

from desk.messages.words import lasted
from desk.pages import Done, NoFields, NotHere, Pages, Shown, Visit
from language.text import Moment, _
from services import desk, glances
from services.talks import asking, duty, reading, talking, wording
from storage.talks import WAITING

pages = Pages()


@pages.get("/messages", may="messages.see")
async def overview(visit: Visit) -> Shown:
    """Those who wait first."""
    own = await talking.own(visit.by)
    return visit.show(
        "messages/overview.html",
        waiting=await asking.waiting(visit.community_id, visit.by),
        own=[(one, await reading.unanswered(one)) for one in own if one.community_id == visit.community_id],
        others=await talking.others(visit.community_id, visit.by),
        on_duty=await duty.roster(visit.community_id, visit.now_ms),
        until_ms=await duty.until_ms(visit.community_id, visit.by, visit.now_ms),
        asked=await glances.running(visit.community_id, visit.by, visit.now_ms),
        failed=len(await desk.failed(visit.community_id, visit.by)),
        lasted=lambda since_ms: lasted(visit.now_ms - since_ms),
        late=lambda one: bool(one.danger) or visit.now_ms - one.asked_ms >= asking.WAIT_MS,
        mine=lambda one: one.state == WAITING and one.staff_id == visit.by and not one.danger,
        who=asking.who,
        named=glances.named,
        state=wording.state,
    )


@pages.post("/messages/on-duty", may="messages.change", again=overview)
async def come(visit: Visit, form: NoFields) -> Done:
    """Residents who ask for a person are put through to me from now on."""
    until_ms = await duty.come(visit.community_id, visit.by, visit.now_ms, visit.zone)
    if until_ms is None:
        raise NotHere
    return Done("/messages", _("您在岗了，到{until}。居民找人会先请您接。", until=Moment(until_ms, "time")))


@pages.post("/messages/off-duty", may="messages.change", again=overview)
async def go(visit: Visit, form: NoFields) -> Done:
    """They are not any more; talks that I am in go on."""
    await duty.go(visit.community_id, visit.by, visit.now_ms)
    return Done("/messages", _("好的，辛苦了！"))
