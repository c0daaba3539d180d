"""Any order of signing up, cancelling and changing seats: never oversold, nobody overtakes, nobody is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from services import enrolment
from services.outcomes import AlreadyIn, Cancelled, Seat, Waiting
from storage import courses, enrolments
from tests.services.conftest import NOW, Town, new_town

PEOPLE = 9
people = st.integers(0, PEOPLE - 1)


class Queue(RuleBasedStateMachine):
    """One course beside a plain model of it: a list of those seated and a list of those who wait."""

    database: Path
    family = False

    @initialize(seats=st.integers(1, 5))
    def a_course(self, seats: int) -> None:
        self.town: Town = new_town(self.database)
        self.places = 2 if self.family else 1
        self.seats = max(seats, self.places)
        self.course = self.town.course(seats=self.seats, audience="family" if self.family else "everyone")
        self.people = self.town.crowd(PEOPLE)
        self.attendees = [self.town.child(p, f"孩子{p}") for p in self.people] if self.family else self.people
        self.seated: list[int] = []
        self.queue: list[int] = []

    def teardown(self) -> None:
        if hasattr(self, "town"):
            self.town.connection.close()

    @rule(who=people)
    def sign_up(self, who: int) -> None:
        more: dict[str, Any] = {"companion_id": self.people[who]} if self.family else {}
        outcome = self.town.do(enrolment.enrol(self.course, self.attendees[who], self.people[who], NOW, **more))
        if who in self.seated:
            assert isinstance(outcome, AlreadyIn) and outcome.position is None
        elif who in self.queue:
            assert isinstance(outcome, AlreadyIn) and outcome.position == self.queue.index(who) + 1
        elif not self.queue and (len(self.seated) + 1) * self.places <= self.seats:
            assert isinstance(outcome, Seat)
            self.seated.append(who)
        else:
            self.queue.append(who)
            assert isinstance(outcome, Waiting) and outcome.position == len(self.queue)

    @rule(who=people)
    def cancel(self, who: int) -> None:
        booked = self.town.do(enrolments.active(self.course, self.attendees[who]))
        assert (booked is not None) == (who in self.seated or who in self.queue)
        if booked is None:
            return
        outcome = self.town.do(enrolment.cancel(booked.id, self.people[who], NOW))
        (self.seated if who in self.seated else self.queue).remove(who)
        assert isinstance(outcome, Cancelled) and len(outcome.promoted) == self.promoted()

    @precondition(lambda self: self.seats < 8)
    @rule()
    def one_more_seat(self) -> None:
        self.resize(self.seats + 1)

    @precondition(lambda self: self.seats > 1)
    @rule()
    def one_seat_fewer(self) -> None:
        self.resize(self.seats - 1)

    def resize(self, seats: int) -> None:
        self.seats = seats
        self.town.connection.execute("UPDATE course SET seats = ? WHERE id = ?", (seats, self.course))
        promoted = self.town.do(enrolment.promote(self.course, NOW))
        assert len(promoted) == self.promoted()

    def promoted(self) -> int:
        """Let the model's queue move up; how many got a seat."""
        before = len(self.seated)
        while self.queue and (len(self.seated) + 1) * self.places <= self.seats:
            self.seated.append(self.queue.pop(0))
        return len(self.seated) - before

    @invariant()
    def the_counts_are_the_rows(self) -> None:
        course = self.town.do(courses.get(self.course))
        assert course is not None
        rows = self.town.do(enrolments.of_course(self.course))
        assert course.taken == sum(row.places for row in rows if row.state == "seat") == len(self.seated) * self.places
        assert course.waiting == sum(row.state == "waiting" for row in rows) == len(self.queue)
        assert {row.attendee_id for row in rows} == {self.attendees[who] for who in self.seated + self.queue}

    @invariant()
    def the_positions_are_those_of_the_queue(self) -> None:
        for place, who in enumerate(self.queue, 1):
            booked = self.town.do(enrolments.active(self.course, self.attendees[who]))
            assert booked is not None and self.town.do(enrolment.position(booked)) == place


def play(machine: type[Queue], empty_database: Path) -> None:
    """Many short stories of this machine."""
    machine.database = empty_database
    run_state_machine_as_test(machine, settings=settings(max_examples=40, stateful_step_count=30, deadline=None))


class Pairs(Queue):
    """The same with parent and child, who sit or wait together."""

    family = True


def test_seats_and_queue_of_single_people(empty_database: Path) -> None:
    play(Queue, empty_database)


def test_seats_and_queue_of_pairs(empty_database: Path) -> None:
    play(Pairs, empty_database)
