"""A case whose owner may not see to it any more: it waits for another, and those who can take it hear so."""

from __future__ import annotations

from language.text import _, lines
from services.cases import clock, hearing, kinds, naming, seeing
from storage import case_events, case_queue, cases, reminders
from storage.cases import Case
from storage.outbox import Terms, Weight


async def let_go(person_id: int, now_ms: int) -> None:
    """Somebody works here no more, or leads a team no more: what they saw to, and may see to no longer, is free."""
    for case in await case_queue.owned(person_id):
        if not await seeing.acts(case, person_id):
            await set_free(case, now_ms)


async def set_free(case: Case, now_ms: int) -> None:
    """Nobody sees to it any more: everybody who may can take it."""
    if not await cases.own(case.id, None, case.owner_id, now_ms):
        return
    event_id = await case_events.add(case.id, None, "freed", now_ms, seen_by="staff")
    await reminders.follow(clock.CASE, case.id, case.community_id, now_ms)
    kind = await kinds.get(case.community_id, case.kind) or kinds.lost(case.kind)
    text = lines(_("这件事现在没有人处理了，谁来接手？"), naming.headline(case, kind))
    terms = Terms(weight=Weight.DANGER if case.danger else Weight.MATTERS)
    await hearing.tell_all(case, text, f"case:{case.id}:{event_id}", now_ms, terms, free=True)
