"""Signing up, waiting, cancelling."""

from __future__ import annotations

from datetime import date

from services import draw, enrolment, households, offers, people, rules
from services.calendar import DAY_MS, HOUR_MS, to_ms
from services.calls import said
from services.outcomes import (
    AgeLimit,
    AlreadyIn,
    Cancelled,
    Closed,
    Entered,
    Gone,
    Missing,
    MustWait,
    NeedsConsent,
    NeedsGuardian,
    NotAllowed,
    NotBooked,
    NotYet,
    NotYours,
    Seat,
    TooLate,
    TooMany,
    Waiting,
    WrongAudience,
)  # fmt: skip
from storage import attendance, calls, communities, enrolments, roles
from storage import people as people_stored
from tests.services.conftest import NOW, ZONE, Town, local


def test_the_last_seat_goes_to_one_and_the_next_one_waits(town: Town) -> None:
    yoga = town.course(seats=1)
    first, second, third = town.crowd(3)
    assert isinstance(town.do(enrolment.enrol(yoga, first, first, NOW)), Seat)
    waiting = town.do(enrolment.enrol(yoga, second, second, NOW))
    assert isinstance(waiting, Waiting) and waiting.position == 1
    waiting = town.do(enrolment.enrol(yoga, third, third, NOW))
    assert isinstance(waiting, Waiting) and waiting.position == 2
    assert (town.look(yoga).taken, town.look(yoga).waiting, town.look(yoga).free) == (1, 2, 0)


def test_a_freed_seat_is_held_for_the_first_in_the_queue_who_is_asked(town: Town) -> None:
    yoga = town.course(seats=1)
    lin, zhang, chen = town.person("林悦"), town.person("张汉梅"), town.person("陈兆龙")
    seat = town.do(enrolment.enrol(yoga, lin, lin, NOW))
    assert isinstance(seat, Seat)
    moved_up = town.do(enrolment.enrol(yoga, zhang, zhang, NOW))
    still = town.do(enrolment.enrol(yoga, chen, chen, NOW))
    assert isinstance(moved_up, Waiting) and isinstance(still, Waiting)
    assert town.do(enrolment.cancel(seat.enrolment_id, lin, NOW)) == Cancelled(yoga)
    town.catch_up()
    assert [said for said in town.heard(zhang) if "给 张汉梅 留着" in said and "周一 瑜伽" in said]
    assert town.heard(chen) == [] and town.heard(lin) == []
    booking = town.do(enrolment.mine(chen, NOW))[0]
    assert town.do(enrolment.position(booking)) == 1


def test_signing_up_twice_says_what_one_has(town: Town) -> None:
    yoga = town.course(seats=1)
    lin, zhang = town.crowd(2)
    seat = town.do(enrolment.enrol(yoga, lin, lin, NOW))
    waiting = town.do(enrolment.enrol(yoga, zhang, zhang, NOW))
    assert isinstance(seat, Seat) and isinstance(waiting, Waiting)
    assert town.do(enrolment.enrol(yoga, lin, lin, NOW)) == AlreadyIn(seat.enrolment_id, "seat", None)
    assert town.do(enrolment.enrol(yoga, zhang, zhang, NOW)) == AlreadyIn(waiting.enrolment_id, "waiting", 1)
    assert (town.look(yoga).taken, town.look(yoga).waiting) == (1, 1)


def test_sign_up_opens_and_closes_at_its_minute(town: Town) -> None:
    course = town.course(opens_ms=NOW + HOUR_MS, closes_ms=NOW + 2 * HOUR_MS)
    lin = town.person("林悦")
    assert town.do(enrolment.enrol(course, lin, lin, NOW + HOUR_MS - 1)) == NotYet(NOW + HOUR_MS)
    assert town.do(enrolment.enrol(course, lin, lin, NOW + 2 * HOUR_MS)) == Closed()
    assert isinstance(town.do(enrolment.enrol(course, lin, lin, NOW + HOUR_MS)), Seat)


def test_without_a_closing_time_sign_up_ends_with_the_first_session(town: Town) -> None:
    course = town.course()
    lin = town.person("林悦")
    starts_ms = town.look(course).starts_ms
    assert town.do(enrolment.enrol(course, lin, lin, starts_ms)) == Closed()
    assert isinstance(town.do(enrolment.enrol(course, lin, lin, starts_ms - 1)), Seat)


def test_age_counts_on_the_first_day(town: Town) -> None:
    taichi = town.course("太极", audience="seniors", starts=local("2026-12-03 09:00"))
    on_the_day = town.person("陈兆龙", born=date(1966, 12, 3))
    a_day_late = town.person("赵新德", born=date(1966, 12, 4))
    unknown = town.person("李荣珍")
    assert isinstance(town.do(enrolment.enrol(taichi, on_the_day, on_the_day, NOW)), Seat)
    assert town.do(enrolment.enrol(taichi, a_day_late, a_day_late, NOW)) == AgeLimit(59, 60, None, "2026-12-03")
    assert town.do(enrolment.enrol(taichi, unknown, unknown, NOW)) == Missing("birth_date")


def test_a_courses_own_limits_narrow_its_audience(town: Town) -> None:
    class_ = town.course("科学实验", audience="children", min_age=6, max_age=12)
    mother = town.person("王小倩")
    small = town.child(mother, "小小", date(2022, 1, 1))
    assert town.do(enrolment.enrol(class_, small, mother, NOW)) == AgeLimit(4, 6, 12, "2026-11-30")


def test_a_child_is_signed_up_by_a_guardian_only(town: Town) -> None:
    drawing = town.course("画画", audience="children")
    mother, stranger, staff = town.person("王小倩"), town.person("路人"), town.staff()
    child = town.child(mother)
    assert town.do(enrolment.enrol(drawing, child, child, NOW)) == NeedsGuardian()
    assert town.do(enrolment.enrol(drawing, child, stranger, NOW)) == NeedsGuardian()
    assert isinstance(town.do(enrolment.enrol(drawing, child, mother, NOW)), Seat)
    orphan = town.person("小明", born=date(2018, 1, 1), chat=False)
    assert town.do(enrolment.enrol(drawing, orphan, staff, NOW)) == NeedsGuardian()


def test_nobody_books_for_a_grown_up_who_did_not_agree(town: Town) -> None:
    yoga = town.course()
    lin, zhang, staff = town.person("林悦"), town.person("张汉梅"), town.staff()
    assert town.do(enrolment.enrol(yoga, zhang, lin, NOW)) == NotAllowed()
    assert isinstance(town.do(enrolment.enrol(yoga, zhang, staff, NOW)), Seat)
    assert any("报名成功" in said for said in town.heard(zhang))


def test_parent_and_child_get_two_seats_or_wait_together(town: Town) -> None:
    lab = town.course("亲子科学实验", seats=3, audience="family")
    mother, father = town.person("王小倩"), town.person("陈富明")
    one, two = town.child(mother, "大宝"), town.child(father, "小宝")
    assert town.do(enrolment.enrol(lab, one, mother, NOW)) == Missing("companion")
    assert isinstance(town.do(enrolment.enrol(lab, one, mother, NOW, companion_id=mother)), Seat)
    assert town.look(lab).taken == 2
    waiting = town.do(enrolment.enrol(lab, two, father, NOW, companion_id=father))
    assert isinstance(waiting, Waiting) and waiting.position == 1
    assert (town.look(lab).taken, town.look(lab).free) == (2, 0)


def test_childcare_asks_who_fetches_and_keeps_allergies_only_with_consent(town: Town) -> None:
    care = town.course("寒假托管班", audience="childcare")
    mother = town.person("王小倩")
    child = town.child(mother)
    assert town.do(enrolment.enrol(care, child, mother, NOW)) == Missing("pickup")
    assert town.do(enrolment.enrol(care, child, mother, NOW, pickup="外婆", allergy="花生")) == NeedsConsent("sensitive")
    town.do(people.consent(child, NOW, purpose="sensitive", given_by=mother))
    seat = town.do(enrolment.enrol(care, child, mother, NOW, pickup="外婆", allergy="花生"))
    assert isinstance(seat, Seat)
    kept = town.do(enrolments.get(seat.enrolment_id))
    assert kept and (kept.pickup, kept.allergy) == ("外婆", "花生")


def test_five_grabbed_courses_at_once_are_enough(town: Town) -> None:
    lin = town.person("林悦")
    for n in range(rules.MOST_AT_ONCE):
        assert isinstance(town.do(enrolment.enrol(town.course(f"课{n}"), lin, lin, NOW)), Seat)
    assert town.do(enrolment.enrol(town.course("第六门"), lin, lin, NOW)) == TooMany(5)


def test_who_stayed_away_waits_and_staff_can_lift_it(town: Town) -> None:
    yoga, lin, staff = town.course(), town.person("林悦"), town.staff()
    town.do(attendance.pause(lin, NOW, NOW + 14 * DAY_MS))
    assert town.do(enrolment.enrol(yoga, lin, lin, NOW)) == MustWait(NOW + 14 * DAY_MS, 3, "027-84951234")
    town.do(attendance.lift_pause(lin, staff, NOW))
    assert isinstance(town.do(enrolment.enrol(yoga, lin, lin, NOW)), Seat)


def test_a_resident_of_another_community_is_sent_home_kindly(town: Town) -> None:
    yoga, lin = town.course(), town.person("林悦")
    other = town.do(communities.save("jingwu", "精武社区", "", "", ""))
    town.do(people_stored.set_community(lin, other.id))
    assert town.do(enrolment.enrol(yoga, lin, lin, NOW)) == WrongAudience("community")


def test_what_does_not_exist_is_gone(town: Town) -> None:
    lin = town.person("林悦")
    assert town.do(enrolment.enrol(999, lin, lin, NOW)) == Gone()
    assert town.do(enrolment.cancel(999, lin, NOW)) == Gone()


def test_after_the_deadline_the_truth_and_a_number_to_call(town: Town) -> None:
    yoga, lin, staff = town.course(cancel_hours=24), town.person("林悦"), town.staff()
    seat = town.do(enrolment.enrol(yoga, lin, lin, NOW))
    assert isinstance(seat, Seat)
    deadline_ms = to_ms(local("2026-11-29 19:00"), ZONE)
    assert town.do(enrolment.cancel(seat.enrolment_id, lin, deadline_ms)) == TooLate(deadline_ms, "027-84951234")
    assert town.do(enrolment.cancel(seat.enrolment_id, staff, deadline_ms)) == Cancelled(yoga)
    assert any("已取消" in said for said in town.heard(lin))
    assert town.do(enrolment.cancel(seat.enrolment_id, lin, deadline_ms)) == NotBooked()


def test_who_was_offered_a_seat_after_the_deadline_can_still_cancel(town: Town) -> None:
    yoga, lin, zhang, staff = town.course(seats=1), town.person("林悦"), town.person("张汉梅"), town.staff()
    seat = town.do(enrolment.enrol(yoga, lin, lin, NOW))
    waiting = town.do(enrolment.enrol(yoga, zhang, zhang, NOW))
    assert isinstance(seat, Seat) and isinstance(waiting, Waiting)
    town.now_ms = town.look(yoga).cancel_by_ms + HOUR_MS
    assert town.do(enrolment.cancel(seat.enrolment_id, staff, town.now_ms)) == Cancelled(yoga)
    town.catch_up()
    assert isinstance(town.do(offers.accept(waiting.enrolment_id, zhang, town.now_ms)), Seat)
    starts_ms = town.look(yoga).starts_ms
    assert town.do(enrolment.cancel(waiting.enrolment_id, zhang, starts_ms)) == TooLate(starts_ms, "027-84951234")
    assert town.do(enrolment.cancel(waiting.enrolment_id, zhang, starts_ms - 1)) == Cancelled(yoga)


def test_a_seat_says_until_when_it_can_be_given_back(town: Town) -> None:
    yoga, lin, zhang = town.course(), town.person("林悦"), town.person("张汉梅")
    early = town.do(enrolment.enrol(yoga, lin, lin, NOW))
    late = town.do(enrolment.enrol(yoga, zhang, zhang, town.look(yoga).cancel_by_ms))
    assert isinstance(early, Seat) and early.cancel_by_ms == town.look(yoga).cancel_by_ms
    assert isinstance(late, Seat) and late.cancel_by_ms is None


def test_a_booking_is_cancelled_by_its_own_people_only(town: Town) -> None:
    yoga, lin, stranger = town.course(), town.person("林悦"), town.person("路人")
    seat = town.do(enrolment.enrol(yoga, lin, lin, NOW))
    assert isinstance(seat, Seat)
    assert town.do(enrolment.cancel(seat.enrolment_id, stranger, NOW)) == NotYours()
    assert town.do(enrolment.cancel(seat.enrolment_id, lin, NOW)) == Cancelled(yoga)
    assert town.look(yoga).taken == 0


def test_one_free_seat_is_not_given_past_a_pair_that_waits_first(town: Town) -> None:
    lab = town.course("亲子科学实验", seats=4, audience="family")
    parents = [town.person(f"家长{n}") for n in range(3)]
    booked = [town.do(enrolment.enrol(lab, town.child(p, f"孩子{n}"), p, NOW, companion_id=p)) for n, p in enumerate(parents)]
    assert [type(outcome) for outcome in booked] == [Seat, Seat, Waiting] and isinstance(booked[2], Waiting)
    town.connection.execute("UPDATE course SET seats = 5 WHERE id = ?", (lab,))
    assert town.do(offers.make(lab, NOW, lambda next_ms: next_ms)) == []
    town.connection.execute("UPDATE course SET seats = 6 WHERE id = ?", (lab,))
    assert town.do(offers.make(lab, NOW, lambda next_ms: next_ms)) == [booked[2].enrolment_id]


def test_nobody_reachable_means_staff_are_asked_to_call(town: Town) -> None:
    yoga, staff = town.course(seats=1), town.staff()
    lin, zhang = town.person("林悦"), town.person("张汉梅", chat=False, phone="13812345678")
    seat = town.do(enrolment.enrol(yoga, lin, lin, NOW))
    assert isinstance(seat, Seat)
    town.do(enrolment.enrol(yoga, zhang, staff, NOW))
    town.do(enrolment.cancel(seat.enrolment_id, lin, NOW))
    town.catch_up()
    assert any("请打电话转告" in said and "张汉梅" in said for said in town.heard(staff))
    [call] = town.do(calls.waiting(town.community_id, NOW, 10))
    assert (call.name, call.phone) == ("张汉梅", "13812345678") and "给 张汉梅 留着" in town.say(said(call))


def test_a_draw_only_takes_entries(town: Town) -> None:
    baking = town.course("烘焙", seats=1, mode="draw", closes_ms=NOW + DAY_MS)
    town.do(draw.seal(baking, "ab" * 32, NOW))
    lin = town.person("林悦")
    entered = town.do(enrolment.enrol(baking, lin, lin, NOW))
    assert isinstance(entered, Entered) and entered.draws_ms == NOW + DAY_MS
    assert town.look(baking).taken == 0


def test_what_staff_book_for_others_is_not_theirs(town: Town) -> None:
    yoga, staff, wang = town.course(), town.staff(), town.person("王秀英", chat=False)
    seat = town.do(enrolment.enrol(yoga, wang, staff, NOW))
    assert isinstance(seat, Seat)
    assert town.do(enrolment.mine(staff, NOW)) == []
    town.do(roles.revoke(town.community_id, "staff", staff))
    assert town.do(enrolment.cancel(seat.enrolment_id, staff, NOW)) == NotYours()


def test_who_may_no_longer_act_for_a_parent_neither_sees_nor_cancels_what_they_booked(town: Town) -> None:
    yoga, daughter, mother = town.course(), town.person("李荣珍"), town.person("张汉梅")
    town.do(households.ask_parent(daughter, mother, NOW))
    town.do(households.agree(mother, daughter, NOW))
    seat = town.do(enrolment.enrol(yoga, mother, daughter, NOW))
    assert isinstance(seat, Seat) and [b.id for b in town.do(enrolment.mine(daughter, NOW))] == [seat.enrolment_id]
    town.do(households.disagree(mother, daughter))
    assert town.do(enrolment.mine(daughter, NOW)) == []
    assert town.do(enrolment.cancel(seat.enrolment_id, daughter, NOW)) == NotYours()
    assert [b.id for b in town.do(enrolment.mine(mother, NOW))] == [seat.enrolment_id]
