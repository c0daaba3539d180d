"""One human, one record: recovering, merging, exporting, erasing."""

from __future__ import annotations

import json
from datetime import date

from language.message import Outgoing
from language.text import _
from services import course_changes, enrolment, people, rollcall, telling
from services.calendar import DAY_MS, HOUR_MS
from services.codes import Given, Wrong
from services.outcomes import AlreadyIn, Seat, Waiting
from services.records import erasing, exporting, merging, recovery
from services.records.merging import Merged, NotAllowed
from services.records.recovery import Recovered
from services.rollcall import RollCode
from storage import accounts, attendance, audit, enrolments, households, roles, sessions
from storage import people as people_stored
from tests.services.conftest import NOW, Town


def account_of(town: Town, person_id: int) -> int:
    """The account the person uses."""
    return town.do(accounts.of_person(person_id))[0].id


def words_in(town: Town) -> str:
    """Everything that stands in the database."""
    tables = [name for (name,) in town.connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return json.dumps([town.connection.execute(f"SELECT * FROM {table}").fetchall() for table in tables], ensure_ascii=False)


def test_a_code_from_the_other_channel_brings_the_account_home(town: Town) -> None:
    lin, lost = town.person("林悦"), town.person("")
    yoga = town.course()
    seat = town.do(enrolment.enrol(yoga, lost, lost, NOW))
    account_id = account_of(town, lost)
    given = town.do(recovery.recovery_code(lin, "ABCD2346", NOW))
    assert isinstance(given, Given)
    assert town.do(recovery.recover("abcd 2346", account_id, NOW)) == Recovered(lin, True)
    assert {account.person_id for account in town.do(accounts.of_person(lin))} == {lin}
    assert len(town.do(accounts.of_person(lin))) == 2
    assert isinstance(seat, Seat) and [b.id for b in town.do(enrolment.mine(lin, NOW))] == [seat.enrolment_id]
    assert town.do(people_stored.get(lost)) is None
    assert any("另一个地方登录" in said for said in town.heard(lin))


def test_a_code_works_once_and_not_for_long(town: Town) -> None:
    lin, one, two = town.person("林悦"), town.person(""), town.person("")
    town.do(recovery.recovery_code(lin, "ABCD2346", NOW))
    late = town.do(recovery.recover("ABCD2346", account_of(town, one), NOW + HOUR_MS))
    assert late == Wrong("expired")
    town.do(recovery.recovery_code(lin, "WXYZ2346", NOW))
    assert isinstance(town.do(recovery.recover("WXYZ2346", account_of(town, one), NOW)), Recovered)
    assert town.do(recovery.recover("WXYZ2346", account_of(town, two), NOW)) == Wrong("used")


def test_two_people_who_are_plainly_two_are_not_merged_by_a_code(town: Town) -> None:
    wife, husband = town.person("王小倩", phone="13800000001"), town.person("陈富明", phone="13800000002")
    town.do(recovery.recovery_code(wife, "ABCD2346", NOW))
    assert town.do(recovery.recover("ABCD2346", account_of(town, husband), NOW)) == Recovered(wife, False)
    assert town.do(people_stored.get(husband)) is not None


def test_staff_hand_out_a_code_to_who_stands_before_them(town: Town) -> None:
    lin, lost, staff, stranger = town.person("林悦"), town.person(""), town.staff(), town.person("路人")
    assert town.do(recovery.recovery_code_by_staff(lin, stranger, "ABCD2346", NOW)) == NotAllowed()
    town.do(recovery.recovery_code_by_staff(lin, staff, "ABCD2346", NOW))
    assert isinstance(town.do(recovery.recover("ABCD2346", account_of(town, lost), NOW + 20 * HOUR_MS)), Recovered)
    assert [act.action for act in town.do(audit.about(f"person:{lin}"))] == ["recovery code", "merge"]


def test_a_merge_keeps_every_booking_and_the_better_of_two(town: Town) -> None:
    keep, twin, other, staff = town.person("林悦"), town.person("林悦"), town.person("张汉梅"), town.staff()
    both, only_twin = town.course("瑜伽", seats=1), town.course("书法")
    seat = town.do(enrolment.enrol(both, twin, twin, NOW))
    waiting = town.do(enrolment.enrol(both, keep, keep, NOW))
    behind = town.do(enrolment.enrol(both, other, other, NOW))
    alone = town.do(enrolment.enrol(only_twin, twin, twin, NOW))
    assert isinstance(seat, Seat) and isinstance(waiting, Waiting) and isinstance(behind, Waiting) and isinstance(alone, Seat)
    assert town.do(merging.merge(keep, twin, staff, NOW)) == Merged(keep, (both,))
    assert {b.id for b in town.do(enrolment.mine(keep, NOW))} == {seat.enrolment_id, alone.enrolment_id}
    assert (town.look(both).taken, town.look(both).waiting) == (1, 1)
    assert town.do(enrolment.enrol(both, keep, keep, NOW)) == AlreadyIn(seat.enrolment_id, "seat", None)
    assert town.do(enrolment.enrol(both, other, other, NOW)) == AlreadyIn(behind.enrolment_id, "waiting", 1)


def test_two_seats_of_one_human_become_one_and_the_next_moves_up(town: Town) -> None:
    keep, twin, other, staff = town.person("林悦"), town.person("林悦"), town.person("张汉梅"), town.staff()
    yoga = town.course(seats=2)
    for person in (keep, twin, other):
        town.do(enrolment.enrol(yoga, person, person, NOW))
    town.do(merging.merge(keep, twin, staff, NOW))
    town.catch_up()
    assert (town.look(yoga).taken, town.look(yoga).waiting) == (2, 0)
    assert any("给 张汉梅 留着" in said for said in town.heard(other))


def test_a_merge_brings_household_phone_and_birthday_along(town: Town) -> None:
    keep, twin, staff = town.person("王小倩"), town.person("王小倩", born=date(1988, 3, 8), phone="13800000001"), town.staff()
    child = town.child(twin)
    town.do(merging.merge(keep, twin, staff, NOW))
    person = town.do(people_stored.get(keep))
    assert person and (person.phone, person.birth_date) == ("13800000001", "1988-03-08")
    assert [member.id for member in town.do(households.members(keep))] == [child]


def test_residents_merge_nobody(town: Town) -> None:
    keep, twin = town.person("林悦"), town.person("林悦")
    assert town.do(merging.merge(keep, twin, keep, NOW)) == NotAllowed()


def test_the_export_holds_everything(town: Town) -> None:
    lin = town.person("林悦", born=date(1995, 5, 5), phone="13800000001")
    town.do(people.set_home(lin, "3栋", "2单元", "501室"))
    child = town.child(lin)
    yoga = town.course()
    town.do(enrolment.enrol(yoga, lin, lin, NOW))
    town.do(course_changes.tell_me(yoga, lin, NOW))
    town.do(telling.tell(lin, Outgoing(text=_("你好")), "hello", NOW))
    held = town.do(exporting.export(lin))
    assert held["person"]["phone"] == "13800000001" and held["person"]["building"] == "3"
    assert held["enrolments"][0]["course"] == "周一 瑜伽"
    assert held["members"][0]["id"] == child
    assert held["consents"][0]["purpose"] == "general"
    assert held["told_when_open"] == [yoga]
    assert any("你好" in row["words"] for row in held["messages"])
    assert json.dumps(held, ensure_ascii=False)


def test_erasing_leaves_no_word_of_the_person_and_frees_the_seat(town: Town) -> None:
    lin = town.person("林悦之独名", born=date(1995, 5, 5), phone="13811112222")
    other = town.person("张汉梅")
    yoga = town.course(seats=1)
    town.do(enrolment.enrol(yoga, lin, lin, NOW))
    town.do(enrolment.enrol(yoga, other, other, NOW))
    town.do(telling.tell(lin, Outgoing(text=_("{who}，你好", who="林悦之独名")), "hello", NOW))
    erased = town.do(erasing.erase(lin, NOW, "feed"))
    assert erased.tombstone_id is None and erased.accounts[0][0] == "test"
    words = words_in(town)
    assert "林悦之独名" not in words and "13811112222" not in words and "1995-05-05" not in words
    town.catch_up()
    assert (town.look(yoga).taken, town.look(yoga).waiting) == (1, 0)
    assert any("给 张汉梅 留着" in said for said in town.heard(other))
    assert town.do(people.get(lin)) is None


def test_what_others_count_on_stays_under_a_tombstone(town: Town) -> None:
    lin, staff, yoga = town.person("林悦之独名"), town.staff(), town.course()
    town.do(enrolment.enrol(yoga, lin, lin, NOW))
    session = town.do(sessions.of_course(yoga))[0]
    code = town.do(rollcall.roll_code(session.id, staff, 123456, NOW))
    assert isinstance(code, RollCode)
    town.do(rollcall.check_in(code.code, lin, session.starts_ms))
    erased = town.do(erasing.erase(lin, session.ends_ms, "feedbeef"))
    assert erased.tombstone_id is not None and erased.tombstone_id != lin
    stone = town.do(people_stored.get(erased.tombstone_id))
    assert stone and stone.name == "feedbeef" and stone.erased_ms == session.ends_ms
    assert len(town.do(attendance.of_person(erased.tombstone_id))) == 1
    assert "林悦之独名" not in words_in(town)


def test_a_child_for_whom_nobody_else_acts_goes_along(town: Town) -> None:
    mother, father = town.person("王小倩"), town.person("陈富明")
    alone, shared = town.child(mother, "独独"), town.child(mother, "共共")
    town.do(households.link(father, shared, "child", NOW, NOW))
    assert town.do(erasing.erase(mother, NOW, "feed")).children == (alone,)
    assert town.do(people.get(alone)) is None and town.do(people.get(shared)) is not None


def test_a_booking_for_somebody_else_outlives_the_one_who_made_it(town: Town) -> None:
    daughter, father, staff, yoga = town.person("林悦"), town.person("林爹爹"), town.staff(), town.course()
    town.do(households.link(daughter, father, "parent", NOW, NOW))
    seat = town.do(enrolment.enrol(yoga, father, daughter, NOW))
    assert isinstance(seat, Seat)
    town.do(erasing.erase(daughter, NOW, "feed"))
    kept = town.do(enrolments.get(seat.enrolment_id))
    assert kept and kept.state == "seat" and kept.booked_by is None
    town.do(course_changes.cancel_course(yoga, staff, NOW))
    assert any("取消" in said for said in town.heard(father))


def test_erasing_twice_is_no_error(town: Town) -> None:
    lin = town.person("林悦")
    town.do(erasing.erase(lin, NOW, "feed"))
    assert town.do(erasing.erase(lin, NOW + DAY_MS, "feed")).accounts == ()


def test_staff_cannot_come_by_an_administrators_rights(town: Town) -> None:
    staff, admin = town.staff(), town.person("主任")
    town.do(roles.grant(town.community_id, "admin", admin, None, NOW))
    assert town.do(recovery.recovery_code_by_staff(admin, staff, "ABCD2346", NOW)) == NotAllowed()
    assert town.do(merging.merge(staff, admin, staff, NOW)) == NotAllowed()
    assert town.do(merging.merge(admin, staff, staff, NOW)) == NotAllowed()
    assert isinstance(town.do(recovery.recovery_code_by_staff(staff, admin, "WXYZ2346", NOW)), Given)
