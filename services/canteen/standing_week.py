"""The week before: what each standing order will bring next week, what it will not and why, in one note."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from language.message import Button
from language.text import Day, Saying, Text, _, lines
from services.calendar import HOUR_MS
from services.canteen import diets, workdays
from services.canteen.meals import WAYS, Meal
from services.canteen.standing_days import change_button, dates, listing, lost_day, made_up, paused, too_few, wanted
from services.telling import concerned, notice, tell
from services.topics import MEALS
from storage import meals as stored
from storage import orders, people, reminders, standing
from storage.orders import Listed
from storage.outbox import Terms
from storage.standing import Standing

SEE = Button(label=_("看订餐"), data="/meals", look="main")
OF_USE_MS = 8 * HOUR_MS
"""So far into Monday the note is still of use."""


@dataclass(frozen=True, slots=True)
class Week:
    """A week of the canteen, read once for many people: `meals` by ISO day, and for which lost weekday a day makes up."""

    days: tuple[date, ...]
    meals: dict[str, Meal]
    lost: dict[date, date]

    def cooked(self, day: date) -> Meal | None:
        """The meal of that day, None where there is none (yet)."""
        meal = self.meals.get(day.isoformat())
        return meal if meal is not None and meal.day.status != "closed" else None


async def planned(community_id: int, monday: date) -> bool:
    """Whether there is anything on the menu of that week."""
    return bool(await stored.between(community_id, monday.isoformat(), (monday + timedelta(6)).isoformat()))


async def ordering(community_id: int, monday: date) -> int | None:
    """When the orders of that week will be looked at next, of which some are still being made; None where all are there."""
    found = await stored.between(community_id, monday.isoformat(), (monday + timedelta(6)).isoformat())
    waits = [await reminders.pending("meal_standing", day.id) for day in found]
    return max((due_ms for due_ms in waits if due_ms is not None), default=None)


async def tell_part(community_id: int, monday: date, starts_ms: int, now_ms: int, after: int, most: int) -> int | None:
    """Tell a part of those with a standing order of the week that begins then: so many behind the one with that id.

    Returns the last one told, None where it was the last of all.
    """
    week = await _week(community_id, monday)
    found = await standing.page(community_id, after, most)
    for one in found:
        eater = await people.get(one.eater_id)
        if eater is None or eater.community_id != community_id:
            continue
        message = notice(await note(one, eater.name, week), SEE, change_button(one.eater_id))
        terms = Terms(MEALS, starts_ms + OF_USE_MS)
        for person_id in await concerned(one.eater_id, one.ordered_by, now_ms):
            await tell(person_id, message, f"standing-week:{monday}:{one.id}", now_ms, terms)
    return found[-1].id if len(found) == most else None


async def note(one: Standing, who: str, week: Week) -> Saying:
    """What is said of that week: what is ordered on which day, and what is skipped or moved, each with its reason."""
    first, last = week.days[0].isoformat(), week.days[-1].isoformat()
    ordered = {listed.day: listed for listed in await orders.between(one.community_id, one.eater_id, first, last)}
    said: list[tuple[Saying, list[date]]] = []
    skipped: list[tuple[Saying, list[date]]] = []
    for day in week.days:
        listed = ordered.get(day.isoformat())
        if listed is not None:
            _group(said, _dish(one, listed, made_up(one.weekdays, day)), day)
        elif why := await _why_not(one, week, day):
            _group(skipped, why, day)
    head: Text = _("{who}下周的长期订餐，每次{n}份，{way}：", who=who, n=one.portions, way=WAYS[one.way])
    if not week.meals:
        head = _("下周还没有菜单。菜单一出来，就照{who}的长期订餐订上。", who=who)
    elif not said:
        head = _("{who}的长期订餐，下周都没有订上：", who=who)
    return lines(
        head,
        *(_("{days}：{what}", days=dates(days), what=what) for what, days in (*said, *skipped)),
        _not_announced(week),
        await _cautions(one, who, week, [ordered[iso] for iso in sorted(ordered)]),
    )


async def _cautions(one: Standing, who: str, week: Week, ordered: list[Listed]) -> Saying | None:
    """What the eater has to mind in what is ordered for them, by their diet card; None where nothing."""
    card = await diets.of(one.eater_id)
    said: list[Saying] = []
    for listed in ordered if card else []:
        dish = next((dish for dish in week.meals[listed.day].dishes if dish.n == listed.n), None)
        warned = diets.warns(dish, card) if dish else ()
        if warned:
            why = listing([diets.trait(condition) for condition in warned])
            said.append(_("{day}的「{dish}」{why}", day=Day(date.fromisoformat(listed.day), "near"), dish=listed.dish, why=why))
    return lines(_("{who}要留意：", who=who), *said) if said else None


async def _why_not(one: Standing, week: Week, day: date) -> Saying | None:
    """Why nothing is ordered for that day; None where nothing was wanted, or where nobody would ask."""
    meal = week.meals.get(day.isoformat())
    if not wanted(one.weekdays, day, week.lost.get(day)):
        return None
    if meal is None:
        return _no_menu(one, week, day)
    if meal.day.status == "closed":
        reason = meal.day.reason
        return _("不开餐（{reason}）", reason=reason) if reason else _("不开餐")
    if paused(one, meal.day.day):
        return _("暂停，不订")
    if await orders.gave_back(meal.day.id, one.eater_id):
        return _("退过了，不订")
    dish = next((dish for dish in meal.offered if dish.n == one.n), None)
    if dish is None:
        return _("没有第{n}种菜，没订", n=one.n)
    if what := diets.blocks(dish, await diets.of(one.eater_id)):
        return _("「{dish}」里有过敏的{what}，没订，可以另选", dish=dish.name, what=diets.named(what))
    few = too_few(one.portions)
    return _("{few}，没订上", few=few) if meal.day.left < one.portions else _("没订上，要吃请自己订一下")


def _no_menu(one: Standing, week: Week, day: date) -> Saying | None:
    off = workdays.holiday(day)
    if off and day.weekday() < 5:
        return _("{holiday}放假，不开餐", holiday=off)
    if not one.weekdays or not week.meals:  # "every day" is every day that is cooked; a week without any menu is said once
        return None
    return _("暂停，不订") if paused(one, day.isoformat()) else _("还没有菜单，出了就订上")


def _dish(one: Standing, listed: Listed, lost: date | None) -> Saying:
    what: Saying = listed.dish
    if (listed.portions, listed.way) != (one.portions, one.way):
        what = _("{dish}，{n}份，{way}", dish=listed.dish, n=listed.portions, way=WAYS[listed.way])
    return _("{dish}（补{day}的）", dish=what, day=Day(lost, "near")) if lost else what


def _not_announced(week: Week) -> Text | None:
    year = next((day.year for day in week.days if not workdays.known(day.year)), None)
    return _("{year}年怎么放假还查不到，哪天不开餐以菜单为准。", year=year) if year else None


def _group(found: list[tuple[Saying, list[date]]], what: Saying, day: date) -> None:
    """Days of which the same is to be said share a line."""
    for known, days in found:
        if known == what:
            days.append(day)
            return
    found.append((what, [day]))


async def _week(community_id: int, monday: date) -> Week:
    days = tuple(monday + timedelta(n) for n in range(7))
    found = await stored.between(community_id, days[0].isoformat(), days[-1].isoformat())
    known = {day.day: Meal(day, tuple(await stored.dishes(day.id))) for day in found}
    lost = {day: instead for day in days if (instead := await lost_day(community_id, day))}
    return Week(days, known, lost)
