"""The roll call on site, and what staying away leads to."""

from __future__ import annotations

from services import enrolment, offers, rollcall
from services.calendar import DAY_MS, HOUR_MS, MINUTE_MS
from services.outcomes import Cancelled, MustWait, Seat, Waiting
from services.rollcall import CheckedIn, NotAllowed, Noted, NotEnrolled, NotNow, RollCode, WrongCode
from storage import attendance, enrolments, sessions
from storage.sessions import Session
from tests.services.conftest import NOW, Town, local


def booked(town: Town, course_id: int, attendee_id: int, booked_by: int = 0, pickup: str = "") -> int:
    """An enrolment with a seat."""
    outcome = town.do(enrolment.enrol(course_id, attendee_id, booked_by or attendee_id, town.now_ms, pickup=pickup))
    assert isinstance(outcome, Seat), outcome
    return outcome.enrolment_id


def first(town: Town, course_id: int) -> Session:
    """The first date of the course."""
    return town.do(sessions.of_course(course_id))[0]


def code_of(town: Town, session: Session, staff: int, number: int = 123456) -> str:
    """The code that staff show."""
    made = town.do(rollcall.roll_code(session.id, staff, number, town.now_ms))
    assert isinstance(made, RollCode)
    return made.code


def test_the_code_marks_who_is_there(town: Town) -> None:
    yoga, staff, lin = town.course(), town.staff(), town.person("林悦")
    enrolment_id = booked(town, yoga, lin)
    session = first(town, yoga)
    code = code_of(town, session, staff)
    assert code == "123456"
    checked = town.do(rollcall.check_in("１２３ ４５６", lin, session.starts_ms))
    assert isinstance(checked, CheckedIn) and checked.names == ("林悦",) and not checked.again
    again = town.do(rollcall.check_in(code, lin, session.starts_ms))
    assert isinstance(again, CheckedIn) and again.again
    mark = town.do(attendance.get(session.id, enrolment_id))
    assert mark and mark.state == "present" and mark.arrived_ms == session.starts_ms


def test_the_code_holds_from_half_an_hour_before_to_the_end(town: Town) -> None:
    yoga, staff, lin = town.course(), town.staff(), town.person("林悦")
    booked(town, yoga, lin)
    session = first(town, yoga)
    code = code_of(town, session, staff)
    early_ms = session.starts_ms - 30 * MINUTE_MS
    assert town.do(rollcall.check_in(code, lin, early_ms - 1)) == NotNow(early_ms, session.ends_ms)
    assert town.do(rollcall.check_in(code, lin, session.ends_ms)) == NotNow(early_ms, session.ends_ms)
    assert isinstance(town.do(rollcall.check_in(code, lin, early_ms)), CheckedIn)


def test_the_code_stays_the_same_and_two_sessions_never_share_one(town: Town) -> None:
    staff, one, two = town.staff(), town.course("一"), town.course("二")
    assert code_of(town, first(town, one), staff, 7) == code_of(town, first(town, one), staff, 8) == "000007"
    assert code_of(town, first(town, two), staff, 7) == "000008"


def test_codes_cannot_be_guessed(town: Town) -> None:
    yoga, staff, lin, stranger = town.course(), town.staff(), town.person("林悦"), town.person("路人")
    booked(town, yoga, lin)
    session = first(town, yoga)
    code = code_of(town, session, staff)
    assert isinstance(town.do(rollcall.check_in(code, stranger, session.starts_ms)), NotEnrolled)
    for n in range(5):
        assert town.do(rollcall.check_in(f"99999{n}", lin, session.starts_ms)) == WrongCode()
    assert town.do(rollcall.check_in(code, lin, session.starts_ms)) == WrongCode(session.starts_ms + HOUR_MS)
    assert isinstance(town.do(rollcall.check_in(code, lin, session.starts_ms + HOUR_MS)), CheckedIn)


def test_a_mother_checks_her_child_in_and_staff_note_who_fetched_it(town: Town) -> None:
    care, staff, mother = town.course("托管班", audience="childcare", minutes=540), town.staff(), town.person("王小倩")
    child = town.child(mother)
    enrolment_id = booked(town, care, child, mother, pickup="外婆 李荣珍")
    session = first(town, care)
    checked = town.do(rollcall.check_in(code_of(town, session, staff), mother, session.starts_ms))
    assert isinstance(checked, CheckedIn) and checked.names == ("王小宝",)
    assert town.do(rollcall.collected(session.id, enrolment_id, "李荣珍", staff, session.ends_ms)) == Noted("王小宝", True)
    mark = town.do(attendance.get(session.id, enrolment_id))
    assert mark and (mark.arrived_with, mark.collected_by, mark.collected_ms) == ("王小倩", "李荣珍", session.ends_ms)
    assert any("已由 李荣珍 从「托管班」接走" in said for said in town.heard(mother))


def test_an_unnamed_pick_up_person_is_pointed_out(town: Town) -> None:
    care, staff, mother = town.course("托管班", audience="childcare", minutes=540), town.staff(), town.person("王小倩")
    enrolment_id = booked(town, care, town.child(mother), mother, pickup="外婆 李荣珍")
    session = first(town, care)
    town.do(rollcall.arrived(session.id, enrolment_id, "王小倩", staff, session.starts_ms))
    assert any("已到「托管班」" in said for said in town.heard(mother))
    assert town.do(rollcall.collected(session.id, enrolment_id, "张三", staff, session.ends_ms)) == Noted("王小宝", False)


def test_only_staff_mark_others(town: Town) -> None:
    yoga, lin = town.course(), town.person("林悦")
    enrolment_id = booked(town, yoga, lin)
    session = first(town, yoga)
    assert town.do(rollcall.mark(session.id, enrolment_id, "present", lin, NOW)) == NotAllowed()
    assert town.do(rollcall.roll(session.id, lin)) == NotAllowed()
    assert town.do(rollcall.roll_code(session.id, lin, 1, NOW)) == NotAllowed()


def test_three_absences_lead_to_a_fortnights_wait_that_staff_can_lift(town: Town) -> None:
    yoga, other, staff = town.course(sessions=4), town.course("书法", starts=local("2027-01-15 19:00")), town.staff()
    lin = town.person("林悦")
    booked(town, yoga, lin)
    for session in town.do(sessions.of_course(yoga))[:3]:
        assert town.do(enrolment.enrol(other, town.crowd(1)[0], staff, town.now_ms))
        town.now_ms = session.starts_ms
        code_of(town, session, staff, session.n)
        town.now_ms = session.ends_ms
        assert town.do(rollcall.record_absences(session.id, town.now_ms))
        assert not town.do(rollcall.record_absences(session.id, town.now_ms))
    until_ms = town.now_ms + 14 * DAY_MS
    assert town.do(enrolment.enrol(other, lin, lin, town.now_ms)) == MustWait(until_ms, 3, "027-84951234")
    assert sum("位子空着" in said for said in town.heard(lin)) == 1
    assert not town.do(rollcall.lift_pause(lin, lin, town.now_ms))
    assert town.do(rollcall.lift_pause(lin, staff, town.now_ms))
    assert not isinstance(town.do(enrolment.enrol(other, lin, lin, town.now_ms)), MustWait)


def test_absences_marked_by_hand_count_like_those_the_clock_writes_down(town: Town) -> None:
    yoga, staff, lin = town.course(sessions=4), town.staff(), town.person("林悦")
    enrolment_id = booked(town, yoga, lin)
    for session in town.do(sessions.of_course(yoga))[:3]:
        town.do(rollcall.mark(session.id, enrolment_id, "absent", staff, session.starts_ms))
        town.do(rollcall.record_absences(session.id, session.ends_ms))
    assert len(town.do(attendance.pauses(lin))) == 1


def test_who_moved_up_at_the_last_hour_is_not_absent(town: Town) -> None:
    yoga, staff, lin, zhang = town.course(seats=1), town.staff(), town.person("林悦"), town.person("张汉梅")
    seat = booked(town, yoga, lin)
    assert isinstance(town.do(enrolment.enrol(yoga, zhang, zhang, NOW)), Waiting)
    session = first(town, yoga)
    code_of(town, session, staff)
    town.now_ms = session.starts_ms - HOUR_MS
    assert isinstance(town.do(enrolment.cancel(seat, staff, town.now_ms)), Cancelled)
    town.catch_up()
    offered = town.do(enrolments.active(yoga, zhang))
    assert offered is not None and isinstance(town.do(offers.accept(offered.id, zhang, town.now_ms)), Seat)
    town.do(rollcall.record_absences(session.id, session.ends_ms))
    assert town.do(attendance.absences(zhang, 0)) == 0


def test_one_letter_names_nobody(town: Town) -> None:
    care, staff, mother = town.course("托管班", audience="childcare", minutes=540), town.staff(), town.person("王小倩")
    enrolment_id = booked(town, care, town.child(mother), mother, pickup="爷爷 13812345678")
    session = first(town, care)
    assert town.do(rollcall.collected(session.id, enrolment_id, "3", staff, session.ends_ms)) == Noted("王小宝", False)
    assert town.do(rollcall.collected(session.id, enrolment_id, "爷爷", staff, session.ends_ms)) == Noted("王小宝", True)


def test_the_mother_hears_that_her_childs_pause_is_lifted(town: Town) -> None:
    staff, mother = town.staff(), town.person("王小倩")
    child = town.child(mother)
    town.do(attendance.pause(child, NOW, NOW + 14 * DAY_MS))
    assert town.do(rollcall.lift_pause(child, staff, NOW))
    assert town.heard(mother) == ["社区帮 王小宝 恢复了报名，现在就能再抢课，欢迎再来。"]


def test_a_lifted_pause_starts_the_count_afresh(town: Town) -> None:
    yoga, staff, lin = town.course(sessions=5), town.staff(), town.person("林悦")
    booked(town, yoga, lin)
    for session in town.do(sessions.of_course(yoga)):
        town.now_ms = session.starts_ms
        code_of(town, session, staff, session.n)
        town.do(rollcall.record_absences(session.id, session.ends_ms))
    assert len(town.do(attendance.pauses(lin))) == 1


def test_nobody_is_absent_where_no_roll_was_called(town: Town) -> None:
    yoga, lin = town.course(), town.person("林悦")
    booked(town, yoga, lin)
    session = first(town, yoga)
    town.do(rollcall.record_absences(session.id, session.ends_ms))
    assert town.do(attendance.of_person(lin)) == []


def test_who_was_excused_is_not_absent(town: Town) -> None:
    yoga, staff, lin = town.course(), town.staff(), town.person("林悦")
    enrolment_id = booked(town, yoga, lin)
    session = first(town, yoga)
    town.do(rollcall.mark(session.id, enrolment_id, "excused", staff, NOW))
    town.do(rollcall.record_absences(session.id, session.ends_ms))
    assert town.do(attendance.absences(lin, 0)) == 0


def test_an_excuse_beforehand_is_no_roll_call(town: Town) -> None:
    yoga, staff, lin, zhang = town.course(), town.staff(), town.person("林悦"), town.person("张汉梅")
    excused = booked(town, yoga, lin)
    booked(town, yoga, zhang)
    session = first(town, yoga)
    town.do(rollcall.mark(session.id, excused, "excused", staff, NOW))
    town.do(rollcall.record_absences(session.id, session.ends_ms))
    assert town.do(attendance.absences(zhang, 0)) == 0


def test_who_comes_after_all_is_not_excused_any_more(town: Town) -> None:
    yoga, staff, lin = town.course(), town.staff(), town.person("林悦")
    enrolment_id = booked(town, yoga, lin)
    session = first(town, yoga)
    town.do(rollcall.mark(session.id, enrolment_id, "excused", staff, NOW))
    assert not town.do(rollcall.unexcuse(session.id, enrolment_id, lin, NOW))
    assert town.do(rollcall.unexcuse(session.id, enrolment_id, staff, NOW))
    assert town.do(attendance.of_person(lin)) == []
    town.do(rollcall.mark(session.id, enrolment_id, "present", staff, NOW))
    assert not town.do(rollcall.unexcuse(session.id, enrolment_id, staff, NOW))
