"""The menu by paste or as a sheet: read, shown with what it would change, published."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import urlencode

import msgspec

from desk.downloads import Cell, Download, Table
from desk.forms import Pasted, TableFile, Wrong
from desk.meals.finding import done, monday_of, today
from desk.pages import Done, Pages, Shown, Visit
from language.catalogue import SOURCE
from language.text import Day, Saying, _
from services.canteen import menus
from services.canteen.menu_reader import MOST_DISHES, Read, read_menu
from services.canteen.menus import Change

pages = Pages()


class Menu(msgspec.Struct, frozen=True):
    """A menu as it was typed or pasted, or as a sheet."""

    text: Pasted = Pasted("")
    file: TableFile = TableFile("")


class Publish(msgspec.Struct, frozen=True):
    """A menu that was looked at: what it would have changed then is `facts`."""

    text: Pasted
    facts: list[str]


@pages.get("/meals/menu", may="meals.cook")
async def menu(visit: Visit) -> Shown:
    """Where a menu is typed, pasted or sent; at first the one that stands, to be changed."""
    monday = monday_of(visit)
    stands = await menus.written(visit.community_id, monday, monday + timedelta(6), today(visit))
    text = visit.typed.get("text", [""])[0] or stands
    found = changes = None
    if "facts" in visit.typed:  # it changed between looking and publishing
        found = await _read(visit, text)
        changes = None if menus.trouble(found) else await _changes(visit, found)
    return await _shown(visit, text, found, changes)


@pages.post("/meals/menu", may="meals.cook", form=Menu, again=menu)
async def look(visit: Visit, form: Menu) -> Shown:
    """What a menu would change. Nothing is changed yet."""
    text = form.file or form.text
    if not text.strip():
        raise Wrong(text=_("请把菜单打在这里，或者选一个文件。"))
    found = await _read(visit, text)
    trouble = menus.trouble(found)
    if trouble and not form.file:
        raise Wrong(text=trouble)
    if trouble:  # the file's own words are there to be mended: no browser chooses a file once more by itself
        return await _shown(visit, text, None, None, wrong={"text": trouble})
    return await _shown(visit, text, found, await _changes(visit, found))


@pages.post("/meals/menu/publish", may="meals.cook", form=Publish, again=menu)
async def publish(visit: Visit, form: Publish) -> Done:
    """Have it cooked, if it still changes what was looked at."""
    found = await _read(visit, form.text)
    if trouble := menus.trouble(found):
        raise Wrong(text=trouble)
    if menus.facts(await _changes(visit, found)) != form.facts:
        raise Wrong(_("菜单刚刚有人动过，请再看一遍下面的，对了再发布。"))
    published = done(await menus.publish(visit.by, visit.community_id, found.days, visit.zone, visit.now_ms))
    query = urlencode({"week": found.days[0].day.isoformat()})
    return Done(f"/meals?{query}", _("发布好了，{n}天的菜单居民现在就能看到、能订。", n=published.days))


@pages.get("/meals/menu.xlsx", may="meals.cook")
async def sheet(visit: Visit) -> Download:
    """A sheet to fill in and to send back: the days of the week that are not over with what is on their menu, or that there is no meal."""
    monday, now = monday_of(visit), today(visit)
    stands = await menus.standing(visit.community_id, monday, monday + timedelta(6))
    rows: list[list[Cell]] = []
    for day in (monday + timedelta(n) for n in range(7)):
        dishes: list[Cell] = [*stands.get(day, ())] or [_("不开餐")]
        said = Day(day) if visit.voice.language == SOURCE else day.isoformat()  # as menus are read, whoever reads the sheet
        if day >= now:
            rows.append([said, *dishes, *[""] * (MOST_DISHES - len(dishes))])
    columns = [_("日期"), *(_("第{n}种菜", n=n) for n in range(1, MOST_DISHES + 1))]
    return Download(_("{day}菜单", day=Day(monday)), [Table(_("菜单"), columns, rows)])


async def _read(visit: Visit, text: str) -> Read:
    return read_menu(text, today(visit), await menus.planned(visit.community_id, visit.now_ms))


async def _changes(visit: Visit, found: Read) -> list[Change]:
    return await menus.changes(visit.community_id, found.days, visit.zone, visit.now_ms)


async def _shown(
    visit: Visit, text: str, found: Read | None, changes: list[Change] | None, wrong: Mapping[str, Saying] | None = None
) -> Shown:
    off = [(day, await menus.is_planned(visit.community_id, day)) for day in found.off] if found and changes else []
    return visit.show(
        "meals/menu.html",
        text=text,
        monday=monday_of(visit),
        changes=changes,
        states=menus.STATES,
        looks={"new": "good", "changed": "info", "same": "", "cooking": "soon", "closed": "soon"},
        facts=menus.facts(changes) if changes else [],
        off=off,
        wrong=wrong or visit.wrong,
    )
