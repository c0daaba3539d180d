"""Every flow about meals."""

from __future__ import annotations

from conversation.flows import Flows
from handlers.canteen import (
    bill,
    deliver,
    deliver_doors,
    diet,
    meal_change,
    meals,
    staff_bills,
    staff_delivery,
    staff_meal_day,
    staff_meals,
    staff_menu,
    staff_money_back,
    staff_orders,
    staff_payments,
    standing,
)

FLOWS = Flows(
    meals.flows,
    meal_change.flows,
    diet.flows,
    standing.flows,
    staff_meals.flows,
    staff_meal_day.flows,
    staff_menu.flows,
    staff_orders.flows,
    bill.flows,
    staff_payments.flows,
    staff_money_back.flows,
    staff_bills.flows,
    deliver.flows,
    deliver_doors.flows,
    staff_delivery.flows,
)
