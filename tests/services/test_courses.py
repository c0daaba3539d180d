"""What staff do to a course, and who hears of it."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from services import course_changes, courses, enrolment
from services.calendar import DAY_MS, HOUR_MS
from services.calls import said as words
from services.course_changes import Changed
from services.courses import Refused
from services.outcomes import CourseCancelled, Seat, Waiting
from storage import audit, calls, sessions
from storage import courses as stored
from tests.services.conftest import NOW, ZONE, Town, local


def test_browsing_by_weekday_time_audience_and_what_is_free(town: Town) -> None:
    yoga = town.course("周一 瑜伽", starts=local("2026-11-30 19:00"), seats=1)
    taichi = town.course("太极", starts=local("2026-12-01 08:00"), audience="seniors")
    care = town.course("托管班", starts=local("2027-01-25 08:30"), every="day", sessions=3, audience="childcare")
    town.course("已截止", closes_ms=NOW - 1)

    def found(**wishes: Any) -> list[int]:
        return [c.id for c in town.do(courses.browse(town.community_id, NOW, ZONE, **wishes))]

    assert found() == [yoga, taichi, care]
    assert found(weekdays=[0]) == [yoga, care]
    assert found(weekdays=[1], part_of_day="morning") == [taichi, care]
    assert found(part_of_day="evening") == [yoga]
    assert found(audience="seniors") == [yoga, taichi]
    lin = town.person("林悦")
    town.do(enrolment.enrol(yoga, lin, lin, NOW))
    assert found(free_only=True) == [taichi, care]


def test_a_moved_course_tells_seats_and_queue_and_keeps_them(town: Town) -> None:
    yoga, staff = town.course(seats=1), town.staff()
    lin, zhang = town.person("林悦"), town.person("张汉梅")
    for person in (lin, zhang):
        town.do(enrolment.enrol(yoga, person, person, NOW))
    moved = town.do(course_changes.move_course(yoga, staff, NOW, ZONE, starts=local("2026-12-01 18:30"), place="多功能厅"))
    assert isinstance(moved, Changed) and moved.told == 2 and moved.course.version == 2
    for person in (lin, zhang):
        (said,) = town.heard(person)
        assert "12月1日 周二 18:30" in said and "多功能厅" in said
    assert (town.look(yoga).taken, town.look(yoga).waiting, town.look(yoga).first_day) == (1, 1, "2026-12-01")
    days = [s.starts_ms for s in town.do(sessions.of_course(yoga))]
    assert [after - before for before, after in pairwise(days)] == [7 * DAY_MS] * 3


def test_a_move_in_the_middle_leaves_the_past_alone(town: Town) -> None:
    yoga, staff = town.course(), town.staff()
    before = town.do(sessions.of_course(yoga))
    now_ms = before[1].starts_ms + HOUR_MS
    town.do(course_changes.move_course(yoga, staff, now_ms, ZONE, starts=local("2026-12-16 19:00")))
    after = town.do(sessions.of_course(yoga))
    assert after[:2] == before[:2]
    assert after[2].starts_ms - before[2].starts_ms == 2 * DAY_MS
    assert town.look(yoga).starts_ms == before[0].starts_ms


def test_a_cancelled_course_tells_everyone_and_frees_every_seat(town: Town) -> None:
    yoga, staff = town.course(seats=1), town.staff()
    lin, zhang = town.person("林悦"), town.person("张汉梅")
    seat = town.do(enrolment.enrol(yoga, lin, lin, NOW))
    waiting = town.do(enrolment.enrol(yoga, zhang, zhang, NOW))
    assert isinstance(seat, Seat) and isinstance(waiting, Waiting)
    changed = town.do(course_changes.cancel_course(yoga, staff, NOW, reason="老师生病"))
    assert isinstance(changed, Changed) and changed.told == 2
    assert (changed.course.taken, changed.course.waiting, changed.course.status) == (0, 0, "cancelled")
    for person in (lin, zhang):
        assert ["取消" in said and "老师生病" in said for said in town.heard(person)] == [True]
        assert town.do(enrolment.mine(person, NOW)) == []
    assert town.do(enrolment.enrol(yoga, lin, lin, NOW)) == CourseCancelled()


def test_who_cannot_be_reached_is_named_for_a_call(town: Town) -> None:
    yoga, staff = town.course(), town.staff()
    elder = town.person("陈兆龙", chat=False, phone="13900000001")
    town.do(enrolment.enrol(yoga, elder, staff, NOW))
    changed = town.do(course_changes.cancel_course(yoga, staff, NOW))
    assert isinstance(changed, Changed) and changed.unreached == (elder,)
    town.catch_up()
    assert any("请打电话转告" in said and "陈兆龙" in said for said in town.heard(staff))
    [call] = town.do(calls.waiting(town.community_id, NOW, 10))
    assert (call.name, call.phone) == ("陈兆龙", "13900000001") and "取消了" in town.say(words(call))


def test_a_blocked_account_is_passed_over_for_the_one_that_still_works(town: Town) -> None:
    yoga, staff, lin = town.course(), town.staff(), town.person("林悦")
    town.connection.execute(
        "INSERT INTO account (person_id, channel, external_id, seen_ms, blocked_ms) VALUES (?, 'other', 'x', ?, ?)",
        (lin, NOW + 1, NOW + 2),
    )
    town.do(enrolment.enrol(yoga, lin, lin, NOW))
    changed = town.do(course_changes.move_course(yoga, staff, NOW, ZONE, place="广场"))
    assert isinstance(changed, Changed) and changed.unreached == ()
    assert town.connection.execute("SELECT DISTINCT channel FROM outbox").fetchall() == [("test",)]


def test_only_staff_of_the_community_change_a_course(town: Town) -> None:
    yoga, lin = town.course(), town.person("林悦")
    assert town.do(course_changes.cancel_course(yoga, lin, NOW)) == Refused("not staff")
    assert town.do(course_changes.close(yoga, lin, NOW)) == Refused("not staff")
    assert town.do(courses.roster(yoga, lin)) == Refused("not staff")
    assert town.look(yoga).status == "open"


def test_closing_and_opening_again_tells_those_who_wished_it(town: Town) -> None:
    yoga, staff, lin = (
        town.course(opens_ms=NOW + 10 * DAY_MS, starts=local("2026-12-14 19:00")),
        town.staff(),
        town.person("林悦"),
    )
    assert town.do(course_changes.tell_me(yoga, lin, NOW)) and not town.do(course_changes.tell_me(yoga, lin, NOW))
    opened = town.do(course_changes.open_(yoga, staff, NOW))
    assert isinstance(opened, Changed) and opened.told == 1 and town.look(yoga).taking(NOW)
    assert any("开始报名" in said for said in town.heard(lin))
    assert isinstance(town.do(course_changes.close(yoga, staff, NOW)), Changed)
    assert not town.look(yoga).taking(NOW)
    assert town.do(course_changes.close(yoga, staff, NOW)) == Refused("nothing to change")
    opened = town.do(course_changes.open_(yoga, staff, NOW))
    assert isinstance(opened, Changed) and opened.told == 0


def test_a_course_that_has_begun_can_be_opened_for_late_comers(town: Town) -> None:
    yoga, staff, lin = town.course(), town.staff(), town.person("林悦")
    now_ms = town.look(yoga).starts_ms + DAY_MS
    assert not town.look(yoga).taking(now_ms)
    assert isinstance(town.do(course_changes.open_(yoga, staff, now_ms)), Changed)
    assert isinstance(town.do(enrolment.enrol(yoga, lin, lin, now_ms)), Seat)


def test_a_draw_is_opened_only_with_a_closing_time(town: Town) -> None:
    baking, staff = town.course(mode="draw", closes_ms=NOW - HOUR_MS), town.staff()
    assert town.do(course_changes.open_(baking, staff, NOW)) == Refused("no closing time")
    assert town.do(course_changes.open_(baking, staff, NOW, closes_ms=NOW)) == Refused("nothing to change")
    assert isinstance(town.do(course_changes.open_(baking, staff, NOW, closes_ms=NOW + HOUR_MS)), Changed)


def test_a_closed_course_still_moves_its_queue_up(town: Town) -> None:
    yoga, staff = town.course(seats=1), town.staff()
    lin, zhang = town.crowd(2)
    seat = town.do(enrolment.enrol(yoga, lin, lin, NOW))
    town.do(enrolment.enrol(yoga, zhang, zhang, NOW))
    town.do(course_changes.close(yoga, staff, NOW))
    assert isinstance(seat, Seat)
    town.do(enrolment.cancel(seat.enrolment_id, lin, NOW))
    town.catch_up()
    assert (town.look(yoga).taken, town.look(yoga).waiting) == (1, 0)


def test_one_date_dropped_is_told_to_those_with_a_seat(town: Town) -> None:
    yoga, staff = town.course(seats=1), town.staff()
    lin, zhang = town.person("林悦"), town.person("张汉梅")
    for person in (lin, zhang):
        town.do(enrolment.enrol(yoga, person, person, NOW))
    second = town.do(sessions.of_course(yoga))[1]
    town.do(course_changes.cancel_session(second.id, staff, NOW, ZONE))
    assert any("12月7日 周一 19:00" in said for said in town.heard(lin)) and town.heard(zhang) == []


def test_the_roster_has_seats_then_the_queue(town: Town) -> None:
    yoga, staff = town.course(seats=1), town.staff()
    lin, zhang, chen = town.person("林悦"), town.person("张汉梅"), town.person("陈兆龙")
    for person in (lin, zhang, chen):
        town.do(enrolment.enrol(yoga, person, person, NOW))
    lines = town.do(courses.roster(yoga, staff))
    assert not isinstance(lines, Refused)
    assert [(line.name, line.state) for line in lines] == [("林悦", "seat"), ("张汉梅", "waiting"), ("陈兆龙", "waiting")]


def test_each_act_of_staff_is_written_down(town: Town) -> None:
    yoga, staff = town.course(), town.staff()
    town.do(course_changes.close(yoga, staff, NOW))
    town.do(course_changes.cancel_course(yoga, staff, NOW))
    acts = town.do(audit.about(f"course:{yoga}"))
    assert [(act.action, act.actor_id) for act in acts] == [("close", staff), ("cancel course", staff)]
    assert town.do(stored.get(yoga)) is not None


def test_who_asked_is_told_when_sign_up_opens_by_itself_and_only_once(town: Town) -> None:
    choir = town.course("声乐", opens_ms=NOW + HOUR_MS)
    people = [town.person(name) for name in ("林悦", "张汉梅", "陈国强")]
    for person in people:
        town.do(course_changes.tell_me(choir, person, NOW))
    town.now_ms = NOW + HOUR_MS - 1
    town.catch_up()
    assert [town.heard(person) for person in people] == [[]] * 3
    for _again in range(3):
        town.now_ms += 1
        town.catch_up()
    assert [town.heard(person) for person in people] == [["「声乐」开始报名了，11月30日 周一 19:00 开课。"]] * 3


def test_a_cancelled_or_closed_course_is_not_announced(town: Town) -> None:
    gone, shut = town.course("声乐", opens_ms=NOW + HOUR_MS), town.course("书法", opens_ms=NOW + HOUR_MS)
    lin = town.person("林悦")
    for course in (gone, shut):
        town.do(course_changes.tell_me(course, lin, NOW))
    town.do(course_changes.cancel_course(gone, None, NOW))
    town.do(course_changes.close(shut, None, NOW))
    town.wait(hours=1)
    town.catch_up()
    assert not any("开始报名" in said for said in town.heard(lin))


def test_a_course_whose_first_dates_are_dropped_begins_with_the_next(town: Town) -> None:
    yoga = town.course()
    dates = town.do(sessions.of_course(yoga))
    town.do(course_changes.cancel_session(dates[0].id, None, NOW, ZONE))
    begins = town.look(yoga)
    assert (begins.starts_ms, begins.first_day) == (dates[1].starts_ms, "2026-12-07")
    town.do(course_changes.cancel_session(dates[3].id, None, NOW, ZONE))
    assert town.look(yoga).ends_ms == dates[2].ends_ms
    moved = town.do(course_changes.move_course(yoga, None, NOW, ZONE, starts=local("2026-12-08 19:00")))
    assert isinstance(moved, Changed) and moved.course.first_day == "2026-12-08"
