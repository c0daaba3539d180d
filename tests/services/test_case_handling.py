"""Seeing to cases: one takes it, it is handed on, asked about, merged; and nobody does so who may not."""

from __future__ import annotations

from language.message import Attached
from services.cases import asking, classifying, handling, moves, queue, twins
from services.cases.asking import Asked
from services.cases.outcomes import Already, Done, Moved, Refused
from storage import accounts, audit, calls, case_events, case_files, cases, teams
from tests.services.conftest import Town
from tests.services.test_cases import report, stand

HOUR_MS = 3_600_000


def a_team(town: Town, name: str = "老街坊巡逻队") -> tuple[int, int]:
    """A team and its lead."""
    team_id, lead = town.do(teams.save(town.community_id, name, 1, name, "")), town.person("赵队长")
    town.do(teams.join(team_id, lead, town.now_ms, lead=True))
    return team_id, lead


def kinds_of(town: Town, case_id: int) -> list[str]:
    """What happened to the case."""
    return [event.kind for event in town.do(case_events.of_case(case_id))]


def test_one_of_two_takes_it_and_the_reporter_hears_once(town: Town) -> None:
    zhou, li, zhang = town.staff(), town.staff("李荣珍"), town.person("张汉梅")
    case_id = report(town, zhang)
    assert isinstance(town.do(handling.take(case_id, zhou, town.now_ms)), Done)
    assert town.do(handling.take(case_id, li, town.now_ms)) == Moved(case_id)
    assert town.do(handling.take(case_id, zhou, town.now_ms)) == Already(case_id)
    assert (stand(town, case_id).owner_id, stand(town, case_id).phase) == (zhou, "working")
    town.catch_up()
    assert town.heard(zhang) == ["您反映的「漏水、下水 · 3栋2单元」有新进展：有人在处理。"]


def test_a_colleague_who_never_said_their_name_is_somebody_all_the_same(town: Town) -> None:
    nameless, case_id = town.staff(""), report(town, town.person("张汉梅"))
    town.do(handling.take(case_id, nameless, town.now_ms))
    assert town.say(town.do(queue.name(stand(town, case_id).owner_id))) == "一位同事"
    assert town.do(queue.name(None)) == ""


def test_who_is_not_there_to_see_to_it_changes_nothing(town: Town) -> None:
    staff, zhang, stranger = town.staff(), town.person("张汉梅"), town.person("王强")
    team_id, _lead = a_team(town)
    member = town.person("陈芳")
    town.do(teams.join(team_id, member, town.now_ms))
    case_id = report(town, zhang)
    before, told = stand(town, case_id), len(town.messages(staff))
    for by in (zhang, stranger, member):
        assert isinstance(town.do(handling.take(case_id, by, town.now_ms)), Refused)
        assert isinstance(town.do(handling.give(case_id, by, by, town.now_ms, seen=None)), Refused)
        assert isinstance(town.do(handling.pass_on(case_id, team_id, by, town.now_ms, seen=None)), Refused)
        assert isinstance(town.do(handling.note(case_id, "偷看", by, town.now_ms)), Refused)
        assert isinstance(town.do(asking.ask(case_id, "几楼？", by, town.now_ms)), Refused)
        assert isinstance(town.do(classifying.set_severity(case_id, "danger", by, town.now_ms)), Refused)
        assert isinstance(town.do(classifying.set_category(case_id, "gas", by, town.now_ms)), Refused)
        assert town.do(asking.reporter(case_id, by, town.now_ms)) is None
        assert town.do(asking.to_call(case_id, by, town.now_ms)) is None
        assert town.do(asking.opened(case_id, by, town.now_ms)) is None
        assert town.do(queue.page(town.community_id, by, "all", town.now_ms, 9)) == []
    assert isinstance(town.do(handling.answer(case_id, "五楼", (), stranger, 0, "test", town.now_ms)), Refused)
    assert (stand(town, case_id), kinds_of(town, case_id), len(town.messages(staff))) == (before, ["reported"], told)
    assert town.do(audit.about(f"case:{case_id}")) == []


def test_it_is_handed_to_a_colleague_who_hears_so_and_nobody_loses_it_to_an_old_screen(town: Town) -> None:
    zhou, li, zhang = town.staff(), town.staff("李荣珍"), town.person("张汉梅")
    case_id = report(town, zhang)
    assert isinstance(town.do(handling.give(case_id, li, zhou, town.now_ms, seen=None)), Done)
    assert "周丹丹把第1号转给您：\n漏水、下水 · 3栋2单元" in town.heard(li)
    assert stand(town, case_id).phase == "waiting"  # handing it on is no work yet
    assert town.do(handling.give(case_id, zhou, zhou, town.now_ms, seen=None)) == Moved(case_id)
    assert town.do(handling.give(case_id, zhang, zhou, town.now_ms, seen=li)) == Refused("not yours")
    assert isinstance(town.do(handling.take(case_id, li, town.now_ms)), Done)
    assert stand(town, case_id).phase == "working"
    assert isinstance(town.do(handling.give(case_id, zhou, zhou, town.now_ms, seen=li)), Done)
    assert "第1号现在由周丹丹处理：\n漏水、下水 · 3栋2单元" in town.heard(li)


def test_a_team_gets_it_and_its_lead_can_see_to_it_or_give_it_back(town: Town) -> None:
    staff, zhang = town.staff(), town.person("张汉梅")
    team_id, lead = a_team(town)
    case_id = report(town, zhang)
    assert town.do(queue.page(town.community_id, lead, "all", town.now_ms, 9)) == []
    assert isinstance(town.do(handling.pass_on(case_id, team_id, staff, town.now_ms, seen=None)), Done)
    assert town.heard(lead) == ["社区把第1号转给老街坊巡逻队，请您安排：\n漏水、下水 · 3栋2单元"]
    assert [one.case.id for one in town.do(queue.page(town.community_id, lead, "free", town.now_ms, 9))] == [case_id]
    assert town.do(handling.pass_on(case_id, team_id, staff, town.now_ms, seen=None)) == Already(case_id)

    assert isinstance(town.do(handling.take(case_id, lead, town.now_ms)), Done)
    assert town.do(handling.pass_on(case_id, team_id, staff, town.now_ms, seen=None)) == Moved(case_id)
    given = town.do(handling.pass_on(case_id, None, lead, town.now_ms, words="要电工", seen=lead))
    assert isinstance(given, Done)
    assert (stand(town, case_id).team_id, stand(town, case_id).owner_id) == (None, None)
    assert "赵队长把第1号交还社区：\n漏水、下水 · 3栋2单元\n要电工" in town.heard(staff)
    assert town.do(queue.page(town.community_id, lead, "all", town.now_ms, 9)) == []
    assert [act.action for act in town.do(audit.about(f"case:{case_id}"))] == ["give case", "take case", "give case"]


def test_the_queue_begins_with_danger_then_what_is_late_and_leaves_out_what_waits_for_others(town: Town) -> None:
    staff, zhang = town.staff(), town.person("张汉梅")
    ordinary = report(town, zhang, "扶手松了", severity="ordinary")
    late = report(town, zhang, "停电了")
    town.wait(hours=25)
    dangerous = report(town, zhang, "煤气味很重")
    solved = report(town, zhang, "灯不亮")
    town.do(moves.set_state(solved, "solved", "", staff, town.now_ms, seen="new"))
    found = town.do(queue.page(town.community_id, staff, "all", town.now_ms, 9))
    assert [(one.case.id, one.late) for one in found] == [(dangerous, False), (late, True), (ordinary, False)]
    assert queue.counted(town.do(queue.first(town.community_id, staff)), town.now_ms) == queue.Count(3, 1)
    town.do(handling.take(late, staff, town.now_ms))
    assert [one.case.id for one in town.do(queue.page(town.community_id, staff, "mine", town.now_ms, 9))] == [late]
    assert [one.case.id for one in town.do(queue.page(town.community_id, staff, "free", town.now_ms, 1, 1))] == [ordinary]


def test_the_reporter_is_asked_and_answers_with_a_photo_and_who_asked_hears_so(town: Town) -> None:
    staff, other, zhang = town.staff(), town.staff("李荣珍"), town.person("张汉梅")
    case_id = report(town, zhang)
    assert town.do(asking.question(case_id, zhang, town.now_ms)) is None
    asked = town.do(asking.ask(case_id, "在几楼？", staff, town.now_ms))
    assert isinstance(asked, Asked) and asked.reached
    assert town.heard(zhang) == ["关于您反映的「漏水、下水 · 3栋2单元」，想问您一句：\n在几楼？"]
    assert town.do(asking.question(case_id, zhang, town.now_ms)) == "在几楼？"
    [account] = town.do(accounts.of_person(zhang))
    photo = Attached("photo", "p", 1)
    town.do(handling.answer(case_id, "四楼", [photo], zhang, account.id, "test", town.now_ms))
    assert town.heard(staff)[-1] == "第1号的反映人回答了：\n四楼\n（还发来1个照片或语音）\n说的是：漏水、下水 · 3栋2单元"
    assert not any("回答了" in said for said in town.heard(other))
    [file] = town.do(case_files.of_case(case_id))
    assert (file.kind, file.state) == ("photo", "coming")


def test_who_cannot_be_reached_is_to_be_called_with_the_question(town: Town) -> None:
    staff, old = town.staff(), town.person("李奶奶", chat=False, phone="13900000001")
    case_id = report(town, staff, whose=old)
    asked = town.do(asking.ask(case_id, "在几楼？", staff, town.now_ms))
    assert isinstance(asked, Asked) and not asked.reached
    [call] = town.do(calls.waiting(town.community_id, town.now_ms, 9))
    assert call.person_id == old


def test_a_graver_case_has_a_clock_of_its_own_and_is_told_at_once(town: Town) -> None:
    staff, zhang = town.staff(), town.person("张汉梅")
    case_id = report(town, zhang)
    town.catch_up()
    town.wait(hours=3)
    assert isinstance(town.do(classifying.set_severity(case_id, "danger", staff, town.now_ms)), Done)
    case = stand(town, case_id)
    assert (case.danger, case.due_ms, case.level) == (1, town.now_ms + 2 * HOUR_MS, 0)
    assert town.heard(staff)[-1].startswith("紧急！")
    assert town.do(classifying.set_severity(case_id, "danger", staff, town.now_ms)) == Already(case_id)
    town.do(classifying.set_severity(case_id, "ordinary", staff, town.now_ms))
    assert (stand(town, case_id).danger, stand(town, case_id).due_ms) == (0, town.now_ms + 7 * 24 * HOUR_MS)
    town.do(classifying.set_category(case_id, "gas", staff, town.now_ms))
    assert stand(town, case_id).category == "gas"


def test_looking_at_who_brought_it_up_and_at_their_number_is_written_down(town: Town) -> None:
    staff, zhang = town.staff(), town.person("张汉梅", phone="13900000001")
    case_id = report(town, zhang, anonymous=True)
    person = town.do(asking.reporter(case_id, staff, town.now_ms))
    assert person is not None and person.name == "张汉梅"
    called = town.do(asking.to_call(case_id, staff, town.now_ms))
    assert called is not None and called.phone == "13900000001"
    assert town.do(asking.opened(case_id, staff, town.now_ms)) is not None
    assert [act.action for act in town.do(audit.about(f"case:{case_id}"))] == ["see reporter", "see reporter phone", "see case"]
    assert [act.action for act in town.do(audit.about(f"person:{zhang}"))] == ["see phone"]


def test_one_act_makes_one_case_of_five_hundred_in_other_words_and_at_other_houses(town: Town) -> None:
    staff, colleague = town.staff(), town.staff("李荣珍")
    first = report(town, town.person("张汉梅"))
    for n in range(499):
        report(town, town.person(f"居民{n}", chat=False), f"{n}号水停了" if n % 2 else "3栋2单元水管漏水了")
    taken, burning = first + 1, report(town, town.person("王强"), "水管爆了，还在冒烟")
    town.do(handling.take(taken, colleague, town.now_ms))
    like = town.do(twins.of(first, staff, town.now_ms))
    assert len(like.same) + len(like.wave) == 500
    assert town.do(twins.merge(first, "wave", staff, town.now_ms)) == 500
    case = stand(town, first)
    assert (case.followers, case.danger) == (501, 1)
    assert case.due_ms == stand(town, burning).created_ms + 2 * HOUR_MS
    assert f"您在办的第{taken}号并进第{first}号了。" in town.heard(colleague)
    assert len(town.do(queue.page(town.community_id, staff, "all", town.now_ms, 9))) == 1
    assert town.do(twins.merge(first, "wave", staff, town.now_ms)) == 0


def test_one_that_is_picked_is_merged_alone_and_nothing_that_is_not_like_it(town: Town) -> None:
    staff = town.staff()
    first, second = report(town, town.person("张汉梅")), report(town, town.person("王强"))
    third = report(town, town.person("陈芳"))
    town.wait(hours=48)
    apart = report(town, town.person("林悦"), "7栋下水堵了")
    assert town.do(twins.merge(first, second, staff, town.now_ms)) == 1
    assert (stand(town, second).merged_into, stand(town, third).merged_into) == (first, None)
    assert town.do(twins.merge(apart, 999, staff, town.now_ms)) == 0
    assert town.do(twins.of(first, town.person("外人"), town.now_ms)) == twins.Twins((), ())


def test_the_state_is_said_by_who_sees_to_it_from_then_on(town: Town) -> None:
    staff = town.staff()
    case_id = report(town, town.person("张汉梅"))
    assert isinstance(town.do(handling.move(case_id, "working", "", staff, town.now_ms, seen="new")), Done)
    assert stand(town, case_id).owner_id == staff
    assert town.do(handling.move(case_id, "solved", "", staff, town.now_ms, seen="new")) == Moved(case_id)


def test_a_lead_sees_to_what_they_brought_up_themselves(town: Town) -> None:
    town.staff()
    team_id, lead = a_team(town)
    case_id = report(town, lead)
    assert town.do(cases.hand(stand(town, case_id), team_id, town.now_ms))
    assert isinstance(town.do(handling.take(case_id, lead, town.now_ms)), Done)
    solved = town.do(handling.move(case_id, "solved", "修好了", lead, town.now_ms, seen="working"))
    assert isinstance(solved, Done)
    assert isinstance(town.do(moves.solved(case_id, lead, town.now_ms)), Done)


def test_somebody_who_works_here_says_of_what_they_brought_up_that_it_is_solved(town: Town) -> None:
    zhou, li = town.staff(), town.staff("李荣珍")
    case_id = report(town, zhou)
    town.do(moves.set_state(case_id, "solved", "", li, town.now_ms, seen="new"))
    town.catch_up()
    assert town.messages(zhou)[-1].buttons[0].data == f"/case_solved {case_id}"
    assert town.do(moves.solved(case_id, li, town.now_ms)) == Refused("not yours")
    assert isinstance(town.do(moves.solved(case_id, zhou, town.now_ms)), Done)
