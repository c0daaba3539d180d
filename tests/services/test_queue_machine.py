"""Any order of signing up, cancelling, answering offers, letting time pass and changing seats: never oversold, nobody overtakes,
nobody is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from reminders.offers import deadline
from reminders.quiet import Quiet
from services import enrolment, offers
from services.calendar import DAY_MS
from services.outcomes import AlreadyIn, Cancelled, Seat, Waiting
from storage import courses, enrolments, reminders
from tests.services.conftest import ZONE, Town, new_town

PEOPLE = 9
people = st.integers(0, PEOPLE - 1)


class Queue(RuleBasedStateMachine):
    """One course beside a plain model of it: those seated, those for whom a seat is held (until when), and those who wait."""

    database: Path
    family = False

    @initialize(seats=st.integers(1, 5))
    def a_course(self, seats: int) -> None:
        self.town: Town = new_town(self.database)
        self.places = 2 if self.family else 1
        self.seats = max(seats, self.places)
        self.course = self.town.course(seats=self.seats, audience="family" if self.family else "everyone")
        self.starts_ms = self.town.look(self.course).starts_ms
        self.people = self.town.crowd(PEOPLE)
        self.attendees = [self.town.child(p, f"孩子{p}") for p in self.people] if self.family else self.people
        self.seated: list[int] = []
        self.held: dict[int, int] = {}
        self.queue: list[int] = []

    def teardown(self) -> None:
        if hasattr(self, "town"):
            self.town.connection.close()

    @rule(who=people)
    def sign_up(self, who: int) -> None:
        more: dict[str, Any] = {"companion_id": self.people[who]} if self.family else {}
        now_ms = self.town.now_ms
        outcome = self.town.do(enrolment.enrol(self.course, self.attendees[who], self.people[who], now_ms, **more))
        if who in self.seated or who in self.held:
            assert isinstance(outcome, AlreadyIn) and outcome.position is None
        elif who in self.queue:
            assert isinstance(outcome, AlreadyIn) and outcome.position == self.queue.index(who) + 1
        elif not self.queue and self.there_is_room():
            assert isinstance(outcome, Seat)
            self.seated.append(who)
        else:
            self.queue.append(who)
            assert isinstance(outcome, Waiting) and outcome.position == len(self.queue)

    @rule(who=people)
    def cancel(self, who: int) -> None:
        booked = self.town.do(enrolments.active(self.course, self.attendees[who]))
        assert (booked is not None) == (who in self.seated or who in self.held or who in self.queue)
        if booked is None:
            return
        assert isinstance(self.town.do(enrolment.cancel(booked.id, self.people[who], self.town.now_ms)), Cancelled)
        self.lose(who)
        self.time_passes(0)

    @rule(who=people)
    def accept(self, who: int) -> None:
        booked = self.town.do(enrolments.active(self.course, self.attendees[who]))
        if booked is None:
            return
        outcome = self.town.do(offers.accept(booked.id, self.people[who], self.town.now_ms))
        assert isinstance(outcome, Seat) == (who in self.held)
        if self.held.pop(who, None):
            self.seated.append(who)

    @rule(who=people)
    def decline(self, who: int) -> None:
        booked = self.town.do(enrolments.active(self.course, self.attendees[who]))
        if booked is None:
            return
        outcome = self.town.do(offers.decline(booked.id, self.people[who], self.town.now_ms))
        assert isinstance(outcome, Cancelled) == (who in self.held), "a seat, or a place in the queue, is not declined"
        self.held.pop(who, None)
        self.time_passes(0)

    @precondition(lambda self: self.town.now_ms < self.starts_ms - 2 * DAY_MS)
    @rule(minutes=st.integers(1, 24 * 60))
    def time_passes(self, minutes: int) -> None:
        """The clock looks: offers that are over go to the next, and free seats are held for those who wait."""
        now_ms = self.town.wait(hours=minutes / 60)
        for who, until_ms in list(self.held.items()):
            if until_ms <= now_ms:
                self.lose(who)
        while self.queue and self.there_is_room():
            self.held[self.queue.pop(0)] = deadline(now_ms, self.starts_ms, Quiet(ZONE))
        self.town.catch_up()

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
        self.town.do(reminders.follow("seats", self.course, self.town.community_id, self.town.now_ms))
        self.time_passes(0)

    def there_is_room(self) -> bool:
        """Whether one more booking has its places in the model."""
        return (len(self.seated) + len(self.held) + 1) * self.places <= self.seats

    def lose(self, who: int) -> None:
        """The booking is no more in the model."""
        self.held.pop(who, None)
        self.seated = [other for other in self.seated if other != who]
        self.queue = [other for other in self.queue if other != who]

    @invariant()
    def the_counts_are_the_rows(self) -> None:
        course = self.town.do(courses.get(self.course))
        assert course is not None
        rows = self.town.do(enrolments.of_course(self.course))
        taken = sum(row.places for row in rows if row.state in ("seat", "offered"))
        assert course.taken == taken == (len(self.seated) + len(self.held)) * self.places
        assert course.waiting == sum(row.state == "waiting" for row in rows) == len(self.queue)
        by_state = {state: {row.attendee_id for row in rows if row.state == state} for state in ("seat", "offered", "waiting")}
        model = {"seat": self.seated, "offered": list(self.held), "waiting": self.queue}
        assert by_state == {state: {self.attendees[who] for who in those} for state, those in model.items()}

    @invariant()
    def an_offer_holds_as_long_as_was_said(self) -> None:
        for who, until_ms in self.held.items():
            booked = self.town.do(enrolments.active(self.course, self.attendees[who]))
            assert booked is not None and booked.offer_until_ms == until_ms

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
