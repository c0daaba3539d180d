"""Two suggestions that are one: staff ask the author of the one whether it may go on as the other, and nobody else is asked."""

from __future__ import annotations

from language.message import Button, Outgoing
from language.text import _, lines, paragraphs
from services import staff
from services.calendar import DAY_MS
from services.cases import authors, council, kinds, moves, naming
from services.cases.kinds import DECLINED, DONE, Kind
from services.cases.outcomes import Already, CaseOutcome, Done, Refused
from services.telling import HOME, tell
from storage import audit, case_events, case_merges, cases, reminders
from storage.case_merges import Wish
from storage.cases import Case

MERGE = "case_merge"
"""The kind of reminder that ends the asking; its subject is the case."""
ASKING_MS = 7 * DAY_MS
"""Who has not answered by then is taken not to agree."""
MOST = 24


async def candidates(case: Case, by: int) -> list[Case]:
    """What the case might go on as: open ones of its kind that neighbours see, the most supported first. Empty for who is not staff."""
    if not await staff.is_staff(by, case.community_id):
        return []
    listed = await cases.public(case.community_id, case.kind, MOST + 1)
    return [other for other in listed if other.id != case.id and other.closed_ms is None][:MOST]


async def propose(case_id: int, into: int, by: int, now_ms: int) -> CaseOutcome:
    """Staff ask the author whether it may go on as another one."""
    case, target = await cases.get(case_id), await cases.get(into)
    if case is None or target is None or not await staff.is_staff(by, case.community_id):
        return Refused("no such case")
    if case_id == into or (target.community_id, target.kind) != (case.community_id, case.kind):
        return Refused("not yours")
    if not _open(case) or not _joinable(target):
        return Refused("closed")
    if not await authors.of(case, now_ms):
        return Refused("needs author")
    if not await case_merges.ask(case_id, into, by, now_ms):
        return Already(case_id)
    kind = await _kind(case)
    one, other = naming.headline(case, kind), naming.headline(target, kind)
    event_id = await case_events.add(case_id, by, "merge asked", now_ms, seen_by="reporter")
    asked = _("您提的「{one}」，和另一位邻居提的「{other}」差不多。合到一起办，好吗？", one=one, other=other)
    if child := await authors.childs_name(case, now_ms):
        asked = _(
            "{child}提的「{one}」，和另一位邻居提的「{other}」差不多。合到一起办，好吗？", child=child, one=one, other=other
        )
    text = paragraphs(
        asked,
        lines(
            _("合了：两边支持的人算在一起，有进展照样告诉您。"),
            _("不合也没关系，照旧单独办。{n}天里没有回答，就不合。", n=ASKING_MS // DAY_MS),
        ),
    )
    ways = (
        Button(label=_("好，合到一起"), data=f"/merge_yes {case_id}", look="main"),
        Button(label=_("不合，单独办"), data=f"/merge_no {case_id}"),
        Button(label=_("看看那一条"), data=f"/case {into}"),
    )
    await authors.tell_author(case, text, f"case:{case_id}:{event_id}", now_ms, *ways)
    await reminders.follow(MERGE, case_id, case.community_id, now_ms)
    await audit.note(case.community_id, by, "ask to merge", f"case:{case_id}", now_ms, detail=f"case:{into}")
    return Done(case_id, event_id)


async def answer(case_id: int, by: int, now_ms: int, *, agrees: bool) -> CaseOutcome:
    """The author's answer, which is theirs alone. Agreed: it goes on as the other one (`Done` names that), with all its followers."""
    case = await cases.get(case_id)
    if case is None or by not in await authors.of(case, now_ms):
        return Refused("not yours")
    wish = await case_merges.take(case_id)
    if wish is None:
        return Already(case_id)
    event_id = await case_events.add(case_id, by, "merge agreed" if agrees else "merge declined", now_ms, seen_by="reporter")
    target = await cases.get(wish.into_id)
    joined = agrees and target is not None and await _join(case, target, by, now_ms)
    await _tell_asker(case, wish, f"case:{case_id}:{event_id}", now_ms, joined=joined)
    if agrees and not joined:
        return Refused("closed")
    return Done(wish.into_id if joined else case_id, event_id)


async def lapse(case_id: int, now_ms: int) -> None:
    """Nobody answered: it stays as it is, and whoever asked hears so."""
    case, wish = await cases.get(case_id), await case_merges.take(case_id)
    if case is None or wish is None:
        return
    event_id = await case_events.add(case_id, None, "merge lapsed", now_ms, seen_by="reporter")
    await _tell_asker(case, wish, f"case:{case_id}:{event_id}", now_ms, joined=False)


async def _join(case: Case, target: Case, by: int, now_ms: int) -> bool:
    if not _joinable(target) or not await moves.join_together(case, target, by, now_ms):
        return False
    await cases.recount(target.id)
    await case_events.add(target.id, by, "merged in", now_ms, words="1", seen_by="staff")
    await council.inherit(case, target, now_ms)
    await moves.count_for_agenda(target.id, now_ms)
    return True


async def _tell_asker(case: Case, wish: Wish, cause: str, now_ms: int, *, joined: bool) -> None:
    if wish.asked_by is None:
        return
    what = naming.headline(case, await _kind(case))
    text = _("「{what}」合到一起办了。", what=what) if joined else _("「{what}」没有合，照旧单独办。", what=what)
    buttons = (Button(label=_("看看"), data=f"/case {wish.into_id if joined else case.id}", look="main"), HOME)
    await tell(wish.asked_by, Outgoing(text=text, buttons=buttons), cause, now_ms)


def _joinable(target: Case) -> bool:
    return _open(target) and target.shown == "yes"


def _open(case: Case) -> bool:
    return case.closed_ms is None and case.merged_into is None and case.phase not in (DONE, DECLINED)


async def _kind(case: Case) -> Kind:
    return await kinds.get(case.community_id, case.kind) or kinds.lost(case.kind)
