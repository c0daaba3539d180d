"""Who sees to a case, and so hears of it: everybody who works here, and the leads of its team, as long as they are."""

from __future__ import annotations

from language.message import Attached, Button
from services.cases import escalation, following, freeing, handling, moves, similar
from services.cases.outcomes import Done
from services.patrol import leaving
from services.patrol import teams as volunteers
from storage import case_events, case_files, cases, roles, teams
from tests.services.conftest import Town
from tests.services.test_cases import report, stand

FREE = "这件事现在没有人处理了，谁来接手？"


def a_team(town: Town, name: str, lead: int) -> int:
    """A team and who leads it."""
    team_id = town.do(teams.save(town.community_id, name, 1, name, ""))
    town.do(teams.join(team_id, lead, town.now_ms, lead=True))
    return team_id


def with_team(town: Town, team_id: int, words: str = "3栋2单元水管漏水") -> int:
    """A case that is with a team."""
    case_id = report(town, town.person("张汉梅"), words)
    assert town.do(cases.hand(stand(town, case_id), team_id, town.now_ms))
    return case_id


def test_who_leads_two_teams_hears_what_is_new_with_both(town: Town) -> None:
    town.staff()
    lead = town.person("赵队长")
    for team in ("老街坊巡逻队", "栋力派"):
        with_team(town, a_team(town, team, lead))
    town.catch_up()
    assert town.heard(lead) == ["新收到2件：\n· 漏水、下水 · 3栋2单元\n· 漏水、下水 · 3栋2单元"]


def test_who_works_here_and_leads_a_team_hears_once(town: Town) -> None:
    zhou = town.staff()
    with_team(town, a_team(town, "栋力派", zhou))
    town.catch_up()
    assert town.heard(zhou) == ["新收到1件：\n· 漏水、下水 · 3栋2单元"]


def test_what_is_not_solved_after_all_the_leads_of_its_team_hear_too(town: Town) -> None:
    staff, lead = town.staff(), town.person("赵队长")
    case_id = with_team(town, a_team(town, "栋力派", lead))
    town.do(moves.set_state(case_id, "solved", "", staff, town.now_ms, seen="new"))
    reporter = stand(town, case_id).reporter_id
    assert reporter is not None
    assert isinstance(town.do(moves.again(case_id, "还在滴", [], reporter, 1, "test", town.now_ms)), Done)
    for person in (staff, lead):
        assert "居民说还没好，又打开了：漏水、下水 · 3栋2单元\n还在滴" in town.heard(person)


def test_the_buttons_name_the_case_so_that_messages_can_be_said_as_one(town: Town) -> None:
    staff = town.staff()
    case_id = report(town, town.person("张汉梅"))
    town.do(handling.take(case_id, staff, town.now_ms))
    li = town.person("李荣珍")
    town.do(following.join(case_id, li, town.now_ms))
    town.do(following.add(case_id, "越漏越大", [], li, 1, "test", town.now_ms))
    assert town.messages(staff)[-1].buttons[0].data == f"/staff_case {case_id}"
    assert _label(town, town.messages(staff)[-1].buttons[0]) == f"看第{case_id}号"


def _label(town: Town, button: Button) -> str:
    return town.say(button.label)


def test_what_staff_open_again_is_found_again(town: Town) -> None:
    staff, zhang = town.staff(), town.person("张汉梅")
    case_id = report(town, zhang)
    town.do(moves.set_state(case_id, "done", "", staff, town.now_ms, seen="new"))
    town.do(moves.set_state(case_id, "working", "弄错了", staff, town.now_ms, seen="done"))
    found = town.do(similar.find(town.community_id, "hazard", "水管漏水了", "", ""))
    assert [one.case.id for one in found] == [case_id]


def test_what_a_lead_had_who_leads_no_more_is_free(town: Town) -> None:
    staff, lead, other = town.staff(), town.person("赵队长"), town.person("钱队长")
    team_id = a_team(town, "栋力派", lead)
    town.do(teams.join(team_id, other, town.now_ms, lead=True))
    case_id, solved = with_team(town, team_id), with_team(town, team_id)
    for one in (case_id, solved):
        town.do(handling.take(one, lead, town.now_ms))
    town.do(handling.move(solved, "solved", "", lead, town.now_ms, seen="working"))
    town.do(volunteers.name_lead(team_id, lead, staff, town.now_ms, lead=False))
    assert stand(town, case_id).owner_id is None and stand(town, solved).owner_id is None
    for person in (staff, other):
        assert f"{FREE}\n漏水、下水 · 3栋2单元" in town.heard(person)
    assert not any(said.startswith(FREE) for said in town.heard(lead))


def test_what_a_lead_had_who_leaves_the_team_is_free(town: Town) -> None:
    staff, lead = town.staff(), town.person("赵队长")
    team_id = a_team(town, "栋力派", lead)
    case_id = with_team(town, team_id)
    town.do(handling.take(case_id, lead, town.now_ms))
    town.do(leaving.leave(team_id, lead, lead, town.now_ms))
    assert stand(town, case_id).owner_id is None
    assert f"{FREE}\n漏水、下水 · 3栋2单元" in town.heard(staff)


def test_what_somebody_had_who_works_here_no_more_is_free_and_they_hear_no_more_of_it(town: Town) -> None:
    zhou, li = town.staff(), town.staff("李荣珍")
    case_id = report(town, town.person("张汉梅"))
    town.do(handling.take(case_id, zhou, town.now_ms))
    town.do(freeing.let_go(zhou, town.now_ms))
    assert stand(town, case_id).owner_id == zhou  # they still may see to it
    town.do(roles.revoke(town.community_id, "staff", zhou))
    town.do(freeing.let_go(zhou, town.now_ms))
    town.do(freeing.let_go(zhou, town.now_ms))
    assert stand(town, case_id).owner_id is None
    assert sum(said.startswith(FREE) for said in town.heard(li)) == 1
    heard = len(town.heard(zhou))
    town.wait(hours=49)
    town.catch_up()
    assert len(town.heard(zhou)) == heard
    assert stand(town, case_id).level >= escalation.LATE


def test_what_is_said_to_a_case_that_was_merged_reaches_the_one_that_goes_on(town: Town) -> None:
    staff, zhang, li = town.staff(), town.person("张汉梅"), town.person("李荣珍")
    first, second = report(town, zhang), report(town, li)
    town.do(handling.take(first, staff, town.now_ms))
    town.do(moves.merge([second], first, staff, town.now_ms))
    photo = (Attached("photo", "p", 1),)
    assert town.do(following.add(second, "二楼也漏", photo, li, 1, "test", town.now_ms)) == Done(first, _last(town, first))
    assert "补充：漏水、下水 · 3栋2单元\n二楼也漏" in town.heard(staff)
    assert [file.case_id for file in town.do(case_files.by(li))] == [first]


def _last(town: Town, case_id: int) -> int:
    """The last thing that happened to it."""
    return town.do(case_events.of_case(case_id))[-1].id
