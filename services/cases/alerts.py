"""Who hears at once that something was brought up: who sees to it, and everybody who works here where life is in danger."""

from __future__ import annotations

from language.message import Button, Outgoing
from language.text import Saying, _, lines
from services.calendar import MINUTE_MS
from services.cases import kinds, naming
from services.cases.kinds import Kind
from services.telling import tell, tell_staff
from storage import cases, reminders, teams
from storage.cases import Case
from storage.outbox import Terms, Weight

NEW = "new_cases"
"""The kind of reminder that tells staff what was brought up since they were told last; its subject is the community."""
EVERY_MS = 5 * MINUTE_MS
"""In a storm staff hear of new cases no more often than that, danger apart."""
SAME_ALARM_MS = 10 * MINUTE_MS
"""A second report of the same danger within that is no second alarm."""
USE_MS = 24 * 60 * MINUTE_MS
MOST, MOST_NAMED = 1_000, 5


async def tell_new(case: Case, kind: Kind, now_ms: int) -> None:
    """Tell of a new case: of danger at once and aloud, of everything else together with what comes within minutes."""
    if not case.danger or await _known(case, now_ms):
        await reminders.follow(NEW, case.community_id, case.community_id, now_ms)
        return
    text = lines(
        _("紧急！有人报告危险，请马上处理："),
        naming.headline(case, kind),
        case.words if case.words and case.category else None,
    )
    message = Outgoing(
        text=text,
        buttons=(
            Button(label=_("我去处理"), data=f"/case_take {case.id}", look="main"),
            Button(label=_("看看"), data=f"/case {case.id}"),
        ),
    )
    terms = Terms(until_ms=now_ms + USE_MS, weight=Weight.DANGER)
    cause = f"danger:{case.id}"
    await cases.told(case.id)
    await tell_staff(case.community_id, message, cause, now_ms, terms)
    if case.team_id is not None:
        for lead in await teams.leads(case.team_id):
            await tell(lead, message, cause, now_ms, terms)


async def tell_together(community_id: int, now_ms: int) -> bool:
    """Tell staff, and the leads of the teams concerned, of what was brought up since they were told last, in one message each.

    False where there was nothing.
    """
    new = await cases.untold(community_id, MOST)
    if not new:
        return False
    cause, terms = f"new_cases:{new[-1].id}", Terms(until_ms=now_ms + USE_MS)
    button = Button(label=_("待办"), data="/queue", look="main")
    await tell_staff(community_id, Outgoing(text=await _said(new), buttons=(button,)), cause, now_ms, terms)
    for team_id in dict.fromkeys(case.team_id for case in new if case.team_id is not None):
        own = [case for case in new if case.team_id == team_id]
        for lead in await teams.leads(team_id):
            await tell(lead, Outgoing(text=await _said(own), buttons=(button,)), cause, now_ms, terms)
    for case in new:
        await cases.told(case.id)
    return True


async def never_told(community_id: int, since_ms: int) -> bool:
    """Whether something waits that was brought up by then: staff were not told at that moment, as whoever noted it may think."""
    oldest = await cases.untold(community_id, 1)
    return bool(oldest) and oldest[0].created_ms <= since_ms


async def _said(new: list[Case]) -> Saying:
    known = {kind.id: kind for kind in await kinds.of(new[0].community_id)}
    listed = [naming.headline(case, known.get(case.kind) or kinds.lost(case.kind)) for case in new[:MOST_NAMED]]
    return lines(
        _("新收到{n}件：", n=len(new)),
        *[lines(_("· {what}", what=one)) for one in listed],
        _("……还有{n}件", n=len(new) - MOST_NAMED) if len(new) > MOST_NAMED else None,
    )


async def _known(case: Case, now_ms: int) -> bool:
    """Whether the same danger was told of a moment ago."""
    return any(
        other.danger and other.id != case.id and other.category == case.category and other.place_key == case.place_key
        for other in await cases.since(case.community_id, now_ms - SAME_ALARM_MS)
    )
