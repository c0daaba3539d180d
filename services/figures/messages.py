"""Messages in figures: what was said unasked and arrived, what reached nobody, and the calls that were made instead.

Messages and calls are forgotten soon; what a day came to is written down when it is over (`services.figures.keeping`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from language.text import _
from services.figures.asking import Asked
from services.figures.panels import Panel, Row
from services.figures.spans import Step
from storage import broadcasts, day_figures

SENT, UNREACHED, TO_CALL, CALLED = "sent", "unreached", "to call", "called"
NAMES = (SENT, UNREACHED, TO_CALL, CALLED)


@dataclass(frozen=True, slots=True)
class Sums:
    """`sent` arrived, `unreached` did not; calls `to_call` came up, `called` were made; `broadcasts` for so many `listeners`.

    The first four are None where no day of them is written down.
    """

    sent: int | None
    unreached: int | None
    to_call: int | None
    called: int | None
    broadcasts: int
    listeners: int


@dataclass(frozen=True, slots=True)
class Messages:
    """What is written down of days, and the broadcasts of a span: on which day, for how many who can be reached."""

    kept: Mapping[date, Mapping[str, int]]
    broadcasts: tuple[tuple[date, int], ...]

    def over(self, step: Step) -> Sums:
        """All of it, on these days."""
        days = [values for day, values in self.kept.items() if step.holds(day)]
        sums = sum((Counter(values) for values in days), Counter[str]())
        said = [listeners for day, listeners in self.broadcasts if step.holds(day)]
        sent, unreached, to_call, called = (sums[name] if days else None for name in NAMES)
        return Sums(sent, unreached, to_call, called, len(said), sum(said))


async def read(asked: Asked) -> Messages:
    """What is written down of the span, up to yesterday, and its broadcasts."""
    kept: dict[date, dict[str, int]] = {}
    for one in await day_figures.between(asked.community_id, *asked.days):
        if one.name in NAMES:
            kept.setdefault(date.fromisoformat(one.day), {})[one.name] = one.value
    made = await broadcasts.between(asked.community_id, asked.from_ms, asked.until_ms)
    return Messages(kept, tuple((asked.day(one.created_ms), one.total - one.unreached) for one in made))


def panels(asked: Asked, found: Messages) -> list[Panel]:
    """What arrived, and what did not."""
    rows = []
    for step in asked.span.steps:
        one = found.over(step)
        rows.append(
            Row((step.said, one.sent, one.unreached, one.called, one.to_call, one.broadcasts, one.listeners), step.mark)
        )
    head = (
        _("时间"), _("送到（条）"), _("没送到（条）"), _("打了电话（个）"), _("要打的电话（个）"), _("群发（次）"), _("群发给（人次）"),
    )  # fmt: skip
    return [Panel("messages", _("提醒和通知送到多少"), head, tuple(rows), (1, 2), _("条"), "stacked")]
