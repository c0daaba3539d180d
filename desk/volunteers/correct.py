"""Somebody's part in one shift, and putting their hours right: to how much, and why."""

from __future__ import annotations

import msgspec

from desk.pages import Done, NotHere, Pages, Shown, Visit, Wrong
from desk.volunteers import asked
from language.text import _
from services.patrol import hour_papers, hours, roster
from services.patrol.hours import LONGEST_REASON, Corrected, NotSo
from storage.checkins import Stint
from storage.volunteer_hours import Change

pages = Pages()


class Correction(msgspec.Struct, frozen=True):
    """So many minutes in place of `was` (None: nothing counted), for this reason; `words` go first."""

    minutes: int
    why: str = ""
    words: str = ""
    was: int | None = None


@pages.get("/volunteers/{team_id:int}/shifts/{shift_id:int}/hours/{person_id:int}", may="volunteers.change")
async def part(visit: Visit) -> Shown:
    """What counts, and what was put right before."""
    stint, changes = await _part(visit)
    return visit.show(
        "volunteers/correct.html",
        stint=stint, who=roster.called(stint), counted=hours.counted(stint), planned=hours.planned(stint), most=hours.most(stint),
        changes=[hours.changed(one) for one in changes], duration=hours.duration, how=hour_papers.HOW,
        reasons=[(one.source, one) for one in hours.REASONS.values()], over=visit.now_ms >= stint.ends_ms,
    )  # fmt: skip


@pages.post(
    "/volunteers/{team_id:int}/shifts/{shift_id:int}/hours/{person_id:int}",
    may="volunteers.change",
    form=Correction,
    again=part,
)
async def correct(visit: Visit, form: Correction) -> Done:
    """Put them right; the volunteer hears who did it and why."""
    stint, _changes = await _part(visit)
    reason = " ".join((form.words or form.why).split())
    if not 0 <= form.minutes <= hours.most(stint):
        raise Wrong(minutes=_("请写分钟数，0到{most}之间，比如：90。", most=hours.most(stint)))
    if not reason:
        raise Wrong(words=_("请选一个原因，或者自己写。"))
    if len(reason) > LONGEST_REASON:
        raise Wrong(words=_("有点长了，请缩短到{most}个字以内。", most=LONGEST_REASON))
    outcome = await hours.correct(stint.shift_id, stint.person_id, form.was, form.minutes, reason, visit.by, visit.now_ms)
    match outcome:
        case Corrected():
            text = _("改好了：{who} {long}。", who=roster.called(stint), long=hours.duration(form.minutes))
            return Done(f"/volunteers/{stint.team_id}/hours/{stint.person_id}?span={stint.day[:7]}", text)
        case NotSo():
            raise Wrong(_("没有改成：这一班刚刚有变动，请再看一眼。"))
        case _:
            raise NotHere


async def _part(visit: Visit) -> tuple[Stint, list[Change]]:
    shift = await asked.led_shift(visit)
    found = await hours.stint_of(shift.id, visit.number("person_id"), visit.by)
    if found is None:
        raise NotHere
    return found
