"""The council's meetings: what is put on the agenda, who hears of it when, and what comes of it."""

from __future__ import annotations

import pytest

from services.calendar import to_ms
from services.cases import council, merging, moderation, moves, suggestions
from services.cases.council import NotNow, Planned
from storage import communities, meetings, people
from tests.services.conftest import ZONE, Town, local
from tests.services.test_suggestions import heard, public, stand

SATURDAY = to_ms(local("2026-11-28 14:30"), ZONE)
SUNDAY = to_ms(local("2026-11-29 14:30"), ZONE)
SLIDE = "小区里加一个滑梯吧"


def plan(town: Town, staff: int, starts_ms: int = SATURDAY) -> int:
    """A meeting."""
    planned = town.do(council.plan(town.community_id, "十一月议事会", starts_ms, "党群服务中心", staff, town.now_ms))
    assert isinstance(planned, Planned)
    return planned.meeting_id


@pytest.fixture
def slide(town: Town) -> tuple[int, int, int, int]:
    """A suggestion with its author, a supporter, and who works here."""
    zhang, li = town.person("张汉梅"), town.person("李荣珍")
    case_id = public(town, zhang, SLIDE)
    town.do(suggestions.support(case_id, li, town.now_ms))
    town.catch_up()
    return case_id, zhang, li, town.staff("张巍")


def test_what_is_on_the_agenda_is_told_once_and_its_author_hears_again_the_day_before(
    town: Town, slide: tuple[int, int, int, int]
) -> None:
    case_id, zhang, li, staff = slide
    meeting_id = plan(town, staff)
    assert town.do(council.put(meeting_id, case_id, li, town.now_ms)) == NotNow("not yours")
    assert town.do(council.put(meeting_id, case_id, staff, town.now_ms)) == Planned(meeting_id)
    assert town.do(council.put(meeting_id, case_id, staff, town.now_ms)) == NotNow("nothing to change")
    assert stand(town, case_id).state == "agenda"
    town.catch_up()
    said = "有新进展：11月28日（周六）14:30在「十一月议事会」上商量。\n\n地点：党群服务中心"
    assert [heard(town, person_id, said) for person_id in (zhang, li)] == [1, 1]

    before = len(town.heard(zhang)), len(town.heard(li))
    town.wait(days=4, hours=9)
    town.catch_up()
    assert town.said_now(zhang)[before[0] :] == [
        "明天（周六）14:30「十一月议事会」\n要商量您提的「小区里加一个滑梯吧」，欢迎您来听、来说。\n地点：党群服务中心"
    ]
    assert len(town.heard(li)) == before[1]


def test_what_so_many_support_is_offered_first_and_nothing_twice(town: Town, slide: tuple[int, int, int, int]) -> None:
    case_id, zhang, _li, staff = slide
    popular = public(town, zhang, "路灯太暗")
    for n in range(20):
        town.do(suggestions.support(popular, town.person(f"居民{n}"), town.now_ms))
    town.do(suggestions.support(case_id, town.person("陈芳"), town.now_ms))
    offered = town.do(council.candidates(town.community_id, staff))
    assert [case.id for case, _kind in offered] == [popular, case_id]
    assert town.do(council.candidates(town.community_id, zhang)) == []
    town.do(council.put(plan(town, staff), popular, staff, town.now_ms))
    assert [case.id for case, _kind in town.do(council.candidates(town.community_id, staff))] == [case_id]


@pytest.mark.parametrize(
    ("outcome", "words", "state", "said"),
    [
        ("adopted", "明年春天建", "adopted", "有新进展：采纳了。\n\n明年春天建"),
        ("declined", "那块地要留作消防通道", "declined", "有新进展：没有采纳。\n\n那块地要留作消防通道"),
        ("later", "先量一量场地", "agenda", "有新进展：这次没有定下来，下次再商量。\n\n先量一量场地"),
    ],
)
def test_what_comes_of_an_item_moves_the_case_and_is_told_once(
    town: Town, slide: tuple[int, int, int, int], outcome: council.Outcome, words: str, state: str, said: str
) -> None:
    case_id, zhang, li, staff = slide
    meeting_id = plan(town, staff)
    town.do(council.put(meeting_id, case_id, staff, town.now_ms))
    town.now_ms = SATURDAY
    if outcome == "declined":
        assert town.do(council.decide(meeting_id, case_id, outcome, " ", staff, town.now_ms)) == NotNow("no reason")
    assert town.do(council.decide(meeting_id, case_id, outcome, words, staff, town.now_ms)) == Planned(meeting_id)
    assert town.do(council.decide(meeting_id, case_id, "later", "", staff, town.now_ms)) == NotNow("nothing to change")
    assert stand(town, case_id).state == state
    assert town.do(council.close(meeting_id, "来了18人", staff, town.now_ms)) == Planned(meeting_id)
    town.catch_up()
    assert [heard(town, person_id, said) for person_id in (zhang, li)] == [1, 1]
    assert [meeting.outcome for meeting in town.do(council.past(town.community_id))] == ["来了18人"]


def test_a_meeting_that_is_moved_or_called_off_is_told_to_all_who_follow_what_is_on_it(
    town: Town, slide: tuple[int, int, int, int]
) -> None:
    case_id, zhang, li, staff = slide
    meeting_id = plan(town, staff)
    town.do(council.put(meeting_id, case_id, staff, town.now_ms))
    town.catch_up()
    assert town.do(council.move(meeting_id, SATURDAY, "党群服务中心", staff, town.now_ms)) == NotNow("nothing to change")
    town.wait(hours=1)
    assert town.do(council.move(meeting_id, SUNDAY, "瑜伽室", staff, town.now_ms)) == Planned(meeting_id)
    town.catch_up()
    moved = "「十一月议事会」改到11月29日（周日）14:30。\n\n地点：瑜伽室"
    assert [heard(town, person_id, moved) for person_id in (zhang, li)] == [1, 1]
    town.wait(days=4, hours=8)  # Friday evening: it is not tomorrow any more
    town.catch_up()
    assert heard(town, zhang, "欢迎您来听") == 0
    assert town.do(council.cancel(meeting_id, "下大雪", staff, town.now_ms)) == Planned(meeting_id)
    town.wait(days=2)
    town.catch_up()
    assert [heard(town, person_id, "议事会取消了，另找时间商量。\n\n下大雪") for person_id in (zhang, li)] == [1, 1]
    assert heard(town, zhang, "欢迎您来听") == 0
    assert [case.id for case, _kind in town.do(council.candidates(town.community_id, staff))] == [case_id]


def test_staff_are_asked_for_the_outcome_of_a_meeting_of_which_nothing_was_said(
    town: Town, slide: tuple[int, int, int, int]
) -> None:
    case_id, _zhang, li, staff = slide
    meeting_id = plan(town, staff)
    town.do(council.put(meeting_id, case_id, staff, town.now_ms))
    town.now_ms = SATURDAY
    town.wait(days=1)
    town.catch_up()
    assert heard(town, staff, "「十一月议事会」开过了吗？") == 1
    town.do(council.close(meeting_id, "", staff, town.now_ms))
    town.catch_up()
    assert heard(town, li, "这次没有定下来，下次再商量") == 1
    found = town.do(council.see(meeting_id, li))
    assert found is not None and [item.outcome for item, _case, _kind in found.items] == ["later"]


def test_who_is_merged_leaves_the_agenda_to_the_other_one(town: Town, slide: tuple[int, int, int, int]) -> None:
    case_id, zhang, li, staff = slide
    other = public(town, li, "给孩子们装个滑梯")
    meeting_id = plan(town, staff)
    town.do(council.put(meeting_id, case_id, staff, town.now_ms))
    town.do(merging.propose(case_id, other, staff, town.now_ms))
    town.catch_up()
    before = heard(town, li, "在「十一月议事会」上商量")
    town.do(merging.answer(case_id, zhang, town.now_ms, agrees=True))
    assert [item.case_id for item in town.do(meetings.items(meeting_id))] == [other]
    town.catch_up()
    assert stand(town, other).state == "agenda"
    assert heard(town, li, "在「十一月议事会」上商量") == before + 1


def test_two_that_are_both_to_be_talked_about_are_talked_about_once(town: Town, slide: tuple[int, int, int, int]) -> None:
    case_id, zhang, li, staff = slide
    other = public(town, li, "给孩子们装个滑梯")
    first, second = plan(town, staff), plan(town, staff, SUNDAY)
    town.do(council.put(first, case_id, staff, town.now_ms))
    town.do(council.put(second, other, staff, town.now_ms))
    town.do(merging.propose(case_id, other, staff, town.now_ms))
    town.do(merging.answer(case_id, zhang, town.now_ms, agrees=True))
    assert [item.case_id for item in town.do(meetings.items(first))] == []
    assert [item.case_id for item in town.do(meetings.items(second))] == [other]


def test_what_is_being_built_already_is_not_put_back_by_what_the_council_says(
    town: Town, slide: tuple[int, int, int, int]
) -> None:
    case_id, zhang, _li, staff = slide
    meeting_id = plan(town, staff)
    town.do(council.put(meeting_id, case_id, staff, town.now_ms))
    town.do(moves.set_state(case_id, "building", "先动工了", staff, town.now_ms, seen="agenda"))
    town.now_ms = SATURDAY
    assert town.do(council.decide(meeting_id, case_id, "adopted", "", staff, town.now_ms)) == Planned(meeting_id)
    assert stand(town, case_id).state == "building"
    town.catch_up()
    assert heard(town, zhang, "有新进展：议事会通过了。") == 1


def test_what_staff_took_back_stands_on_no_agenda_that_residents_read(town: Town, slide: tuple[int, int, int, int]) -> None:
    case_id, _zhang, li, staff = slide
    meeting_id = plan(town, staff)
    town.do(council.put(meeting_id, case_id, staff, town.now_ms))
    town.do(moderation.take_back(case_id, "写了门牌", staff, town.now_ms))

    def read(person_id: int) -> list[int]:
        found = town.do(council.see(meeting_id, person_id))
        assert found is not None
        return [case.id for _item, case, _kind in found.items]

    assert (read(li), read(staff)) == ([], [case_id])


def test_only_staff_plan_and_only_the_community_sees_it(town: Town, slide: tuple[int, int, int, int]) -> None:
    _case_id, zhang, _li, staff = slide
    assert town.do(council.plan(town.community_id, "x", SATURDAY, "", zhang, town.now_ms)) == NotNow("not yours")
    assert town.do(council.plan(town.community_id, "x", town.now_ms, "", staff, town.now_ms)) == NotNow("past")
    meeting_id = plan(town, staff)
    stranger = town.person("外人")
    town.do(people.set_community(stranger, town.do(communities.save("xinyu", "新育社区", "", "", "")).id))
    assert town.do(council.see(meeting_id, stranger)) is None
    assert town.do(council.see(meeting_id, zhang)) is not None
