"""Steps: what is due about a subject, one after the other, and where that leaves it."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from reminders import metrics
from reminders.quiet import Quiet
from storage import reminders
from storage.outbox import FOR_EVER
from storage.reminders import Reminder
from storage.sql import Query

log = logging.getLogger(__name__)

AT_ONCE = 50
"""So many are told in one transaction: residents' taps wait no longer than that takes."""
LATE_MS = 60_000
"""What is done later than that was late."""


@dataclass(frozen=True, slots=True)
class Look:
    """A look at one subject: where it stands, what time it is, when people sleep, and up to when what they did is handled."""

    reminder: Reminder
    now_ms: int
    quiet: Quiet
    handled_ms: int

    @property
    def zone(self) -> ZoneInfo:
        """The community's zone."""
        return self.quiet.zone


@dataclass(frozen=True, slots=True)
class Stand:
    """Look again at `due_ms`; what was due up to `seen_ms` is settled, of the next thing everything up to `cursor`."""

    due_ms: int
    seen_ms: int
    cursor: int = 0


Rule: TypeAlias = Callable[[Look], Coroutine[Query, Any, Stand | None]]
"""Says or does what is due about a subject, one step or a part of one; None where nothing more will be due."""
Do: TypeAlias = Callable[[int], Awaitable[int | None]]
"""Does a part of a step, from a cursor on; returns the next cursor, None where the step is done."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something to say or to do at `due_ms`, or later as long as it is of use."""

    due_ms: int
    do: Do
    until_ms: int = FOR_EVER


async def look(reminder_id: int, rules: Mapping[str, Rule], now_ms: int, quiet: Quiet, handled_ms: int | None = None) -> None:
    """Look at a subject by the rule of its kind, if it is (still) due. One transaction: what is said and where that leaves it.

    What people did before `handled_ms` has been handled (None: all of it).
    """
    reminder = await reminders.hold(reminder_id, now_ms)
    if reminder is None:
        return
    stand = None
    if rule := rules.get(reminder.kind):
        stand = await rule(Look(reminder, now_ms, quiet, now_ms if handled_ms is None else handled_ms))
    else:
        log.error("nobody looks at reminders of this kind", extra={"kind": reminder.kind})
    if stand is None:
        await reminders.done(reminder_id)
    else:
        await reminders.stand(reminder_id, stand.due_ms, stand.seen_ms, stand.cursor)


async def take(steps: Sequence[Step], look: Look) -> Stand | None:
    """Take the first step that is due and not settled, or see what comes next. What is of no use any more is dropped, and counted."""
    seen_ms, kind = look.reminder.seen_ms, look.reminder.kind
    ahead = sorted((step for step in steps if step.due_ms > seen_ms), key=lambda step: step.due_ms)
    if not ahead:
        return None
    step, *later = ahead
    if step.due_ms > look.now_ms:
        return Stand(step.due_ms, seen_ms)
    cursor = None
    if step.until_ms <= look.now_ms:
        metrics.dropped.labels(kind).inc()
        log.warning("a reminder was of no use any more", extra={"kind": kind, "subject": look.reminder.subject_id})
    else:
        if look.now_ms > step.due_ms + LATE_MS and look.reminder.cursor == 0:
            metrics.late.labels(kind).inc()
        cursor = await step.do(look.reminder.cursor)
    if cursor is not None:
        return Stand(look.now_ms, seen_ms, cursor)
    return Stand(later[0].due_ms, step.due_ms) if later else None
