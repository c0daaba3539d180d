"""What staff read before neighbours do: asking back, taking back what is public, and what stays between them and the author."""

from __future__ import annotations

from datetime import date

from language.message import Attached
from services.cases import asking, following, handling, merging, moderation, moves, queue, records, seeing, suggestions
from services.cases.asking import Asked
from services.cases.outcomes import Already, Done, Moved, Refused
from storage import case_events, case_files, cases, people
from tests.services.conftest import Town
from tests.services.test_suggestions import SLIDE, heard, public, stand, suggest


def buttons(town: Town, person_id: int) -> list[str]:
    """What the newest message to somebody leads to."""
    return [button.data for button in town.messages(person_id)[-1].buttons]


def reads(town: Town, person_id: int, case_id: int) -> tuple[list[str], int] | None:
    """The words on the timeline that somebody sees, and how many photos; None where the case does not exist for them."""
    found = town.do(seeing.look(case_id, person_id, town.now_ms))
    return None if found is None else ([event.words for event in found.events if event.words], len(found.files))


def test_staff_ask_the_author_who_answers_and_who_asked_hears_so(town: Town) -> None:
    staff, zhang, li = town.staff(), town.person("张汉梅"), town.person("李荣珍")
    case_id = suggest(town, zhang)
    assert isinstance(town.do(asking.ask(case_id, "放在哪里好？", staff, town.now_ms)), Asked)
    assert town.heard(zhang) == ["关于您提的「小区里加一个滑梯吧」，想问您一句：\n放在哪里好？"]
    assert buttons(town, zhang)[0] == f"/case_answer {case_id}"
    answered = handling.answer(case_id, "广场边上", [Attached("photo", "p", 1)], zhang, 1, "test", town.now_ms)
    assert isinstance(town.do(answered), Done)
    assert heard(town, staff, "广场边上") == 1
    town.do(moderation.let_be_seen(case_id, staff, town.now_ms))
    assert reads(town, zhang, case_id) == ([SLIDE, "放在哪里好？", "广场边上"], 1)
    assert reads(town, li, case_id) == ([SLIDE], 0)


def test_a_childs_author_is_asked_through_its_guardian(town: Town) -> None:
    staff, mother = town.staff(), town.person("王小倩")
    case_id = suggest(town, mother, whose=town.child(mother, "陈小宝"))
    town.do(asking.ask(case_id, "放在哪里好？", staff, town.now_ms))
    assert town.heard(mother) == ["关于陈小宝提的「小区里加一个滑梯吧」，想问您一句：\n放在哪里好？"]


def test_staff_who_hear_of_a_suggestion_are_led_to_where_it_is_read(town: Town) -> None:
    staff, zhang = town.staff(), town.person("张汉梅")
    suggest(town, zhang)
    town.catch_up()
    assert buttons(town, staff) == ["/moderate"]


def test_what_is_taken_back_nobody_sees_but_its_author_who_hears_why(town: Town) -> None:
    staff, zhang, li, wang = [town.staff(), *(town.person(name) for name in ("张汉梅", "李荣珍", "王强"))]
    case_id = public(town, zhang)
    town.do(suggestions.support(case_id, li, town.now_ms))
    town.catch_up()
    assert town.do(moderation.take_back(case_id, " ", staff, town.now_ms)) == Refused("no reason")
    assert town.do(moderation.take_back(case_id, "写了门牌", li, town.now_ms)) == Refused("no such case")
    assert isinstance(town.do(moderation.take_back(case_id, "写了门牌", staff, town.now_ms)), Done)
    assert town.do(moderation.take_back(case_id, "再点一次", staff, town.now_ms)) == Already(case_id)
    town.catch_up()

    assert town.heard(zhang)[-1] == (
        "您提的「小区里加一个滑梯吧」先不公开了，社区再看一看，有进展告诉您。\n\n原因：写了门牌\n\n有话想说，可以找工作人员商量。"
    )
    assert heard(town, zhang, "先不公开了") == 1
    assert town.heard(li)[-1] == "您支持的「小区里加一个滑梯吧」有新进展：先不公开了，社区再看一看。"
    assert (reads(town, li, case_id), reads(town, wang, case_id)) == (None, None)
    assert town.do(following.followed(li)) == [] and [case.id for case in town.do(following.followed(zhang))] == [case_id]
    assert town.do(suggestions.public(town.community_id)) == []
    assert town.do(suggestions.support(case_id, wang, town.now_ms)) == Refused("no such case")


def test_what_becomes_of_it_meanwhile_its_author_alone_hears_and_once_it_is_shown_again_its_supporters_do(town: Town) -> None:
    staff, zhang, li = town.staff(), town.person("张汉梅"), town.person("李荣珍")
    case_id = public(town, zhang)
    town.do(suggestions.support(case_id, li, town.now_ms))
    town.do(moderation.take_back(case_id, "写了门牌", staff, town.now_ms))
    town.do(moves.set_state(case_id, "adopted", "", staff, town.now_ms, seen="new"))
    town.catch_up()
    assert (heard(town, zhang, "采纳了"), heard(town, li, "采纳了")) == (1, 0)
    assert isinstance(town.do(moderation.let_be_seen(case_id, staff, town.now_ms)), Done)
    town.catch_up()
    assert (stand(town, case_id).followers, heard(town, li, "公开了，邻居们都看得到")) == (2, 1)


def test_what_is_not_shown_and_to_be_seen_to_all_the_same_waits_in_the_queue(town: Town) -> None:
    staff, zhang = town.staff(), town.person("张汉梅")
    kept, ended, shown = suggest(town, zhang), suggest(town, zhang), public(town, zhang)
    town.do(moderation.refuse(kept, "是您家里的事", staff, town.now_ms, goes_on=True))
    town.do(moderation.refuse(ended, "说重了", staff, town.now_ms))

    def waiting() -> list[int]:
        return [one.case.id for one in town.do(queue.page(town.community_id, staff, "all", town.now_ms, 9))]

    assert waiting() == [kept]
    town.do(moderation.take_back(shown, "写了门牌", staff, town.now_ms))
    assert waiting() == [kept, shown]


def test_a_photo_that_its_author_sends_later_is_for_staff_until_they_show_it(town: Town) -> None:
    staff, mother, li = town.staff(), town.person("王小倩"), town.person("李荣珍")
    case_id = suggest(town, mother, whose=town.child(mother), files=(Attached("photo", "drawing", 1),))
    town.do(moderation.let_be_seen(case_id, staff, town.now_ms))
    town.do(suggestions.support(case_id, li, town.now_ms))
    town.do(following.add(case_id, "这是我家孩子", [Attached("photo", "face", 1)], mother, 1, "test", town.now_ms))
    assert len(town.do(case_files.of_case(case_id))) == 2
    seen = {person_id: reads(town, person_id, case_id) for person_id in (staff, mother, li)}
    assert [seen[person_id][1] for person_id in (staff, mother, li)] == [2, 2, 1]  # type: ignore[index]


def test_whose_it_is_neighbours_do_not_read_where_the_author_does_not_want_it(town: Town) -> None:
    zhang, li = town.person("张汉梅"), town.person("李荣珍")
    case_id = suggest(town, zhang, anonymous=True)
    town.do(moderation.let_be_seen(case_id, town.staff(), town.now_ms))
    found = town.do(seeing.look(case_id, li, town.now_ms))
    assert found is not None and found.who == ""


def test_a_child_does_not_follow_what_neighbours_support(town: Town) -> None:
    case_id = public(town, town.person("张汉梅"))
    child = town.person("陈小宝", born=date(2018, 6, 1))
    assert town.do(following.join(case_id, child, town.now_ms)) == Refused("needs guardian")
    assert stand(town, case_id).followers == 1


def test_nobody_agrees_to_go_on_as_what_was_taken_back_meanwhile(town: Town) -> None:
    zhang, li, staff = town.person("张汉梅"), town.person("李荣珍"), town.staff()
    one, other = public(town, zhang), public(town, li, "给孩子们装个滑梯")
    town.do(merging.propose(one, other, staff, town.now_ms))
    town.do(moderation.take_back(other, "写了门牌", staff, town.now_ms))
    assert town.do(merging.answer(one, zhang, town.now_ms, agrees=True)) == Refused("closed")
    assert stand(town, one).merged_into is None


def test_of_an_author_who_is_forgotten_neither_the_reasons_nor_words_in_others_timelines_stay(town: Town) -> None:
    zhang, li, staff = town.person("张汉梅"), town.person("李荣珍"), town.staff()
    one, other = public(town, zhang), public(town, li, "给我家小宝装个滑梯")
    town.do(suggestions.support(other, zhang, town.now_ms))
    town.do(merging.propose(one, other, staff, town.now_ms))
    town.do(moderation.take_back(other, "写了您家孩子的名字", staff, town.now_ms))
    before = [event.id for event in town.do(case_events.of_case(other))]
    town.do(records.forget(li, town.now_ms))
    town.do(people.delete(li))
    left = [event for case_id in (one, other) for event in town.do(case_events.of_case(case_id))]
    assert [event.words for event in left if "小宝" in event.words or "孩子" in event.words] == []
    assert [event.id for event in left if event.case_id == other][: len(before)] == before
    assert (stand(town, other).words, stand(town, other).closed_ms) == ("", None)


def test_of_two_who_decide_at_once_one_does(town: Town) -> None:
    zhou, zhang_wei, zhang = town.staff(), town.staff("张巍"), town.person("张汉梅")
    case_id = suggest(town, zhang)
    seen = stand(town, case_id).shown
    assert isinstance(town.do(moderation.let_be_seen(case_id, zhou, town.now_ms)), Done)
    assert town.do(moderation.refuse(case_id, "说重了", zhang_wei, town.now_ms)) == Moved(case_id)
    assert not town.do(cases.show(case_id, seen, moderation.REFUSED))
    town.catch_up()
    assert len(town.heard(zhang)) == 1


def test_what_waits_and_what_is_public_are_found_by_the_index_of_what_is_shown(town: Town) -> None:
    for statement in (cases._TO_MODERATE, cases._PUBLIC):
        asked = {"community_id": 1, "kind": "suggestion", "most": 9}
        plan = str(town.connection.execute(f"EXPLAIN QUERY PLAN {statement.text}", asked).fetchall())
        assert "cases_by_community_id_shown_kind_followers (community_id=? AND shown=?" in plan, plan
