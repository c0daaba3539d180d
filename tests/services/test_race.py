"""The oversell race, statement by statement, as several workers on one database would run it; and its failing twin."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services import enrolment
from services.outcomes import AlreadyIn, Outcome, Seat, Waiting
from storage import courses, enrolments
from storage.courses import Course
from storage.sql import Query
from tests.services.conftest import NOW, Town

SEATS, RUSH = 3, 8
schedules = st.lists(st.integers(0, RUSH - 1), max_size=120)


def race(town: Town, works: list[Coroutine[Any, Any, Outcome]], schedule: Iterable[int]) -> list[Outcome]:
    """Run the works interleaved: each number of the schedule lets that one do its next statement; then all go on in turn."""
    waiting: dict[int, Any] = dict.fromkeys(range(len(works)))
    done: dict[int, Outcome] = {}

    def step(n: int) -> None:
        try:
            asked = works[n].send(waiting[n])
        except StopIteration as stop:
            done[n] = stop.value
            del waiting[n]
            return
        if isinstance(asked, Query):
            waiting[n] = town.connection.execute(asked.statement.text, asked.params).fetchall()

    for n in schedule:
        if n in waiting:
            step(n)
    while waiting:
        for n in list(waiting):
            step(n)
    return [done[n] for n in range(len(works))]


def rush(town: Town, schedule: Iterable[int]) -> tuple[Course, list[Outcome]]:
    """Eight residents tap the same class of three seats."""
    yoga = town.course(seats=SEATS)
    outcomes = race(town, [enrolment.enrol(yoga, person, person, NOW) for person in town.crowd(RUSH)], schedule)
    return town.look(yoga), outcomes


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(schedules)
def test_no_order_of_statements_oversells(found_town: Callable[[], Town], schedule: list[int]) -> None:
    town = found_town()
    course, outcomes = rush(town, schedule)
    assert sum(isinstance(outcome, Seat) for outcome in outcomes) == course.taken == SEATS
    positions = sorted(outcome.position for outcome in outcomes if isinstance(outcome, Waiting))
    assert positions == list(range(1, RUSH - SEATS + 1))
    rows = town.do(enrolments.of_course(course.id))
    assert sum(row.state == "seat" for row in rows) == SEATS
    town.connection.close()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(schedules)
def test_both_parents_at_once_book_the_child_once(found_town: Callable[[], Town], schedule: list[int]) -> None:
    town = found_town()
    painting = town.course(seats=SEATS)
    mother = town.person("王小倩", chat=False)
    child = town.child(mother)
    taps = [enrolment.enrol(painting, child, mother, NOW) for _tap in range(RUSH)]
    outcomes = race(town, taps, schedule)
    assert sum(isinstance(outcome, AlreadyIn) for outcome in outcomes) == RUSH - 1
    course = town.look(painting)
    assert (course.taken, course.waiting) == (1, 0)
    town.connection.close()


async def look_then_take(course_id: int, places: int, now_ms: int) -> bool:
    """What the service must not do: look whether there is a seat, then take it."""
    course = await courses.get(course_id)
    if course is None or not course.taking(now_ms) or course.free < places:
        return False
    await courses.give_back(course_id, -places)  # changes the count and looks at nothing
    return True


def test_the_failing_twin_oversells(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same race with the guard off: this is what the test above would catch."""
    monkeypatch.setattr(courses, "take", look_then_take)
    everyone_in_step = [n for _round in range(12) for n in range(RUSH)]
    course, outcomes = rush(town, everyone_in_step)
    assert sum(isinstance(outcome, Seat) for outcome in outcomes) > SEATS
    assert course.taken > course.seats
