"""Draws: sealed before, held once, re-checkable by anybody."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from services import draw, enrolment, offers
from services.calendar import DAY_MS
from services.draw import Check, Drawn, NoDraw, StillOpen, drawn_order, sealed, seated, verify
from services.outcomes import Cancelled, Entered, Seat, Waiting
from services.records import erasing
from storage.draws import Entry
from tests.services.conftest import NOW, Town

SEED = "5e" * 32


def pot(town: Town, people: int, *, seats: int = 2) -> tuple[int, list[int]]:
    """A draw course with some entries; the course and the persons."""
    baking = town.course("烘焙", seats=seats, mode="draw", closes_ms=NOW + DAY_MS)
    assert town.do(draw.seal(baking, SEED, NOW)) == sealed(SEED)
    entrants = [town.person(f"居民{n}") for n in range(people)]
    for person in entrants:
        assert isinstance(town.do(enrolment.enrol(baking, person, person, NOW)), Entered)
    return baking, entrants


def held(town: Town, course_id: int) -> Drawn:
    """The draw, held after entries closed."""
    outcome = town.do(draw.hold(course_id, None, NOW + DAY_MS))
    assert isinstance(outcome, Drawn)
    return outcome


def test_seats_go_down_the_drawn_order_and_everyone_is_told(town: Town) -> None:
    baking, entrants = pot(town, 5)
    drawn = held(town, baking)
    assert [entry.result for entry in drawn.entries] == ["seat", "seat", "waiting", "waiting", "waiting"]
    assert (drawn.course.taken, drawn.course.waiting) == (2, 3)
    said = sorted(next(line for line in town.heard(person)) for person in entrants)
    assert sum("报名成功" in line for line in said) == 2
    assert {n for n in (1, 2, 3) for line in said if f"候补第{n}位" in line} == {1, 2, 3}


def test_the_queue_after_a_draw_moves_up_in_drawn_order(town: Town) -> None:
    baking, entrants = pot(town, 4)
    drawn = held(town, baking)
    winner = drawn.entries[0].enrolment_id
    staff = town.staff()
    cancelled = town.do(enrolment.cancel(winner, staff, NOW + DAY_MS))
    assert cancelled == Cancelled(baking)
    assert town.do(offers.make(baking, NOW + DAY_MS, lambda next_ms: next_ms)) == [drawn.entries[2].enrolment_id]
    assert len(entrants) == 4


def test_a_draw_is_held_once(town: Town) -> None:
    baking, _entrants = pot(town, 5)
    assert held(town, baking) == held(town, baking)


def test_entries_are_open_until_the_minute(town: Town) -> None:
    baking, _entrants = pot(town, 1)
    assert town.do(draw.hold(baking, None, NOW + DAY_MS - 1)) == StillOpen(NOW + DAY_MS)
    assert town.do(draw.hold(town.course(), None, NOW)) == NoDraw()


def test_the_seed_stays_sealed_until_the_draw_and_never_changes(town: Town) -> None:
    baking, _entrants = pot(town, 1)
    assert town.do(draw.published(baking)) == NoDraw()
    assert town.do(draw.seal(baking, "00" * 32, NOW)) == sealed(SEED)
    assert held(town, baking).seed == SEED


def test_anyone_can_repeat_the_draw_with_a_few_lines(town: Town) -> None:
    baking, _entrants = pot(town, 6)
    drawn = held(town, baking)
    again = sorted(
        (entry.number for entry in drawn.entries),
        key=lambda number: hmac.new(SEED.encode(), number.encode(), hashlib.sha256).hexdigest(),
    )
    assert again == [entry.number for entry in drawn.entries]
    assert hashlib.sha256(drawn.seed.encode()).hexdigest() == drawn.seed_hash
    assert town.do(draw.verify_course(baking)) == Check(True)


def test_a_swapped_result_another_seed_and_a_seat_too_many_are_found(town: Town) -> None:
    baking, _entrants = pot(town, 5)
    drawn = held(town, baking)
    one, two, *rest = drawn.entries
    swapped = [replace(one, rank=2), replace(two, rank=1), *rest]
    assert verify(drawn.seed, drawn.seed_hash, swapped, 2) == Check(False, "order")
    assert verify("00" * 32, drawn.seed_hash, drawn.entries, 2) == Check(False, "seed")
    favoured = [one, two, replace(rest[0], result="seat"), *rest[1:]]
    assert verify(drawn.seed, drawn.seed_hash, favoured, 2) == Check(False, "seats")


def test_the_numbers_say_nothing_about_the_person(town: Town) -> None:
    baking, entrants = pot(town, 3)
    numbers = [entry.number for entry in held(town, baking).entries]
    assert len(set(numbers)) == 3
    assert not any(str(person) == number for person in entrants for number in numbers)


def test_who_withdraws_before_is_not_drawn(town: Town) -> None:
    baking, entrants = pot(town, 3)
    mine = town.do(enrolment.mine(entrants[0], NOW))[0]
    assert isinstance(town.do(enrolment.cancel(mine.id, entrants[0], NOW)), Cancelled)
    assert len(held(town, baking).entries) == 2
    assert town.do(draw.verify_course(baking)) == Check(True)


def test_an_erased_winner_leaves_a_draw_that_can_still_be_checked(town: Town) -> None:
    baking, entrants = pot(town, 4)
    before = held(town, baking)
    town.do(erasing.erase(entrants[0], NOW + DAY_MS, "feed"))
    after = town.do(draw.published(baking))
    assert isinstance(after, Drawn) and after.entries == before.entries
    assert town.do(draw.verify_course(baking)) == Check(True)


def test_after_the_draw_a_reopened_course_fills_like_any_other(town: Town) -> None:
    baking, _entrants = pot(town, 1)
    held(town, baking)
    town.connection.execute("UPDATE course SET closes_ms = NULL WHERE id = ?", (baking,))
    late, later = town.crowd(2)
    assert isinstance(town.do(enrolment.enrol(baking, late, late, NOW + DAY_MS)), Seat)
    assert isinstance(town.do(enrolment.enrol(baking, later, later, NOW + DAY_MS)), Waiting)


numbers = st.lists(st.from_regex(r"[0-9a-f]{10}", fullmatch=True), unique=True, max_size=30)


@given(numbers, st.randoms(use_true_random=False))
def test_the_order_in_which_entries_come_in_does_not_matter(entries: list[str], chance: Random) -> None:
    shuffled = sorted(entries, key=lambda _: chance.random())
    assert drawn_order(SEED, entries) == drawn_order(SEED, shuffled)


@given(st.lists(st.sampled_from([1, 2]), max_size=20), st.integers(0, 25))
def test_seats_are_never_exceeded_and_nobody_overtakes(places: list[int], seats: int) -> None:
    order = [(str(n), size) for n, size in enumerate(places)]
    winners = seated(order, seats)
    assert winners == [str(n) for n in range(len(winners))]
    taken = sum(places[: len(winners)])
    assert taken <= seats
    assert len(winners) == len(places) or taken + places[len(winners)] > seats


def test_an_empty_draw_is_a_draw(town: Town) -> None:
    baking, _entrants = pot(town, 0)
    assert held(town, baking).entries == ()
    assert town.do(draw.verify_course(baking)) == Check(True)
    assert verify(SEED, sealed(SEED), [Entry(1, "aa", 1, None, "out")], 1) == Check(True)
