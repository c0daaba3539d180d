"""Danger to life: everybody is taken at their word, those who can help hear at once, and nobody hears the same alarm again and again."""

from __future__ import annotations

from datetime import date

from services.cases import alerts, asking, escalation, following, kinds, moves, places, reports
from services.cases.asking import Asked
from services.cases.outcomes import Done, Opened, Refused
from services.cases.reports import Report
from storage import accounts, audit, case_events, case_followers, outbox, people, teams
from tests.services.conftest import Town
from tests.services.test_cases import report, stand

CHILD = date(2016, 6, 1)


def cry(town: Town, by: int, words: str = "着火了", place: str = "", *, whose: int | None = None) -> int:
    """Somebody cries for help; returns the case."""
    made = Report(kinds.HAZARD, words=words, where=places.of_words(place))
    opened = town.do(reports.open_case(made, whose or by, by, 1, "test", town.now_ms))
    assert isinstance(opened, Opened)
    return opened.case_id


def alarms(town: Town, person: int, begins: str = "紧急") -> int:
    """How many alarms the person heard."""
    return sum(said.startswith(begins) for said in town.heard(person))


def test_a_child_that_sees_a_fire_is_heard_and_so_are_its_parents(town: Town) -> None:
    staff, parent = town.staff(), town.person("王强")
    child = town.child(parent, born=CHILD)
    town.do(accounts.arrive("test", "child", "zh", town.now_ms))
    town.connection.execute("UPDATE account SET person_id = ? WHERE external_id = 'child'", (child,))
    ordinary = Report(kinds.HAZARD, words="路灯不亮", category="power")
    assert town.do(reports.open_case(ordinary, child, child, 1, "test", town.now_ms)) == Refused("needs guardian")
    case_id = cry(town, child)
    assert alarms(town, staff) == 1
    assert town.heard(parent) == ["王小宝报告了危险：着火了。已经告诉社区，请马上联系孩子。"]
    [row] = town.do(outbox.waiting_for("test", "chat-2"))
    assert row.weight == outbox.Weight.DANGER
    assert stand(town, case_id).followers == 2


def test_what_staff_enter_for_a_child_its_guardians_follow_and_not_the_staff(town: Town) -> None:
    staff, parent = town.staff(), town.person("王强")
    child = town.child(parent, born=CHILD)
    made = Report(kinds.HAZARD, words="滑梯松了", category="building")
    opened = town.do(reports.open_case(made, child, staff, 1, "test", town.now_ms))
    assert isinstance(opened, Opened)
    assert town.do(case_followers.of_person(staff)) == []
    assert town.do(case_followers.of_person(parent)) == [opened.case_id]
    assert town.heard(parent) == [f"社区帮您报上了：栏杆、墙皮、路面，是第{opened.case_id}号。有进展告诉您。"]


def test_whoever_runs_at_night_finds_the_number_to_call_and_that_they_looked_is_written_down(town: Town) -> None:
    staff, zhang = town.staff(), town.person("张汉梅", phone="13900000001")
    team_id, lead = town.do(teams.save(town.community_id, "patrol", 1, "老街坊巡逻队", "")), town.person("赵队长")
    town.do(teams.join(team_id, lead, town.now_ms, lead=True))
    case_id = cry(town, zhang, "煤气味很重")
    [alarm] = town.messages(staff)
    assert [button.data for button in alarm.buttons] == [
        f"/case_take {case_id}", f"/staff_case {case_id}", f"/staff_case_phone {case_id}",
    ]  # fmt: skip
    assert "13900000001" not in town.heard(staff)[0]
    called = town.do(asking.to_call(case_id, staff, town.now_ms))
    assert called is not None and (called.name, called.phone) == ("张汉梅", "13900000001")
    assert [act.action for act in town.do(audit.about(f"case:{case_id}"))] == ["see reporter phone"]
    assert [act.action for act in town.do(audit.about(f"person:{zhang}"))] == ["see phone"]
    for stranger in (zhang, lead):
        assert town.do(asking.to_call(case_id, stranger, town.now_ms)) is None


def test_a_lead_and_whoever_left_no_number_make_no_button_that_leads_nowhere(town: Town) -> None:
    staff, zhang = town.staff(), town.person("张汉梅")
    team_id, lead = town.do(teams.save(town.community_id, "patrol", 1, "老街坊巡逻队", "")), town.person("赵队长")
    town.do(teams.join(team_id, lead, town.now_ms, lead=True))
    cry(town, zhang)
    assert not any("phone" in button.data for button in town.messages(staff)[0].buttons)
    known = report(town, town.person("李荣珍", phone="13900000002"), "煤气味很重")
    town.connection.execute("UPDATE cases SET team_id = ? WHERE id = ?", (team_id, known))
    town.now_ms += escalation.UNTAKEN_MS
    town.catch_up()
    heard = [message for message in town.messages(lead) if "危险还没有人" in town.say(message.text)]
    assert heard and not any("phone" in button.data for message in heard for button in message.buttons)
    said = [said for said in town.heard(staff) if said.startswith("危险还没有人去处理") and "煤气味很重" in said]
    assert len(said) == 1


def test_who_wrote_down_what_a_caller_said_is_not_the_one_to_call_back(town: Town) -> None:
    town.staff()
    clerk, zhang, li = town.staff("李芳"), town.person("张汉梅", phone="13900000001"), town.person("李荣珍")
    town.do(people.set_phone(clerk, "13900000009"))
    called = town.do(asking.to_call(cry(town, clerk, whose=zhang), clerk, town.now_ms))
    assert called is not None and called.id == zhang
    parent = town.person("王强", phone="13900000003")
    child = town.child(parent, born=CHILD)
    called = town.do(asking.to_call(cry(town, parent, "孩子触电了", whose=child), clerk, town.now_ms))
    assert called is not None and called.id == parent
    assert town.do(asking.to_call(cry(town, li, "有人晕倒"), clerk, town.now_ms)) is None


def test_the_same_danger_is_an_alarm_again_once_the_last_one_is_some_time_ago(town: Town) -> None:
    staff = town.staff()
    for n in range(4):
        cry(town, town.person(f"居民{n}"), place="3栋2单元")
        town.now_ms += alerts.SAME_ALARM_MS - 60_000
    assert alarms(town, staff) == 2  # the third report is eighteen minutes after the first


def test_of_one_fire_that_many_report_one_is_passed_up(town: Town) -> None:
    staff = town.staff()
    made = [cry(town, town.person(f"居民{n}"), place="3栋2单元") for n in range(12)]
    other = cry(town, town.person("张汉梅"), place="5栋")
    town.now_ms += escalation.UNTAKEN_MS
    town.catch_up()
    assert alarms(town, staff, "危险还没有人去处理") == 2
    passed = [case_id for case_id in (*made, other) if stand(town, case_id).level]
    assert passed == [made[0], other]
    assert "untaken" not in [event.kind for event in town.do(case_events.of_case(made[1]))]


def test_guardians_for_whose_child_staff_wrote_it_down_are_asked_and_say_that_it_is_solved(town: Town) -> None:
    staff, parent = town.staff(), town.person("王强")
    child = town.child(parent, born=CHILD)
    made = Report(kinds.HAZARD, words="滑梯松了", category="building")
    opened = town.do(reports.open_case(made, child, staff, 1, "test", town.now_ms))
    assert isinstance(opened, Opened)
    asked = town.do(asking.ask(opened.case_id, "哪个滑梯？", staff, town.now_ms))
    assert isinstance(asked, Asked) and asked.reached
    assert town.do(asking.question(opened.case_id, parent, town.now_ms)) == "哪个滑梯？"
    town.do(moves.set_state(opened.case_id, "solved", "", staff, town.now_ms, seen="new"))
    town.catch_up()
    assert town.messages(parent)[-1].buttons[0].data == f"/case_solved {opened.case_id}"
    assert isinstance(town.do(moves.solved(opened.case_id, parent, town.now_ms)), Done)


def test_where_nobody_can_be_asked_staff_hear_so(town: Town) -> None:
    staff, parent = town.staff(), town.person("王强")
    child = town.child(parent, born=CHILD)
    made = Report(kinds.HAZARD, words="滑梯松了", category="building")
    opened = town.do(reports.open_case(made, child, staff, 1, "test", town.now_ms))
    assert isinstance(opened, Opened)
    town.do(following.leave(opened.case_id, parent))
    assert town.do(asking.ask(opened.case_id, "哪个滑梯？", staff, town.now_ms)) == Refused("nobody to ask")
