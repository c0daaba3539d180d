"""Cases that are the same as one that staff look at: by the place, by the words, or of one kind within a few hours. Merged in one go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from language.message import Button
from language.text import _
from services.calendar import HOUR_MS
from services.cases import clock, moves, places, seeing, similar
from services.cases.kinds import WAITING, WORKING
from services.cases.outcomes import Refused
from services.telling import notice, tell
from storage import case_queue, cases, reminders
from storage.cases import Case

MOST = 1_000
"""So many at once: measured, 500 take about 40 ms, so no tap waits for it."""
A_FEW = 20
"""So many are looked at to know whether there are some."""
HOURS = 6
"""What is of one kind and category and was brought up within so many hours of each other may have one cause."""
Which: TypeAlias = Literal["same", "wave"]


@dataclass(frozen=True, slots=True)
class Twins:
    """`same` are at the same place and about the same, or in much the same words; `wave` is what else came up in those hours."""

    same: tuple[Case, ...]
    wave: tuple[Case, ...]


async def of(case_id: int, by: int, now_ms: int) -> Twins:
    """What staff may merge into a case: nothing where it is closed, or a suggestion, which is its author's."""
    found = await seeing.look(case_id, by, now_ms)
    if found is None or found.role != "staff" or found.case.closed_ms is not None or found.kind.public == "moderated":
        return Twins((), ())
    case = found.case
    same = {one.id: one for one in await _here(case, MOST) + await similar.in_words(case, MOST)}
    span = HOURS * HOUR_MS
    wave = await case_queue.alike(case, case.created_ms - span, case.created_ms + span, MOST) if case.category else []
    return Twins(tuple(same[n] for n in sorted(same)), tuple(one for one in wave if one.id not in same))


async def some(case: Case) -> bool:
    """Whether there is a case that is the `same`: whether the way to merging is worth showing."""
    return bool(await _here(case, A_FEW) or await similar.in_words(case, A_FEW))


async def merge(case_id: int, which: Which | int, by: int, now_ms: int) -> int | Refused:
    """Merge all of them, or the one of this id, into the case. Returns how many were: also those that came up since they were shown."""
    found = await of(case_id, by, now_ms)
    every = {one.id for one in (*found.same, *found.wave)}
    wanted = (
        {"same": {one.id for one in found.same}, "wave": every}.get(which, set()) if isinstance(which, str) else {which} & every
    )
    return await merge_these(case_id, sorted(wanted), by, now_ms)


async def merge_these(case_id: int, ids: Sequence[int], by: int, now_ms: int) -> int | Refused:
    """Merge cases of the same kind, which staff chose, into one of them. Returns how many were."""
    named = [one for one in [await cases.get(other_id) for other_id in ids[:MOST]] if one is not None]
    merged = await moves.merge([one.id for one in named], case_id, by, now_ms)
    if isinstance(merged, Refused):
        return merged
    done = [one for one in named if one.id in merged]
    await _keep_the_worst(case_id, done, now_ms)
    await _tell_owners(case_id, done, by, now_ms)
    return len(merged)


async def _keep_the_worst(case_id: int, merged: list[Case], now_ms: int) -> None:
    """What was dangerous, or due earlier, in one of them is so in the case that goes on."""
    case = await cases.get(case_id)
    assert case is not None
    danger = next((one for one in merged if one.danger), None) if not case.danger else None
    dues = [one.due_ms for one in (case, *merged) if one.due_ms is not None]
    due_ms = min(dues) if dues and case.phase in (WAITING, WORKING) else case.due_ms
    if danger is None and due_ms == case.due_ms:
        return
    severity = danger.severity if danger is not None else case.severity
    await cases.classify(case, case.category, severity, int(bool(case.danger or danger)), due_ms, case.level, now_ms)
    await reminders.follow(clock.CASE, case_id, case.community_id, now_ms)


async def _tell_owners(case_id: int, merged: list[Case], by: int, now_ms: int) -> None:
    """Whoever had one of them hears where it goes on."""
    for one in merged:
        if one.owner_id is not None and one.owner_id != by:
            see = Button(label=_("看第{n}号", n=case_id), data=f"/staff_case {case_id}", look="main")
            message = notice(_("您在办的第{n}号并进第{case}号了。", n=one.id, case=case_id), see)
            await tell(one.owner_id, message, f"case:{one.id}:merged", now_ms)


async def _here(case: Case, most: int) -> list[Case]:
    found = [one for key in places.near(case.place_key) for one in await case_queue.at(case, key, most)]
    return [one for one in found if one.category == case.category]
