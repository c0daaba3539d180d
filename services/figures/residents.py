"""Residents in figures: how many are known, how many a message reaches, how many use the chat, and their ages.

How it was on a past day nobody can count later. So it is written down each day (`services.figures.keeping`), and of the days before
that was done there is no number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from language.text import Text, _
from services.calendar import DAY_MS, years_before
from services.figures.asking import Asked
from services.figures.panels import Panel, Row, share
from services.figures.spans import Step
from storage import day_figures, head_counts
from storage.head_counts import Heads

ACTIVE_MS = 30 * DAY_MS
"""Who was in the chat since then uses it."""
AGES: dict[str, Text] = {
    "under_18": _("18岁以下"), "under_60": _("18到59岁"), "under_70": _("60到69岁"), "under_80": _("70到79岁"),
    "over_80": _("80岁以上"), "ageless": _("没说生日"),
}  # fmt: skip
NAMES = Heads.__struct_fields__


@dataclass(frozen=True, slots=True)
class Residents:
    """How it was at the end of days, as far as that is known."""

    known: Mapping[date, Heads]

    def at(self, step: Step) -> Heads | None:
        """How it was at the end of these days; None where nobody wrote it down."""
        days = [day for day in self.known if step.holds(day)]
        return self.known[max(days)] if days else None


async def count(community_id: int, day: date, over_ms: int) -> Heads:
    """How it is now, on that day, which is over at `over_ms`."""
    born = (years_before(day, years).isoformat() for years in (18, 60, 70, 80))
    return await head_counts.heads(community_id, over_ms - ACTIVE_MS, *born)


async def read(asked: Asked) -> Residents:
    """What is written down of the span; today as it is now."""
    kept: dict[date, dict[str, int]] = {}
    for one in await day_figures.between(asked.community_id, *asked.days):
        if one.name in NAMES:
            kept.setdefault(date.fromisoformat(one.day), {})[one.name] = one.value
    known = {day: Heads(**values) for day, values in kept.items() if len(values) == len(NAMES)}
    today = asked.span.today
    if asked.span.step.holds(today):
        known[today] = await count(asked.community_id, today, asked.over_ms(today))
    return Residents(known)


def panels(asked: Asked, found: Residents) -> list[Panel]:
    """How many there are, and how old."""
    head = (_("时间"), _("在册（人）"), _("消息能送到（人）"), _("30天内用过（人）"))
    rows = []
    for step in asked.span.steps:
        heads = found.at(step)
        cells = (None,) * 3 if heads is None else (heads.registered, heads.reached, heads.active)
        rows.append(Row((step.said, *cells), step.mark))
    now = found.at(asked.span.step)
    ages = () if now is None else tuple(
        Row((said, getattr(now, name), share(getattr(now, name), now.registered))) for name, said in AGES.items()
    )  # fmt: skip
    return [
        Panel("residents", _("多少居民在用"), head, tuple(rows), (2, 3), _("人")),
        Panel("ages", _("居民的年龄"), (_("年龄"), _("人数"), _("占多少（%）")), ages, (1,), _("人"), "lying"),
    ]
