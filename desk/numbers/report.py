"""The month's report to the street office, to print on A4."""

from __future__ import annotations

from desk.downloads import Cell, Download, Table
from desk.numbers.asked import asked
from desk.numbers.books import sheet
from desk.pages import Pages, Shown, Visit
from language.text import _
from services.calendar import to_local
from services.figures import glance, month, panels, wording

pages = Pages()

MOST_ROWS = 10
"""Of a table on paper; all of it stands in the sheet."""
_SERVICES = (
    (_("二、课程"), wording.courses, ("attendance", "courses"), "courses"),
    (_("三、助餐"), wording.meals, ("meals", "money"), "price"),
    (_("四、隐患和居民反映的事"), wording.cases, ("repairs", "in_time"), "categories"),
    (_("五、居民建议"), wording.suggestions, ("suggestions",), ""),
    (_("六、志愿服务"), wording.volunteers, ("hours", "shifts"), "teams"),
    (_("七、居民和消息"), wording.residents, ("residents", "ages"), ""),
)
"""Each service: its heading, what is said of it, its charts, and the table below them."""


@pages.get("/numbers/report", may="numbers.see")
async def report(visit: Visit) -> Shown:
    """The report as a page. Its charts show the month among those before it, that of the meals its days."""
    wanted = await asked(visit, "month")
    found = await month.read(wanted)
    made = month.panels(wanted, found)
    daily = await month.panel(await asked(visit, "day"), "meals")
    assert daily is not None
    shown = [(panel, "day" if panel is daily else "month") for panel in (made | {"meals": daily}).values()]
    charts = {panel.name: (panel, by) for panel, by in shown}
    return visit.show(
        "numbers/report.html",
        span=wanted.span,
        today=to_local(visit.now_ms, visit.zone).date(),
        glances=glance.glances(wanted, found),
        services=[
            (title, says(wanted, found), [charts[name] for name in names], made.get(table))
            for title, says, names, table in _SERVICES
        ],
        most=MOST_ROWS,
    )


@pages.get("/numbers/report/book", may="numbers.see")
async def book(visit: Visit) -> Download:
    """The figures of the report as a workbook."""
    wanted = await asked(visit, "month")
    found = await month.read(wanted)
    head = (_("指标"), _("单位"), _("本月"), _("上月同期") if wanted.span.running else _("上月"))
    rows = [[one.name, one.unit, _known(one.now), _known(one.before)] for one in glance.glances(wanted, found)]
    tables = [Table(_("主要数字"), head, rows), *map(sheet, month.panels(wanted, found).values())]
    return Download(_("{community}月报（{month}）", community=visit.worker.community, month=wanted.span.month.said), tables)


def _known(number: panels.Cell) -> Cell:
    return "" if number is None else number
