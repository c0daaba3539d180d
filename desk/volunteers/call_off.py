"""Calling a shift off, after a look at whom that concerns; and having it take place after all."""

from __future__ import annotations

import msgspec

from desk.pages import Done, NoFields, NotHere, Pages, Shown, Visit, Wrong
from desk.volunteers import asked
from language.text import Text, _
from services.patrol import duties, roster, shift_changes
from services.patrol.shift_changes import Ended, Restored
from services.patrol.shift_telling import CALLED_OFF, when
from services.patrol.shifts import LONGEST_REASON
from services.patrol.teams import NotAllowed
from storage import shift_places

pages = Pages()
_BEGUN = _("没有变动：这一班已经开始，或者别人刚改过。")


class Reason(msgspec.Struct, frozen=True):
    """Why: one of the usual reasons, or in words, which go first."""

    why: str = ""
    words: str = ""


@pages.get("/volunteers/{team_id:int}/shifts/{shift_id:int}/cancel", may="volunteers.change")
async def look(visit: Visit) -> Shown:
    """Who will hear that the shift does not take place."""
    found = await asked.led_shift(visit)
    if not found.coming(visit.now_ms):
        raise NotHere
    places = await shift_places.of_shift(found.id)
    return visit.show(
        "volunteers/cancel.html",
        shift=found, when=when(found), reasons=list(CALLED_OFF.items()),
        people=[roster.named(place.name, place.birth_date, visit.now_ms) for place in places],
        reach=await shift_changes.reach(found.id, visit.now_ms, besides=visit.by),
    )  # fmt: skip


@pages.post("/volunteers/{team_id:int}/shifts/{shift_id:int}/cancel", may="volunteers.change", form=Reason, again=look)
async def cancel(visit: Visit, form: Reason) -> Done:
    """Call it off."""
    found = await asked.led_shift(visit)
    if len(form.words) > LONGEST_REASON:
        raise Wrong(words=_("有点长了，请缩短到{most}个字以内。", most=LONGEST_REASON))
    reach = await shift_changes.reach(found.id, visit.now_ms, besides=visit.by)
    done = await duties.cancel(found.id, visit.by, form.words or form.why, visit.now_ms)
    if isinstance(done, NotAllowed):
        raise NotHere
    if not done:
        raise Wrong(_BEGUN)
    text = _("{shift} 取消了，已经告诉{n}人。", shift=when(found), n=reach.told)
    if reach.to_call:
        text = _("{shift} 取消了，已经告诉{n}人，还有{m}人要打电话。", shift=when(found), n=reach.told, m=reach.to_call)
    return Done(f"/volunteers/{found.team_id}/week?day={found.day}", text)


@pages.post("/volunteers/{team_id:int}/shifts/{shift_id:int}/restore", may="volunteers.change")
async def restore(visit: Visit, form: NoFields) -> Done:
    """Have it take place after all."""
    found = await asked.led_shift(visit)
    outcome = await shift_changes.restore(found.id, visit.by, visit.now_ms)
    if isinstance(outcome, NotAllowed):
        raise NotHere
    text: Text = _BEGUN
    if isinstance(outcome, Ended):
        text = _("「{duty}」已经不办了，这一班不能恢复。", duty=found.duty)
    if isinstance(outcome, Restored):
        text = _("{shift} 照常，原来的{n}人已经请回来。", shift=when(found), n=outcome.people)
    return Done(f"/volunteers/{found.team_id}/week?day={found.day}", text)
