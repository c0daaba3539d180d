"""What needs a person now, and how the day stands: it keeps itself up to date."""

from __future__ import annotations

from collections.abc import Iterable

from desk.pages import Pages, Shown, Visit
from desk.today import places
from language.text import Day, Joined, Text, _
from services.calendar import to_local
from services.canteen.meals import WAYS
from services.today.gathering import gather
from services.today.items import Urgency, lasting, waited

pages = Pages()

LOOKS: dict[Urgency, tuple[str, Text]] = {
    Urgency.DANGER: ("late", _("危险")),
    Urgency.LATE: ("late", _("晚了")),
    Urgency.NOW: ("soon", _("现在")),
    Urgency.TODAY: ("info", _("今天")),
}
"""How each urgency looks, and what its badge says."""


@pages.get("/", may="today")
async def overview(visit: Visit) -> Shown:
    """The day as whoever looks may see it."""
    today = await gather(visit.by, visit.community_id, visit.now_ms, visit.zone)
    day = to_local(visit.now_ms, visit.zone).date()
    return visit.show(
        "today/overview.html", today=today, day=Day(day), places=places, looks=LOOKS, ways=WAYS, waited=waited, lasting=lasting,
        joined=_joined,
    )  # fmt: skip


def _joined(names: Iterable[str]) -> Joined:
    """Some names one after another."""
    return Joined(tuple(names), "、")
