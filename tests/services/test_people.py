"""People, households, roles and codes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.message import Outgoing
from language.text import _
from services import codes, enrolment, households, people, staff, telling
from services.calendar import HOUR_MS, age_on
from services.codes import Wrong
from services.households import TooOld
from services.outcomes import NotAllowed, Seat
from services.people import Unfit, check_birth, plain_name, plain_phone
from services.staff import Granted, Refused
from storage import audit, communities, enrolments, roles
from storage import people as stored
from storage.people import Person
from tests.services.conftest import NOW, Town


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("13812345678", "13812345678"),
        ("138 1234 5678", "13812345678"),
        ("１３８１２３４５６７８", "13812345678"),
        ("+86 138-1234-5678", "13812345678"),
        ("008613812345678", "13812345678"),
        ("027-84951234", "027-84951234"),
        ("(027) 8495 1234", "027-84951234"),
        ("02784951234", "027-84951234"),
        ("+86 27 8495 1234", "027-84951234"),
        ("0714-6351234", "0714-6351234"),
        ("84951234", "84951234"),
    ],
)
def test_a_number_is_understood_however_it_is_typed(typed: str, plain: str) -> None:
    assert plain_phone(typed) == plain


@pytest.mark.parametrize(
    "typed", ["", "12345", "12812345678", "1381234567", "138123456789", "电话", "+1 202 555 0100", "0000000000"]
)
def test_what_is_no_mainland_number_is_said_to_be_none(typed: str) -> None:
    assert plain_phone(typed) == Unfit("not a phone")


@given(
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    st.sampled_from(["", "+86", "86", "0086"]),
    st.sampled_from(["", " ", "-"]),
)
def test_any_mobile_number_survives_prefixes_and_gaps(number: str, prefix: str, gap: str) -> None:
    assert plain_phone(f"{prefix}{gap}{number[:3]}{gap}{number[3:7]}{gap}{number[7:]}") == number


@given(st.text(max_size=30))
def test_no_text_breaks_the_phone_question(typed: str) -> None:
    assert isinstance(plain_phone(typed), str | Unfit)


def test_names_may_be_anything_but_nothing() -> None:
    assert plain_name("  张  汉梅 ") == "张 汉梅"
    assert plain_name("🌸") == "🌸"
    assert plain_name("   ") == Unfit("empty")
    assert plain_name("长" * 41) == Unfit("too long")


def test_birthdays_lie_in_a_human_life() -> None:
    today = date(2026, 11, 23)
    assert check_birth(date(2026, 11, 23), today) == date(2026, 11, 23)
    assert check_birth(date(2026, 11, 24), today) == Unfit("in the future")
    assert check_birth(date(1900, 1, 1), today) == Unfit("too long ago")


@given(st.dates(date(1905, 1, 1), date(2026, 1, 1)), st.integers(0, 40_000))
def test_one_is_a_year_older_on_each_birthday_and_never_younger(born: date, days: int) -> None:
    day = min(born + timedelta(days=days), date(2026, 12, 31))
    age = age_on(born, day)
    assert 0 <= age_on(born, day + timedelta(days=1)) - age <= 1
    assert age == (day.year - born.year if (day.month, day.day) >= (born.month, born.day) else day.year - born.year - 1)


def test_where_one_lives_is_kept_plain(town: Town) -> None:
    lin = town.person("林悦")
    town.do(people.set_home(lin, "3栋", " 2单元", "501室"))
    person = town.do(people.get(lin))
    assert person and (person.building, person.unit, person.room) == ("3", "2", "501")


def test_a_consent_can_be_given_and_taken_back(town: Town) -> None:
    lin = town.person("林悦")
    assert town.do(people.consents_to(lin)) and not town.do(people.consents_to(lin, "sensitive"))
    town.do(people.withdraw(lin, "general"))
    assert not town.do(people.consents_to(lin))
    person = town.do(people.get(lin))
    assert person and (person.consent_version, person.consent_ms) == (0, None)


def test_staff_enter_and_verify_who_has_no_phone(town: Town) -> None:
    worker, lin = town.staff(), town.person("林悦")
    elder = town.do(people.add_by_staff(worker, town.community_id, "陈兆龙", "027-84951234", NOW, born=date(1955, 1, 1)))
    assert isinstance(elder, int)
    assert town.do(people.add_by_staff(worker, town.community_id, "陈兆龙", "02784951234", NOW)) == elder
    assert town.do(people.add_by_staff(lin, town.community_id, "某人", "", NOW)) is None
    person = town.do(people.get(elder))
    assert person and person.verified_ms == NOW
    assert not town.do(people.verify(elder, lin, NOW))


def test_a_parent_is_asked_and_agrees(town: Town) -> None:
    daughter, father, yoga = town.person("林悦"), town.person("林爹爹"), town.course()
    assert town.do(households.ask_parent(daughter, father, NOW))
    assert any("您同意吗" in said for said in town.heard(father))
    assert town.do(enrolment.enrol(yoga, father, daughter, NOW)) == NotAllowed()
    assert not town.do(households.agree(daughter, father, NOW))
    assert town.do(households.agree(father, daughter, NOW))
    assert isinstance(town.do(enrolment.enrol(yoga, father, daughter, NOW)), Seat)
    assert any("林悦 帮 林爹爹 报了「周一 瑜伽」：报名成功" in said for said in town.heard(father))


def test_a_parent_sends_the_childs_code(town: Town) -> None:
    son, mother = town.person("陈富明"), town.person("陈婆婆")
    given = town.do(households.parent_code(son, "ABCD2346", NOW))
    assert town.do(households.agree_by_code(given.code, mother, NOW)) == son
    assert town.do(households.may_act_for(son, mother)) and not town.do(households.may_act_for(mother, son))


def test_staff_vouch_for_a_parent_without_a_phone(town: Town) -> None:
    son, worker = town.person("陈富明"), town.staff()
    assert town.do(households.staff_links_parent(son, son, "陈兆龙", None, "", NOW)) is None
    father = town.do(households.staff_links_parent(worker, son, "陈兆龙", date(1950, 1, 1), "", NOW))
    assert father is not None and town.do(households.may_act_for(son, father))


@pytest.mark.parametrize(("choice", "daughter_hears", "father_hears"), [("booker", 1, 0), ("attendee", 0, 1), ("both", 1, 1)])
def test_who_is_told_is_a_choice(town: Town, choice: str, daughter_hears: int, father_hears: int) -> None:
    daughter, father, yoga = town.person("林悦"), town.person("林爹爹"), town.course()
    town.do(households.ask_parent(daughter, father, NOW))
    town.do(households.agree(father, daughter, NOW))
    town.do(households.set_tell(daughter, father, choice))
    seat = town.do(enrolment.enrol(yoga, father, daughter, NOW))
    assert isinstance(seat, Seat)
    booking = town.do(enrolments.get(seat.enrolment_id))
    assert booking is not None
    before = len(town.heard(daughter)), len(town.heard(father))
    assert town.do(telling.tell_booking(booking, telling.notice(_("明天上课")), "tomorrow", NOW)) == []
    assert len(town.heard(daughter)) - before[0] == daughter_hears
    assert len(town.heard(father)) - before[1] == father_hears


def test_who_is_grown_up_is_no_child(town: Town) -> None:
    mother = town.person("王小倩")
    assert town.do(households.add_child(mother, "大儿子", date(2000, 1, 1), NOW)) == TooOld(26)


def test_an_invitation_makes_staff_and_is_written_down(town: Town) -> None:
    lin = town.person("林悦")
    given = town.do(staff.invite(town.community_id, "staff", "ABCD2346", NOW))
    assert not isinstance(given, Refused)
    assert town.do(staff.accept("abcd-2346", lin, NOW)) == Granted(town.community_id, "staff")
    assert town.do(staff.is_staff(lin, town.community_id))
    assert [act.action for act in town.do(audit.about(f"person:{lin}"))] == ["grant staff"]
    assert town.do(staff.accept("ABCD2346", lin, NOW)) == Wrong("used")


def test_only_administrators_give_and_take_roles_and_the_last_one_stays(town: Town) -> None:
    lin, worker, admin = town.person("林悦"), town.staff(), town.person("张巍")
    town.do(staff.grant(town.community_id, "admin", admin, None, NOW))
    assert not town.do(staff.grant(town.community_id, "staff", lin, worker, NOW))
    assert town.do(staff.invite(town.community_id, "staff", "ABCD2346", NOW, by=worker)) == Refused()
    assert town.do(staff.grant(town.community_id, "staff", lin, admin, NOW))
    assert town.do(staff.revoke(town.community_id, "staff", lin, admin, NOW))
    assert not town.do(staff.revoke(town.community_id, "admin", admin, admin, NOW))
    assert town.do(roles.has(admin, town.community_id, "admin"))


def test_five_wrong_codes_shut_the_door_for_an_hour(town: Town) -> None:
    lin = town.person("林悦")
    town.do(staff.invite(town.community_id, "staff", "ABCD2346", NOW))
    for n in range(5):
        assert town.do(staff.accept(f"WRONG{n}", lin, NOW)) == Wrong("unknown")
    assert town.do(staff.accept("ABCD2346", lin, NOW)) == Wrong("too many", NOW + HOUR_MS)
    assert isinstance(town.do(staff.accept("ABCD2346", lin, NOW + HOUR_MS)), Granted)


def test_a_code_is_good_for_its_purpose_only(town: Town) -> None:
    lin = town.person("林悦")
    town.do(codes.give("ABCD2346", "recover", NOW, person_id=lin))
    assert town.do(codes.redeem("ABCD2346", "role", lin, NOW)) == Wrong("unknown")


def test_codes_are_kept_as_hashes_only(town: Town) -> None:
    town.do(codes.give("ABCD2346", "recover", NOW))
    (kept,) = town.connection.execute("SELECT * FROM code").fetchone()[1:2]
    assert kept == codes.hashed("abcd 2346") and "ABCD2346" not in kept


@given(st.binary(min_size=16, max_size=16))
def test_codes_have_eight_letters_nobody_mixes_up(randomness: bytes) -> None:
    code = codes.new_code(randomness)
    assert len(code) == 8 and set(code) <= set(codes.LETTERS)
    assert codes.hashed(code.lower()) == codes.hashed(code)


def test_staff_hear_what_is_for_staff(town: Town) -> None:
    worker, lin = town.staff(), town.person("林悦")
    assert town.do(telling.tell_staff(town.community_id, Outgoing(text=_("请来一下")), "call", NOW)) == 1
    assert town.heard(worker) == ["请来一下"] and town.heard(lin) == []


def test_a_person_is_a_child_until_fourteen() -> None:
    def someone(born: str | None) -> Person:
        return Person(1, 1, "", "", "", "", "", born, "", "zh", 0, None, None, None, "both", 0, None)

    assert telling.is_child(someone("2012-11-24"), NOW) and not telling.is_child(someone("2012-11-23"), NOW)
    assert not telling.is_child(someone(None), NOW)
    assert stored.Person is Person


def test_children_move_with_their_guardian(town: Town) -> None:
    mother = town.person("王丽")
    child, there = town.child(mother), town.do(communities.save("jingwu", "精武社区", "", "", "")).id
    town.do(people.set_community(mother, there))
    moved = town.do(people.get(child))
    assert moved and moved.community_id == there
