"""Meals: menus, the day's papers, orders, money."""

from desk.meals import overview

WAYS = overview.pages.ways
