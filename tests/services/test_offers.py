"""A seat that is held: for whom, until when, and what every late or double answer is told."""

from __future__ import annotations

from services import course_changes, enrolment, offers
from services.calendar import DAY_MS, HOUR_MS, to_ms
from services.outcomes import AlreadyIn, Cancelled, CourseCancelled, Gone, NotBooked, NotYours, OfferOver, Seat, Waiting
from services.records import erasing
from storage import calls, courses, enrolments, households, reminders, sessions
from tests.services.conftest import NOW, ZONE, Town, local


def full_class(town: Town, *waiting: int, seats: int = 1) -> tuple[int, int, list[int]]:
    """A class whose seats are taken: its id, the enrolment of who sits there first, those of who wait."""
    yoga = town.course(seats=seats)
    sits = [town.do(enrolment.enrol(yoga, person, person, NOW)) for person in town.crowd(seats)]
    waits = [town.do(enrolment.enrol(yoga, person, person, NOW)) for person in waiting]
    first = sits[0]
    assert isinstance(first, Seat) and all(isinstance(place, Waiting) for place in waits)
    return yoga, first.enrolment_id, [place.enrolment_id for place in waits if isinstance(place, Waiting)]


def free(town: Town, enrolment_id: int) -> None:
    """The office takes a seat back, and the clock looks."""
    assert isinstance(town.do(enrolment.cancel(enrolment_id, town.staff(), town.now_ms)), Cancelled)
    town.catch_up()


def test_while_a_seat_is_held_nobody_else_can_have_it(town: Town) -> None:
    zhang, quick = town.person("张汉梅"), town.person("快手")
    yoga, first, _waits = full_class(town, zhang)
    free(town, first)
    assert (town.look(yoga).taken, town.look(yoga).free) == (1, 0)
    assert isinstance(town.do(enrolment.enrol(yoga, quick, quick, town.now_ms)), Waiting)


def test_an_offer_that_nobody_answers_goes_to_the_next_and_then_to_nobody(town: Town) -> None:
    zhang, li = town.person("张汉梅"), town.person("李荣珍")
    yoga, first, waits = full_class(town, zhang, li)
    free(town, first)
    for person in (zhang, li):
        assert sum("留着" in said for said in town.heard(person)) == 1
        town.wait(hours=13)
        town.catch_up()
        assert sum("没有再留" in said for said in town.heard(person)) == 1
    assert (town.look(yoga).taken, town.look(yoga).waiting) == (0, 0)
    assert [town.do(offers.accept(place, zhang, town.now_ms)) for place in waits[:1]] == [OfferOver(NOW + 12 * HOUR_MS)]
    assert isinstance(town.do(enrolment.enrol(yoga, zhang, zhang, town.now_ms)), Seat), (
        "there is a free seat for who asks again"
    )


def test_who_answers_before_the_clock_has_looked_but_too_late_hears_the_truth(town: Town) -> None:
    zhang, li = town.person("张汉梅"), town.person("李荣珍")
    _yoga, first, [place, _next] = full_class(town, zhang, li)
    free(town, first)
    town.wait(hours=12)
    assert town.do(offers.accept(place, zhang, town.now_ms)) == OfferOver(NOW + 12 * HOUR_MS)
    town.catch_up()
    assert any("留着" in said for said in town.heard(li))


def test_both_parents_are_asked_and_the_first_answer_counts(town: Town) -> None:
    mother, father, other = town.person("王小倩"), town.person("陈富明"), town.person("路人")
    child = town.child(mother)
    town.do(households.link(father, child, "child", NOW, NOW))
    camp = town.course("托管", seats=1, audience="childcare")
    [sits] = town.crowd(1)
    town.do(courses.take(camp, 1, NOW))
    seat = town.do(enrolments.add(camp, sits, None, sits, 1, "seat", None, "", "", NOW))
    waiting = town.do(enrolment.enrol(camp, child, mother, NOW, pickup="爷爷"))
    assert seat is not None and isinstance(waiting, Waiting)
    free(town, seat)
    assert all(any("给 王小宝 留着" in said for said in town.heard(parent)) for parent in (mother, father))
    assert town.do(offers.accept(waiting.enrolment_id, other, town.now_ms)) == NotYours()
    assert isinstance(town.do(offers.accept(waiting.enrolment_id, father, town.now_ms)), Seat)
    assert isinstance(town.do(offers.accept(waiting.enrolment_id, mother, town.now_ms)), AlreadyIn)
    assert isinstance(town.do(offers.decline(waiting.enrolment_id, mother, town.now_ms)), AlreadyIn), "a seat is not declined"
    assert any("陈富明 确认了" in said for said in town.heard(mother))


def test_an_answer_to_what_never_was_an_offer_changes_nothing(town: Town) -> None:
    zhang = town.person("张汉梅")
    yoga, _first, [place] = full_class(town, zhang)
    assert town.do(offers.accept(place, zhang, NOW)) == town.do(offers.decline(place, zhang, NOW)) == NotBooked()
    assert town.do(offers.accept(999, zhang, NOW)) == Gone()
    assert (town.look(yoga).taken, town.look(yoga).waiting) == (1, 1)


def test_a_class_that_is_called_off_takes_its_offers_along(town: Town) -> None:
    zhang = town.person("张汉梅")
    yoga, first, [place] = full_class(town, zhang)
    free(town, first)
    town.do(course_changes.cancel_course(yoga, None, town.now_ms))
    town.catch_up()
    assert town.do(offers.accept(place, zhang, town.now_ms)) == CourseCancelled()
    town.wait(hours=13)
    town.catch_up()
    assert town.look(yoga).taken == 0 and not any("没有再留" in said for said in town.heard(zhang))


def test_who_has_themselves_erased_leaves_the_offer_to_the_next(town: Town) -> None:
    zhang, li = town.person("张汉梅"), town.person("李荣珍")
    yoga, first, _waits = full_class(town, zhang, li)
    free(town, first)
    town.do(erasing.erase(zhang, town.now_ms, "feed"))
    town.catch_up()
    assert any("给 李荣珍 留着" in said for said in town.heard(li))
    assert (town.look(yoga).taken, town.look(yoga).waiting) == (1, 0)


def test_with_no_class_to_come_nothing_is_offered(town: Town) -> None:
    zhang = town.person("张汉梅")
    yoga, first, _waits = full_class(town, zhang)
    town.now_ms = town.look(yoga).ends_ms - HOUR_MS
    free(town, first)
    assert not any("留着" in said for said in town.heard(zhang))
    assert town.look(yoga).waiting == 1


def test_in_the_middle_of_a_course_the_next_date_is_what_counts(town: Town) -> None:
    zhang = town.person("张汉梅")
    yoga, first, [place] = full_class(town, zhang)
    town.now_ms = town.look(yoga).starts_ms + 2 * DAY_MS
    free(town, first)
    assert any("12月7日（周一）19:00" in said for said in town.heard(zhang))
    assert town.do(offers.accept(place, zhang, town.now_ms)) == Seat(place, None)


def test_whom_no_message_reaches_is_phoned_and_staff_answer_for_them(town: Town) -> None:
    elder, staff = town.person("陈兆龙", chat=False, phone="13900000001"), town.staff()
    yoga, first, [place] = full_class(town, elder)
    free(town, first)
    [call] = town.do(calls.waiting(town.community_id, town.now_ms, 5))
    assert call.about == f"offer:{place}" and call.until_ms == NOW + 12 * HOUR_MS
    assert isinstance(town.do(offers.accept(place, staff, town.now_ms)), Seat)
    assert town.look(yoga).taken == 1


def test_a_daughter_is_reminded_of_what_she_booked_for_her_father_as_they_chose(town: Town) -> None:
    daughter, father = town.person("林悦"), town.person("林建国", chat=False)
    town.do(households.link(daughter, father, "parent", NOW, NOW))
    yoga = town.course(seats=1)
    town.do(enrolment.enrol(yoga, father, daughter, NOW))
    town.now_ms = town.look(yoga).starts_ms - DAY_MS
    town.catch_up()
    assert any("上课提醒：林建国" in said for said in town.heard(daughter))
    assert town.do(calls.waiting(town.community_id, town.now_ms, 5)) == [], "somebody was reached"


def test_nothing_is_left_to_look_at_when_all_is_over(town: Town) -> None:
    zhang = town.person("张汉梅")
    yoga, first, _waits = full_class(town, zhang)
    free(town, first)
    town.now_ms = town.look(yoga).ends_ms + DAY_MS
    town.catch_up()
    assert town.do(reminders.next_due()) is None


def test_an_offer_holds_no_longer_than_until_a_class_that_was_moved_nearer(town: Town) -> None:
    zhang, li = town.person("张汉梅"), town.person("李荣珍")
    yoga, first, [place, _next] = full_class(town, zhang, li)
    free(town, first)
    town.do(course_changes.move_course(yoga, None, town.now_ms, ZONE, starts=local("2026-11-23 15:00")))
    town.now_ms = to_ms(local("2026-11-23 15:00"), ZONE)
    town.catch_up()
    assert isinstance(town.do(offers.accept(place, zhang, town.now_ms)), OfferOver)


def test_who_holds_an_offer_hears_that_its_date_is_dropped(town: Town) -> None:
    zhang = town.person("张汉梅")
    yoga, first, _waits = full_class(town, zhang)
    free(town, first)
    dated = town.do(sessions.of_course(yoga))
    town.do(course_changes.cancel_session(dated[0].id, None, town.now_ms, ZONE))
    assert any("这一次停课" in said for said in town.heard(zhang))
