"""What neighbours suggest: who sees it when, who supports it, when the council talks about it, and what becomes of it."""

from __future__ import annotations

from datetime import date

import pytest

from language.message import Attached
from services.cases import following, kinds, merging, moderation, moves, naming, reports, seeing, similar, suggestions
from services.cases.kinds import DEFAULTS, DISCUSSED, SUGGESTION, Kind
from services.cases.outcomes import Already, Done, Moved, Opened, Refused
from services.cases.reports import Report
from storage import accounts, audit, case_events, case_files, case_followers, cases, people
from storage.cases import Case
from tests.services.conftest import Town

SLIDE = "小区里加一个滑梯吧"


def suggest(
    town: Town, by: int, words: str = SLIDE, *, whose: int | None = None, kind: str = SUGGESTION, **more: object
) -> int:
    """Somebody suggests something; returns the case."""
    [account] = town.do(accounts.of_person(by))
    report = Report(kind, words=words, **more)  # type: ignore[arg-type]
    opened = town.do(reports.open_case(report, whose or by, by, account.id, "test", town.now_ms))
    assert isinstance(opened, Opened)
    return opened.case_id


def public(town: Town, by: int, words: str = SLIDE, *, whose: int | None = None) -> int:
    """The same, and staff let it be seen."""
    case_id = suggest(town, by, words, whose=whose)
    assert isinstance(town.do(moderation.let_be_seen(case_id, town.staff(), town.now_ms)), Done)
    return case_id


def stand(town: Town, case_id: int) -> Case:
    """The case as it stands."""
    found = town.do(cases.get(case_id))
    assert found is not None
    return found


def heard(town: Town, person_id: int, words: str) -> int:
    """How often somebody was told of it."""
    return sum(words in said for said in town.heard(person_id))


@pytest.fixture
def few(town: Town) -> Town:
    """A town whose council talks about what three people support."""
    [kind] = [kind for kind in DEFAULTS if kind.id == SUGGESTION]
    fields = {name: getattr(kind, name) for name in kind.__struct_fields__}
    town.do(kinds.keep(town.community_id, [Kind(**fields | {"agenda": 3})]))
    return town


def test_nobody_sees_it_but_its_author_and_staff_until_staff_let_it_be_seen(town: Town) -> None:
    staff, zhang, li = town.staff(), town.person("张汉梅"), town.person("李荣珍")
    case_id = suggest(town, zhang)

    def seen(person_id: int) -> bool:
        return town.do(seeing.look(case_id, person_id, town.now_ms)) is not None

    assert (seen(staff), seen(zhang), seen(li)) == (True, True, False)
    assert town.do(suggestions.public(town.community_id)) == []
    [kind] = town.do(suggestions.offered(town.community_id))
    assert town.do(suggestions.alike(town.community_id, kind, SLIDE)) == []
    assert town.do(suggestions.support(case_id, li, town.now_ms)) == Refused("no such case")
    assert town.do(moderation.let_be_seen(case_id, li, town.now_ms)) == Refused("no such case")
    assert [case.id for case in town.do(moderation.waiting(town.community_id, staff))] == [case_id]
    assert town.do(moderation.waiting(town.community_id, li)) == []

    assert isinstance(town.do(moderation.let_be_seen(case_id, staff, town.now_ms)), Done)
    assert town.do(moderation.let_be_seen(case_id, staff, town.now_ms)) == Already(case_id)
    town.catch_up()
    assert seen(li)
    assert [like.case.id for like in town.do(suggestions.alike(town.community_id, kind, "小区加个滑梯吧"))] == [case_id]
    assert town.heard(zhang) == ["您提的「小区里加一个滑梯吧」有新进展：公开了，邻居们都看得到。"]
    assert [act.action for act in town.do(audit.about(f"case:{case_id}"))] == ["show case"]
    found = town.do(seeing.look(case_id, li, town.now_ms))
    assert found is not None and (found.who, found.role) == ("张**", "neighbour")


def test_what_is_not_shown_ends_with_a_reason_that_its_author_alone_reads(town: Town) -> None:
    staff, zhang, li = town.staff(), town.person("张汉梅"), town.person("李荣珍")
    case_id = suggest(town, zhang, "3栋501的小王天天吵，让他搬走")
    assert town.do(moderation.refuse(case_id, " ", staff, town.now_ms)) == Refused("no reason")
    assert isinstance(town.do(moderation.refuse(case_id, "写了邻居的门牌", staff, town.now_ms)), Done)
    assert town.do(moderation.refuse(case_id, "再点一次", staff, town.now_ms)) == Already(case_id)
    town.catch_up()
    [said] = town.heard(zhang)
    assert said.startswith("您提的「3栋501的小王天天吵，让他搬走」没有公开。") and "原因：写了邻居的门牌" in said
    assert town.do(seeing.look(case_id, li, town.now_ms)) is None
    case = stand(town, case_id)
    assert case.closed_ms is not None
    assert town.say(naming.state(case, kinds.lost("x"))) == "没有公开"
    assert town.do(moderation.waiting(town.community_id, staff)) == []


def test_what_is_not_shown_may_be_seen_to_all_the_same(town: Town) -> None:
    staff, zhang = town.staff(), town.person("张汉梅")
    case_id = suggest(town, zhang)
    town.do(moderation.refuse(case_id, "涉及您家里的事", staff, town.now_ms, goes_on=True))
    assert "先不公开给邻居看，社区会来办" in town.heard(zhang)[0]
    assert stand(town, case_id).closed_ms is None
    assert isinstance(town.do(moves.set_state(case_id, "building", "", staff, town.now_ms, seen="new")), Done)
    town.catch_up()
    assert town.heard(zhang)[1:] == ["您提的「小区里加一个滑梯吧」有新进展：正在做。"]


def test_support_counts_once_per_person_and_can_be_taken_back_but_not_by_its_author(town: Town) -> None:
    zhang, li = town.person("张汉梅"), town.person("李荣珍")
    case_id = public(town, zhang)
    assert isinstance(town.do(suggestions.support(case_id, li, town.now_ms)), Done)
    assert town.do(suggestions.support(case_id, li, town.now_ms)) == Already(case_id)
    assert town.do(suggestions.support(case_id, zhang, town.now_ms)) == Already(case_id)
    assert stand(town, case_id).followers == 2
    assert town.do(suggestions.withdraw(case_id, zhang)) == Refused("not yours")
    assert town.do(suggestions.withdraw(case_id, li)) == Done(case_id)
    assert town.do(suggestions.withdraw(case_id, li)) == Already(case_id)
    assert stand(town, case_id).followers == 1


def test_so_many_supporters_put_it_on_the_agenda_exactly_once_and_each_hears_so_once(few: Town) -> None:
    town = few
    zhang = town.person("张汉梅")
    case_id = public(town, zhang)
    town.catch_up()
    staff = town.staff("张巍")
    supporters = [town.person(f"居民{n}") for n in range(4)]
    for n, person_id in enumerate(supporters):
        town.do(suggestions.support(case_id, person_id, town.now_ms))
        assert stand(town, case_id).state == ("new" if n == 0 else "agenda")
    town.do(suggestions.withdraw(case_id, supporters[0]))
    town.do(suggestions.support(case_id, supporters[0], town.now_ms))
    town.catch_up()
    text = "有新进展：支持的人够多了，要上议事会商量。"
    assert [heard(town, person_id, text) for person_id in [zhang, *supporters]] == [1, 1, 1, 1, 1]
    assert heard(town, staff, "有3人支持了，请安排上议事会") == 1


def test_a_childs_goes_through_its_guardian_and_tells_neighbours_nothing_of_the_child(town: Town) -> None:
    staff, mother, li = town.staff(), town.person("王小倩"), town.person("李荣珍")
    child = town.child(mother, "陈小宝")
    drawing = Attached("photo", "drawing", 1)
    case_id = suggest(town, mother, whose=child, files=(drawing, Attached("photo", "drawing-2", 1)))
    assert len(town.do(case_files.of_case(case_id))) == 2
    town.do(moderation.let_be_seen(case_id, staff, town.now_ms))
    town.do(suggestions.support(case_id, li, town.now_ms))
    town.do(moves.set_state(case_id, "adopted", "", staff, town.now_ms, seen="new"))
    town.catch_up()
    assert heard(town, mother, "陈小宝提的「小区里加一个滑梯吧」有新进展：采纳了。") == 1
    assert heard(town, li, "您支持的「小区里加一个滑梯吧」有新进展：采纳了。") == 1
    found = town.do(seeing.look(case_id, li, town.now_ms))
    assert found is not None and found.who == ""

    # What a neighbour adds is for staff, and so is the photo with it: nobody writes to the child.
    town.do(following.add(case_id, "小朋友你住哪？", [Attached("photo", "p", 1)], li, 1, "test", town.now_ms))

    def reads(person_id: int) -> tuple[bool, int]:
        found = town.do(seeing.look(case_id, person_id, town.now_ms))
        assert found is not None
        return any(event.words == "小朋友你住哪？" for event in found.events), len(found.files)

    assert (reads(mother), reads(li), reads(staff)) == ((False, 2), (False, 2), (True, 3))


def test_a_child_neither_suggests_nor_supports_alone(town: Town) -> None:
    case_id = public(town, town.person("张汉梅"))
    child = town.person("陈小宝", born=date(2018, 6, 1))
    report = Report(SUGGESTION, words=SLIDE)
    assert town.do(reports.open_case(report, child, child, 1, "test", town.now_ms)) == Refused("needs guardian")
    assert town.do(suggestions.support(case_id, child, town.now_ms)) == Refused("needs guardian")


def test_each_step_of_progress_reaches_author_and_supporters_once(town: Town) -> None:
    staff, zhang, li, late = [town.staff(), *(town.person(name) for name in ("张汉梅", "李荣珍", "王强"))]
    case_id = public(town, zhang)
    town.do(suggestions.support(case_id, li, town.now_ms))
    assert town.do(suggestions.progress(case_id, "还没采纳", staff, town.now_ms)) == Refused("closed")
    town.do(moves.set_state(case_id, "building", "", staff, town.now_ms, seen="new"))
    town.wait(hours=1)
    assert town.do(suggestions.progress(case_id, "滑梯到货了", li, town.now_ms)) == Refused("not yours")
    assert isinstance(town.do(suggestions.progress(case_id, "滑梯到货了", staff, town.now_ms)), Done)
    town.wait(hours=1)
    town.do(suggestions.support(case_id, late, town.now_ms))
    town.catch_up()
    town.catch_up()
    assert heard(town, zhang, "您提的「小区里加一个滑梯吧」有新进展：正在做。\n\n滑梯到货了") == 1
    assert heard(town, li, "您支持的「小区里加一个滑梯吧」有新进展：正在做。\n\n滑梯到货了") == 1
    assert town.heard(late) == []


def two(town: Town) -> tuple[int, int, int, int, int]:
    """Two public suggestions that are much the same: their authors, themselves, and who works here."""
    zhang, li = town.person("张汉梅"), town.person("李荣珍")
    return zhang, li, public(town, zhang, "给孩子们装个滑梯"), public(town, li, "小区里加一个滑梯"), town.staff("张巍")


def test_two_become_one_only_when_the_author_agrees_and_then_with_all_supporters(few: Town) -> None:
    town = few
    zhang, li, one, other, staff = two(town)
    chen = town.person("陈芳")
    town.do(suggestions.support(one, chen, town.now_ms))
    town.catch_up()
    assert town.do(moves.merge([one], other, staff, town.now_ms)) == Refused("needs author")
    assert isinstance(town.do(merging.propose(one, other, staff, town.now_ms)), Done)
    assert town.do(merging.propose(one, other, staff, town.now_ms)) == Already(one)
    assert heard(town, zhang, "和另一位邻居提的「小区里加一个滑梯」差不多。合到一起办，好吗？") == 1
    assert [heard(town, person_id, "合到一起办，好吗") for person_id in (li, chen)] == [0, 0]
    for stranger in (li, chen, staff):
        assert town.do(merging.answer(one, stranger, town.now_ms, agrees=True)) == Refused("not yours")

    agreed = town.do(merging.answer(one, zhang, town.now_ms, agrees=True))
    assert isinstance(agreed, Done) and agreed.case_id == other
    assert town.do(merging.answer(one, zhang, town.now_ms, agrees=False)) == Already(one)
    assert stand(town, one).merged_into == other
    assert (stand(town, other).followers, stand(town, other).state) == (3, "agenda")
    town.catch_up()
    assert heard(town, chen, "已经合到一起办") == 1
    assert heard(town, staff, "「给孩子们装个滑梯」合到一起办了。") == 1
    assert [event.kind for event in town.do(case_events.of_case(one))][-2:] == ["merge agreed", "merged"]


def test_two_stay_two_where_the_author_does_not_want_it_or_does_not_answer_within_a_week(town: Town) -> None:
    zhang, _li, one, other, staff = two(town)
    town.do(merging.propose(one, other, staff, town.now_ms))
    assert isinstance(town.do(merging.answer(one, zhang, town.now_ms, agrees=False)), Done)
    town.do(merging.propose(one, other, staff, town.now_ms))
    town.wait(days=6)
    town.catch_up()
    assert heard(town, staff, "没有合，照旧单独办") == 1
    town.wait(days=1)
    town.catch_up()
    assert heard(town, staff, "没有合，照旧单独办") == 2
    assert town.do(merging.answer(one, zhang, town.now_ms, agrees=True)) == Already(one)
    assert stand(town, one).merged_into is None
    assert [e.kind for e in town.do(case_events.of_case(one)) if "merge" in e.kind] == [
        "merge asked", "merge declined", "merge asked", "merge lapsed",
    ]  # fmt: skip


def test_of_an_author_who_is_gone_the_timeline_stays_and_supporters_still_hear(town: Town) -> None:
    staff, zhang, li = town.staff(), town.person("张汉梅"), town.person("李荣珍")
    case_id = public(town, zhang)
    town.do(suggestions.support(case_id, li, town.now_ms))
    town.catch_up()
    before = [event.id for event in town.do(case_events.of_case(case_id))]
    town.do(case_events.blank(zhang))
    town.do(cases.blank(case_id))
    town.do(people.delete(zhang))

    case = stand(town, case_id)
    assert (case.reporter_id, case.words) == (None, "")
    assert [event.id for event in town.do(case_events.of_case(case_id))] == before
    town.do(moves.set_state(case_id, "adopted", "明年春天建", staff, town.now_ms, seen="new"))
    town.catch_up()
    assert town.heard(li)[-1] == "您支持的「建议」有新进展：采纳了。\n\n明年春天建"
    assert town.do(merging.propose(case_id, public(town, li), staff, town.now_ms)) == Refused("needs author")
    assert [follower.person_id for follower in town.do(case_followers.after(case_id, 0, town.now_ms, 9))] == [li]


def test_any_kind_that_is_moderated_is_read_and_supported_alike(town: Town) -> None:
    wish = Kind("book", "想看的书", "荐书", asks=("words",), states=DISCUSSED[:1] + DISCUSSED[4:], public="moderated")
    town.do(kinds.keep(town.community_id, [wish]))
    zhang, li, staff = town.person("张汉梅"), town.person("李荣珍"), town.staff()
    case_id = suggest(town, zhang, "想看《繁花》", kind="book")
    assert town.do(seeing.look(case_id, li, town.now_ms)) is None
    town.do(moderation.let_be_seen(case_id, staff, town.now_ms))
    assert isinstance(town.do(suggestions.support(case_id, li, town.now_ms)), Done)
    assert [case.id for case, _kind in town.do(suggestions.public(town.community_id))] == [case_id]
    assert town.do(moves.set_state(case_id, "done", "到书屋了", staff, town.now_ms, seen="new")) != Moved(case_id)
    assert town.do(similar.find(town.community_id, "book", "想看《繁花》", "", "")) == []


def test_a_step_with_a_photo_waits_for_it_and_shows_it(town: Town) -> None:
    staff, zhang = town.staff(), town.person("张汉梅")
    case_id = public(town, zhang)
    town.do(moves.set_state(case_id, "building", "", staff, town.now_ms, seen="new"))
    town.catch_up()
    photo = Attached("photo", "slide", 1)
    [account] = town.do(accounts.of_person(staff))
    told = suggestions.progress(
        case_id, "装好了一半", staff, town.now_ms, photos=(photo,), account_id=account.id, channel="test"
    )
    assert isinstance(town.do(told), Done)
    town.catch_up()
    assert heard(town, zhang, "装好了一半") == 0
    [file] = town.do(case_files.of_case(case_id))
    town.do(case_files.kept(file.id, "b" * 64, "photo.jpg"))
    town.now_ms += 10_000
    town.catch_up()
    assert heard(town, zhang, "装好了一半") == 1
    document = town.messages(zhang)[-1].document
    assert document is not None and document.blob == "b" * 64
