"""What the patrol of the demo reported on its last rounds, so that whoever works there finds something to do. No real community ever has it.

It is told in the past, and so nobody is told that it was reported; from then on it is seen to, or late, like any other.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from services.calendar import to_local, to_ms
from services.cases import clock, kinds, places, similar
from services.cases.kinds import HAZARD, Kind
from storage import case_events, case_followers, cases, people, reminders, spots, teams

_NAME = "陈富明"
_ROUNDS = (time(8, 20), time(19, 20))
_LIGHT = ("7栋楼下的路灯不亮，晚上看不见台阶", "power", "building-7")
"""Its words, its category, and the spot: on the last round."""
_RAILING = ("社区广场边上的栏杆松了，一推就晃", "building", "square")
"""Three rounds before that; it is being seen to."""
_SEEN_TO = "物业看过了，后天带新螺丝来加固，先拉了警戒线。"


async def tell(community_id: int, now_ms: int, zone: ZoneInfo) -> bool:
    """Have the demo's community find two hazards in its queue. False where it had any, or takes none."""
    kind = await kinds.get(community_id, HAZARD)
    if kind is None or kind.working is None or await cases.any_of(community_id, HAZARD):
        return False
    walked = _rounds(now_ms, zone)
    known = await people.named(community_id, _NAME, 1)  # from the demo's story
    patrolman = known[0].id if known else await people.add(community_id, _NAME, walked[3])
    railing = await _report(community_id, kind, patrolman, _RAILING, walked[3])
    case = await cases.get(railing)
    assert case is not None
    await cases.move(case, kind.working.id, kind.working.phase, walked[2], due_ms=case.due_ms, closed_ms=None)
    await case_events.add(railing, None, "state", walked[2], state=kind.working.id, words=_SEEN_TO)
    await _report(community_id, kind, patrolman, _LIGHT, walked[0])
    return True


def _rounds(now_ms: int, zone: ZoneInfo) -> list[int]:
    """When the last rounds were under way, the last first."""
    today = to_local(now_ms, zone).date()
    moments = [to_ms(datetime.combine(today - timedelta(days), at), zone) for days in range(4) for at in _ROUNDS]
    return sorted((moment for moment in moments if moment < now_ms), reverse=True)


async def _report(community_id: int, kind: Kind, by: int, what: tuple[str, str, str], at_ms: int) -> int:
    words, category_id, slug = what
    spot = next((spot for spot in await spots.of_community(community_id) if spot.slug == slug), None)
    where = places.of_spot(spot.id, spot.name) if spot is not None else places.Where()
    category = kind.category(category_id)
    severity = category.severity if category is not None else ""
    team = await teams.by_slug(community_id, category.team) if category is not None and category.team else None
    case_id = await cases.add(
        community_id, kind.id, kind.first.id, kind.first.phase, at_ms,
        words=words, category=category.id if category is not None else "", severity=severity, place=where.words,
        place_key=where.key, spot_id=where.spot_id, reporter_id=by, made_by=by, team_id=team.id if team is not None else None,
        due_ms=clock.due(kind, severity, kind.first, at_ms, None),
    )  # fmt: skip
    await cases.told(case_id)
    await case_events.add(case_id, by, "reported", at_ms, state=kind.first.id, words=words)
    await case_followers.add(case_id, by, "joined", at_ms)  # not as its reporter: nobody need phone somebody invented
    await cases.recount(case_id)
    await reminders.follow(clock.CASE, case_id, community_id, at_ms)
    case = await cases.get(case_id)
    assert case is not None
    await similar.index(case)
    return case_id
