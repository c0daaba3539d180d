"""The orders of a day: looked through, and as a sheet to take along."""

from __future__ import annotations

from desk.downloads import Download, Table
from desk.meals.finding import MOST, done, meal_of
from desk.pages import Pages, Shown, Visit
from language.text import Day, _
from services.canteen import day_papers, meals, order_lists
from services.canteen.meals import WAYS
from services.canteen.order_lists import STATES, Looked
from services.canteen.walking import building

pages = Pages()


@pages.get("/meals/days/{day_id:int}/orders", may="meals.people")
async def orders(visit: Visit) -> Shown:
    """Who ordered what."""
    meal = await meal_of(visit)
    way, state = visit.query.get("way", ""), visit.query.get("state", "ordered")
    looked = Looked(
        state if state in STATES else "ordered",
        way if way in WAYS else "",
        visit.number("dish"),
        visit.query.get("q", "").strip(),
    )
    found = done(await order_lists.of_day(meal.day.id, visit.by, looked))
    skip = visit.number("skip")
    return visit.show(
        "meals/orders.html",
        meal=meal,
        looked=looked,
        found=found[skip : skip + MOST],
        all=len(found),
        portions=sum(one.portions for one in found),
        skip=skip,
        most=MOST,
        ways=WAYS,
        states=STATES,
        building=building,
        can_add=meals.for_callers(meal.day, visit.now_ms),
    )


@pages.get("/meals/days/{day_id:int}/orders.xlsx", may="meals.people", notes=True)
async def sheet(visit: Visit) -> Download:
    """Everything that is ordered, what the kitchen cooks, and each route, as a workbook; that somebody takes it along is written down."""
    meal = await meal_of(visit)
    made, routes = done(await day_papers.take(day_papers.SHEET, meal.day.id, visit.by, visit.now_ms))
    tables = [
        Table(_("订餐表"), day_papers.MEAL_COLUMNS, day_papers.meal_rows(made)),
        Table(_("厨房单"), day_papers.DISH_COLUMNS, day_papers.dish_rows(made)),
        *(Table(_("送餐 第{n}条", n=of.route.n), day_papers.ROUTE_COLUMNS, day_papers.route_rows(of)) for of in routes),
    ]
    return Download(_("{day} 订餐表", day=Day(meal.date)), tables)
