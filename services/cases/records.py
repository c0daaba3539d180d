"""What cases hold on a person: two records that become one, the export, and the erasure, after which a timeline is as long as before."""

from __future__ import annotations

from typing import Any

from msgspec import to_builtins

from language.message import Button
from language.text import _
from services import households
from services.cases import files, freeing, kinds, similar
from services.cases.kinds import DECLINED, DONE, SOLVED
from services.telling import notice, tell
from storage import case_events, case_files, case_followers, case_records, cases
from storage.cases import Case


async def hand_over(duplicate_id: int, keep_id: int) -> None:
    """What one record brought up, follows, sees to, said and sent is the other's."""
    followed = await case_followers.of_person(duplicate_id)
    await case_records.hand_over(duplicate_id, keep_id)
    await case_followers.hand_over(duplicate_id, keep_id)
    for case_id in followed:
        await cases.recount(case_id)
    await case_events.hand_over(duplicate_id, keep_id)
    await case_files.hand_over(duplicate_id, keep_id)


async def held(person_id: int) -> dict[str, Any]:
    """Everything that cases hold on the person, as JSON can hold it. Times are UTC milliseconds.

    What they wrote down as staff, for a resident who called, is the resident's: of it they take the number along.
    """
    found = await case_records.of(person_id)
    own = [case for case in found if await _theirs(case, person_id)]
    return {
        "brought_up": [to_builtins(case) for case in own],
        "written_down": [case.id for case in found if case.made_by == person_id and case not in own],
        "seen_to": [case.id for case in found if case.owner_id == person_id],
        "followed": await case_followers.of_person(person_id),
        "said": [to_builtins(event) for event in await case_events.by(person_id)],
        "files": [to_builtins(file) for file in await case_files.by(person_id)],
    }


async def _theirs(case: Case, person_id: int) -> bool:
    """Whether the case is the person's own, or of somebody for whom they act."""
    if case.reporter_id == person_id:
        return True
    return (
        case.made_by == person_id and case.reporter_id is not None
        and await households.acts_as_family(person_id, case.reporter_id)
    )  # fmt: skip


async def forget(person_id: int, now_ms: int) -> list[str]:
    """Remove the person's words, places and files from cases; what happened, and when, stays. Before the person's row goes.

    An open case goes on for others who follow it, and where it is dangerous: then where it is stays, for somebody is to go there. Else
    it ends. What the person saw to waits for another,
    and staff hear so. Returns the blobs to destroy: those that are in no other case.
    """
    blobs = {file.blob for file in await case_files.by(person_id) if file.blob}
    await case_files.blank(person_id)
    await case_events.blank(person_id)
    left = await case_followers.forget(person_id)
    for case_id in left:
        await cases.recount(case_id)
    for case in await case_records.of(person_id):
        if case.reporter_id == person_id:
            await _blank(case, now_ms)
        if case.owner_id == person_id:
            await freeing.set_free(case, now_ms)
    return sorted([blob for blob in blobs if not await case_files.used(blob)])


async def _blank(case: Case, now_ms: int) -> None:
    await cases.blank(case.id)
    await case_events.blank_about(case.id)
    await similar.drop(case.id)
    now = await cases.get(case.id)
    if now is None or (now.closed_ms is None and (now.followers or now.danger)):
        return
    await cases.unplace(case.id)
    if now.closed_ms is not None:
        return
    kind = await kinds.get(now.community_id, now.kind) or kinds.lost(now.kind)
    phases = (DONE, DECLINED) if now.phase == SOLVED else (DECLINED, DONE)
    end = next((state for phase in phases for state in kind.states if state.phase == phase), None)
    state_id, phase = (end.id, end.phase) if end is not None else (now.state, DECLINED)
    if await cases.move(now, state_id, phase, now_ms, due_ms=None, closed_ms=now_ms):
        await files.case_closed(now, now_ms)
        await case_events.add(now.id, None, "orphaned", now_ms, state=state_id)
        if now.owner_id not in (None, now.reporter_id):
            text = _("第{n}号的反映人注销了，没有别人关注，这件事就结束了。", n=now.id)
            assert now.owner_id is not None
            await tell(now.owner_id, notice(text, _QUEUE), f"case:{now.id}:orphaned", now_ms)


_QUEUE = Button(label=_("待办"), data="/queue")
