"""Places in shifts: never more than needed, rest in between, nobody new alone, and whoever must know hears of it once."""

from __future__ import annotations

from datetime import date

import pytest

from services.patrol import duties, leaving, limits, shifts, swaps, teams
from services.patrol.shifts import Alone, Full, Noted, Over, Taken, TooMuch
from services.patrol.swaps import Asked, Swapped
from services.patrol.teams import NotAllowed
from services.still import still_so
from storage import households, people, shift_places
from storage import shifts as stored
from storage.shifts import Listed
from tests.services.conftest import NOW, Town
from tests.services.patrol import keep, make_duty, make_team, member, on, shift_on, take


@pytest.fixture
def team(town: Town) -> int:
    """A team; its id."""
    return make_team(town)


def about(town: Town, person_id: int) -> list[str]:
    """What the messages to somebody say they are about."""
    rows = town.connection.execute(
        "SELECT o.about FROM outbox o JOIN account a ON a.id = o.account_id WHERE a.person_id = ? ORDER BY o.id", (person_id,)
    )
    return [words for (words,) in rows]


# Taking one


def test_a_place_is_taken_in_a_tap_and_a_second_tap_changes_nothing(town: Town, team: int) -> None:
    wang = member(town, team, "王强")
    shift = shift_on(town, make_duty(town, team, need=1), "24")
    assert isinstance(town.do(shifts.take(shift.id, wang, wang, NOW)), Taken)
    assert isinstance(town.do(shifts.take(shift.id, wang, wang, NOW)), Taken)
    assert on(town, shift) == {wang} and town.heard(wang) == []


def test_a_full_shift_takes_nobody_and_one_that_has_begun_neither(town: Town, team: int) -> None:
    wang, zhao = member(town, team, "王强"), member(town, team, "赵敏")
    shift = shift_on(town, make_duty(town, team, need=1), "24")
    take(town, shift, wang)
    assert town.do(shifts.take(shift.id, zhao, zhao, NOW)) == Full()
    assert town.do(shifts.decline(shift.id, wang, wang, "away", shift.starts_ms)) == Over()
    town.do(shifts.decline(shift.id, wang, wang, "away", NOW))
    assert town.do(shifts.take(shift.id, zhao, zhao, shift.starts_ms)) == Over()
    assert on(town, shift) == set()


def test_only_members_take_shifts_and_only_their_own_people_and_leads_do_it_for_them(town: Town, team: int) -> None:
    lead, wang, zhao = member(town, team, "张汉梅", lead=True), member(town, team, "王强", kept=3), member(town, team, "赵敏")
    stranger, worker = town.person("路人"), town.staff()
    shift = shift_on(town, make_duty(town, team), "24")
    assert town.do(shifts.take(shift.id, stranger, stranger, NOW)) == NotAllowed()
    assert town.do(shifts.take(shift.id, stranger, lead, NOW)) == NotAllowed()
    assert town.do(shifts.take(shift.id, wang, zhao, NOW)) == NotAllowed()
    assert town.do(shifts.decline(shift.id, wang, zhao, "", NOW)) == NotAllowed()
    assert town.do(shifts.offer(shift.id, wang, lead, NOW)) == NotAllowed()
    assert isinstance(town.do(shifts.take(shift.id, wang, lead, NOW)), Taken)
    assert isinstance(town.do(shifts.take(shift.id, zhao, worker, NOW)), Taken)
    assert "队里请您来值这一班" in town.heard(wang)[0] and "和王强一起" in town.heard(zhao)[0]
    assert town.do(shifts.decline(shift.id, zhao, lead, "", NOW)) == Noted(shift_on_now(town, shift))
    assert "不用您去了" in town.heard(zhao)[1]


def shift_on_now(town: Town, shift: Listed) -> Listed:
    """The shift as it stands."""
    found = town.do(stored.get(shift.id))
    assert found is not None
    return found


# Rest


def test_nobody_is_on_two_shifts_at_a_time_and_eight_hours_lie_in_between(town: Town, team: int) -> None:
    wang = member(town, team, "王强")
    evening = shift_on(town, make_duty(town, team), "24")
    beside = shift_on(town, make_duty(town, team, name="接送", starts="20:00"), "24")
    next_morning = shift_on(town, make_duty(town, team, name="早巡", starts="04:00"), "25")
    rested = shift_on(town, make_duty(town, team, name="晨练", starts="04:30"), "25")
    take(town, evening, wang)
    assert town.do(shifts.take(beside.id, wang, wang, NOW)) == TooMuch("overlap")
    assert town.do(shifts.take(next_morning.id, wang, wang, NOW)) == TooMuch("rest")
    take(town, rested, wang)
    assert town.do(shifts.take(next_morning.id, wang, wang, NOW)) == TooMuch("overlap")


@pytest.mark.parametrize("sixth", ["23", "26", "29"])
def test_within_any_seven_days_one_has_five_shifts(town: Town, team: int, sixth: str) -> None:
    wang, duty = member(town, team, "王强"), make_duty(town, team)
    free = [day for day in ("23", "24", "25", "26", "27", "28", "29") if day != sixth]
    for day in free[:5]:
        take(town, shift_on(town, duty, day), wang)
    last = shift_on(town, duty, sixth)
    assert town.do(shifts.take(last.id, wang, wang, NOW)) == TooMuch("week")
    take(town, shift_on(town, duty, "2026-12-02"), wang)


def test_what_was_given_up_or_called_off_tires_nobody(town: Town, team: int) -> None:
    lead, wang, duty = member(town, team, "张汉梅", lead=True), member(town, team, "王强"), make_duty(town, team)
    for day in ("24", "25", "26", "27", "28"):
        take(town, shift_on(town, duty, day), wang)
    last = shift_on(town, duty, "29")
    assert town.do(shifts.take(last.id, wang, wang, NOW)) == TooMuch("week")
    assert town.do(duties.cancel(shift_on(town, duty, "26").id, lead, "", NOW)) is True
    take(town, last, wang)


# Newcomers


def test_a_newcomer_goes_where_somebody_experienced_goes_or_has_room_to(town: Town, team: int) -> None:
    old, new, newer = member(town, team, "李荣珍", kept=3), member(town, team, "王强", kept=2), member(town, team, "赵敏")
    duty, single = make_duty(town, team), make_duty(town, team, name="早巡", starts="08:00", need=1)
    assert town.do(shifts.take(shift_on(town, single, "26").id, new, new, NOW)) == Alone()
    first, second = shift_on(town, duty, "24"), shift_on(town, duty, "27")
    take(town, first, new)
    assert town.do(shifts.take(first.id, newer, newer, NOW)) == Alone()
    take(town, first, old)
    take(town, second, old)
    take(town, second, newer)
    keep(town, team, new, 4)
    take(town, shift_on(town, single, "29"), new)


def test_where_a_team_has_nobody_experienced_yet_all_may_go_but_no_child_alone(town: Town, team: int) -> None:
    wang, mother = member(town, team, "王强"), town.person("王小倩")
    child = town.child(mother)
    town.do(teams.ask(team, child, mother, NOW))
    town.do(teams.accept(team, child, town.staff(), NOW))
    single = make_duty(town, team, need=1)
    assert town.do(shifts.take(shift_on(town, single, "24").id, child, mother, NOW)) == Alone()
    take(town, shift_on(town, single, "24"), wang)


def test_a_child_counts_as_nobody_experienced_and_only_a_guardian_says_where_it_goes(town: Town, team: int) -> None:
    lead, mother = member(town, team, "张汉梅", lead=True), town.person("王小倩")
    child = town.child(mother, born=date(2014, 6, 1))
    town.do(teams.ask(team, child, mother, NOW))
    town.do(teams.accept(team, child, lead, NOW))
    keep(town, team, child, 5)
    shift = shift_on(town, make_duty(town, team), "24")
    assert town.do(limits.experienced(shift)) == {lead}
    assert town.do(shifts.take(shift.id, child, lead, NOW)) == NotAllowed()
    assert isinstance(town.do(shifts.take(shift.id, child, mother, NOW)), Taken)


def test_a_child_with_a_phone_of_its_own_says_nothing_about_its_shifts(town: Town, team: int) -> None:
    mother, wang, boy = town.person("王小倩"), member(town, team, "王强"), member(town, team, "王小宝")
    town.do(people.set_birth(boy, date(2016, 6, 1)))
    town.do(households.link(mother, boy, "child", NOW, NOW))
    duty = make_duty(town, team)
    shift, other = shift_on(town, duty, "24"), shift_on(town, duty, "26")
    take(town, other, wang)
    assert isinstance(town.do(shifts.take(shift.id, boy, mother, NOW)), Taken)
    assert town.do(shifts.offer(shift.id, boy, boy, NOW)) == NotAllowed()
    assert town.do(swaps.ask(shift.id, boy, other.id, wang, boy, NOW)) == NotAllowed()
    town.do(swaps.ask(other.id, wang, shift.id, boy, wang, NOW))
    assert town.do(swaps.agree(other.id, wang, boy, NOW)) == NotAllowed()
    assert town.do(shifts.decline(shift.id, boy, boy, "away", NOW)) == NotAllowed()
    assert town.do(leaving.leave(team, boy, boy, NOW)) == NotAllowed()
    assert isinstance(town.do(shifts.decline(shift.id, boy, mother, "away", NOW)), Noted)


# Not coming


def test_who_cannot_come_says_why_and_who_leads_hears_it_nobody_else(town: Town, team: int) -> None:
    lead, wang, zhao = member(town, team, "张汉梅", lead=True), member(town, team, "王强"), member(town, team, "赵敏")
    shift = shift_on(town, make_duty(town, team), "24")
    take(town, shift, wang)
    assert isinstance(town.do(shifts.decline(shift.id, wang, wang, "  腰 又犯了 ", NOW)), Noted)
    assert town.do(shifts.decline(shift.id, wang, wang, "away", NOW)) == Over()
    assert town.heard(lead) == ["王强去不了：11月24日（周二）19:00–20:30 晚巡\n原因：腰 又犯了\n还缺2人。"]
    assert town.heard(zhao) == town.heard(wang) == []
    take(town, shift, wang)
    assert on(town, shift) == {wang}


def test_without_somebody_who_leads_staff_hear_that_somebody_cannot_come(town: Town, team: int) -> None:
    wang, worker = member(town, team, "王强"), town.staff()
    shift = shift_on(town, make_duty(town, team), "24")
    take(town, shift, wang)
    town.do(shifts.decline(shift.id, wang, wang, "unwell", NOW))
    assert "原因：身体不舒服" in town.heard(worker)[0]


def test_who_has_a_phone_hears_what_the_family_says_about_their_shifts(town: Town, team: int) -> None:
    daughter, father = town.person("林悦"), member(town, team, "林建国")
    town.do(households.link(daughter, father, "parent", NOW, NOW))
    shift = shift_on(town, make_duty(town, team), "24")
    town.do(shifts.take(shift.id, father, daughter, NOW))
    town.do(shifts.decline(shift.id, father, daughter, "unwell", NOW))
    assert town.heard(father) == [
        "家人报了这一班：\n11月24日（周二）19:00–20:30 晚巡\n老街坊巡逻队",
        "家人说这一班去不了：11月24日（周二）19:00–20:30 晚巡",
    ]
    assert town.heard(daughter) == []


# Offering


def test_an_offered_place_stays_ones_own_until_the_first_takes_it_over(town: Town, team: int) -> None:
    wang, zhao, li = (member(town, team, name, kept=3) for name in ("王强", "赵敏", "李荣珍"))
    shift = shift_on(town, make_duty(town, team, need=1), "24")
    take(town, shift, wang)
    outcome = town.do(shifts.offer(shift.id, wang, wang, NOW))
    assert isinstance(outcome, Noted) and outcome.told == 2
    assert town.do(shifts.offer(shift.id, wang, wang, NOW)) == Over()
    assert on(town, shift) == {wang}
    assert isinstance(town.do(shifts.take_over(shift.id, wang, zhao, zhao, NOW)), Taken)
    assert isinstance(town.do(shifts.take_over(shift.id, wang, zhao, zhao, NOW)), Taken)
    assert town.do(shifts.take_over(shift.id, wang, li, li, NOW)) == Full()
    assert on(town, shift) == {zhao}
    assert town.heard(wang) == ["11月24日（周二）19:00–20:30 晚巡 有赵敏替您去，您放心歇着。"]
    assert town.heard(li) == ["王强想请人替这一班：11月24日（周二）19:00–20:30 晚巡。您能去吗？"]
    assert not town.do(still_so(about(town, li)[0]))
    assert [place.state for place in town.do(shift_places.every(shift.id)) if place.person_id == wang] == ["gone"]


def test_who_goes_after_all_offers_nothing_any_more(town: Town, team: int) -> None:
    wang, zhao = (member(town, team, name, kept=3) for name in ("王强", "赵敏"))
    shift = shift_on(town, make_duty(town, team, need=1), "24")
    take(town, shift, wang)
    town.do(shifts.offer(shift.id, wang, wang, NOW))
    assert isinstance(town.do(shifts.keep(shift.id, wang, wang, NOW)), Noted)
    assert town.do(shifts.take_over(shift.id, wang, zhao, zhao, NOW)) == Full()
    assert on(town, shift) == {wang}


def test_only_members_who_could_go_are_asked_to_stand_in(town: Town, team: int) -> None:
    wang, tired, new = member(town, team, "王强", kept=3), member(town, team, "赵敏", kept=3), member(town, team, "刘洋")
    shift = shift_on(town, make_duty(town, team, need=1), "24")
    take(town, shift_on(town, make_duty(town, team, name="早巡", starts="15:00", need=1), "24"), tired)
    take(town, shift, wang)
    town.do(shifts.offer(shift.id, wang, wang, NOW))
    assert town.heard(tired) == town.heard(new) == []


def test_a_childs_parents_are_asked_whether_the_child_can_go(town: Town, team: int) -> None:
    lead, mother = member(town, team, "张汉梅", lead=True), town.person("王小倩")
    child = town.child(mother)
    town.do(teams.ask(team, child, mother, NOW))
    town.do(teams.accept(team, child, lead, NOW))
    shift = shift_on(town, make_duty(town, team), "24")
    town.do(shifts.ask_team(shift.id, lead, NOW))
    assert town.heard(mother)[-1] == "11月24日（周二）19:00–20:30 晚巡 还缺2人，小宝能去吗？"
    wang = member(town, team, "王强", kept=3)
    take(town, shift, wang)
    take(town, shift, lead)
    town.do(shifts.offer(shift.id, wang, wang, NOW))
    assert town.heard(mother)[-1] == "王强想请人替这一班：11月24日（周二）19:00–20:30 晚巡。小宝能去吗？"


# Swapping


def two_shifts(town: Town, team: int) -> tuple[int, int, Listed, Listed]:
    """Two experienced members, each on a shift of one."""
    wang, zhao = (member(town, team, name, kept=3) for name in ("王强", "赵敏"))
    duty = make_duty(town, team, need=1)
    first, second = shift_on(town, duty, "24"), shift_on(town, duty, "26")
    take(town, first, wang)
    take(town, second, zhao)
    return wang, zhao, first, second


def test_two_swap_once_both_agree(town: Town, team: int) -> None:
    wang, zhao, first, second = two_shifts(town, team)
    assert isinstance(town.do(swaps.ask(first.id, wang, second.id, zhao, wang, NOW)), Asked)
    assert (on(town, first), on(town, second)) == ({wang}, {zhao})
    assert town.do(swaps.agree(first.id, wang, wang, NOW)) == NotAllowed()
    assert isinstance(town.do(swaps.agree(first.id, wang, zhao, NOW)), Swapped)
    assert town.do(swaps.agree(first.id, wang, zhao, NOW)) == NotAllowed()
    assert (on(town, first), on(town, second)) == ({zhao}, {wang})
    assert len(town.heard(wang)) == len(town.heard(zhao)) == 1


def test_a_swap_that_is_refused_or_overtaken_changes_nothing(town: Town, team: int) -> None:
    wang, zhao, first, second = two_shifts(town, team)
    town.do(swaps.ask(first.id, wang, second.id, zhao, wang, NOW))
    assert town.do(swaps.refuse(first.id, wang, zhao, NOW)) is True
    assert town.do(swaps.refuse(first.id, wang, zhao, NOW)) is False
    assert "换不了" in town.heard(wang)[0]
    town.do(swaps.ask(first.id, wang, second.id, zhao, wang, NOW + 1))
    question = about(town, zhao)[-1]
    assert town.do(still_so(question))
    town.do(shifts.decline(second.id, zhao, zhao, "away", NOW))
    assert not town.do(still_so(question))
    assert town.do(swaps.agree(first.id, wang, zhao, NOW)) == NotAllowed()
    assert (on(town, first), on(town, second)) == ({wang}, set())


def test_a_swap_leaves_both_their_rest(town: Town, team: int) -> None:
    wang, zhao, first, second = two_shifts(town, team)
    take(town, shift_on(town, make_duty(town, team, name="下午班", starts="14:00", need=1), "26"), wang)
    assert town.do(swaps.ask(first.id, wang, second.id, zhao, wang, NOW)) == TooMuch("rest")
    assert town.do(swaps.candidates(first.id, wang, NOW, shifts.WEEK_MS)) == []
