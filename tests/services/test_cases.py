"""What people bring up, and what becomes of it: who hears what, once, and what nobody loses."""

from __future__ import annotations

from language.message import Attached
from services.cases import alerts, following, kinds, moves, places, reports, seeing, similar
from services.cases.outcomes import Already, Done, Moved, Opened, Refused
from services.cases.reports import Report
from storage import accounts, case_events, case_files, cases, communities, outbox, roles, teams
from storage import people as people_stored
from storage.cases import Case
from tests.services.conftest import Town


def report(town: Town, by: int, words: str = "3栋2单元水管漏水", *, whose: int | None = None, **more: object) -> int:
    """Somebody reports a hazard; returns the case."""
    account = next(iter(town.do(accounts.of_person(by))), None)
    made = Report(kinds.HAZARD, words=words, category="water", where=places.of_words("3栋2单元"), **more)  # type: ignore[arg-type]
    opened = town.do(reports.open_case(made, whose or by, by, account.id if account else 0, "test", town.now_ms))
    assert isinstance(opened, Opened)
    return opened.case_id


def stand(town: Town, case_id: int) -> Case:
    """The case as it stands."""
    found = town.do(cases.get(case_id))
    assert found is not None
    return found


def test_a_report_is_told_to_staff_and_its_repair_to_everybody_who_follows_it_once(town: Town) -> None:
    staff = town.staff()
    zhang, li = town.person("张汉梅"), town.person("李荣珍")
    case_id = report(town, zhang)
    town.catch_up()
    assert town.heard(staff) == ["新收到1件：\n· 漏水、下水 · 3栋2单元"]

    assert town.do(following.join(case_id, li, town.now_ms)) == Done(case_id)
    assert town.do(following.join(case_id, li, town.now_ms)) == Already(case_id)
    assert stand(town, case_id).followers == 2

    town.wait(hours=1)
    done = town.do(moves.set_state(case_id, "solved", "换了一段水管", staff, town.now_ms, seen="new"))
    assert isinstance(done, Done)
    assert town.do(moves.set_state(case_id, "solved", "再点一次", staff, town.now_ms, seen="new")) == Already(case_id)
    assert town.do(moves.set_state(case_id, "declined", "同事同时点的", staff, town.now_ms, seen="new")) == Moved(case_id)
    town.catch_up()
    town.catch_up()
    assert town.heard(zhang) == [
        "您反映的「漏水、下水 · 3栋2单元」有新进展：处理好了。\n\n换了一段水管\n\n真的好了吗？请您看一眼告诉我们。"
    ]
    assert town.heard(li) == ["您关注的「漏水、下水 · 3栋2单元」有新进展：处理好了。\n\n换了一段水管"]


def test_not_solved_opens_it_again_and_staff_hear_so_with_the_photo_on_its_way(town: Town) -> None:
    staff, zhang, stranger = town.staff(), town.person("张汉梅"), town.person("王强")
    case_id = report(town, zhang)
    town.do(moves.set_state(case_id, "solved", "", staff, town.now_ms, seen="new"))
    photo = Attached("photo", "photo-1", 1000)
    [account] = town.do(accounts.of_person(zhang))
    assert isinstance(town.do(moves.again(case_id, "", [], stranger, 1, "test", town.now_ms)), Refused)

    town.wait(hours=2)
    assert isinstance(town.do(moves.again(case_id, "还在滴水", [photo], zhang, account.id, "test", town.now_ms)), Done)
    case = stand(town, case_id)
    assert (case.state, case.phase, case.closed_ms) == ("working", "working", None)
    assert case.due_ms == town.now_ms + 24 * 3_600_000
    assert "居民说还没好，又打开了：漏水、下水 · 3栋2单元\n还在滴水" in town.heard(staff)
    [file] = town.do(case_files.of_case(case_id))
    assert (file.kind, file.state) == ("photo", "coming")


def test_only_the_reporter_confirms_and_then_it_is_closed(town: Town) -> None:
    staff, zhang, li = town.staff(), town.person("张汉梅"), town.person("李荣珍")
    case_id = report(town, zhang)
    town.do(following.join(case_id, li, town.now_ms))
    town.do(moves.set_state(case_id, "solved", "", staff, town.now_ms, seen="new"))
    assert town.do(moves.solved(case_id, li, town.now_ms)) == Refused("not yours")
    assert isinstance(town.do(moves.solved(case_id, zhang, town.now_ms)), Done)
    assert town.do(moves.solved(case_id, zhang, town.now_ms)) == Already(case_id)
    assert stand(town, case_id).closed_ms == town.now_ms


def test_danger_is_told_at_once_and_aloud_but_the_same_danger_only_once(town: Town) -> None:
    staff, lead = town.staff(), town.person("赵队长")
    team_id = town.do(teams.save(town.community_id, "patrol", 1, "老街坊巡逻队", ""))
    town.do(teams.join(team_id, lead, town.now_ms, lead=True))
    first = report(town, town.person("张汉梅"), "3栋2单元煤气味很重")
    assert stand(town, first).danger and stand(town, first).due_ms == town.now_ms + 2 * 3_600_000
    assert [row.weight for row in town.do(outbox.waiting_for("test", "chat-1"))] == [2]
    assert town.heard(staff)[0].startswith("紧急！有人报告危险")

    report(town, town.person("李荣珍"), "3栋煤气味")
    assert len(town.heard(staff)) == 1
    town.catch_up()
    assert town.heard(staff)[1:] == ["新收到1件：\n· 漏水、下水 · 3栋2单元"]


def test_in_a_storm_staff_hear_of_new_cases_every_five_minutes(town: Town) -> None:
    staff = town.staff()
    for n in range(3):
        report(town, town.person(f"居民{n}"))
        town.catch_up()
        town.now_ms += 60_000
    assert town.heard(staff) == ["新收到1件：\n· 漏水、下水 · 3栋2单元"]
    town.now_ms += alerts.EVERY_MS
    town.catch_up()
    assert town.heard(staff)[1:] == ["新收到2件：\n· 漏水、下水 · 3栋2单元\n· 漏水、下水 · 3栋2单元"]


def test_of_the_first_in_a_storm_staff_hear_at_once_however_fast_the_second_comes(town: Town) -> None:
    staff = town.staff()
    report(town, town.person("张汉梅"))
    town.now_ms += 100
    report(town, town.person("李荣珍"))
    town.catch_up()
    assert town.heard(staff) == ["新收到2件：\n· 漏水、下水 · 3栋2单元\n· 漏水、下水 · 3栋2单元"]


def test_many_reports_of_one_burst_pipe_end_as_one_case_whose_followers_hear_of_the_repair_once(town: Town) -> None:
    staff = town.staff()
    people = [town.person(f"居民{n}") for n in range(120)]
    made = [report(town, person) for person in people]
    merged = town.do(moves.merge(made, made[0], staff, town.now_ms))
    assert isinstance(merged, list) and len(merged) == 119
    assert stand(town, made[0]).followers == 120
    town.catch_up()
    town.wait(hours=1)
    town.do(moves.set_state(made[0], "solved", "水管换好了", staff, town.now_ms, seen="new"))
    town.catch_up()
    for person in people:
        assert sum("处理好了" in said for said in town.heard(person)) == 1
    assert [stand(town, case_id).id for case_id in made if stand(town, case_id).closed_ms is None] == [made[0]]


def test_declining_needs_a_reason(town: Town) -> None:
    staff = town.staff()
    case_id = report(town, town.person("张汉梅"))
    assert town.do(moves.set_state(case_id, "declined", "  ", staff, town.now_ms, seen="new")) == Refused("no reason")


def test_who_may_see_what(town: Town) -> None:
    """The matrix of `services.cases.seeing`, cell by cell."""
    zhang, li, volunteer, lead, neighbour = [town.person(name) for name in ("张汉梅", "李荣珍", "陈芳", "赵队长", "王强")]
    staff = town.staff()
    other = town.do(communities.save("xinyu", "新育社区", "", "", ""))
    foreigner, colleague = town.person("外人"), town.person("外社区工作人员")
    for person in (foreigner, colleague):
        town.do(people_stored.set_community(person, other.id))
    town.do(roles.grant(other.id, "staff", colleague, None, town.now_ms))
    reader = town.person("街道来人")
    town.do(people_stored.set_community(reader, other.id))
    town.do(roles.grant(town.community_id, "reader", reader, None, town.now_ms))
    team_id = town.do(teams.save(town.community_id, "patrol", 1, "老街坊巡逻队", ""))
    town.do(teams.join(team_id, volunteer, town.now_ms))
    town.do(teams.join(team_id, lead, town.now_ms, lead=True))
    files = (Attached("photo", "p", 1), Attached("voice", "v", 1))
    case_id = report(town, zhang, files=files, details=(("电话", "13800000001"),))
    assert town.do(cases.hand(stand(town, case_id), team_id, town.now_ms))
    town.do(following.join(case_id, li, town.now_ms))
    town.do(case_events.add(case_id, staff, "asked", town.now_ms, words="几楼？", seen_by="reporter"))
    town.do(case_events.add(case_id, staff, "note", town.now_ms, words="物业已打电话", seen_by="staff"))

    def seen(person: int) -> tuple[str, list[str], list[str], str, bool] | None:
        found = town.do(seeing.look(case_id, person, town.now_ms))
        if found is None:
            return None
        return (
            found.role,
            [event.kind for event in found.events],
            [file.kind for file in found.files],
            found.who,
            bool(found.details),
        )

    everything = ["reported", "asked", "note"]
    assert seen(staff) == ("staff", everything, ["photo", "voice"], "", True)
    assert seen(zhang) == ("reporter", everything[:2], ["photo", "voice"], "张汉梅", True)
    assert seen(lead) == ("lead", everything[:2], ["photo", "voice"], "张**", True)
    assert seen(volunteer) == ("volunteer", everything[:1], ["photo"], "张**", False)
    assert seen(li) == ("follower", everything[:1], ["photo"], "张**", False)
    assert seen(neighbour) == ("neighbour", [], [], "张**", False)
    assert seen(reader) == ("reader", [], [], "", False)
    assert seen(foreigner) is None
    assert seen(colleague) is None

    town.do(moves.set_state(case_id, "done", "", staff, town.now_ms, seen="new"))
    assert seen(neighbour) is None
    assert seen(reader) is None
    anonymous = report(town, zhang, anonymous=True)
    found = town.do(seeing.look(anonymous, neighbour, town.now_ms))
    assert found is not None and found.who == ""


def test_two_dangers_of_which_nobody_knows_where_are_two_and_where_they_are_is_told_aloud(town: Town) -> None:
    staff, zhang, li = town.staff(), town.person("张汉梅"), town.person("李荣珍")
    cases_opened = []
    for person in (zhang, li):
        opened = town.do(reports.open_case(Report(kinds.HAZARD, words="着火了"), person, person, 1, "test", town.now_ms))
        assert isinstance(opened, Opened) and opened.told
        cases_opened.append(opened.case_id)
    assert len(town.heard(staff)) == 2

    where = places.of_words("3栋2单元")
    assert town.do(reports.say_where(cases_opened[0], where, li, town.now_ms)) == Refused("not yours")
    assert isinstance(town.do(reports.say_where(cases_opened[0], where, zhang, town.now_ms)), Done)
    assert town.do(reports.say_where(cases_opened[0], where, zhang, town.now_ms)) == Already(cases_opened[0])
    assert town.heard(staff)[2] == "补充：着火了 · 3栋2单元\n3栋2单元"
    assert {row.weight for row in town.do(outbox.waiting_for("test", "chat-1"))} == {2}


def test_where_no_message_reaches_staff_the_report_says_so(town: Town) -> None:
    zhang = town.person("张汉梅")
    opened = town.do(reports.open_case(Report(kinds.HAZARD, words="着火了"), zhang, zhang, 1, "test", town.now_ms))
    assert isinstance(opened, Opened) and not opened.told


def test_what_is_added_reaches_whoever_sees_to_it(town: Town) -> None:
    staff, zhang, li, stranger = town.staff(), town.person("张汉梅"), town.person("李荣珍"), town.person("王强")
    case_id = report(town, zhang)
    town.do(cases.own(case_id, staff, None, town.now_ms))
    town.do(following.join(case_id, li, town.now_ms))
    assert town.do(following.add(case_id, "路过", [], stranger, 1, "test", town.now_ms)) == Refused("not yours")
    assert isinstance(town.do(following.add(case_id, "越漏越大", [], li, 1, "test", town.now_ms)), Done)
    assert town.heard(staff) == ["补充：漏水、下水 · 3栋2单元\n越漏越大"]
    town.do(following.add(case_id, "自己记的", [], staff, 1, "test", town.now_ms))
    assert len(town.heard(staff)) == 1


def test_staff_join_for_a_resident_who_calls_and_nobody_else_does(town: Town) -> None:
    staff, zhang, li = town.staff(), town.person("张汉梅"), town.person("李荣珍")
    case_id = report(town, zhang)
    assert town.do(following.join_for(case_id, li, zhang, town.now_ms)) == Refused("not yours")
    assert town.do(following.join_for(case_id, li, staff, town.now_ms)) == Done(case_id)
    assert [case.id for case in town.do(following.followed(li))] == [case_id]


def test_what_may_be_the_same_is_what_one_may_see(town: Town) -> None:
    zhang, li = town.person("张汉梅"), town.person("李荣珍")
    other = town.do(communities.save("xinyu", "新育社区", "", "", ""))
    foreigner = town.person("外人")
    town.do(people_stored.set_community(foreigner, other.id))
    case_id = report(town, zhang)

    def found(by: int) -> list[int]:
        alike = town.do(similar.perhaps(town.community_id, kinds.HAZARD, "", "water", "", by))
        return [case.id for case in alike]

    assert found(li) == [case_id]
    assert found(foreigner) == []


def test_staff_who_report_for_a_resident_tell_them(town: Town) -> None:
    staff, zhang, stranger = town.staff(), town.person("张汉梅"), town.person("王强")
    made = Report(kinds.HAZARD, words="灯不亮", category="power", where=places.of_words("3栋2单元"))
    assert town.do(reports.open_case(made, zhang, stranger, 1, "test", town.now_ms)) == Refused("not yours")
    opened = town.do(reports.open_case(made, zhang, staff, 1, "test", town.now_ms))
    assert isinstance(opened, Opened)
    assert town.heard(zhang) == ["社区帮您报上了：电、路灯、电梯 · 3栋2单元，是第1号。有进展告诉您。"]


def test_a_reader_only_looks_on(town: Town) -> None:
    zhang, reader = town.person("张汉梅"), town.person("街道来人", chat=False)
    town.do(roles.grant(town.community_id, "reader", reader, None, town.now_ms))
    case_id = report(town, zhang)
    assert town.do(following.add(case_id, "看看", [], reader, 0, "test", town.now_ms)) == Refused("not yours")
    assert town.do(moves.set_state(case_id, "done", "", reader, town.now_ms, seen="new")) == Refused("not yours")
    assert town.do(moves.again(case_id, "", [], reader, 0, "test", town.now_ms)) == Refused("not yours")
