"""What may be the same is found, however it is said; what is closed, elsewhere, or something else is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.cases import kinds, places, similar, wording
from services.cases.similar import Alike
from storage import case_followers, cases, communities
from tests.services.conftest import Town

signs = st.sampled_from("水管爆漏灯坏电梯楼道堵垃圾墙皮掉井盖不见树枝断吵狗老鼠")
sayings = st.text(signs, min_size=1, max_size=30)


def bring_up(town: Town, words: str, *, where: str = "", category: str = "", kind: str = kinds.HAZARD, at: int = 0) -> int:
    """A case is open, and found from now on."""
    case_id = town.do(
        cases.add(
            at or town.community_id, kind, "new", "waiting", town.now_ms, words=words, category=category,
            place_key=places.of_words(where).key,
        )
    )  # fmt: skip
    case = town.do(cases.get(case_id))
    assert case is not None
    town.do(similar.index(case))
    return case_id


def find(town: Town, words: str, *, where: str = "", category: str = "", kind: str = kinds.HAZARD) -> list[Alike]:
    return town.do(similar.find(town.community_id, kind, words, category, places.of_words(where).key))


def ids(found: list[Alike]) -> list[int]:
    return [one.case.id for one in found]


@pytest.mark.parametrize(
    ("open_already", "said"),
    [
        ("3栋2单元水管爆了", "三栋二单元的水管爆裂，到处是水"),
        ("12幢1单元电梯停了", "您好，十二栋一单元电梯坏了，请尽快处理"),
        ("5号楼路灯不亮", "5栋门口的路灯坏了，晚上很黑"),
        ("3栋2单元水管爆了", "3栋2单元水官爆了"),
        ("二十三栋墙皮脱落", "23座外墙皮往下掉"),
        ("Building 3 unit 2: the pipe burst", "a burst pipe in building 3, unit 2"),
    ],
)
def test_the_same_is_found_in_other_words_and_with_numbers_written_otherwise(town: Town, open_already: str, said: str) -> None:
    case_id = bring_up(town, open_already, where=wording.digits(open_already))
    for n in range(30):
        bring_up(town, f"{n + 40}栋水管爆了，路灯不亮，电梯坏了，墙皮掉了", where=f"{n + 40}栋")
    assert ids(find(town, said)) == [case_id]


def test_at_the_place_that_was_tapped_what_is_said_decides_where_anything_does(town: Town) -> None:
    burst = bring_up(town, "水管爆了", where="3栋2单元", category="water")
    blocked = bring_up(town, "下水道堵了", where="3栋2单元", category="water")
    bring_up(town, "水管爆了", where="3栋1单元", category="water")
    bring_up(town, "水管爆了", where="4栋2单元", category="water")
    assert ids(find(town, "水管爆裂", where="3栋2单元", category="water")) == [burst]
    assert ids(find(town, "喷得到处都是", where="3栋2单元", category="water")) == [burst, blocked]
    assert ids(find(town, "", where="3栋2单元", category="water")) == [burst, blocked]
    assert ids(find(town, "喷得到处都是", where="3栋2单元", category="power")) == []


def test_a_photo_without_words_is_found_beside_what_is_said(town: Town) -> None:
    photo = bring_up(town, "", where="3栋2单元", category="water")
    burst = bring_up(town, "水管爆了", where="3栋2单元", category="water")
    assert ids(find(town, "水管爆裂", where="3栋2单元", category="water")) == [burst, photo]


def test_who_chose_another_category_is_found_by_the_words(town: Town) -> None:
    case_id = bring_up(town, "消防栓漏水", where="3栋2单元", category="fire")
    assert ids(find(town, "消防栓一直流水", where="3栋2单元", category="water")) == [case_id]


def test_a_building_is_not_apart_from_its_units(town: Town) -> None:
    unit = bring_up(town, "水管爆了", where="3栋2单元", category="water")
    whole = bring_up(town, "水管爆裂", where="3栋", category="water")
    bring_up(town, "水管爆裂", where="33栋", category="water")
    assert set(ids(find(town, "水管爆了", where="3栋"))) == {unit, whole}
    assert set(ids(find(town, "水管爆了", where="3栋2单元"))) == {unit, whole}
    assert set(ids(find(town, "水管爆了", where="3栋1单元"))) == {whole}


def test_in_a_storm_all_gather_at_the_case_that_most_follow(town: Town) -> None:
    bring_up(town, "水管爆了", where="3栋2单元", category="water")
    followed = bring_up(town, "水管爆裂", where="3栋2单元", category="water")
    for n in range(similar.MANY):
        town.do(case_followers.add(followed, town.person(f"居民{n}"), "joined", town.now_ms))
    town.do(cases.recount(followed))
    for _neighbour in range(30):
        bring_up(town, "水管爆了", where="3栋2单元", category="water")
    assert ids(find(town, "水管爆了", where="3栋2单元", category="water"))[0] == followed


def test_of_what_everybody_says_little_is_thought(town: Town) -> None:
    for n in range(40):
        bring_up(town, f"建议给小区装{'摄像头' if n % 2 else '路灯'}", kind="suggestion")
    bench = bring_up(town, "建议在东门装长椅", kind="suggestion")
    assert ids(find(town, "希望装几张长椅", kind="suggestion"))[0] == bench
    assert find(town, "建议装减速带", kind="suggestion") == []


def test_the_others_that_are_said_in_the_same_words_as_an_open_one(town: Town) -> None:
    one, other, _elsewhere = (bring_up(town, "水管爆了", where=where) for where in ("3栋2单元", "3栋", "4栋"))
    hidden = bring_up(town, "水管爆裂")
    town.do(cases.show(hidden, "no", "asked"))
    case = town.do(cases.get(one))
    assert case is not None
    assert sorted(found.id for found in town.do(similar.in_words(case, 9))) == [other, hidden], (
        "staff see what neighbours do not"
    )
    assert set(ids(find(town, "水管爆了", where="3栋2单元"))) == {one, other}


@pytest.mark.parametrize("words", ["", "，。！", "的", "你好", "   "])
def test_who_says_nothing_finds_nothing_and_breaks_nothing(town: Town, words: str) -> None:
    bring_up(town, "水管爆了")
    assert find(town, words) == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.lists(sayings, min_size=1, max_size=12, unique=True), data=st.data())
def test_a_case_is_found_by_its_own_words_until_it_is_closed(
    found_town: Callable[[], Town], said: list[str], data: st.DataObject
) -> None:
    town = found_town()
    other = town.do(communities.save("xinyu", "新育社区", "", "", "")).id
    try:
        made = {words: bring_up(town, words) for words in said}
        bring_up(town, said[0], at=other)
        bring_up(town, said[0], kind="suggestion")
        words = data.draw(st.sampled_from(said))
        found = find(town, words)
        alike = [one for one in found if wording.grams(one.case.words) == wording.grams(words)]
        assert alike and all(one.likeness == pytest.approx(1) for one in alike)
        assert all(one.case.community_id == town.community_id and one.case.kind == kinds.HAZARD for one in found)
        assert all(found[0].likeness >= one.likeness - 1 / 3 for one in found)
        town.do(similar.drop(made[words]))
        assert made[words] not in ids(find(town, words))
    finally:
        town.connection.close()


@given(one=st.text(max_size=80), other=st.text(max_size=80))
def test_how_much_texts_are_alike_lies_between_nothing_and_all(one: str, other: str) -> None:
    telling = dict.fromkeys(wording.grams(one), 2.5)
    assert 0 <= wording.likeness(telling, wording.grams(other)) <= 1 + 1e-9
    assert wording.likeness(telling, set(telling)) == pytest.approx(1 if telling else 0)
    assert len(telling) <= 2 * wording.LONGEST
