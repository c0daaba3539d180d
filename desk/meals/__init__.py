"""Meals: menus, the day's papers, orders, money."""

from desk.meals import (
    ages,
    booking,
    calling_off,
    couriers,
    day,
    menu,
    money,
    order,
    orders,
    overview,
    papers,
    payments,
    routes,
    standing,
)

WAYS = [
    *overview.pages.ways,
    *menu.pages.ways,
    *day.pages.ways,
    *calling_off.pages.ways,
    *orders.pages.ways,
    *order.pages.ways,
    *booking.pages.ways,
    *standing.pages.ways,
    *routes.pages.ways,
    *couriers.pages.ways,
    *papers.pages.ways,
    *ages.pages.ways,
    *money.pages.ways,
    *payments.pages.ways,
]
