"""Weeks as chance would have them: totals on the kitchen's sheet = orders = labels = drops = bill, whatever people do and whenever it dies."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from storage import orders as orders_stored
from tests.services.conftest import Town
from tests.services.weeks import Weeks


@pytest.mark.parametrize("seed", range(6))
def test_two_weeks_agree_whatever_people_do(found_town: Callable[[], Town], seed: int) -> None:
    town = found_town()
    weeks = Weeks(town, seed)
    weeks.live(12)
    assert weeks.kills > 20 and weeks.acts > 300
    assert sum(len(town.do(orders_stored.of_day(day.id))) for day in weeks.every_day()) > 20
    town.connection.close()


def test_a_portion_that_is_lost_is_found_out(found_town: Callable[[], Town]) -> None:
    """The failing twin: the same weeks in a house that forgets to give a portion back."""
    town = found_town()
    town.connection.execute(
        "CREATE TRIGGER forgets AFTER UPDATE OF state ON meal_order WHEN NEW.state = 'cancelled'"
        " BEGIN UPDATE meal_day SET taken = taken + 1 WHERE id = NEW.meal_day_id; END"
    )
    with pytest.raises(AssertionError, match="taken, cooked, capacity"):
        Weeks(town, 0).live(12)
    town.connection.close()
