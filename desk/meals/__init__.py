"""Meals: menus, the day's papers, orders, money."""

from desk.meals import day, menu, overview

WAYS = [*overview.pages.ways, *menu.pages.ways, *day.pages.ways]
