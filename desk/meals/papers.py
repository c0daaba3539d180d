"""A day's papers, to be printed on A4: the kitchen's sheet, labels to cut out, a list for each route."""

from __future__ import annotations

from functools import partial

from desk.meals.finding import done, meal_of
from desk.pages import NotHere, Pages, Shown, Visit
from services.canteen import day_papers, day_prints, kitchen_sheet, meals

pages = Pages()


@pages.get("/meals/days/{day_id:int}/kitchen", may="meals.cook", notes=True)
async def kitchen(visit: Visit) -> Shown:
    """How much of what is cooked, and what to mind about it."""
    meal = await meal_of(visit)
    made = done(await day_papers.take_sheet(meal.day.id, visit.by, visit.now_ms))
    await kitchen_sheet.read(made, visit.by, visit.now_ms)
    return visit.show(
        "meals/kitchen.html",
        meal=meal,
        title=day_prints.title(made),
        columns=day_papers.DISH_COLUMNS,
        rows=day_papers.dish_rows(made),
        notes=partial(day_prints.notes, made, visit.voice),
        taking=meal.day.taking(visit.now_ms),
    )


@pages.get("/meals/days/{day_id:int}/labels", may="meals.cook", notes=True)
async def labels(visit: Visit) -> Shown:
    """A label for each portion. Where it is brought stands on it for staff only: who packs need not know where people live."""
    meal = await meal_of(visit)
    made = done(await day_papers.take_sheet(meal.day.id, visit.by, visit.now_ms))
    await kitchen_sheet.read(made, visit.by, visit.now_ms)
    way = visit.query.get("way", "")
    made = made.only(way) if way in meals.WAYS else made
    return visit.show(
        "meals/labels.html",
        meal=meal,
        portions=made.portions(),
        way=way,
        ways=meals.WAYS,
        labels=partial(day_prints.labels, made, visit.voice, addressed=visit.may("meals.people")),
        taking=meal.day.taking(visit.now_ms),
    )


@pages.get("/meals/days/{day_id:int}/lists", may="meals.people", notes=True)
async def lists(visit: Visit) -> Shown:
    """A list for each route, door by door, with whom to call and what to take: a page each."""
    meal = await meal_of(visit)
    made, routes = done(await day_papers.take(day_papers.PRINT, meal.day.id, visit.by, visit.now_ms))
    if wanted := visit.number("route"):
        routes = [of for of in routes if of.route.n == wanted]
        if not routes:
            raise NotHere
    return visit.show(
        "meals/lists.html",
        meal=meal,
        columns=day_prints.COLUMNS,
        lists=partial(day_prints.lists, made, routes, visit.voice),
        taking=meal.day.taking(visit.now_ms),
    )
