"""Cases that are the same as one that staff look at: by the place, by the words, or of one kind within a few hours. Merged in one go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from services.calendar import HOUR_MS
from services.cases import moves, places, seeing, similar
from services.cases.outcomes import Refused
from storage import case_grams, case_queue, cases
from storage.cases import Case

MOST = 1_000
"""So many at once: measured, 500 take about 40 ms, so no tap waits for it."""
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
    same = {one.id: one for one in await _here(case) + await _in_words(case)}
    span = HOURS * HOUR_MS
    wave = await case_queue.alike(case, case.created_ms - span, case.created_ms + span, MOST) if case.category else []
    return Twins(tuple(same[n] for n in sorted(same)), tuple(one for one in wave if one.id not in same))


async def merge(case_id: int, which: Which | int, by: int, now_ms: int) -> int | Refused:
    """Merge all of them, or the one of this id, into the case. Returns how many were: also those that came up since they were shown."""
    found = await of(case_id, by, now_ms)
    every = {one.id for one in (*found.same, *found.wave)}
    wanted = (
        {"same": {one.id for one in found.same}, "wave": every}.get(which, set()) if isinstance(which, str) else {which} & every
    )
    merged = await moves.merge(sorted(wanted), case_id, by, now_ms)
    return merged if isinstance(merged, Refused) else len(merged)


async def _here(case: Case) -> list[Case]:
    found = [one for key in places.near(case.place_key) for one in await case_queue.at(case, key, MOST)]
    return [one for one in found if one.category == case.category]


async def _in_words(case: Case) -> list[Case]:
    grams = similar.grams(case.words)
    sharing = await case_grams.sharing(case.community_id, case.kind, grams, MOST) if grams else []
    found = [await cases.get(one) for one in sharing if one != case.id]
    return [
        one
        for one in found
        if one is not None
        and one.closed_ms is None
        and similar.likeness(case.words, one.words) >= similar.LIKE
        and not (case.place_key and one.place_key and case.place_key != one.place_key)
    ]
