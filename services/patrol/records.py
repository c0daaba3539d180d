"""What is kept of somebody's check-ins and hours: for the record that stays of two, and for taking along.

Erasure needs nothing of its own: a person's check-ins and the changes of their hours go with the person's row, and a checkpoint that
they passed stays passed, by nobody. The team's totals of past months are less by their hours, on purpose: a team is small, and hours
without a name beside those of all the others would still be theirs to everybody who knows it. Sheets made before are the office's.
"""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from storage import checkins, rounds, volunteer_hours
from storage.checkins import Stint


async def hand_over(duplicate_id: int, keep_id: int) -> None:
    """Two records of one human become one. Before their places in shifts do: where both were on a shift, it is one stint."""
    for theirs in await checkins.of_person(duplicate_id):
        ours = await checkins.get(theirs.shift_id, keep_id)
        if ours is not None and (theirs.in_ms is not None or theirs.minutes is not None):
            await checkins.put(_joined(ours, theirs), keep_id)
    await rounds.give_visits(duplicate_id, keep_id)
    await volunteer_hours.hand_over(duplicate_id, keep_id)


async def held(person_id: int) -> dict[str, Any]:
    """Check-ins, checkpoints and changes of hours, as the person takes them along; times in UTC milliseconds."""
    columns = ("day", "duty", "starts_ms", "ends_ms", "in_ms", "in_how", "out_ms", "out_how", "minutes", "no_show")
    return {
        "shifts": [{name: getattr(stint, name) for name in columns} for stint in await checkins.of_person(person_id)],
        "checkpoints": [
            {"day": day, "spot": spot, "at_ms": at_ms} for day, spot, at_ms in await rounds.visits_by(person_id)
        ],
        "hours_changed": [
            {
                "was_minutes": one.was_minutes, "minutes": one.minutes, "reason": one.reason, "made_by": one.made_by,
                "at_ms": one.at_ms,
            }
            for one in await volunteer_hours.changes_of_person(person_id)
        ],
    }  # fmt: skip


def _joined(ours: Stint, theirs: Stint) -> Stint:
    """One stint of two on the same shift: from when the first came until the last went."""
    came = [one for one in (ours, theirs) if one.in_ms is not None]
    first = min(came, key=lambda one: one.in_ms or 0, default=ours)
    last = max(came, key=lambda one: (one.out_ms is None, one.out_ms or 0), default=ours)
    minutes = ours.minutes if ours.minutes is not None else theirs.minutes
    no_show = 0 if came or minutes else ours.no_show
    return replace(
        ours, in_ms=first.in_ms, in_how=first.in_how, out_ms=last.out_ms, out_how=last.out_how, minutes=minutes, no_show=no_show
    )
