"""What everybody at the desk may do about their own sign-in: see where they are signed in, end it, change to another community."""

from __future__ import annotations

import msgspec

from desk.forms import Wrong
from desk.pages import Done, NoFields, NotHere, Pages, Shown, Visit
from language.text import _
from services import signin
from storage import communities

pages = Pages()


class Session(msgspec.Struct, frozen=True):
    """One session."""

    session: int


class Community(msgspec.Struct, frozen=True):
    """One community."""

    community: int


@pages.get("/own", may="own")
async def own(visit: Visit) -> Shown:
    """Where one is signed in, and the communities one works for."""
    desks = [await communities.get(community_id) for community_id in await signin.desks(visit.by)]
    return visit.show("own.html", sessions=await signin.sessions(visit.by, visit.now_ms), desks=desks)


@pages.post("/own/end", may="own", form=Session)
async def end(visit: Visit, form: Session) -> Done:
    """Sign out on one device."""
    if not await signin.leave(visit.by, form.session, visit.community_id, visit.now_ms):
        raise NotHere
    return Done("/own", _("那台设备已经退出了。"))


@pages.post("/own/out", may="own")
async def out(visit: Visit, form: NoFields) -> Done:
    """Sign out here."""
    await signin.leave(visit.by, visit.worker.session_id, visit.community_id, visit.now_ms)
    return Done("/own")


@pages.post("/own/out-elsewhere", may="own")
async def out_elsewhere(visit: Visit, form: NoFields) -> Done:
    """Sign out everywhere but here."""
    await signin.leave_all(visit.by, visit.community_id, visit.now_ms, but=visit.worker.session_id)
    return Done("/own", _("其他设备都退出了。"))


@pages.post("/own/community", may="own", form=Community, again=own)
async def community(visit: Visit, form: Community) -> Done:
    """Work for another community."""
    if not await signin.move(visit.worker, form.community, visit.now_ms):
        raise Wrong(_("您在那个社区没有工作。"))
    return Done("/")
