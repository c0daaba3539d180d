"""Who may see figures: who works for the community, and who was given a look at how it goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from services.calendar import midnight_ms, to_local
from services.courses import Refused
from services.figures.spans import Span
from services.staff import may_look


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose figures, and of which time. Only `ask` makes one, so whoever has one may look."""

    community_id: int
    span: Span
    zone: ZoneInfo
    now_ms: int

    @property
    def from_ms(self) -> int:
        """When the span begins."""
        return midnight_ms(self.span.first, self.zone)

    @property
    def until_ms(self) -> int:
        """When it is over."""
        return midnight_ms(self.span.last + timedelta(days=1), self.zone)

    @property
    def days(self) -> tuple[str, str]:
        """Its first and its last day (ISO)."""
        return self.span.first.isoformat(), self.span.last.isoformat()

    def day(self, at_ms: int) -> date:
        """The local day of a moment."""
        return to_local(at_ms, self.zone).date()

    def over_ms(self, day: date) -> int:
        """When that local day is over."""
        return midnight_ms(day + timedelta(days=1), self.zone)


async def ask(community_id: int, by: int, span: Span, zone: ZoneInfo, now_ms: int) -> Asked | Refused:
    """Ask for figures of a community; refused to whoever neither works there nor was given a look."""
    if not await may_look(by, community_id):
        return Refused("not staff")
    return Asked(community_id, span, zone, now_ms)
