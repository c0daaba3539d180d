"""Kinds of case and answers of a community file: what goes without saying, which mistakes are named, and loading again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.cases import kinds
from services.cases.kinds import DEFAULTS, REPAIRED, SEVERITIES, Kind
from services.community import loading
from services.community.reading import parse, read
from storage import case_kinds
from tests.services.conftest import ZONE, Town, new_town
from tests.services.test_community_volunteers import filed, load, mistakes, rows

HEAD = """
[community]
id = "xiaojunshan"
name = "小军山社区"

[[teams]]
id = "council"
name = "文明理事会"
"""
WEDDING = """
[[cases]]
id = "wedding"
name = "红白喜事"
button = "登记红白喜事"
asks = ["words"]
team = "council"
hours = 24

[[cases.questions]]
id = "what"
text = "是婚事还是丧事？"
label = "什么事"
answer = "choose"
options = ["婚事", "丧事"]

[[cases.categories]]
id = "big"
name = "大办"
team = "council"
severity = "slow"

[[cases.severities]]
id = "slow"
name = "不急"
hours = 72

[[cases.states]]
id = "new"
name = "登记好了"
phase = "waiting"

[[cases.states]]
id = "helping"
name = "在帮忙"
phase = "working"

[[cases.states]]
id = "done"
name = "办好了"
phase = "done"
"""
ANSWERS = """
[[answers]]
title = "去看"
words = "今天就有人去看。"

[[answers]]
title = "报物业"
words = "已经报给物业。"
"""
FILE = HEAD + WEDDING + ANSWERS
DEMO = Path(__file__).parent.parent.parent / "demo" / "xiaojunshan.toml"


def only(text: str) -> Kind:
    """The one kind of a file with these sections."""
    [kind] = filed(HEAD + text).cases
    return kind


@pytest.mark.parametrize(
    ("change", "parts"),
    [
        (('id = "wedding"', 'id = "a-wedding-or-a-funeral-in-the-family"'), ["id", "最多24个"]),
        (('button = "登记红白喜事"\n', ""), ["[[cases]] wedding", "缺少 button", "按钮"]),
        (("hours = 24", "hour = 24"), ["[[cases]] wedding", "hour", "hours？"]),
        (('asks = ["words"]', 'asks = ["voice"]'), ["[[cases]] wedding", "asks", "voice", "photo"]),
        (('asks = ["words"]', 'asks = ["photo", "photo"]'), ["[[cases]] wedding", "asks", "photo", "两次"]),
        (('asks = ["words"]', 'asks = ["photo"]\nmust = ["words"]'), ["[[cases]] wedding", "must", "asks"]),
        (('team = "council"\nhours', 'team = "elders"\nhours'), ["[[cases]] wedding", "elders", "[[teams]]"]),
        (('team = "council"\nseverity', 'team = "elders"\nseverity'), ["wedding", "cases.categories 第1条", "team", "elders"]),
        (('severity = "slow"', 'severity = "quick"'), ["wedding", "cases.categories 第1条", "quick", "[[cases.severities]]"]),
        (("hours = 72", "hours = -1"), ["[[cases]] wedding", "cases.severities 第1条", "hours", "-1"]),
        (('answer = "choose"\n', ""), ["wedding", "cases.questions what", 'answer = "choose"']),
        (('["婚事", "丧事"]', '["婚事"]'), ["wedding", "cases.questions what", "两项"]),
        (('["婚事", "丧事"]', '["婚事", "婚事"]'), ["wedding", "cases.questions what", "婚事", "两次"]),
        (('label = "什么事"\n', ""), ["wedding", "cases.questions 第1条", "缺少 label"]),
        (('phase = "waiting"', 'phase = "open"'), ["wedding", "cases.states 第1条", "phase", "open", "waiting"]),
        (('phase = "waiting"', 'phase = "working"'), ["wedding", "第一条", "waiting"]),
        (('phase = "working"', 'phase = "waiting"'), ["wedding", "只能有一条", "waiting"]),
        (('phase = "done"', 'phase = "working"'), ["wedding", "结束", "done"]),
        (('phase = "done"', 'phase = "solved"'), ["wedding", "solved", "done"]),
        (('id = "helping"', 'id = "new"'), ["wedding", "cases.states", "new", "两次"]),
        (("[[cases.states]]", "[[cases.state]]"), ["wedding", "state", "states？"]),
        (("hours = 24", "hours = 24\nagenda = 20"), ["wedding", "agenda", 'public = "moderated"']),
        ((WEDDING, WEDDING + WEDDING.replace("登记", "办")), ["[[cases]] wedding", "id", "两次"]),
        ((WEDDING, WEDDING + WEDDING.replace('"wedding"', '"funeral"')), ["[[cases]] funeral", "button"]),
        ((WEDDING, '[cases]\nid = "wedding"'), ["cases", "[[cases]]"]),
        (('title = "报物业"', 'title = "去看"'), ["answers", "去看", "两次"]),
        (('words = "今天就有人去看。"\n', ""), ["answers 第1条", "缺少 words"]),
        (('words = "今天就有人去看。"', 'words = ""'), ["answers 第1条", "words", "最多500个字"]),
    ],
)
def test_each_mistake_is_one_line_that_says_what_where_and_how(change: tuple[str, str], parts: list[str]) -> None:
    text = FILE.replace(*change)
    assert text != FILE
    lines = mistakes(text)
    assert all("\n" not in line for line in lines)
    assert any(all(part in line for part in parts) for line in lines), lines


def test_a_category_that_is_asked_must_be_there() -> None:
    [line] = mistakes(HEAD + '[[cases]]\nid = "noise"\nname = "吵"\nbutton = "太吵"\nasks = ["category"]')
    assert "[[cases]] noise" in line and "[[cases.categories]]" in line


def test_what_asks_nothing_is_a_mistake() -> None:
    [line] = mistakes(HEAD + '[[cases]]\nid = "noise"\nname = "吵"\nbutton = "太吵"\nasks = []')
    assert "[[cases]] noise" in line and "没什么可问" in line


def test_all_mistakes_are_named_at_once() -> None:
    text = FILE.replace("hours = 24", "hours = -1").replace('phase = "done"', 'phase = "over"').replace('"去看"', "1")
    assert len(mistakes(text.replace('team = "council"', 'team = "elders"').replace('"slow"\n\n', '"quick"\n\n'))) == 6


@pytest.mark.parametrize("default", DEFAULTS, ids=lambda kind: kind.id)
def test_a_kind_that_the_house_knows_is_as_it_is_there(default: Kind) -> None:
    assert only(f'[[cases]]\nid = "{default.id}"') == default


def test_what_is_said_of_a_known_kind_goes_before_what_the_house_knows() -> None:
    kind = only('[[cases]]\nid = "hazard"\nbutton = "有危险"\nasks = ["photo", "place"]\nteam = "council"')
    assert (kind.button, kind.asks, kind.must, kind.team) == ("有危险", ("photo", "place"), ("place",), "council")
    assert kind.categories == DEFAULTS[0].categories and kind.states == DEFAULTS[0].states


@pytest.mark.parametrize(("asks", "severities"), [('["words", "severity"]', SEVERITIES), ('["photo"]', ())])
def test_a_new_kind_has_states_and_where_it_asks_how_bad_it_is_the_usual_clocks(asks: str, severities: tuple[Any, ...]) -> None:
    kind = only(f'[[cases]]\nid = "noise"\nname = "吵"\nbutton = "太吵"\nasks = {asks}')
    assert (kind.states, kind.severities) == (REPAIRED, severities)
    assert set(kind.must) <= set(kind.asks)


def test_the_kinds_of_the_file_are_those_of_the_community(town: Town) -> None:
    load(town, FILE)
    [wedding] = town.do(kinds.of(town.community_id))
    assert (wedding.name, wedding.first.id, wedding.team) == ("红白喜事", "new", "council")
    assert [answer.title for answer in town.do(case_kinds.answers(town.community_id))] == ["去看", "报物业"]


def test_a_kind_that_is_named_no_more_is_said(town: Town) -> None:
    remarks = load(town, FILE)
    assert [name for name in ("隐患", "建议", "求助") if not any(f"「{name}」" in remark for remark in remarks)] == []
    assert any("「红白喜事」" in remark for remark in load(town, HEAD + ANSWERS))
    assert town.do(kinds.of(town.community_id)) == list(DEFAULTS)


def test_answers_that_changed_are_those_of_the_file(town: Town) -> None:
    load(town, FILE)
    load(town, FILE.replace("今天就有人去看。", "明天有人去看。"))
    assert [answer.words for answer in town.do(case_kinds.answers(town.community_id))] == ["明天有人去看。", "已经报给物业。"]


def test_the_demo_has_its_four_teams_and_its_register(town: Town) -> None:
    file, problems = read(DEMO)
    assert file is not None, problems
    assert [team.name for team in file.teams] == ["老街坊巡逻队", "栋力派", "文明理事会", "童眼看社区"]
    assert [kind.id for kind in file.cases] == ["hazard", "suggestion", "help", "wedding"] and len(file.spots) == 8
    town.do(loading.load_demo(file, town.now_ms, ZONE, lambda: "ab" * 32))
    before = rows(town)
    town.do(loading.load_demo(file, town.wait(days=1), ZONE, lambda: "cd" * 32))
    assert rows(town) == before


slugs = st.sampled_from(["a", "b", "c", "d"])
names = st.sampled_from(["南门", "北门", "晚巡", "红白喜事"])
phases = st.lists(st.sampled_from(["working", "solved", "done", "declined"]), max_size=4)


@st.composite
def files(draw: st.DrawFn) -> dict[str, Any]:
    """What may stand in a file, without mistakes."""

    def sections(most: int = 4) -> list[dict[str, Any]]:
        return [{"id": slug, "name": draw(names)} for slug in draw(st.lists(slugs, unique=True, max_size=most))]

    teams, spots = sections(), sections()
    duties = [
        one
        | {
            "team": draw(st.sampled_from(teams))["id"],
            "starts": "19:00",
            "minutes": draw(st.integers(5, 720)),
            "weekdays": draw(st.text("1234567", min_size=1, max_size=7)),
            "need": draw(st.integers(0, 20)),
            "spots": draw(st.lists(st.sampled_from([spot["id"] for spot in spots]), unique=True)) if spots else [],
        }
        for one in (sections() if teams else [])
    ]
    cases = [
        one
        | {
            "button": f"按钮{one['id']}",
            "states": [
                {"id": f"s{n}", "name": "状态", "phase": phase} for n, phase in enumerate(["waiting", *draw(phases), "done"])
            ],
            "team": draw(st.sampled_from(teams))["id"] if teams else "",
            "categories": [
                category | {"severity": draw(st.sampled_from(["", "danger", "ordinary"]))} for category in sections()
            ],
            "asks": draw(st.lists(st.sampled_from(["photo", "words", "place", "severity"]), unique=True, min_size=1)),
        }
        for one in sections()
    ]
    answers = [{"title": title, "words": "好的。"} for title in draw(st.lists(names, unique=True))]
    community = {"id": "xiaojunshan", "name": "小军山社区", "opening": draw(st.sampled_from([[], ["1-5 08:30-20:30"]]))}
    return {"community": community, "teams": teams, "spots": spots, "duties": duties, "cases": cases, "answers": answers}


@settings(max_examples=60, deadline=None)
@given(files(), files())
def test_whatever_was_loaded_before_a_file_loaded_twice_changes_nothing_the_second_time(
    empty_database: Path, first: dict[str, Any], then: dict[str, Any]
) -> None:
    town = new_town(empty_database)
    for given_file in (first, then):
        file, problems = parse(given_file)
        assert file is not None, [town.say(problem) for problem in problems]
        town.do(loading.load(file, town.now_ms, ZONE, lambda: "ab" * 32))
        before = rows(town)
        town.do(loading.load(file, town.now_ms, ZONE, lambda: "cd" * 32))
        assert rows(town) == before
    town.connection.close()


junk = st.one_of(
    st.none(), st.booleans(), st.integers(-9, 9), st.floats(), st.text(max_size=3), st.lists(st.text(max_size=3), max_size=2),
    st.dictionaries(st.sampled_from(["id", "name", "team"]), st.text(max_size=3)), st.lists(st.just({"id": "a"}), max_size=2),
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(files(), junk, st.data())
def test_whatever_stands_in_the_file_is_read_or_told(given_file: dict[str, Any], value: Any, data: st.DataObject) -> None:
    """Somewhere in a good file there is rubbish: reading it never fails."""
    place: Any = given_file
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = data.draw(st.sampled_from(keys))
        deeper = isinstance(place[key], dict | list) and len(place[key]) > 0
        if not deeper or data.draw(st.booleans()):
            place[key] = value
            break
        place = place[key]
    file, problems = parse(given_file)
    assert (file is None) == bool(problems)
