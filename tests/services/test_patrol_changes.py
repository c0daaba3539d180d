"""What a person decides about duties and single shifts holds: planning leaves it, who had a place keeps it or has it again."""

from __future__ import annotations

from datetime import date, time

import pytest

from services.patrol import duties, duty_changes, leaving, shift_changes, shifts
from services.patrol.duties import Planned
from services.patrol.duty_changes import Way
from services.patrol.shift_changes import Added, Another, Busy, Ended, Moved, Restored, Unfit
from services.patrol.shifts import Over
from services.patrol.teams import NotAllowed
from storage import duties as duties_stored
from storage import shifts as stored
from tests.services.conftest import NOW, ZONE, Town
from tests.services.patrol import make_duty, make_team, member, on, plan, shift_on, take

WEDNESDAY = date(2026, 11, 25)
THURSDAY = date(2026, 11, 26)


@pytest.fixture
def team(town: Town) -> int:
    """A team; its id."""
    return make_team(town)


def move(town: Town, shift_id: int, by: int, day: date = WEDNESDAY, starts: time = time(15), minutes: int = 60) -> object:
    """Have a shift be at another time."""
    return town.do(shift_changes.move(shift_id, day, starts, minutes, by, town.now_ms, ZONE))


def way(town: Town, duty_id: int, **changed: object) -> Way:
    """How a duty is done, but for what has changed."""
    duty = town.do(duties_stored.get(duty_id))
    assert duty is not None
    said: dict[str, object] = {"name": duty.name, "weekdays": (1, 2, 3, 4, 5, 6, 7), "starts": time.fromisoformat(duty.starts)}
    return Way(**{**said, "minutes": duty.minutes, "need": duty.need, **changed})  # type: ignore[arg-type]


def test_a_shift_that_was_moved_stays_where_it_is_whatever_becomes_of_its_duty(town: Town, team: int) -> None:
    lead, wang = member(town, team, "张汉梅", lead=True), member(town, team, "王强")
    duty = make_duty(town, team)
    shift = shift_on(town, duty, "25")
    take(town, shift, wang)
    assert isinstance(move(town, shift.id, lead), Moved)
    assert plan(town) == Planned()
    town.do(duty_changes.change(duty, way(town, duty, starts=time(20)), lead, NOW, ZONE))
    moved = shift_on(town, duty, "25")
    assert moved.starts_ms < shift.starts_ms and on(town, moved) == {wang}
    assert town.do(duty_changes.end(duty, lead, NOW, ZONE)) == Planned(dropped=14)  # done no more means none of it


def test_none_is_planned_on_a_day_whose_shift_was_moved_away(town: Town, team: int) -> None:
    lead, duty = member(town, team, "张汉梅", lead=True), make_duty(town, team, weekdays="3")
    shift = shift_on(town, duty, "25")
    assert isinstance(move(town, shift.id, lead, THURSDAY), Moved)
    assert plan(town) == Planned()
    assert isinstance(move(town, shift.id, lead, WEDNESDAY), Moved)
    assert plan(town) == Planned()
    assert [one.day for one in town.do(stored.of_duty(duty, NOW))] == ["2026-11-25", "2026-12-02"]


def test_a_day_on_which_the_duty_is_no_more_takes_a_shift_again(town: Town, team: int) -> None:
    lead, duty = member(town, team, "张汉梅", lead=True), make_duty(town, team)
    shift = shift_on(town, duty, "25")
    town.do(duty_changes.change(duty, way(town, duty, weekdays=(3,)), lead, NOW, ZONE))  # Thursday's was dropped
    assert isinstance(move(town, shift.id, lead, THURSDAY), Moved)
    assert plan(town) == Planned()
    extra = town.do(shift_changes.add(duty, date(2026, 11, 27), time(9), 60, 3, lead, NOW, ZONE))
    assert isinstance(extra, Added)
    assert plan(town) == Planned()
    assert town.do(shift_changes.add(duty, date(2026, 11, 27), time(15), 60, 3, lead, NOW, ZONE)) == Another()
    days = [one.day for one in town.do(stored.of_duty(duty, NOW)) if one.state == "planned"]
    assert days == ["2026-11-26", "2026-11-27", "2026-12-02"]


def test_a_duty_that_is_done_again_is_done_on_all_its_days(town: Town, team: int) -> None:
    lead, duty = member(town, team, "张汉梅", lead=True), make_duty(town, team, weekdays="3,5")
    before = [one.day for one in town.do(stored.of_duty(duty, NOW))]
    assert isinstance(move(town, shift_on(town, duty, "25").id, lead, THURSDAY), Moved)
    assert isinstance(move(town, shift_on(town, duty, "27").id, lead, date(2026, 11, 27)), Moved)
    town.do(duty_changes.end(duty, lead, NOW, ZONE))
    assert town.do(shift_changes.add(duty, date(2026, 11, 28), time(9), 60, 3, lead, NOW, ZONE)) == Ended()
    town.do(duty_changes.change(duty, way(town, duty, weekdays=(3, 5), need=2), lead, NOW, ZONE))
    planned = [one for one in town.do(stored.of_duty(duty, NOW)) if one.state == "planned"]
    assert [one.day for one in planned] == before and not any(one.by_hand for one in planned)


def test_only_who_leads_adds_a_shift(town: Town, team: int) -> None:
    lead, wang = member(town, team, "张汉梅", lead=True), member(town, team, "王强")
    duty = make_duty(town, team, weekdays="3")
    friday = date(2026, 11, 27)
    assert town.do(shift_changes.add(duty, friday, time(9), 60, 3, wang, NOW, ZONE)) == NotAllowed()
    for day, minutes, need in ((date(2026, 11, 22), 60, 3), (date(2027, 3, 1), 60, 3), (friday, 3, 3), (friday, 60, 0)):
        assert town.do(shift_changes.add(duty, day, time(9), minutes, need, lead, NOW, ZONE)) == Unfit()
    assert town.do(shift_changes.add(duty, date.max, time(9), 60, 3, lead, NOW, ZONE)) == Unfit()


def test_what_was_called_off_on_a_day_that_the_duty_left_stays_once_it_is_restored(town: Town, team: int) -> None:
    lead, wang = member(town, team, "张汉梅", lead=True), member(town, team, "王强")
    duty = make_duty(town, team)
    shift = shift_on(town, duty, "25")
    take(town, shift, wang)
    town.do(duties.cancel(shift.id, lead, "weather", NOW))
    town.do(duty_changes.change(duty, way(town, duty, weekdays=(5,)), lead, NOW, ZONE))
    assert isinstance(town.do(shift_changes.restore(shift.id, lead, NOW)), Restored)
    assert plan(town) == Planned()
    assert on(town, shift) == {wang}
    town.do(duty_changes.end(duty, lead, NOW, ZONE))
    town.do(duties.cancel(shift.id, lead, "weather", NOW))
    assert town.do(shift_changes.restore(shift.id, lead, NOW)) == Ended()


def test_a_shift_is_not_moved_onto_another_one_nor_where_its_people_cannot_be_nor_into_the_past(town: Town, team: int) -> None:
    lead, wang = member(town, team, "张汉梅", lead=True), member(town, team, "王强")
    morning, evening = make_duty(town, team, name="早巡", starts="07:00"), make_duty(town, team)
    shift = shift_on(town, morning, "25")
    take(town, shift, wang)
    take(town, shift_on(town, evening, "26"), wang)
    before = shift_on(town, morning, "25")
    assert move(town, shift.id, wang) == NotAllowed()
    assert move(town, shift.id, lead, THURSDAY, time(19)) == Busy("王强", "overlap")
    assert move(town, shift.id, lead, THURSDAY, time(22)) == Busy("王强", "rest")
    assert move(town, shift.id, lead, THURSDAY, time(7)) == Another()
    assert move(town, shift.id, lead, date(2026, 11, 22)) == Unfit()
    assert move(town, shift.id, lead, date(2027, 6, 1)) == Unfit()
    assert move(town, shift.id, lead, minutes=3) == Unfit()
    assert shift_on(town, morning, "25") == before
    town.now_ms = before.starts_ms
    assert move(town, shift.id, lead) == Over()


def test_a_shift_that_was_called_off_takes_place_after_all_with_who_is_still_there_and_free(town: Town, team: int) -> None:
    lead = member(town, team, "张汉梅", lead=True)
    wang, zhao, sun = (member(town, team, name) for name in ("王强", "赵敏", "孙丽"))
    duty, same = make_duty(town, team, need=4), make_duty(town, team, name="同时")
    shift = shift_on(town, duty, "25")
    for person_id in (wang, zhao, sun, lead):
        take(town, shift, person_id)
    assert town.do(shift_changes.restore(shift.id, lead, NOW)) == Over()
    assert town.do(duties.cancel(shift.id, lead, "weather", NOW)) is True
    take(town, shift_on(town, same, "25"), zhao)
    town.do(leaving.remove(team, sun, lead, NOW))
    assert town.do(shift_changes.restore(shift.id, wang, NOW)) == NotAllowed()
    outcome = town.do(shift_changes.restore(shift.id, lead, NOW))
    assert isinstance(outcome, Restored) and outcome.people == 2
    assert on(town, shift) == {wang, lead}
    assert "照常，还是请您去" in town.heard(wang)[-1]
    assert not [said for person_id in (zhao, sun) for said in town.heard(person_id) if "照常" in said]


def test_what_a_change_of_a_duty_will_do_is_what_it_does(town: Town, team: int) -> None:
    lead, wang = member(town, team, "张汉梅", lead=True), member(town, team, "王强")
    alone = member(town, team, "赵敏", kept=3, chat=False)
    duty_id = make_duty(town, team)
    for person_id in (wang, alone):
        take(town, shift_on(town, duty_id, "25"), person_id)
    duty = town.do(duties_stored.get(duty_id))
    assert duty is not None
    later = way(town, duty_id, starts=time(20), weekdays=(3, 4))
    seen = town.do(duty_changes.foreseen(duty, later, NOW, ZONE))
    assert (seen.moved, seen.dropped, seen.reach.told, seen.reach.to_call) == (4, 10, 1, 1)
    done = town.do(duty_changes.change(duty_id, later, lead, NOW, ZONE))
    assert done == Planned(moved=seen.moved, dropped=seen.dropped)
    assert len(town.heard(wang)) == 1


def test_only_who_leads_changes_what_a_team_does_and_only_to_what_can_be(town: Town, team: int) -> None:
    lead, wang = member(town, team, "张汉梅", lead=True), member(town, team, "王强")
    duty = make_duty(town, team)
    for by, said in (
        (wang, way(town, duty)),
        (lead, way(town, duty, need=0)),
        (lead, way(town, duty, minutes=2)),
        (lead, way(town, duty, name="")),
        (lead, way(town, duty, weekdays=(0, 8))),
        (lead, way(town, duty, spots=(99,))),
    ):
        assert town.do(duty_changes.change(duty, said, by, NOW, ZONE)) == NotAllowed(), said
        assert town.do(duty_changes.add(team, said, by, NOW, ZONE)) == NotAllowed(), said
    assert town.do(duty_changes.end(duty, wang, NOW, ZONE)) == NotAllowed()


def test_of_two_new_duties_each_is_its_own(town: Town, team: int) -> None:
    lead, duty = member(town, team, "张汉梅", lead=True), make_duty(town, team)
    first = town.do(duty_changes.add(team, way(town, duty, name="护学"), lead, NOW, ZONE))
    second = town.do(duty_changes.add(team, way(town, duty, name="浇花"), lead, NOW + 1, ZONE))
    assert isinstance(first, int) and isinstance(second, int) and first != second
    assert {one.name for one in town.do(duties.of_team(team))} == {"晚巡", "护学", "浇花"}
    take(town, shift_on(town, first, "25"), lead)
    assert isinstance(town.do(shifts.take(shift_on(town, first, "26").id, lead, lead, NOW)), shifts.Taken)
