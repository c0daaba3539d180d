"""Teams: who lets whom in, who hears of it, and what becomes of the shifts of who leaves."""

from __future__ import annotations

from datetime import date

import pytest

from services.patrol import leaving, shifts, teams
from services.patrol.teams import AlreadyIn, Asked, ByGuardian, Joined, NotAllowed, given
from services.records import erasing, moving
from storage import audit, communities, households, people, roles, shift_places
from storage import teams as stored
from tests.services.conftest import NOW, Town
from tests.services.patrol import make_duty, make_team, member, on, shift_on, take


@pytest.fixture
def team(town: Town) -> int:
    """A team; its id."""
    return make_team(town)


def stranger(town: Town) -> int:
    """Somebody who works for another community."""
    there = town.do(communities.save("elsewhere", "别处社区", "", "", "")).id
    person_id = town.person("王外人")
    town.do(people.set_community(person_id, there))
    town.do(roles.grant(there, "staff", person_id, None, NOW))
    return person_id


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("张汉梅", "汉梅"),
        ("王强", "王强"),
        ("欧阳娜娜", "娜娜"),
        ("欧阳娜", "欧阳娜"),
        ("Ann Lee", "Ann"),
        ("", ""),
        ("老李", "老李"),
    ],
)
def test_neighbours_are_called_by_their_given_names(name: str, called: str) -> None:
    assert given(name) == called


def test_who_asks_to_join_is_let_in_by_who_leads_the_team_and_is_told_once(town: Town, team: int) -> None:
    lead, worker, wang = member(town, team, "张汉梅", lead=True), town.staff(), town.person("王强")
    assert town.do(teams.ask(team, wang, wang, NOW)) == Asked()
    assert town.do(teams.ask(team, wang, wang, NOW)) == AlreadyIn(member=False)
    assert town.heard(lead) == town.heard(worker) == ["王强想参加老街坊巡逻队，您看行吗？"]
    assert town.do(teams.accept(team, wang, lead, NOW)) is True
    assert town.do(teams.accept(team, wang, worker, NOW)) is False
    assert town.do(teams.decline(team, wang, worker, NOW)) is False
    assert town.heard(wang) == ["欢迎您加入老街坊巡逻队！值班的日子，点下面看看。"]
    assert town.do(teams.ask(team, wang, wang, NOW)) == AlreadyIn(member=True)


def test_who_is_turned_down_hears_so_kindly_and_may_ask_again(town: Town, team: int) -> None:
    lead, wang = member(town, team, "张汉梅", lead=True), town.person("王强")
    town.do(teams.ask(team, wang, wang, NOW))
    assert town.do(teams.decline(team, wang, lead, NOW)) is True
    assert "这次人手够了" in town.heard(wang)[0]
    assert town.do(stored.membership(team, wang)) is None
    assert town.do(teams.ask(team, wang, wang, NOW + 1)) == Asked()


def test_only_who_leads_the_team_and_staff_say_who_is_in_it(town: Town, team: int) -> None:
    """A matrix: whoever has no right changes nothing and sees nobody."""
    lead, plain, wang = member(town, team, "张汉梅", lead=True), member(town, team, "李荣珍"), town.person("王强")
    other_lead = member(town, make_team(town, "栋力派"), "刘洋", lead=True)
    town.do(teams.ask(team, wang, wang, NOW))
    for who in (plain, wang, other_lead, stranger(town), town.person("路人")):
        assert town.do(teams.accept(team, wang, who, NOW)) == NotAllowed()
        assert town.do(teams.decline(team, wang, who, NOW)) == NotAllowed()
        assert town.do(teams.add(team, wang, who, NOW)) == NotAllowed()
        assert town.do(leaving.remove(team, lead, who, NOW)) == NotAllowed()
        assert town.do(teams.name_lead(team, plain, who, NOW, lead=True)) == NotAllowed()
        assert town.do(teams.members(team, who)) == [] == town.do(teams.wishes(team, who))
    assert town.do(teams.name_lead(team, plain, lead, NOW, lead=True)) == NotAllowed()
    assert town.do(teams.add(team, wang, lead, NOW)) == NotAllowed()
    assert town.do(teams.ask(team, wang, plain, NOW)) == NotAllowed()
    assert {one.person_id for one in town.do(stored.members(team))} == {lead, plain}


def test_staff_put_somebody_into_a_team_and_have_them_lead_it(town: Town, team: int) -> None:
    worker, wang = town.staff(), town.person("王强")
    assert town.do(teams.add(team, wang, worker, NOW)) == Joined()
    assert town.do(teams.add(team, wang, worker, NOW)) == AlreadyIn(member=True)
    assert town.do(teams.name_lead(team, wang, worker, NOW, lead=True)) is True
    assert town.do(teams.name_lead(team, wang, worker, NOW, lead=True)) is False
    assert town.do(teams.led_by(wang))[0].id == team
    assert [act.action for act in town.do(audit.about(f"person:{wang}"))] == ["add member", "name lead"]
    assert len(town.heard(wang)) == 2


def test_a_child_joins_through_its_guardian_who_hears_and_it_leads_nothing(town: Town, team: int) -> None:
    lead, worker, mother = member(town, team, "张汉梅", lead=True), town.staff(), town.person("王小倩")
    child = town.child(mother)
    assert town.do(teams.add(team, child, worker, NOW)) == ByGuardian()
    assert town.do(teams.ask(team, child, child, NOW)) == NotAllowed()
    assert town.do(teams.ask(team, child, mother, NOW)) == Asked()
    assert town.heard(lead) == ["孩子小宝想参加老街坊巡逻队，家长同意了，您看行吗？"]
    assert town.do(teams.accept(team, child, lead, NOW)) is True
    assert "小宝可以参加" in town.heard(mother)[0]
    assert town.do(teams.name_lead(team, child, worker, NOW, lead=True)) == NotAllowed()
    assert [person.id for person, _teams in town.do(teams.volunteers(mother))] == [child]


def test_who_leaves_frees_the_shifts_to_come_and_who_leads_hears_which(town: Town, team: int) -> None:
    lead, wang = member(town, team, "张汉梅", lead=True), member(town, team, "王强")
    duty = make_duty(town, team)
    tomorrow, later = shift_on(town, duty, "24"), shift_on(town, duty, "26")
    take(town, tomorrow, wang)
    take(town, later, wang)
    assert town.do(leaving.leave(team, wang, wang, NOW)) is True
    assert town.do(leaving.leave(team, wang, wang, NOW)) is False
    assert on(town, tomorrow) == on(town, later) == set()
    assert town.heard(lead) == [
        "王强不在老街坊巡逻队了。\n这几班空出来了：\n11月24日（周二）19:00–20:30 晚巡\n11月26日（周四）19:00–20:30 晚巡"
    ]
    assert town.do(shifts.take(tomorrow.id, wang, wang, NOW)) == NotAllowed()


def test_who_moves_to_another_community_leaves_its_teams_with_the_children_who_come_along(town: Town, team: int) -> None:
    lead, mother = member(town, team, "张汉梅", lead=True), member(town, team, "王小倩")
    child, there = town.child(mother), town.do(communities.save("elsewhere", "别处社区", "", "", "")).id
    town.do(teams.ask(team, child, mother, NOW))
    shift = shift_on(town, make_duty(town, team), "24")
    take(town, shift, mother)
    town.do(moving.move(mother, town.community_id, NOW))
    assert town.do(stored.membership(team, mother)) and town.do(teams.asked(child)) == [team]
    town.do(moving.move(mother, there, NOW))
    assert town.do(teams.of_person(mother)) == [] == town.do(teams.asked(child)) and on(town, shift) == set()
    assert town.heard(lead)[-1] == "小倩不在老街坊巡逻队了。\n这几班空出来了：\n11月24日（周二）19:00–20:30 晚巡"
    assert town.do(teams.accept(team, child, lead, NOW)) is False


def test_who_leads_hears_before_the_morning_of_a_shift_that_is_free_by_then(town: Town, team: int) -> None:
    member(town, team, "张汉梅", lead=True)
    wang, shift = member(town, team, "王强"), shift_on(town, make_duty(town, team), "24")
    take(town, shift, wang)
    town.do(leaving.leave(team, wang, wang, NOW))
    rows = town.connection.execute("SELECT by_ms FROM outbox WHERE cause LIKE 'team-left:%'").fetchall()
    assert rows == [(shift.starts_ms,)]


def test_where_nobody_leads_a_team_any_more_staff_hear_of_it(town: Town, team: int) -> None:
    lead, worker = member(town, team, "张汉梅", lead=True), town.staff()
    town.do(leaving.leave(team, lead, lead, NOW))
    assert town.heard(worker) == ["汉梅不在老街坊巡逻队了。\n这个队现在没有队长，请另外请一位。"]


def test_who_leads_takes_members_out_but_not_another_lead(town: Town, team: int) -> None:
    lead, other, wang = (member(town, team, name, lead=name != "王强") for name in ("张汉梅", "李荣珍", "王强"))
    assert town.do(leaving.remove(team, other, lead, NOW)) == NotAllowed()
    assert town.do(leaving.remove(team, wang, lead, NOW)) is True
    assert "不用值班了" in town.heard(wang)[0]


def test_two_records_of_one_human_have_the_teams_and_shifts_of_both(town: Town, team: int) -> None:
    other_team = make_team(town, "栋力派")
    keep, double = member(town, team, "王强"), member(town, other_team, "王强", lead=True)
    town.do(stored.join(team, double, NOW - 5))
    first, second = (
        shift_on(town, make_duty(town, team), "24"),
        shift_on(town, make_duty(town, other_team, starts="09:00"), "26"),
    )
    take(town, first, keep)
    town.do(shift_places.give_up(first.id, keep, "away"))
    take(town, first, double)
    take(town, second, double)
    town.do(leaving.hand_over(double, keep))
    town.do(people.delete(double))
    assert on(town, first) == on(town, second) == {keep}
    assert {one.name: town.do(teams.leads(keep, one.id)) for one in town.do(stored.of_person(keep))} == {
        "老街坊巡逻队": False, "栋力派": True,
    }  # fmt: skip


def test_who_is_erased_leaves_free_shifts_and_no_name(town: Town, team: int) -> None:
    lead, wang = member(town, team, "张汉梅", lead=True), member(town, team, "王强")
    shift = shift_on(town, make_duty(town, team), "24")
    take(town, shift, wang)
    town.do(leaving.forget(wang, NOW))
    town.do(erasing.erase(wang, NOW, "secret"))
    assert on(town, shift) == set()
    [said] = town.heard(lead)
    assert "一位队员" in said and "王强" not in said


def test_what_is_held_on_a_volunteer_can_be_taken_along(town: Town, team: int) -> None:
    wang = member(town, team, "王强")
    shift = shift_on(town, make_duty(town, team), "24")
    take(town, shift, wang)
    town.do(shifts.decline(shift.id, wang, wang, "away", NOW))
    town.do(teams.ask(make_team(town, "栋力派"), wang, wang, NOW))
    held = town.do(leaving.held(wang))
    assert held["teams"] == [
        {"team": "老街坊巡逻队", "lead": 0, "joined_ms": NOW}, {"team": "栋力派", "asked_ms": NOW},
    ]  # fmt: skip
    [place] = held["shifts"]
    assert (place["duty"], place["day"], place["state"], place["reason"]) == ("晚巡", "2026-11-24", "gone", "away")


def test_an_elder_without_a_phone_hears_through_who_acts_for_them(town: Town, team: int) -> None:
    daughter, father, worker = town.person("林悦"), town.person("林建国", chat=False, born=date(1948, 3, 1)), town.staff()
    town.do(households.link(daughter, father, "parent", NOW, NOW))
    town.do(teams.add(team, father, worker, NOW))
    assert town.heard(daughter) == ["欢迎您加入老街坊巡逻队！值班的日子，点下面看看。"]
