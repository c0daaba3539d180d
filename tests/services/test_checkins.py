"""Coming to a shift and going: who may, when, how near; what the clock does with those who say nothing; who hears of it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.message import Place
from services import distance
from services import people as people_service
from services.calendar import DAY_MS, HOUR_MS, MINUTE_MS
from services.courses import Refused
from services.patrol import checkins, closing, hours, spots
from services.patrol.checkins import WITHIN_M, Gone, NoShift, OffRoute, There
from services.patrol.shifts import Alone, TooMuch
from services.records import erasing
from services.topics import SHIFT
from storage import checkins as stored
from storage import communities, people, rounds
from storage import spots as stored_spots
from storage.spots import Spot
from tests.services.beat import ENDS_MS, NORTH, STARTS, STARTS_MS, Beat, made, make_round
from tests.services.conftest import Town, local
from tests.services.patrol import make_team, member


@pytest.fixture
def beat(town: Town) -> Beat:
    """The patrol of a town."""
    return made(town)


# Checking in


def test_the_first_scan_checks_in_and_each_one_says_what_comes_next(beat: Beat) -> None:
    wang = beat.volunteer("王强")
    beat.at("2026-11-23 18:50")
    first = beat.scan(wang, beat.south)
    assert isinstance(first, There) and first.came and first.passed
    assert [spot.name for spot in first.ahead] == ["北门"]
    again = beat.scan(wang, beat.south)
    assert isinstance(again, There) and not again.came and again.passed is False
    last = beat.scan(wang, beat.north)
    assert isinstance(last, There) and last.ahead == ()
    assert (beat.stint(wang).in_ms, beat.stint(wang).in_how) == (STARTS_MS - 10 * MINUTE_MS, "spot")


def test_one_checks_in_from_half_an_hour_before_the_start_until_the_end(beat: Beat) -> None:
    wang, do = beat.volunteer("王强"), beat.town.do
    for at_ms in (STARTS_MS - 30 * MINUTE_MS - 1, ENDS_MS):
        assert do(checkins.check_in(beat.shift, wang, "location", at_ms)) == NoShift()
        assert isinstance(do(checkins.scan(beat.north, wang, at_ms)), NoShift)
    early = do(checkins.scan(beat.north, wang, STARTS_MS - 31 * MINUTE_MS))
    assert isinstance(early, NoShift) and early.next is not None and early.next.shift_id == beat.shift
    assert isinstance(do(checkins.check_in(beat.shift, wang, "location", STARTS_MS - 30 * MINUTE_MS)), There)


def test_only_who_has_a_place_checks_in(beat: Beat) -> None:
    idle, stranger, do = beat.volunteer("李娜", on=False), beat.town.person("路人"), beat.town.do
    for nobody in (idle, stranger, beat.lead):
        assert do(checkins.check_in(beat.shift, nobody, "location", STARTS_MS)) == NoShift()
        assert isinstance(do(checkins.scan(beat.north, nobody, STARTS_MS)), NoShift)
        assert do(checkins.check_out(beat.shift, nobody, STARTS_MS)) == NoShift()
    beat.town.connection.execute("UPDATE shift_place SET state = 'gone'")
    gave_up = beat.volunteer("王强")
    beat.town.connection.execute("UPDATE shift_place SET state = 'gone'")
    assert do(checkins.check_in(beat.shift, gave_up, "location", STARTS_MS)) == NoShift()


def test_nobody_checks_in_to_a_shift_that_does_not_take_place(beat: Beat) -> None:
    wang = beat.volunteer("王强")
    beat.town.connection.execute("UPDATE shift SET state = 'cancelled'")
    assert beat.town.do(checkins.check_in(beat.shift, wang, "location", STARTS_MS)) == NoShift()


def test_a_spot_of_another_round_counts_nothing(beat: Beat) -> None:
    wang, town = beat.volunteer("王强"), beat.town
    morning = make_round(town, beat.team, "早巡", ("车库", "G1", None))
    [garage] = town.do(stored_spots.of_duty(morning))
    off = town.do(checkins.scan(garage, wang, STARTS_MS))
    assert isinstance(off, OffRoute) and off.round == (beat.north, beat.south)
    assert beat.stint(wang).in_ms is None


def test_a_duty_without_checkpoints_takes_any_spot_of_its_community(beat: Beat) -> None:
    town, li = beat.town, beat.volunteer("李娜", on=False)
    shift = beat.another(STARTS, li, duty=make_round(town, beat.team, "值班"))
    there = town.do(checkins.scan(beat.north, li, STARTS_MS))
    assert isinstance(there, There) and there.came and there.passed is None
    assert town.do(rounds.visited(shift)) == []


def test_two_on_one_round_pass_its_checkpoints_together(beat: Beat) -> None:
    wang, li = beat.volunteer("王强"), beat.volunteer("李娜")
    beat.at("2026-11-23 19:05")
    beat.scan(wang, beat.north)
    hers = beat.scan(li, beat.south)
    assert isinstance(hers, There) and hers.came and hers.ahead == ()


def test_a_child_comes_along_with_who_brings_it(beat: Beat) -> None:
    mother, do = beat.town.person("王芳"), beat.town.do
    child = beat.town.child(mother)
    beat.place(beat.shift, child)
    there = do(checkins.scan(beat.north, mother, STARTS_MS))
    assert isinstance(there, There) and [one.name for one in there.stints] == ["王小宝"]
    assert isinstance(do(checkins.check_out(beat.shift, mother, ENDS_MS)), Gone)
    assert hours.counted(beat.stint(child)) == 120


def test_a_code_opens_nothing_to_who_lives_elsewhere(beat: Beat) -> None:
    town, wang = beat.town, beat.volunteer("王强")
    elsewhere = town.do(communities.save("youyi", "友谊社区", "", "", "")).id
    assert town.do(spots.find("N1", wang)) == beat.north
    town.do(people.set_community(wang, elsewhere))
    assert town.do(spots.find("N1", wang)) is None
    assert town.do(spots.find("N2", beat.lead)) is None


# Where one is


def test_a_place_is_near_within_three_hundred_metres(beat: Beat) -> None:
    round = (beat.north, beat.south)
    assert checkins.compared(round, Place(30.5026, 114.3)) == "location"
    far = checkins.compared(round, Place(30.5, 114.304))
    assert isinstance(far, int) and WITHIN_M < far < 400
    unplaced = Spot(3, 1, "x", 1, "车库", "G1", None, None)
    assert checkins.compared((unplaced,), Place(0, 0)) == "uncompared" == checkins.compared((), Place(0, 0))
    assert checkins.compared((unplaced, beat.north), Place(*NORTH)) == "location"


@pytest.mark.parametrize(
    ("here", "there", "metres"),
    [
        ((0, 0), (0, 1), 111_195),  # a degree of the equator
        ((30.0, 114.0), (31.0, 114.0), 111_195),
        ((30.5928, 114.3055), (31.2304, 121.4737), 687_000),  # Wuhan to Shanghai
        ((0, 179.9995), (0, -179.9995), 111),  # across the date line
        ((90, 0), (-90, 0), 20_015_087),
    ],
)
def test_distances_are_those_on_a_sphere(here: tuple[float, float], there: tuple[float, float], metres: int) -> None:
    assert distance.metres(Place(*there), Place(*here)) == pytest.approx(metres, rel=0.005)


@given(st.floats(-90, 90), st.floats(-180, 180), st.floats(-90, 90), st.floats(-180, 180))
def test_a_distance_is_never_more_than_half_around(a: float, b: float, c: float, d: float) -> None:
    assert 0 <= distance.metres(Place(c, d), Place(a, b)) <= 20_015_087


# Standing in


def test_a_member_takes_the_free_place_and_is_there_at_once(beat: Beat) -> None:
    beat.place(beat.shift, beat.lead)
    li, liu = beat.volunteer("李娜", on=False), beat.volunteer("刘洋", on=False)
    beat.at("2026-11-23 19:10")
    offered = beat.scan(li, beat.north)
    assert isinstance(offered, NoShift) and offered.free is not None and offered.free.shift_id == beat.shift
    there = beat.town.do(checkins.stand_in(beat.shift, beat.north, li, beat.town.now_ms))
    assert isinstance(there, There) and there.came and there.passed
    assert isinstance(beat.town.do(checkins.stand_in(beat.shift, beat.north, liu, beat.town.now_ms)), NoShift)
    full = beat.scan(liu, beat.north)
    assert isinstance(full, NoShift) and full.free is None


def test_nobody_but_a_grown_up_member_without_another_shift_stands_in(beat: Beat) -> None:
    town, stranger, boy = beat.town, beat.town.person("路人"), beat.volunteer("小明", on=False)
    town.do(people_service.set_birth(boy, date(2016, 5, 1), date(2026, 11, 23)))
    busy = beat.volunteer("刘洋", on=False)
    beat.another(STARTS, busy, duty=make_round(town, beat.team, "值班"))
    for nobody in (stranger, boy, busy):
        town.do(checkins.stand_in(beat.shift, beat.north, nobody, STARTS_MS))
        assert town.do(stored.get(beat.shift, nobody)) is None


def test_what_holds_for_taking_a_shift_holds_for_standing_in(beat: Beat) -> None:
    beat.volunteer("王强")
    new, town = beat.volunteer("李娜", on=False), beat.town
    beat.at("2026-11-23 19:10")
    offered = beat.scan(new, beat.north)
    assert isinstance(offered, NoShift) and offered.free is None
    assert town.do(checkins.stand_in(beat.shift, beat.north, new, town.now_ms)) == Alone()
    beat.another(local("2026-11-24 01:00"), beat.lead)
    assert town.do(checkins.stand_in(beat.shift, beat.north, beat.lead, town.now_ms)) == TooMuch("rest")
    assert town.do(stored.get(beat.shift, new)) is None is town.do(stored.get(beat.shift, beat.lead))


def test_standing_in_twice_is_standing_in_once(beat: Beat) -> None:
    beat.at("2026-11-23 19:10")
    for came in (True, False):
        there = beat.town.do(checkins.stand_in(beat.shift, beat.north, beat.lead, beat.town.now_ms))
        assert isinstance(there, There) and there.came is came


def test_who_gave_the_place_up_may_come_after_all(beat: Beat) -> None:
    wang = beat.volunteer("王强")
    beat.town.connection.execute("UPDATE shift_place SET state = 'gone', reason = '感冒'")
    assert isinstance(beat.town.do(checkins.stand_in(beat.shift, beat.north, wang, STARTS_MS)), There)


# Going


def test_one_goes_once_and_comes_back_after_the_wrong_button(beat: Beat) -> None:
    wang, do = beat.volunteer("王强"), beat.town.do
    do(checkins.scan(beat.north, wang, STARTS_MS))
    gone = do(checkins.check_out(beat.shift, wang, STARTS_MS + HOUR_MS))
    assert isinstance(gone, Gone) and gone.again and gone.ahead == (beat.south,)
    do(checkins.check_out(beat.shift, wang, STARTS_MS + 2 * HOUR_MS))
    assert beat.stint(wang).out_ms == STARTS_MS + HOUR_MS
    assert isinstance(do(checkins.scan(beat.south, wang, STARTS_MS + HOUR_MS)), Gone)
    assert isinstance(do(checkins.go_on(beat.shift, wang, STARTS_MS + HOUR_MS)), There)
    assert isinstance(do(checkins.scan(beat.south, wang, STARTS_MS + HOUR_MS)), There)


def test_the_clock_closes_what_nobody_closed_at_the_planned_end(beat: Beat) -> None:
    wang = beat.volunteer("王强")
    beat.at("2026-11-23 19:10")
    beat.scan(wang, beat.north)
    beat.scan(wang, beat.south)
    beat.at("2026-11-23 21:00")
    assert beat.town.said_now(wang) == ["「晚巡」到点了，辛苦啦！走的时候点一下『签退』。"]
    assert beat.town.connection.execute("SELECT topic FROM outbox WHERE cause LIKE 'shift-ends:%'").fetchall() == [(SHIFT,)]
    beat.at("2026-11-23 21:29")
    assert beat.stint(wang).there
    beat.at("2026-11-23 21:30")
    stint = beat.stint(wang)
    assert (stint.out_ms, stint.out_how, hours.counted(stint)) == (ENDS_MS, "clock", 110)
    late = beat.town.do(checkins.check_out(beat.shift, wang, beat.town.now_ms))
    assert isinstance(late, Gone) and not late.again
    assert "没签退：王强" in beat.town.heard(beat.lead)[0]


def test_where_all_is_well_nobody_is_told(beat: Beat) -> None:
    wang = beat.volunteer("王强")
    beat.at("2026-11-23 19:00")
    beat.scan(wang, beat.north)
    beat.scan(wang, beat.south)
    beat.town.do(checkins.check_out(beat.shift, wang, ENDS_MS))
    beat.at("2026-11-24 08:00")
    assert beat.town.heard(beat.lead) == [] == beat.town.heard(wang)
    assert beat.town.do(closing.missed(beat.team, beat.lead, beat.town.now_ms)) == []


def test_the_lead_hears_once_a_shift_of_all_that_was_missed(beat: Beat) -> None:
    beat.volunteer("王强")
    li = beat.volunteer("李娜")
    beat.at("2026-11-23 19:30")
    beat.scan(li, beat.south)
    beat.at("2026-11-23 21:30")
    beat.town.do(checkins.watch(beat.shift, beat.town.community_id, beat.town.now_ms))
    beat.town.do(closing.close(beat.shift, beat.town.now_ms))
    beat.at("2026-11-24 09:00")
    [said] = beat.town.heard(beat.lead)
    assert said.split("\n")[1:] == ["没来：王强", "没签退：李娜，先按 21:00 算", "没到的点：北门"]
    [missed] = beat.town.do(closing.missed(beat.team, beat.lead, beat.town.now_ms))  # type: ignore[misc]  # not refused
    assert [one.name for one in missed.absent] == ["王强"]


def test_a_round_for_which_nobody_came_forward_is_missed_and_nobody_is_told_twice(beat: Beat) -> None:
    beat.at("2026-11-24 09:00")
    assert beat.town.heard(beat.lead) == []  # she heard the evening before that somebody is wanted
    [missed] = beat.town.do(closing.missed(beat.team, beat.lead, beat.town.now_ms))  # type: ignore[misc]  # not refused
    assert [beat.town.say(one) for one in closing.said(missed, {})] == ["没有人值班"]


def test_a_round_whose_volunteer_was_erased_since_was_walked_all_the_same(beat: Beat) -> None:
    wang, town = beat.volunteer("王强"), beat.town
    beat.at("2026-11-23 19:10")
    beat.scan(wang, beat.north)
    town.do(erasing.erase(wang, town.now_ms, "gone"))
    beat.at("2026-11-24 09:00")
    [missed] = town.do(closing.missed(beat.team, beat.lead, town.now_ms))  # type: ignore[misc]  # not refused
    assert [town.say(one) for one in closing.said(missed, {})] == ["没到的点：南门"]


def test_without_a_lead_staff_hear_of_it(beat: Beat) -> None:
    beat.volunteer("王强")
    beat.town.connection.execute("DELETE FROM team_member")
    worker = beat.town.staff()
    beat.at("2026-11-23 21:30")
    assert "没来：王强" in beat.town.heard(worker)[0]


def test_missed_rounds_are_for_the_lead_and_staff_and_go_back_two_weeks(beat: Beat) -> None:
    wang, worker, do = beat.volunteer("王强"), beat.town.staff(), beat.town.do
    other = member(beat.town, make_team(beat.town, "栋力派"), "另一队长", lead=True)
    beat.at("2026-11-24 09:00")
    for allowed in (beat.lead, worker):
        assert len(do(closing.missed(beat.team, allowed, beat.town.now_ms))) == 1  # type: ignore[arg-type]  # not refused
    for refused in (wang, other, beat.town.person("路人")):
        assert do(closing.missed(beat.team, refused, beat.town.now_ms)) == Refused("not staff")
    assert do(closing.missed(beat.team, beat.lead, ENDS_MS + 14 * DAY_MS)) == []


def test_who_does_not_come_three_times_in_sixty_days_is_pointed_out(beat: Beat) -> None:
    wang = beat.volunteer("王强")
    for day in ("2026-11-25", "2026-11-27"):
        beat.another(local(f"{day} 19:00"), wang)
    beat.at("2026-11-26 09:00")
    assert not any("次）" in said for said in beat.town.heard(beat.lead))
    beat.at("2026-11-28 09:00")
    assert "没来：王强（60天里第3次）" in beat.town.heard(beat.lead)[2]
    assert beat.town.do(rounds.no_shows(beat.team, beat.town.now_ms - 60 * DAY_MS)) == {wang: 3}
    assert beat.town.do(rounds.no_shows(beat.team, beat.town.now_ms + DAY_MS)) == {}


def test_the_clock_waits_for_what_was_done_in_time_and_is_not_handled_yet(beat: Beat) -> None:
    wang = beat.volunteer("王强")
    beat.at("2026-11-23 20:50")
    beat.town.handled_ms = ENDS_MS - MINUTE_MS
    beat.town.now_ms = ENDS_MS + 30 * MINUTE_MS
    beat.town.catch_up()
    assert beat.stint(wang).no_show == 0
    assert isinstance(beat.town.do(checkins.scan(beat.north, wang, ENDS_MS - 2 * MINUTE_MS)), There)
    beat.town.handled_ms = None
    beat.town.now_ms += 2_000
    beat.town.catch_up()
    assert (beat.stint(wang).no_show, beat.stint(wang).out_how) == (0, "clock")


def test_a_shift_that_is_moved_ends_later(beat: Beat) -> None:
    wang, town = beat.volunteer("王强"), beat.town
    town.connection.execute("UPDATE shift SET ends_ms = ends_ms + ?", (HOUR_MS,))
    town.do(checkins.watch(beat.shift, town.community_id, town.now_ms))
    beat.at("2026-11-23 21:30")
    assert beat.stint(wang).no_show == 0
    beat.at("2026-11-23 22:30")
    assert beat.stint(wang).no_show == 1
