"""The demo's one story: the slide that a child suggested, as the case study tells of it. No real community ever has it.

It is told in the past, so nobody hears of it: what happened is written down as it would have been, and nothing is sent.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from services import households
from services.calendar import to_local, to_ms
from services.cases import kinds, similar
from services.cases.kinds import SUGGESTION, Kind
from storage import case_events, case_followers, cases, meetings, people

WORDS = "在小区里增设一个滑梯吧，放学了大家可以一起玩"
_GUARDIAN, _CHILD, _AGE = "王小倩", "乐乐", 8
_SUPPORTERS = ("陈富明", "赵新德", "周新祥")
_MEETING, _PLACE = "童眼看社区议事会", "党群服务中心多功能活动室"
_ADOPTED = "十二个孩子都举了手，滑梯就建在中心花园东边。"
_STEPS = ((20, "building", "场地量好了，旧花坛已经移走，施工队进场。"), (4, "building", "滑梯到货了，正在打地基，下周安装。"))
"""Days ago, the state from then on, and what was said."""
_SUGGESTED, _SHOWN, _MET = 45, 44, 38
_AT = time(10)


async def tell(community_id: int, now_ms: int, zone: ZoneInfo) -> bool:
    """Have the demo's community remember how the slide came to be built. False where it had any suggestion, or takes none."""
    kind = await kinds.get(community_id, SUGGESTION)
    if kind is None or await cases.any_of(community_id, SUGGESTION):
        return False
    today = to_local(now_ms, zone).date()

    def ago(days: int) -> int:
        return to_ms(datetime.combine(today - timedelta(days), _AT), zone)

    case_id = await _suggest(community_id, kind, today, ago(_SUGGESTED))
    await case_events.add(case_id, None, "shown", ago(_SHOWN))
    for name in _SUPPORTERS:
        neighbour = await people.add(community_id, name, ago(_SHOWN))
        await case_followers.add(case_id, neighbour, "support", ago(_SHOWN))
    await cases.recount(case_id)
    meeting_id = await meetings.add(community_id, _MEETING, ago(_MET), _PLACE, None, ago(_SHOWN))
    await meetings.put(meeting_id, case_id)
    await _move(case_id, kind, "agenda", "council", _MEETING, ago(_SHOWN))
    await meetings.decide(meeting_id, case_id, "adopted", _ADOPTED)
    await meetings.end(meeting_id, "held", "")
    await _move(case_id, kind, "adopted", "state", _ADOPTED, ago(_MET))
    for days, state, words in _STEPS:
        await _move(case_id, kind, state, "progress", words, ago(days))
    return True


async def _suggest(community_id: int, kind: Kind, today: date, at_ms: int) -> int:
    guardian_id = await people.add(community_id, _GUARDIAN, at_ms)
    child_id = await households.add_child(guardian_id, _CHILD, date(today.year - _AGE, 1, 1), at_ms)
    assert isinstance(child_id, int)
    case_id = await cases.add(
        community_id, kind.id, kind.first.id, kind.first.phase, at_ms,
        words=WORDS, reporter_id=child_id, made_by=guardian_id, shown="yes",
    )  # fmt: skip
    await cases.told(case_id)
    await case_events.add(case_id, guardian_id, "reported", at_ms, state=kind.first.id, words=WORDS)
    await case_followers.add(case_id, guardian_id, "support", at_ms)  # not as its author: nobody need phone somebody invented
    case = await cases.get(case_id)
    assert case is not None
    await similar.index(case)
    return case_id


async def _move(case_id: int, kind: Kind, state_id: str, what: str, words: str, at_ms: int) -> None:
    case, state = await cases.get(case_id), kind.state(state_id)
    if case is None or state is None:
        return
    await cases.move(case, state.id, state.phase, at_ms, due_ms=None, closed_ms=None)
    await case_events.add(case_id, None, what, at_ms, state=state.id, words=words)
