"""The race for a place in a shift, statement by statement, as several workers on one database would run it; and its failing twin."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from services.patrol import shifts
from services.patrol.shifts import Full, Taken
from storage import shift_places
from storage import shifts as stored
from storage.shifts import Listed
from storage.sql import sql
from tests.services.conftest import NOW, Town
from tests.services.patrol import make_duty, make_team, member, on, shift_on, take
from tests.services.test_race import RUSH, SEATS, race, schedules

_TAKE_BLINDLY = sql(
    "INSERT INTO shift_place (shift_id, person_id, state, taken_ms) VALUES (:shift_id, :person_id, 'taken', :now_ms)"
    " RETURNING person_id"
)
several = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def rush(town: Town, schedule: Iterable[int]) -> tuple[Listed, list[Any]]:
    """Eight members tap the same shift that needs three."""
    team = make_team(town)
    everyone = [member(town, team, f"邻居{n}", lead=True, chat=False) for n in range(RUSH)]
    shift = shift_on(town, make_duty(town, team, need=SEATS), "24")
    works: list[Any] = [shifts.take(shift.id, person, person, NOW) for person in everyone]
    return shift, race(town, works, schedule)


@several
@given(schedules)
def test_no_order_of_statements_gives_more_places_than_are_needed(found_town: Callable[[], Town], schedule: list[int]) -> None:
    town = found_town()
    shift, outcomes = rush(town, schedule)
    assert sum(isinstance(outcome, Taken) for outcome in outcomes) == len(on(town, shift)) == SEATS
    assert sum(isinstance(outcome, Full) for outcome in outcomes) == RUSH - SEATS
    town.connection.close()


@several
@given(schedules)
def test_of_all_who_take_over_one_place_one_gets_it(found_town: Callable[[], Town], schedule: list[int]) -> None:
    town = found_town()
    team = make_team(town)
    owner, *others = [member(town, team, f"邻居{n}", lead=True, chat=False) for n in range(RUSH + 1)]
    shift = shift_on(town, make_duty(town, team, need=1), "24")
    take(town, shift, owner)
    town.do(shifts.offer(shift.id, owner, owner, NOW))
    works: list[Any] = [shifts.take_over(shift.id, owner, person, person, NOW) for person in others]
    outcomes = race(town, works, schedule)
    assert sum(isinstance(outcome, Taken) for outcome in outcomes) == 1 == len(on(town, shift))
    town.connection.close()


async def look_then_take(shift_id: int, person_id: int, now_ms: int) -> bool:
    """What the service must not do: look whether a place is free, then take it."""
    shift = await stored.get(shift_id)
    return bool(shift and shift.free and await _TAKE_BLINDLY.run(shift_id=shift_id, person_id=person_id, now_ms=now_ms))


def test_the_failing_twin_gives_too_many(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same race with the guard off: this is what the tests above would catch."""
    monkeypatch.setattr(shift_places, "take", look_then_take)
    shift, _outcomes = rush(town, [n for _round in range(40) for n in range(RUSH)])
    assert len(on(town, shift)) > SEATS
