"""What people hear of their classes: once, of the class as it is, and nothing of what is no more."""

from __future__ import annotations

from services import calls as call_service
from services import course_changes, enrolment
from services.calendar import to_ms
from services.outcomes import Seat
from services.records import erasing
from services.still import still_so
from storage import calls, reminders, sessions
from tests.services.conftest import NOW, ZONE, Town, local


def at(town: Town, words: str) -> None:
    """The time is this, and the clock has looked."""
    town.now_ms = to_ms(local(words), ZONE)
    town.catch_up()


def booked(town: Town, course: int, person: int) -> int:
    seat = town.do(enrolment.enrol(course, person, person, town.now_ms))
    assert isinstance(seat, Seat)
    return seat.enrolment_id


def abouts(town: Town) -> list[str]:
    """What the messages that wait are about."""
    return [about for (about,) in town.connection.execute("SELECT about FROM outbox WHERE state = 'pending' ORDER BY id")]


def test_a_class_is_called_to_mind_twice_and_never_again(town: Town) -> None:
    yoga, lin = town.course(sessions=1), town.person("林悦")
    booked(town, yoga, lin)
    for moment in (
        "2026-11-29 16:59",
        "2026-11-29 17:00",
        "2026-11-29 17:00",
        "2026-11-30 17:59",
        "2026-11-30 18:00",
        "2026-12-01 09:00",
    ):
        at(town, moment)
    assert [said.partition("：")[0].partition("，")[0] for said in town.heard(lin)] == ["上课提醒", "再过一会儿"]
    assert town.do(reminders.next_due()) is None


def test_who_signs_up_later_than_the_day_before_hears_of_the_hour_only(town: Town) -> None:
    yoga, lin = town.course(sessions=1), town.person("林悦")
    at(town, "2026-11-29 20:00")
    booked(town, yoga, lin)
    at(town, "2026-11-30 18:00")
    assert len(town.heard(lin)) == 1 and "再过一会儿" in town.heard(lin)[0]


def test_a_class_moved_to_tomorrow_in_the_evening_is_told_once(town: Town) -> None:
    """The move tells when it is: nobody needs to hear two minutes later that this is tomorrow."""
    yoga, lin = town.course(sessions=1), town.person("林悦")
    booked(town, yoga, lin)
    at(town, "2026-11-24 18:00")
    town.do(course_changes.move_course(yoga, None, town.now_ms, ZONE, starts=local("2026-11-25 19:00")))
    at(town, "2026-11-24 18:01")
    assert len(town.heard(lin)) == 1 and "有变动" in town.heard(lin)[0]
    at(town, "2026-11-25 18:00")
    assert len(town.heard(lin)) == 2


def test_a_move_that_waits_is_still_told_when_something_else_changes_and_not_when_it_moves_again(town: Town) -> None:
    yoga, lin = town.course(sessions=4), town.person("林悦")
    seat = booked(town, yoga, lin)
    town.do(course_changes.move_course(yoga, None, NOW, ZONE, starts=local("2026-12-01 19:00"), place="广场"))
    [moved] = abouts(town)
    third = town.do(sessions.of_course(yoga))[2]
    town.do(course_changes.cancel_session(third.id, None, NOW, ZONE))
    assert town.do(still_so(moved))
    town.do(course_changes.move_course(yoga, None, NOW, ZONE, starts=local("2026-12-02 19:00")))
    assert not town.do(still_so(moved))
    again = next(about for about in abouts(town) if about.startswith("moved") and about != moved)
    assert town.do(still_so(again))
    town.do(enrolment.cancel(seat, lin, NOW))
    assert not town.do(still_so(again)), "who gave the seat back need not hear that it is still theirs"


def test_a_reminder_that_waits_is_not_so_any_more_when_its_class_or_its_booking_is_gone(town: Town) -> None:
    yoga, lin = town.course(sessions=2), town.person("林悦")
    seat = booked(town, yoga, lin)
    at(town, "2026-11-29 17:00")
    [about] = abouts(town)
    assert town.do(still_so(about))
    town.connection.execute("UPDATE session SET status = 'cancelled'")
    assert not town.do(still_so(about))
    town.connection.execute("UPDATE session SET status = 'planned'")
    town.do(enrolment.cancel(seat, town.staff(), town.now_ms))
    assert not town.do(still_so(about))


def test_nobody_is_left_to_tell_and_nothing_to_tell_of(town: Town) -> None:
    yoga, gone, lin = town.course(sessions=1), town.course("书法", sessions=1), town.person("林悦")
    booked(town, yoga, lin)
    booked(town, gone, lin)
    town.do(erasing.erase(lin, NOW, "feed"))
    town.connection.execute("DELETE FROM course WHERE id = ?", (gone,))
    at(town, "2026-11-29 17:00")
    at(town, "2026-12-01 09:00")
    assert town.connection.execute("SELECT COUNT(*) FROM outbox").fetchone() == (0,)
    assert town.do(reminders.next_due()) is None


def test_a_call_is_off_the_list_when_what_it_says_is_not_so_any_more(town: Town) -> None:
    yoga, staff, elder = town.course(sessions=1), town.staff(), town.person("陈兆龙", chat=False, phone="13900000001")
    seat = town.do(enrolment.enrol(yoga, elder, staff, NOW))
    assert isinstance(seat, Seat)
    at(town, "2026-11-29 17:00")
    [call] = town.do(call_service.waiting(town.community_id, staff, town.now_ms))
    town.do(enrolment.cancel(seat.enrolment_id, staff, town.now_ms))
    assert town.do(call_service.waiting(town.community_id, staff, town.now_ms)) == []
    assert town.do(call_service.get(call.id, staff)) is None
    lin = town.person("林悦")
    assert town.do(call_service.waiting(town.community_id, lin, town.now_ms)) == []


def test_what_is_to_be_said_about_somebody_is_forgotten_with_them(town: Town) -> None:
    yoga, mother, staff = town.course(sessions=1), town.person("王小倩", phone="13900000001"), town.staff()
    child = town.child(mother, "王小宝之独名")
    seat = town.do(enrolment.enrol(yoga, child, mother, NOW))
    assert isinstance(seat, Seat)
    town.connection.execute("UPDATE account SET blocked_ms = 1 WHERE person_id = ?", (mother,))
    at(town, "2026-11-29 17:00")
    assert len(town.do(calls.of_person(mother))) == 1 and staff
    town.do(erasing.erase(child, town.now_ms, "feed"))
    assert town.do(calls.of_person(mother)) == []


def test_an_opening_is_told_at_its_minute_and_never_at_night_where_it_can_be_told_before(town: Town) -> None:
    early = town.course("声乐", opens_ms=to_ms(local("2026-11-25 06:00"), ZONE))
    lin, late = town.person("林悦"), town.person("张汉梅")
    town.do(course_changes.tell_me(early, lin, NOW))
    at(town, "2026-11-24 21:15")
    assert len(town.heard(lin)) == 1 and "明天（周三）06:00 开始报名" in town.said_now(lin)[0]
    at(town, "2026-11-24 23:00")
    town.do(course_changes.tell_me(early, late, town.now_ms))
    at(town, "2026-11-25 06:00")
    assert len(town.heard(lin)) == 1 and len(town.heard(late)) == 1
    by_ms = town.connection.execute("SELECT by_ms FROM outbox ORDER BY id DESC LIMIT 1").fetchone()[0]
    assert by_ms == town.now_ms, "whoever asked at night hears it at the moment itself, silently"


def test_the_day_before_is_the_day_before_in_every_month(town: Town) -> None:
    leap = town.course(sessions=1, starts=local("2028-03-01 09:00"))
    lin = town.person("林悦")
    booked(town, leap, lin)
    at(town, "2028-02-29 16:59")
    assert town.heard(lin) == []
    at(town, "2028-02-29 17:00")
    assert len(town.heard(lin)) == 1
