"""The figures of a month at a glance, and each as a chart with its table."""

from __future__ import annotations

from desk.numbers.asked import asked
from desk.pages import Pages, Shown, Visit
from language.text import _
from services.canteen.months import Month
from services.figures import glance, month
from services.figures.spans import BYS

pages = Pages()

MONTHS = 24
"""So far back a month is offered; every earlier one has its address, too."""
_BY = {"day": _("按天"), "week": _("按周"), "month": _("按月")}
_SECTIONS = (
    (_("课程"), ("attendance", "courses"), ""),
    (_("助餐"), ("meals", "prices", "money"), ""),
    (
        _("隐患和别的事"),
        ("repairs", "in_time", "categories", "affairs"),
        _("修好的按修好那天算在哪个月。「待办」里的「办事用时」按报来那天算，所以两边的数会不一样。"),
    ),
    (_("建议"), ("suggestions",), ""),
    (_("志愿"), ("hours", "shifts", "teams"), ""),
    (_("居民和消息"), ("residents", "ages", "messages"), ""),
)
"""Which panels stand together, and what one should know of them."""


@pages.get("/numbers", may="numbers.see")
async def overview(visit: Visit) -> Shown:
    """Everything there is to see of a month."""
    wanted = await asked(visit)
    span = wanted.span
    found = await month.read(wanted)
    panels = month.panels(wanted, found)
    return visit.show(
        "numbers/overview.html",
        span=span,
        months=_months(Month.of(span.today), span.month),
        current=Month.of(span.today),
        bys=[(by, _BY[by]) for by in BYS],
        glances=glance.glances(wanted, found),
        compared=glance.compared(wanted),
        sections=[(title, [panels[name] for name in names], hint) for title, names, hint in _SECTIONS],
    )


def _months(current: Month, shown: Month) -> list[Month]:
    """The months to choose from, the newest first."""
    found = [current]
    while len(found) < MONTHS:
        found.append(found[-1].before)
    return found if shown in found else [*found, shown]
